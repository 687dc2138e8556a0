import type { Field } from '../model/field.ts'
import { defineFieldType, type FieldType } from './field-type.ts'
import { refuse } from './outcome.ts'
import { plainTypes } from './plain-types.ts'

/** What a formula may result in: types whose values CEL can compute. */
export const formulaResults = [
  'text',
  'long_text',
  'integer',
  'decimal',
  'money',
  'boolean',
  'date',
  'datetime',
  'choice',
] as const

function resultType(field: Field): FieldType {
  const name = field.formula?.result
  const known = formulaResults.find(result => result === name)
  return plainTypes[known ?? 'text']
}

/** Computed from fields of the same record by PostgreSQL, as a stored generated column of its result's type. */
export const formula = defineFieldType({
  name: 'formula',
  about: 'A value computed from the same record and stored with it.',
  column: field => resultType(field).column(field),
  // a formula that is too long or too great must not make the record unwritable: the compiler turns it into NULL
  constraints: () => [],
  valueType: field => resultType(field).valueType(field),
  jsonSchema: field => ({ ...resultType(field).jsonSchema(field), readOnly: true }),
  toColumn: () => refuse('value.computed'),
  toWireSql: (column, field) => resultType(field).toWireSql(column, field),
  fromAudit: (value, field) => resultType(field).fromAudit(value, field),
  sortable: true,
  groupable: true,
  searchable: false,
  writable: false,
  castsTo: {},
  samples: () => [],
})
