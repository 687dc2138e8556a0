/** Every field type there is. One file per type plus one line here; nothing elsewhere asks `type === 'money'`. */
import { type Field, type FieldTypeName, isKept } from '../model/field.ts'
import type { FieldType } from './field-type.ts'
import { formula } from './formula.ts'
import { plainTypes } from './plain-types.ts'
import { keptRollup, rollup } from './rollup.ts'

export const fieldTypes = { ...plainTypes, formula, rollup } satisfies Record<FieldTypeName, FieldType>

/** The type of this very field: a kept roll-up can do more than one that is computed when it is read. */
export function typeOf(field: Field): FieldType {
  return isKept(field) ? keptRollup : fieldTypes[field.type]
}

export function fieldType(name: FieldTypeName): FieldType {
  return fieldTypes[name]
}
