/** The rows: only those in sight exist, the next page is asked for before it is needed, and the columns are as wide as this person left them. */
import type { EntityView, FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { Checkbox, Skeleton } from '@mantine/core'
import { useElementSize, useLocalStorage, useMediaQuery, useMergedRef } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type PointerEvent, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { fieldUi } from '../../fields/registry.ts'
import { still } from '../../kit/still.tsx'
import { systemColumns } from '../records/system-columns.ts'
import { type Cells, holds, useCells } from './cells.ts'
import { columnWidths } from './column-widths.ts'
import { GridCell } from './grid-cell.tsx'
import classes from './list.module.css'
import { mayEdit } from './may-edit.ts'
import { PhoneRow } from './phone-row.tsx'
import type { Selection } from './selection.ts'
import { cellText, printTable } from './table-text.ts'
import type { CellEditing } from './use-cell-editing.tsx'

const RowBox = still(Checkbox)

const rowHeight = 34
const phoneRowHeight = 54

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
  readonly storageKey: string
  readonly columns: readonly string[]
  readonly rows: readonly RecordRow[]
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
}

/** Free of rows at both sides, in pixels; where rows can be chosen their boxes stand before them. */
const edge = 8
const boxWidth = 36

export function Grid(props: GridProps) {
  const { entity, columns, rows, current, selection } = props
  const before = selection ? boxWidth : edge
  const scroller = useRef<HTMLDivElement>(null)
  const [widths, setWidths] = useLocalStorage<Record<string, number>>({
    key: props.storageKey,
    defaultValue: {},
    getInitialValueInEffect: false,
  })
  const phone = useMediaQuery('(max-width: 600px)', false, { getInitialValueInEffect: false })
  const { ref: measured, width: available } = useElementSize()
  const shown = columns.flatMap(
    name => entity.fields.find(field => field.name === name) ?? systemColumns.find(field => field.name === name) ?? [],
  )
  const sizes = columnWidths(
    shown.map(field => ({
      field,
      usual: fieldUi(field).width,
      isTitle: field.name === entity.titleField,
      chosen: widths[field.name],
    })),
    rows,
    available - edge - before,
  )
  const template = `${before}px ${sizes.map(size => `${size}px`).join(' ')} ${edge}px`
  const least = edge + before + sizes.reduce((sum, size) => sum + size, 0)
  const height = phone ? phoneRowHeight : rowHeight
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: phone ? 0 : 32,
  })
  const items = virtual.getVirtualItems()
  const last = items[items.length - 1]?.index ?? 0
  const { onNeedMore } = props
  useEffect(() => {
    if (rows.length > 0 && last > rows.length - 10) onNeedMore()
  }, [last, rows.length, onNeedMore])
  const at = rows.findIndex(row => row.id === current)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])
  useEffect(() => {
    if (height) virtual.measure()
  }, [height, virtual])
  // One row can be reached by Tab: the open one, or where the arrows left off.
  const [left, setLeft] = useState<string>()
  const cursor = rows.findIndex(row => row.id === left)
  const stop = Math.max(0, at >= 0 ? at : cursor)
  const focusRow = (index: number) => {
    const row = rows[Math.min(Math.max(0, index), rows.length - 1)]
    if (!row) return
    const target = rows.indexOf(row)
    setLeft(row.id)
    virtual.scrollToIndex(target)
    const focus = () => scroller.current?.querySelector<HTMLElement>(`[data-row="${target}"]`)?.focus()
    // At once where it is drawn, so that the next key meets it; else when it is.
    focus()
    requestAnimationFrame(focus)
  }
  useImperativeHandle(props.handle, () => ({
    move: by => focusRow(cursor < 0 ? Math.max(0, at) : cursor + by),
    cursor: () => left,
  }))
  const cells = useCells(rows, phone ? 0 : shown.length)
  const { editing } = props
  const goTo = (row: number, column: number, extend = false) => {
    const place = { row: Math.min(Math.max(0, row), rows.length - 1), column: Math.min(Math.max(0, column), shown.length - 1) }
    cells.go(place, extend)
    virtual.scrollToIndex(place.row)
    const focus = () =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${place.row}"] [data-cell="${place.column}"]`)?.focus()
    focus()
    requestAnimationFrame(focus)
  }
  const edit = (row: number, column: number, typed?: string) => {
    const [record, field] = [rows[row], shown[column]]
    if (!record || !field || !editing) return
    goTo(row, column)
    void editing.start(record, field, typed)
  }
  const onKey = (event: KeyboardEvent) => {
    if (cellKeys(event, { cells, goTo, focusRow, edit })) {
      event.preventDefault()
      return
    }
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')
    // A link in a cell is a matter of its own.
    if (!row || (event.target as HTMLElement).closest('a')) return
    const index = Number(row.dataset.row)
    if (event.key === 'Enter') props.onOpen(rows[index]!.id)
    else if (event.key === 'ArrowDown') focusRow(index + 1)
    else if (event.key === 'ArrowUp') focusRow(index - 1)
    else if (event.key === 'ArrowRight' && !phone) goTo(index, 0)
    else if (event.key === ' ' && selection) selection.toggle(rows[index]!, event.shiftKey)
    else return
    event.preventDefault()
  }
  const copied = () =>
    cells.range &&
    rows
      .slice(cells.range.top, cells.range.bottom + 1)
      .map(row => shown.slice(cells.range!.left, cells.range!.right + 1).map(field => cellText(field, row[field.name])))
  const ref = useMergedRef(scroller, measured)
  return (
    <div
      ref={ref}
      className={classes.scroller}
      onKeyDown={onKey}
      onCopy={event => {
        const table = isWritten(event.target) ? undefined : copied()
        if (!table) return
        event.preventDefault()
        event.clipboardData.setData('text/plain', printTable(table))
      }}
      onPaste={event => {
        if (isWritten(event.target) || !cells.range || !editing) return
        event.preventDefault()
        editing.paste(event.clipboardData.getData('text/plain'), cells.range, shown, rows)
      }}
      role="grid"
      aria-rowcount={rows.length + 1}
      aria-label={entity.labelPlural}
      aria-busy={props.loading}
    >
      {props.refreshing && <div className={classes.progress} />}
      <div className={classes.header} role="row" hidden={phone} style={{ gridTemplateColumns: template, minWidth: least }}>
        {selection ? (
          <div role="columnheader" className={classes.box}>
            <Checkbox
              size="xs"
              aria-label="Choose all that are loaded"
              // Asked in each frame that it scrolls, and mostly nothing is chosen.
              checked={rows.length > 0 && selection.chosen.size > 0 && rows.every(row => selection.chosen.has(row.id))}
              indeterminate={
                selection.chosen.size > 0 &&
                rows.some(row => selection.chosen.has(row.id)) &&
                !rows.every(row => selection.chosen.has(row.id))
              }
              onChange={selection.toggleLoaded}
            />
          </div>
        ) : (
          <div role="presentation" />
        )}
        {shown.map((field, index) => (
          <HeaderCell
            key={field.name}
            field={field}
            orderBy={props.orderBy}
            onOrder={props.onOrder}
            width={sizes[index]!}
            onWidth={width => setWidths(before => ({ ...before, [field.name]: width }))}
          />
        ))}
      </div>
      {props.loading ? (
        Array.from({ length: 16 }, (_, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
            key={index}
            className={classes.row}
            style={{ gridTemplateColumns: template, position: 'static', height, minWidth: phone ? 0 : least }}
          >
            <div />
            {shown.map(field => (
              <div key={field.name} className={classes.cell}>
                <Skeleton height={10} width="70%" />
              </div>
            ))}
          </div>
        ))
      ) : (
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map(item => {
            const row = rows[item.index]!
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is heard on the grid, for whichever row has the focus
              <div
                key={row.id}
                role="row"
                data-row={item.index}
                aria-rowindex={item.index + 2}
                aria-selected={row.id === current}
                tabIndex={item.index === stop ? 0 : -1}
                className={classes.row}
                data-current={row.id === current || undefined}
                data-chosen={selection?.chosen.has(row.id) || undefined}
                data-phone={phone || undefined}
                style={{
                  gridTemplateColumns: phone ? undefined : template,
                  height,
                  minWidth: phone ? 0 : least,
                  transform: `translateY(${item.start}px)`,
                }}
                onFocus={() => setLeft(row.id)}
                onClick={event => {
                  if (event.shiftKey && selection) selection.toggle(row, true)
                  else props.onOpen(row.id)
                }}
              >
                {phone ? (
                  <PhoneRow app={props.app} entity={entity} columns={shown} row={row} />
                ) : selection ? (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the box itself hears the keys; here a click beside it is kept from opening the record
                  <div role="gridcell" className={classes.box} onClick={event => event.stopPropagation()}>
                    <RowBox
                      size="xs"
                      tabIndex={-1}
                      aria-label={`Choose ${String(row[entity.titleField] ?? '')}`}
                      checked={selection.chosen.has(row.id)}
                      onChange={event => selection.toggle(row, (event.nativeEvent as MouseEvent).shiftKey)}
                    />
                  </div>
                ) : (
                  <div role="presentation" />
                )}
                {(phone ? [] : shown).map((field, column) => (
                  <GridCell
                    key={field.name}
                    app={props.app}
                    entity={entity}
                    row={row}
                    field={field}
                    index={column}
                    inRange={holds(cells.range, item.index, column)}
                    mayEdit={editing !== undefined && mayEdit(field)}
                    editing={
                      editing?.now?.view.record.id === row.id && editing.now.field.name === field.name ? editing.now : undefined
                    }
                    onEdit={() => edit(item.index, column)}
                    onEnd={(value, next) => {
                      editing?.end(value)
                      if (next === 'stay') goTo(item.index, column)
                      else if (next === 'right') goTo(item.index, column + 1)
                      else if (next === 'left') goTo(item.index, column - 1)
                    }}
                  />
                ))}
              </div>
            )
          })}
        </div>
      )}
    </div>
  )
}

const isWritten = (target: EventTarget) => (target as HTMLElement).closest('input, textarea, [contenteditable]') !== null

interface CellKeys {
  readonly cells: Cells
  readonly goTo: (row: number, column: number, extend?: boolean) => void
  readonly focusRow: (row: number) => void
  readonly edit: (row: number, column: number, typed?: string) => void
}

/** @returns whether the key was one for the cell that has the focus */
function cellKeys(event: KeyboardEvent, { cells, goTo, focusRow, edit }: CellKeys): boolean {
  const { at } = cells
  if (!at || !(event.target as HTMLElement).matches('[data-cell]') || event.ctrlKey || event.metaKey || event.altKey) return false
  const { row, column } = at
  const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key]
  if (by && column + by[1]! < 0 && !event.shiftKey) {
    cells.leave()
    focusRow(row)
  } else if (by) goTo(row + by[0]!, column + by[1]!, event.shiftKey)
  else if (event.key === 'Escape') {
    cells.leave()
    focusRow(row)
  } else if (event.key === 'Enter' || event.key === 'F2') edit(row, column)
  else if (event.key === 'Delete' || event.key === 'Backspace') edit(row, column, '')
  else return false
  return true
}

interface HeaderCellProps {
  readonly field: FieldView
  readonly orderBy: string
  readonly onOrder: (orderBy: string) => void
  readonly width: number
  readonly onWidth: (width: number) => void
}

function HeaderCell({ field, orderBy, onOrder, width, onWidth }: HeaderCellProps) {
  const [name, direction = 'asc'] = orderBy.split(',')[0]!.trim().split(/\s+/)
  const sorted = name === field.name ? direction : undefined
  const next = sorted === 'asc' ? `${field.name} desc` : field.name
  const start = (down: PointerEvent<HTMLSpanElement>) => {
    down.preventDefault()
    down.stopPropagation()
    const from = down.clientX
    const move = (event: globalThis.PointerEvent) => onWidth(Math.max(60, Math.min(600, width + event.clientX - from)))
    const end = () => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', end)
    }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', end)
  }
  return (
    <div
      role="columnheader"
      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
      className={classes.headerCell}
      data-right={fieldUi(field).alignRight || undefined}
    >
      {field.sortable ? (
        <button type="button" onClick={() => onOrder(next)}>
          {field.title}{' '}
          {sorted === 'asc' ? (
            <IconArrowUp size={12} aria-hidden />
          ) : sorted === 'desc' ? (
            <IconArrowDown size={12} aria-hidden />
          ) : null}
        </button>
      ) : (
        <span>{field.title}</span>
      )}
      <span className={classes.resize} onPointerDown={start} aria-hidden />
    </div>
  )
}
