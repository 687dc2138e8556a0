/** One column of a board: its heading with how many there are, its cards, and more of them as one scrolls. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Loader, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type PointerEvent, startTransition, useEffect, useRef, useState } from 'react'
import { countText } from '../../client/language.ts'
import { listQuery } from '../../client/queries.ts'
import { Dot } from '../../fields/choice.tsx'
import { fieldOf } from '../../fields/field-ui.ts'
import { mostOnPaper, useOnPaper } from '../../kit/on-paper.ts'
import { Failure } from '../../kit/states.tsx'
import { both, type RecordsPage } from '../records/page.ts'
import classes from './board.module.css'
import { BoardCard, type CardMove, numbersOf } from './board-card.tsx'
import type { Moving } from './board-screen.tsx'
import type { Column, Move } from './moves.ts'

interface ColumnProps {
  readonly page: RecordsPage
  readonly column: Column
  /** From the left, as it is written. */
  readonly place: number
  readonly by: string
  readonly card: readonly string[]
  readonly orderBy: string
  readonly count: number | undefined
  readonly moving: readonly Moving[]
  /** While something is dragged: whether it may come here. */
  readonly target: Move | 'home' | 'unknown' | undefined
  readonly stop: string | undefined
  readonly onLeave: (id: string) => void
  readonly onRows: (column: string | null, rows: readonly RecordRow[]) => void
  readonly onOpen: (id: string) => void
  /** The card that is pulled. */
  readonly dragged: string | undefined
  /** It is over this column. */
  readonly isOver: boolean
  /** Absent: this person moves none here. */
  readonly onPress: ((down: PointerEvent<HTMLElement>, row: RecordRow) => void) | undefined
  /** A click that ended a pull. */
  readonly pulled: () => boolean
  /** The card whose menu is open. */
  readonly menu: string | undefined
  readonly onMenu: (id: string | undefined) => void
  readonly movesOf: (row: RecordRow) => Promise<readonly CardMove[]>
  readonly onMove: (row: RecordRow, to: Column) => void
}

/** Cards a column draws before somebody scrolls to more of them: beyond what the highest window shows. */
const atOnce = 12
/** As wide as a column is, in pixels, with the space beside it. */
const columnWidth = 292

export function BoardColumn(props: ColumnProps) {
  const { t } = useLingui()
  const { page, column, by, orderBy, moving, target, onRows } = props
  const { app, entity, search, trash, shared } = page
  const mine = column.name === null ? `record.${by} == null` : `record.${by} == ${JSON.stringify(column.name)}`
  const fields = [entity.titleField, by, ...props.card.filter(name => fieldOf(entity, name)), ...numbersOf(entity)]
  const whole = { filter: page.filter, orderBy, search: search.search, trash, shared, fields: [...new Set(fields)].join(',') }
  const list = useInfiniteQuery(
    listQuery(
      app.name,
      entity.name,
      { ...whole, filter: both(page.filter, mine) },
      {
        whole,
        has: ({ [by]: value }) => (typeof value === 'object' && value !== null ? undefined : (value ?? null) === column.name),
      },
    ),
  )
  const loaded = list.data?.pages
  const rows = useMemoRows(loaded)
  useEffect(() => onRows(column.name, rows), [onRows, column.name, rows])
  const isMoving = (id: string) => moving.some(({ row }) => row.id === id)
  const shown = rows.filter(row => !isMoving(row.id) && (row[by] ?? null) === column.name)
  const cards = [...moving.flatMap(({ row, to }) => (to === column.name ? row : [])), ...shown]
  const end = useRef<HTMLDivElement>(null)
  // Columns beyond the window's edge have their cards when those in sight stand.
  const [drawn, setDrawn] = useState(() => (props.place * columnWidth < window.innerWidth ? atOnce : 0))
  // Tab has a card to come to, however far down the open one is.
  const isOnPaper = useOnPaper()
  const reach = Math.max(isOnPaper ? mostOnPaper : drawn, cards.findIndex(({ id }) => id === props.stop) + 1)
  const isAll = cards.length <= reach
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  useEffect(() => {
    const last = end.current
    if (!last || isOnPaper || (isAll && !hasNextPage)) return
    const seen = new IntersectionObserver(
      entries => {
        if (!entries.some(entry => entry.isIntersecting)) return
        if (!isAll) startTransition(() => setDrawn(reach + atOnce))
        else if (!isFetchingNextPage) void fetchNextPage()
      },
      // Before the end is reached, so that nobody waits at it.
      { root: last.parentElement, rootMargin: '0px 0px 300px' },
    )
    seen.observe(last)
    return () => seen.disconnect()
  }, [isOnPaper, isAll, reach, hasNextPage, isFetchingNextPage, fetchNextPage])
  const refused = typeof target === 'object' && target.kind === 'not' ? target.reason : undefined
  const welcomes = typeof target === 'object' && target.kind !== 'not'
  // Not zero while it is asked for: unknown.
  const count = props.count ?? (loaded ? rows.length : undefined)
  const counted = count === undefined ? '' : countText(count)
  const shownCount = countText(rows.length)
  return (
    <section
      className={classes.column}
      data-column={column.name ?? ''}
      data-refuses={refused !== undefined || undefined}
      data-welcomes={welcomes || undefined}
      data-over={(welcomes && props.isOver) || undefined}
      aria-label={counted ? `${column.title}, ${counted}` : column.title}
    >
      <header className={classes.head}>
        {column.color && <Dot color={column.color} />}
        <h2 dir="auto">{column.title}</h2>
        <span className={`${classes.count} tabular`}>{counted}</span>
      </header>
      {refused && <p className={classes.reason}>{refused}</p>}
      <div className={classes.cards}>
        {list.isError && !list.data ? (
          <Failure error={list.error} onRetry={() => list.refetch()} />
        ) : list.isPending ? (
          Array.from({ length: 3 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
            <div key={index} className={classes.card}>
              <Skeleton height={10} width="80%" mb={8} />
              <Skeleton height={10} width="50%" />
            </div>
          ))
        ) : (
          cards
            .slice(0, reach)
            .map(row => (
              <BoardCard
                key={row.id}
                app={app.name}
                entity={entity}
                row={row}
                card={props.card}
                isCurrent={row.id === search.record}
                isStop={row.id === props.stop}
                isMoving={isMoving(row.id)}
                isDragged={row.id === props.dragged}
                isOpen={row.id === props.menu}
                onLeave={props.onLeave}
                onOpen={props.onOpen}
                onPress={props.onPress}
                onPulled={props.pulled}
                onMenu={props.onMenu}
                onMoves={props.movesOf}
                onMove={props.onMove}
              />
            ))
        )}
        <div ref={end} className={classes.end}>
          {isOnPaper
            ? hasNextPage && <span className={classes.count}>{t`The first ${shownCount} of ${counted}`}</span>
            : isFetchingNextPage && <Loader size="xs" />}
        </div>
      </div>
    </section>
  )
}

/** The same list while the pages are the same. */
function useMemoRows(pages: readonly { readonly items: readonly RecordRow[] }[] | undefined): readonly RecordRow[] {
  const kept = useRef<{ pages: typeof pages; rows: readonly RecordRow[] }>({ pages: undefined, rows: [] })
  if (kept.current.pages !== pages) kept.current = { pages, rows: pages?.flatMap(page => page.items) ?? [] }
  return kept.current.rows
}
