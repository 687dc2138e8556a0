/** Holds the seed against the definition it was made for: what it says happened must be what the app would have allowed. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { checkStates, checkUnique, checkValues } from '../../seeding/holds.ts'
import type { Seed, SeedRecord, SeedValue } from '../../seeding/shape.ts'
import { Story } from '../../seeding/story.ts'
import { entityOf, example, workflowOf } from './definition.ts'
import { seed } from './seed.ts'
import { calendar, states } from './workflows.ts'

/** A weekend night and the day after the clocks changed. */
const moments = ['2026-11-29T03:40:00Z', '2027-03-29T05:00:00Z']

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
    test('moves records only along the workflow, by people who may', () => story.checkTransitions(['macro revise']))
    test('decides by votes of people who are asked and have four eyes', () => story.checkVotes())
    test('creates, changes and comments only with a role that may', () => story.checkRights())
    test('has news for every persona, and only of what they read', () => story.checkNews())
    test('keeps lists for people and roles', () => story.checkViews())
    test('looks like a desk at work', () => checkDistribution(seeded, now))
    test('shows no two tickets alike on the first page of any team', () => checkPages(seeded))
  })
}

test('the same moment gives the same seed', () => assert.equal(print(seed(new Date(moments[0]!))), first))

function print(seeded: Seed): string {
  return createHash('sha256').update(JSON.stringify(seeded)).digest('hex')
}

test('the due times, states and calendar of the seed are those of the workflow files', () =>
  checkStates(states, calendar, example))

function checkCounts({ people, teams, records }: Seed): void {
  assert.equal(people.filter(({ title }) => title !== 'Service account').length, 12)
  assert.equal(teams.filter(({ parent }) => parent === 'support').length, 4)
  assert.equal(people.filter(({ demo }) => demo).length, 8)
  assert.equal(people.filter(({ administrator }) => administrator).length, 1)
  assert.deepEqual(new Set(Object.keys(records)), new Set(entityOf.keys()))
  const count = (entity: string) => records[entity]!.length
  assert.equal(count('ticket'), 20_000)
  assert.equal(count('customer'), 1_500)
  assert.equal(count('refund_request'), 600)
  assert.equal(count('macro'), 40)
  assert.equal(count('connector_run'), 300)
  assert.ok(Math.abs(count('csat_response') - 3_000) < 200, `${count('csat_response')} ratings`)
}

function checkDistribution({ records, teams }: Seed, now: Date): void {
  const tickets = records.ticket!
  const closed = ['resolved', 'closed']
  const open = tickets.filter(({ fields }) => !closed.includes(String(fields.status)))
  assert.ok(open.length > 120 && open.length < 700, `${open.length} open tickets`)
  const old = tickets.filter(({ created_at }) => Date.parse(created_at) < now.getTime() - 60 * 86_400_000)
  const oldClosed = old.filter(({ fields }) => fields.status === 'closed')
  assert.ok(oldClosed.length / old.length > 0.99, 'tickets of two months ago are closed')
  for (const state of workflowOf.get('ticket')!.states) {
    const some = tickets.some(({ fields }) => fields.status === state.name)
    if (state.name !== 'reopened') assert.ok(some, `no ticket is ${state.name}`)
  }
  const share = (field: string, value: SeedValue) =>
    tickets.filter(({ fields }) => fields[field] === value).length / tickets.length
  for (const [priority, least, greatest] of [
    ['low', 0.15, 0.3],
    ['medium', 0.4, 0.6],
    ['high', 0.15, 0.3],
    ['urgent', 0.03, 0.07],
  ] as const) {
    const part = share('priority', priority)
    assert.ok(part > least && part < greatest, `${priority}: ${part}`)
  }
  const overdue = open.filter(({ fields }) => String(fields.status_due) < now.toISOString()).length
  assert.ok(overdue > 3 && overdue < open.length / 2, `${overdue} of ${open.length} open tickets are overdue`)
  for (const team of teams) {
    if (!team.parent) continue
    assert.ok(share('team', team.id) > 0.05, `${team.name} has tickets`)
    const waiting = records.refund_request!.filter(({ fields }) => fields.status === 'submitted' && fields.team === team.id)
    assert.ok(waiting.length >= 3, `${waiting.length} refunds wait in ${team.name}`)
  }
  for (const [entity, workflow] of workflowOf) {
    for (const state of workflow.states) {
      if (entity === 'ticket' || (entity === 'export_request' && state.name !== 'submitted')) continue
      const some = records[entity]!.some(({ fields }) => fields.status === state.name)
      assert.ok(some, `no ${entity} is ${state.name}`)
    }
  }
}

function checkPages({ records, teams }: Seed): void {
  const words = (record: SeedRecord) => new Set(String(record.fields.subject).toLowerCase().split(/\s+/))
  for (const team of [undefined, ...teams.filter(({ parent }) => parent)]) {
    const list = records.ticket!.filter(({ fields }) => !team || fields.team === team.id)
    const page = list.slice(-30).map(record => ({ subject: String(record.fields.subject), words: words(record) }))
    const alike = page.flatMap((one, index) =>
      page
        .slice(index + 1)
        .filter(other => resemble(one.words, other.words))
        .map(other => `${one.subject} / ${other.subject}`),
    )
    assert.ok(alike.length === 0, alike.join('\n'))
  }
}

/** Most of the words are the same. */
function resemble(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const common = one.intersection(other).size
  return common / (one.size + other.size - common) > 0.6
}
