import { defineFieldType } from './field-type.ts'
import { readText, sampleTexts } from './text-value.ts'

const greatest = (max: number | undefined) => max ?? 100_000

/** Markdown source. Stored and sent as written; the UI renders a subset of it into elements and never as HTML. */
export const richText = defineFieldType({
  name: 'rich_text',
  about: 'Formatted text, written as Markdown and shown as text, never as HTML.',
  column: () => 'text COLLATE "C"',
  constraints: (field, column) => [`char_length(${column}) BETWEEN 1 AND ${greatest(field.max)}`],
  valueType: () => ({ kind: 'string' }),
  jsonSchema: field => ({ type: 'string', minLength: 1, maxLength: greatest(field.max), contentMediaType: 'text/markdown' }),
  toColumn: (value, field) => readText(value, { max: greatest(field.max), lines: 'many' }),
  toWireSql: column => column,
  sortable: false,
  groupable: false,
  searchable: 'words',
  writable: true,
  castsTo: { long_text: 'always', text: 'text over the new limit or with line breaks is refused' },
  samples: field => sampleTexts(greatest(field.max), ['**Bold** and `code`\n\n- one\n- two', '<script>alert(1)</script>']),
})
