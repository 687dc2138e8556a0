import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { haveMoved, lineRequest, linesOf, ontoLinesNow, ontoMovedLines } from './edited-lines.ts'

const row = (id: string, version = 1, changed: Record<string, WireValue> = {}): RecordRow => ({
  ...{ id, version, created_at: '', updated_at: '', created_by: null, updated_by: { id: 'm', title: 'Mia' } },
  amount: '1.00',
  ...changed,
})

test('lines that nobody touched are sent by their ids alone, so that they stay as they are', () => {
  assert.deepEqual(lineRequest({ lines: linesOf([row('a')]) }), { lines: [{ id: 'a', fields: {} }] })
})

test('onto newer lines go what was changed, added and taken out here; what others added stays, and what they took out is gone', () => {
  const mine = [{ id: 'a', values: { amount: '2.00' } }, { id: 'c', values: {} }, { values: { amount: '9.00' } }]
  assert.deepEqual(ontoLinesNow(mine, ['a', 'b', 'c'], [row('a'), row('b'), row('d')]), [
    { id: 'a', values: { amount: '2.00' } },
    { id: 'd', values: {} },
    { values: { amount: '9.00' } },
  ])
})

test('lines that others added, changed or took out have moved; the same ones have not', () => {
  const before = [row('a'), row('b')]
  assert.equal(haveMoved(before, [row('a'), row('b')]), false)
  for (const now of [[row('a')], [row('a'), row('b', 2)], [row('a'), row('b'), row('c')]])
    assert.equal(haveMoved(before, now), true)
})

test('of lines that moved it is known who moved them, which cells both wrote, and how much that was written here has lost its line', () => {
  const before = [row('a'), row('b'), row('c')]
  const mine = [
    { id: 'a', values: { amount: '2.00' } },
    { id: 'b', values: { amount: '3.00' } },
    { id: 'c', values: { amount: '4.00' } },
  ]
  const { rows, moved } = ontoMovedLines(mine, before, [row('a', 2, { amount: '9.00' }), row('b', 2, { amount: '3.00' })])
  assert.deepEqual(rows, [
    { id: 'a', values: { amount: '2.00' } },
    { id: 'b', values: {} },
  ])
  assert.deepEqual(moved, { by: ['Mia'], gone: 1, both: [{ index: 0, field: 'amount' }] })
})
