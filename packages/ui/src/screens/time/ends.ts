/** When a record begins and ends, by the fields its screen names: as days to draw it on, as words, and moved. */
import type { FieldView, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { say } from '../../client/language.ts'
import { inZone, momentIn } from '../../client/zones.ts'
import { addDays, daysBetween, dayWords, formatter, isDay, spanWords } from './days.ts'

/** The fields and the zone in which their moments are told. */
export interface Ends {
  readonly from: FieldView
  readonly until: FieldView | undefined
  readonly timeZone: string
}

/** The days a record lasts. */
export interface Lasting {
  readonly row: RecordRow
  readonly first: string
  readonly last: string
  /** The moment it begins; absent where it is whole days. */
  readonly at: number | undefined
  /** The moment it ends, where that is written. */
  readonly to: number | undefined
}

/** What of a record moves. */
export type Which = 'both' | 'from' | 'until'

/** How far something moves on the clocks. */
export interface Shift {
  readonly days: number
  readonly minutes: number
}

/** Whether some grant lets this person move one of them. */
export const mayMoveSome = ({ from, until }: Ends) => from.updatable || until?.updatable === true

export const minuteLength = 60_000

/** How long a record without an end is drawn, in minutes. */
export const drawnLength = 30

const text = (value: WireValue | undefined) => (typeof value === 'string' ? value : undefined)
const hasTime = (field: FieldView) => field.type === 'datetime'

/** @returns undefined where it has no beginning */
export function lasting(row: RecordRow, { from, until, timeZone }: Ends): Lasting | undefined {
  const begin = text(row[from.name])
  if (begin === undefined) return undefined
  const end = until && text(row[until.name])
  if (!hasTime(from))
    return { row, first: begin, last: end !== undefined && end > begin ? end : begin, at: undefined, to: undefined }
  const at = Date.parse(begin)
  const first = inZone(at, timeZone).day
  // What ends at midnight does not begin the day after.
  const last = end === undefined ? first : inZone(Math.max(at, Date.parse(end) - 1), timeZone).day
  return { row, first, last, at, to: end === undefined ? undefined : Math.max(at, Date.parse(end)) }
}

/** CEL that is true of what has a part in the days from `first` to `last`. */
export function within({ from, until, timeZone }: Ends, first: string, last: string): string {
  const [begin, end] = [`record.${from.name}`, until && `record.${until.name}`]
  if (!hasTime(from)) {
    const [one, other] = [`date("${first}")`, `date("${last}")`]
    return `${begin} <= ${other} && ${end ? `(${end} >= ${one} || ${begin} >= ${one})` : `${begin} >= ${one}`}`
  }
  const [one, other] = [momentWords(first, timeZone), momentWords(addDays(last, 1), timeZone)]
  return `${begin} < ${other} && ${end ? `(${end} > ${one} || ${begin} >= ${one})` : `${begin} >= ${one}`}`
}

/** CEL that is true of what begins after a day. */
export const after = ({ from, timeZone }: Ends, day: string): string =>
  hasTime(from) ? `record.${from.name} >= ${momentWords(addDays(day, 1), timeZone)}` : `record.${from.name} > date("${day}")`

/** CEL that is true of what begins before a day. */
export const before = ({ from, timeZone }: Ends, day: string): string =>
  `record.${from.name} < ${hasTime(from) ? momentWords(day, timeZone) : `date("${day}")`}`

const momentWords = (day: string, timeZone: string) => `timestamp("${new Date(momentIn(day, 0, timeZone)).toISOString()}")`

/** The value so many days later, at the same time of day. */
export function later(field: FieldView, value: WireValue | undefined, days: number, timeZone: string): string | undefined {
  const given = text(value)
  if (given === undefined) return undefined
  if (!hasTime(field)) return addDays(given, days)
  const { day, time } = inZone(Date.parse(given), timeZone)
  return new Date(momentIn(addDays(day, days), time, timeZone)).toISOString()
}

/** By how many days the record moves when it begins with this value instead; nothing where one of the two is no time. */
export function daysMoved(row: RecordRow, { from, timeZone }: Ends, value: WireValue | undefined): number | undefined {
  const days = [row[from.name], value].map(each => {
    const given = text(each)
    if (given === undefined || Number.isNaN(Date.parse(given))) return undefined
    return hasTime(from) ? inZone(Date.parse(given), timeZone).day : given
  })
  const [before, after] = days
  return before === undefined || after === undefined || !isDay(after) ? undefined : daysBetween(before, after)
}

/** The values of a record of which both ends move by so many days, or one of them. */
export function moved(row: RecordRow, ends: Ends, days: number, which: Which): Record<string, string> {
  const fields = [which !== 'until' && ends.from, which !== 'from' && ends.until].filter(field => field !== false)
  return Object.fromEntries(
    fields.flatMap(field => {
      const value = field && later(field, row[field.name], days, ends.timeZone)
      return value === undefined ? [] : [[field!.name, value]]
    }),
  )
}

/**
 * The values of a record of moments that moves on the clocks of the zone, or only ends later: what lasts an hour still does where clocks change. Nothing ends
 * before it began.
 */
export function shifted(row: RecordRow, ends: Ends, { days, minutes }: Shift, which: 'both' | 'until'): Record<string, string> {
  const { from, until, timeZone } = ends
  const [begin, written] = [Date.parse(text(row[from.name]) ?? ''), until && text(row[until.name])]
  if (Number.isNaN(begin)) return {}
  const end = written === undefined ? undefined : Date.parse(written)
  const onClocks = (moment: number) => {
    const { day, time } = inZone(moment, timeZone)
    return momentIn(addDays(day, days), time + minutes * minuteLength, timeZone)
  }
  const iso = (moment: number) => new Date(moment).toISOString()
  if (which === 'until') {
    const later = onClocks(end ?? begin + drawnLength * minuteLength)
    return until ? { [until.name]: iso(Math.max(begin, later)) } : {}
  }
  const moved = onClocks(begin)
  if (end === undefined) return { [from.name]: iso(moved) }
  // Whole days stay whole, however long the clocks make them.
  const isWhole = minutes === 0 && isMidnight(begin, timeZone) && isMidnight(end, timeZone)
  return { [from.name]: iso(moved), [until!.name]: iso(isWhole ? onClocks(end) : end + moved - begin) }
}

const isMidnight = (moment: number, timeZone: string) => inZone(moment, timeZone).time === 0

/** A part of a day, in minutes of its clocks. */
export interface Part {
  readonly day: string
  readonly from: number
  readonly to: number
}

/** The values of a record that takes this time: a day from midnight to midnight is whole. */
export function taking({ day, from: begin, to }: Part, { from, until, timeZone }: Ends): Record<string, string> {
  const value = (minutes: number) => new Date(momentIn(day, minutes * minuteLength, timeZone)).toISOString()
  return { [from.name]: value(begin), ...(until && { [until.name]: value(to) }) }
}

/** What a new record begins with that takes this time. */
export const startingAt = (part: Part, ends: Ends): Record<string, string> =>
  taking(part, ends.until?.creatable ? ends : { ...ends, until: undefined })

/** What a new record on this day begins with. */
export function startingOn(day: string, { from, until, timeZone }: Ends): Record<string, string> {
  const value = (hour: number) => (hasTime(from) ? new Date(momentIn(day, hour * 3_600_000, timeZone)).toISOString() : day)
  return { [from.name]: value(9), ...(until?.required && { [until.name]: value(10) }) }
}

const dayParts = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const

/** The exact ends in words, moments with the zone they are told in. */
export function endsWords({ row, first, last, at }: Lasting, { until, timeZone }: Ends): string {
  if (at === undefined) {
    const count = daysBetween(first, last) + 1
    if (count === 1) return dayWords(first, dayParts)
    return say('{span}, {count, plural, one {# day} other {# days}}', { span: spanWords(first, last, dayParts), count })
  }
  const end = until && text(row[until.name])
  const clock = formatter({ dateStyle: 'medium', timeStyle: 'short', timeZone })
  return `${end === undefined ? clock.format(at) : clock.formatRange(at, Math.max(at, Date.parse(end)))} (${timeZone})`
}

/** The time of day it begins, where it has one: from midnight to midnight it lasts whole days. */
export function clockWords({ at, to }: Lasting, { timeZone }: Ends): string | undefined {
  if (at === undefined) return undefined
  if (to !== undefined && to > at && isMidnight(at, timeZone) && isMidnight(to, timeZone)) return undefined
  return formatter({ timeStyle: 'short', timeZone }).format(at)
}
