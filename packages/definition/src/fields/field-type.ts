/**
 * The contract of a field type. One file per type in this folder plus one line in `registry.ts`;
 * nothing elsewhere asks `type === 'money'`.
 */
import type { ValueType } from '../expressions/value-type.ts'
import type { Field, FieldTypeName } from '../model/field.ts'
import type { WireValue } from '../wire/record.ts'
import type { ColumnOutcome } from './outcome.ts'

export interface FieldType {
  readonly name: FieldTypeName
  /** One sentence for the reference page and for people who choose a type. */
  readonly about: string
  /** The PostgreSQL column type with its collation, or undefined when nothing is stored (rollup). */
  readonly column: (field: Field) => string | undefined
  /** CHECK expressions over the column; `column` is already quoted. Each holds for NULL too. */
  readonly constraints: (field: Field, column: string) => readonly string[]
  /** The field's type in CEL. */
  readonly valueType: (field: Field) => ValueType
  /** JSON Schema of the value on the wire; null is added by the caller where the field is not required. */
  readonly jsonSchema: (field: Field) => Record<string, unknown>
  /**
   * From the wire to a query parameter: the text PostgreSQL casts to the column's type, or a refusal in words
   * ("must be a date such as 2026-11-24"). Never throws. `null` is handled by the caller.
   */
  readonly toColumn: (value: unknown, field: Field) => ColumnOutcome
  /** SQL that turns the stored column into what the wire carries inside a JSON document (e.g. money to exact text). */
  readonly toWireSql: (column: string, field: Field) => string
  /** SQL of the text shown to whoever sees the field masked: what tells one value from another without giving it. NULL where the field is empty. */
  readonly toMaskedSql: (column: string, field: Field) => string
  /** From the column as `to_jsonb` gives it, which is how the audit keeps it, to the wire; a number too long for a double comes as text. Null is handled by the caller. */
  readonly fromAudit: (value: unknown, field: Field) => WireValue
  /** May be sorted by, grouped by, written by callers. */
  readonly sortable: boolean
  readonly groupable: boolean
  readonly writable: boolean
  /** What searches find it by: beginnings of its words, or parts of them too. Every part of every word of a long text would make an index of the text many times over. */
  readonly searchable: false | 'words' | 'parts'
  /** To which types it can be changed: always, or what may be lost. */
  readonly castsTo: Partial<Record<FieldTypeName, 'always' | string>>
  /** Wire values for tests and generated rows, edge cases first. */
  readonly samples: (field: Field) => readonly unknown[]
}

/** Account numbers and the like are known by their end; a short value has no end that would not give it away. */
export const maskedEnd = (column: string): string =>
  `CASE WHEN char_length(${column}) >= 8 THEN '•••• ' || right(${column}, 4) WHEN ${column} IS NOT NULL THEN '••••' END`

type Described = Omit<FieldType, 'fromAudit' | 'toMaskedSql'> & Partial<Pick<FieldType, 'fromAudit' | 'toMaskedSql'>>

/** Most columns are on the wire what they are in the audit. */
export function defineFieldType(type: Described): FieldType {
  return {
    fromAudit: value => value as WireValue,
    toMaskedSql: column => `CASE WHEN ${column} IS NOT NULL THEN '••••' END`,
    ...type,
  }
}
