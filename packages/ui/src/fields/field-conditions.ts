/** Whether a field is shown and required, by what the rest of its record says now. The server judges `require` again; `show` is looks. */
import { failed, judge } from '@bailiwick/definition/expressions/portable.ts'
import type { EntityView, FieldCondition, FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { toRequest } from './field-ui.ts'
import { isMasked } from './masked.tsx'

export type FieldValues = Readonly<Record<string, WireValue | undefined>>

function judged(condition: FieldCondition, values: FieldValues): ReturnType<typeof judge> {
  // What the record keeps from this reader cannot be judged by.
  if (Object.keys(condition.reads).some(name => !(name in values) || isMasked(values[name]))) return undefined
  return judge(condition, name => toRequest(values[name]))
}

/** Shown also where it cannot be judged. */
export function isShown(field: { readonly show?: FieldCondition }, values: FieldValues): boolean {
  if (!field.show) return true
  const outcome = judged(field.show, values)
  return outcome === undefined || outcome === true
}

/** A condition that fails requires, as on the server. */
export function isRequired(field: FieldView, values: FieldValues): boolean {
  if (field.required) return true
  const outcome = field.require && judged(field.require, values)
  return outcome === true || outcome === failed
}

/** Of a record that is not made yet: what nobody filled in is empty, and its state is the first. */
export function newRecord(entity: EntityView, values: FieldValues): FieldValues {
  const empty = Object.fromEntries(entity.fields.map(field => [field.name, null]))
  return { ...empty, ...(entity.workflow && { [entity.workflow.field]: entity.workflow.initial }), ...values }
}
