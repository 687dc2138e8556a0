/** The rows: only those in sight exist, the next page is asked for before it is needed, and the columns are as wide as this person left them. */
import type { EntityView, FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { Checkbox, Skeleton } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import classes from './list.module.css'

const rowHeight = 34

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
  readonly selected: ReadonlySet<string>
  readonly onSelect: (selected: ReadonlySet<string>) => void
  readonly onNeedMore: () => void
}

const systemColumn = (name: string): FieldView | undefined => {
  const base = { name, required: true, managed: false, sensitive: false, groupable: false, creatable: false, updatable: false }
  if (name === 'created_at' || name === 'updated_at')
    return { ...base, title: name === 'created_at' ? 'Created' : 'Updated', type: 'datetime', sortable: true }
  if (name === 'created_by' || name === 'updated_by')
    return { ...base, title: name === 'created_by' ? 'Created by' : 'Updated by', type: 'person', sortable: false }
  return undefined
}

export function Grid(props: GridProps) {
  const { entity, columns, rows, current } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [widths, setWidths] = useLocalStorage<Record<string, number>>({
    key: props.storageKey,
    defaultValue: {},
    getInitialValueInEffect: false,
  })
  const shown = columns.flatMap(name => entity.fields.find(field => field.name === name) ?? systemColumn(name) ?? [])
  const widthOf = (field: FieldView) => widths[field.name] ?? fieldUi(field).width
  // The title takes what is left, so that a wide screen has no empty edge.
  const template = `40px ${shown.map(field => (field.name === entity.titleField && widths[field.name] === undefined ? `minmax(${widthOf(field)}px, 1fr)` : `${widthOf(field)}px`)).join(' ')}`
  const least = 40 + shown.reduce((sum, field) => sum + widthOf(field), 0)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: 32,
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
  const onKey = (event: KeyboardEvent) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')
    if (!row) return
    const index = Number(row.dataset.row)
    if (event.key === 'Enter') props.onOpen(rows[index]!.id)
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const next = index + (event.key === 'ArrowDown' ? 1 : -1)
      virtual.scrollToIndex(Math.max(0, next))
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus())
    } else if (event.key === ' ') toggle(rows[index]!.id)
    else return
    event.preventDefault()
  }
  const toggle = (id: string) => {
    const next = new Set(props.selected)
    if (!next.delete(id)) next.add(id)
    props.onSelect(next)
  }
  const allSelected = rows.length > 0 && rows.every(row => props.selected.has(row.id))
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      onKeyDown={onKey}
      role="grid"
      aria-rowcount={rows.length + 1}
      aria-label={entity.labelPlural}
      aria-busy={props.loading}
    >
      {props.refreshing && <div className={classes.progress} />}
      <div className={classes.header} role="row" style={{ gridTemplateColumns: template, minWidth: least }}>
        <div role="columnheader" className={classes.check}>
          <Checkbox
            size="xs"
            aria-label="Select all loaded"
            checked={allSelected}
            indeterminate={!allSelected && props.selected.size > 0}
            onChange={() => props.onSelect(allSelected ? new Set() : new Set(rows.map(row => row.id)))}
          />
        </div>
        {shown.map(field => (
          <HeaderCell
            key={field.name}
            field={field}
            orderBy={props.orderBy}
            onOrder={props.onOrder}
            width={widthOf(field)}
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
            style={{ gridTemplateColumns: template, position: 'static', height: rowHeight, minWidth: least }}
          >
            <div className={classes.check} />
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
                tabIndex={item.index === Math.max(0, at) ? 0 : -1}
                className={classes.row}
                data-current={row.id === current || undefined}
                data-selected={props.selected.has(row.id) || undefined}
                style={{
                  gridTemplateColumns: template,
                  height: rowHeight,
                  minWidth: least,
                  transform: `translateY(${item.start}px)`,
                }}
                onClick={() => props.onOpen(row.id)}
              >
                <div
                  role="gridcell"
                  className={classes.check}
                  onClick={event => event.stopPropagation()}
                  onKeyDown={event => event.key === ' ' && event.stopPropagation()}
                >
                  <Checkbox size="xs" aria-label="Select" checked={props.selected.has(row.id)} onChange={() => toggle(row.id)} />
                </div>
                {shown.map(field => {
                  const { Display, alignRight } = fieldUi(field)
                  const value = row[field.name]
                  return (
                    <div
                      key={field.name}
                      role="gridcell"
                      className={classes.cell}
                      data-title={field.name === entity.titleField || undefined}
                      data-right={alignRight || undefined}
                      title={typeof value === 'string' && value.length > 24 ? value : undefined}
                    >
                      {value === undefined ? null : (
                        <RecordPlace value={{ entity: entity.name, id: row.id }}>
                          <Display app={props.app} field={field} value={value} dense />
                        </RecordPlace>
                      )}
                    </div>
                  )
                })}
              </div>
            )
          })}
        </div>
      )}
    </div>
  )
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
