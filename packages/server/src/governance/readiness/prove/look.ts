/** One question to the database, and who judges its answer. */
import type { Row } from './stage.ts'
import type { Tally } from './tally.ts'

export interface Look {
  readonly question: string
  /** @param said the answer's JSON, or `!` and a refusal */
  judge(said: string | null, tally: Tally): void
}

/** A record or another answer, as its JSON says. */
export type Shown = Readonly<Record<string, unknown>>

export const idsOf = (rows: readonly Row[]) => `'{${rows.map(row => row.id).join(',')}}'::uuid[]`

/** Lists of fields have no order, and what two people share may name one twice. */
export function asSets(offers: unknown): unknown {
  if (offers === null || typeof offers !== 'object') return offers
  return Object.fromEntries(
    Object.entries(offers).map(([key, value]) => [key, Array.isArray(value) ? [...new Set(value)].sort() : value]),
  )
}

/** Keys in one order, so that equal things have equal text. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  )
}
