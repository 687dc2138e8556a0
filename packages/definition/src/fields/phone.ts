import { defineFieldType, maskedEnd } from './field-type.ts'
import { accept, refuse } from './outcome.ts'
import { readText } from './text-value.ts'

/**
 * A phone number, kept as typed because grouping is how people read it (runs of spaces become one).
 * Without its separators it must be like E.164: an optional plus and 5 to 15 digits.
 */
export const phone = defineFieldType({
  name: 'phone',
  about: 'A phone number.',
  column: () => 'text COLLATE "C"',
  constraints: (_, column) => [`${column} ~ '^[+]?[0-9(][0-9 ().-]{3,38}[0-9]$'`],
  valueType: () => ({ kind: 'string' }),
  jsonSchema: () => ({ type: 'string', pattern: '^[+]?[0-9(][0-9 ().-]{3,38}[0-9]$' }),
  toColumn: value => {
    const text = readText(value, { max: 60, lines: 'one' })
    if (!text.ok) return text
    const typed = text.value.trim().replaceAll(/ +/g, ' ')
    const digits = typed.replaceAll(/[ ().-]/g, '')
    const fits = /^\+?\d{5,15}$/.test(digits) && /^\+?[\d(][\d ().-]{3,38}\d$/.test(typed)
    return fits ? accept(typed) : refuse('value.phone')
  },
  toWireSql: column => column,
  toMaskedSql: maskedEnd,
  sortable: false,
  groupable: false,
  searchable: 'parts',
  writable: true,
  castsTo: { text: 'always', long_text: 'always' },
  samples: () => ['11880', '+4930901820', '+49 30 901820', '(555) 010-9999', '+1 555.010.1234'],
})
