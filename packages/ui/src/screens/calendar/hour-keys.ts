/** The keyboard among hours: over whole days, half hours and what stands on them, in the order of time. */
import type { KeyboardEvent } from 'react'
import { addDays } from '../time/days.ts'
import type { Lasting, Part } from '../time/ends.ts'
import { type Beside, dayMinutes, quarter, slot, slotOf, standsAbove } from './hours.ts'
import type { Placed } from './lanes.ts'
import type { HourPull } from './use-hour-pull.ts'
import type { Cursor, ShownProps } from './weeks.tsx'

export const slots = Array.from({ length: dayMinutes / slot }, (_, index) => index * slot)

interface HourKeysProps extends ShownProps {
  readonly columns: readonly string[]
  readonly above: readonly Placed[]
  /** For each column. */
  readonly segments: readonly (readonly Beside[])[]
  /** Where business begins, in minutes. */
  readonly morning: number
  readonly hourPull: HourPull
  readonly goTo: (cursor: Cursor) => void
  readonly onDay: (day: string, span?: 'day') => void
  readonly onNew: ((part: Part) => void) | undefined
  readonly mayMove: boolean
  /** Both ends are this person’s to write. */
  readonly mayTakeDays: boolean
  /** Whole days stand above the hours. */
  readonly hasAbove: boolean
}

type Acts = Readonly<Record<string, (() => void) | false | undefined>>

export function hourKeys(props: HourKeysProps): (event: KeyboardEvent) => void {
  const { page, ends, entries, days, columns, hourPull, goTo, moving } = props
  const entryOf = ({ id }: Cursor): Lasting | undefined => entries.find(({ row }) => row.id === id)

  const goes = (here: Cursor, rtl: 1 | -1): Acts => {
    const { all, timed } = stopsOf(props, here.day)
    const isAbove = all.some(each => same(each, here))
    const list = isAbove ? all : timed
    const index = list.findIndex(each => same(each, here))
    const time = isAbove ? undefined : (list.slice(0, index + 1).findLast(each => each.at !== undefined)?.at ?? props.morning)
    const on = (day: string): Cursor => ({ day, ...(time !== undefined && { at: time }) })
    const entry = entryOf(here)
    const up = list[index - 1] ?? (isAbove || !props.hasAbove ? undefined : { day: here.day })
    const down = list[index + 1] ?? (isAbove ? { day: here.day, at: slotOf(props.morning) } : undefined)
    return {
      ArrowLeft: () => goTo(on(addDays(here.day, -rtl))),
      ArrowRight: () => goTo(on(addDays(here.day, rtl))),
      ArrowDown: down && (() => goTo(down)),
      ArrowUp: up && (() => goTo(up)),
      Home: () => goTo(on(columns[0]!)),
      End: () => goTo(on(days.last)),
      Enter: () => {
        if (here.id !== undefined) props.onOpen(here.id)
        else if (here.at === undefined) props.onDay(here.day, 'day')
        else props.onNew?.({ day: here.day, from: here.at, to: here.at + 60 })
      },
      ' ': entry && (() => props.onOpen(entry.row.id)),
      m: entry && !page.viewing && (() => moving.choose(entry.row)),
      w: entry && turns(entry),
    }
  }
  const turns = (entry: Lasting) => {
    if (page.viewing || !props.hasAbove) return undefined
    // The dialog says whose it is to change.
    return () => (props.mayTakeDays ? hourPull.turn(entry) : moving.choose(entry.row))
  }
  const shifts = (entry: Lasting, which: 'both' | 'until', rtl: 1 | -1): Acts => {
    const by = (days: number, minutes: number) => {
      if (which === 'both' ? props.mayMove : props.mayTakeDays) hourPull.adjust(entry, which, { days, minutes })
      else if (!page.viewing) moving.choose(entry.row)
    }
    const isAbove = standsAbove(hourPull.ghost ?? entry, ends.timeZone)
    return {
      ...(!isAbove && { ArrowDown: () => by(0, quarter), ArrowUp: () => by(0, -quarter) }),
      ...(which === 'both' && { ArrowLeft: () => by(-rtl, 0), ArrowRight: () => by(rtl, 0) }),
    }
  }
  const settles: Acts = { Enter: hourPull.keep, ' ': hourPull.keep, Escape: hourPull.giveUp }

  return event => {
    const target = event.target as HTMLElement
    const here = cursorAt(target)
    if (!here || event.ctrlKey || event.metaKey) return
    const rtl = getComputedStyle(target).direction === 'rtl' ? -1 : 1
    const entry = entryOf(here)
    const { pull } = hourPull
    const acts =
      event.altKey || event.shiftKey
        ? entry && shifts(entry, event.altKey ? 'both' : 'until', rtl)
        : pull?.kind === 'moved' && pull.by === 'keys'
          ? { ...settles, w: entry && turns(entry) }
          : goes(here, rtl)
    const act = acts?.[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
}

/** What can be stood at on a day: above the hours, and among them. */
function stopsOf({ columns, above, segments }: HourKeysProps, day: string) {
  const place = columns.indexOf(day)
  const all: readonly Cursor[] = [
    { day },
    ...above.filter(({ from, to }) => from <= place && place <= to).map(({ entry }) => ({ day, id: entry.row.id })),
  ]
  const timed = slots.flatMap((at): readonly Cursor[] => [
    { day, at },
    ...(segments[place] ?? [])
      .filter(({ from }) => slotOf(from) === at)
      .sort((one, other) => one.from - other.from || one.lane - other.lane)
      .map(({ entry }) => ({ day, id: entry.row.id })),
  ])
  return { all, timed }
}

const same = (one: Cursor, other: Cursor) => one.id === other.id && (one.id !== undefined || one.at === other.at)

/** Where an element of the grid is. */
function cursorAt(target: HTMLElement): Cursor | undefined {
  const cell = target.closest<HTMLElement>('[data-column], [data-day]')
  const day = cell?.dataset.column ?? cell?.dataset.day
  if (day === undefined) return undefined
  if (target.dataset.row !== undefined) return { day, id: target.dataset.row }
  return cell!.dataset.at === undefined ? { day } : { day, at: Number(cell!.dataset.at) }
}

/** The element of the grid for it, where it is drawn. */
export function elementAt(grid: HTMLElement | null, { day, id, at }: Cursor): HTMLElement | null {
  const find = (selector: string) => grid?.querySelector<HTMLElement>(selector) ?? null
  if (id !== undefined) return find(`[data-column="${day}"] [data-row="${id}"]`) ?? find(`[data-row="${id}"]`)
  return find(at === undefined ? `[data-day="${day}"]` : `[data-column="${day}"][data-at="${slotOf(at)}"]`)
}
