/** One column of a board: its heading with how many there are, its cards, and more of them as one scrolls. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Loader, Menu, Skeleton, Text } from '@mantine/core'
import { IconArrowsMove } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { countText } from '../../client/language.ts'
import { listQuery } from '../../client/queries.ts'
import { Dot } from '../../fields/choice.tsx'
import { fieldOf } from '../../fields/field-ui.ts'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import { ActItem } from '../../kit/act.tsx'
import { cannotHover } from '../../kit/pointer.ts'
import { Failure } from '../../kit/states.tsx'
import { both, type RecordsPage } from '../records/page.ts'
import { systemColumns } from '../records/system-columns.ts'
import { titleOf } from '../time/looks.tsx'
import classes from './board.module.css'
import type { Moving } from './board-screen.tsx'
import type { Column, Move } from './moves.ts'

interface ColumnProps {
  readonly page: RecordsPage
  readonly column: Column
  readonly by: string
  readonly card: readonly string[]
  readonly orderBy: string
  readonly count: number | undefined
  readonly moving: Moving | undefined
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
  readonly movesOf: (row: RecordRow) => Promise<readonly { readonly to: Column; readonly move: Move }[]>
  readonly onMove: (row: RecordRow, to: Column) => void
}

/** Cards a column draws before somebody scrolls to more of them: beyond what the highest window shows. */
const atOnce = 12

export function BoardColumn(props: ColumnProps) {
  const { page, column, by, orderBy, moving, target, onRows } = props
  const { app, entity, search, trash, shared } = page
  const mine = column.name === null ? `record.${by} == null` : `record.${by} == ${JSON.stringify(column.name)}`
  const fields = [entity.titleField, by, ...props.card.filter(name => fieldOf(entity, name)), ...numberOf(page)]
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
  const shown = rows.filter(row => row.id !== moving?.row.id && (row[by] ?? null) === column.name)
  const cards = moving?.to === column.name ? [moving.row, ...shown] : shown
  const end = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState(atOnce)
  const isAll = cards.length <= drawn
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  useEffect(() => {
    const last = end.current
    if (!last || (isAll && !hasNextPage)) return
    const seen = new IntersectionObserver(
      entries => {
        if (!entries.some(entry => entry.isIntersecting)) return
        if (!isAll) setDrawn(drawn + atOnce)
        else if (!isFetchingNextPage) void fetchNextPage()
      },
      // Before the end is reached, so that nobody waits at it.
      { root: last.parentElement, rootMargin: '0px 0px 600px' },
    )
    seen.observe(last)
    return () => seen.disconnect()
  }, [isAll, drawn, hasNextPage, isFetchingNextPage, fetchNextPage])
  const refused = typeof target === 'object' && target.kind === 'not' ? target.reason : undefined
  const welcomes = typeof target === 'object' && target.kind !== 'not'
  const count = props.count ?? rows.length
  return (
    <section
      className={classes.column}
      data-column={column.name ?? ''}
      data-refuses={refused !== undefined || undefined}
      data-welcomes={welcomes || undefined}
      data-over={(welcomes && props.isOver) || undefined}
      aria-label={`${column.title}, ${countText(count)}`}
    >
      <header className={classes.head}>
        {column.color && <Dot color={column.color} />}
        <h2>{column.title}</h2>
        <span className={`${classes.count} tabular`}>{countText(count)}</span>
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
          cards.slice(0, drawn).map(row => <Card key={row.id} {...props} row={row} isMoving={row.id === moving?.row.id} />)
        )}
        <div ref={end} className={classes.end}>
          {isFetchingNextPage && <Loader size="xs" />}
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

function numberOf({ entity }: RecordsPage): string[] {
  return entity.fields.filter(field => field.type === 'auto_number').map(field => field.name)
}

function Card(props: ColumnProps & { readonly row: RecordRow; readonly isMoving: boolean }) {
  const { t } = useLingui()
  const { page, row, card } = props
  const { app, entity, search } = page
  const [moves, setMoves] = useState<Awaited<ReturnType<ColumnProps['movesOf']>> | undefined>()
  const isOpen = props.menu === row.id
  const asked = useRef(props.movesOf)
  asked.current = props.movesOf
  useEffect(() => {
    if (!isOpen) return
    let isWanted = true
    const tell = (found: typeof moves) => isWanted && setMoves(found)
    void asked.current(row).then(tell, () => tell([]))
    return () => {
      isWanted = false
      setMoves(undefined)
    }
  }, [isOpen, row])
  // A menu for each card takes longer to make than the cards; who cannot point at a card first has them all.
  const [isMet, setMet] = useState(cannotHover)
  const meet = () => setMet(true)
  const number = numberOf(page)[0]
  const show = (name: string) => {
    const field = fieldOf(entity, name) ?? systemColumns.find(each => each.name === name)
    if (!field || row[name] === undefined || row[name] === null) return null
    const { Display } = fieldUi(field)
    return (
      <span key={name} className={classes.value} title={field.title}>
        <RecordPlace value={{ entity: entity.name, id: row.id }}>
          <Display app={app.name} field={field} value={row[name]} dense />
        </RecordPlace>
      </span>
    )
  }
  const title = titleOf(entity, row)
  const button = (
    <button
      type="button"
      className={classes.moves}
      tabIndex={-1}
      aria-label={t`Move ${title}`}
      onClick={event => event.stopPropagation()}
    >
      <IconArrowsMove size={14} />
    </button>
  )
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is heard on the board, for whichever card has the focus
    <div
      role="group"
      aria-label={title}
      tabIndex={row.id === props.stop ? 0 : -1}
      onPointerEnter={meet}
      onFocus={() => {
        meet()
        props.onLeave(row.id)
      }}
      className={classes.card}
      data-row={row.id}
      data-current={row.id === search.record || undefined}
      data-moving={props.isMoving || undefined}
      data-dragged={row.id === props.dragged || undefined}
      onPointerDown={event => props.onPress?.(event, row)}
      // A link or picture in it is not pulled by itself.
      onDragStart={event => event.preventDefault()}
      onClick={() => {
        if (!props.pulled()) props.onOpen(row.id)
      }}
    >
      <div className={classes.first}>
        {number && <span className={classes.number}>{show(number)}</span>}
        {isMet || isOpen ? (
          <Menu
            position="bottom-end"
            withinPortal
            width={260}
            opened={isOpen}
            // Not by keys outside: the `M` that opens it is one, and would close it again.
            clickOutsideEvents={['mousedown', 'touchstart']}
            onChange={open => props.onMenu(open ? row.id : undefined)}
          >
            <Menu.Target>{button}</Menu.Target>
            <Menu.Dropdown onClick={event => event.stopPropagation()}>
              {moves === undefined ? (
                <Menu.Label>
                  <Loader size="xs" />
                </Menu.Label>
              ) : (
                moves.map(({ to, move }) => (
                  <ActItem
                    key={to.name ?? ''}
                    // Not disabled: the keys reach it, and why it does nothing is read.
                    aria-disabled={move.kind === 'not' || undefined}
                    closeMenuOnClick={move.kind !== 'not'}
                    leftSection={<Dot color={to.color} />}
                    onClick={() => move.kind !== 'not' && props.onMove(row, to)}
                  >
                    <span className={move.kind === 'not' ? classes.not : undefined}>{to.title}</span>
                    {move.kind === 'not' && (
                      <Text size="xs" c="dimmed">
                        {move.reason}
                      </Text>
                    )}
                  </ActItem>
                ))
              )}
            </Menu.Dropdown>
          </Menu>
        ) : (
          button
        )}
      </div>
      <div className={classes.title}>{title}</div>
      {card.length > 0 && (
        <div className={classes.values}>{card.filter(name => name !== entity.titleField && name !== number).map(show)}</div>
      )}
    </div>
  )
}
