/** Days beside each other with their hours: moments stand at theirs, whole days above. Times are pulled, or moved by key, in quarters of an hour. */
import { Trans, useLingui } from '@lingui/react/macro'
import { VisuallyHidden } from '@mantine/core'
import { useMergedRef } from '@mantine/hooks'
import { type CSSProperties, useLayoutEffect, useMemo, useRef } from 'react'
import { inZone } from '../../client/zones.ts'
import { focusInPlace, focusSoon } from '../records/keys.ts'
import { useOpenInSight } from '../records/use-open-in-sight.ts'
import { addDays, dayWords, formatter } from '../time/days.ts'
import { drawnLength, type Lasting, minuteLength, type Part } from '../time/ends.ts'
import type { Point } from '../time/use-pull.ts'
import { useTip } from '../time/use-tip.tsx'
import { DayEntry } from './day-entry.tsx'
import { tipWords } from './entry-frame.tsx'
import { clockRange, HourEntry, timesOf } from './hour-entry.tsx'
import classes from './hour-grid.module.css'
import { elementAt, hourKeys, slots } from './hour-keys.ts'
import { clockMinutes, dayMinutes, openOn, quarter, segmentOn, sideBySide, slot, slotOf, standsAbove } from './hours.ts'
import { placeInRow } from './lanes.ts'
import { useHourPull } from './use-hour-pull.ts'
import { useNow } from './use-now.ts'
import type { Cursor, ShownProps } from './weeks.tsx'

interface HourGridProps extends ShownProps {
  readonly stands: string
  readonly cursor: Cursor
  readonly onCursor: (cursor: Cursor) => void
  readonly onDay: (day: string, span?: 'day') => void
}

/** Pixels of an hour, and of one lane above the hours. */
const hour = 48
const lane = 26

const pixels = (minutes: number) => (minutes / 60) * hour

export function HourGrid(props: HourGridProps) {
  const { page, ends, days, span, stands, cursor, onCursor, moving } = props
  const { t } = useLingui()
  const { app, entity, search, viewing, trash } = page
  const { timeZone } = ends
  const grid = useRef<HTMLDivElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const strip = useRef<HTMLDivElement>(null)
  const tip = useTip()
  const now = useNow()
  const columns = useMemo(() => Array.from({ length: days.columns }, (_, place) => addDays(days.first, place)), [days])
  const mayMove = !viewing && !trash && ends.from.updatable
  const mayTakeDays = mayMove && ends.until?.updatable === true
  // Without an end nothing lasts a day.
  const hasAbove = ends.until !== undefined

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

  const timeAt = ({ clientX, clientY }: Point) => {
    const { left, right, top } = body.current!.getBoundingClientRect()
    const isRtl = getComputedStyle(body.current!).direction === 'rtl'
    const along = isRtl ? right - clientX : clientX - left
    const place = Math.floor((along / (right - left)) * days.columns)
    const at = Math.min(dayMinutes, Math.max(0, ((clientY - top) / hour) * 60))
    return { day: columns[Math.min(days.columns - 1, Math.max(0, place))]!, at }
  }
  const make = ({ day, from, to }: Part) => {
    onCursor({ day, at: from, lasts: to - from })
    props.onCreate?.(day, { day, from, to })
  }
  const hourPull = useHourPull({
    ...{ ends, moving, timeAt, mayTakeDays, morning: slotOf(morning) },
    partAt: ({ clientY }) => {
      const { top, bottom } = strip.current?.getBoundingClientRect() ?? { top: 0, bottom: 0 }
      return clientY < top ? undefined : clientY < bottom ? 'above' : 'hours'
    },
    scroller: () => grid.current,
    onStart: tip.hide,
    onNew: make,
    // Where it went it is another element; who moved it by keys goes on there.
    onMoved: ({ entry, by }) => {
      if (by === 'keys') setTimeout(() => focusSoon(() => grid.current?.querySelector(`[data-row="${entry.row.id}"]`) ?? null))
    },
  })
  const { pull, ghost, press, pulled } = hourPull
  const isMoved = pull?.kind === 'moved'
  const isRefused = hourPull.refused !== undefined || undefined
  const whole = useMergedRef(grid, hourPull.around)
  const goTo = (next: Cursor) => {
    if (next.day < days.first || next.day > days.last) return props.onDay(next.day)
    onCursor(next)
    focusInPlace(elementAt(grid.current, next))
  }
  const onKey = hourKeys({
    ...{ ...props, columns, above, segments, morning, hourPull, goTo, mayMove, mayTakeDays, hasAbove },
    onNew: props.onCreate && make,
  })

  // One place can be reached by Tab: the open record, where the arrows left off, or the day it stands at.
  const opened = props.entries.find(({ row }) => row.id === search.record)
  useOpenInSight(grid, search.record, opened !== undefined)
  let stop: Cursor = opened
    ? { day: opened.first < days.first ? days.first : opened.first, id: opened.row.id }
    : cursor.day === stands && (cursor.id === undefined || props.entries.some(({ row }) => row.id === cursor.id))
      ? cursor
      : { day: stands }
  // Where nothing stands above, a day is stood at where business begins on it.
  if (!hasAbove && stop.id === undefined && stop.at === undefined) stop = { day: stop.day, at: slotOf(morning) }
  const entryProps = (entry: Lasting, day: string) => ({
    stop: stop.id === entry.row.id && (stop.day === day || columns.length === 1 || entry.first < days.first),
    current: entry.row.id === search.record,
    dragged: isMoved && pull.entry.row.id === entry.row.id,
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
  const toldPull = ghost && (standsAbove(ghost, timeZone) ? t`all day` : timesOf(ghost, ends))

  return (
    <div
      ref={whole}
      className={classes.scroller}
      data-pulling={pull && !(isMoved && pull.by === 'keys') ? true : undefined}
      style={{ '--columns': columns.length } as CSSProperties}
    >
      <div className={classes.telling}>
        <p className={classes.told} role="status" data-refused={isRefused}>
          {isMoved &&
            (hourPull.refused ??
              (pull.by === 'keys' && ghost && <Settling words={`${dayWords(ghost.first, dayParts)}, ${toldPull}`} />))}
        </p>
      </div>
      <div
        role="grid"
        aria-label={entity.labelPlural}
        onKeyDown={onKey}
        // What was moved by keys and not kept stays where it was.
        onBlur={hourPull.giveUp}
      >
        <div role="rowgroup" className={classes.top} data-stays>
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
          {hasAbove && (
            <div role="row" className={classes.row} data-above ref={strip}>
              <div role="rowheader" className={classes.side} title={timeZone === app.timeZone ? undefined : timeZone}>
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
                      <DayEntry
                        key={placed.entry.row.id}
                        {...props}
                        span="month"
                        placed={placed}
                        top={3 + placed.lane * lane}
                        height={lane - 2}
                        {...entryProps(placed.entry, day)}
                        onPress={mayMove ? down => press(down, { kind: 'above', entry: placed.entry }) : undefined}
                      />
                    ))}
                </div>
              ))}
            </div>
          )}
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
                    press(event, { kind: 'new' })
                  }}
                  onClick={event => {
                    if (event.target === event.currentTarget && !pulled() && props.onCreate) make({ day, from: at, to: at + 60 })
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
                      onPress={mayMove ? (down, which) => press(down, { kind: 'entry', entry: segment.entry, which }) : undefined}
                      lengthens={mayTakeDays}
                    />
                  ))}
                </div>
              ))}
            </div>
          ))}
          <div ref={body} role="presentation" className={classes.over}>
            {columns.map((day, place) => {
              const part = hourPull.partOn(day)
              return (
                part && (
                  <div
                    key={day}
                    aria-hidden
                    className={classes.ghost}
                    data-refused={isRefused}
                    style={{
                      ...{ insetInlineStart: inset(place), width: inset(1) },
                      ...{ top: pixels(part.from), height: Math.max(pixels(part.to - part.from), pixels(quarter)) },
                    }}
                  >
                    <span className="tabular">{pull?.kind === 'new' ? spanOf(part) : toldPull}</span>
                  </div>
                )
              )
            })}
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

function Settling({ words }: { readonly words: string }) {
  return (
    <Trans>
      {words} · <kbd>Enter</kbd> moves it, <kbd>Esc</kbd> leaves it
    </Trans>
  )
}

/** A time of day in words. @param minutes from its beginning */
const clockAt = (minutes: number) => formatter({ timeStyle: 'short', timeZone: 'UTC' }).format(minutes * minuteLength)

const spanOf = ({ from, to }: Part) => clockRange(from * minuteLength, to * minuteLength, 'UTC')

/** "9 AM" where a language counts to twelve, else "09:00". */
function hourWordsIn(): (minutes: number) => string {
  const short = formatter({ hour: 'numeric', timeZone: 'UTC' })
  return short.resolvedOptions().hour12 ? minutes => short.format(minutes * minuteLength) : clockAt
}
