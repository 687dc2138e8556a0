import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { roundedAverage } from '../records/measures.ts'
import { pivotTable } from './pivot-table.ts'

const field = (name: string, more: Partial<FieldView> = {}): FieldView => ({
  ...{ name, title: name, type: 'text', required: false, managed: false, sensitive: false },
  ...{ sortable: true, groupable: true, creatable: false, updatable: false },
  ...more,
})
const state = field('state', { type: 'choice', options: ['new', 'done'].map(name => ({ name, title: name })) as never })
const team = field('team', { type: 'team' })
const group = (key: Record<string, unknown>, count: number) => ({ key: key as never, values: { count } })
const answer = (...groups: ReturnType<typeof group>[]) => ({ groups, truncated: false })
const emea = { id: 'e', title: 'EMEA' }
const apac = { id: 'a', title: 'APAC' }

test('Lines stand in order beneath each other, with what the server said of each and of all', () => {
  const table = pivotTable([team, state], undefined, [
    { over: answer(group({}, 6)) },
    { over: answer(group({ team: emea }, 3), group({ team: null }, 1), group({ team: apac }, 2)) },
    {
      over: answer(
        group({ team: emea, state: 'done' }, 1),
        group({ team: emea, state: 'new' }, 2),
        group({ team: apac, state: 'new' }, 2),
        group({ team: null, state: null }, 1),
      ),
    },
  ])
  const said = table.lines.map(line => [
    line.path.map(part => (part.value as { title?: string } | null)?.title ?? part.value).join(' '),
    line.total?.count,
    line.isSubtotal,
  ])
  assert.deepEqual(said, [
    ['APAC', 2, true],
    ['APAC new', 2, false],
    ['EMEA', 3, true],
    ['EMEA new', 2, false],
    ['EMEA done', 1, false],
    ['', 1, true],
    [' ', 1, false],
  ])
  assert.equal(table.grand.total?.count, 6)
})

test('Columns are those that occur, in the order of the options, and a cell without records is absent', () => {
  const table = pivotTable([team], state, [
    {
      over: answer(group({}, 4)),
      across: answer(group({ state: 'done' }, 1), group({ state: null }, 1), group({ state: 'new' }, 2)),
    },
    {
      over: answer(group({ team: emea }, 3), group({ team: apac }, 1)),
      across: answer(
        group({ team: emea, state: 'new' }, 2),
        group({ team: emea, state: null }, 1),
        group({ team: apac, state: 'done' }, 1),
      ),
    },
  ])
  assert.deepEqual(
    table.columns.map(column => column.value),
    ['new', 'done', null],
  )
  const cells = table.lines.map(line => table.columns.map(column => line.cells.get(column.key)?.count))
  assert.deepEqual(cells, [
    [undefined, 1, undefined],
    [2, undefined, 1],
  ])
  assert.deepEqual(
    table.columns.map(column => table.grand.cells.get(column.key)?.count),
    [2, 1, 1],
  )
})

test('An average has the digits of its field, rounded without a float on the way', () => {
  const money = field('amount', { type: 'money', currency: 'EUR' })
  const yen = field('amount', { type: 'money', currency: 'JPY' })
  const whole = field('days', { type: 'integer' })
  assert.equal(roundedAverage('12.3456', money), '12.35')
  assert.equal(roundedAverage('9999999999999999.9950', money), '10000000000000000.00')
  assert.equal(roundedAverage('-0.0040', money), '0.00')
  assert.equal(roundedAverage('-1.0050', money), '-1.01')
  assert.equal(roundedAverage('12.5000', yen), '13')
  assert.equal(roundedAverage('3.0000', whole), '3')
  assert.equal(roundedAverage('3.3333', whole), '3.33')
})
