import { defineFieldType } from './field-type.ts'
import { refuse } from './outcome.ts'

/**
 * A count, sum, least or greatest over child records, computed when it is read and only over children the reader may see.
 * What it results in depends on the measured field: `resultField` (result-field.ts) answers that with the whole definition at hand.
 */
export const rollup = defineFieldType({
  name: 'rollup',
  about: 'A count, sum, least or greatest over the records that point here, computed when it is read.',
  column: () => undefined,
  constraints: () => [],
  valueType: field => (field.rollup?.measure === 'count' ? { kind: 'int' } : { kind: 'dyn' }),
  jsonSchema: field => (field.rollup?.measure === 'count' ? { type: 'integer', readOnly: true } : { readOnly: true }),
  toColumn: () => refuse('value.computed'),
  toWireSql: column => column,
  sortable: false,
  groupable: false,
  searchable: false,
  writable: false,
  castsTo: {},
  samples: () => [],
})
