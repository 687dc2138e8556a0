/**
 * One table before and after. What is the same is told by ids: a name may have gone to something else meanwhile, and SQL that reads the same may stand on
 * another column, while what stands on a renamed one follows it by itself.
 */
import type { Column, Counted, Table } from '../compile/compiled.ts'
import { castOf } from './casts.ts'

export interface TableChange {
  readonly from: Table
  readonly to: Table
  /** The same column, whatever its name and type are now. */
  readonly kept: readonly (readonly [before: Column, after: Column])[]
  /** Computed before and after, but taken away in between. */
  readonly recomputed: readonly (readonly [before: Column, after: Column])[]
  readonly gone: readonly Column[]
  readonly added: readonly Column[]
  /** Whether this SQL of the table before is that of the table after, on the same columns and tables. */
  same(before: string, after: string): boolean
}

export function compareTables(from: Table, to: Table, before: readonly Table[], after: readonly Table[]): TableChange {
  const paired = to.columns.flatMap(column => {
    const old = from.columns.find(candidate => candidate.id === column.id)
    return old && staysTheSame(old, column) ? [[old, column] as const] : []
  })
  const left = identify('was', before, from, column => paired.some(([old]) => old === column))
  const right = identify('is', after, to, column => paired.some(([, now]) => now === column))
  const cast = paired.filter(([old, now]) => computedBy(old) === undefined && castOf(old, now))
  const differs = ([old, now]: readonly [Column, Column], moving: readonly (readonly [Column, Column])[]) => {
    const [was, is] = [computedBy(old), computedBy(now)]
    if (was === undefined || is === undefined) return false
    const text = left(was)
    return text !== right(is) || old.type !== now.type || moving.some(([read]) => text.includes(mark(read.id)))
  }
  const recounted = paired.filter(pair => pair[0].counted !== undefined && differs(pair, []))
  // PostgreSQL changes no column's type, and takes none away, while something computed reads it.
  const recomputed = paired.filter(pair => recounted.includes(pair) || differs(pair, [...cast, ...recounted]))
  const kept = paired.filter(pair => !recomputed.includes(pair))
  const standsBefore = identify('was', before, from, column => kept.some(([old]) => old === column))
  const standsAfter = identify('is', after, to, column => kept.some(([, now]) => now === column))
  return {
    from,
    to,
    kept,
    recomputed,
    gone: from.columns.filter(column => !paired.some(([old]) => old === column)),
    added: to.columns.filter(column => !paired.some(([, now]) => now === column)),
    same: (old, now) => standsBefore(old) === standsAfter(now),
  }
}

/** SQL of a column that nobody writes, whoever computes it. */
export const computedBy = (column: Column): string | undefined =>
  column.generated ?? column.kept ?? (column.counted && countedBy(column.counted))

/** Ids alone, which no rename changes. */
const countedBy = ({ measure, table, via, column }: Counted) => `${measure} of ${table} ${via} ${column ?? ''}`

const references: readonly string[] = ['person', 'team', 'relation', 'file']

/** Otherwise the old column goes to the trash, and a new one has its name. */
function staysTheSame(before: Column, after: Column): boolean {
  if ((before.generated === undefined) !== (after.generated === undefined)) return false
  if ((before.kept === undefined) !== (after.kept === undefined)) return false
  // A number that people wrote and that is counted now, or the other way round, is the same number where it is kept alike.
  if ((before.counted === undefined) !== (after.counted === undefined))
    return before.type === after.type && before.scale === after.scale && before.fieldType !== 'auto_number'
  if (before.fieldType === after.fieldType) return true
  // Numbers that somebody wrote would meet those the platform gives.
  if (after.fieldType === 'auto_number') return false
  // The id of a person is that of no team, relation or file.
  return !(references.includes(before.fieldType ?? '') && references.includes(after.fieldType ?? ''))
}

const mark = (id: string) => `"#${id}"`

/** @returns the SQL with ids in the place of names; what does not stay is like nothing else */
function identify(
  side: 'was' | 'is',
  tables: readonly Table[],
  table: Table,
  stays: (column: Column) => boolean,
): (sql: string) => string {
  const columns = new Map(
    table.columns.map(column => [column.name, stays(column) ? mark(column.id) : mark(`${side} ${column.id}`)]),
  )
  const others = new Map(tables.map(each => [each.name, mark(each.id)]))
  // Constants are passed over: they may hold quotes.
  return sql =>
    sql.replaceAll(/'(?:[^']|'')*'|"([^"]+)"(?:\."([^"]+)")?/g, (whole, first?: string, second?: string) => {
      if (first === undefined) return whole
      if (second !== undefined) return first === table.schema ? (others.get(second) ?? whole) : whole
      return columns.get(first) ?? whole
    })
}
