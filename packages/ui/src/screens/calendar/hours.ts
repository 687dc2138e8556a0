/** Where records stand on the hours of a day: side by side where they overlap, in parts where they last over midnight. */
import type { BusinessTimeView } from '@bailiwick/definition/wire/index.ts'
import { inZone, momentIn } from '../../client/zones.ts'
import { addDays, daysBetween, weekdayOf } from '../time/days.ts'
import { drawnLength, type Lasting, minuteLength, type Part } from '../time/ends.ts'

export const dayMinutes = 1_440
/** The step in which times are dragged and moved by key, in minutes. */
export const quarter = 15
/** What can be stood at by key, and takes a click: half hours. */
export const slot = 30
export const slotOf = (minutes: number): number => Math.floor(minutes / slot) * slot

/** Minutes of the clocks, counted from the beginning of a day. */
export function clockMinutes(moment: number, since: string, timeZone: string): number {
  const { day, time } = inZone(moment, timeZone)
  return daysBetween(since, day) * dayMinutes + Math.floor(time / minuteLength)
}

/** From where to where it is drawn, in minutes from the beginning of its first day. */
export function drawn({ first, at = 0, to }: Lasting, timeZone: string): { readonly from: number; readonly to: number } {
  const from = clockMinutes(at, first, timeZone)
  return { from, to: to === undefined ? from + drawnLength : Math.max(from, clockMinutes(to, first, timeZone)) }
}

/** Whole days, and what lasts a day or longer, stand above the hours. */
export function standsAbove(entry: Lasting, timeZone: string): boolean {
  if (entry.at === undefined) return true
  const { from, to } = drawn(entry, timeZone)
  return to - from >= dayMinutes
}

/** What takes whole days has one hour when it comes among them, and what has hours the whole day when it comes above. @param at minutes; absent: above */
export function placedAnew(day: string, at: number | undefined): Part {
  if (at === undefined) return { day, from: 0, to: dayMinutes }
  const from = Math.min(dayMinutes - 60, Math.floor(at / quarter) * quarter)
  return { day, from, to: from + 60 }
}

export interface Segment extends Part {
  readonly entry: Lasting
  /** It began the day before. */
  readonly begun: boolean
  /** It goes on on the next. */
  readonly goesOn: boolean
}

export function segmentOn(entry: Lasting, day: string, timeZone: string): Segment | undefined {
  const { from, to } = drawn(entry, timeZone)
  const before = daysBetween(entry.first, day) * dayMinutes
  if (before + dayMinutes <= from || (to <= before && !(from === to && from === before))) return undefined
  return {
    ...{ entry, day, from: Math.max(0, from - before), to: Math.min(dayMinutes, to - before) },
    ...{ begun: from < before, goesOn: to > before + dayMinutes },
  }
}

export interface Beside extends Segment {
  readonly lane: number
  /** Over how many lanes it reaches. */
  readonly wide: number
  /** Of how many. */
  readonly lanes: number
}

/** What overlaps shares the width, and each is as wide as nothing else stands in its way. What is very short counts as long as it is drawn. */
export function sideBySide(segments: readonly Segment[]): readonly Beside[] {
  const ends = ({ from, to }: Segment) => Math.max(to, from + drawnLength)
  const sorted = segments.toSorted((one, other) => one.from - other.from || ends(other) - ends(one))
  const groups: { segment: Segment; lane: number }[][] = []
  let until = -1
  let free: number[] = []
  for (const segment of sorted) {
    if (segment.from >= until) {
      groups.push([])
      free = []
    }
    const found = free.findIndex(end => end <= segment.from)
    const lane = found < 0 ? free.length : found
    free[lane] = ends(segment)
    until = Math.max(until, ends(segment))
    groups.at(-1)!.push({ segment, lane })
  }
  return groups.flatMap(group => {
    const lanes = Math.max(...group.map(({ lane }) => lane)) + 1
    return group.map(({ segment, lane }) => {
      const inTheWay = group.filter(
        other => other.lane > lane && other.segment.from < ends(segment) && ends(other.segment) > segment.from,
      )
      return { ...segment, lane, lanes, wide: Math.min(lanes, ...inTheWay.map(other => other.lane)) - lane }
    })
  })
}

const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

/** The parts of a day of one zone in which business is done by the clocks of another. */
export function openOn(day: string, hours: BusinessTimeView, theirs: string, timeZone: string): readonly Part[] {
  return [-1, 0, 1].flatMap(by => {
    const there = addDays(day, by)
    if (!hours.days.includes(weekdayOf(there))) return []
    const at = (clock: string) => clockMinutes(momentIn(there, minutesOf(clock) * minuteLength, theirs), day, timeZone)
    const [from, to] = [Math.max(0, at(hours.from)), Math.min(dayMinutes, at(hours.to))]
    return from < to ? [{ day, from, to }] : []
  })
}
