import { defineFieldType } from './field-type.ts'
import { accept, refuse } from './outcome.ts'

const least = (min: number | undefined) => min ?? Number.MIN_SAFE_INTEGER
const greatest = (max: number | undefined) => max ?? Number.MAX_SAFE_INTEGER

/** A whole number. The range is what a JSON number carries exactly, so that no client ever reads a rounded one. */
export const integer = defineFieldType({
  name: 'integer',
  about: 'A whole number.',
  column: () => 'bigint',
  constraints: (field, column) => [`${column} BETWEEN ${least(field.min)} AND ${greatest(field.max)}`],
  valueType: () => ({ kind: 'int' }),
  jsonSchema: field => ({ type: 'integer', minimum: least(field.min), maximum: greatest(field.max) }),
  toColumn: (value, field) => {
    if (typeof value !== 'number') return refuse('value.whole')
    if (!Number.isInteger(value)) return refuse('value.whole')
    if (!Number.isSafeInteger(value)) return refuse('value.whole-range', { greatest: Number.MAX_SAFE_INTEGER })
    if (value < least(field.min)) return refuse('value.least', { least: least(field.min) })
    if (value > greatest(field.max)) return refuse('value.greatest', { greatest: greatest(field.max) })
    return accept(BigInt(value).toString())
  },
  toWireSql: column => column,
  sortable: true,
  groupable: true,
  searchable: false,
  writable: true,
  castsTo: {
    text: 'always',
    decimal: 'numbers that need more than 18 digits with the scale are refused',
    money: 'numbers that need more than 18 digits with the scale are refused',
  },
  samples: field => {
    const wanted = [0, -1, 1, 42, least(field.min), greatest(field.max), 2 ** 31, 2 ** 32 + 1]
    return [...new Set(wanted.filter(number => number >= least(field.min) && number <= greatest(field.max)))]
  },
})
