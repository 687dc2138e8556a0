import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readIn, todayIn, writtenIn } from './zones.ts'

test('a moment is written as clocks of the zone show it, and read back', () => {
  const moment = Date.parse('2026-11-24T23:30:05Z')
  assert.equal(writtenIn(moment, 'Europe/Berlin'), '2026-11-25 00:30:05')
  assert.equal(writtenIn(moment, 'America/Toronto'), '2026-11-24 18:30:05')
  for (const zone of ['UTC', 'Europe/Berlin', 'America/Toronto', 'Asia/Kolkata'])
    assert.equal(readIn(writtenIn(moment, zone), zone), moment)
  assert.equal(readIn('2026-07-24T09:30', 'Europe/Berlin'), Date.parse('2026-07-24T07:30:00Z'))
})

test('what is no moment is not read as one', () => {
  for (const text of ['', '2026-11-24', 'tomorrow 09:00', '2026-11-24 25:00']) assert.ok(Number.isNaN(readIn(text, 'UTC')), text)
})

test('today is the day of the zone', () => {
  const at = Date.parse('2026-03-01T04:30:00Z')
  assert.equal(todayIn('America/New_York', at), '2026-02-28')
  assert.equal(todayIn('Asia/Tokyo', at), '2026-03-01')
})
