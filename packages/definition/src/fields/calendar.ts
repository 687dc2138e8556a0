/** The calendar both date and datetime go by: proleptic Gregorian, years 0001 to 9999, as ISO 8601 writes them. */
const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

/** Why `YYYY-MM-DD` is no day of the calendar. */
export function calendarProblem(date: string): string | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (!match) return 'must be a date such as 2026-11-24'
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (year === 0) return 'must lie in the years 0001 to 9999'
  if (month < 1 || month > 12) return `must have a month from 01 to 12; it has ${match[2]}`
  const days = month === 2 && isLeapYear(year) ? 29 : daysOfMonth[month - 1]!
  if (day < 1 || day > days) return `must be a day of the calendar; ${match[1]}-${match[2]} has ${days} days`
  return undefined
}
