import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AggregateView, EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { distinctColors } from './colors.ts'
import { addUp, figureWords, unitOf } from './exact.ts'
import { figuresOf } from './figures.ts'
import { joined } from './question.ts'
import { scaleOf } from './scale.ts'

const field = (name: string, more: Partial<FieldView> = {}): FieldView => ({
  ...{ name, title: name, type: 'text', required: false, managed: false, sensitive: false },
  ...{ sortable: true, groupable: true, creatable: true, updatable: true },
  ...more,
})
const entity = {
  name: 'ticket',
  fields: [
    field('kind', { title: 'Kind' }),
    field('level', {
      type: 'choice',
      options: [
        { name: 'low', title: 'Low', color: 'gray' },
        { name: 'mid', title: 'Mid', color: 'blue' },
        { name: 'top', title: 'Top', color: 'gray' },
      ],
    }),
    field('cost', { type: 'money', currency: 'EUR' }),
    field('due', { type: 'date' }),
  ],
} as unknown as EntityView
const answer = (by: string, measure: string, pairs: readonly (readonly [string | null, number | string])[]): AggregateView => ({
  groups: pairs.map(([key, value]) => ({ key: { [by]: key }, values: { [measure]: value } })),
  truncated: false,
})
const shown = { rows: 3, series: 5, rest: true, timeZone: 'UTC' }
const count = unitOf(entity, 'count')

test('the many small groups are one, whose records are those of none of the others', () => {
  const view = answer('kind', 'count', [
    ['a', 9],
    [null, 5],
    ['b', 2],
    ['c', 1],
  ])
  const figures = figuresOf(view, entity, 'count', count, { ...shown, by: 'kind' })
  assert.deepEqual(
    figures.rows.map(row => [row.title, figures.at(row, figures.series[0]!), row.conditions.join(' && ')]),
    [
      ['a', 9, 'record.kind == "a"'],
      ['No kind', 5, 'record.kind == null'],
      ['Other', 3, 'record.kind != "a" && record.kind != null'],
    ].map(([title, value, condition]) => [title, title === 'Other' ? String(value) : value, condition]),
  )
  assert.equal(String(figures.total), '17')
})

test('averages do not add up: what is beyond the largest is left out and said so', () => {
  const unit = unitOf(entity, 'avg(cost)')
  const view = answer('kind', 'avg(cost)', [
    ['a', '9.5'],
    ['b', '2.0'],
    ['c', '1.0'],
    ['d', '0.5'],
  ])
  const figures = figuresOf(view, entity, 'avg(cost)', unit, { ...shown, by: 'kind' })
  assert.deepEqual([figures.rows.length, figures.left, figures.total], [3, 1, null])
})

test('options stand in their own order, and no two colours are the same', () => {
  const view = answer('level', 'count', [
    ['top', 9],
    ['low', 1],
  ])
  const figures = figuresOf(view, entity, 'count', count, { ...shown, by: 'level' })
  assert.deepEqual(
    figures.rows.map(row => [row.title, row.color]),
    [
      ['Low', 'gray'],
      ['Top', 'gray-pale'],
    ],
  )
  const colors = distinctColors(['gray', 'gray', 'gray', undefined, 'blue', 'indigo'])
  assert.equal(new Set(colors).size, colors.length)
})

test('spans without records are there with none', () => {
  const view = answer('month(due)', 'count', [['2026-02-01', 4]])
  const figures = figuresOf(view, entity, 'count', count, {
    ...shown,
    by: 'month(due)',
    days: { from: '2026-01-10', to: '2026-04-01' },
  })
  assert.deepEqual(
    figures.rows.map(row => [row.id, figures.at(row, figures.series[0]!)]),
    [
      ['2026-01-01', 0],
      ['2026-02-01', 4],
      ['2026-03-01', 0],
    ],
  )
})

test('amounts are added exactly and written with their currency', () => {
  assert.equal(addUp(['0.1', '0.2', '9007199254740993.70']), '9007199254740994.00')
  assert.equal(addUp(['1.50', '-2']), '-0.50')
  assert.equal(figureWords('1234567.50', unitOf(entity, 'sum(cost)')), '1,234,567.50 EUR')
  assert.equal(figureWords('3.4567', unitOf(entity, 'avg(cost)')), '3.46 EUR')
  assert.equal(figureWords(null, count), '–')
})

test('conditions are joined so that a list shows each in words where it can', () => {
  assert.equal(
    joined(entity, ['record.kind == "a"', 'record.due == null || record.kind == "b"', 'record.kind == "a"']),
    'record.kind == "a" && (record.due == null || record.kind == "b")',
  )
  assert.equal(joined(entity, []), undefined)
})

test('an axis has round numbers, whole where records are counted, and goes below nothing where figures do', () => {
  assert.deepEqual(scaleOf([0, 3], true).ticks, [0, 1, 2, 3])
  assert.deepEqual(scaleOf([58], true).ticks, [0, 20, 40, 60])
  assert.deepEqual(scaleOf([], true).ticks, [0, 1])
  assert.deepEqual(scaleOf([-10, 30], false).ticks, [-10, 0, 10, 20, 30])
})
