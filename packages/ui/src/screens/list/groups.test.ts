import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { printWidths, readWidths } from '../records/widths.ts'
import { groupingOf, groupingsOf, inOrder, spanTitle } from './groupings.ts'
import { keyOfLine, linesOf, rowsOnPaper } from './lines.ts'
import type { ListGroup } from './use-groups.ts'

const field = (name: string, type: FieldView['type'], more: Partial<FieldView> = {}): FieldView => ({
  ...{ name, title: name, type, required: false, managed: false, sensitive: false, sortable: true, groupable: true },
  ...{ creatable: true, updatable: true },
  ...more,
})
const status = field('status', 'choice', { options: ['new', 'open', 'closed'].map(name => ({ name, title: name })) })
const due = field('due', 'date')
const fields = [
  status,
  due,
  field('subject', 'text'),
  field('assignee', 'person'),
  field('hidden', 'choice', { groupable: false }),
]

test('there are groups of what repeats, and of days by their spans; of nothing else, whatever an address says', () => {
  assert.deepEqual(
    fields.flatMap(groupingsOf).map(({ name }) => name),
    ['status', 'day(due)', 'week(due)', 'month(due)', 'quarter(due)', 'year(due)', 'assignee'],
  )
  for (const name of ['due', 'subject', 'hidden', 'week(status)', 'nothing', 'status, due', ''])
    assert.equal(groupingOf(fields, name), undefined, name)
  assert.equal(groupingOf(fields, 'week(due)')?.title, 'due, by week')
  // The day as the machine's region writes it.
  assert.match(spanTitle('week', '2026-11-23'), /^Week of (23 Nov|Nov 23,) 2026$/)
})

test('choices stand as their field has them, days as the list goes, and what has none of it last', () => {
  const ordered = (name: string, orderBy: string, values: readonly (string | null)[]) =>
    inOrder(
      values.map(value => ({ value })),
      groupingOf(fields, name)!,
      orderBy,
    ).map(({ value }) => value)
  assert.deepEqual(ordered('status', 'due', [null, 'closed', 'new', 'open']), ['new', 'open', 'closed', null])
  const days = ['2026-11-02', '2026-11-09', null]
  assert.deepEqual(ordered('week(due)', 'due', days), ['2026-11-02', '2026-11-09', null])
  assert.deepEqual(ordered('week(due)', 'due desc, subject', days), ['2026-11-09', '2026-11-02', null])
  assert.deepEqual(ordered('week(due)', 'due_at desc', days), ['2026-11-02', '2026-11-09', null])
})

test('heads, rows and room for rows to come stand line by line, each with a key of its own', () => {
  const row = (id: string) => ({ id }) as RecordRow
  const group = (key: string, rows: readonly RecordRow[], waiting: number, more: Partial<ListGroup> = {}): ListGroup => ({
    ...{ key, value: key, count: rows.length + waiting, values: {}, isOpen: true, rows, waiting },
    ...more,
  })
  const groups = [
    group('a', [row('1'), row('2')], 2),
    group('b', [], 0, { isOpen: false }),
    group('', [row('3')], 0, { error: new Error('no') }),
  ]
  const { lines, places } = linesOf([], groups)
  assert.deepEqual(
    lines.map(({ kind }) => kind),
    ['head', 'row', 'row', 'waiting', 'waiting', 'head', 'head', 'row', 'failed'],
  )
  assert.deepEqual(places, [1, 2, 7])
  assert.equal(new Set(lines.map(keyOfLine)).size, lines.length)
  assert.deepEqual(linesOf([row('1'), row('2')], undefined).places, [0, 1])
  // Paper has what is loaded.
  const onPaper = linesOf([], groups, true)
  assert.deepEqual(
    onPaper.lines.map(({ kind }) => kind),
    ['head', 'row', 'row', 'head', 'head', 'row', 'failed'],
  )
  assert.deepEqual(onPaper.places, [1, 2, 5])
  const many = Array.from({ length: 1_200 }, (_, index) => row(String(index)))
  assert.equal(rowsOnPaper(many, undefined), 1_000)
  assert.equal(rowsOnPaper(many, [group('a', many.slice(0, 400), 9), group('b', many.slice(400), 0)]), 998)
})

test('widths are read as they are written, and nothing else is', () => {
  const widths = { subject: 300, status: 120 }
  assert.deepEqual(readWidths(printWidths(widths)), widths)
  assert.deepEqual(readWidths('subject:300,status,x:1,y:99999,z:-5,:80,__proto__'), { subject: 300 })
  assert.equal(printWidths({}), undefined)
})
