import { defineFieldType } from './field-type.ts'
import { accept, type ColumnOutcome, refuse } from './outcome.ts'
import { textLiteral } from './sql-literal.ts'

function readNumber(value: unknown, prefix: string): ColumnOutcome {
  const digits = typeof value === 'string' && value.startsWith(prefix) ? value.slice(prefix.length) : undefined
  return digits !== undefined && /^[1-9]\d{0,14}$/.test(digits)
    ? accept(digits)
    : refuse('value.running-number', { example: `${prefix}1042` })
}

/** A running number given by the platform: bigint in the table, prefix and number on the wire. Nobody writes it; filters and imports read it. */
export const autoNumber = defineFieldType({
  name: 'auto_number',
  about: 'A running number the platform gives, with a prefix.',
  column: () => 'bigint',
  constraints: (_, column) => [`${column} BETWEEN 1 AND 999999999999999`],
  valueType: () => ({ kind: 'int' }),
  jsonSchema: field => ({
    type: 'string',
    // Only what has a meaning may be escaped: patterns of JSON Schema are Unicode ones, which refuse the rest.
    pattern: `^${(field.prefix ?? '').replaceAll(/[$()*+./?[\\\]^{|}]/g, '\\$&')}[1-9][0-9]*$`,
  }),
  toColumn: (value, field) => readNumber(value, field.prefix ?? ''),
  toWireSql: (column, field) => (field.prefix ? `(${textLiteral(field.prefix)} || ${column}::text)` : `${column}::text`),
  fromAudit: (value, field) => `${field.prefix ?? ''}${value}`,
  sortable: true,
  groupable: false,
  // the platform adds running numbers to every search; a definition does not ask for it
  searchable: false,
  writable: false,
  castsTo: { text: 'always' },
  samples: field => [1, 2, 999_999_999_999_999].map(number => `${field.prefix ?? ''}${number}`),
})
