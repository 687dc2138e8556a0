/** What one person changed of a record, held apart from what the record was when they began: only the first is sent, with the version of the second. */
import type { RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { toRequest } from '../../fields/field-ui.ts'

export type Values = Readonly<Record<string, WireValue | undefined>>

export interface Edited {
  /** The record as it was when the form was opened, its version with it. Absent: a new record, which nobody else can change. */
  readonly opened?: RecordRow | undefined
  /** The fields this person touched, with what they wrote. */
  readonly touched: Values
}

/** What was changed by both, by the others alone, and by this person alone. */
export interface Difference {
  readonly both: readonly string[]
  readonly theirs: readonly string[]
  readonly mine: readonly string[]
}

export const same = (one: WireValue | undefined, other: WireValue | undefined) =>
  JSON.stringify(toRequest(one)) === JSON.stringify(toRequest(other))

/** A field that is written back to what it was counts as not touched. */
export function withTouched({ opened, touched }: Edited, field: string, value: WireValue, start: WireValue | undefined): Edited {
  const { [field]: _, ...rest } = touched
  return { opened, touched: same(value, start) ? rest : { ...rest, [field]: value } }
}

/** Judged among the fields that the form shows; both having written the same is no conflict. */
export function differenceOf({ opened, touched }: Edited, now: RecordRow, fields: readonly string[]): Difference {
  const moved = (field: string) => !same(opened?.[field], now[field])
  const mine = Object.keys(touched).filter(field => !same(touched[field], now[field]))
  return {
    both: mine.filter(moved),
    theirs: fields.filter(field => !(field in touched) && moved(field)),
    mine: mine.filter(field => !moved(field)),
  }
}

/** The same work on the record as it is now: the fields whose newer value is taken are no longer this person's. */
export function ontoNow(edited: Edited, now: RecordRow, taken: ReadonlySet<string>): Edited {
  return {
    opened: now,
    touched: Object.fromEntries(
      Object.entries(edited.touched).filter(([field, value]) => !taken.has(field) && !same(value, now[field])),
    ),
  }
}

export function requestOf({ touched }: Edited): Record<string, unknown> {
  return Object.fromEntries(Object.entries(touched).map(([field, value]) => [field, toRequest(value)]))
}
