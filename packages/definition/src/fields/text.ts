import { defineFieldType, maskedEnd } from './field-type.ts'
import { readText, sampleTexts } from './text-value.ts'

const greatest = (max: number | undefined) => max ?? 200

/** One line of text. */
export const text = defineFieldType({
  name: 'text',
  about: 'One line of text.',
  column: () => 'text COLLATE "C"',
  constraints: (field, column) => [`char_length(${column}) BETWEEN 1 AND ${greatest(field.max)}`],
  valueType: () => ({ kind: 'string' }),
  jsonSchema: field => ({ type: 'string', minLength: 1, maxLength: greatest(field.max) }),
  toColumn: (value, field) => readText(value, { max: greatest(field.max), lines: 'one' }),
  toWireSql: column => column,
  toMaskedSql: maskedEnd,
  sortable: true,
  groupable: true,
  searchable: 'parts',
  writable: true,
  castsTo: {
    long_text: 'always',
    rich_text: 'always',
    choice: 'values that are not among the options are refused',
    integer: 'text that is not a whole number is refused',
    decimal: 'text that is not a number is refused',
    date: 'text that is not a date is refused',
    url: 'text that is not an address is refused',
    email: 'text that is not an e-mail address is refused',
    phone: 'text that is not a phone number is refused',
  },
  samples: field => sampleTexts(greatest(field.max), ['Invoice shows the wrong address', 'Late delivery']),
})
