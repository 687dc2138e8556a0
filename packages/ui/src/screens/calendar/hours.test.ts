import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { inZone } from '../../client/zones.ts'
import type { Lasting } from '../time/ends.ts'
import { openOn, type Segment, segmentOn, sideBySide, standsAbove } from './hours.ts'

const zone = 'Europe/Berlin'
const entry = (from: string, to?: string): Lasting => {
  const [at, end] = [Date.parse(from), to === undefined ? undefined : Date.parse(to)]
  const dayOf = (moment: number) => inZone(moment, zone).day
  return { row: { id: from } as RecordRow, first: dayOf(at), last: dayOf(end === undefined ? at : end - 1), at, to: end }
}
const part = (from: number, to: number): Segment => ({
  ...{ entry: entry('2026-03-10T08:00:00Z'), day: '2026-03-10', begun: false, goesOn: false },
  ...{ from: from * 60, to: to * 60 },
})
const places = (...parts: Segment[]) => sideBySide(parts).map(({ lane, wide, lanes }) => [lane, wide, lanes])

test('a record stands at its hours in the zone, on both days where it lasts over midnight', () => {
  const late = entry('2026-03-10T22:00:00Z', '2026-03-11T00:30:00Z')
  const on = (day: string) => {
    const found = segmentOn(late, day, zone)
    return found && [found.from, found.to, found.begun, found.goesOn]
  }
  assert.deepEqual(on('2026-03-10'), [1380, 1440, false, true])
  assert.deepEqual(on('2026-03-11'), [0, 90, true, false])
  assert.equal(on('2026-03-12'), undefined)
  const noEnd = segmentOn(entry('2026-03-10T08:00:00Z'), '2026-03-10', zone)!
  assert.deepEqual([noEnd.from, noEnd.to], [540, 570], 'without an end it is drawn half an hour long')
})

test('what lasts a day or longer stands above the hours, also the day on which clocks are put forward', () => {
  assert.equal(standsAbove(entry('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'), zone), true)
  assert.equal(standsAbove(entry('2026-03-10T22:00:00Z', '2026-03-11T20:00:00Z'), zone), false)
  assert.equal(standsAbove({ ...entry('2026-03-10T22:00:00Z'), at: undefined }, zone), true)
})

test('what overlaps stands side by side, as wide as there is room', () => {
  assert.deepEqual(places(part(9, 10), part(10, 11)), [
    [0, 1, 1],
    [0, 1, 1],
  ])
  assert.deepEqual(places(part(9, 12), part(9, 10), part(9.5, 10.5), part(11, 12)), [
    [0, 1, 3],
    [1, 1, 3],
    [2, 1, 3],
    [1, 2, 3],
  ])
  assert.deepEqual(places(part(9, 9), part(9.25, 9.25)), [
    [0, 1, 2],
    [1, 1, 2],
  ])
})

test('business hours of another zone are shown where they fall on the own clocks', () => {
  const hours = { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }
  const on = (day: string, theirs: string) =>
    openOn(day, hours, theirs, 'America/Toronto').map(({ from, to }) => [from / 60, to / 60])
  assert.deepEqual(on('2026-11-24', 'America/Toronto'), [[9, 17]])
  assert.deepEqual(on('2026-11-24', 'Europe/Berlin'), [[3, 11]])
  assert.deepEqual(on('2026-11-22', 'Asia/Tokyo'), [[19, 24]], 'Monday in Tokyo begins on Sunday evening')
  assert.deepEqual(on('2026-11-21', 'America/Toronto'), [])
})
