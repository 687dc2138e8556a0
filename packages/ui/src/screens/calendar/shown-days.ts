/** Which days a calendar shows, by how much it shows at once and the day it stands at. */
import { addDays, addMonths, daysBetween, dayWords, firstOfMonth, firstOfWeek, lastOfMonth, spanWords } from '../time/days.ts'

export type Span = 'month' | 'week' | 'day'

/** @param usual what a calendar opens with */
export const readSpan = (text: string | undefined, usual: Span): Span =>
  text === 'month' || text === 'week' || text === 'day' ? text : usual

export interface ShownDays {
  readonly first: string
  readonly last: string
  /** Days of one row. */
  readonly columns: 1 | 7
  /** The first day of each row. */
  readonly rows: readonly string[]
}

/** @param begin the weekday with which weeks begin, Monday is 1 */
export function shownDays(span: Span, at: string, begin: number): ShownDays {
  if (span === 'day') return { first: at, last: at, columns: 1, rows: [at] }
  const first = firstOfWeek(span === 'month' ? firstOfMonth(at) : at, begin)
  const weeks = span === 'week' ? 1 : Math.ceil((daysBetween(first, lastOfMonth(at)) + 1) / 7)
  const rows = Array.from({ length: weeks }, (_, week) => addDays(first, week * 7))
  return { first, last: addDays(first, weeks * 7 - 1), columns: 7, rows }
}

export function step(span: Span, at: string, by: 1 | -1): string {
  if (span === 'month') return addMonths(at, by)
  return addDays(at, by * (span === 'week' ? 7 : 1))
}

export function titleWords(span: Span, at: string, { first, last }: ShownDays, locale?: string): string {
  if (span === 'month') return dayWords(at, { month: 'long', year: 'numeric' }, locale)
  if (span === 'week') return spanWords(first, last, { day: 'numeric', month: 'short', year: 'numeric' }, locale)
  return dayWords(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, locale)
}
