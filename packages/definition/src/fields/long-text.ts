import { defineFieldType } from './field-type.ts'
import { readText, sampleTexts } from './text-value.ts'

const greatest = (max: number | undefined) => max ?? 100_000

/** Several lines of plain text. */
export const longText = defineFieldType({
  name: 'long_text',
  about: 'Several lines of plain text.',
  column: () => 'text COLLATE "C"',
  constraints: (field, column) => [`char_length(${column}) BETWEEN 1 AND ${greatest(field.max)}`],
  valueType: () => ({ kind: 'string' }),
  jsonSchema: field => ({ type: 'string', minLength: 1, maxLength: greatest(field.max) }),
  toColumn: (value, field) => readText(value, { max: greatest(field.max), lines: 'many' }),
  toWireSql: column => column,
  sortable: false,
  groupable: false,
  searchable: 'words',
  writable: true,
  castsTo: { rich_text: 'always', text: 'text over the new limit or with line breaks is refused' },
  samples: field => sampleTexts(greatest(field.max), ['First line\nSecond line\r\n\tindented', 'The parcel arrived open.']),
})
