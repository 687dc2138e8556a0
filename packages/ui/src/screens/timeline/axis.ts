/** The axis of time: which days it has, how wide a day is, and what stands above them. */
import { say } from '../../client/language.ts'
import { addDays, addMonths, daysBetween, dayWords, firstOfMonth, firstOfWeek } from '../time/days.ts'

export const scales = ['day', 'week', 'month', 'quarter'] as const
export type Scale = (typeof scales)[number]

export const readScale = (text: string | undefined): Scale => scales.find(value => value === text) ?? 'week'

/** Pixels of a day. */
export const dayWidth: Readonly<Record<Scale, number>> = { day: 36, week: 14, month: 5, quarter: 2 }

export interface Tick {
  readonly day: string
  /** How many days it stands over. */
  readonly days: number
  readonly label: string
}

export interface Axis {
  readonly first: string
  readonly last: string
  readonly upper: readonly Tick[]
  readonly lower: readonly Tick[]
}

const firstOfQuarter = (day: string) => addMonths(firstOfMonth(day), -((Number(day.slice(5, 7)) - 1) % 3))
const firstOfYear = (day: string) => `${day.slice(0, 4)}-01-01`

/** @param begin the weekday with which weeks begin, Monday is 1 */
export function axisAt(scale: Scale, at: string, begin: number, locale?: string): Axis {
  const month = (day: string) => dayWords(day, { month: 'long', year: 'numeric' }, locale)
  const week = (day: string) => firstOfWeek(day, begin)
  const make = (first: string, end: string, upper: Ticks, lower: Ticks): Axis => {
    const last = addDays(end, -1)
    return { first, last, upper: ticks(first, last, upper), lower: ticks(first, last, lower) }
  }
  const months: Ticks = [firstOfMonth, day => addMonths(day, 1), month]
  const years: Ticks = [firstOfYear, day => addMonths(day, 12), day => day.slice(0, 4)]
  switch (scale) {
    case 'day':
      return make(week(addDays(at, -14)), addDays(week(at), 42), months, [day => day, day => addDays(day, 1), dayOfMonth])
    case 'week':
      return make(week(addDays(at, -56)), addDays(week(at), 126), months, [week, day => addDays(day, 7), dayOfMonth])
    case 'month': {
      const short = (day: string) => dayWords(day, { month: 'short' }, locale)
      const first = addMonths(firstOfMonth(at), -4)
      return make(first, addMonths(first, 18), years, [firstOfMonth, day => addMonths(day, 1), short])
    }
    case 'quarter': {
      const first = addMonths(firstOfQuarter(at), -12)
      const quarter = (day: string) => say('Q{quarter}', { quarter: Math.ceil(Number(day.slice(5, 7)) / 3) })
      return make(first, addMonths(first, 42), years, [firstOfQuarter, day => addMonths(day, 3), quarter])
    }
  }
}

/** Where the one that holds a day begins, where the next begins, and what it is called. */
type Ticks = readonly [(day: string) => string, (day: string) => string, (day: string) => string]

const dayOfMonth = (day: string) => String(Number(day.slice(8)))

function ticks(first: string, last: string, [beginOf, next, label]: Ticks): Tick[] {
  const found: Tick[] = []
  for (let begin = beginOf(first); begin <= last; begin = next(begin)) {
    const day = begin < first ? first : begin
    const end = next(begin) > addDays(last, 1) ? addDays(last, 1) : next(begin)
    found.push({ day, days: daysBetween(day, end), label: label(begin) })
  }
  return found
}

/** The day it stands at after a step. */
export function stepAxis(scale: Scale, at: string, by: 1 | -1): string {
  if (scale === 'day') return addDays(at, by * 14)
  if (scale === 'week') return addDays(at, by * 56)
  return addMonths(at, by * (scale === 'month' ? 3 : 12))
}
