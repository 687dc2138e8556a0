/** The rows: only those in sight exist, the next page is asked for before it is needed, and the columns are as wide as this person left them. */

import type { EntityView, FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Button, Skeleton } from '@mantine/core'
import { useMediaQuery, useMergedRef } from '@mantine/hooks'
import { defaultRangeExtractor, type Range as Sight, useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  type Ref,
  startTransition,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { afterPaint } from '../../client/after-paint.ts'
import { countText } from '../../client/language.ts'
import { fieldUi } from '../../fields/registry.ts'
import { useKeptHere } from '../../kit/kept-here.ts'
import { keyAlong } from '../../kit/key-along.ts'
import { mostOnPaper, useOnPaper } from '../../kit/on-paper.ts'
import { useSame } from '../../kit/use-same.ts'
import { useSize } from '../../kit/use-size.ts'
import { roundedAverage, shortWords } from '../records/measures.ts'
import { systemColumns } from '../records/system-columns.ts'
import { cellKeys } from './cell-keys.ts'
import { useCellPointer } from './cell-pointer.ts'
import { type Range, useCells, usePlaces } from './cells.ts'
import { type Column, columnWidths } from './column-widths.ts'
import { columnStyle, onPage, tracksOf, useAlong, useSameTracks, widthsFor } from './columns-in-sight.ts'
import { isFillKey, useFill } from './fill.ts'
import { FlyingRow } from './flying-row.tsx'
import { alongTracks, GridRow, type Placing, pinnedAt, styleAt } from './grid-row.tsx'
import { GroupHead } from './group-head.tsx'
import type { ShownGrouping } from './groupings.ts'
import { useHeadDrag } from './head-drag.ts'
import { type ColumnActs, HeaderCell } from './header-cell.tsx'
import { useLastWidths } from './last-widths.ts'
import { keyOfLine, linesOf } from './lines.ts'
import classes from './list.module.css'
import { mayEdit } from './may-edit.ts'
import { phoneLines } from './phone-row.tsx'
import type { Selection } from './selection.ts'
import { type Summary, SummaryRow } from './summary-row.tsx'
import { cellText, printTable } from './table-text.ts'
import type { CellEditing } from './use-cell-editing.tsx'
import { useFlight } from './use-flight.ts'
import type { Groups } from './use-groups.ts'
import { useRowRights } from './use-row-rights.ts'

/** Of two lines, and of three. */
const phoneRowHeights = { two: 54, three: 76 }
const headHeight = 32

/** What the list's keys do to the rows. */
export interface GridHandle {
  /** Moves the row that has the focus; nothing is opened. */
  move(by: 1 | -1): void
  /** The id of the row that has the focus, or had it last. */
  cursor(): string | undefined
}

interface GridProps {
  readonly app: string
  readonly entity: EntityView
  readonly columns: readonly string[]
  /** What each column's menu does. */
  readonly actsOf: (field: FieldView) => ColumnActs
  /** As somebody left them, in pixels. */
  readonly widths: Readonly<Record<string, number>>
  /** @param widths of all the columns that are shown: those that nobody drew keep what they had */
  readonly onWidths: (widths: Readonly<Record<string, number>>) => void
  /** @param before the place that the column comes to stand before */
  readonly onMove: (column: string, before: number) => void
  /** The last column that stays in sight; null: none. Undefined: the title, where not all have room. */
  readonly pin: string | null | undefined
  readonly rowHeight: number
  readonly rows: readonly RecordRow[]
  /** The rows stand in groups. */
  readonly grouped: { readonly by: ShownGrouping; readonly groups: Groups } | undefined
  readonly summary: Summary
  readonly loading: boolean
  readonly refreshing: boolean
  readonly orderBy: string
  readonly onOrder: (orderBy: string) => void
  readonly current: string | undefined
  readonly onOpen: (id: string) => void
  readonly onNeedMore: () => void
  readonly handle: Ref<GridHandle>
  /** Absent: nobody here changes many at once. */
  readonly selection: Selection | undefined
  /** Edits cells; absent: nothing is edited here. */
  readonly editing: CellEditing | undefined
  /** So many rows and columns were copied; undefined: that is over. */
  readonly onCopied: (copied: { readonly rows: number; readonly columns: number } | undefined) => void
  /** Whether the keys go over cells, for the foot to tell them. */
  readonly onCells: (among: boolean) => void
}

/** Free of rows at both sides, in pixels; where rows can be chosen their boxes stand before them. */
const edge = 8
const boxWidth = 36

/** Fewer rows than this, while others are on their way, do not say how wide columns are. */
const fewRows = 20

/** Where a list scrolls along its columns the title stays in sight, if that leaves enough for the rest. */
const mostPinned = 0.6

function figureOf({ figures, values }: Summary, field: FieldView): Column['figure'] {
  const measure = figures.find(each => each.measure.field?.name === field.name)?.measure
  const value = measure && values?.[measure.name]
  if (measure === undefined || value === undefined || value === null) return undefined
  return { words: shortWords(measure), value: measure.isAverage ? roundedAverage(String(value), field) : String(value) }
}

export function Grid(props: GridProps) {
  const { t } = useLingui()
  const { entity, columns, rows, current, selection, grouped, summary } = props
  const before = selection ? boxWidth : edge
  const scroller = useRef<HTMLDivElement>(null)
  const phone = useMediaQuery('(max-width: 600px)', false, { getInitialValueInEffect: false })
  const [measured, size] = useSize('list')
  const ref = useMergedRef(scroller, measured)
  const available = size.width
  const names = columns.join(',')
  const shown = useMemo(
    () =>
      names
        .split(',')
        .flatMap(
          name => entity.fields.find(field => field.name === name) ?? systemColumns.find(field => field.name === name) ?? [],
        ),
    [names, entity],
  )
  const room = available - edge - before
  const fitting = columnWidths(
    shown.map(field => ({
      field,
      usual: fieldUi(field).width,
      isTitle: field.name === entity.titleField,
      chosen: props.widths[field.name],
      figure: figureOf(summary, field),
    })),
    rows,
    room,
  )
  const isOnPaper = useOnPaper()
  const { lines, places } = useMemo(
    () => linesOf(rows, grouped?.groups.groups, isOnPaper),
    [rows, grouped?.groups.groups, isOnPaper],
  )
  // Groups come first, and then the rows of one after the other.
  const isFilling = rows.length < fewRows && lines.some(({ kind }) => kind === 'waiting')
  const isAwaited =
    available === 0 || isFilling || props.loading || (summary.figures.length > 0 && !summary.values && !summary.isFailed)
  const sums = summary.figures.map(({ measure }) => measure.name).join()
  const given = `${room} ${shown.map(({ name }) => props.widths[name] ?? '').join()}`
  const sizes = useLastWidths(`${props.app} ${entity.name} ${names} ${sums}`, given, fitting, isAwaited)
  const starts: number[] = []
  const end = sizes.reduce((start, size) => starts.push(start) && start + size, before)
  // On paper nothing scrolls: the columns share what there is, as many as can be read.
  const onPaper = onPage(sizes)
  const whole = onPaper.reduce((sum, size) => sum + size, 0)
  const widths = isOnPaper ? onPaper.map(size => `${(size / whole) * 100}%`) : sizes.map(size => `${size}px`)
  const box = isOnPaper ? '0px' : `${before}px`
  const template = `${box} ${widths.join(' ')} ${isOnPaper ? 0 : edge}px`
  const least = isOnPaper ? 0 : end + edge
  const startOf = (column: number) => starts[column] ?? before
  const [onPaperCount, allCount] = [countText(widths.length), countText(shown.length)]
  const figures = summary.figures.filter(({ column }) => column < widths.length)
  const wanted = shown.findIndex(field => field.name === (props.pin === undefined ? entity.titleField : props.pin))
  const isUsual = props.pin === undefined
  const pinned = isOnPaper || (isUsual && (least <= available || startOf(wanted + 1) > available * mostPinned)) ? -1 : wanted
  // How many there are stands in each head anyway.
  const ofGroups = figures.filter(({ measure }) => measure.field)
  const phoneHeight = phone && phoneLines(entity, shown).others.length > 0 ? phoneRowHeights.three : phoneRowHeights.two
  const height = phone ? phoneHeight : props.rowHeight
  // The same as long as the lines are: for others, all of them would be measured anew in each frame.
  const sizeOf = useCallback((index: number) => (lines[index]?.kind === 'head' ? headHeight : height), [lines, height])
  const keyOf = useCallback((index: number) => keyOfLine(lines[index]!), [lines])
  const scrolled = useKeptHere<number>(`${props.app} ${entity.name} scrolled`)
  // What is in sight first; what is just beyond it when that stands.
  const [isDrawn, setDrawn] = useState(false)
  useEffect(() => void afterPaint().then(() => startTransition(() => setDrawn(true))), [])
  const rowOf = usePlaces(rows)
  const at = rowOf(current)
  const place = places[at]
  // One row can be reached by Tab: the open one, or where the arrows left off.
  const [left, setLeft] = useState<string>()
  const cursor = rowOf(left)
  const stop = Math.max(0, at >= 0 ? at : cursor)
  const cells = useCells(rows, phone ? 0 : shown.length)
  const { editing } = props
  const [along, setAlong] = useAlong()
  const [headAt, setHeadAt] = useState<number>()
  const written = editing?.now && shown.findIndex(({ name }) => name === editing.now?.field.name)
  const sight = isOnPaper ? { along: 0, width: Number.POSITIVE_INFINITY } : { along, width: available }
  const tracks = useSameTracks(
    tracksOf(
      isOnPaper ? starts.slice(0, onPaper.length) : starts,
      sizes,
      sight,
      column => column <= pinned || column === cells.at?.column || column === written || column === headAt,
    ),
  )
  const insets = useSame(starts.slice(0, pinned + 1))
  const placing: Placing = useMemo(() => ({ pinned, insets, tracks }), [pinned, insets, tracks])
  // Where the keys are, and what somebody writes in, stay in the page wherever the list is scrolled to.
  const staying = [stop, cursor, rowOf(props.editing?.now?.view.record.id)].flatMap(row => places[row] ?? []).join()
  const drawnOf = useCallback(
    (sight: Sight) =>
      isOnPaper
        ? Array.from({ length: Math.min(sight.count, mostOnPaper) }, (_, index) => index)
        : [...new Set([...defaultRangeExtractor(sight), ...numbersIn(staying)])].sort((one, other) => one - other),
    [staying, isOnPaper],
  )
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: sizeOf,
    getItemKey: keyOf,
    rangeExtractor: drawnOf,
    overscan: isDrawn ? 5 : 0,
    initialOffset: () => scrolled.before ?? 0,
    scrollPaddingStart: phone ? 0 : 32,
    initialRect: size,
  })
  const items = virtual.getVirtualItems()
  const stays = new Set(numbersIn(staying))
  const flying = useFlight(
    items.flatMap(({ index, key }) => (stays.has(index) ? [] : [key])),
    virtual.isScrolling,
  )
  // As many as are drawn at once have places of their own, which those that fly by take from each other.
  const most = useRef(1)
  most.current = Math.max(most.current, items.length)
  const placeOf = (index: number) => index % most.current
  // Those that fly by stand in the order of their places: none is moved in the page when all go on. Those that are whole come first, in their order, for a focus lives in them.
  const drawn =
    flying.size === 0
      ? items
      : [
          ...items.filter(({ key }) => !flying.has(key)),
          ...items.filter(({ key }) => flying.has(key)).sort((a, b) => placeOf(a.index) - placeOf(b.index)),
        ]
  // In sight, without what stays wherever it is.
  const last = virtual.range?.endIndex ?? 0
  const inSight = items.flatMap(({ index }) => (lines[index]?.kind === 'row' ? [lines[index].row] : []))
  const rightsOf = useRowRights(props.app, entity, inSight, props.editing !== undefined && !phone && shown.some(mayEdit))
  const { onNeedMore } = props
  const isGrouped = grouped !== undefined
  useEffect(() => {
    // Paper has what was there when it was asked for.
    if (!isOnPaper && !isGrouped && rows.length > 0 && last > rows.length - 15) onNeedMore()
  }, [isOnPaper, isGrouped, last, rows.length, onNeedMore])
  const awaited = [...new Set(items.flatMap(({ index }) => (lines[index]?.kind === 'waiting' ? [lines[index].group.key] : [])))]
  useEffect(() => {
    if (awaited.length > 0) grouped?.groups.need(awaited)
  })
  useEffect(() => {
    if (height) virtual.measure()
  }, [height, virtual])
  /** Where it is in sight anyway, nothing of the page is asked. */
  const bringToSight = (line: number) => {
    const [place, top, height] = [virtual.measurementsCache[line], virtual.scrollOffset, virtual.scrollRect?.height]
    const isInSight =
      place && top !== null && height !== undefined && place.start >= top && place.end + 2 * headHeight <= top + height
    if (!isInSight) virtual.scrollToIndex(line)
  }
  const focusLine = (index: number) => {
    const target = Math.min(Math.max(0, index), lines.length - 1)
    const line = lines[target]
    if (!line) return
    if (line.kind === 'row') setLeft(line.row.id)
    bringToSight(target)
    const focus = () => {
      const found = scroller.current?.querySelector<HTMLElement>(`[data-line="${target}"]`)
      ;(found?.querySelector<HTMLElement>('[data-head], [data-retry]') ?? found)?.focus()
    }
    // At once where it is drawn, so that the next key meets it; else when it is.
    focus()
    requestAnimationFrame(focus)
  }
  // Pressed while it flew by: it stands at once, and the keyboard goes to it.
  const landing = useRef<string | undefined>(undefined)
  useLayoutEffect(() => {
    if (landing.current === undefined || landing.current !== left) return
    landing.current = undefined
    scroller.current?.querySelector<HTMLElement>(`[data-line="${places[cursor]}"]`)?.focus({ preventScroll: true })
  })
  const opened = useRef(current)
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another is open, not whenever the list scrolls
  useEffect(() => {
    if (current === undefined) opened.current = undefined
    if (place === undefined) return
    bringToSight(place)
    if (opened.current === current) return
    opened.current = current
    // Who stood in a row goes along: Enter and Delete would mean a record that is open no longer.
    const stood = scroller.current?.contains(document.activeElement) ? document.activeElement : null
    if (stood?.matches('[data-row], [data-cell]') && !stood.closest(`[data-line="${place}"]`)) focusLine(place)
  }, [current, place, virtual])
  const focusRow = (index: number) => focusLine(places[Math.min(Math.max(0, index), rows.length - 1)] ?? 0)
  const lineAtFocus = () => {
    const line = scroller.current?.contains(document.activeElement)
      ? document.activeElement?.closest<HTMLElement>('[data-line]')
      : undefined
    return line ? Number(line.dataset.line) : places[cursor]
  }
  useImperativeHandle(props.handle, () => ({
    move: by => {
      const from = lineAtFocus()
      focusLine(from === undefined ? (place ?? 0) : from + by)
    },
    cursor: () => left,
  }))
  /** Clear of what stays there. */
  const bringColumnToSight = (column: number) => {
    const list = scroller.current
    if (!list || column <= pinned) return
    const now = Math.abs(list.scrollLeft)
    const first = column === 0 ? 0 : startOf(column) - (pinned < 0 ? 0 : startOf(pinned + 1))
    const last = startOf(column) + sizes[column]! - list.clientWidth
    const next = Math.min(first, Math.max(last, now))
    if (next !== now) list.scrollLeft = getComputedStyle(list).direction === 'rtl' ? -next : next
  }
  const goTo = (row: number, column: number, extend = false) => {
    const place = { row: Math.min(Math.max(0, row), rows.length - 1), column: Math.min(Math.max(0, column), shown.length - 1) }
    cells.go(place, extend)
    bringToSight(places[place.row] ?? 0)
    bringColumnToSight(place.column)
    const focus = () =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${place.row}"] [data-cell="${place.column}"]`)?.focus()
    focus()
    requestAnimationFrame(focus)
  }
  const edit = (row: number, column: number, typed?: string) => {
    const [record, field] = [rows[row], shown[column]]
    if (!record || !field || !editing) return
    goTo(row, column)
    cells.forgetCopied()
    void editing.start(record, field, typed)
  }
  const empty = () => {
    cells.forgetCopied()
    if (cells.range) void editing?.empty(cells.range, shown, rows)
  }
  const fill = useFill({
    range: cells.range,
    rows: rows.length,
    scroller,
    onFill: (range, to) => editing?.fill?.(range, to, shown, rows),
  })
  useCellPointer({
    list: scroller,
    isOn: !phone,
    onSpan: cells.span,
    onSpanned: ({ row, column }) =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${row}"] [data-cell="${column}"]`)?.focus({ preventScroll: true }),
    onEdit: (record, column) => {
      const field = shown[column]
      if (field && (mayEdit(field) || field.name === entity.workflow?.field)) edit(rowOf(record), column)
    },
  })
  // What was refused is seen, wherever the list was scrolled to meanwhile.
  const refusedLine = editing?.now?.refused && places[rowOf(editing.now.view.record.id)]
  // biome-ignore lint/correctness/useExhaustiveDependencies: when it is refused, not whenever the list scrolls
  useEffect(() => {
    if (refusedLine !== undefined) bringToSight(refusedLine)
  }, [refusedLine])
  const headDrag = useHeadDrag(scroller, (column, before) => {
    const field = shown[column]
    const next = shown[before]
    if (field) props.onMove(field.name, next ? columns.indexOf(next.name) : columns.length)
  })
  const onKey = (event: KeyboardEvent) => {
    if (isFillKey(event) && editing?.fill && cells.range) {
      event.preventDefault()
      fill.down()
      return
    }
    const keeps = (key: string) => editing?.keeps(key) === true
    if (cellKeys(event, { cells, goTo, focusRow, edit, keeps, empty })) {
      event.preventDefault()
      return
    }
    // Those of the browser: it goes back and on by them.
    if (event.key.startsWith('Arrow') && (event.altKey || event.ctrlKey || event.metaKey)) return
    const target = event.target as HTMLElement
    if (
      target.matches('[data-head]') &&
      headKey(keyAlong(event), Number(target.closest<HTMLElement>('[data-line]')!.dataset.line))
    ) {
      event.preventDefault()
      return
    }
    const row = target.closest<HTMLElement>('[data-row]')
    // A link in a cell is a matter of its own.
    if (!row || target.closest('a')) return
    const [index, line] = [Number(row.dataset.row), Number(row.dataset.line)]
    if (event.key === 'Enter') props.onOpen(rows[index]!.id)
    else if (event.key === 'ArrowDown') focusLine(line + 1)
    else if (event.key === 'ArrowUp') focusLine(line - 1)
    else if (keyAlong(event) === 'ArrowRight' && !phone) goTo(index, 0)
    else if (event.key === ' ' && selection) selection.toggle(rows[index]!, event.shiftKey)
    else return
    event.preventDefault()
  }
  const headKey = (key: string, line: number): boolean => {
    const head = lines[line]
    if (head?.kind !== 'head') return false
    if (key === 'ArrowDown') focusLine(line + 1)
    else if (key === 'ArrowUp') focusLine(line - 1)
    else if ((key === 'ArrowRight' && !head.group.isOpen) || (key === 'ArrowLeft' && head.group.isOpen))
      grouped?.groups.toggle(head.group.key)
    else return false
    return true
  }
  const copy = ({ top, bottom, left, right }: Range) => {
    cells.copy()
    props.onCopied({ rows: bottom - top + 1, columns: right - left + 1 })
    const fields = shown.slice(left, right + 1)
    return printTable(rows.slice(top, bottom + 1).map(row => fields.map(field => cellText(field, row[field.name]))))
  }
  const isCopied = cells.copied !== undefined
  const { onCopied, onCells } = props
  useEffect(() => {
    if (!isCopied) onCopied(undefined)
  }, [isCopied, onCopied])
  const [inCell, setInCell] = useState(false)
  const amongCells = inCell && cells.at !== undefined
  useEffect(() => onCells(amongCells), [amongCells, onCells])
  return (
    <div
      ref={ref}
      className={classes.scroller}
      onKeyDown={onKey}
      style={{
        ...widthsFor(box, widths),
        // What the keyboard comes to is not hidden beneath what stays in sight.
        scrollPaddingInlineStart: pinned >= 0 ? starts[pinned + 1] : undefined,
      }}
      onScroll={({ currentTarget }) => {
        scrolled.keep(currentTarget.scrollTop)
        setAlong(currentTarget)
      }}
      onFocus={({ target }) => {
        setInCell(target.closest('[data-cell]') !== null)
        const head = target.closest<HTMLElement>('[data-column]')
        setHeadAt(head ? Number(head.dataset.column) : undefined)
      }}
      onBlur={({ relatedTarget }) => {
        if (!scroller.current?.contains(relatedTarget)) setInCell(false)
      }}
      // A click goes to a row: what a key does next is not done to cells somewhere else.
      onPointerDown={({ target }) => {
        if (cells.at && !(target as HTMLElement).closest('[data-editing]')) cells.leave()
      }}
      onCopy={event => {
        if (isWritten(event.target) || !cells.range) return
        event.preventDefault()
        event.clipboardData.setData('text/plain', copy(cells.range))
      }}
      onPaste={event => {
        if (isWritten(event.target) || !cells.range || !editing) return
        event.preventDefault()
        editing.paste(event.clipboardData.getData('text/plain'), cells.range, shown, rows)
      }}
      role="grid"
      aria-colcount={phone ? undefined : shown.length + 1}
      aria-rowcount={lines.length + 1 + (figures.length > 0 ? 1 : 0)}
      aria-label={entity.labelPlural}
      aria-busy={props.loading}
    >
      {props.refreshing && <div className={classes.progress} />}
      <div className={classes.header} role="row" hidden={phone} style={{ minWidth: least }}>
        {selection ? (
          <div role="columnheader" className={classes.box} data-pinned={pinned >= 0 ? 'yes' : undefined}>
            <input
              type="checkbox"
              className={classes.check}
              aria-label={t`Choose all that are loaded`}
              // Asked in each frame that it scrolls, and mostly nothing is chosen.
              checked={rows.length > 0 && selection.chosen.size > 0 && rows.every(row => selection.chosen.has(row.id))}
              ref={box => {
                if (box)
                  box.indeterminate =
                    selection.chosen.size > 0 &&
                    rows.some(row => selection.chosen.has(row.id)) &&
                    !rows.every(row => selection.chosen.has(row.id))
              }}
              onChange={selection.toggleLoaded}
            />
          </div>
        ) : (
          <div role="presentation" className={classes.box} />
        )}
        {alongTracks(placing, index => {
          const field = shown[index]!
          return (
            <HeaderCell
              key={field.name}
              field={field}
              orderBy={props.orderBy}
              onOrder={props.onOrder}
              index={index}
              isMoving={headDrag.now?.column === index}
              onPull={headDrag.start}
              width={sizes[index]!}
              onWidth={width =>
                props.onWidths({ ...Object.fromEntries(shown.map(({ name }, at) => [name, sizes[at]!])), [field.name]: width })
              }
              actsOf={props.actsOf}
              pinned={pinnedAt(placing, index)}
              style={styleAt(placing, index)}
            />
          )
        })}
        {headDrag.now && (
          <div
            aria-hidden
            className={classes.landing}
            style={{ insetInlineStart: starts[headDrag.now.before] ?? least - edge }}
          />
        )}
      </div>
      {props.loading ? (
        Array.from({ length: 16 }, (_, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
            key={index}
            className={classes.row}
            style={{ position: 'static', flex: 'none', height, minWidth: phone ? 0 : least }}
            data-phone={phone || undefined}
          >
            {phone ? <PlaceholderPhone /> : <PlaceholderCells placing={placing} />}
          </div>
        ))
      ) : (
        <div
          className={classes.lines}
          data-choosing={(selection && selection.chosen.size > 0) || undefined}
          style={{ height: virtual.getTotalSize(), minWidth: phone ? 0 : least }}
        >
          {drawn.map(item => {
            const line = lines[item.index]!
            const placed = { transform: `translateY(${item.start}px)` }
            if (line.kind === 'head')
              return (
                <GroupHead
                  key={item.key}
                  app={props.app}
                  grouping={grouped!.by}
                  group={line.group}
                  figures={ofGroups}
                  line={item.index}
                  // Where no row is drawn the first head is the way in.
                  tabIndex={rows.length === 0 && item.index === 0 ? 0 : -1}
                  template={phone ? undefined : template}
                  kept={pinned < 0 ? undefined : startOf(pinned + 1)}
                  style={{ ...placed, height: headHeight }}
                  onToggle={() => grouped!.groups.toggle(line.group.key)}
                />
              )
            if (line.kind === 'failed')
              return (
                <div key={item.key} role="row" data-line={item.index} className={classes.row} style={{ ...placed, height }}>
                  <div role="gridcell" className={classes.failed}>
                    {t`These rows could not be loaded.`}
                    <Button data-retry size="compact-xs" variant="default" onClick={() => grouped!.groups.retry(line.group.key)}>
                      {t`Retry`}
                    </Button>
                  </div>
                </div>
              )
            if (line.kind === 'waiting')
              return (
                <div
                  key={item.key}
                  aria-hidden
                  className={classes.row}
                  style={{ ...placed, height }}
                  data-phone={phone || undefined}
                >
                  {phone ? <PlaceholderPhone /> : <PlaceholderCells placing={placing} />}
                </div>
              )
            const { row, index } = line
            if (!phone && flying.has(item.key))
              return (
                <FlyingRow
                  key={`place ${placeOf(item.index)}`}
                  columns={shown}
                  titleField={entity.titleField}
                  row={row}
                  index={index}
                  line={item.index}
                  placing={placing}
                  top={item.start}
                  height={height}
                  hasBox={selection !== undefined}
                  onLand={id => {
                    landing.current = id
                    setLeft(id)
                  }}
                  onOpen={props.onOpen}
                  onChoose={(chosen, upTo) => selection?.toggle(chosen, upTo)}
                />
              )
            return (
              <GridRow
                key={item.key}
                app={props.app}
                entity={entity}
                columns={shown}
                row={row}
                index={index}
                line={item.index}
                placing={placing}
                phone={phone === true}
                top={item.start}
                height={height}
                isCurrent={row.id === current}
                isChosen={selection?.chosen.has(row.id) === true}
                hasBox={selection !== undefined}
                isChoosing={selection !== undefined && selection.chosen.size > 0}
                isStop={index === stop}
                range={touching(fill.range, index)}
                corner={editing?.fill && touching(cells.range, index)}
                copied={touching(cells.copied, index)}
                updatable={editing && rightsOf(row)}
                editing={editing?.now?.view.record.id === row.id ? editing.now : undefined}
                onFocus={setLeft}
                onOpen={props.onOpen}
                onChoose={(chosen, upTo) => selection?.toggle(chosen, upTo)}
                onFill={fill.start}
                onEdit={edit}
                onEnd={(row, column, value, next) => {
                  editing?.end(value, next === 'gone')
                  if (next === 'stay') goTo(row, column)
                  else if (next === 'right') goTo(row, column + 1)
                  else if (next === 'left') goTo(row, column - 1)
                }}
              />
            )
          })}
        </div>
      )}
      {isOnPaper && shown.length > widths.length && (
        <p className={classes.more}>{t`The first ${onPaperCount} of ${allCount} columns. An export has them all.`}</p>
      )}
      {figures.length > 0 && !props.loading && (
        <SummaryRow
          app={props.app}
          summary={{ ...summary, figures }}
          pinned={pinned}
          rowIndex={lines.length + 2}
          template={phone ? undefined : template}
          style={{ minWidth: phone ? 0 : least }}
          cellStyle={column => (column > pinned ? undefined : { insetInlineStart: starts[column] })}
        />
      )}
    </div>
  )
}

function PlaceholderCells({ placing }: { readonly placing: Placing }) {
  return (
    <>
      <div className={classes.box} />
      {alongTracks(placing, column => (
        <PlaceholderCell key={column} style={columnStyle(column, undefined)} />
      ))}
    </>
  )
}

/** Its title, and beneath it what is told of it. */
function PlaceholderPhone() {
  return (
    <div className={classes.phoneCell}>
      {['60%', '85%'].map(width => (
        <div key={width} className={classes.phoneWaiting}>
          <Skeleton height={10} width={width} />
        </div>
      ))}
    </div>
  )
}

function PlaceholderCell({ style }: { readonly style: CSSProperties }) {
  return (
    <div className={classes.cell} style={style}>
      <Skeleton height={10} width="70%" />
    </div>
  )
}

const numbersIn = (text: string) => (text === '' ? [] : text.split(',').map(Number))

/** Rows that it does not hold are not drawn for it. */
const touching = (range: Range | undefined, row: number) =>
  range !== undefined && row >= range.top && row <= range.bottom ? range : undefined

const isWritten = (target: EventTarget) => (target as HTMLElement).closest('input, textarea, [contenteditable]') !== null
