import type { Field } from '../model/field.ts'
import { decimalPattern, printUnits, readUnits, sampleUnits, toUnits, type UnitRange, unitRange } from './exact-number.ts'
import { defineFieldType } from './field-type.ts'

const scaleOf = (field: Field) => field.scale ?? 2
const rangeOf = (field: Field): UnitRange => unitRange(field.min, field.max, scaleOf(field))
const bounds = (field: Field) => [
  printUnits(rangeOf(field).least, scaleOf(field)),
  printUnits(rangeOf(field).greatest, scaleOf(field)),
]

/**
 * The audit's numbers lose the zeros at their end. What a float writes is what was kept; `toFixed`, which writes out more of the float than was kept, is for the very
 * small ones, that have a power of ten, and for those of a time when the field had more digits.
 */
function readKept(value: unknown, field: Field): string {
  const units = toUnits(String(value), scaleOf(field))
  if (units !== undefined) return printUnits(units, scaleOf(field))
  return typeof value === 'number' ? value.toFixed(scaleOf(field)) : String(value)
}

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
  fromAudit: readKept,
  sortable: true,
  groupable: true,
  searchable: false,
  writable: true,
  castsTo: { text: 'always', money: 'digits beyond the currency are refused', integer: 'numbers with a fraction are refused' },
  samples: field => sampleUnits(scaleOf(field), rangeOf(field)),
})
