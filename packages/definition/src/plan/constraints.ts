/** Constraints and indexes: dropped where they differ, made where they are new. */
import type { Table } from '../compile/compiled.ts'
import { quote } from '../compile/names.ts'
import { mentions, recomputed } from './columns.ts'
import { type Operation, tableName } from './operation.ts'

const isForeign = (definition: string) => definition.startsWith('FOREIGN KEY')
/** The same but for the table it stands on: a rename changes no index. */
const sameOn = (table: Table, definition: string) => definition.replaceAll(tableName(table), '')

export function dropConstraints(from: Table, to: Table): Operation[] {
  const dropped = from.constraints.filter(
    constraint => !to.constraints.some(other => other.name === constraint.name && other.definition === constraint.definition),
  )
  // What others point at is never dropped: the primary key has the same name for ever unless the table is renamed, where PostgreSQL keeps it by itself.
  return dropped
    .filter(constraint => !constraint.definition.startsWith('PRIMARY KEY'))
    .map(constraint => ({
      kind: 'drop-constraint',
      describe: `Drop the rule ${constraint.name}.`,
      lock: 'everything',
      sql: [`ALTER TABLE ${tableName(from)} DROP CONSTRAINT IF EXISTS ${quote(constraint.name)}`],
    }))
}

/** @param foreign foreign keys come after everything they may point at */
export function addConstraints(from: Table | undefined, to: Table, foreign: boolean): Operation[] {
  return to.constraints
    .filter(constraint => isForeign(constraint.definition) === foreign)
    .filter(
      constraint =>
        !from?.constraints.some(
          other =>
            other.name === constraint.name &&
            other.definition === constraint.definition &&
            !standsOn(from, to, constraint.definition),
        ),
    )
    .filter(constraint => !(from && constraint.definition.startsWith('PRIMARY KEY')))
    .map(constraint => ({
      kind: 'add-constraint',
      describe: `Add the rule ${constraint.name}.`,
      lock: from ? 'everything' : 'none',
      sql: [`ALTER TABLE ${tableName(to)} ADD CONSTRAINT ${quote(constraint.name)} ${constraint.definition}`],
    }))
}

/** An index or a rule on a column that is computed anew goes with it, and has to come back. */
const standsOn = (from: Table, to: Table, definition: string) =>
  recomputed(from, to).some(column => mentions(definition, column.name))

export function dropIndexes(from: Table, to: Table): Operation[] {
  return from.indexes
    .filter(
      index =>
        !to.indexes.some(
          other =>
            other.name === index.name &&
            other.unique === index.unique &&
            sameOn(to, other.definition) === sameOn(from, index.definition),
        ),
    )
    .map(index => ({
      kind: 'drop-index',
      describe: `Drop the index ${index.name}.`,
      lock: 'everything',
      sql: [`DROP INDEX IF EXISTS ${quote(from.schema)}.${quote(index.name)}`],
    }))
}

export function addIndexes(from: Table | undefined, to: Table): Operation[] {
  return to.indexes
    .filter(
      index =>
        !from?.indexes.some(
          other =>
            other.name === index.name &&
            other.unique === index.unique &&
            sameOn(from, other.definition) === sameOn(to, index.definition) &&
            !standsOn(from, to, index.definition),
        ),
    )
    .map(index => ({
      kind: 'add-index',
      describe: `${index.unique ? 'Keep' : 'Index'} ${index.name}.`,
      lock: 'writes',
      sql: [`CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quote(index.name)} ${index.definition}`],
    }))
}
