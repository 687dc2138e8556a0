/** A field of no entity, for controls of field types where no record is edited. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'

export function madeField(type: 'person' | 'team' | 'date', title: string, required = false): FieldView {
  return {
    name: title.toLowerCase().replaceAll(' ', '_'),
    title,
    type,
    required,
    managed: false,
    sensitive: false,
    sortable: false,
    groupable: false,
    creatable: true,
    updatable: true,
  }
}
