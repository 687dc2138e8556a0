/** What the record says in which a value is being written, so that a picker offers what goes with it. */
import type { FieldView, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { createContext } from 'react'
import type { FieldValues } from './field-conditions.ts'
import { toRequest } from './field-ui.ts'
import { isMasked } from './masked.tsx'

export interface WrittenValuesValue {
  readonly values: FieldValues
  /** Of a line: the record it is entered with, and the line's relation to it. */
  readonly parent?: { readonly via: string; readonly values: FieldValues }
  /** Fills in another field of the record; absent where one value is written alone. */
  readonly write?: ((field: string, value: WireValue) => void) | undefined
}

export const WrittenValues = createContext<WrittenValuesValue | undefined>(undefined)

/** Records that this one points at, by the relation, as far as a picker has to know them: `usePointedAt`. */
export type PointedAt = Readonly<Record<string, FieldValues | undefined>>

/** What a record has to say to go with what is written. */
export function fittingValues(
  { fits }: FieldView,
  written: WrittenValuesValue | undefined,
  pointed: PointedAt = {},
): Readonly<Record<string, WireValue>> {
  return Object.fromEntries(
    (fits ?? []).flatMap(({ field, as: [first = '', second], behind }) => {
      const there = behind ? pointed[first] : first === written?.parent?.via ? written?.parent?.values : undefined
      const value = second === undefined ? written?.values[first] : there?.[second]
      // Of what is empty the check would refuse everything: all are offered, and the field that is missing says so.
      return value === undefined || value === '' || isMasked(value) || typeof toRequest(value) !== 'string'
        ? []
        : [[field, value]]
    }),
  )
}

/** What a new record begins with to go with it: fields of its own. */
export const ownOf = (fitting: Readonly<Record<string, WireValue>>): Readonly<Record<string, WireValue>> =>
  Object.fromEntries(Object.entries(fitting).filter(([name]) => !name.includes('.')))

/** A filter of the records that go with it; undefined where nothing narrows them. */
export function fittingFilter(fitting: Readonly<Record<string, WireValue>>): string | undefined {
  const parts = Object.entries(fitting).map(([field, value]) => `record.${field} == ${JSON.stringify(toRequest(value))}`)
  return parts.length > 0 ? parts.join(' && ') : undefined
}

/** Of what is written what this field has to go with, so that nothing else is looked at; undefined where it goes with nothing. */
export function goingWith({ fits }: FieldView, { values, parent, write }: WrittenValuesValue): WrittenValuesValue | undefined {
  if (!fits) return undefined
  const picked = (from: FieldValues, names: readonly (string | undefined)[]) =>
    Object.fromEntries(names.flatMap(name => (name !== undefined && name in from ? [[name, from[name]]] : [])))
  const own = fits.flatMap(({ as: [first, second], behind }) => (second === undefined || behind ? [first] : []))
  const ofParent = fits.flatMap(({ as: [first, second] }) => (first === parent?.via ? [second] : []))
  return {
    values: picked(values, own),
    ...(write && { write }),
    ...(parent && ofParent.length > 0 && { parent: { via: parent.via, values: picked(parent.values, ofParent) } }),
  }
}

/** What is empty and would have to be the same as in what was picked is filled in from it: with a card comes its place. */
export function fillFrom(picked: RecordRow, { fits }: FieldView, written: WrittenValuesValue | undefined): void {
  for (const {
    field,
    as: [first, second],
  } of fits ?? []) {
    const value = picked[field]
    if (second !== undefined || value === undefined || value === null || isMasked(value)) continue
    if (toRequest(written?.values[first!]) === null) written?.write?.(first!, value)
  }
}
