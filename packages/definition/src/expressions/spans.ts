/** Days, weeks, months, quarters and years as a person on the app's clock counts them: this one, the one before, the third to come. Weeks begin on Monday. */

export const spanUnits = ['day', 'week', 'month', 'quarter', 'year'] as const
export type SpanUnit = (typeof spanUnits)[number]

/** No further away than this, which no date leaves. */
export const furthestSpan = 1_000

/** @returns the first day of the span so many away from the one that this day is in */
export function firstDayOf(unit: SpanUnit, away: number, today: string): string {
  const [year, month, date] = today.split('-').map(Number) as [number, number, number]
  const at = new Date(0)
  switch (unit) {
    case 'day':
      at.setUTCFullYear(year, month - 1, date + away)
      break
    case 'week': {
      at.setUTCFullYear(year, month - 1, date)
      at.setUTCDate(date - ((at.getUTCDay() + 6) % 7) + 7 * away)
      break
    }
    case 'month':
      at.setUTCFullYear(year, month - 1 + away, 1)
      break
    case 'quarter':
      at.setUTCFullYear(year, Math.floor((month - 1) / 3) * 3 + 3 * away, 1)
      break
    case 'year':
      at.setUTCFullYear(year + away, 0, 1)
      break
  }
  return at.toISOString().slice(0, 10)
}

/** The same of SQL that is a day. */
export function firstDaySql(unit: SpanUnit, away: number, today: string): string {
  const [count, step] = unit === 'quarter' ? [3 * away, 'month'] : [away, unit]
  const first = `date_trunc('${unit}', (${today})::timestamp)`
  return `(${away === 0 ? first : `${first} + interval '${count} ${step}'`})::date`
}
