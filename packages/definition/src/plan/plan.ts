/**
 * From one compiled app to the next: the ordered operations on what holds data. Views, policies, functions and triggers are not planned; every release makes
 * them anew. Identity is by stable id, so a rename is a rename.
 */
import type { CompiledApp, Table } from '../compile/compiled.ts'
import { quote } from '../compile/names.ts'
import { compareTables, type TableChange } from './change.ts'
import { addColumns, addComputed, changeColumns, columnSql, dropComputed, renameColumns, trashColumns } from './columns.ts'
import { addConstraints, addIndexes, dropConstraints, dropIndexes, renameIndexes } from './constraints.ts'
import { fillCounted } from './counted.ts'
import { type Operation, type Plan, tableName, trashName } from './operation.ts'
import { inTurn } from './renames.ts'

/** @param stamp makes the names of trashed things unique: the release's number */
export function plan(before: CompiledApp | undefined, after: CompiledApp, stamp: number): Plan {
  const old = before?.tables ?? []
  const changes = after.tables.flatMap(table => {
    const previous = old.find(candidate => candidate.id === table.id)
    return previous ? [compareTables(previous, table, old, after.tables)] : []
  })
  const gone = old.filter(table => !changes.some(change => change.from === table))
  const sides = after.tables.map(table => [table, changes.find(change => change.to === table)] as const)
  const operations = [
    // Everything that may stand in the way goes first, and comes back in its new form last.
    ...changes.flatMap(change => [...dropConstraints(change), ...dropIndexes(change)]),
    ...gone.flatMap(table => trashTable(table, stamp)),
    ...changes.flatMap(change => trashSequences(change.from, change.to.sequences, stamp)),
    ...renameTables(changes),
    ...renameIndexes(after.schema, changes),
    ...sides.flatMap(([table, change]) => (change ? newSequences(change) : createTable(table))),
    ...changes.flatMap(change => [
      ...dropComputed(change),
      ...trashColumns(change, stamp),
      ...renameColumns(change),
      ...changeColumns(change),
      ...addColumns(change),
      ...addComputed(change),
    ]),
    ...fillCounted(changes, after.tables),
    ...sides.flatMap(([table, change]) => addConstraints(table, change, false)),
    ...sides.flatMap(([table, change]) => addConstraints(table, change, true)),
    ...sides.flatMap(([table, change]) => addIndexes(table, change)),
  ]
  return { operations, losses: operations.flatMap(operation => operation.loss ?? []) }
}

/** Row security is on before anyone is granted anything: the table is never open. */
function createTable(table: Table): Operation[] {
  const name = tableName(table)
  return [
    ...table.sequences.map(sequence => createSequence(table, sequence)),
    {
      kind: 'create-table',
      describe: `Make the table ${table.name}.`,
      lock: 'none',
      sql: [
        `CREATE TABLE ${name} (\n  ${table.columns.map(columnSql).join(',\n  ')}\n)`,
        `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`,
        `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`,
      ],
    },
  ]
}

function createSequence(table: Table, sequence: string): Operation {
  return {
    kind: 'create-sequence',
    describe: `Make the numbering ${sequence}.`,
    lock: 'none',
    sql: [`CREATE SEQUENCE IF NOT EXISTS ${quote(table.schema)}.${quote(sequence)}`],
  }
}

function newSequences({ from, to }: TableChange): Operation[] {
  return to.sequences.slice(from.sequences.length).map(sequence => createSequence(to, sequence))
}

/** Numbers that are given again start anew, also under a name that was there before. */
function trashSequences(from: Table, staying: readonly string[], stamp: number): Operation[] {
  return from.sequences.slice(staying.length).map(sequence => ({
    kind: 'trash-sequence',
    describe: `Put the numbering ${sequence} into the trash.`,
    lock: 'none',
    sql: [`ALTER SEQUENCE ${quote(from.schema)}.${quote(sequence)} RENAME TO ${quote(trashName(sequence, stamp))}`],
  }))
}

/**
 * Kept under a name nobody reads, with its rows, until somebody empties the trash; nobody is granted it any more. Its rules and indexes go, so that their names are free
 * for whatever is called so next; what else points at it lets go because its own definition says something else now.
 */
function trashTable(table: Table, stamp: number): Operation[] {
  const { schema, name } = table
  const trashed = trashName(name, stamp)
  const [keys, rules] = [true, false].map(isKey =>
    table.constraints.filter(constraint => constraint.definition.startsWith('PRIMARY KEY') === isKey),
  )
  return [
    {
      kind: 'trash-table',
      describe: `Put the table ${name} into the trash.`,
      lock: 'everything',
      loss: `All records of ${name} go out of sight; the table is kept as ${trashed}.`,
      sql: [
        ...rules!.map(rule => `ALTER TABLE ${tableName(table)} DROP CONSTRAINT IF EXISTS ${quote(rule.name)}`),
        ...table.indexes.map(index => `DROP INDEX IF EXISTS ${quote(schema)}.${quote(index.name)}`),
        ...keys!.map(key => `ALTER INDEX ${quote(schema)}.${quote(key.name)} RENAME TO ${quote(`${trashed}_key`)}`),
        `ALTER TABLE ${tableName(table)} RENAME TO ${quote(trashed)}`,
      ],
    },
    ...trashSequences(table, [], stamp),
  ]
}

function renameTables(changes: readonly TableChange[]): Operation[] {
  const schema = quote(changes[0]?.to.schema ?? '')
  const tables = inTurn(changes.map(({ from, to }) => ({ from: from.name, to: to.name }))).map(
    ({ from, to }): Operation => ({
      kind: 'rename-table',
      describe: `Rename the table ${from} to ${to}.`,
      lock: 'everything',
      sql: [`ALTER TABLE ${schema}.${quote(from)} RENAME TO ${quote(to)}`],
    }),
  )
  const numberings = changes.flatMap(({ from, to }) =>
    from.sequences.slice(0, to.sequences.length).map((sequence, index) => ({ from: sequence, to: to.sequences[index]! })),
  )
  const sequences = inTurn(numberings).map(
    ({ from, to }): Operation => ({
      kind: 'rename-sequence',
      describe: `Rename the numbering ${from} to ${to}.`,
      lock: 'none',
      sql: [`ALTER SEQUENCE ${schema}.${quote(from)} RENAME TO ${quote(to)}`],
    }),
  )
  return [...tables, ...sequences]
}
