/** The rows: only those in sight exist, the next page is asked for before it is needed, and the columns are as wide as this person left them. */

import type { EntityView, FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useMergedRef } from '@mantine/hooks'
import { type KeyboardEvent, type Ref, useEffect, useMemo, useRef, useState } from 'react'
import { countText } from '../../client/language.ts'
import { useKeptHere } from '../../kit/kept-here.ts'
import { keyAlong } from '../../kit/key-along.ts'
import { useOnPaper } from '../../kit/on-paper.ts'
import { useSize } from '../../kit/use-size.ts'
import { cellKeys } from './cell-keys.ts'
import { useCellPointer } from './cell-pointer.ts'
import { type Range, useCells, usePlaces } from './cells.ts'
import { useAlong, widthsFor } from './columns-in-sight.ts'
import { isFillKey, useFill } from './fill.ts'
import { FlyingRow } from './flying-row.tsx'
import { GridHead } from './grid-head.tsx'
import { GridRow } from './grid-row.tsx'
import { GroupHead } from './group-head.tsx'
import type { ShownGrouping } from './groupings.ts'
import type { ColumnActs } from './header-cell.tsx'
import { linesOf } from './lines.ts'
import classes from './list.module.css'
import { useLostPress } from './lost-press.ts'
import { mayEdit } from './may-edit.ts'
import { phoneLines } from './phone-row.tsx'
import type { Selection } from './selection.ts'
import { type Summary, SummaryRow } from './summary-row.tsx'
import { cellText, printTable } from './table-text.ts'
import type { CellEditing } from './use-cell-editing.tsx'
import { useColumns, useShownFields } from './use-columns.ts'
import type { Groups } from './use-groups.ts'
import { headHeight, toldHeadHeight, useLinesInSight } from './use-lines-in-sight.ts'
import { type GridHandle, useListFocus } from './use-list-focus.ts'
import { usePhone } from './use-phone.ts'
import { useRowRights } from './use-row-rights.ts'
import { WaitingRow } from './waiting-row.tsx'

/** Of two lines, and of three. */
const phoneRowHeights = { two: 54, three: 76 }

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

/** Fewer rows than this, while others are on their way, do not say how wide columns are. */
const fewRows = 20

export function Grid(props: GridProps) {
  const { t } = useLingui()
  const { entity, columns, rows, current, selection, grouped, summary } = props
  const scroller = useRef<HTMLDivElement>(null)
  const phone = usePhone()
  const [measured, size] = useSize('list')
  const ref = useMergedRef(scroller, measured)
  const available = size.width
  const shown = useShownFields(entity, columns)
  const isOnPaper = useOnPaper()
  const { lines, places } = useMemo(
    () => linesOf(rows, grouped?.groups.groups, isOnPaper),
    [rows, grouped?.groups.groups, isOnPaper],
  )
  // Groups come first, and then the rows of one after the other.
  const isFilling = rows.length < fewRows && lines.some(({ kind }) => kind === 'waiting')
  const isAwaited =
    available === 0 || isFilling || props.loading || (summary.figures.length > 0 && !summary.values && !summary.isFailed)
  const rowOf = usePlaces(rows)
  const at = rowOf(current)
  // One row can be reached by Tab: the open one, or where the arrows left off.
  const [left, setLeft] = useState<string>()
  const cursor = rowOf(left)
  const stop = Math.max(0, at >= 0 ? at : cursor)
  const cells = useCells(rows, phone ? 0 : shown.length)
  const { editing } = props
  const [along, setAlong] = useAlong()
  const [headAt, setHeadAt] = useState<string>()
  const placeOf = (name: string | undefined) => shown.findIndex(field => field.name === name)
  const head = placeOf(headAt)
  const laid = useColumns({
    app: props.app,
    entity,
    shown,
    rows,
    summary,
    chosen: props.widths,
    pin: props.pin,
    available,
    along,
    hasBoxes: selection !== undefined,
    isAwaited,
    isOnPaper,
    // Tab goes from a head to the next one, however quickly it is pressed, and wherever the list was scrolled to meanwhile.
    staying: [cells.at?.column, placeOf(editing?.now?.field.name), ...(head < 0 ? [] : [head - 1, head, head + 1])],
  })
  const { placing, pinned, widths, least } = laid
  const template = phone ? undefined : laid.template
  const [onPaperCount, allCount] = [countText(widths.length), countText(shown.length)]
  const figures = summary.figures.filter(({ column }) => column < widths.length)
  // How many there are stands in each head anyway.
  const ofGroups = figures.filter(({ measure }) => measure.field)
  const phoneHeight = phone && phoneLines(entity, shown).others.length > 0 ? phoneRowHeights.three : phoneRowHeights.two
  const height = phone ? phoneHeight : props.rowHeight
  const groupHeight = phone && ofGroups.length > 0 ? toldHeadHeight : headHeight
  const scrolled = useKeptHere<number>(`${props.app} ${entity.name} scrolled`)
  const sight = useLinesInSight({
    lines,
    scroller,
    size,
    height,
    groupHeight,
    before: scrolled.before ?? 0,
    phone,
    isOnPaper,
    staying: [stop, cursor, rowOf(editing?.now?.view.record.id)].flatMap(row => places[row] ?? []),
  })
  const { virtual, flying, last, awaited, bring } = sight
  const focus = useListFocus({
    handle: props.handle,
    scroller,
    lines,
    places,
    rows,
    columns: laid,
    cells,
    current,
    left,
    onLeft: setLeft,
    rowOf,
    bring,
  })
  const rightsOf = useRowRights(props.app, entity, sight.rows, props.editing !== undefined && !phone && shown.some(mayEdit))
  const { onNeedMore } = props
  const isGrouped = grouped !== undefined
  useEffect(() => {
    // Paper has what was there when it was asked for.
    if (!isOnPaper && !isGrouped && rows.length > 0 && last > rows.length - 15) onNeedMore()
  }, [isOnPaper, isGrouped, last, rows.length, onNeedMore])
  useEffect(() => {
    if (awaited.length > 0) grouped?.groups.need(awaited)
  })
  const edit = (row: number, column: number, typed?: string) => {
    const [record, field] = [rows[row], shown[column]]
    if (!record || !field || !editing) return
    focus.toCell(row, column)
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
    onSpanned: ({ row, column }) => focus.toDrawn(row, column),
    onEdit: (record, column) => {
      const field = shown[column]
      if (field && (mayEdit(field) || field.name === entity.workflow?.field)) edit(rowOf(record), column)
    },
  })
  // What was refused is seen, wherever the list was scrolled to meanwhile.
  const refusedLine = editing?.now?.refused && places[rowOf(editing.now.view.record.id)]
  // biome-ignore lint/correctness/useExhaustiveDependencies: when it is refused, not whenever the list scrolls
  useEffect(() => {
    if (refusedLine !== undefined) bring(refusedLine)
  }, [refusedLine])
  const onKey = (event: KeyboardEvent) => {
    if (isFillKey(event) && editing?.fill && cells.range) {
      event.preventDefault()
      fill.down()
      return
    }
    const keeps = (key: string) => editing?.keeps(key) === true
    if (cellKeys(event, { cells, goTo: focus.toCell, focusRow: focus.toRow, edit, keeps, empty })) {
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
    else if (event.key === 'ArrowDown') focus.toLine(line + 1)
    else if (event.key === 'ArrowUp') focus.toLine(line - 1)
    else if (keyAlong(event) === 'ArrowRight' && !phone) focus.toCell(index, 0)
    else if (event.key === ' ' && selection) selection.toggle(rows[index]!, event.shiftKey)
    else return
    event.preventDefault()
  }
  const headKey = (key: string, line: number): boolean => {
    const head = lines[line]
    if (head?.kind !== 'head') return false
    if (key === 'ArrowDown') focus.toLine(line + 1)
    else if (key === 'ArrowUp') focus.toLine(line - 1)
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
  const lostPress = useLostPress(props.onOpen)
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
        ...widthsFor(laid.box, widths),
        // What the keyboard comes to is not hidden beneath what stays in sight.
        scrollPaddingInlineStart: laid.kept,
      }}
      onScroll={({ currentTarget }) => {
        scrolled.keep(currentTarget.scrollTop)
        setAlong(currentTarget)
      }}
      onFocus={({ target }) => {
        // The menu of a head stands elsewhere, and goes back to it wherever that moves.
        if (!scroller.current?.contains(target)) return
        setInCell(target.closest('[data-cell]') !== null)
        const head = target.closest<HTMLElement>('[data-column]')
        setHeadAt(head ? shown[Number(head.dataset.column)]?.name : undefined)
        // For the browser 32 pixels of it are enough. What is pressed stays beneath the pointer.
        if (head && target.matches('button:focus-visible')) focus.bringColumn(Number(head.dataset.column))
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
      <GridHead
        columns={laid}
        shown={shown}
        rows={rows}
        scroller={scroller}
        hidden={phone}
        selection={selection}
        orderBy={props.orderBy}
        onOrder={props.onOrder}
        actsOf={props.actsOf}
        onWidths={props.onWidths}
        onMove={(column, before) => props.onMove(column.name, before ? columns.indexOf(before.name) : columns.length)}
      />
      {props.loading ? (
        Array.from({ length: 16 }, (_, index) => (
          <WaitingRow
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
            key={index}
            placing={placing}
            phone={phone}
            style={{ position: 'static', flex: 'none', height, minWidth: phone ? 0 : least }}
          />
        ))
      ) : (
        <div
          className={classes.lines}
          {...lostPress}
          data-choosing={(selection && selection.chosen.size > 0) || undefined}
          style={{ height: virtual.getTotalSize(), minWidth: phone ? 0 : least }}
        >
          {sight.drawn.map(item => {
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
                  template={template}
                  kept={laid.kept}
                  insetOf={column => (column > pinned ? undefined : laid.startOf(column))}
                  style={{ ...placed, height: groupHeight }}
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
              return <WaitingRow key={item.key} placing={placing} phone={phone} style={{ ...placed, height }} />
            const { row, index } = line
            if (!phone && flying.has(item.key))
              return (
                <FlyingRow
                  key={`place ${sight.placeOf(item.index)}`}
                  columns={shown}
                  titleField={entity.titleField}
                  row={row}
                  index={index}
                  line={item.index}
                  placing={placing}
                  top={item.start}
                  height={height}
                  hasBox={selection !== undefined}
                  onLand={focus.land}
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
                phone={phone}
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
                  if (next === 'stay') focus.toCell(row, column)
                  else if (next === 'right') focus.toCell(row, column + 1)
                  else if (next === 'left') focus.toCell(row, column - 1)
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
          template={template}
          style={{ minWidth: phone ? 0 : least }}
          cellStyle={column => (column > pinned ? undefined : { insetInlineStart: laid.startOf(column) })}
        />
      )}
    </div>
  )
}

/** Rows that it does not hold are not drawn for it. */
const touching = (range: Range | undefined, row: number) =>
  range !== undefined && row >= range.top && row <= range.bottom ? range : undefined

const isWritten = (target: EventTarget) => (target as HTMLElement).closest('input, textarea, [contenteditable]') !== null
