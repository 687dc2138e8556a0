/** What travels to the browser decides as what stayed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkExpression, failed, judge, packCondition } from './index.ts'
import type { FieldShape } from './schema.ts'

const fields = new Map<string, FieldShape>([
  ['kind', { type: { kind: 'string' }, nullable: false }],
  ['amount', { type: { kind: 'scaled', scale: 2 }, nullable: true }],
  ['seats', { type: { kind: 'int' }, nullable: true }],
  ['due', { type: { kind: 'date' }, nullable: true }],
  ['tags', { type: { kind: 'list', element: { kind: 'string' } }, nullable: true }],
])
const scope = {
  entities: new Map([['claim', { name: 'claim', fields, relations: new Map(), children: new Map() }]]),
  variables: new Map<string, FieldShape>([['record', { type: { kind: 'record', entity: 'claim' }, nullable: false }]]),
  functions: { now: false, today: false },
}

function packed(text: string) {
  const checking = checkExpression(text, scope)
  if (!checking.ok) throw new Error(checking.problems[0]!.message)
  return JSON.parse(JSON.stringify(packCondition(checking.expression))) as ReturnType<typeof packCondition>
}

for (const [text, record, expected] of [
  ['record.kind == "other"', { kind: 'other' }, true],
  ['record.kind == "other"', { kind: 'plain' }, false],
  ['record.amount > 1000.50', { amount: '1000.51' }, true],
  ['record.amount > 1000.50', { amount: '1000.50' }, false],
  ['record.amount > 1000.50', { amount: null }, failed],
  ['has(record.amount) && record.amount > 1000.50', { amount: null }, false],
  ['record.seats * 2 >= 9007199254740993', { seats: 5 }, false],
  ['record.due < date("2026-01-01")', { due: '2025-12-31' }, true],
  ['has(record.tags) && "vip" in record.tags', { tags: ['bug', 'vip'] }, true],
  // While it is being written it is no amount yet.
  ['record.amount > 1.00', { amount: '1,5' }, undefined],
] as const) {
  test(`${text} over ${JSON.stringify(record)} comes to ${String(expected)}`, () => {
    assert.equal(
      judge(packed(text), field => (record as Record<string, unknown>)[field]),
      expected,
    )
  })
}

test('it says which fields it reads, and nothing of the text it was made of', () => {
  const condition = packed('record.kind == "other" // why')
  assert.deepEqual(Object.keys(condition.reads), ['kind'])
  assert.equal(JSON.stringify(condition).includes('why'), false)
})
