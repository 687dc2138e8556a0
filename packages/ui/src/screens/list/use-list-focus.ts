/** Where the keyboard goes in a list: from line to line, from cell to cell, and along with the record that is opened. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { type Ref, type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import type { Cells } from './cells.ts'
import type { Lines } from './lines.ts'
import type { ListColumns } from './use-columns.ts'

/** What the list's keys do to the rows. */
export interface GridHandle {
  /** Moves the row that has the focus; nothing is opened. */
  move(by: 1 | -1): void
  /** The id of the row that has the focus, or had it last. */
  cursor(): string | undefined
}

interface ListFocusProps extends Lines {
  readonly handle: Ref<GridHandle>
  readonly scroller: RefObject<HTMLElement | null>
  readonly rows: readonly RecordRow[]
  readonly columns: ListColumns
  readonly cells: Cells
  /** The record that is open. */
  readonly current: string | undefined
  /** The row that has the keyboard, or had it last. */
  readonly left: string | undefined
  readonly onLeft: (id: string) => void
  /** Where records stand among the rows; -1: nowhere. */
  readonly rowOf: (id: string | undefined) => number
  readonly bring: (line: number) => void
}

export interface ListFocus {
  toLine(line: number): void
  toRow(row: number): void
  /** To a cell, or as near as there is one. @param extend the range grows as far */
  toCell(row: number, column: number, extend?: boolean): void
  /** Where the keys are in a cell already, and only the focus is to come along. */
  toDrawn(row: number, column: number): void
  /** To a row that was pressed while it flew by, when it stands. */
  land(id: string): void
  /** Into sight, clear of what stays there. */
  bringColumn(column: number): void
}

export function useListFocus(props: ListFocusProps): ListFocus {
  const { scroller, lines, places, rows, columns, cells, current, left, onLeft, rowOf, bring } = props
  const place = places[rowOf(current)]
  const find = (selector: string) => scroller.current?.querySelector<HTMLElement>(selector)
  const cellAt = (row: number, column: number) => find(`[data-row="${row}"] [data-cell="${column}"]`)
  /** At once where it is drawn, so that the next key meets it; else when it is. */
  const focusNow = (found: () => HTMLElement | null | undefined) => {
    found()?.focus()
    requestAnimationFrame(() => found()?.focus())
  }
  const toLine = (index: number) => {
    const target = within(index, lines.length)
    const line = lines[target]
    if (!line) return
    if (line.kind === 'row') onLeft(line.row.id)
    bring(target)
    focusNow(() => {
      const found = find(`[data-line="${target}"]`)
      return found?.querySelector<HTMLElement>('[data-head], [data-retry]') ?? found
    })
  }
  const landing = useRef<string | undefined>(undefined)
  useLayoutEffect(() => {
    if (landing.current === undefined || landing.current !== left) return
    landing.current = undefined
    find(`[data-line="${places[rowOf(left)]}"]`)?.focus({ preventScroll: true })
  })
  const opened = useRef(current)
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another is open, not whenever the list scrolls
  useEffect(() => {
    if (current === undefined) opened.current = undefined
    if (place === undefined) return
    bring(place)
    if (opened.current === current) return
    opened.current = current
    // Who stood in a row goes along: Enter and Delete would mean a record that is open no longer.
    const stood = scroller.current?.contains(document.activeElement) ? document.activeElement : null
    if (stood?.matches('[data-row], [data-cell]') && !stood.closest(`[data-line="${place}"]`)) toLine(place)
  }, [current, place])
  const lineAtFocus = () => {
    const line = scroller.current?.contains(document.activeElement)
      ? document.activeElement?.closest<HTMLElement>('[data-line]')
      : undefined
    return line ? Number(line.dataset.line) : places[rowOf(left)]
  }
  useImperativeHandle(props.handle, () => ({
    move: by => {
      const from = lineAtFocus()
      toLine(from === undefined ? (place ?? 0) : from + by)
    },
    cursor: () => left,
  }))
  const bringColumn = (column: number) => {
    const list = scroller.current
    const { pinned, startOf, sizes, kept = 0 } = columns
    if (!list || column <= pinned) return
    const now = Math.abs(list.scrollLeft)
    const first = column === 0 ? 0 : startOf(column) - kept
    const last = startOf(column) + sizes[column]! - list.clientWidth
    const next = Math.min(first, Math.max(last, now))
    if (next !== now) list.scrollLeft = getComputedStyle(list).direction === 'rtl' ? -next : next
  }
  return {
    toLine,
    toRow: index => toLine(places[within(index, rows.length)] ?? 0),
    toCell: (row, column, extend = false) => {
      const place = { row: within(row, rows.length), column: within(column, columns.sizes.length) }
      cells.go(place, extend)
      bring(places[place.row] ?? 0)
      bringColumn(place.column)
      focusNow(() => cellAt(place.row, place.column))
    },
    toDrawn: (row, column) => cellAt(row, column)?.focus({ preventScroll: true }),
    land: id => {
      landing.current = id
      onLeft(id)
    },
    bringColumn,
  }
}

const within = (index: number, count: number) => Math.min(Math.max(0, index), count - 1)
