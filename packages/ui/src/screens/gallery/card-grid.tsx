/** The cards of a gallery in as many columns as there is room for. */

import type { EntityView, FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { useMergedRef } from '@mantine/hooks'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import { inSentence } from '../../client/language.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { pictureAddress } from '../../fields/file.tsx'
import { Picture } from '../../fields/picture.tsx'
import { RecordPlace } from '../../fields/record-place.ts'
import { initials } from '../../fields/references.tsx'
import { fieldUi } from '../../fields/registry.ts'
import { keyAlong } from '../../kit/key-along.ts'
import { linesOnPaper, useOnPaper } from '../../kit/on-paper.ts'
import { useSize } from '../../kit/use-size.ts'
import { systemColumns } from '../records/system-columns.ts'
import { useOpenInSight } from '../records/use-open-in-sight.ts'
import classes from './gallery.module.css'

/** What a card is at least wide, what is between cards, and how high their parts are, in pixels; the style sheet has the same. */
const least = 216
const gap = 12
const edge = 16
const heights = { picture: 120, initials: 72, title: 42, number: 20, value: 20 } as const

export interface CardGridHandle {
  /** Moves the card that has the focus, in reading order; nothing is opened. */
  move(by: 1 | -1): void
  /** The id of the card that has the focus, or had it last. */
  cursor(): string | undefined
}

interface CardGridProps {
  readonly app: string
  readonly entity: EntityView
  /** The field that holds it; absent: this person is shown none. */
  readonly picture: string | undefined
  readonly fields: readonly string[]
  readonly number: string | undefined
  readonly rows: readonly RecordRow[]
  readonly loading: boolean
  readonly refreshing: boolean
  readonly current: string | undefined
  readonly onOpen: (id: string) => void
  readonly onNeedMore: () => void
  readonly handle: Ref<CardGridHandle>
}

export function CardGrid(props: CardGridProps) {
  const { entity, rows, current, onNeedMore } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [measured, size] = useSize('gallery')
  const ref = useMergedRef(scroller, measured)
  const columns = Math.max(1, Math.floor((size.width - 2 * edge + gap) / (least + gap)))
  const top = (props.picture ? heights.picture : heights.initials) + heights.title + (props.number ? heights.number : 0)
  const height = top + props.fields.length * heights.value
  const lines = Math.ceil(rows.length / columns)
  const isOnPaper = useOnPaper()
  const virtual = useVirtualizer({
    count: lines,
    getScrollElement: () => scroller.current,
    estimateSize: () => height + gap,
    overscan: 3,
    rangeExtractor: isOnPaper ? linesOnPaper : defaultRangeExtractor,
    paddingStart: gap,
    initialRect: size,
  })
  useEffect(() => {
    if (height) virtual.measure()
  }, [height, virtual])
  const items = virtual.getVirtualItems()
  const last = items[items.length - 1]?.index ?? 0
  useEffect(() => {
    if (!isOnPaper && lines > 0 && last > lines - 4) onNeedMore()
  }, [isOnPaper, last, lines, onNeedMore])
  const at = rows.findIndex(row => row.id === current)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(Math.floor(at / columns), { align: 'auto' })
  }, [at, columns, virtual])
  useOpenInSight(scroller, current, at >= 0)
  // One card can be reached by Tab: the open one, or where the arrows left off.
  const [left, setLeft] = useState<string>()
  const cursor = rows.findIndex(row => row.id === left)
  const stop = Math.max(0, at >= 0 ? at : cursor)
  const focusCard = (index: number) => {
    const row = rows[Math.min(Math.max(0, index), rows.length - 1)]
    if (!row) return
    setLeft(row.id)
    virtual.scrollToIndex(Math.floor(rows.indexOf(row) / columns))
    const focus = () => scroller.current?.querySelector<HTMLElement>(`[data-row="${row.id}"]`)?.focus()
    // At once where it is drawn, so that the next key meets it; else when it is.
    focus()
    requestAnimationFrame(focus)
  }
  const hasFocus = useRef(false)
  // More or fewer columns draw each card anew in another row: whoever stood on one stands on it still.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the columns change, not whenever something is focused
  useLayoutEffect(() => {
    if (hasFocus.current && !scroller.current?.contains(document.activeElement)) focusCard(cursor)
  }, [columns])
  useImperativeHandle(props.handle, () => ({
    move: by => focusCard(cursor < 0 ? Math.max(0, at) : cursor + by),
    cursor: () => left,
  }))
  const onKey = (event: KeyboardEvent) => {
    const card = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')
    // A link on a card is a matter of its own.
    if (!card || event.target !== card || event.altKey || event.ctrlKey || event.metaKey) return
    const index = rows.findIndex(row => row.id === card.dataset.row)
    const next = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1,
      // Beneath the last full line there may be nothing in this column; the end is nearer than staying.
      ArrowDown: Math.floor(index / columns) < lines - 1 ? Math.min(index + columns, rows.length - 1) : index,
      ArrowUp: index >= columns ? index - columns : index,
      Home: 0,
      End: rows.length - 1,
    }[keyAlong(event)]
    if (next !== undefined) focusCard(next)
    else if (event.key === 'Enter') props.onOpen(rows[index]!.id)
    else return
    event.preventDefault()
  }
  const style = { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, height }
  const lineOf = (index: number) => rows.slice(index * columns, (index + 1) * columns)
  return (
    <div
      ref={ref}
      className={classes.scroller}
      role="grid"
      aria-label={entity.labelPlural}
      aria-rowcount={lines}
      aria-colcount={columns}
      aria-busy={props.loading}
      onKeyDown={onKey}
    >
      {props.refreshing && <div className={classes.progress} />}
      {props.loading ? (
        Array.from({ length: 3 }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
          <div key={line} className={classes.line} style={{ ...style, position: 'static', margin: `${gap}px 16px 0` }}>
            {Array.from({ length: columns }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
              <div key={index} className={classes.card}>
                <Skeleton height={props.picture ? heights.picture : heights.initials} radius={0} />
                <Skeleton height={10} width="70%" m={12} />
              </div>
            ))}
          </div>
        ))
      ) : (
        <div role="presentation" className={classes.whole} style={{ height: virtual.getTotalSize() + gap, position: 'relative' }}>
          {items.map(item => (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 1}
              className={classes.line}
              style={{ ...style, transform: `translateY(${item.start}px)` }}
            >
              {lineOf(item.index).map((row, column) => {
                const index = item.index * columns + column
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is heard on the grid, for whichever card has the focus
                  <div
                    key={row.id}
                    role="gridcell"
                    aria-colindex={column + 1}
                    aria-selected={row.id === current}
                    data-row={row.id}
                    data-current={row.id === current || undefined}
                    tabIndex={index === stop ? 0 : -1}
                    className={classes.card}
                    onFocus={() => {
                      hasFocus.current = true
                      setLeft(row.id)
                    }}
                    onBlur={() => {
                      hasFocus.current = false
                    }}
                    onClick={() => props.onOpen(row.id)}
                  >
                    <Card {...props} row={row} />
                  </div>
                )
              })}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}

function Card({ app, entity, picture, fields, number, row }: CardGridProps & { readonly row: RecordRow }) {
  const { t } = useLingui()
  const value = row[entity.titleField]
  const words = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  const named = fieldOf(entity, entity.titleField)
  const title = named && inSentence(named.title)
  const address = picture && pictureAddress(app, { entity: entity.name, id: row.id }, picture, row[picture])
  const show = (field: FieldView | undefined) => {
    if (!field || row[field.name] === undefined) return null
    const { Display } = fieldUi(field)
    return (
      <RecordPlace value={{ entity: entity.name, id: row.id }}>
        <Display app={app} field={field} value={row[field.name]} dense />
      </RecordPlace>
    )
  }
  const none = (
    <div className={classes.none} data-low={picture === undefined || undefined} aria-hidden>
      {initials(words) || '–'}
    </div>
  )
  return (
    <>
      {address ? <Picture className={classes.picture} src={address} alt="" lazy instead={none} /> : none}
      <div className={classes.head}>
        {number && <div className={classes.number}>{show(fieldOf(entity, number))}</div>}
        <span className={classes.title} title={words} dir="auto">
          {words || <span className={classes.dim}>{title === undefined ? t`No title` : t`No ${title}`}</span>}
        </span>
      </div>
      {fields.map(name => {
        const field = fieldOf(entity, name) ?? systemColumns.find(each => each.name === name)
        return (
          <div key={name} className={classes.value}>
            <span className={classes.label}>{field?.title}</span>
            <span className={classes.words}>{show(field)}</span>
          </div>
        )
      })}
    </>
  )
}
