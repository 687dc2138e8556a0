import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { type Ends, endsWords, lasting, moved, shifted, startingAt, startingOn, taking, within } from './ends.ts'

const field = (name: string, type: FieldView['type'], required = false): FieldView => ({
  ...{ name, title: name, type, required, managed: false, sensitive: false },
  ...{ sortable: true, groupable: false, creatable: true, updatable: true },
})
const days: Ends = { from: field('begin', 'date'), until: field('end', 'date'), timeZone: 'Europe/Berlin' }
const moments: Ends = { from: field('begin', 'datetime'), until: field('end', 'datetime', true), timeZone: 'Europe/Berlin' }
const row = (begin: string | null, end: string | null = null) => ({ id: '1', begin, end }) as unknown as RecordRow
const daysOf = (given: RecordRow, ends: Ends) => {
  const found = lasting(given, ends)
  return found && [found.first, found.last]
}

test('a record lasts from the day it begins to the one it ends, both included', () => {
  assert.deepEqual(daysOf(row('2026-11-24', '2026-11-26'), days), ['2026-11-24', '2026-11-26'])
  assert.deepEqual(daysOf(row('2026-11-24'), days), ['2026-11-24', '2026-11-24'])
  assert.deepEqual(daysOf(row('2026-11-24', '2026-11-20'), days), ['2026-11-24', '2026-11-24'], 'one that ends before it begins')
  assert.equal(lasting(row(null, '2026-11-26'), days), undefined)
})

test('moments are on days of the zone, and one that ends at midnight ends the day before', () => {
  assert.deepEqual(daysOf(row('2026-11-24T23:30:00Z', '2026-11-25T23:00:00Z'), moments), ['2026-11-25', '2026-11-25'])
  assert.deepEqual(daysOf(row('2026-11-24T23:30:00Z', '2026-11-25T23:00:01Z'), moments), ['2026-11-25', '2026-11-26'])
})

test('both ends move together, at the same time of day, over the night in which clocks change', () => {
  assert.deepEqual(moved(row('2026-11-24', '2026-11-26'), days, 7, 'both'), { begin: '2026-12-01', end: '2026-12-03' })
  assert.deepEqual(moved(row('2026-11-24'), days, 7, 'both'), { begin: '2026-12-01' })
  assert.deepEqual(moved(row('2026-11-24', '2026-11-26'), days, -1, 'until'), { end: '2026-11-25' })
  assert.deepEqual(moved(row('2026-10-24T07:00:00Z', '2026-10-24T08:00:00Z'), moments, 1, 'both'), {
    begin: '2026-10-25T08:00:00.000Z',
    end: '2026-10-25T09:00:00.000Z',
  })
})

test('moments move by quarters on the clocks and last as long, or only end later, but never before they begin', () => {
  const hour = row('2026-10-24T07:00:00Z', '2026-10-24T08:00:00Z')
  assert.deepEqual(shifted(hour, moments, { days: 1, minutes: 15 }, 'both'), {
    begin: '2026-10-25T08:15:00.000Z',
    end: '2026-10-25T09:15:00.000Z',
  })
  assert.deepEqual(shifted(hour, moments, { days: 0, minutes: -15 }, 'until'), { end: '2026-10-24T07:45:00.000Z' })
  assert.deepEqual(shifted(hour, moments, { days: 0, minutes: -90 }, 'until'), { end: '2026-10-24T07:00:00.000Z' })
  const open = row('2026-10-24T07:00:00Z')
  assert.deepEqual(shifted(open, moments, { days: 0, minutes: 15 }, 'until'), { end: '2026-10-24T07:45:00.000Z' })
  assert.deepEqual(shifted(open, moments, { days: 0, minutes: 15 }, 'both'), { begin: '2026-10-24T07:15:00.000Z' })
  assert.deepEqual(startingAt({ day: '2026-11-24', from: 615, to: 660 }, moments), {
    begin: '2026-11-24T09:15:00.000Z',
    end: '2026-11-24T10:00:00.000Z',
  })
})

test('whole days stay whole where clocks change, and are made of hours and hours of them', () => {
  const whole = row('2026-10-23T22:00:00Z', '2026-10-24T22:00:00Z')
  assert.deepEqual(shifted(whole, moments, { days: 1, minutes: 0 }, 'both'), {
    begin: '2026-10-24T22:00:00.000Z',
    end: '2026-10-25T23:00:00.000Z',
  })
  assert.deepEqual(taking({ day: '2026-10-25', from: 0, to: 1_440 }, moments), {
    begin: '2026-10-24T22:00:00.000Z',
    end: '2026-10-25T23:00:00.000Z',
  })
  assert.deepEqual(taking({ day: '2026-10-25', from: 540, to: 600 }, moments), {
    begin: '2026-10-25T08:00:00.000Z',
    end: '2026-10-25T09:00:00.000Z',
  })
})

test('a new record begins on the day it is made on, and has an end where it needs one', () => {
  assert.deepEqual(startingOn('2026-11-24', days), { begin: '2026-11-24' })
  assert.deepEqual(startingOn('2026-11-24', moments), { begin: '2026-11-24T08:00:00.000Z', end: '2026-11-24T09:00:00.000Z' })
})

test('only what has a part in the days is asked for', () => {
  assert.equal(
    within({ ...days, until: undefined }, '2026-11-01', '2026-11-30'),
    'record.begin <= date("2026-11-30") && record.begin >= date("2026-11-01")',
  )
  assert.equal(
    within(days, '2026-11-01', '2026-11-30'),
    'record.begin <= date("2026-11-30") && (record.end >= date("2026-11-01") || record.begin >= date("2026-11-01"))',
  )
  assert.equal(
    within({ ...moments, until: undefined }, '2026-11-01', '2026-11-30'),
    'record.begin < timestamp("2026-11-30T23:00:00.000Z") && record.begin >= timestamp("2026-10-31T23:00:00.000Z")',
  )
})

test('moments are told with the zone they are in', () => {
  assert.match(endsWords(lasting(row('2026-11-24T08:00:00Z', '2026-11-24T09:30:00Z'), moments)!, moments), /\(Europe\/Berlin\)$/)
  assert.match(endsWords(lasting(row('2026-11-24', '2026-11-26'), days)!, days), /, 3 days$/)
})
