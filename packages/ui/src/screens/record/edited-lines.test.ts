import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { lineRequest, linesOf, ontoLinesNow } from './edited-lines.ts'

const row = (id: string): RecordRow => ({
  ...{ id, version: 1, created_at: '', updated_at: '', created_by: null, updated_by: null },
  amount: '1.00',
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
