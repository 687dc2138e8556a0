/** Which fields of a record a form asks for. */
import type { EntityView, RecordView } from '@bailiwick/definition/wire/index.ts'
import { fieldOf } from '../../fields/field-ui.ts'

/** @param view absent: a new record */
export function mayGive(entity: EntityView, view: RecordView | undefined, name: string): boolean {
  const field = fieldOf(entity, name)
  if (!field || field.managed) return false
  return view ? view.can.update.includes(name) : field.creatable
}
