/** The calendar both date and datetime go by: proleptic Gregorian, years 0001 to 9999, as ISO 8601 writes them. */
import { type Refused, refused } from './outcome.ts'

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

/** Why `YYYY-MM-DD` is no day of the calendar. */
export function calendarProblem(date: string): Refused | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (!match) return refused('value.date')
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (year === 0) return refused('value.date-years')
  if (month < 1 || month > 12) return refused('value.date-month', { month: match[2]! })
  const days = month === 2 && isLeapYear(year) ? 29 : daysOfMonth[month - 1]!
  if (day < 1 || day > days) return refused('value.date-day', { month: `${match[1]}-${match[2]}`, days })
  return undefined
}
