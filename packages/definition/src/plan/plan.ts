/**
 * From one compiled app to the next: the ordered operations on what holds data. Views, policies, functions and triggers are not planned; every release makes
 * them anew. Identity is by stable id, so a rename is a rename.
 */
import type { CompiledApp, Table } from '../compile/compiled.ts'
import { quote } from '../compile/names.ts'
import { addColumns, addComputed, changeColumns, columnSql, dropComputed, trashColumns } from './columns.ts'
import { addConstraints, addIndexes, dropConstraints, dropIndexes } from './constraints.ts'
import { type Operation, type Plan, tableName } from './operation.ts'

/** @param stamp makes the names of trashed things unique: the release's number */
export function plan(before: CompiledApp | undefined, after: CompiledApp, stamp: number): Plan {
  const old = new Map(before?.tables.map(table => [table.id, table]) ?? [])
  const kept = after.tables.flatMap(table => {
    const previous = old.get(table.id)
    return previous ? [[previous, table] as const] : []
  })
  const made = after.tables.filter(table => !old.has(table.id))
  const gone = [...old.values()].filter(table => !after.tables.some(candidate => candidate.id === table.id))
  const operations = [
    // Everything that may stand in the way goes first, and comes back in its new form last.
    ...kept.flatMap(([from, to]) => [...dropConstraints(from, to), ...dropIndexes(from, to)]),
    ...gone.map(table => trashTable(table, stamp)),
    ...renames(kept),
    ...made.flatMap(createTable),
    ...kept.flatMap(([from, to]) => [
      ...newSequences(from, to),
      ...dropComputed(from, to),
      ...trashColumns(from, to, stamp),
      ...changeColumns(from, to),
      ...addColumns(from, to),
      ...addComputed(from, to),
    ]),
    ...[...made.map(table => [undefined, table] as const), ...kept].flatMap(([from, to]) => addConstraints(from, to, false)),
    ...[...made.map(table => [undefined, table] as const), ...kept].flatMap(([from, to]) => addConstraints(from, to, true)),
    ...[...made.map(table => [undefined, table] as const), ...kept].flatMap(([from, to]) => addIndexes(from, to)),
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

function newSequences(from: Table, to: Table): Operation[] {
  return to.sequences.filter(sequence => !from.sequences.includes(sequence)).map(sequence => createSequence(to, sequence))
}

/** Kept under a name nobody reads, with its rows, until somebody empties the trash; nobody is granted it any more. */
function trashTable(table: Table, stamp: number): Operation {
  return {
    kind: 'trash-table',
    describe: `Put the table ${table.name} into the trash.`,
    lock: 'everything',
    loss: `All records of ${table.name} go out of sight; the table is kept as ${table.name}$trash${stamp}.`,
    sql: [
      // What points at it lets go: those columns are leaving too, or the definition would not be valid.
      `DO $$ DECLARE c record; BEGIN FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint WHERE confrelid = '${tableName(table)}'::regclass AND conrelid <> confrelid LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; END $$`,
      `ALTER TABLE ${tableName(table)} RENAME TO ${quote(`${table.name.slice(0, 45)}$trash${stamp}`)}`,
    ],
  }
}

function renames(kept: readonly (readonly [Table, Table])[]): Operation[] {
  return kept
    .filter(([from, to]) => from.name !== to.name)
    .map(([from, to]) => ({
      kind: 'rename-table',
      describe: `Rename the table ${from.name} to ${to.name}.`,
      lock: 'everything',
      sql: [
        `ALTER TABLE ${tableName(from)} RENAME TO ${quote(to.name)}`,
        ...from.sequences.flatMap((sequence, index) =>
          to.sequences[index] && to.sequences[index] !== sequence
            ? [`ALTER SEQUENCE ${quote(from.schema)}.${quote(sequence)} RENAME TO ${quote(to.sequences[index])}`]
            : [],
        ),
      ],
    }))
}
