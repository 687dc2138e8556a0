import assert from 'node:assert/strict'
import { test } from 'node:test'
import { weekBegin } from '../../client/language.ts'
import { inZone, momentIn } from '../../client/zones.ts'
import { addMonths, firstOfWeek, isDay, lastOfMonth, weekdayOf } from './days.ts'

test('months are added without losing their end', () => {
  assert.equal(addMonths('2026-01-31', 1), '2026-02-28')
  assert.equal(addMonths('2024-02-29', 12), '2025-02-28')
  assert.equal(addMonths('2026-01-15', -1), '2025-12-15')
  assert.equal(lastOfMonth('2026-02-10'), '2026-02-28')
})

test('weeks begin as the language has it', () => {
  assert.equal(weekBegin('en-US'), 7)
  assert.equal(weekBegin('de-DE'), 1)
  assert.equal(weekdayOf('2026-11-26'), 4)
  assert.equal(firstOfWeek('2026-11-26', 1), '2026-11-23')
  assert.equal(firstOfWeek('2026-11-26', 7), '2026-11-22')
  assert.equal(firstOfWeek('2026-11-22', 7), '2026-11-22')
})

test('a day of an address is one that exists', () => {
  for (const day of ['2026-11-24', '2024-02-29']) assert.equal(isDay(day), true, day)
  for (const day of ['2026-02-30', '2026-13-01', 'today', '', undefined]) assert.equal(isDay(day), false, String(day))
})

test('moments are on the day that clocks of the zone show, also where those are put forward or back', () => {
  assert.deepEqual(inZone(Date.parse('2026-11-24T23:30:00Z'), 'Europe/Berlin'), { day: '2026-11-25', time: 1_800_000 })
  const iso = (day: string, hour: number, zone: string) => new Date(momentIn(day, hour * 3_600_000, zone)).toISOString()
  assert.equal(iso('2026-11-24', 9, 'Europe/Berlin'), '2026-11-24T08:00:00.000Z')
  assert.equal(iso('2026-07-24', 9, 'Europe/Berlin'), '2026-07-24T07:00:00.000Z')
  assert.equal(iso('2026-03-29', 0, 'Europe/Berlin'), '2026-03-28T23:00:00.000Z')
  assert.equal(iso('2026-03-29', 9, 'Europe/Berlin'), '2026-03-29T07:00:00.000Z')
  assert.equal(iso('2026-10-25', 9, 'Europe/Berlin'), '2026-10-25T08:00:00.000Z')
  assert.equal(iso('2026-11-24', 0, 'America/Toronto'), '2026-11-24T05:00:00.000Z')
})
