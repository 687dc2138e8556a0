/** What a form begins with and what it sends. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Refused } from '../../client/http.ts'
import { say } from '../../client/language.ts'
import { toRequest } from '../../fields/field-ui.ts'
import type { Values } from './edited.ts'

export function defaults(fields: readonly FieldView[]): Values {
  return Object.fromEntries(fields.map(field => [field.name, field.default as WireValue | undefined]))
}

/** Of these values those this person may give. */
export function only(fields: readonly FieldView[], values: Values = {}): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => fields.some(field => field.name === name)))
}

export function filled(values: Values): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (toRequest(value) === null ? [] : [[name, toRequest(value)]])),
  )
}

/** A step is not left with this: the same sentence as the server would say at the end. */
export function unfilled(fields: readonly FieldView[]): Refused {
  return new Refused({
    ...{ type: '', code: 'record.invalid', status: 422, title: say('Some fields have to be filled in'), requestId: '' },
    fields: fields.map(field => ({ field: field.name, message: say('must be filled in') })),
  })
}
