import type { Field } from '../model/field.ts'
import { defineFieldType } from './field-type.ts'
import { nearest } from './near.ts'
import { accept, type ColumnOutcome, refuse } from './outcome.ts'
import { textLiteral } from './sql-literal.ts'

export const optionNames = (field: Field): readonly string[] => (field.options ?? []).map(option => option.name)

/** The refusal of a word that is no option: names the nearest one, or all when they are few. */
export function readOption(value: unknown, field: Field): ColumnOutcome {
  const names = optionNames(field)
  if (typeof value !== 'string') return refuse('value.option-text')
  if (names.includes(value)) return accept(value)
  const near = nearest(value, names)
  if (near) return refuse('value.option-near', { near })
  return names.length <= 12
    ? refuse('value.option-few', { options: names.join(', ') })
    : refuse('value.option-many', { count: names.length })
}

/** One of a list of options. Text with a CHECK, not an enum type: equality on text is leakproof and an option can be renamed. */
export const choice = defineFieldType({
  name: 'choice',
  about: 'One of a list of options.',
  column: () => 'text COLLATE "C"',
  constraints: (field, column) => [`${column} IN (${optionNames(field).map(textLiteral).join(', ')})`],
  valueType: () => ({ kind: 'string' }),
  jsonSchema: field => ({ type: 'string', enum: optionNames(field) }),
  toColumn: readOption,
  toWireSql: column => column,
  sortable: true,
  groupable: true,
  searchable: false,
  writable: true,
  castsTo: { text: 'always', multi_choice: 'always' },
  samples: optionNames,
})
