/** Holds the seed against the definition it was made for: what it says happened must be what the app would have allowed. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import * as portal from '../../onboarding/seed/people.ts'
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
    test('has cards that add up, and none that was ever below zero', () => checkCards(seeded))
    test('adds up: requests and orders to their lines, deliveries to the cards', () => checkSums(seeded))
    test('looks like a store at work', () => checkDistribution(seeded, now))
    test('gives each role something that waits for it', () => checkWaiting(seeded))
    test('leaves no text unfinished', () => checkTexts(seeded))
  })
}

test('the same moment gives the same seed', () => assert.equal(print(seed(new Date(moments[0]!))), first))

function print(seeded: Seed): string {
  return createHash('sha256').update(JSON.stringify(seeded)).digest('hex')
}

test('the due times, states and calendar of the seed are those of the workflow files', () =>
  checkStates(states, calendar, example))

test('shares no person, team or address with the other examples, because all live in one installation', () => {
  const others = [desk, portal]
  const ids = [...people, ...teams, ...others.flatMap(other => [...other.people, ...other.teams])].map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
  const addresses = [...people, ...others.flatMap(other => other.people)].map(({ email }) => email)
  assert.equal(new Set(addresses).size, addresses.length)
})

function checkCounts({ people, records }: Seed): void {
  assert.equal(people.filter(({ demo }) => demo).length, 13)
  assert.equal(people.filter(({ administrator }) => administrator).length, 0, 'the installation has one from the support desk')
  assert.deepEqual(new Set(Object.keys(records)), new Set(entityOf.keys()))
  const all = Object.values(records).reduce((sum, list) => sum + list.length, 0)
  assert.ok(all > 14_000 && all < 24_000, `${all} records`)
  assert.ok(records.stock_move!.length > 9_000)
}

function checkEveryState({ records }: Seed): void {
  for (const [entity, workflow] of workflowOf)
    for (const state of workflow.states) {
      const some = records[entity]!.some(({ fields }) => fields.status === state.name)
      assert.ok(some, `no ${entity} is ${state.name}`)
    }
}

function checkCards({ records }: Seed): void {
  const moves = Map.groupBy(records.stock_move!, ({ fields }) => fields.level)
  for (const card of records.stock_level!) {
    let onHand = 0
    for (const { fields } of moves.get(card.id)!) {
      onHand += Number(fields.quantity)
      assert.ok(onHand >= 0, String(card.fields.name))
    }
  }
}

const cents = (value: unknown) => Math.round(Number(value) * 100)

function checkSums({ records }: Seed): void {
  for (const [entity, line, via] of [
    ['purchase_request', 'request_line', 'request'],
    ['purchase_order', 'order_line', 'order'],
  ] as const) {
    const lines = Map.groupBy(records[line]!, ({ fields }) => fields[via])
    for (const one of records[entity]!) {
      const sum = lines.get(one.id)!.reduce((total, { fields }) => total + cents(fields.unit_price) * Number(fields.quantity), 0)
      assert.equal(cents(one.fields.amount), sum, String(one.fields.title))
    }
  }
  const accepted = new Map(records.receipt_line!.map(({ id, fields }) => [id, fields]))
  const status = new Map(records.receipt!.map(({ id, fields }) => [id, fields.status]))
  const booked = new Map(
    records.stock_move!.filter(({ fields }) => fields.receipt_line).map(({ fields }) => [fields.receipt_line, fields.quantity]),
  )
  for (const [id, fields] of accepted) {
    if (status.get(String(fields.receipt)) === 'posted' && fields.accepted !== 0) assert.equal(booked.get(id), fields.accepted)
    if (status.get(String(fields.receipt)) === 'open') assert.ok(!booked.has(id))
  }
}

function checkDistribution({ records }: Seed, now: Date): void {
  const part = (entity: string, fits: (record: SeedRecord) => boolean) =>
    records[entity]!.filter(fits).length / records[entity]!.length
  const orders = records.purchase_order!.filter(({ fields }) => fields.delivered_on !== undefined)
  const late = orders.filter(({ fields }) => String(fields.delivered_on) > String(fields.expected_on)).length / orders.length
  assert.ok(late > 0.12 && late < 0.55, `${late} of deliveries are late`)
  const inPart = part('receipt_line', ({ fields }) => fields.outcome === 'partial')
  assert.ok(inPart > 0.03 && inPart < 0.25, `${inPart} of lines arrive in part`)
  assert.ok(records.receipt_line!.filter(({ fields }) => Number(fields.damaged) > 0).length > 8, 'some arrive damaged')
  assert.ok(
    records.receipt_line!.some(({ fields }) => fields.outcome === 'over'),
    'some bring too much',
  )
  for (const [least, most, some] of [
    [0, 500, 40],
    [500, 5_000, 150],
    [5_000, 50_000, 3],
    [50_000, 500_000, 2],
  ] as const) {
    const found = records.purchase_request!.filter(({ fields }) => Number(fields.amount) > least && Number(fields.amount) <= most)
    assert.ok(found.length >= some, `${found.length} requests between ${least} and ${most} EUR`)
  }
  const today = now.toISOString().slice(0, 10)
  const overdue = records.purchase_order!.filter(
    ({ fields }) =>
      ['sent', 'acknowledged', 'partly_received'].includes(String(fields.status)) && String(fields.expected_on) < today,
  )
  assert.ok(overdue.length >= 1 && overdue.length < 25, `${overdue.length} orders are late today`)
  const moves = Map.groupBy(records.stock_move!, ({ fields }) => fields.level)
  const onHand = (level: string) => moves.get(level)!.reduce((sum, { fields }) => sum + Number(fields.quantity), 0)
  const low = records.stock_level!.filter(({ id, fields }) => onHand(id) <= Number(fields.reorder_point))
  assert.ok(low.length > 4 && low.length < records.stock_level!.length / 3, `${low.length} cards are low`)
  assert.ok(part('purchase_request', ({ fields }) => fields.emergency === true) < 0.06)
  assert.ok(
    new Set(records.order_line!.map(({ fields }) => `${String(fields.item)} ${String(fields.unit_price)}`)).size > 80,
    'prices change',
  )
}

function checkWaiting({ records }: Seed): void {
  const waiting = (entity: string, status: string, fits: (record: SeedRecord) => boolean = () => true) =>
    records[entity]!.filter(record => record.fields.status === status && fits(record)).length
  for (const key of ['tobias', 'amelie'])
    assert.ok(waiting('purchase_request', 'submitted', ({ fields }) => fields.budget_holder === personId(key)) >= 1, key)
  assert.ok(waiting('purchase_request', 'submitted') >= 5)
  assert.ok(waiting('purchase_order', 'submitted') >= 2)
  assert.ok(waiting('vendor', 'review') >= 2, 'one for finance and one for legal')
  assert.ok(waiting('count_session', 'variance_review') >= 1)
  assert.ok(waiting('receipt', 'open') >= 3)
  assert.ok(waiting('vendor_request', 'open') >= 2)
}

function checkTexts({ records }: Seed): void {
  for (const list of Object.values(records))
    for (const { fields } of list)
      for (const value of Object.values(fields))
        if (typeof value === 'string') assert.doesNotMatch(value, /\bundefined\b|\bNaN\b|[{}]|lorem/)
}
