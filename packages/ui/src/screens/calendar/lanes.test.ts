import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { addDays } from '../time/days.ts'
import type { Lasting } from '../time/ends.ts'
import { fitLanes, inOrder, placeInRow } from './lanes.ts'

const monday = '2026-11-23'
const entry = (id: string, from: number, days = 1): Lasting => ({
  ...{ row: { id } as RecordRow, at: undefined, to: undefined },
  ...{ first: addDays(monday, from), last: addDays(monday, from + days - 1) },
})
const place = (...entries: Lasting[]) => placeInRow(entries.sort(inOrder), monday, 7)
const told = (placed: ReturnType<typeof place>) => placed.map(({ entry, from, to, lane }) => [entry.row.id, from, to, lane])

test('what lasts several days runs across, and others stand beneath it or in the lane that is free again', () => {
  assert.deepEqual(told(place(entry('a', 0, 3), entry('b', 1), entry('c', 3, 2))), [
    ['a', 0, 2, 0],
    ['b', 1, 1, 1],
    ['c', 3, 4, 0],
  ])
})

test('what began before the row or goes on after it is cut, and says so', () => {
  const [long, later] = place(entry('long', -3, 20), entry('later', 6, 2))
  assert.deepEqual([long!.from, long!.to, long!.begun, long!.goesOn], [0, 6, true, true])
  assert.deepEqual([later!.from, later!.to, later!.begun, later!.goesOn], [6, 6, false, true])
  assert.deepEqual(place(entry('over', -3, 3), entry('to come', 7)), [])
})

test('a day with more than fits shows one less and counts the rest, each day for itself', () => {
  const placed = place(...['a', 'b', 'c', 'd', 'e'].map(id => entry(id, 1)), entry('f', 2), entry('g', 3, 2))
  const { shown, hidden } = fitLanes(placed, 7, 3)
  assert.deepEqual(
    shown.map(({ entry }) => entry.row.id),
    ['a', 'b', 'f', 'g'],
  )
  assert.deepEqual(hidden, [0, 3, 0, 0, 0, 0, 0])
})

test('what runs into a day that is full is counted on each of its days', () => {
  const { shown, hidden } = fitLanes(place(entry('a', 0), entry('b', 0), entry('long', 0, 2), entry('c', 0)), 2, 3)
  assert.equal(shown.length + Math.max(...hidden), 4)
  for (const day of [0, 1]) assert.ok(shown.filter(({ from, to }) => from <= day && day <= to).length <= 3)
})
