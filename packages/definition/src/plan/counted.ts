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
  const inTurn = childrenFirst(countedOf(tables), tables)
  for (const { table, column, counted } of inTurn) {
    const own = changes.find(change => change.to === table)
    // A table that is new has no records, and its columns begin as they should.
    if (own && (isNew(own, column) || measuresOtherwise(changes, tables, counted, wanted))) wanted.add(column)
  }
  return inTurn
    .filter(({ column }) => wanted.has(column))
    .map(each => {
      const own = changes.find(change => change.to === each.table)
      return fill(each, tables, isWritten(own, each.column))
    })
}

const isNew = (change: TableChange, column: Column) => !change.kept.some(([was, now]) => now === column && was.counted)

/** The same column with numbers that people wrote. */
const isWritten = (change: TableChange | undefined, column: Column) =>
  change?.kept.some(([was, now]) => now === column && !was.counted) ?? false

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
  return pair === undefined || castOf(...pair) !== undefined || keptBeneath(child!, id).some(each => wanted.has(each))
}

/** The kept columns on which a measured one stands: it may be one itself, or a formula over some. */
function keptBeneath(child: Table, id: string): Column[] {
  const measured = child.columns.find(each => each.id === id)
  const reads = (column: Column) => measured?.generated?.includes(quote(column.name)) ?? false
  return child.columns.filter(column => column.counted && (column === measured || reads(column)))
}

/** What is measured may stand on kept numbers itself. The validator refuses circles. */
function childrenFirst(all: readonly Filled[], tables: readonly Table[]): Filled[] {
  const done = new Set<Filled>()
  const place = (each: Filled) => {
    if (done.has(each)) return
    const { table, column } = each.counted
    const child = tables.find(({ id }) => id === table)
    const beneath = child && column !== undefined ? keptBeneath(child, column) : []
    for (const other of all) if (other !== each && beneath.includes(other.column)) place(other)
    done.add(each)
  }
  for (const each of all) place(each)
  return [...done]
}

/** @param isWritten what people wrote must be what is counted: nothing goes without a word */
function fill({ table, column, counted }: Filled, tables: readonly Table[], isWritten: boolean): Operation {
  const child = tables.find(each => each.id === counted.table)!
  const [parent, children] = [tableName(table), tableName(child)]
  const forced = [...new Set([parent, children])]
  const { from, now } = anew(table, column, counted, child)
  const [own, alter] = [`p.${quote(column.name)}`, `ALTER TABLE ${parent} ALTER COLUMN ${quote(column.name)}`]
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
      ...(isWritten && column.default !== undefined ? [`${alter} SET DEFAULT ${column.default}`] : []),
      ...(isWritten && column.notNull ? [`${alter} SET NOT NULL`] : []),
    ],
    ...(isWritten && {
      check: {
        sql: `SELECT count(*) FROM ${parent} p, ${from} WHERE p.id = r.id AND ${own} IS NOT NULL AND ${own} IS DISTINCT FROM ${now}`,
        message: `{count} {count|record of ${table.name} has|records of ${table.name} have} a ${column.name} that is not what ${child.name} comes to: change them first, or give the roll-up an id of its own.`,
      },
    }),
  }
}

/** What puts every kept number of these tables right, in this order: for whoever may write the tables as they stand. */
export function countAll(tables: readonly Table[]): string[] {
  return childrenFirst(countedOf(tables), tables).map(({ table, column, counted }) =>
    countedAnew(table, column, counted, tables.find(each => each.id === counted.table)!),
  )
}

const countedOf = (tables: readonly Table[]): Filled[] =>
  tables.flatMap(table => table.columns.flatMap(column => (column.counted ? [{ table, column, counted: column.counted }] : [])))

/** Into every record that has another number. */
function countedAnew(table: Table, column: Column, counted: Counted, child: Table): string {
  const own = quote(column.name)
  const { from, now } = anew(table, column, counted, child)
  return `UPDATE ${tableName(table)} p SET ${own} = ${now}
FROM ${from}
WHERE p.id = r.id AND p.${own} IS DISTINCT FROM ${now}`
}

/** The number of each record `r` of the table. */
function anew(table: Table, column: Column, counted: Counted, child: Table): { readonly from: string; readonly now: string } {
  const name = (id: string) => quote(child.columns.find(each => each.id === id)!.name)
  const via = name(counted.via)
  const what =
    counted.column === undefined
      ? 'count(*)'
      : counted.measure === 'count'
        ? `count(*) FILTER (WHERE c.${name(counted.column)})`
        : `${counted.measure}(c.${name(counted.column)})`
  const type = column.type.replace(/ COLLATE .*/, '')
  return {
    from: `${tableName(table)} r LEFT JOIN (SELECT c.${via} AS id, ${what} AS value FROM ${tableName(child)} c WHERE c.deleted_at IS NULL AND c.${via} IS NOT NULL GROUP BY c.${via}) n ON n.id = r.id`,
    now: column.notNull ? `coalesce(n.value, 0)::${type}` : `n.value::${type}`,
  }
}
