/** What a field may say. The behaviour of each type (column, casts, samples) stands in `fields/`, one file per type. */

export const fieldTypeNames = [
  'text',
  'long_text',
  'rich_text',
  'integer',
  'decimal',
  'money',
  'boolean',
  'date',
  'datetime',
  'choice',
  'multi_choice',
  'person',
  'team',
  'relation',
  'file',
  'url',
  'email',
  'phone',
  'json',
  'auto_number',
  'formula',
  'rollup',
] as const
export type FieldTypeName = (typeof fieldTypeNames)[number]

export interface ChoiceOption {
  readonly name: string
  readonly title: string
  /** A palette word: gray, blue, green, orange, red, violet. */
  readonly color?: string
}

export interface Field {
  /** Stable: survives renames. `f_` plus 8 base-32 characters, or the first name the field had. */
  readonly id: string
  readonly name: string
  readonly type: FieldTypeName
  /** How people read it. Defaults to the name with spaces and a capital. */
  readonly title: string
  readonly help?: string
  readonly required: boolean
  readonly unique: boolean
  /** A literal of the field's type, or a CEL expression `= now()` / `= user.id` / `= today()` evaluated at creation. */
  readonly default?: FieldDefault
  /** Kept by the platform (a workflow's state, its due time, an approval's round): nobody writes it directly. */
  readonly managed: boolean
  /** Found by the list's search box. Text-like fields only. */
  readonly search: boolean
  /** Marked in the audit and in the permission diff; reading it in an export needs care. */
  readonly sensitive: boolean
  /** CEL over `value` and `record`; must be true when the field is not empty. */
  readonly validate?: { readonly when: string; readonly message: string }
  /** CEL over `record`, this record's own fields: panel and form show the field where it is true. Layout, never a permission. */
  readonly show?: string
  /** CEL over `record`, this record's own fields: must not be empty where it is true. Held by a check of the entity that is made of it. */
  readonly require?: string

  /** text-like: greatest length in characters (default 200 for text, 100,000 for long and rich text). integer, decimal, money: greatest value. */
  readonly max?: number
  /** integer, decimal, money: least value. */
  readonly min?: number
  /** decimal: digits after the point (0 to 9; default 2). money: 2 unless the currency says otherwise. */
  readonly scale?: number
  /** money: ISO 4217 code. */
  readonly currency?: string
  /** integer, auto_number, formula, rollup: false where the digits are a name rather than an amount, as of a year. */
  readonly grouping?: false
  /** text: forms offer to read it from a barcode or QR code. */
  readonly scan?: true
  /** choice, multi_choice. */
  readonly options?: readonly ChoiceOption[]
  /** relation: the entity's name. */
  readonly to?: string
  /** relation: what the other entity calls these records, e.g. `tickets`: `record.tickets.exists(t, …)`, roll-ups, related lists. */
  readonly inverse?: string
  /** auto_number: text before the number, e.g. `SUP-`. */
  readonly prefix?: string
  /** formula: its result type and CEL over `record` (same record only, no `user`, no `now()`). */
  readonly formula?: { readonly expression: string; readonly result: FieldTypeName }
  /** rollup: over which child records (the `inverse` name of their relation), what. For count, `field` is yes or no and those that are yes count; absent: all. */
  readonly rollup?: {
    readonly over: string
    readonly measure: 'count' | 'sum' | 'min' | 'max'
    readonly field?: string
    /** The number stands in the record, kept by whatever changes a child: of all that are not in the trash, whoever reads. Expressions may use it. */
    readonly kept?: true
    /** kept: the type of the number, which the measured field says; `scale` and `currency` of this field are that field's. Absent where it measures nothing that exists. */
    readonly result?: FieldTypeName
  }
}

/** A roll-up with a column of its own. */
export function isKept(field: Field): boolean {
  return field.rollup?.kept === true && field.rollup.result !== undefined
}

export type FieldDefault =
  | { readonly kind: 'value'; readonly value: string | number | boolean | readonly string[] }
  | { readonly kind: 'expression'; readonly expression: string }
