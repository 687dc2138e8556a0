/** Kept roll-ups of records that are there: counted once for all of them, when the tables are as the release leaves them. */
import type { Column, Counted, Table } from '../compile/compiled.ts'
import { quote } from '../compile/names.ts'
import { castOf } from './casts.ts'
import type { TableChange } from './change.ts'
import { type Operation, tableName } from './operation.ts'

interface Filled {
  readonly table: Table
  readonly column: Column
  readonly counted: Counted
}

/** @param tables of the app after the release */
export function fillCounted(changes: readonly TableChange[], tables: readonly Table[]): Operation[] {
  const wanted = new Set<Column>()
  const inTurn = childrenFirst(countedOf(tables))
  for (const { table, column, counted } of inTurn) {
    const own = changes.find(change => change.to === table)
    // A table that is new has no records, and its columns begin as they should.
    if (own && (isNew(own, column) || measuresOtherwise(changes, tables, counted, wanted))) wanted.add(column)
  }
  return inTurn.filter(({ column }) => wanted.has(column)).map(each => fill(each, tables))
}

const isNew = (change: TableChange, column: Column) => !change.kept.some(([, now]) => now === column)

/** Whether what is measured says something else now, though it is the same column. */
function measuresOtherwise(
  changes: readonly TableChange[],
  tables: readonly Table[],
  { table, column: id }: Counted,
  wanted: ReadonlySet<Column>,
): boolean {
  if (id === undefined) return false
  const child = tables.find(each => each.id === table)
  const change = changes.find(each => each.to === child)
  const column = child?.columns.find(each => each.id === id)
  if (!change || !column) return false
  const pair = change.kept.find(([, now]) => now === column)
  return pair === undefined || castOf(...pair) !== undefined || wanted.has(column)
}

/** What is measured may be kept itself. The validator refuses circles. */
function childrenFirst(all: readonly Filled[]): Filled[] {
  const done: Filled[] = []
  const place = (each: Filled) => {
    if (done.includes(each)) return
    const measured = all.find(({ table, column }) => table.id === each.counted.table && column.id === each.counted.column)
    if (measured) place(measured)
    done.push(each)
  }
  for (const each of all) place(each)
  return done
}

function fill({ table, column, counted }: Filled, tables: readonly Table[]): Operation {
  const child = tables.find(each => each.id === counted.table)!
  const [parent, children] = [tableName(table), tableName(child)]
  const forced = [...new Set([parent, children])]
  return {
    kind: 'count-column',
    describe: `Count ${table.name}.${column.name} anew from ${child.name}.`,
    lock: 'everything',
    rewrites: true,
    sql: [
      // With no rule of a table left, its owner too would see none of its rows.
      ...forced.map(name => `ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY`),
      countedAnew(table, column, counted, child),
      ...forced.map(name => `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`),
    ],
  }
}

/** What puts every kept number of these tables right, in this order: for whoever may write the tables as they stand. */
export function countAll(tables: readonly Table[]): string[] {
  return childrenFirst(countedOf(tables)).map(({ table, column, counted }) =>
    countedAnew(table, column, counted, tables.find(each => each.id === counted.table)!),
  )
}

const countedOf = (tables: readonly Table[]): Filled[] =>
  tables.flatMap(table => table.columns.flatMap(column => (column.counted ? [{ table, column, counted: column.counted }] : [])))

/** Into every record that has another number. */
function countedAnew(table: Table, column: Column, counted: Counted, child: Table): string {
  const name = (id: string) => quote(child.columns.find(each => each.id === id)!.name)
  const [own, via] = [quote(column.name), name(counted.via)]
  const what = counted.column === undefined ? 'count(*)' : `${counted.measure}(c.${name(counted.column)})`
  const type = column.type.replace(/ COLLATE .*/, '')
  const now = column.notNull ? `coalesce(n.value, 0)::${type}` : `n.value::${type}`
  return `UPDATE ${tableName(table)} p SET ${own} = ${now}
FROM ${tableName(table)} r LEFT JOIN (SELECT c.${via} AS id, ${what} AS value FROM ${tableName(child)} c WHERE c.deleted_at IS NULL AND c.${via} IS NOT NULL GROUP BY c.${via}) n ON n.id = r.id
WHERE p.id = r.id AND p.${own} IS DISTINCT FROM ${now}`
}
