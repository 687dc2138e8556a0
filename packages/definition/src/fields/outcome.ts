/** What a field type says to a value from the wire: the text for PostgreSQL, or a refusal a person can act on. */
import { fill, type Given, type Values } from '../sentence.ts'
import { type RefusalKey, refusals } from './refusals.ts'

/** A refusal before it is put into words. */
export interface Refused {
  readonly key: RefusalKey
  readonly values: Values
}

export type ColumnOutcome =
  | { readonly ok: true; readonly value: string }
  /** `message` is `says` in English. */
  | { readonly ok: false; readonly says: Refused; readonly message: string }

export function accept(value: string): ColumnOutcome {
  return { ok: true, value }
}

export function refused<K extends RefusalKey>(key: K, ...[values]: Given<(typeof refusals)[K]>): Refused {
  return { key, values: values ?? {} }
}

export function refuse<K extends RefusalKey>(key: K, ...given: Given<(typeof refusals)[K]>): ColumnOutcome {
  return refuseAs(refused(key, ...given))
}

export function refuseAs(says: Refused): ColumnOutcome {
  return { ok: false, says, message: inEnglish(says) }
}

export function inEnglish({ key, values }: Refused): string {
  return fill(refusals[key], values, 'en')
}
