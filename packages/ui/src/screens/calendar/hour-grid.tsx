/** Days beside each other with their hours: moments stand at theirs, whole days above. Times are pulled, or moved by key, in quarters of an hour. */
import { Trans, useLingui } from '@lingui/react/macro'
import { VisuallyHidden } from '@mantine/core'
import { useMergedRef } from '@mantine/hooks'
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef } from 'react'
import { timeZone as ownZone } from '../../client/language.ts'
import { inZone } from '../../client/zones.ts'
import { addDays, daysBetween, dayWords, formatter } from '../time/days.ts'
import { drawnLength, type Lasting, lasting, minuteLength, type Part, type Shift, shifted } from '../time/ends.ts'
import { type Point, usePull, useShown } from '../time/use-pull.ts'
import { useTip } from '../time/use-tip.tsx'
import { Entry, tipWords } from './entry.tsx'
import { HourEntry, timesOf } from './hour-entry.tsx'
import classes from './hour-grid.module.css'
import { clockMinutes, dayMinutes, drawn, openOn, quarter, segmentOn, sideBySide, standsAbove } from './hours.ts'
import { placeInRow } from './lanes.ts'
import { useNow } from './use-now.ts'
import type { Cursor, ShownProps } from './weeks.tsx'

interface HourGridProps extends ShownProps {
  readonly stands: string
  readonly cursor: Cursor
  readonly onCursor: (cursor: Cursor) => void
  readonly onDay: (day: string, span?: 'day') => void
}

/** What is taken hold of. */
type Held =
  /** @param grip minutes between where it begins, or ends, and where it is held */
  | { readonly kind: 'entry'; readonly entry: Lasting; readonly which: 'both' | 'until'; readonly grip: number }
  /** One above the hours goes by whole days. */
  | { readonly kind: 'above'; readonly entry: Lasting; readonly grip: number }
  | { readonly kind: 'new'; readonly day: string; readonly at: number }

type Pulled =
  | {
      readonly kind: 'moved'
      readonly entry: Lasting
      readonly which: 'both' | 'until'
      readonly shift: Shift
      /** By keys, which end with Enter. */
      readonly byKeys: boolean
      readonly refused?: string | undefined
    }
  | ({ readonly kind: 'new' } & Part)

/** What can be stood at by key: half hours. */
const slot = 30
const slots = Array.from({ length: dayMinutes / slot }, (_, index) => index * slot)
/** Pixels of an hour, and of one lane above the hours. */
const hour = 48
const lane = 26

const pixels = (minutes: number) => (minutes / 60) * hour
const snapped = (minutes: number, to = quarter) => Math.round(minutes / to) * to

export function HourGrid(props: HourGridProps) {
  const { page, ends, days, span, stands, cursor, onCursor, moving } = props
  const { t } = useLingui()
  const { app, entity, search, viewing, trash } = page
  const { timeZone } = ends
  const grid = useRef<HTMLDivElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const tip = useTip()
  const now = useNow()
  const { shown: pull, change, now: pullNow } = useShown<Pulled>()
  const columns = useMemo(() => Array.from({ length: days.columns }, (_, place) => addDays(days.first, place)), [days])
  const mayMove = !viewing && !trash && ends.from.updatable
  const mayLengthen = mayMove && ends.until?.updatable === true

  const [above, timed] = useMemo(
    () => [
      placeInRow(
        props.entries.filter(entry => standsAbove(entry, timeZone)),
        days.first,
        days.columns,
      ),
      props.entries.filter(entry => !standsAbove(entry, timeZone)),
    ],
    [props.entries, days, timeZone],
  )
  const segments = useMemo(
    () => columns.map(day => sideBySide(timed.flatMap(entry => segmentOn(entry, day, timeZone) ?? []))),
    [columns, timed, timeZone],
  )
  const open = useMemo(
    () => columns.flatMap(day => openOn(day, app.businessTime, app.timeZone, timeZone)),
    [columns, app.businessTime, app.timeZone, timeZone],
  )
  const morning = open.length > 0 ? Math.min(...open.map(({ from }) => from)) : 480

  // Where business begins, or something earlier is: once for the days that are shown.
  const earliest = Math.min(morning, ...segments.flat().map(({ from }) => from))
  // biome-ignore lint/correctness/useExhaustiveDependencies: what comes or goes later scrolls nothing
  useLayoutEffect(() => {
    if (grid.current) grid.current.scrollTop = Math.max(0, pixels(Math.max(morning - 120, earliest)) - 12)
  }, [days.first, span])

  const partAt = ({ clientX, clientY }: Point): { readonly day: string; readonly at: number } => {
    const { left, right, top } = body.current!.getBoundingClientRect()
    const isRtl = getComputedStyle(body.current!).direction === 'rtl'
    const along = isRtl ? right - clientX : clientX - left
    const place = Math.floor((along / (right - left)) * days.columns)
    const at = Math.min(dayMinutes, Math.max(0, ((clientY - top) / hour) * 60))
    return { day: columns[Math.min(days.columns - 1, Math.max(0, place))]!, at }
  }
  /** Minutes from the beginning of a day to a point. */
  const since = (day: string, point: Point) => {
    const { day: over, at } = partAt(point)
    return daysBetween(day, over) * dayMinutes + at
  }
  const ask = (entry: Lasting, which: 'both' | 'until') =>
    void moving
      .ask(entry.row, which)
      .then(asked =>
        change(before =>
          before?.kind === 'moved' && before.entry === entry
            ? { ...before, refused: asked ? asked.refused : t`It cannot be read.` }
            : before,
        ),
      )
  const save = async () => {
    const pulled = pullNow()
    if (pulled?.kind !== 'moved') return
    if (!pulled.refused) await moving.onClocks(pulled.entry.row, pulled.shift, pulled.which)
    change(before => (before === pulled ? undefined : before))
  }
  const create = ({ day, from, to }: Part) => {
    onCursor({ day, at: from, lasts: to - from })
    props.onCreate?.(day, { day, from, to })
  }
  const { press, pulled, around } = usePull<Held>({
    scroller: () => grid.current,
    start: held => {
      tip.hide()
      if (held.kind === 'new') return change(() => ({ kind: 'new', day: held.day, from: held.at, to: held.at + quarter }))
      const which = held.kind === 'above' ? 'both' : held.which
      change(() => ({ kind: 'moved', entry: held.entry, which, shift: { days: 0, minutes: 0 }, byKeys: false }))
      ask(held.entry, which)
    },
    move: (held, at) => {
      if (held.kind === 'new') {
        const to = partAt(at).at
        const [from, until] = to < held.at ? [Math.floor(to / quarter) * quarter, held.at + quarter] : [held.at, to]
        const end = Math.min(dayMinutes, Math.max(from + quarter, Math.ceil(until / quarter) * quarter))
        return change(() => ({ kind: 'new', day: held.day, from, to: end }))
      }
      const { entry } = held
      const shift =
        held.kind === 'above' ? { days: daysBetween(entry.first, partAt(at).day) - held.grip, minutes: 0 } : pulledBy(held, at)
      change(before => (before?.kind === 'moved' ? { ...before, shift } : before))
    },
    end: (_, kept) => {
      const last = pullNow()
      if (kept && last?.kind === 'moved') return void save()
      change(() => undefined)
      if (kept && last?.kind === 'new') create(last)
    },
  })
  const pulledBy = ({ entry, which, grip }: Extract<Held, { kind: 'entry' }>, at: Point): Shift => {
    const { from, to } = drawn(entry, timeZone)
    const wanted = snapped(since(entry.first, at) - grip)
    if (which === 'until') return { days: 0, minutes: Math.max(from + quarter, wanted) - to }
    const over = Math.floor(wanted / dayMinutes)
    return { days: over, minutes: wanted - over * dayMinutes - from }
  }
  const whole = useMergedRef(grid, around)

  /** What is pulled, as it would stand. */
  const ghost = pull?.kind === 'moved' ? ghostOf(pull.entry, pull.shift, pull.which) : undefined
  function ghostOf(entry: Lasting, shift: Shift, which: 'both' | 'until'): Lasting | undefined {
    return lasting({ ...entry.row, ...shifted(entry.row, ends, shift, which) }, ends)
  }
  const parts = (day: string): readonly Part[] => {
    if (pull?.kind === 'new') return pull.day === day ? [pull] : []
    const part = ghost && !standsAbove(ghost, timeZone) && segmentOn(ghost, day, timeZone)
    return part ? [part] : []
  }

  // The keyboard goes over whole days, half hours and what stands on them, in the order of time.
  const onDay = (day: string) => {
    const all = above.filter(({ from, to }) => columns[from]! <= day && day <= columns[to]!).map(({ entry }) => entry.row.id)
    const here = segments[columns.indexOf(day)] ?? []
    const stops = slots.flatMap((at): readonly Cursor[] => [
      { day, at },
      ...here
        .filter(({ from }) => at <= from && from < at + slot)
        .sort((one, other) => one.from - other.from || one.lane - other.lane)
        .map(({ entry }) => ({ day, id: entry.row.id })),
    ])
    return { all: [{ day }, ...all.map((id): Cursor => ({ day, id }))] as readonly Cursor[], stops }
  }
  const find = ({ day, id, at }: Cursor) =>
    grid.current?.querySelector<HTMLElement>(
      id !== undefined
        ? `[data-column="${day}"] [data-row="${id}"], [data-row="${id}"]`
        : at === undefined
          ? `[data-day="${day}"]`
          : `[data-column="${day}"][data-at="${slotOf(at)}"]`,
    )
  const goTo = (next: Cursor | undefined) => {
    if (!next) return
    if (next.day < days.first || next.day > days.last) return props.onDay(next.day)
    onCursor(next)
    find(next)?.focus()
  }
  const same = (one: Cursor, other: Cursor) =>
    one.id === other.id && (one.id !== undefined || (one.at === undefined ? other.at === undefined : slotOf(one.at) === other.at))
  const where = (target: HTMLElement): Cursor | undefined => {
    const cell = target.closest<HTMLElement>('[data-column], [data-day]')
    const day = cell?.dataset.column ?? cell?.dataset.day
    if (day === undefined) return undefined
    if (target.dataset.row !== undefined) return { day, id: target.dataset.row }
    return cell!.dataset.at === undefined ? { day } : { day, at: Number(cell!.dataset.at) }
  }
  const onKey = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement
    const here = where(target)
    if (!here || event.ctrlKey || event.metaKey) return
    const acts =
      event.altKey || event.shiftKey
        ? shifts(here, event)
        : pull?.kind === 'moved' && pull.byKeys
          ? settles()
          : goes(here, target)
    const act = acts[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  type Acts = Readonly<Record<string, (() => void) | false | undefined>>
  const settles = (): Acts => ({ Enter: () => void save(), ' ': () => void save(), Escape: () => change(() => undefined) })
  const goes = (here: Cursor, target: HTMLElement): Acts => {
    const rtl = getComputedStyle(target).direction === 'rtl' ? -1 : 1
    const { all, stops } = onDay(here.day)
    const isAbove = all.some(each => same(each, here))
    const list = isAbove ? all : stops
    const index = list.findIndex(each => same(here, each))
    const at =
      here.id === undefined
        ? here.at
        : stops[
            Math.max(
              0,
              stops.findIndex(each => same(here, each)),
            )
          ]
    const time = typeof at === 'object' ? timeBefore(stops, index) : at
    const aside = (by: number): Cursor => ({ day: addDays(here.day, by), ...(!isAbove && { at: time ?? morning }) })
    const entry = props.entries.find(({ row }) => row.id === here.id)
    return {
      ArrowLeft: () => goTo(aside(-rtl)),
      ArrowRight: () => goTo(aside(rtl)),
      ArrowDown: () => goTo(list[index + 1] ?? (isAbove ? { day: here.day, at: slotOf(morning) } : undefined)),
      ArrowUp: () => goTo(list[index - 1] ?? (isAbove ? undefined : { day: here.day })),
      Home: () => goTo({ ...aside(0), day: days.first }),
      End: () => goTo({ ...aside(0), day: days.last }),
      Enter: () => {
        if (here.id !== undefined) props.onOpen(here.id)
        else if (here.at === undefined) props.onDay(here.day, 'day')
        else if (props.onCreate) create({ day: here.day, from: here.at, to: here.at + 60 })
      },
      ' ': here.id !== undefined && (() => props.onOpen(here.id!)),
      m: entry && !viewing && (() => moving.choose(entry.row)),
    }
  }
  const shifts = (here: Cursor, event: KeyboardEvent): Acts => {
    const entry = props.entries.find(({ row }) => row.id === here.id)
    if (!entry) return {}
    const isAbove = standsAbove(entry, timeZone)
    const which = event.altKey ? 'both' : 'until'
    const rtl = getComputedStyle(event.target as HTMLElement).direction === 'rtl' ? -1 : 1
    const by = (days: number, minutes: number) => {
      if (which === 'both' ? !mayMove : !mayLengthen) return moving.choose(entry.row)
      const isNew = pull?.kind !== 'moved' || pull.entry !== entry || pull.which !== which
      tip.hide()
      if (isNew) ask(entry, which)
      change(before => {
        const shift = before?.kind === 'moved' && !isNew ? before.shift : { days: 0, minutes: 0 }
        const { from, to } = drawn(entry, timeZone)
        const next = { days: shift.days + days, minutes: shift.minutes + minutes }
        const least = which === 'until' ? from + quarter - to : Number.NEGATIVE_INFINITY
        const kept = {
          kind: 'moved',
          entry,
          which,
          byKeys: true,
          shift: { ...next, minutes: Math.max(least, next.minutes) },
        } as const
        return before?.kind === 'moved' && !isNew ? { ...before, ...kept } : kept
      })
    }
    return {
      ...(!isAbove && { ArrowDown: () => by(0, quarter), ArrowUp: () => by(0, -quarter) }),
      ...(event.altKey && { ArrowLeft: () => by(-rtl, 0), ArrowRight: () => by(rtl, 0) }),
    }
  }

  // One place can be reached by Tab: the open record, where the arrows left off, or the day it stands at.
  const opened = props.entries.find(({ row }) => row.id === search.record)
  const stop: Cursor = opened
    ? { day: opened.first < days.first ? days.first : opened.first, id: opened.row.id }
    : cursor.day === stands && (cursor.id === undefined || props.entries.some(({ row }) => row.id === cursor.id))
      ? cursor
      : { day: stands }
  const entryProps = (entry: Lasting, day: string) => ({
    stop: stop.id === entry.row.id && (stop.day === day || columns.length === 1 || entry.first < days.first),
    current: entry.row.id === search.record,
    dragged: pull?.kind === 'moved' && pull.entry.row.id === entry.row.id,
    ...{ tip, pulled },
    onFocus: (target: HTMLElement) => {
      onCursor({ day, id: entry.row.id })
      if (target.matches(':focus-visible')) tip.show(target, tipWords(props, entry))
    },
  })
  const hourWords = hourWordsIn()
  const slotWords = (day: string, at: number) =>
    `${dayWords(day, { weekday: 'long', day: 'numeric', month: 'long' })}, ${clockAt(at)}`
  const here = inZone(now, timeZone)
  const nowPlace = columns.indexOf(here.day)
  const inset = (place: number) => `calc(100% * ${place} / ${columns.length})`
  const aboveLanes = Math.max(-1, ...above.map(each => each.lane)) + 1
  const toldPull = ghost && timesOf(ghost, ends)
  const zoneName = ownZone() === app.timeZone ? undefined : timeZone

  return (
    <div
      ref={whole}
      className={classes.scroller}
      data-pulling={pull && !(pull.kind === 'moved' && pull.byKeys) ? true : undefined}
      style={{ '--columns': columns.length }}
    >
      <div className={classes.telling}>
        <p
          className={classes.told}
          role="status"
          data-refused={(pull?.kind === 'moved' && pull.refused !== undefined) || undefined}
        >
          {pull?.kind === 'moved' &&
            (pull.refused ?? (pull.byKeys && ghost && <Settling words={`${dayWords(ghost.first, dayParts)}, ${toldPull}`} />))}
        </p>
      </div>
      <div
        role="grid"
        aria-label={entity.labelPlural}
        onKeyDown={onKey}
        onBlur={event => {
          // What was moved by keys and not settled stays where it was.
          const isWithin = event.currentTarget.contains(event.relatedTarget)
          if (!isWithin) change(before => (before?.kind === 'moved' && before.byKeys ? undefined : before))
        }}
      >
        <div role="rowgroup" className={classes.top}>
          {span === 'week' && (
            <div role="row" className={classes.row}>
              <div role="columnheader" className={classes.side}>
                <VisuallyHidden>{t`Time`}</VisuallyHidden>
              </div>
              {columns.map(day => {
                const date = dayWords(day, { weekday: 'long', day: 'numeric', month: 'long' })
                return (
                  <div key={day} role="columnheader" className={classes.weekday} data-today={day === props.today || undefined}>
                    <button type="button" tabIndex={-1} title={t`Open ${date}`} onClick={() => props.onDay(day, 'day')}>
                      {dayWords(day, { weekday: 'short' })} <span className="tabular">{Number(day.slice(8))}</span>
                    </button>
                  </div>
                )
              })}
            </div>
          )}
          <div role="row" className={classes.row} data-above>
            <div role="rowheader" className={classes.side} title={zoneName}>
              {t`All day`}
            </div>
            {columns.map((day, place) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard on the grid, for whichever cell has the focus
              <div
                key={day}
                role="gridcell"
                aria-current={day === props.today ? 'date' : undefined}
                tabIndex={stop.id === undefined && stop.at === undefined && stop.day === day ? 0 : -1}
                className={classes.whole}
                style={{ height: Math.max(1, aboveLanes) * lane + 6 }}
                data-day={day}
                data-creates={props.onCreate ? true : undefined}
                data-lands={(ghost && standsAbove(ghost, timeZone) && ghost.first <= day && day <= ghost.last) || undefined}
                onFocus={event => event.target === event.currentTarget && onCursor({ day })}
                onClick={event => event.target === event.currentTarget && !pulled() && props.onCreate?.(day)}
              >
                <VisuallyHidden>{dayWords(day, { weekday: 'long', day: 'numeric', month: 'long' })}</VisuallyHidden>
                {above
                  .filter(({ from }) => from === place)
                  .map(placed => (
                    <Entry
                      key={placed.entry.row.id}
                      {...props}
                      span="month"
                      placed={placed}
                      top={3 + placed.lane * lane}
                      height={lane - 2}
                      {...entryProps(placed.entry, day)}
                      onPress={
                        mayMove
                          ? down =>
                              press(down, {
                                ...{ kind: 'above', entry: placed.entry },
                                grip: daysBetween(placed.entry.first, partAt(down).day),
                              })
                          : undefined
                      }
                    />
                  ))}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={classes.hours}>
          {slots.map(at => (
            <div
              key={at}
              role="row"
              className={classes.row}
              style={{ height: pixels(slot) }}
              data-half={at % 60 > 0 || undefined}
            >
              <div role="rowheader" className={classes.side}>
                {at % 60 > 0 ? (
                  <VisuallyHidden>{clockAt(at)}</VisuallyHidden>
                ) : (
                  <span className={classes.hour}>{hourWords(at)}</span>
                )}
              </div>
              {columns.map((day, place) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard on the grid, for whichever cell has the focus
                <div
                  key={day}
                  role="gridcell"
                  tabIndex={stop.id === undefined && stop.day === day && stop.at !== undefined && slotOf(stop.at) === at ? 0 : -1}
                  className={classes.slot}
                  data-column={day}
                  data-at={at}
                  data-closed={!open.some(each => each.day === day && each.from <= at && at < each.to) || undefined}
                  data-creates={props.onCreate ? true : undefined}
                  onFocus={event => event.target === event.currentTarget && onCursor({ day, at })}
                  onPointerDown={event => {
                    if (event.target !== event.currentTarget || !props.onCreate) return
                    press(event, { kind: 'new', day, at: Math.floor(partAt(event).at / quarter) * quarter })
                  }}
                  onClick={event => {
                    if (event.target === event.currentTarget && !pulled() && props.onCreate)
                      create({ day, from: at, to: at + 60 })
                  }}
                >
                  <VisuallyHidden>{slotWords(day, at)}</VisuallyHidden>
                  {segments[place]!.filter(({ from }) => at <= from && from < at + slot).map(segment => (
                    <HourEntry
                      key={segment.entry.row.id}
                      {...props}
                      segment={segment}
                      top={pixels(segment.from - at)}
                      height={Math.max(pixels(segment.to - segment.from), pixels(drawnLength))}
                      {...entryProps(segment.entry, day)}
                      onPress={
                        mayMove
                          ? (down, which) => {
                              const { from, to } = drawn(segment.entry, timeZone)
                              const grip = since(segment.entry.first, down) - (which === 'until' ? to : from)
                              press(down, { kind: 'entry', entry: segment.entry, which, grip })
                            }
                          : undefined
                      }
                      lengthens={mayLengthen}
                    />
                  ))}
                </div>
              ))}
            </div>
          ))}
          <div ref={body} role="presentation" className={classes.over}>
            {columns.flatMap((day, place) =>
              parts(day).map(part => (
                <div
                  key={day}
                  aria-hidden
                  className={classes.ghost}
                  data-refused={(pull?.kind === 'moved' && pull.refused !== undefined) || undefined}
                  style={{
                    ...{ insetInlineStart: inset(place), width: inset(1) },
                    ...{ top: pixels(part.from), height: Math.max(pixels(part.to - part.from), pixels(quarter)) },
                  }}
                >
                  <span className="tabular">{pull?.kind === 'new' ? spanOf(part) : toldPull}</span>
                </div>
              )),
            )}
            {nowPlace >= 0 && (
              <i
                aria-hidden
                className={classes.now}
                data-now
                style={{
                  ...{ insetInlineStart: inset(nowPlace), width: inset(1) },
                  top: pixels(clockMinutes(now, here.day, timeZone)),
                }}
              />
            )}
          </div>
        </div>
      </div>
      {tip.element}
    </div>
  )
}

const dayParts = { weekday: 'short', day: 'numeric', month: 'short' } as const

const slotOf = (minutes: number) => Math.floor(minutes / slot) * slot

/** The half hour before a place in the order of a day. */
const timeBefore = (stops: readonly Cursor[], index: number) =>
  stops.slice(0, index + 1).findLast(each => each.at !== undefined)?.at

function Settling({ words }: { readonly words: string }) {
  return (
    <Trans>
      {words} · <kbd>Enter</kbd> moves it, <kbd>Esc</kbd> leaves it
    </Trans>
  )
}

/** A time of day in words. @param minutes from its beginning */
const clockAt = (minutes: number) => formatter({ timeStyle: 'short', timeZone: 'UTC' }).format(minutes * minuteLength)

const spanOf = ({ from, to }: Part) =>
  formatter({ timeStyle: 'short', timeZone: 'UTC' }).formatRange(from * minuteLength, to * minuteLength)

/** "9 AM" where a language counts to twelve, else "09:00". */
function hourWordsIn(): (minutes: number) => string {
  const short = formatter({ hour: 'numeric', timeZone: 'UTC' })
  return short.resolvedOptions().hour12 ? minutes => short.format(minutes * minuteLength) : clockAt
}
