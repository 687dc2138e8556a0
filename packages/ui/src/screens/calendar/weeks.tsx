/** Days in rows of a week, or the one day, and the entries that run across them. */

import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { VisuallyHidden } from '@mantine/core'
import { useMergedRef } from '@mantine/hooks'
import { type KeyboardEvent, useRef } from 'react'
import { countText, inSentence } from '../../client/language.ts'
import { onPage } from '../../client/on-page.ts'
import { useOnPaper } from '../../kit/on-paper.ts'
import { useSize } from '../../kit/use-size.ts'
import { focusSoon } from '../records/keys.ts'
import type { RecordsPage } from '../records/page.ts'
import { useOpenInSight } from '../records/use-open-in-sight.ts'
import { addDays, daysBetween, dayWords } from '../time/days.ts'
import type { Ends, Lasting, Part } from '../time/ends.ts'
import type { Look } from '../time/looks.tsx'
import type { Moving } from '../time/use-moving.tsx'
import { type Point, usePull, useShown } from '../time/use-pull.ts'
import { useTip } from '../time/use-tip.tsx'
import classes from './calendar.module.css'
import { DayEntry } from './day-entry.tsx'
import { tipWords } from './entry-frame.tsx'
import { fitLanes, placeInRow } from './lanes.ts'
import type { ShownDays, Span } from './shown-days.ts'

export interface ShownProps {
  readonly page: RecordsPage
  readonly ends: Ends
  /** In order. */
  readonly entries: readonly Lasting[]
  readonly days: ShownDays
  readonly span: Span
  readonly today: string
  readonly card: readonly FieldView[]
  readonly looks: ReadonlyMap<string, Look>
  readonly color: string | undefined
  readonly moving: Moving
  readonly onOpen: (id: string) => void
  /** Absent: this person makes none here. */
  readonly onCreate: ((day: string, time?: Part) => void) | undefined
}

/** Where the keyboard stands: at a day, at a time of it, or at an entry on that day. */
export interface Cursor {
  readonly day: string
  readonly id?: string
  /** Minutes from the beginning of the day, and how many a new record takes. */
  readonly at?: number
  readonly lasts?: number
}

interface WeeksProps extends ShownProps {
  readonly stands: string
  /** `2026-11`: days of other months are paler. */
  readonly month: string
  readonly cursor: Cursor
  readonly onCursor: (cursor: Cursor) => void
  readonly onDay: (day: string, span?: Span) => void
}

interface Dragged {
  readonly entry: Lasting
  /** How many days after its beginning it is held. */
  readonly held: number
  readonly over: string
  /** Why it stays where it is, as soon as that is known. */
  readonly refused?: string | undefined
}

/** Beneath the date, in pixels. */
const head = 28

export function Weeks(props: WeeksProps) {
  const { page, ends, days, span, stands, cursor, onCursor, onDay, moving, card } = props
  const { t } = useLingui()
  const { entity, search, viewing, trash } = page
  const grid = useRef<HTMLDivElement>(null)
  /** While the focus is on its way: an entry of several days is come to on one of them. */
  const going = useRef<Cursor>(undefined)
  const [measured, { height }] = useSize('calendar')
  const tip = useTip()
  const { shown: dragged, change: setDragged, now } = useShown<Dragged>()
  const told = card.length + (props.color === undefined ? 0 : 1)
  const lane = span === 'month' ? 26 : span === 'week' ? 30 + 20 * Math.min(told, 4) : 38
  const isOnPaper = useOnPaper()
  // Nothing on paper can be opened: each week is as high as its fullest day.
  const fits = span === 'month' && !isOnPaper
  const lanes = fits ? Math.max(1, Math.floor((height / days.rows.length - head - 2) / lane)) : 1_000
  const rows = days.rows.map(first => {
    const placed = placeInRow(props.entries, first, days.columns)
    return { first, placed, ...fitLanes(placed, days.columns, lanes) }
  })
  const mayDrag = !viewing && !trash && ends.from.updatable
  const rowOf = (day: string) => rows.find(({ first }) => first <= day && day <= addDays(first, days.columns - 1))
  /** What is shown on a day, from above. */
  const idsOn = (day: string): readonly string[] => {
    const row = rowOf(day)
    const place = row ? daysBetween(row.first, day) : 0
    const on = row?.shown.filter(({ from, to }) => from <= place && place <= to) ?? []
    return on.sort((one, other) => one.lane - other.lane).map(({ entry }) => entry.row.id)
  }
  const [label, labels] = [inSentence(entity.label), inSentence(entity.labelPlural)]
  const find = ({ day, id }: Cursor) => {
    const row = grid.current?.querySelector(`[data-week="${rowOf(day)?.first}"]`)
    return row?.querySelector<HTMLElement>(id === undefined ? `[data-day="${day}"]` : `[data-row="${id}"]`) ?? null
  }
  const goTo = (next: Cursor) => {
    if (next.day < days.first || next.day > days.last) return onDay(next.day)
    onCursor(next)
    going.current = next
    find(next)?.focus()
    going.current = undefined
  }
  const more = (day: string) => grid.current?.querySelector<HTMLElement>(`[data-more="${day}"]`) ?? undefined

  const onKey = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const target = event.target as HTMLElement
    const onMore = target.dataset.more
    const id = target.dataset.row
    const day = id === undefined ? (onMore ?? target.dataset.day) : cursor.id === id ? cursor.day : dayOf(target)
    if (day === undefined) return
    const ids = idsOn(day)
    const index = onMore ? ids.length : id === undefined ? -1 : ids.indexOf(id)
    const rtl = getComputedStyle(target).direction === 'rtl' ? -1 : 1
    const down = () => {
      if (index + 1 < ids.length) goTo({ day, id: ids[index + 1]! })
      else if (index + 1 === ids.length && more(day)) more(day)!.focus()
      else if (span === 'month') goTo({ day: addDays(day, 7) })
    }
    const up = () => {
      if (index > 0) goTo({ day, id: ids[index - 1]! })
      else if (index === 0) goTo({ day })
      else if (span === 'month') goTo({ day: addDays(day, -7) })
    }
    const row = rowOf(day)?.first ?? day
    const acts: Record<string, (() => void) | false | undefined> = {
      ArrowLeft: () => goTo({ day: addDays(day, -rtl) }),
      ArrowRight: () => goTo({ day: addDays(day, rtl) }),
      ArrowDown: down,
      ArrowUp: up,
      Home: () => goTo({ day: row }),
      End: () => goTo({ day: addDays(row, days.columns - 1) }),
      // The button that counts the rest is pressed by the browser.
      Enter: !onMore && (() => (id === undefined ? onDay(day, 'day') : props.onOpen(id))),
      ' ': !onMore && id !== undefined && (() => props.onOpen(id)),
      m: id !== undefined && !viewing && (() => choose(id)),
    }
    const act = acts[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  const choose = (id: string) => {
    const entry = props.entries.find(({ row }) => row.id === id)
    if (entry) moving.choose(entry.row)
  }

  const dayUnder = (row: HTMLElement, clientX: number): string => {
    const { left, width, right } = row.getBoundingClientRect()
    const along = getComputedStyle(row).direction === 'rtl' ? right - clientX : clientX - left
    const place = Math.floor((along / width) * days.columns)
    return addDays(row.dataset.week!, Math.min(days.columns - 1, Math.max(0, place)))
  }
  const weekAt = ({ clientY }: Point) => {
    const weeks = [...(grid.current?.querySelectorAll<HTMLElement>('[data-week]') ?? [])]
    return weeks.find(week => clientY <= week.getBoundingClientRect().bottom) ?? weeks.at(-1)!
  }
  const { press, pulled, around } = usePull<Lasting>({
    scroller: () => grid.current,
    start: (entry, from) => {
      const over = dayUnder(weekAt(from), from.clientX)
      tip.hide()
      setDragged(() => ({ entry, held: daysBetween(entry.first, over), over }))
      void moving
        .ask(entry.row, 'both')
        .then(asked => setDragged(before => before && { ...before, refused: asked ? asked.refused : t`It cannot be read.` }))
    },
    move: (_, at) => {
      const over = dayUnder(weekAt(at), at.clientX)
      setDragged(before => (before && before.over !== over ? { ...before, over } : before))
    },
    end: (entry, kept) => {
      const landed = now()
      const days = landed ? daysBetween(entry.first, landed.over) - landed.held : 0
      if (kept && landed && !landed.refused) void moving.by(entry.row, days, 'both')
      setDragged(() => undefined)
    },
  })
  const whole = useMergedRef(grid, around)
  const lands = dragged && {
    first: addDays(dragged.over, -dragged.held),
    last: addDays(dragged.over, daysBetween(dragged.entry.first, dragged.entry.last) - dragged.held),
  }
  // One place can be reached by Tab: the open record, where the arrows left off, or the day it stands at.
  const open = props.entries.find(({ row }) => row.id === search.record)
  useOpenInSight(grid, search.record, open !== undefined)
  const stop: Cursor = open
    ? { day: open.first < days.first ? days.first : open.first, id: open.row.id }
    : cursor.id !== undefined && cursor.day === stands && idsOn(stands).includes(cursor.id)
      ? cursor
      : { day: stands }
  const stopRow = rowOf(stop.day)?.first

  return (
    <div
      ref={whole}
      role="grid"
      aria-label={entity.labelPlural}
      className={classes.grid}
      data-span={span}
      data-dragging={dragged ? true : undefined}
      onKeyDown={onKey}
    >
      {span !== 'day' && (
        <div role="row" className={classes.weekdays}>
          {Array.from({ length: 7 }, (_, place) => {
            const day = addDays(days.first, place)
            return (
              <div key={day} role="columnheader" data-today={(span === 'week' && day === props.today) || undefined}>
                {dayWords(day, { weekday: 'short' })}
                {span === 'week' && <span className="tabular">{Number(day.slice(8))}</span>}
              </div>
            )
          })}
        </div>
      )}
      <div
        role="rowgroup"
        ref={measured}
        className={classes.rows}
        style={{ gridTemplateRows: isOnPaper ? undefined : `repeat(${rows.length}, minmax(0, 1fr))` }}
      >
        {rows.map(({ first, shown, hidden }) => (
          <div
            key={first}
            role="row"
            data-week={first}
            className={classes.week}
            style={{
              gridTemplateColumns: `repeat(${days.columns}, minmax(0, 1fr))`,
              minHeight: fits ? head + lane : head + lane * (1 + Math.max(-1, ...shown.map(each => each.lane))) + 40,
            }}
          >
            {Array.from({ length: days.columns }, (_, place) => {
              const day = addDays(first, place)
              const isStop = stop.id === undefined && stop.day === day
              const words = dayWords(day, { weekday: 'long', day: 'numeric', month: 'long' })
              const many = idsOn(day).length + hidden[place]!
              const more = countText(hidden[place]!)
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard on the grid, for whichever day has the focus
                <div
                  key={day}
                  role="gridcell"
                  aria-current={day === props.today ? 'date' : undefined}
                  tabIndex={isStop ? 0 : -1}
                  data-day={day}
                  data-other={(span === 'month' && day.slice(0, 7) !== props.month) || undefined}
                  data-weekend={isWeekend(day) || undefined}
                  data-creates={props.onCreate ? true : undefined}
                  data-lands={
                    (lands && lands.first <= day && day <= lands.last && (dragged.refused ? 'not' : 'here')) || undefined
                  }
                  className={classes.day}
                  onFocus={event => event.target === event.currentTarget && onCursor({ day })}
                  onClick={event => event.target === event.currentTarget && !pulled() && props.onCreate?.(day)}
                >
                  <VisuallyHidden>{t`${words}, ${plural(many, { one: `# ${label}`, other: `# ${labels}` })}`}</VisuallyHidden>
                  {span === 'month' && <DateButton day={day} words={words} onOpen={() => onDay(day, 'day')} />}
                  {shown
                    .filter(({ from }) => from === place)
                    .map(placed => (
                      <DayEntry
                        key={placed.entry.row.id}
                        {...props}
                        placed={placed}
                        top={(span === 'month' ? head : 8) + placed.lane * lane}
                        height={lane - 2}
                        stop={stop.id === placed.entry.row.id && stopRow === first}
                        current={placed.entry.row.id === search.record}
                        dragged={dragged?.entry.row.id === placed.entry.row.id}
                        pulled={pulled}
                        tip={tip}
                        onFocus={target => {
                          const on = going.current?.id === placed.entry.row.id ? going.current.day : day
                          onCursor({ day: on, id: placed.entry.row.id })
                          if (target.matches(':focus-visible')) tip.show(target, tipWords(props, placed.entry))
                        }}
                        onPress={mayDrag ? down => press(down, placed.entry) : undefined}
                      />
                    ))}
                  {hidden[place]! > 0 && (
                    <button
                      type="button"
                      tabIndex={-1}
                      data-more={day}
                      className={classes.more}
                      style={{ top: head + (lanes - 1) * lane }}
                      onClick={() => {
                        onDay(day, 'day')
                        focusSoon(() => onPage(`[data-day="${day}"] [data-row]`))
                      }}
                    >
                      <Trans>+{more} more</Trans>
                    </button>
                  )}
                </div>
              )
            })}
          </div>
        ))}
      </div>
      {dragged?.refused && (
        <p className={classes.refused} role="status">
          {dragged.refused}
        </p>
      )}
      {tip.element}
    </div>
  )
}

/** The first day of an entry in the row it stands in. */
const dayOf = (entry: HTMLElement) => entry.closest<HTMLElement>('[data-day]')?.dataset.day

const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

function DateButton({ day, words, onOpen }: { readonly day: string; readonly words: string; readonly onOpen: () => void }) {
  const { t } = useLingui()
  const begins = day.endsWith('-01') && dayWords(day, { day: 'numeric', month: 'short' })
  const date = begins || words
  return (
    <button type="button" tabIndex={-1} className={classes.date} aria-label={t`Open ${date}`} onClick={onOpen}>
      {begins || Number(day.slice(8))}
    </button>
  )
}
