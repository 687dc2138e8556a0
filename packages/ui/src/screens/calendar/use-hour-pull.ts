/** Times that are on their way: pulled by pointer, or moved by key until Enter, in quarters of an hour. */
import { useLingui } from '@lingui/react/macro'
import { type PointerEvent, useRef } from 'react'
import { addDays, daysBetween } from '../time/days.ts'
import { type Ends, type Lasting, lasting, type Part, type Shift, shifted, taking } from '../time/ends.ts'
import type { Moving } from '../time/use-moving.tsx'
import { type Point, usePull, useShown } from '../time/use-pull.ts'
import { dayMinutes, drawn, placedAnew, quarter, segmentOn, standsAbove } from './hours.ts'

type Which = 'both' | 'until'

/** What is taken hold of. */
export type Held =
  | { readonly kind: 'entry'; readonly entry: Lasting; readonly which: Which }
  /** One above the hours goes by whole days, until it is among them. */
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
  /** Where it stands instead, when it went from the hours to whole days or from there among the hours. */
  readonly anew: Part | undefined
  readonly by: 'pointer' | 'keys'
  readonly saving?: true
  /** Why it is not moved, or takes no other time, as soon as that is known. */
  readonly refused: { readonly moved?: string | undefined; readonly anew?: string | undefined }
}

type Pulled = Moved | ({ readonly kind: 'new' } & Part)

interface HourPullProps {
  readonly ends: Ends
  readonly moving: Moving
  readonly scroller: () => HTMLElement | null
  /** The day under a point, and the minute of it. */
  readonly timeAt: (point: Point) => { readonly day: string; readonly at: number }
  /** Whether a point is over the whole days, or the hours; neither over their heading. */
  readonly partAt: (point: Point) => 'above' | 'hours' | undefined
  /** What has hours may take whole days and the other way round: both ends are this person’s to write. */
  readonly mayTakeDays: boolean
  /** Where what had whole days begins among the hours, in minutes. */
  readonly morning: number
  readonly onStart: () => void
  readonly onNew: (part: Part) => void
  /** It is at its new place. */
  readonly onMoved: (moved: Moved) => void
}

export interface HourPull {
  readonly pull: Pulled | undefined
  readonly refused: string | undefined
  /** What is pulled, as it would stand. */
  readonly ghost: Lasting | undefined
  /** The same, or a new one, as far as it is on a day. */
  partOn(day: string): Part | undefined
  press(down: PointerEvent<HTMLElement>, held: Held): void
  pulled(): boolean
  readonly around: (element: HTMLElement | null) => (() => void) | undefined
  /** By keys: further, until it is kept or given up. */
  adjust(entry: Lasting, which: Which, by: Shift): void
  /** By keys: from the hours to the whole day, or back. */
  turn(entry: Lasting): void
  keep(): void
  giveUp(): void
}

const isOf = (pulled: Pulled | undefined, entry: Lasting): pulled is Moved =>
  pulled?.kind === 'moved' && pulled.entry.row.id === entry.row.id

const none: Shift = { days: 0, minutes: 0 }

const refusedOf = ({ anew, refused }: Moved) => (anew ? refused.anew : refused.moved)

/** What stands anew, moved on or lasting longer, within its day. */
function placedBy({ day, from, to }: Part, which: Which, { days, minutes }: Shift): Part {
  if (which === 'until') return { day, from, to: Math.min(dayMinutes, Math.max(from + quarter, to + minutes)) }
  const by = Math.min(dayMinutes - to, Math.max(-from, minutes))
  return { day: addDays(day, days), from: from + by, to: to + by }
}

export function useHourPull(props: HourPullProps): HourPull {
  const { ends, moving, timeAt } = props
  const { timeZone } = ends
  const { t } = useLingui()
  const { shown: pull, change, now } = useShown<Pulled>()
  const ask = async (entry: Lasting, which: Which) => {
    const asked = await moving.ask(entry.row, which)
    // The same answer of the server, asked of both ends.
    const again = asked && props.mayTakeDays ? await moving.ask(entry.row, 'anew') : asked
    const unread = asked ? undefined : t`It cannot be read.`
    const refused = { moved: unread ?? asked?.refused, anew: unread ?? again?.refused }
    change(before => (isOf(before, entry) ? { ...before, refused } : before))
  }
  // What is moved again while it is on its way is sent after that, if that went: two changes of one record never overtake each other.
  const sending = useRef<Promise<boolean>>(Promise.resolve(true))
  const save = async () => {
    const last = now()
    if (last?.kind !== 'moved' || last.saving) return
    change(() => ({ ...last, saving: true }))
    const { row } = last.entry
    const send = () =>
      refusedOf(last) ? false : last.anew ? moving.anew(row, last.anew) : moving.onClocks(row, last.shift, last.which)
    const sent = sending.current.then(went => went && send()).catch(() => false)
    sending.current = sent
    const isMoved = await sent
    if (sending.current === sent) sending.current = Promise.resolve(true)
    const next = now()
    if (!isOf(next, last.entry)) return
    // It was moved on from where it would have stood.
    if (!next.saving && !isMoved && next.entry !== last.entry) return change(() => undefined)
    // Meanwhile another may be on its way, which keeps the focus.
    if (!next.saving || next.entry !== last.entry) return
    change(() => undefined)
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
  /** Where it stands anew at this point, if it does. */
  const anewAt = (taken: Extract<Taken, { kind: 'entry' | 'above' }>, point: Point): Part | undefined => {
    if (!props.mayTakeDays || (taken.kind === 'entry' && taken.which === 'until')) return undefined
    const part = props.partAt(point)
    if (part === undefined || part === (taken.kind === 'above' ? 'above' : 'hours')) return undefined
    const { day, at } = timeAt(point)
    return placedAnew(day, part === 'above' ? undefined : at)
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
      change(() => ({ kind: 'moved', entry: taken.entry, which, shift: none, anew: undefined, by: 'pointer', refused: {} }))
      void ask(taken.entry, which)
    },
    move: (taken, at) => {
      if (taken.kind === 'new') {
        const to = timeAt(at).at
        const [from, until] = to < taken.at ? [Math.floor(to / quarter) * quarter, taken.at + quarter] : [taken.at, to]
        const end = Math.min(dayMinutes, Math.max(from + quarter, Math.ceil(until / quarter) * quarter))
        return change(() => ({ kind: 'new', day: taken.day, from, to: end }))
      }
      const anew = anewAt(taken, at)
      const shift = anew ? none : shiftOf(taken, at)
      change(before => (before?.kind === 'moved' ? { ...before, shift, anew } : before))
    },
    end: (_, kept) => {
      const last = now()
      if (kept && last?.kind === 'moved') return void save()
      change(() => undefined)
      if (kept && last?.kind === 'new') props.onNew(last)
    },
  })
  const ghostOf = (of: Moved) => {
    const { row } = of.entry
    return lasting({ ...row, ...(of.anew ? taking(of.anew, ends) : shifted(row, ends, of.shift, of.which)) }, ends)
  }
  const ghost = pull?.kind === 'moved' ? ghostOf(pull) : undefined
  /** Where it stands for who moves it on: what is on its way is at its new place. */
  const standing = (entry: Lasting): Lasting => {
    const last = now()
    if (!isOf(last, entry)) return entry
    return last.saving && !refusedOf(last) ? (ghostOf(last) ?? entry) : last.entry
  }
  /** Moved by keys, which ask once. */
  const byKeys = (entry: Lasting, going: Moved | undefined, next: Pick<Moved, 'which' | 'shift' | 'anew'>) => {
    change(() => ({ kind: 'moved', entry, by: 'keys', refused: going?.refused ?? {}, ...next }))
    if (going) return
    props.onStart()
    // As it is when what is on its way has come.
    void sending.current.then(() => ask(entry, next.which))
  }
  return {
    ...{ pull, ghost, pulled, around },
    refused: pull?.kind === 'moved' ? refusedOf(pull) : undefined,
    press: (down, held) => press(down, take(held, down)),
    partOn: day => {
      if (pull?.kind === 'new') return pull.day === day ? pull : undefined
      return ghost && !standsAbove(ghost, timeZone) ? segmentOn(ghost, day, timeZone) : undefined
    },
    adjust: (of, which, by) => {
      const entry = standing(of)
      const last = now()
      const going = isOf(last, entry) && !last.saving && (last.anew || last.which === which) ? last : undefined
      if (going?.anew) return byKeys(entry, going, { ...going, anew: placedBy(going.anew, which, by) })
      const { days, minutes } = going?.shift ?? none
      const { from, to } = drawn(entry, timeZone)
      const least = which === 'until' ? from + quarter - to : Number.NEGATIVE_INFINITY
      const shift = { days: days + by.days, minutes: Math.max(least, minutes + by.minutes) }
      byKeys(entry, going, { which, shift, anew: undefined })
    },
    turn: of => {
      const entry = standing(of)
      const last = now()
      const going = isOf(last, entry) && !last.saving ? last : undefined
      const shown = (going && ghostOf(going)) ?? entry
      // Turned twice it is where it was.
      const anew = going?.anew ? undefined : placedAnew(shown.first, standsAbove(shown, timeZone) ? props.morning : undefined)
      byKeys(entry, going, { which: 'both', shift: going?.shift ?? none, anew })
    },
    keep: () => void save(),
    giveUp: () => change(before => (before?.kind === 'moved' && before.by === 'keys' && !before.saving ? undefined : before)),
  }
}
