/** Constraints and indexes: dropped where they differ, made where they are new, renamed where nothing but the name is another. */
import type { Index, Table } from '../compile/compiled.ts'
import { quote } from '../compile/names.ts'
import type { TableChange } from './change.ts'
import { type Operation, tableName } from './operation.ts'
import { inTurn, type Rename } from './renames.ts'

const isForeign = (definition: string) => definition.startsWith('FOREIGN KEY')
/** PostgreSQL keeps these by an index of the same name. What others point at is among them, so they are never dropped. */
const isKey = (definition: string) => definition.startsWith('PRIMARY KEY') || definition.startsWith('UNIQUE')

interface Named {
  readonly name: string
  readonly definition: string
}

/** Each of the one side with what it is on the other. */
function partners(change: TableChange): { rules: (readonly [Named, Named])[]; indexes: (readonly [Index, Index])[] } {
  const { from, to, same } = change
  return {
    rules: from.constraints.flatMap(old => {
      const now = to.constraints.find(
        other => (isKey(old.definition) || other.name === old.name) && same(old.definition, other.definition),
      )
      return now ? [[old, now] as const] : []
    }),
    indexes: from.indexes.flatMap(old => {
      const alike = to.indexes.filter(other => other.unique === old.unique && same(old.definition, other.definition))
      const now = alike.find(other => other.name === old.name) ?? alike[0]
      return now ? [[old, now] as const] : []
    }),
  }
}

export function dropConstraints(change: TableChange): Operation[] {
  const { rules } = partners(change)
  return change.from.constraints
    .filter(constraint => !rules.some(([old]) => old === constraint))
    .map(constraint => ({
      kind: 'drop-constraint',
      describe: `Drop the rule ${constraint.name}.`,
      lock: 'everything',
      sql: [`ALTER TABLE ${tableName(change.from)} DROP CONSTRAINT IF EXISTS ${quote(constraint.name)}`],
    }))
}

export function dropIndexes(change: TableChange): Operation[] {
  const { indexes } = partners(change)
  return change.from.indexes
    .filter(index => !indexes.some(([old]) => old === index))
    .map(index => ({
      kind: 'drop-index',
      describe: `Drop the index ${index.name}.`,
      lock: 'everything',
      sql: [`DROP INDEX IF EXISTS ${quote(change.from.schema)}.${quote(index.name)}`],
    }))
}

/** Of all tables at once: indexes share one space of names. */
export function renameIndexes(schema: string, changes: readonly TableChange[]): Operation[] {
  const renames = changes.flatMap(change => {
    const { rules, indexes } = partners(change)
    const pairs = [...rules.filter(([old]) => isKey(old.definition)), ...indexes]
    return pairs.map(([old, now]): Rename => ({ from: old.name, to: now.name }))
  })
  return inTurn(renames).map(({ from, to }) => ({
    kind: 'rename-index',
    describe: `Rename the index ${from} to ${to}.`,
    lock: 'none',
    sql: [`ALTER INDEX ${quote(schema)}.${quote(from)} RENAME TO ${quote(to)}`],
  }))
}

/** @param foreign foreign keys come after everything they may point at */
export function addConstraints(to: Table, change: TableChange | undefined, foreign: boolean): Operation[] {
  const { rules } = change ? partners(change) : { rules: [] }
  return to.constraints
    .filter(constraint => isForeign(constraint.definition) === foreign && !rules.some(([, now]) => now === constraint))
    .map(constraint => ({
      kind: 'add-constraint',
      describe: `Add the rule ${constraint.name}.`,
      lock: change ? 'everything' : 'none',
      sql: [`ALTER TABLE ${tableName(to)} ADD CONSTRAINT ${quote(constraint.name)} ${constraint.definition}`],
      ...(change ? heldOptions(to, constraint.definition) : {}),
    }))
}

/** Records in a state or with an option that there is no more: named one by one, because who releases must know which. */
function heldOptions(table: Table, definition: string): Pick<Operation, 'check'> | undefined {
  const [, column, options] = /^CHECK \("?([a-z0-9_]+)"? IN \(('(?:[^']|'')*'(?:, '(?:[^']|'')*')*)\)\)$/.exec(definition) ?? []
  if (!column || !options) return undefined
  const isState = table.columns.some(other => other.name === `${column}_since`)
  const held = isState
    ? `{count} {count|record of ${table.name} is|records of ${table.name} are} in the state {held}, which the new workflow does not have`
    : `{count} {count|record of ${table.name} has|records of ${table.name} have} {held} as ${column}, which is no option any more`
  return {
    check: {
      sql: `SELECT count(*), string_agg(DISTINCT '“' || ${quote(column)} || '”', ', ') AS held FROM ${tableName(table)} WHERE ${quote(column)} NOT IN (${options})`,
      message: `${held}. Keep ${isState ? 'it' : 'the option'}, ${isState ? 'move those records on' : 'change those records'}, and remove it then.`,
    },
  }
}

export function addIndexes(to: Table, change: TableChange | undefined): Operation[] {
  const { indexes } = change ? partners(change) : { indexes: [] }
  return to.indexes
    .filter(index => !indexes.some(([, now]) => now === index))
    .map(index => ({
      kind: 'add-index',
      describe: `${index.unique ? 'Keep' : 'Index'} ${index.name}.`,
      lock: 'writes',
      sql: [`CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quote(index.name)} ${index.definition}`],
    }))
}
