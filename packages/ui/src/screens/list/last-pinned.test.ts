import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastPinned } from './last-pinned.ts'

const laidIn = (available: number, isUsual = false) => ({
  available,
  isUsual,
  least: 36 + 10 * 200 + 8,
  startOf: (column: number) => 36 + column * 200,
})

test('as many of the columns that somebody pinned stay as leave the others room', () => {
  assert.equal(lastPinned(3, laidIn(1_200)), 3)
  // A panel opens, a window is made small: 36 + 600 + 240.
  assert.equal(lastPinned(3, laidIn(876)), 2)
  assert.equal(lastPinned(3, laidIn(875)), 1)
  assert.equal(lastPinned(3, laidIn(300)), -1)
  assert.equal(lastPinned(-1, laidIn(1_200)), -1)
})

test('where all columns have room nothing passes beneath what somebody pinned', () => {
  assert.equal(lastPinned(9, laidIn(2_044)), 9)
  assert.equal(lastPinned(9, laidIn(2_043)), 7)
})

test('the title stays by itself where not all have room, and it leaves most of it', () => {
  assert.equal(lastPinned(0, laidIn(1_200, true)), 0)
  assert.equal(lastPinned(0, laidIn(2_044, true)), -1)
  assert.equal(lastPinned(0, laidIn(390, true)), -1)
})
