/** Days as the wire writes them, `2026-11-24`, counted and told without a clock. */

import { isolated, language } from '../../client/language.ts'

export const dayLength = 86_400_000

const atUtc = (day: string) => Date.parse(`${day}T00:00:00Z`)

export const addDays = (day: string, days: number): string => new Date(atUtc(day) + days * dayLength).toISOString().slice(0, 10)

/** @returns how many days `to` is after `from` */
export const daysBetween = (from: string, to: string): number => Math.round((atUtc(to) - atUtc(from)) / dayLength)

/** The same day of another month, or the last of it where it is shorter. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}

export const firstOfMonth = (day: string): string => `${day.slice(0, 8)}01`
export const lastOfMonth = (day: string): string => addDays(addMonths(firstOfMonth(day), 1), -1)

/** Monday is 1, as in the app's calendar. */
export const weekdayOf = (day: string): number => new Date(atUtc(day)).getUTCDay() || 7

export const firstOfWeek = (day: string, begin: number): string => addDays(day, -((weekdayOf(day) - begin + 7) % 7))

export const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(atUtc(text)) && addDays(text, 0) === text

/** In words, by the parts asked for. */
export function dayWords(day: string, parts: Intl.DateTimeFormatOptions, locale = language()): string {
  return formatter({ ...parts, timeZone: 'UTC' }, locale).format(atUtc(day))
}

/** From one day to another in words, as short as the language has it. */
export function spanWords(from: string, to: string, parts: Intl.DateTimeFormatOptions, locale = language()): string {
  return isolated(formatter({ ...parts, timeZone: 'UTC' }, locale).formatRange(atUtc(from), atUtc(to)))
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making one costs more than a hundred uses. */
export function formatter(parts: Intl.DateTimeFormatOptions, locale = language()): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, parts])
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, parts)
  formatters.set(key, made)
  return made
}
