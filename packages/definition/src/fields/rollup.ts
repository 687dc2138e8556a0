import { type Field, isKept } from '../model/field.ts'
import type { WireValue } from '../wire/record.ts'
import { defineFieldType, type FieldType } from './field-type.ts'
import { refuse } from './outcome.ts'
import { plainTypes } from './plain-types.ts'

/** What a number over child records may result in. */
export const rollupResults = ['integer', 'decimal', 'money', 'date', 'datetime'] as const

/** As what the number is kept; undefined where it is computed when it is read. */
function keptAs(field: Field): FieldType | undefined {
  const known = rollupResults.find(result => result === field.rollup?.result)
  return isKept(field) && known ? plainTypes[known] : undefined
}

/** Of no records there is no least and no greatest; their number and their sum are zero. */
export function isNeverEmpty(field: Field): boolean {
  return isKept(field) && (field.rollup?.measure === 'count' || field.rollup?.measure === 'sum')
}

/**
 * A count, sum, least or greatest over child records. Computed when it is read and only over children the reader may see, or kept in the record over all of them.
 * What it results in depends on the measured field: `resultField` (result-field.ts) answers that with the whole definition at hand, and a kept one carries it.
 */
export const rollup = defineFieldType({
  name: 'rollup',
  about:
    'A count, sum, least or greatest over the records that point here: computed when it is read, over those that the reader may see. With `kept: true` it stands in the record, over all of them.',
  column: field => keptAs(field)?.column(field),
  constraints: (field, column) => keptAs(field)?.constraints(field, column) ?? [],
  valueType: field => keptAs(field)?.valueType(field) ?? (field.rollup?.measure === 'count' ? { kind: 'int' } : { kind: 'dyn' }),
  jsonSchema: field => {
    const kept = keptAs(field)
    if (kept) return { ...kept.jsonSchema(field), readOnly: true }
    return field.rollup?.measure === 'count' ? { type: 'integer', readOnly: true } : { readOnly: true }
  },
  toColumn: () => refuse('value.computed'),
  toWireSql: (column, field) => keptAs(field)?.toWireSql(column, field) ?? column,
  fromAudit: (value, field) => keptAs(field)?.fromAudit(value, field) ?? (value as WireValue),
  sortable: false,
  groupable: false,
  searchable: false,
  writable: false,
  castsTo: {},
  samples: () => [],
})

/** What has a column is sorted and grouped by it. */
export const keptRollup: FieldType = { ...rollup, sortable: true, groupable: true }
