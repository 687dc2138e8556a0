/** The rows of a timeline under its axis: names stay at the side, days stay above, and only the rows that are seen are drawn. */

import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import { countText, inSentence } from '../../client/language.ts'
import { CutOnPaper } from '../../kit/cut-on-paper.tsx'
import { linesOnPaper, useOnPaper } from '../../kit/on-paper.ts'
import type { RecordsPage } from '../records/page.ts'
import { daysBetween, dayWords, weekdayOf } from '../time/days.ts'
import type { Ends } from '../time/ends.ts'
import { CardValues, type Look, lookOf, titleOf } from '../time/looks.tsx'
import type { Moving } from '../time/use-moving.tsx'
import { type Axis, dayWidth, type Scale, type Tick } from './axis.ts'
import { Bar } from './bar.tsx'
import type { Line } from './rows.ts'
import classes from './timeline.module.css'

export interface ChartHandle {
  /** Moves to the row beside the one that has the focus; nothing is opened. */
  move(by: 1 | -1): void
  /** The record that has the focus, or had it last. */
  cursor(): string | undefined
  /** Scrolls to a day of the axis. */
  showDay(day: string): void
}

export interface ChartProps {
  readonly handle: Ref<ChartHandle>
  readonly page: RecordsPage
  readonly ends: Ends
  readonly axis: Axis
  readonly scale: Scale
  readonly at: string
  readonly today: string
  readonly lines: readonly Line[]
  readonly pending: boolean
  readonly card: readonly FieldView[]
  /** What is told of a record that stands in no group. */
  readonly about: readonly FieldView[]
  readonly looks: ReadonlyMap<string, Look>
  readonly color: string | undefined
  readonly moving: Moving
  readonly onOpen: (id: string) => void
}

const rowHeight = 34

const dayName = (day: string) => dayWords(day, { dateStyle: 'medium' })

const rowOf = (line: Line | undefined) =>
  line?.kind === 'bar' ? line.entry.row : line?.kind === 'undated' ? line.row : undefined

export function Chart(props: ChartProps) {
  const { page, axis, scale, at, today, lines, moving, ends } = props
  const { t } = useLingui()
  const { entity, search, viewing, trash } = page
  const scroller = useRef<HTMLDivElement>(null)
  const phone = useMediaQuery('(max-width: 800px)', false, { getInitialValueInEffect: false })
  const isOnPaper = useOnPaper()
  const names = phone && !isOnPaper ? 132 : 240
  const width = dayWidth[scale]
  const x = (day: string) => daysBetween(axis.first, day) * width
  const count = daysBetween(axis.first, axis.last) + 1
  // Paper does not scroll: all days share its width.
  const along = (days: number) => (isOnPaper ? `${(days / count) * 100}%` : `${days * width}px`)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    rangeExtractor: isOnPaper ? linesOnPaper : defaultRangeExtractor,
    scrollPaddingStart: 48,
  })
  const showDay = (day: string) => {
    const box = scroller.current
    if (box)
      box.scrollLeft = Math.max(0, x(day) - (box.clientWidth - names) / 4) * (getComputedStyle(box).direction === 'rtl' ? -1 : 1)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: where it stands is what is scrolled to; a wider window scrolls nothing
  useLayoutEffect(() => showDay(at), [at, scale, axis.first])
  const [left, setLeft] = useState<string>()
  const indexOf = (id: string | undefined) => (id === undefined ? -1 : lines.findIndex(line => rowOf(line)?.id === id))
  const open = indexOf(search.record)
  const cursor = indexOf(left)
  // One row can be reached by Tab: the open one, where the arrows left off, or the first.
  const stop = [open, cursor].find(index => index >= 0) ?? lines.findIndex(line => rowOf(line))
  useEffect(() => {
    if (open >= 0) virtual.scrollToIndex(open, { align: 'auto' })
  }, [open, virtual])
  const focusLine = (from: number, by: 1 | -1) => {
    let index = from
    while (lines[index]?.kind === 'group') index += by
    const row = rowOf(lines[index])
    if (!row) return
    setLeft(row.id)
    virtual.scrollToIndex(index)
    const focus = () => scroller.current?.querySelector<HTMLElement>(`[data-row="${row.id}"]`)?.focus({ preventScroll: true })
    // At once where it is drawn, so that the next key meets it; else when it is.
    focus()
    requestAnimationFrame(focus)
  }
  useImperativeHandle(props.handle, () => ({
    move: by => focusLine(cursor < 0 ? Math.max(0, stop) : cursor + by, by),
    cursor: () => left,
    showDay,
  }))
  const onKey = (event: KeyboardEvent) => {
    const { row: id } = (event.target as HTMLElement).dataset
    const index = indexOf(id)
    const row = rowOf(lines[index])
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return
    const aside = (by: 1 | -1) => scroller.current?.scrollBy({ left: by * Math.max(7 * width, 100) })
    const acts: Record<string, (() => void) | false> = {
      ArrowDown: () => focusLine(index + 1, 1),
      ArrowUp: () => focusLine(index - 1, -1),
      ArrowLeft: () => aside(-1),
      ArrowRight: () => aside(1),
      Home: () => focusLine(0, 1),
      End: () => focusLine(lines.length - 1, -1),
      Enter: () => props.onOpen(row.id),
      m: !viewing && !trash && (() => moving.choose(row)),
    }
    const act = acts[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  const tick = (each: Tick, isLower: boolean) => (
    <div
      key={each.day}
      className={classes.tick}
      style={{ insetInlineStart: along(daysBetween(axis.first, each.day)), width: along(each.days) }}
      data-today={(isLower && each.day <= today && daysBetween(each.day, today) < each.days) || undefined}
    >
      {/* On paper a month of some days has no room for its name. */}
      {(!isOnPaper || isLower || each.days * 25 > count) && <span className={classes.label}>{each.label}</span>}
    </div>
  )
  const [plural, first, last] = [entity.labelPlural, dayName(axis.first), dayName(axis.last)]
  const without = (title: string) => {
    const field = inSentence(title)
    return t`No ${field}`
  }
  return (
    <div ref={scroller} className={classes.scroller}>
      <div
        role="grid"
        aria-label={t`${plural} over time`}
        aria-rowcount={lines.length + 1}
        aria-busy={props.pending}
        onKeyDown={onKey}
        className={classes.chart}
        style={{ width: isOnPaper ? undefined : names + count * width, ...{ '--names': `${names}px` } }}
      >
        <div role="presentation" className={classes.top}>
          <div role="row" aria-rowindex={1} className={classes.axis}>
            <div role="columnheader" className={classes.corner}>
              {entity.label}
            </div>
            <div role="columnheader" className={classes.ticks} aria-label={t`${first} to ${last}`}>
              <div aria-hidden className={classes.upper}>
                {axis.upper.map(each => tick(each, false))}
              </div>
              <div aria-hidden className={classes.lower} data-scale={scale}>
                {axis.lower.map(each => tick(each, true))}
              </div>
            </div>
          </div>
        </div>
        <div role="presentation" className={classes.body} style={{ height: props.pending ? undefined : virtual.getTotalSize() }}>
          <div aria-hidden className={classes.lines}>
            {axis.lower.map(({ day, days }) => (
              <span
                key={day}
                className={classes.line}
                style={{ insetInlineStart: along(daysBetween(axis.first, day)), width: along(days) }}
                data-weekend={(scale === 'day' && weekdayOf(day) > 5) || undefined}
              />
            ))}
            {axis.first <= today && today <= axis.last && (
              <i className={classes.today} style={{ insetInlineStart: along(daysBetween(axis.first, today) + 0.5) }} />
            )}
          </div>
          {props.pending
            ? Array.from({ length: 14 }, (_, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
                <div key={index} role="presentation" className={classes.row} style={{ height: rowHeight, position: 'relative' }}>
                  <div className={classes.name}>
                    <Skeleton height={10} width="70%" />
                  </div>
                </div>
              ))
            : virtual.getVirtualItems().map(item => {
                const line = lines[item.index]!
                const place = { height: rowHeight, transform: `translateY(${item.start}px)` }
                if (line.kind === 'group')
                  return (
                    <div
                      key={line.key}
                      role="row"
                      aria-rowindex={item.index + 2}
                      className={classes.row}
                      data-group
                      style={place}
                    >
                      <div role="rowheader" className={classes.name}>
                        <span className={classes.title} dir="auto" title={line.title}>
                          {line.title}
                        </span>
                        <span className={`${classes.count} tabular`}>{countText(line.count)}</span>
                      </div>
                    </div>
                  )
                const row = rowOf(line)!
                const title = titleOf(entity, row)
                const look = lookOf(props.looks, props.color, row)
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is heard on the chart, for whichever row has the focus
                  <div
                    key={row.id}
                    role="row"
                    aria-rowindex={item.index + 2}
                    aria-selected={row.id === search.record}
                    tabIndex={item.index === stop ? 0 : -1}
                    className={classes.row}
                    data-row={row.id}
                    data-current={row.id === search.record || undefined}
                    style={place}
                    onFocus={() => setLeft(row.id)}
                    onClick={() => props.onOpen(row.id)}
                    onContextMenu={event => {
                      if (viewing || trash) return
                      event.preventDefault()
                      moving.choose(row)
                    }}
                  >
                    <div role="rowheader" className={classes.name} title={title}>
                      <span className={classes.title} dir="auto">
                        {title}
                      </span>
                    </div>
                    {line.kind === 'bar' ? (
                      <Bar
                        {...props}
                        entry={line.entry}
                        look={look}
                        width={width}
                        along={along}
                        isOnPaper={isOnPaper}
                        scroller={() => scroller.current}
                      />
                    ) : (
                      <div role="gridcell" className={classes.undated}>
                        {look && <span>{look.title}</span>}
                        {[ends.from, ends.until].map(
                          field => field && row[field.name] == null && <span key={field.name}>{without(field.title)}</span>,
                        )}
                        <CardValues app={page.app.name} entity={entity} fields={props.about} row={row} />
                      </div>
                    )}
                  </div>
                )
              })}
        </div>
      </div>
      <CutOnPaper count={lines.length} />
    </div>
  )
}
