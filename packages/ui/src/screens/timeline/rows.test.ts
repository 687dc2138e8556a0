import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import type { Lasting } from '../time/ends.ts'
import { linesOf } from './rows.ts'

const field = (type: FieldView['type'], more: Partial<FieldView> = {}): FieldView => ({
  ...{ name: 'by', title: 'Worker', type, required: false, managed: false, sensitive: false },
  ...{ sortable: false, groupable: true, creatable: true, updatable: true, ...more },
})
const row = (id: string, by: unknown) => ({ id, by }) as unknown as RecordRow
const entry = (id: string, by: unknown = null): Lasting => ({
  row: row(id, by),
  first: '2026-11-24',
  last: '2026-11-24',
  at: undefined,
  to: undefined,
})
const told = (lines: ReturnType<typeof linesOf>) =>
  lines.map(line =>
    line.kind === 'group' ? `${line.title} (${line.count})` : line.kind === 'bar' ? line.entry.row.id : `? ${line.row.id}`,
  )
const person = (id: string, title: string | null) => ({ id, title })

test('groups stand by name, and what has none at the end', () => {
  const entries = [entry('a'), entry('b', person('2', 'Luis')), entry('c', person('1', 'Ana')), entry('d', person('2', 'Luis'))]
  assert.deepEqual(told(linesOf(entries, [], field('person'))), ['Ana (1)', 'c', 'Luis (2)', 'b', 'd', 'No worker (1)', 'a'])
})

test('two of one name are two groups, and one that is not visible is not named', () => {
  const entries = [entry('a', person('1', 'Ana')), entry('b', person('2', 'Ana')), entry('c', person('3', null))]
  assert.deepEqual(told(linesOf(entries, [], field('relation'))), ['Ana (1)', 'a', 'Ana (1)', 'b', 'Not visible to you (1)', 'c'])
})

test('options stand in their order', () => {
  const options = ['low', 'high'].map(name => ({ name, title: name.toUpperCase() }))
  const entries = [entry('a', 'high'), entry('b', 'low')]
  assert.deepEqual(told(linesOf(entries, [], field('choice', { options }))), ['LOW (1)', 'b', 'HIGH (1)', 'a'])
})

test('without groups there are only bars, and what has no days stands beneath its heading', () => {
  assert.deepEqual(told(linesOf([entry('a')], [row('b', null)], undefined)), ['a', 'Without both days (1)', '? b'])
})
