/** Holds the seed against the definition it was made for: what it says happened must be what the app would have allowed. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { checkStates, checkUnique, checkValues } from '../../seeding/holds.ts'
import type { Seed, SeedRecord } from '../../seeding/shape.ts'
import { Story } from '../../seeding/story.ts'
import * as desk from '../../support-ops/seed/people.ts'
import { entityOf, example, workflowOf } from './definition.ts'
import { people, personId, teams } from './people.ts'
import { seed } from './seed.ts'
import { calendar, states } from './workflows.ts'

/** A weekend night and the day after the clocks changed, which is the last of four days off. */
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
    test('moves records only along the workflow, by people who may', () => story.checkTransitions())
    test('decides by votes of people who are asked and have four eyes', () => story.checkVotes())
    test('creates, changes and comments only with a role that may', () => story.checkRights())
    test('has news for every persona, and only of what they read', () => story.checkNews())
    test('keeps lists for people and roles', () => story.checkViews())
    test('has a record in every state', () => checkEveryState(seeded))
    test('looks like an office at work', () => checkDistribution(seeded, now))
    test('adds up: requests to their lines, hires to their tasks, accounts to their access', () => checkSums(seeded))
    test('names every hire once, and nobody as somebody who signs in', () => checkNames(seeded))
    test('gives each role something that waits for it', () => checkWaiting(seeded))
    test('has a new colleague with things done and things to do', () => checkPortal(seeded))
    test('has a week of sessions, some at once, none with one host or room at once', () => checkSessions(seeded, now))
  })
}

test('the same moment gives the same seed', () => assert.equal(print(seed(new Date(moments[0]!))), first))

function print(seeded: Seed): string {
  return createHash('sha256').update(JSON.stringify(seeded)).digest('hex')
}

test('the due times, states and calendar of the seed are those of the workflow files', () =>
  checkStates(states, calendar, example))

test('shares no person, team or address with the support desk, because both live in one installation', () => {
  const ids = [...people, ...teams, ...desk.people, ...desk.teams].map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
  const addresses = [...people, ...desk.people].map(({ email }) => email)
  assert.equal(new Set(addresses).size, addresses.length)
})

function checkCounts({ people, teams, records }: Seed): void {
  assert.equal(people.length, 13, 'twelve colleagues and the new one')
  assert.equal(people.filter(({ demo }) => demo).length, 12)
  assert.equal(people.filter(({ administrator }) => administrator).length, 0, 'the installation has one from the support desk')
  assert.equal(teams.length, 9)
  assert.deepEqual(new Set(Object.keys(records)), new Set(entityOf.keys()))
  const count = (entity: string) => records[entity]!.length
  assert.equal(count('hire'), 350)
  assert.equal(count('task_template'), 20)
  const all = Object.values(records).reduce((sum, list) => sum + list.length, 0)
  assert.ok(all > 10_000 && all < 11_600, `${all} records`)
  const tasks = Map.groupBy(records.task!, ({ fields }) => fields.hire)
  for (const [hire, list] of tasks) assert.ok(list.length >= 12 && list.length <= 16, `${String(hire)} has ${list.length} tasks`)
}

function checkEveryState({ records }: Seed): void {
  for (const [entity, workflow] of workflowOf) {
    for (const state of workflow.states) {
      const some = records[entity]!.some(({ fields }) => fields.status === state.name)
      assert.ok(some, `no ${entity} is ${state.name}`)
    }
  }
}

function checkDistribution({ records }: Seed, now: Date): void {
  const today = now.toISOString().slice(0, 10)
  const hires = records.hire!
  const part = (of: readonly SeedRecord[], fits: (record: SeedRecord) => boolean) => of.filter(fits).length / of.length
  const past = hires.filter(({ fields }) => String(fields.start_on) < today && fields.status !== 'cancelled')
  assert.ok(
    part(past, ({ fields }) => ['started', 'completed', 'postponed'].includes(String(fields.status))) > 0.97,
    'whoever should have started has',
  )
  const cancelled = part(hires, ({ fields }) => fields.status === 'cancelled')
  assert.ok(cancelled > 0.01 && cancelled < 0.1, `${cancelled} cancelled`)
  const contractors = part(hires, ({ fields }) => fields.employment === 'contractor')
  assert.ok(contractors > 0.05 && contractors < 0.2, `${contractors} contractors`)
  const open = records.task!.filter(({ fields }) => !['done', 'skipped'].includes(String(fields.status)))
  assert.ok(open.length > 150 && open.length < 1_000, `${open.length} open tasks`)
  const late = open.filter(({ fields }) => String(fields.due_on) < today).length
  assert.ok(late > 3 && late < open.length / 3, `${late} of ${open.length} open tasks are late`)
  const large = part(records.equipment_request!, ({ fields }) => Number(fields.amount) > 1_500)
  assert.ok(large > 0.1 && large < 0.5, `${large} above the standard bundle`)
  const privileged = records.access_request!.filter(({ fields }) => fields.level === 'privileged')
  assert.ok(privileged.length > 20, `${privileged.length} privileged requests`)
  assert.ok(
    privileged.every(({ fields }) => fields.ends_on !== undefined),
    'privileged access ends',
  )
  for (const place of ['berlin', 'lisbon', 'toronto', 'remote'])
    assert.ok(part(hires, ({ fields }) => fields.location === place) > 0.08, `${place} has hires`)
}

function checkSums({ records }: Seed): void {
  const cents = (value: unknown) => Math.round(Number(value) * 100)
  const lines = Map.groupBy(records.equipment_line!, ({ fields }) => fields.request)
  for (const request of records.equipment_request!) {
    const sum = lines
      .get(request.id)!
      .reduce((total, { fields }) => total + cents(fields.unit_price) * Number(fields.quantity), 0)
    assert.equal(cents(request.fields.amount), sum, String(request.fields.title))
  }
  const tasks = Map.groupBy(records.task!, ({ fields }) => fields.hire)
  for (const hire of records.hire!) {
    const own = tasks.get(hire.id) ?? []
    const prepared = hire.fields.template !== undefined
    assert.equal(own.length > 0, prepared, `${String(hire.fields.name)}: tasks are made when preparation begins`)
    if (hire.fields.status !== 'completed') continue
    assert.ok(
      own.every(({ fields }) => fields.status === 'done' || fields.status === 'skipped'),
      `${String(hire.fields.name)} is completed with open tasks`,
    )
  }
  const access = new Map(records.access_request!.map(record => [record.id, record]))
  for (const { fields } of records.account_provision!) {
    const of = access.get(String(fields.access_request))!
    assert.deepEqual([fields.hire, fields.system], [of.fields.hire, of.fields.system])
    if (fields.status === 'active')
      assert.ok(['provisioned', 'reviewed'].includes(String(of.fields.status)), 'an account has its access')
  }
}

function checkNames({ people, records }: Seed): void {
  const names = records.hire!.map(({ fields }) => String(fields.name))
  assert.equal(new Set(names).size, names.length)
  const insiders = [...people, ...desk.people].filter(({ key }) => key !== 'noah').map(({ name }) => name)
  assert.deepEqual(
    names.filter(name => insiders.includes(name)),
    [],
  )
  for (const name of names) assert.match(name, /^\p{Lu}\p{L}+ (van )?\p{Lu}\p{L}+$/u)
  for (const list of Object.values(records))
    for (const { fields } of list)
      for (const value of Object.values(fields))
        if (typeof value === 'string') assert.doesNotMatch(value, /\bundefined\b|\bNaN\b|[{}]|lorem/)
}

function checkWaiting({ records }: Seed): void {
  const waiting = (entity: string, status: string, fits: (record: SeedRecord) => boolean = () => true) =>
    records[entity]!.filter(record => record.fields.status === status && fits(record)).length
  for (const key of ['karim', 'elena']) {
    const mine = waiting('hire', 'submitted', ({ created_by }) => created_by !== key)
    assert.ok(mine >= 3, `${mine} hires wait for ${key}`)
  }
  assert.ok(waiting('equipment_request', 'submitted') >= 4)
  assert.ok(
    waiting('equipment_request', 'submitted', ({ fields }) => Number(fields.amount) > 1_500) >= 1,
    'one waits for a department head',
  )
  for (const key of ['marcus', 'laura']) {
    const mine = waiting('access_request', 'requested', ({ fields }) => fields.system_owner === personId(key))
    assert.ok(mine >= 1, `no access request waits for ${key}`)
  }
  assert.ok(waiting('access_request', 'requested', ({ fields }) => fields.level === 'privileged') >= 2, 'security has to decide')
}

function checkPortal({ records }: Seed): void {
  const [noah] = records.hire!.filter(({ fields }) => fields.account === personId('noah'))
  assert.equal(noah?.fields.status, 'started')
  const own = (entity: string, field = 'hire') => records[entity]!.filter(({ fields }) => fields[field] === noah!.id)
  const states = (list: readonly SeedRecord[]) => new Set(list.map(({ fields }) => String(fields.status)))
  const tasks = states(own('task').filter(({ fields }) => fields.for_hire))
  assert.ok(tasks.has('done') && ['blocked', 'open', 'doing'].some(state => tasks.has(state)), [...tasks].join())
  assert.ok(states(own('document')).has('accepted') && states(own('document')).has('requested'))
  assert.ok(states(own('training_assignment')).size > 0)
  assert.ok(own('asset', 'holder').length > 0, 'he has a laptop')
  assert.ok(own('access_request').length >= 2)
}

function checkSessions({ records }: Seed, now: Date): void {
  const sessions = records.session!.map(({ id, fields }) => ({ id, ...fields }) as Record<string, string>)
  const near = (days: number) => (each: Record<string, string>) =>
    Math.abs(Date.parse(each.starts_at!) - now.getTime()) < days * 86_400_000
  assert.ok(sessions.filter(near(6)).length >= 8, 'around today')
  const monthsAgo = sessions.filter(({ starts_at }) => Date.parse(starts_at!) < now.getTime() - 90 * 86_400_000)
  assert.ok(monthsAgo.length > 20 && sessions.some(({ starts_at }) => Date.parse(starts_at!) > now.getTime() + 14 * 86_400_000))
  const lasts = ({ starts_at, ends_at }: Record<string, string>) => Date.parse(ends_at!) - Date.parse(starts_at!)
  assert.ok(
    sessions.some(each => lasts(each) >= 2 * 86_400_000),
    'some takes whole days',
  )
  const pairs = sessions.flatMap(one =>
    sessions
      .filter(other => one.id! < other.id! && one.starts_at! < other.ends_at! && other.starts_at! < one.ends_at!)
      .map(other => [one, other] as const),
  )
  assert.ok(pairs.length > 10, 'some are at once')
  for (const [one, other] of pairs) {
    assert.notEqual(one.host, other.host, `${one.title} and ${other.title} at ${one.starts_at}`)
    assert.ok(one.room === undefined || one.room === 'online' || one.room !== other.room, `${one.title} and ${other.title}`)
  }
  const came = records.attendance!.filter(({ fields }) => fields.presence === 'came').length
  assert.ok(came > records.attendance!.length / 2)
}
