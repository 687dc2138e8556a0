/** Rights last for whole days where the person is who gives them: from midnight of the first, until the midnight that ends the last. */

const two = (number: number) => String(number).padStart(2, '0')

export function dayOf(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

export function isDay(text: string | null | undefined): text is string {
  return typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text)
}

/** Made of its parts, so that days of 23 and 25 hours are days too. */
function midnight(day: string, after = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + after)
}

export const startOf = (day: string): string => midnight(day).toISOString()
export const endOf = (day: string): string => midnight(day, 1).toISOString()

/** The last day that has a part in it: a moment at midnight ends the day before. */
export const lastDayOf = (until: string): string => dayOf(new Date(Date.parse(until) - 1))
export const firstDayOf = (from: string): string => dayOf(new Date(from))

/** Whether a moment that ends something ends a whole day here, so that the day says it all. */
export function endsDay(until: string): boolean {
  return endOf(lastDayOf(until)) === new Date(until).toISOString()
}

export function inDays(days: number, now = new Date()): string {
  return dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days))
}
