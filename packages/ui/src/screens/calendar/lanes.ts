/** Where entries stand within one row of days: in lanes, of which a few are shown and the rest counted. */
import { daysBetween } from '../time/days.ts'
import type { Lasting } from '../time/ends.ts'

export interface Placed {
  readonly entry: Lasting
  /** Places of days within the row, both included. */
  readonly from: number
  readonly to: number
  readonly lane: number
  /** It began before this row. */
  readonly begun: boolean
  /** It goes on after it. */
  readonly goesOn: boolean
}

/** What began first stands first, of those the longest, and then by time of day. */
export function inOrder(one: Lasting, other: Lasting): number {
  return (
    one.first.localeCompare(other.first) ||
    other.last.localeCompare(one.last) ||
    (one.at ?? 0) - (other.at ?? 0) ||
    one.row.id.localeCompare(other.row.id)
  )
}

/** @param entries in order; those that have no part in the row are left out */
export function placeInRow(entries: readonly Lasting[], first: string, days: number): readonly Placed[] {
  /** For each lane the first place that is free. */
  const free: number[] = []
  return entries.flatMap(entry => {
    const [begin, end] = [daysBetween(first, entry.first), daysBetween(first, entry.last)]
    if (end < 0 || begin >= days) return []
    const [from, to] = [Math.max(0, begin), Math.min(days - 1, end)]
    const found = free.findIndex(place => place <= from)
    const lane = found < 0 ? free.length : found
    free[lane] = to + 1
    return [{ entry, from, to, lane, begun: begin < 0, goesOn: end >= days }]
  })
}

export interface Fitting {
  readonly shown: readonly Placed[]
  /** For each day how many are not shown. */
  readonly hidden: readonly number[]
}

/** Where a day has more than there are lanes, its last lane says how many. */
export function fitLanes(placed: readonly Placed[], days: number, lanes: number): Fitting {
  const places = Array.from({ length: days }, (_, place) => place)
  const on = (place: number) => placed.filter(({ from, to }) => from <= place && place <= to)
  const room = places.map(place => (on(place).some(({ lane }) => lane >= lanes) ? lanes - 1 : lanes))
  const shown = placed.filter(({ from, to, lane }) => room.slice(from, to + 1).every(least => lane < least))
  const seen = new Set(shown)
  return { shown, hidden: places.map(place => on(place).filter(each => !seen.has(each)).length) }
}
