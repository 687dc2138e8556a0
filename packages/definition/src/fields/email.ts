import { defineFieldType } from './field-type.ts'
import { accept, refuse } from './outcome.ts'
import { readText } from './text-value.ts'

const max = 254
/** One pattern for both sides: written in what JavaScript and PostgreSQL's regular expressions share. ASCII only, no quoting, no comments. */
const pattern =
  "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+([.][A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?[.])+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$"
const address = new RegExp(pattern)

/** An e-mail address, kept as typed. */
export const email = defineFieldType({
  name: 'email',
  about: 'An e-mail address.',
  column: () => 'text COLLATE "C"',
  constraints: (_, column) => [`char_length(${column}) <= ${max} AND ${column} ~ '${pattern.replaceAll("'", "''")}'`],
  valueType: () => ({ kind: 'string' }),
  jsonSchema: () => ({ type: 'string', format: 'email', maxLength: max }),
  toColumn: value => {
    const text = readText(value, { max, lines: 'one' })
    if (!text.ok) return text
    return address.test(text.value) ? accept(text.value) : refuse('value.email')
  },
  toWireSql: column => column,
  toMaskedSql: column => `left(${column}, 1) || '•••@' || split_part(${column}, '@', 2)`,
  sortable: true,
  groupable: false,
  searchable: 'parts',
  writable: true,
  castsTo: { text: 'always', long_text: 'always' },
  samples: () => ['a@b.co', "o'brien+tag@mail.example.com", 'Ana.Lima@Example.com', 'x_y-z@sub-domain.example.museum'],
})
