/** What a definition becomes in PostgreSQL, as values: a test can print them, the planner compares them, a release runs them. */

/** The roles objects are made as; each then owns what it made. */
export type OwnerRole =
  | 'bailiwick_owner'
  | 'bailiwick_guard'
  | 'bailiwick_rule'
  | 'bailiwick_reader'
  | 'bailiwick_reader_all'
  | 'bailiwick_reader_some'
  | 'bailiwick_writer'

export interface Column {
  /** The field's stable id, or the name for platform columns: a rename is seen as one. */
  readonly id: string
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  /** `GENERATED ALWAYS AS (…) STORED` */
  readonly generated?: string
  /** What the guard keeps in the column, as SQL over the row; a release computes it for the records there are. Computed when its parts change, not at every update. */
  readonly kept?: string
  /** A kept roll-up: what the trigger on the child's table keeps in the column. A release fills it for the records there are. */
  readonly counted?: Counted
  readonly default?: string
  /** The field type, for the planner's casts; absent for platform columns. */
  readonly fieldType?: string
  /** decimal and money: digits after the point. Money of another scale is another amount in the same column. */
  readonly scale?: number
  /** auto_number: what people read before the number. */
  readonly prefix?: string
  /** SQL of what records that are there already get when the column is added. */
  readonly fill?: string
}

/** By ids, so that a rename counts nothing anew. */
export interface Counted {
  /** The table of the child records. */
  readonly table: string
  /** Its column that points at the record. */
  readonly via: string
  readonly measure: 'count' | 'sum' | 'min' | 'max'
  /** The measured column, for a count one that says whether it counts; absent for a count of all. */
  readonly column?: string
}

export interface Constraint {
  readonly name: string
  /** `CHECK (…)`, `FOREIGN KEY (…) REFERENCES …` */
  readonly definition: string
}

export interface Index {
  readonly name: string
  /** From `ON` on. */
  readonly definition: string
  readonly unique: boolean
}

/** A table with what must survive releases: data. */
export interface Table {
  readonly id: string
  readonly schema: string
  readonly name: string
  readonly columns: readonly Column[]
  readonly constraints: readonly Constraint[]
  readonly indexes: readonly Index[]
  /** Sequences that number its records. */
  readonly sequences: readonly string[]
}

/** An object made anew at each release: view, function, trigger, policy, grant. */
export interface Derived {
  readonly kind: 'view' | 'function' | 'trigger' | 'policy' | 'grant'
  readonly name: string
  readonly role: OwnerRole
  readonly sql: string
}

export interface CompiledApp {
  readonly schema: string
  readonly tables: readonly Table[]
  /** In the order they are made; removed in the opposite one. */
  readonly derived: readonly Derived[]
}
