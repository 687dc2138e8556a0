/** Every field type there is. One file per type plus one line here; nothing elsewhere asks `type === 'money'`. */
import type { FieldTypeName } from '../model/field.ts'
import type { FieldType } from './field-type.ts'
import { formula } from './formula.ts'
import { plainTypes } from './plain-types.ts'
import { rollup } from './rollup.ts'

export const fieldTypes = { ...plainTypes, formula, rollup } satisfies Record<FieldTypeName, FieldType>

export function fieldType(name: FieldTypeName): FieldType {
  return fieldTypes[name]
}
