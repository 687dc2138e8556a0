/** Times that are on their way: pulled by pointer, or moved by key until Enter, in quarters of an hour. */
import { useLingui } from '@lingui/react/macro'
import type { PointerEvent } from 'react'
import { daysBetween } from '../time/days.ts'
import { type Ends, type Lasting, lasting, type Part, type Shift, shifted } from '../time/ends.ts'
import type { Moving } from '../time/use-moving.tsx'
import { type Point, usePull, useShown } from '../time/use-pull.ts'
import { dayMinutes, drawn, quarter, segmentOn, standsAbove } from './hours.ts'

type Which = 'both' | 'until'

/** What is taken hold of. */
export type Held =
  | { readonly kind: 'entry'; readonly entry: Lasting; readonly which: Which }
  /** One above the hours goes by whole days. */
  | { readonly kind: 'above'; readonly entry: Lasting }
  | { readonly kind: 'new' }

/** @param grip minutes, or days, between where it begins or ends and where it is held */
type Taken =
  | (Extract<Held, { kind: 'entry' | 'above' }> & { readonly grip: number })
  | { readonly kind: 'new'; readonly day: string; readonly at: number }

interface Moved {
  readonly kind: 'moved'
  readonly entry: Lasting
  readonly which: Which
  readonly shift: Shift
  readonly by: 'pointer' | 'keys'
  readonly saving?: true
  /** Why it stays where it is, as soon as that is known. */
  readonly refused?: string | undefined
}

type Pulled = Moved | ({ readonly kind: 'new' } & Part)

interface HourPullProps {
  readonly ends: Ends
  readonly moving: Moving
  readonly scroller: () => HTMLElement | null
  /** The day under a point, and the minute of it. */
  readonly timeAt: (point: Point) => { readonly day: string; readonly at: number }
  readonly onStart: () => void
  readonly onNew: (part: Part) => void
  /** It is at its new place. */
  readonly onMoved: (moved: Moved) => void
}

export interface HourPull {
  readonly pull: Pulled | undefined
  /** What is pulled, as it would stand. */
  readonly ghost: Lasting | undefined
  /** The same, or a new one, as far as it is on a day. */
  partOn(day: string): Part | undefined
  press(down: PointerEvent<HTMLElement>, held: Held): void
  pulled(): boolean
  readonly around: (element: HTMLElement | null) => (() => void) | undefined
  /** By keys: further, until it is kept or given up. */
  adjust(entry: Lasting, which: Which, by: Shift): void
  keep(): void
  giveUp(): void
}

const isOf = (pulled: Pulled | undefined, entry: Lasting): pulled is Moved =>
  pulled?.kind === 'moved' && pulled.entry.row.id === entry.row.id

export function useHourPull(props: HourPullProps): HourPull {
  const { ends, moving, timeAt } = props
  const { timeZone } = ends
  const { t } = useLingui()
  const { shown: pull, change, now } = useShown<Pulled>()
  const ask = (entry: Lasting, which: Which) =>
    void moving
      .ask(entry.row, which)
      .then(asked =>
        change(before => (isOf(before, entry) ? { ...before, refused: asked ? asked.refused : t`It cannot be read.` } : before)),
      )
  const save = async () => {
    const last = now()
    if (last?.kind !== 'moved' || last.saving) return
    change(() => ({ ...last, saving: true }))
    if (!last.refused) await moving.onClocks(last.entry.row, last.shift, last.which)
    change(before => (isOf(before, last.entry) && before.saving ? undefined : before))
    props.onMoved(last)
  }
  /** Minutes from the beginning of a day to a point. */
  const since = (day: string, point: Point) => {
    const { day: over, at } = timeAt(point)
    return daysBetween(day, over) * dayMinutes + at
  }
  const take = (held: Held, from: Point): Taken => {
    if (held.kind === 'new') {
      const { day, at } = timeAt(from)
      return { kind: 'new', day, at: Math.floor(at / quarter) * quarter }
    }
    const { first } = held.entry
    if (held.kind === 'above') return { ...held, grip: daysBetween(first, timeAt(from).day) }
    const ends = drawn(held.entry, timeZone)
    return { ...held, grip: since(first, from) - (held.which === 'until' ? ends.to : ends.from) }
  }
  const shiftOf = (taken: Extract<Taken, { kind: 'entry' | 'above' }>, at: Point): Shift => {
    const { entry, grip } = taken
    if (taken.kind === 'above') return { days: daysBetween(entry.first, timeAt(at).day) - grip, minutes: 0 }
    const { from, to } = drawn(entry, timeZone)
    const wanted = Math.round((since(entry.first, at) - grip) / quarter) * quarter
    if (taken.which === 'until') return { days: 0, minutes: Math.max(from + quarter, wanted) - to }
    const days = Math.floor(wanted / dayMinutes)
    return { days, minutes: wanted - days * dayMinutes - from }
  }
  const { press, pulled, around } = usePull<Taken>({
    scroller: props.scroller,
    start: taken => {
      props.onStart()
      if (taken.kind === 'new') return change(() => ({ ...taken, from: taken.at, to: taken.at + quarter }))
      const which = taken.kind === 'above' ? 'both' : taken.which
      change(() => ({ kind: 'moved', entry: taken.entry, which, shift: { days: 0, minutes: 0 }, by: 'pointer' }))
      ask(taken.entry, which)
    },
    move: (taken, at) => {
      if (taken.kind === 'new') {
        const to = timeAt(at).at
        const [from, until] = to < taken.at ? [Math.floor(to / quarter) * quarter, taken.at + quarter] : [taken.at, to]
        const end = Math.min(dayMinutes, Math.max(from + quarter, Math.ceil(until / quarter) * quarter))
        return change(() => ({ kind: 'new', day: taken.day, from, to: end }))
      }
      const shift = shiftOf(taken, at)
      change(before => (before?.kind === 'moved' ? { ...before, shift } : before))
    },
    end: (_, kept) => {
      const last = now()
      if (kept && last?.kind === 'moved') return void save()
      change(() => undefined)
      if (kept && last?.kind === 'new') props.onNew(last)
    },
  })
  const ghost =
    pull?.kind === 'moved'
      ? lasting({ ...pull.entry.row, ...shifted(pull.entry.row, ends, pull.shift, pull.which) }, ends)
      : undefined
  return {
    ...{ pull, ghost, pulled, around },
    press: (down, held) => press(down, take(held, down)),
    partOn: day => {
      if (pull?.kind === 'new') return pull.day === day ? pull : undefined
      return ghost && !standsAbove(ghost, timeZone) ? segmentOn(ghost, day, timeZone) : undefined
    },
    adjust: (entry, which, by) => {
      const last = now()
      if (last?.kind === 'moved' && last.saving) return
      const going = isOf(last, entry) && last.which === which ? last : undefined
      const { days, minutes } = going?.shift ?? { days: 0, minutes: 0 }
      const { from, to } = drawn(entry, timeZone)
      const least = which === 'until' ? from + quarter - to : Number.NEGATIVE_INFINITY
      const shift = { days: days + by.days, minutes: Math.max(least, minutes + by.minutes) }
      change(() => ({ kind: 'moved', entry, which, by: 'keys', refused: going?.refused, shift }))
      if (going) return
      props.onStart()
      ask(entry, which)
    },
    keep: () => void save(),
    giveUp: () => change(before => (before?.kind === 'moved' && before.by === 'keys' && !before.saving ? undefined : before)),
  }
}
