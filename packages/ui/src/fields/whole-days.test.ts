/** Whole days have the hours they have where somebody is. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { endOf, endsDay, firstDayOf, inDays, isDay, lastDayOf, startOf } from './whole-days.ts'

describe('whole days in Berlin', () => {
  const zone = process.env.TZ
  before(() => {
    process.env.TZ = 'Europe/Berlin'
  })
  after(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })

  test('a day begins at its midnight and ends at the next', () => {
    assert.equal(startOf('2026-12-24'), '2026-12-23T23:00:00.000Z')
    assert.equal(endOf('2026-12-24'), '2026-12-24T23:00:00.000Z')
    assert.equal(endOf('2026-12-31'), '2026-12-31T23:00:00.000Z')
  })

  test('the days when the clocks change have 23 and 25 hours', () => {
    const hours = (day: string) => (Date.parse(endOf(day)) - Date.parse(startOf(day))) / 3_600_000
    assert.deepEqual(['2026-03-29', '2026-10-25', '2026-11-25'].map(hours), [23, 25, 24])
  })

  test('a moment leads back to the day it was made of', () => {
    for (const day of ['2026-01-01', '2026-03-29', '2026-10-25', '2028-02-29'])
      assert.deepEqual([firstDayOf(startOf(day)), lastDayOf(endOf(day))], [day, day])
  })

  test('a moment within a day does not pass for the end of one', () => {
    assert.equal(endsDay(endOf('2026-12-24')), true)
    assert.equal(endsDay('2026-12-24T12:00:00Z'), false)
    assert.equal(lastDayOf('2026-12-24T12:00:00Z'), '2026-12-24')
  })

  test('so many days from now is counted in days, not in hours', () => {
    assert.equal(inDays(1, new Date('2026-10-24T22:30:00Z')), '2026-10-26')
    assert.equal(inDays(0, new Date('2026-10-24T21:59:00Z')), '2026-10-24')
  })

  test('what is not a day is not taken for one', () => {
    assert.deepEqual(['2026-12-24', '24.12.', '', null, undefined].map(isDay), [true, false, false, false, false])
  })
})
