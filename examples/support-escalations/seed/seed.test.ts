/** Holds the seed against the definition it was made for: what it says happened must be what the app would have allowed. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import * as hiring from '../../onboarding/seed/people.ts'
import { checkStates, checkUnique, checkValues } from '../../seeding/holds.ts'
import type { Seed, SeedRecord } from '../../seeding/shape.ts'
import { Story } from '../../seeding/story.ts'
import * as desk from '../../support-ops/seed/people.ts'
import { entityOf, example, workflowOf } from './definition.ts'
import { people, personId, teamId, teams } from './people.ts'
import { seed } from './seed.ts'
import { calendar, states } from './workflows.ts'

/** A weekend night, the first working day of a year, and the day after the clocks changed. */
const moments = ['2026-11-29T03:40:00Z', '2027-01-04T09:30:00Z', '2027-03-29T05:00:00Z']

let first: string | undefined
for (const moment of moments) {
  describe(`the seed of ${moment}`, () => {
    const now = new Date(moment)
    const seeded = seed(now)
    first ??= print(seeded)
    const story = new Story(seeded, example, now)

    test('has the people, teams and amounts of records a demo needs', () => checkCounts(seeded))
    test('gives every field a value the field takes, and every required field one', () => checkValues(seeded, example))
    test('refers only to people, teams and records that were there before', () => story.checkReferences())
    test('keeps what must be unique unique', () => checkUnique(seeded, example))
    test('tells a history that is in order of time and adds up to the records', () => story.checkReplay())
    test('moves records only along the workflow, by people who may', () => story.checkTransitions())
    test('decides by votes of people who are asked and have four eyes', () => story.checkVotes())
    test('creates, changes and comments only with a role that may', () => story.checkRights())
    test('has news for every persona, and only of what they read', () => story.checkNews())
    test('keeps lists for people and roles', () => story.checkViews())
    test('has a record in every state', () => checkEveryState(seeded))
    test('looks like a desk at work', () => checkDistribution(seeded, now))
    test('keeps every account within its yearly cap', () => checkCaps(seeded))
    test('asks for each amount whom the amount asks', () => checkThresholds(seeded))
    test('gives each role something that waits for it', () => checkWaiting(seeded))
  })
}

test('the same moment gives the same seed', () => assert.equal(print(seed(new Date(moments[0]!))), first))

function print(seeded: Seed): string {
  return createHash('sha256').update(JSON.stringify(seeded)).digest('hex')
}

test('the due times, states and calendar of the seed are those of the workflow files', () =>
  checkStates(states, calendar, example))

test('shares no person, team or address with the other examples, because all live in one installation', () => {
  const ids = [people, teams, desk.people, desk.teams, hiring.people, hiring.teams].flatMap(list => list.map(({ id }) => id))
  assert.equal(new Set(ids).size, ids.length)
  const addresses = [...people, ...desk.people, ...hiring.people].map(({ email }) => email)
  assert.equal(new Set(addresses).size, addresses.length)
  const names = [...teams, ...desk.teams, ...hiring.teams].map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
})

function checkCounts({ people, teams, records }: Seed): void {
  assert.equal(people.length, 12)
  assert.equal(people.filter(({ demo }) => demo).length, 10)
  assert.equal(people.filter(({ administrator }) => administrator).length, 0, 'the installation has one from the support desk')
  assert.equal(teams.length, 8)
  assert.deepEqual(new Set(Object.keys(records)), new Set(entityOf.keys()))
  const count = (entity: string) => records[entity]!.length
  assert.equal(count('account'), 620)
  assert.equal(count('ticket'), 6_200)
  assert.ok(count('escalation') > 450 && count('escalation') < 900, `${count('escalation')} escalations`)
  assert.ok(count('credit_request') > 400 && count('credit_request') < 900, `${count('credit_request')} credits`)
  const all = Object.values(records).reduce((sum, list) => sum + list.length, 0)
  assert.ok(all > 13_000 && all < 22_000, `${all} records`)
}

function checkEveryState({ records }: Seed): void {
  for (const [entity, workflow] of workflowOf) {
    for (const { name } of workflow.states) {
      // What was reopened is triaged within the hour.
      if (name !== 'reopened')
        assert.ok(
          records[entity]!.some(({ fields }) => fields.status === name),
          `no ${entity} is ${name}`,
        )
    }
  }
}

function checkDistribution({ records }: Seed, now: Date): void {
  const open = records.ticket!.filter(({ fields }) => !['solved', 'closed'].includes(String(fields.state)))
  assert.ok(open.length > 30 && open.length < 260, `${open.length} open tickets`)
  const escalations = records.escalation!
  const running = escalations.filter(({ fields }) => !['resolved', 'closed'].includes(String(fields.status)))
  assert.ok(running.length > 14 && running.length < 90, `${running.length} running escalations`)
  const late = running.filter(({ fields }) => String(fields.status_due) < now.toISOString()).length
  assert.ok(late > 0 && late < running.length, `${late} of ${running.length} are late`)
  const part = (fits: (record: SeedRecord) => boolean) => escalations.filter(fits).length / escalations.length
  for (const level of ['l2', 'l3']) assert.ok(part(({ fields }) => fields.level === level) > 0.005, `some are ${level}`)
  const reopened = part(({ fields }) => Number(fields.reopened_count) > 0)
  assert.ok(reopened > 0.02 && reopened < 0.12, `${reopened} reopened`)
}

const refused = ['draft', 'rejected', 'withdrawn']

function checkCaps({ records }: Seed): void {
  const caps = new Map(records.credit_allowance!.map(({ id, fields }) => [id, Number(fields.cap)]))
  const taken = new Map<string, number>()
  for (const { fields } of records.credit_request!) {
    if (refused.includes(String(fields.status))) continue
    const id = String(fields.allowance)
    taken.set(id, (taken.get(id) ?? 0) + Number(fields.amount))
  }
  for (const [id, sum] of taken) assert.ok(sum <= caps.get(id)!, `${sum} of ${caps.get(id)}`)
}

function checkThresholds({ records, history }: Seed): void {
  const votes = Map.groupBy(
    history.filter(({ kind }) => kind === 'vote'),
    ({ record }) => record,
  )
  for (const { id, fields } of records.credit_request!) {
    const approved = new Set((votes.get(id) ?? []).filter(({ vote }) => vote!.decision === 'approve').map(({ person }) => person))
    if (!['issued', 'manager_approved', 'finance_approved', 'failed'].includes(String(fields.status))) continue
    const amount = Number(fields.amount)
    const wanted = amount <= 100 ? 0 : amount <= 1_000 ? 1 : amount <= 10_000 ? 2 : 3
    assert.equal(approved.size, wanted, `${amount}`)
  }
  for (const [least, most] of [
    [0, 100],
    [100, 1_000],
    [1_000, 10_000],
    [10_000, 100_000],
  ] as const)
    assert.ok(
      records.credit_request!.some(({ fields }) => Number(fields.amount) > least && Number(fields.amount) <= most),
      `above ${least}`,
    )
}

function checkWaiting({ records, history }: Seed): void {
  const waiting = records.credit_request!.filter(({ fields }) => ['submitted', 'submitted_large'].includes(String(fields.status)))
  for (const team of ['dach', 'uk_nordics', 'americas_asia']) {
    const some = waiting.filter(({ fields }) => fields.team === teamId(team))
    assert.ok(some.length >= 3, `${some.length} wait in ${team}`)
  }
  const agreed = new Set(history.filter(({ vote }) => vote?.step === 'manager').map(({ record }) => record))
  const forFinance = waiting.filter(({ id }) => agreed.has(id))
  assert.ok(forFinance.length >= 4, `${forFinance.length} wait for finance`)
  assert.ok(forFinance.filter(({ fields }) => Number(fields.amount) > 10_000).length >= 2, 'two of them for two people')
  assert.ok(
    waiting.some(({ created_by }) => created_by === 'katja'),
    'a manager asks as well',
  )
  const owned = records.escalation!.filter(({ fields }) => fields.owner === personId('femi') && fields.status !== 'closed')
  assert.ok(owned.length >= 2, `${owned.length} are the lead's`)
  assert.ok(records.external_sync!.filter(({ fields }) => fields.state === 'not_connected').length === 6)
}
