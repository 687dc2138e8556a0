/** Columns of a table that stays: added, renamed, given another type, put into the trash. */
import type { Column, Table } from '../compile/compiled.ts'
import { quote } from '../compile/names.ts'
import { fieldTypes } from '../fields/registry.ts'
import type { FieldTypeName } from '../model/field.ts'
import { type Operation, tableName } from './operation.ts'

export function columnSql(column: Column): string {
  const generated = column.generated === undefined ? '' : ` GENERATED ALWAYS AS (${column.generated}) STORED`
  const fallback = column.default === undefined ? '' : ` DEFAULT ${column.default}`
  return `${quote(column.name)} ${column.type}${generated}${fallback}${column.notNull ? ' NOT NULL' : ''}`
}

function pairs(from: Table, to: Table): (readonly [Column, Column])[] {
  return to.columns.flatMap(column => {
    const before = from.columns.find(candidate => candidate.id === column.id)
    return before ? [[before, column] as const] : []
  })
}

/**
 * Computed columns that are taken away and made anew: their text or type is another, or a column they may read gets another type, which PostgreSQL
 * refuses while they stand.
 */
export function recomputed(from: Table, to: Table): readonly Column[] {
  const retyped = pairs(from, to).filter(([before, after]) => before.generated === undefined && before.type !== after.type)
  return pairs(from, to).flatMap(([before, after]) => {
    if (before.generated === undefined && after.generated === undefined) return []
    const same = before.generated === after.generated && before.type === after.type
    const reads = retyped.some(([read]) => mentions(before.generated ?? '', read.name))
    return same && !reads ? [] : [after]
  })
}

/** Whether SQL that the compiler wrote may name this column. */
export function mentions(sql: string, column: string): boolean {
  return new RegExp(`(?<![a-z0-9_$])${column.replaceAll('$', '\\$')}(?![a-z0-9_$])`).test(sql)
}

/** First of all that happens to columns, so that nothing computed stands in the way. */
export function dropComputed(from: Table, to: Table): Operation[] {
  const gone = recomputed(from, to)
  return pairs(from, to)
    .filter(([, after]) => gone.includes(after))
    .map(([before, after]) => ({
      kind: 'regenerate-column',
      describe: `Take ${from.name}.${before.name} away, to compute it anew.`,
      lock: 'everything',
      sql: [`ALTER TABLE ${tableName(to)} DROP COLUMN ${quote(before.name)}`],
      ...(before.generated === undefined
        ? { loss: `The values people gave ${from.name}.${before.name} are replaced by computed ones.` }
        : after.generated === undefined
          ? { loss: `What ${from.name}.${before.name} computed is not kept: people give it from now on.` }
          : {}),
    }))
}

/** Last, when everything they read is there. */
export function addComputed(from: Table, to: Table): Operation[] {
  const anew = recomputed(from, to)
  return to.columns
    .filter(
      column =>
        anew.includes(column) || (column.generated !== undefined && !from.columns.some(candidate => candidate.id === column.id)),
    )
    .map(column => ({
      kind: anew.includes(column) ? 'regenerate-column' : 'add-column',
      describe: anew.includes(column) ? `Compute ${to.name}.${column.name} anew.` : `Add ${to.name}.${column.name}.`,
      lock: 'everything',
      rewrites: true,
      sql: [`ALTER TABLE ${tableName(to)} ADD COLUMN ${columnSql(column)}`],
    }))
}

export function addColumns(from: Table, to: Table): Operation[] {
  return to.columns
    .filter(column => column.generated === undefined && !from.columns.some(candidate => candidate.id === column.id))
    .map(column => {
      const name = tableName(to)
      if (!column.notNull) {
        return {
          kind: 'add-column',
          describe: `Add ${to.name}.${column.name}.`,
          lock: 'everything',
          sql: [`ALTER TABLE ${name} ADD COLUMN ${columnSql(column)}`],
        }
      }
      return {
        kind: 'add-column',
        describe: `Add ${to.name}.${column.name}, which must not be empty.`,
        lock: 'everything',
        sql: [`ALTER TABLE ${name} ADD COLUMN ${columnSql(column)}`],
        check: {
          sql: `SELECT count(*) FROM ${name}`,
          message: `${to.name} has records already, and the new field ${column.name} is required: release it as optional first, fill it, then require it.`,
        },
      }
    })
}

/** Out of every view, kept in the table. */
export function trashColumns(from: Table, to: Table, stamp: number): Operation[] {
  return from.columns
    .filter(column => !to.columns.some(candidate => candidate.id === column.id))
    .map(column => {
      const trashed = `${column.name.slice(0, 45)}$trash${stamp}`
      const name = tableName(to)
      return {
        kind: 'trash-column',
        describe: `Put ${from.name}.${column.name} into the trash.`,
        lock: 'everything',
        loss: `What ${from.name}.${column.name} holds goes out of sight; the column is kept as ${trashed}.`,
        sql:
          column.generated === undefined
            ? [
                `ALTER TABLE ${name} RENAME COLUMN ${quote(column.name)} TO ${quote(trashed)}`,
                ...(column.notNull ? [`ALTER TABLE ${name} ALTER COLUMN ${quote(trashed)} DROP NOT NULL`] : []),
              ]
            : [`ALTER TABLE ${name} DROP COLUMN ${quote(column.name)}`],
      }
    })
}

export function changeColumns(from: Table, to: Table): Operation[] {
  return pairs(from, to).flatMap(([before, after]) => {
    const name = tableName(to)
    const made: Operation[] = []
    if (recomputed(from, to).includes(after)) return made
    if (before.name !== after.name) made.push(renameColumn(to, before, after))
    if (before.generated !== undefined) return made
    if (before.type !== after.type) made.push(retype(to, before, after))
    if (!before.notNull && after.notNull) {
      made.push({
        kind: 'require-column',
        describe: `Require ${to.name}.${after.name}.`,
        lock: 'everything',
        sql: [`ALTER TABLE ${name} ALTER COLUMN ${quote(after.name)} SET NOT NULL`],
        check: {
          sql: `SELECT count(*) FROM ${name} WHERE ${quote(after.name)} IS NULL`,
          message: `{count} records of ${to.name} have no ${after.name} yet: fill it before it is required.`,
        },
      })
    }
    if (before.notNull && !after.notNull) {
      made.push({
        kind: 'unrequire-column',
        describe: `Let ${to.name}.${after.name} be empty.`,
        lock: 'everything',
        sql: [`ALTER TABLE ${name} ALTER COLUMN ${quote(after.name)} DROP NOT NULL`],
      })
    }
    return made
  })
}

function renameColumn(table: Table, before: Column, after: Column): Operation {
  return {
    kind: 'rename-column',
    describe: `Rename ${table.name}.${before.name} to ${after.name}.`,
    lock: 'everything',
    sql: [`ALTER TABLE ${tableName(table)} RENAME COLUMN ${quote(before.name)} TO ${quote(after.name)}`],
  }
}

function retype(table: Table, before: Column, after: Column): Operation {
  const castable =
    before.fieldType && after.fieldType
      ? fieldTypes[before.fieldType as FieldTypeName].castsTo[after.fieldType as FieldTypeName]
      : undefined
  const plain = after.type.replace(/ COLLATE .*/, '')
  return {
    kind: 'retype-column',
    describe: `Change ${table.name}.${after.name} from ${before.fieldType ?? before.type} to ${after.fieldType ?? after.type}.`,
    lock: 'everything',
    rewrites: true,
    sql: [
      `ALTER TABLE ${tableName(table)} ALTER COLUMN ${quote(after.name)} TYPE ${after.type} USING ${quote(after.name)}::text::${plain}`,
    ],
    ...(castable === 'always' || before.fieldType === after.fieldType
      ? {}
      : { loss: `${table.name}.${after.name}: ${castable ?? 'values that do not fit the new type stop the release'}.` }),
  }
}
