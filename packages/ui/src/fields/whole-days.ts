/** Rights last for whole days where the person is who gives them: from midnight of the first, until the midnight that ends the last. */
import { timeZone } from '../client/language.ts'
import { inZone, momentIn, todayIn } from '../client/zones.ts'

export function isDay(text: string | null | undefined): text is string {
  return typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text)
}

const dayAfter = (day: string, days = 1) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
const midnight = (day: string) => new Date(momentIn(day, 0, timeZone())).toISOString()

export const startOf = (day: string): string => midnight(day)
export const endOf = (day: string): string => midnight(dayAfter(day))

/** The last day that has a part in it: a moment at midnight ends the day before. */
export const lastDayOf = (until: string): string => inZone(Date.parse(until) - 1, timeZone()).day
export const firstDayOf = (from: string): string => inZone(Date.parse(from), timeZone()).day

/** Whether a moment that ends something ends a whole day here, so that the day says it all. */
export function endsDay(until: string): boolean {
  return endOf(lastDayOf(until)) === new Date(until).toISOString()
}

export function inDays(days: number, now = new Date()): string {
  return dayAfter(todayIn(timeZone(), now.getTime()), days)
}
