import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { columnWidths } from './column-widths.ts'

const field = (name: string, type: FieldView['type'], more: Partial<FieldView> = {}): FieldView => ({
  name,
  title: name,
  type,
  required: false,
  managed: false,
  sensitive: false,
  sortable: true,
  groupable: true,
  creatable: true,
  updatable: true,
  ...more,
})
const row = (fields: Record<string, unknown>) =>
  ({ id: 'r', version: 1, created_at: '', updated_at: '', created_by: null, updated_by: null, ...fields }) as RecordRow
const columns = [
  { field: field('subject', 'text'), usual: 260, isTitle: true },
  { field: field('customer', 'relation'), usual: 180, isTitle: false },
  { field: field('amount', 'money', { currency: 'USD' }), usual: 100, isTitle: false },
  {
    field: field('status', 'choice', { managed: true, options: [{ name: 'w', title: 'Waiting for decision', color: 'blue' }] }),
    usual: 120,
    isTitle: false,
  },
]
const rows = [
  row({ subject: 'x', customer: { id: 'c', title: 'Hartwig Versicherungsmakler' }, amount: '1234567.89', status: 'w' }),
]

test('an amount and a state get what they need, however narrow the list', () => {
  for (const available of [300, 700, 1200]) {
    const [, , amount, status] = columnWidths(columns, rows, available)
    assert.ok(amount! >= '1,234,567.89 USD'.length * 8, `${amount}`)
    // 122 pixels as Chromium measures it, its dot and the padding.
    assert.ok(status! >= 122 + 16 + 16, `${status}`)
  }
})

test('a sum is never cut, though it is longer than what it is of', () => {
  const summed = columns.map(column => ({ ...column, figure: { words: 'Sum', value: '123456789012.34' } }))
  const [, , amount] = columnWidths(summed, rows, 300)
  assert.ok(amount! >= 'Sum 123,456,789,012.34 USD'.length * 7.2, `${amount}`)
  assert.ok(columnWidths(columns, rows, 300)[2]! < amount!, 'and its column is as before without it')
})

test('names give way before the list scrolls, and the title takes what is left', () => {
  const sum = (available: number) => columnWidths(columns, rows, available).reduce((total, width) => total + width, 0)
  assert.equal(sum(1400), 1400)
  assert.ok(sum(700) <= 700)
  assert.ok(sum(300) > 300, 'then it scrolls')
})

test('a day is as wide as any may come to be, and where room is scarce as those that are there', () => {
  const day = { field: field('updated_at', 'datetime', { managed: true, title: 'At' }), usual: 120, isTitle: false }
  const near = [row({ subject: 'x', updated_at: new Date(Date.now() - 3 * 3_600_000).toISOString() })]
  const old = [...near, row({ subject: 'x', updated_at: '2019-11-23T10:00:00Z' })]
  const widthOf = (some: RecordRow[], available: number) => columnWidths([columns[0]!, day], some, available)[1]!
  assert.equal(widthOf(near, 1_000), widthOf(old, 1_000))
  assert.ok(widthOf(near, 200) < 75, `${widthOf(near, 200)}`)
  assert.ok(widthOf(old, 200) >= 'Nov 23, 2019'.length * 7, `${widthOf(old, 200)}`)
})

test('what a person chose stands, in a narrow list and in a wide one: no other column grows for it', () => {
  const chosen = columns.map(column => ({ ...column, chosen: 77 }))
  for (const available of [200, 1400]) assert.deepEqual(columnWidths(chosen, rows, available), [77, 77, 77, 77])
  const withoutTitle = columns.slice(1).map((column, index) => ({ ...column, ...(index === 1 && { chosen: 77 }) }))
  const [customer, amount, status] = columnWidths(withoutTitle, rows, 1400)
  assert.equal(amount, 77)
  assert.ok(customer! + status! < 600, 'what is over stands at the end')
})

test('the title gives way or grows until its own width is chosen', () => {
  const [title] = columnWidths([columns[0]!, { ...columns[1]!, chosen: 300 }], rows, 900)
  assert.equal(title, 600)
})
