import { defineFieldType } from './field-type.ts'
import { accept, refuse } from './outcome.ts'

/** Yes or no. Where it is not required it may also be unknown (null). */
export const boolean = defineFieldType({
  name: 'boolean',
  about: 'Yes or no.',
  column: () => 'boolean',
  constraints: () => [],
  valueType: () => ({ kind: 'bool' }),
  jsonSchema: () => ({ type: 'boolean' }),
  toColumn: value => (typeof value === 'boolean' ? accept(String(value)) : refuse('value.boolean')),
  toWireSql: column => column,
  sortable: true,
  groupable: true,
  searchable: false,
  writable: true,
  castsTo: { text: 'always' },
  samples: () => [true, false],
})
