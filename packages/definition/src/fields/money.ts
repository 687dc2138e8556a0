import type { Field } from '../model/field.ts'
import { currencyScale } from './currencies.ts'
import { decimalPattern, printUnits, readUnits, sampleUnits, type UnitRange, unitRange } from './exact-number.ts'
import { defineFieldType } from './field-type.ts'

/** Digits after the point: what the definition says, else what the currency has. */
export const moneyScale = (field: Field): number => field.scale ?? currencyScale(field.currency)
const rangeOf = (field: Field): UnitRange => unitRange(field.min, field.max, moneyScale(field))

/**
 * An amount in one currency, as minor units in a bigint: comparison is leakproof there, so filters keep their index under
 * row-level security, which numeric does not give.
 */
export const money = defineFieldType({
  name: 'money',
  about: 'An exact amount in one currency.',
  column: () => 'bigint',
  constraints: (field, column) => [`${column} BETWEEN ${rangeOf(field).least} AND ${rangeOf(field).greatest}`],
  valueType: field => ({ kind: 'scaled', scale: moneyScale(field) }),
  jsonSchema: field => ({ type: 'string', pattern: decimalPattern(moneyScale(field)) }),
  toColumn: (value, field) => readUnits(value, moneyScale(field), rangeOf(field), String),
  // a product of numerics is exact and keeps the factor's scale; a quotient would be rounded for long numbers
  toWireSql: (column, field) =>
    moneyScale(field) === 0 ? `${column}::text` : `(${column} * 0.${'1'.padStart(moneyScale(field), '0')})::text`,
  fromAudit: (value, field) => printUnits(BigInt(String(value)), moneyScale(field)),
  sortable: true,
  groupable: true,
  searchable: false,
  writable: true,
  castsTo: { text: 'always', decimal: 'digits beyond the scale are refused', integer: 'amounts with a fraction are refused' },
  samples: field => sampleUnits(moneyScale(field), rangeOf(field)),
})
