import { optionNames, readOption } from './choice.ts'
import { defineFieldType } from './field-type.ts'
import { accept, refuse } from './outcome.ts'
import { namesAsArray, textArrayLiteral } from './sql-literal.ts'

/**
 * Several of a list of options, in the order they were chosen. None chosen is null, so that the field has one way to be empty.
 * A CHECK cannot look for duplicates without a function per row; it bounds the count, and `toColumn` refuses them.
 */
export const multiChoice = defineFieldType({
  name: 'multi_choice',
  about: 'Several of a list of options.',
  column: () => 'text[] COLLATE "C"',
  constraints: (field, column) => {
    const names = optionNames(field)
    return [
      `${column} <@ ${textArrayLiteral(names)} AND array_ndims(${column}) = 1 AND cardinality(${column}) BETWEEN 1 AND ${names.length}`,
    ]
  },
  valueType: () => ({ kind: 'list', element: { kind: 'string' } }),
  jsonSchema: field => ({ type: 'array', items: { type: 'string', enum: optionNames(field) }, minItems: 1, uniqueItems: true }),
  toColumn: (value, field) => {
    if (!Array.isArray(value)) return refuse('value.options')
    if (value.length === 0) return refuse('value.options-none')
    for (const [index, item] of value.entries()) {
      const outcome = readOption(item, field)
      if (!outcome.ok) return outcome
      if (value.indexOf(item) !== index) return refuse('value.options-twice', { option: String(item) })
    }
    return accept(namesAsArray(value))
  },
  toWireSql: column => `to_jsonb(${column})`,
  sortable: false,
  groupable: false,
  searchable: false,
  writable: true,
  castsTo: { text: 'always', choice: 'all but the first option are lost' },
  samples: field => {
    const names = optionNames(field)
    return [names.slice(0, 1), [...names].reverse(), ...names.slice(1).map(name => [name])]
  },
})
