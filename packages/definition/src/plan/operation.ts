import type { Table } from '../compile/compiled.ts'
import { quote } from '../compile/names.ts'

/** One step of a release: what it does, as whom, what it locks, what it loses. A value; nothing here runs. */
export interface Operation {
  readonly kind:
    | 'create-table'
    | 'rename-table'
    | 'trash-table'
    | 'add-column'
    | 'rename-column'
    | 'retype-column'
    | 'regenerate-column'
    | 'count-column'
    | 'default-column'
    | 'require-column'
    | 'unrequire-column'
    | 'trash-column'
    | 'add-constraint'
    | 'drop-constraint'
    | 'add-index'
    | 'rename-index'
    | 'drop-index'
    | 'create-sequence'
    | 'rename-sequence'
    | 'trash-sequence'
  /** One sentence for people. */
  readonly describe: string
  readonly sql: readonly string[]
  /** What others cannot do meanwhile: nothing, write, or anything. */
  readonly lock: 'none' | 'writes' | 'everything'
  /** The table is written anew: time grows with its size. */
  readonly rewrites?: boolean
  /** What is not there any more afterwards, or may not be; needs to be confirmed. */
  readonly loss?: string
  /**
   * Counts rows that stand in the way; the release stops with the sentence when there are any. In it stand `{count}`, `{held}` for what else the statement tells, and
   * `{count|one|more}` for words that follow the number.
   */
  readonly check?: { readonly sql: string; readonly message: string }
}

export interface Plan {
  readonly operations: readonly Operation[]
  /** The sentences of everything that may be lost. */
  readonly losses: readonly string[]
}

export function tableName(table: Pick<Table, 'schema' | 'name'>): string {
  return `${quote(table.schema)}.${quote(table.name)}`
}

/** Where something goes that nobody reads any more. */
export function trashName(name: string, stamp: number): string {
  return `${name.slice(0, 45)}$trash${stamp}`
}
