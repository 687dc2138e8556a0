/** Figures of groups as a table: lines beneath each other, columns beside each other, and their totals as the server told them. */

import type { AggregateView, FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { collator } from '../../client/language.ts'
import { isReference } from '../../fields/field-ui.ts'

export type Figures = Readonly<Record<string, number | string | null>>

/** What a line or a column is of. */
export interface Part {
  readonly field: FieldView
  readonly value: WireValue
}

export interface Line {
  /** From the outer to the inner; empty: all of them. */
  readonly path: readonly Part[]
  /** It has lines beneath it, and its figures are theirs together. */
  readonly isSubtotal: boolean
  /** By the key of the column; absent where no record is of both. */
  readonly cells: ReadonlyMap<string, Figures>
  readonly total: Figures | undefined
}

export interface Column extends Part {
  readonly key: string
}

export interface PivotTable {
  readonly columns: readonly Column[]
  readonly lines: readonly Line[]
  /** Of everything, whatever is left out above. */
  readonly grand: Line
}

/** Figures at one depth of the rows, over all that is across and for each of it. */
export interface Level {
  readonly over: AggregateView
  /** Absent: nothing is across. */
  readonly across?: AggregateView | undefined
}

export function keyOf(value: WireValue | undefined): string {
  if (value === null || value === undefined) return ''
  return `=${isReference(value) ? value.id : String(value)}`
}

/** Options and states in their own order, days and numbers by size, names by the alphabet, and what is empty last. */
export function inOrder(field: FieldView): (one: WireValue, other: WireValue) => number {
  const place = (value: WireValue) => (field.options ?? []).findIndex(option => option.name === value)
  return (one, other) => {
    if (keyOf(one) === '' || keyOf(other) === '') return Number(keyOf(one) === '') - Number(keyOf(other) === '')
    if (field.options) return place(one) - place(other)
    const [a, b] = [wordsOf(one), wordsOf(other)]
    if (['integer', 'decimal', 'money'].includes(field.result ?? field.type)) return Number(a) - Number(b)
    return collator().compare(a, b)
  }
}

const wordsOf = (value: WireValue) => (isReference(value) ? (value.title ?? '\uffff') : String(value))

/**
 * @param rows fields of the lines, the outer first
 * @param levels one more than there are rows: of everything, of the outer field, of both, …
 */
export function pivotTable(rows: readonly FieldView[], across: FieldView | undefined, levels: readonly Level[]): PivotTable {
  const columns = across ? columnsOf(across, levels) : []
  const cellsOf = new Map<string, Map<string, Figures>>()
  for (const [depth, level] of levels.entries())
    for (const { key, values } of level.across?.groups ?? []) {
      const line = pathKey(rows.slice(0, depth), key)
      const cells = cellsOf.get(line) ?? new Map<string, Figures>()
      cellsOf.set(line, cells.set(keyOf(across && key[across.name]), values))
    }
  const lineOf = (depth: number, key: Readonly<Record<string, WireValue>>, total: Figures | undefined): Line => {
    const fields = rows.slice(0, depth)
    return {
      path: fields.map(field => ({ field, value: key[field.name] ?? null })),
      isSubtotal: depth < rows.length,
      cells: cellsOf.get(pathKey(fields, key)) ?? new Map(),
      total,
    }
  }
  const within = rows.map((_, depth) =>
    Map.groupBy(levels[depth + 1]?.over.groups ?? [], ({ key }) => pathKey(rows.slice(0, depth), key)),
  )
  const beneath = (depth: number, above: string): Line[] => {
    const field = rows[depth]
    if (!field) return []
    const order = inOrder(field)
    return (within[depth]!.get(above) ?? [])
      .toSorted((one, other) => order(one.key[field.name] ?? null, other.key[field.name] ?? null))
      .flatMap(({ key, values }) => [
        lineOf(depth + 1, key, values),
        ...beneath(depth + 1, pathKey(rows.slice(0, depth + 1), key)),
      ])
  }
  return { columns, lines: beneath(0, ''), grand: lineOf(0, {}, levels[0]?.over.groups[0]?.values) }
}

const pathKey = (fields: readonly FieldView[], key: Readonly<Record<string, WireValue>>) =>
  fields.map(field => keyOf(key[field.name])).join('\n')

function columnsOf(across: FieldView, levels: readonly Level[]): Column[] {
  const found = new Map<string, Column>()
  for (const level of levels)
    for (const { key } of level.across?.groups ?? []) {
      const value = key[across.name] ?? null
      if (!found.has(keyOf(value))) found.set(keyOf(value), { key: keyOf(value), field: across, value })
    }
  const order = inOrder(across)
  return [...found.values()].sort((one, other) => order(one.value, other.value))
}
