/** Spans of time in whole days of the app's zone: what a period takes in, what came before it, and how it divides. Days are ISO dates; `to` is the first day after. */
import type { Span } from '@bailiwick/definition/fields/grouping.ts'
import type { Comparison, PeriodName } from '@bailiwick/definition/model/widget.ts'
import { language, say, weekBegin } from '../../client/language.ts'
import { inZone } from '../../client/zones.ts'
import { dayWords, isDay, spanWords as rangeWords } from '../time/days.ts'

export interface Days {
  readonly from: string
  readonly to: string
}

/** One of the definition's, or the days that somebody chose. */
export type Period = PeriodName | 'own days'

/** As an address says them, and as the control does. */
export const periods: readonly { readonly code: string; readonly name: PeriodName }[] = [
  { code: '7d', name: 'last 7 days' },
  { code: '30d', name: 'last 30 days' },
  { code: '90d', name: 'last 90 days' },
  { code: 'month', name: 'this month' },
  { code: 'year', name: 'this year' },
  { code: '12m', name: 'last 12 months' },
  { code: 'all', name: 'all time' },
]

/** `2026-01-01..2026-03-31`, both days within. @returns undefined where it is no span of days that there is */
export function readDays(code: string | undefined): Days | undefined {
  const [first, last, ...more] = (code ?? '').split('..')
  return isDay(first) && isDay(last) && first <= last && more.length === 0 ? { from: first, to: addDays(last, 1) } : undefined
}

export const printDays = ({ from, to }: Days): string => `${from}..${addDays(to, -1)}`

const atUtc = (day: string) => new Date(`${day}T00:00:00Z`)
const iso = (date: Date) => date.toISOString().slice(0, 10)

export function addDays(day: string, count: number): string {
  const date = atUtc(day)
  date.setUTCDate(date.getUTCDate() + count)
  return iso(date)
}

/** The same day of another month, or its last one where it has fewer. */
export function addMonths(day: string, count: number): string {
  const date = atUtc(day)
  const wanted = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + count)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(wanted, last))
  return iso(date)
}

/** @returns undefined for all time */
export function daysOf(name: PeriodName, present: string): Days | undefined {
  const to = addDays(present, 1)
  switch (name) {
    case 'last 7 days':
      return { from: addDays(to, -7), to }
    case 'last 30 days':
      return { from: addDays(to, -30), to }
    case 'last 90 days':
      return { from: addDays(to, -90), to }
    case 'last 12 months':
      return { from: addMonths(to, -12), to }
    case 'this month':
      return { from: spanStart('month', present), to }
    case 'this year':
      return { from: spanStart('year', present), to }
    case 'all time':
      return undefined
  }
}

const lengthOf = ({ from, to }: Days) => Math.round((atUtc(to).getTime() - atUtc(from).getTime()) / 86_400_000)

/** The time it is compared with: as much of the month or year before, the same days a year ago, else as many days just before. */
export function before(name: Period, days: Days, comparison: Comparison): Days {
  const months =
    comparison === 'previous year' || name === 'this year' || name === 'last 12 months' ? 12 : name === 'this month' ? 1 : 0
  if (months > 0) return { from: addMonths(days.from, -months), to: addMonths(days.to, -months) }
  return { from: addDays(days.from, -lengthOf(days)), to: days.from }
}

/** "against the 30 days before" */
export function againstWords(name: Period, days: Days, comparison: Comparison): string {
  if (comparison === 'previous year' || name === 'this year') return say('against a year before')
  if (name === 'this month') return say('against a month before')
  if (name === 'last 12 months') return say('against the 12 months before')
  return say('against {count, plural, one {the day before} other {the # days before}}', { count: lengthOf(days) })
}

/** @param begin the weekday with which weeks begin; Monday is 1 */
export function spanStart(span: Span, day: string, begin = weekBegin()): string {
  const date = atUtc(day)
  if (span === 'week') return addDays(day, -((date.getUTCDay() - begin + 7) % 7))
  if (span === 'day') return day
  if (span === 'month') return `${day.slice(0, 7)}-01`
  if (span === 'year') return `${day.slice(0, 4)}-01-01`
  return iso(new Date(Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3, 1)))
}

/** The first day of the span after the one that begins at `day`. */
export function spanEnd(span: Span, day: string): string {
  if (span === 'day') return addDays(day, 1)
  if (span === 'week') return addDays(day, 7)
  return addMonths(day, { month: 1, quarter: 3, year: 12 }[span])
}

/** More than this are no longer told apart on a screen. */
const most = 400

/** The first days of all spans that these days touch, in order. */
export function spansOf(span: Span, days: Days, begin = weekBegin()): string[] {
  const starts: string[] = []
  for (let day = spanStart(span, days.from, begin); day < days.to && starts.length < most; day = spanEnd(span, day))
    starts.push(day)
  return starts
}

/** A dashboard asks for the same hundreds of them again and again. */
const midnights = new Map<string, string>()
const mostMidnights = 10_000

/** The moment at which the day begins in the zone, RFC 3339. Where midnight is left out when clocks go forward, the first moment there is. */
export function midnight(day: string, timeZone: string): string {
  const key = `${timeZone} ${day}`
  const known = midnights.get(key)
  if (known !== undefined) return known
  const wanted = atUtc(day).getTime()
  const offset = (at: number) => {
    const shown = inZone(at, timeZone)
    return atUtc(shown.day).getTime() + shown.time - at
  }
  // With the offset before a change and the one after it; the earlier of the moments that fit.
  const fits = [wanted - offset(wanted - 86_400_000), wanted - offset(wanted + 86_400_000)]
    .filter(at => at + offset(at) === wanted)
    .sort((one, other) => one - other)
  const moment = new Date(fits[0] ?? wanted - offset(wanted - 86_400_000)).toISOString()
  if (midnights.size >= mostMidnights) midnights.clear()
  midnights.set(key, moment)
  return moment
}

const dayMonth = { day: 'numeric', month: 'short' } as const
const dayMonthYear = { ...dayMonth, year: 'numeric' } as const

const quarterWords = (day: string, year: string) =>
  say('Q{quarter} {year}', { quarter: Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1, year })

/** As it stands beneath an axis. */
export function spanShort(span: Span, day: string): string {
  if (span === 'year') return day.slice(0, 4)
  if (span === 'quarter') return quarterWords(day, day.slice(2, 4))
  if (span === 'month') return day.slice(5, 7) === '01' ? day.slice(0, 4) : dayWords(day, { month: 'short' })
  return dayWords(day, dayMonth)
}

/** As it is read by itself: "week of 9 Mar 2026". */
export function spanWords(span: Span, day: string, locale = language()): string {
  if (span === 'year') return day.slice(0, 4)
  if (span === 'quarter') return quarterWords(day, day.slice(0, 4))
  if (span === 'month') return dayWords(day, { month: 'short', year: 'numeric' }, locale)
  const first = dayWords(day, dayMonthYear, locale)
  return span === 'week' ? say('week of {first}', { first }) : first
}

/** "28 Oct – 26 Nov 2026" */
export function daysWords({ from, to }: Days, locale = language()): string {
  return rangeWords(from, addDays(to, -1), dayMonthYear, locale)
}
