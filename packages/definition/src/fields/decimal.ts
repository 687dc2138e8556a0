import type { Field } from '../model/field.ts'
import { decimalPattern, printUnits, readUnits, sampleUnits, type UnitRange, unitRange } from './exact-number.ts'
import { defineFieldType } from './field-type.ts'

const scaleOf = (field: Field) => field.scale ?? 2
const rangeOf = (field: Field): UnitRange => unitRange(field.min, field.max, scaleOf(field))
const bounds = (field: Field) => [
  printUnits(rangeOf(field).least, scaleOf(field)),
  printUnits(rangeOf(field).greatest, scaleOf(field)),
]

/** An exact decimal number: numeric in the table, text on the wire, scaled integers in expressions. Never a float. */
export const decimal = defineFieldType({
  name: 'decimal',
  about: 'An exact number with digits after the point.',
  column: field => `numeric(18, ${scaleOf(field)})`,
  constraints: (field, column) => [`${column} BETWEEN ${bounds(field)[0]} AND ${bounds(field)[1]}`],
  valueType: field => ({ kind: 'scaled', scale: scaleOf(field) }),
  jsonSchema: field => ({ type: 'string', pattern: decimalPattern(scaleOf(field)) }),
  toColumn: (value, field) => readUnits(value, scaleOf(field), rangeOf(field), units => printUnits(units, scaleOf(field))),
  toWireSql: column => `${column}::text`,
  // the audit's numbers lose the zeros at their end
  fromAudit: (value, field) => (typeof value === 'number' ? value.toFixed(scaleOf(field)) : String(value)),
  sortable: true,
  groupable: true,
  searchable: false,
  writable: true,
  castsTo: { text: 'always', money: 'digits beyond the currency are refused', integer: 'numbers with a fraction are refused' },
  samples: field => sampleUnits(scaleOf(field), rangeOf(field)),
})
