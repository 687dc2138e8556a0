/** Columns of a table that stays: added, renamed, given another type, put into the trash. */
import type { Column, Table } from '../compile/compiled.ts'
import { quote } from '../compile/names.ts'
import { fieldTypes } from '../fields/registry.ts'
import type { FieldTypeName } from '../model/field.ts'
import { type Cast, castOf, isFilled } from './casts.ts'
import { computedBy, type TableChange } from './change.ts'
import { type Operation, tableName, trashName } from './operation.ts'
import { inTurn } from './renames.ts'

export function columnSql(column: Column): string {
  const generated = column.generated === undefined ? '' : ` GENERATED ALWAYS AS (${column.generated}) STORED`
  const fallback = column.default === undefined ? '' : ` DEFAULT ${column.default}`
  return `${quote(column.name)} ${column.type}${generated}${fallback}${column.notNull ? ' NOT NULL' : ''}`
}

/** First of all that happens to columns, so that nothing computed stands in the way; what is computed may read what is counted. */
export function dropComputed({ from, to, recomputed, gone }: TableChange): Operation[] {
  const drop = (column: Column) => [`ALTER TABLE ${tableName(to)} DROP COLUMN ${quote(column.name)}`]
  const operations = [
    ...recomputed.map(([column]): readonly [Column, Operation] => [
      column,
      {
        kind: 'regenerate-column',
        describe: `Take ${from.name}.${column.name} away, to compute it anew.`,
        lock: 'everything',
        sql: drop(column),
      },
    ]),
    ...gone
      .filter(column => computedBy(column) !== undefined)
      .map((column): readonly [Column, Operation] => [
        column,
        {
          kind: 'trash-column',
          describe: `Take ${from.name}.${column.name} away.`,
          lock: 'everything',
          sql: drop(column),
          // What the platform computes for itself nobody misses, and what is counted of others is there as long as they are.
          ...(column.fieldType &&
            column.counted === undefined && {
              loss: `What ${from.name}.${column.name} computed is gone; computed again, it comes back.`,
            }),
        },
      ]),
  ]
  return inOrder(operations, false)
}

const inOrder = (operations: readonly (readonly [Column, Operation])[], countedFirst: boolean): Operation[] =>
  [countedFirst, !countedFirst].flatMap(counted =>
    operations.flatMap(([column, operation]) => ((column.counted !== undefined) === counted ? [operation] : [])),
  )

/** Last, when everything they read is there. */
export function addComputed({ to, recomputed, added }: TableChange): Operation[] {
  const add = (column: Column, kind: Operation['kind'], describe: string): readonly [Column, Operation] => [
    column,
    {
      kind,
      describe,
      lock: 'everything',
      ...(column.counted === undefined && { rewrites: true }),
      sql: [
        `ALTER TABLE ${tableName(to)} ADD COLUMN ${columnSql(column)}`,
        // A change of type reaches every record, where an UPDATE would be held to row rules.
        ...(column.kept === undefined
          ? []
          : [
              `ALTER TABLE ${tableName(to)} ALTER COLUMN ${quote(column.name)} TYPE ${column.type} USING ${column.kept}`,
              // Of a column that was made anew PostgreSQL knows nothing, and would plan searches for a table that it guesses at.
              `ANALYZE ${tableName(to)} (${quote(column.name)})`,
            ]),
      ],
    },
  ]
  const operations = [
    ...recomputed.map(([, column]) => add(column, 'regenerate-column', `Compute ${to.name}.${column.name} anew.`)),
    ...added
      .filter(column => computedBy(column) !== undefined)
      .map(column => add(column, 'add-column', `Add ${to.name}.${column.name}.`)),
  ]
  return inOrder(operations, true)
}

export function addColumns({ to, added }: TableChange): Operation[] {
  return added.filter(column => computedBy(column) === undefined).map(column => addColumn(to, column))
}

function addColumn(table: Table, column: Column): Operation {
  const name = tableName(table)
  const add = `ALTER TABLE ${name} ADD COLUMN ${columnSql(column)}`
  const operation = { kind: 'add-column', lock: 'everything' } as const
  if (column.fill !== undefined) {
    return {
      ...operation,
      describe: `Add ${table.name}.${column.name}, also to the records there are.`,
      ...(column.fieldType === 'auto_number' && { rewrites: true }),
      // A default reaches every record, where an UPDATE would be held to row rules.
      sql: [`${add} DEFAULT ${column.fill}`, `ALTER TABLE ${name} ALTER COLUMN ${quote(column.name)} DROP DEFAULT`],
    }
  }
  if (!column.notNull) return { ...operation, describe: `Add ${table.name}.${column.name}.`, sql: [add] }
  return {
    ...operation,
    describe: `Add ${table.name}.${column.name}, which must not be empty.`,
    sql: [add],
    check: {
      sql: `SELECT count(*) FROM ${name}`,
      message: `${table.name} has records already, and the new field ${column.name} is required: release it as optional first, fill it, then require it.`,
    },
  }
}

/** Out of every view, kept in the table. */
export function trashColumns({ from, to, gone }: TableChange, stamp: number): Operation[] {
  return gone
    .filter(column => computedBy(column) === undefined)
    .map(column => {
      const trashed = trashName(column.name, stamp)
      const name = tableName(to)
      return {
        kind: 'trash-column',
        describe: `Put ${from.name}.${column.name} into the trash.`,
        lock: 'everything',
        loss: `What ${from.name}.${column.name} holds goes out of sight; the column is kept as ${trashed}.`,
        sql: [
          `ALTER TABLE ${name} RENAME COLUMN ${quote(column.name)} TO ${quote(trashed)}`,
          ...(column.notNull ? [`ALTER TABLE ${name} ALTER COLUMN ${quote(trashed)} DROP NOT NULL`] : []),
        ],
      }
    })
}

export function renameColumns({ from, to, kept }: TableChange): Operation[] {
  return inTurn(kept.map(([before, after]) => ({ from: before.name, to: after.name }))).map(rename => ({
    kind: 'rename-column',
    describe: `Rename ${from.name}.${rename.from} to ${rename.to}.`,
    lock: 'everything',
    sql: [`ALTER TABLE ${tableName(to)} RENAME COLUMN ${quote(rename.from)} TO ${quote(rename.to)}`],
  }))
}

export function changeColumns({ to, kept }: TableChange): Operation[] {
  return kept.flatMap(([before, after]) => {
    if (before.generated !== undefined || before.kept !== undefined || (before.counted && after.counted)) return []
    const cast = castOf(before, after)
    return [
      ...(before.default === undefined || after.default !== undefined ? [] : [withoutDefault(to, after)]),
      ...(before.notNull && !after.notNull ? [unrequire(to, after)] : []),
      ...(cast ? [retype(to, before, after, cast)] : []),
      // What is counted is required once it is.
      ...(!before.notNull && after.notNull && !after.counted ? [require(to, after)] : []),
    ]
  })
}

function require(table: Table, column: Column): Operation {
  const name = tableName(table)
  return {
    kind: 'require-column',
    describe: `Require ${table.name}.${column.name}.`,
    lock: 'everything',
    sql: [`ALTER TABLE ${name} ALTER COLUMN ${quote(column.name)} SET NOT NULL`],
    check: {
      sql: `SELECT count(*) FROM ${name} WHERE ${quote(column.name)} IS NULL`,
      message: `{count} records of ${table.name} have no ${column.name} yet: fill it before it is required.`,
    },
  }
}

function withoutDefault(table: Table, column: Column): Operation {
  return {
    kind: 'default-column',
    describe: `Let people write ${table.name}.${column.name}, which was counted.`,
    lock: 'everything',
    sql: [`ALTER TABLE ${tableName(table)} ALTER COLUMN ${quote(column.name)} DROP DEFAULT`],
  }
}

function unrequire(table: Table, column: Column): Operation {
  return {
    kind: 'unrequire-column',
    describe: `Let ${table.name}.${column.name} be empty.`,
    lock: 'everything',
    sql: [`ALTER TABLE ${tableName(table)} ALTER COLUMN ${quote(column.name)} DROP NOT NULL`],
  }
}

function retype(table: Table, before: Column, after: Column, { using, obstacle }: Cast): Operation {
  const castable =
    before.fieldType && after.fieldType
      ? fieldTypes[before.fieldType as FieldTypeName].castsTo[after.fieldType as FieldTypeName]
      : undefined
  const name = tableName(table)
  const field = `${table.name}.${after.name}`
  return {
    kind: 'retype-column',
    describe: `Change ${field} from ${before.fieldType ?? before.type} to ${after.fieldType ?? after.type}${isFilled(before, after) ? ', and fill it where it is empty' : ''}.`,
    lock: 'everything',
    rewrites: true,
    sql: [`ALTER TABLE ${name} ALTER COLUMN ${quote(after.name)} TYPE ${after.type} USING ${using}`],
    ...(castable === 'always' || before.fieldType === after.fieldType
      ? {}
      : { loss: `${field}: ${castable ?? 'values that do not fit the new type stop the release'}.` }),
    ...(obstacle && {
      check: {
        sql: `SELECT count(*) FROM ${name} WHERE ${obstacle.where}`,
        message: `{count} records of ${table.name} have a ${after.name} ${obstacle.says}: change them first.`,
      },
    }),
  }
}
