import { defineFieldType, maskedEnd } from './field-type.ts'
import { accept, type ColumnOutcome, refuse } from './outcome.ts'
import { readText } from './text-value.ts'

const max = 2_000
const allowed = /^(https?:\/\/|mailto:)/i

function readAddress(value: unknown): ColumnOutcome {
  const text = readText(value, { max, lines: 'one' })
  if (!text.ok) return text
  const scheme = allowed.exec(text.value)?.[0]
  if (!scheme) return refuse('value.url-scheme')
  const address = scheme.toLowerCase() + text.value.slice(scheme.length)
  if (/\s/.test(address) || !URL.canParse(address)) return refuse('value.url')
  if (scheme.toLowerCase() === 'mailto:' && !/^mailto:[^@?]+@[^@?]+/.test(address)) return refuse('value.url-mail')
  return accept(address)
}

/** A link. Only schemes that cannot run anything; the CHECK holds on every path, so a `javascript:` link cannot be planted by SQL either. */
export const url = defineFieldType({
  name: 'url',
  about: 'A link to a page or an e-mail address.',
  column: () => 'text COLLATE "C"',
  constraints: (_, column) => [`char_length(${column}) <= ${max} AND ${column} ~ '^(https?://|mailto:)[^[:space:][:cntrl:]]+$'`],
  valueType: () => ({ kind: 'string' }),
  jsonSchema: () => ({ type: 'string', format: 'uri', maxLength: max, pattern: '^(https?://|mailto:)' }),
  toColumn: readAddress,
  toWireSql: column => column,
  toMaskedSql: maskedEnd,
  sortable: true,
  groupable: false,
  searchable: 'parts',
  writable: true,
  castsTo: { long_text: 'always', text: 'addresses over the new limit are refused' },
  samples: () => [
    'http://a.test',
    'https://example.com/path?q=1&r=%C3%A9#top',
    'https://user@example.com:8443/',
    'mailto:help@example.com',
  ],
})
