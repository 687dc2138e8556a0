/** Cards in columns, one for each state or option. A card that is pulled, by mouse or finger, takes the step that leads there; every move is in the card's menu as well. */

import type { RecordRow, TransitionView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Stack } from '@mantine/core'
import { useMergedRef } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { changedInLists } from '../../client/changed-lists.ts'
import { groupsQuery, recordQuery } from '../../client/queries.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { keyAlong } from '../../kit/key-along.ts'
import { useSize } from '../../kit/use-size.ts'
import { refusedNotice } from '../record/refused-notice.tsx'
import { useSteps } from '../record/steps.tsx'
import { useChange } from '../record/use-change.tsx'
import { RecordsFrame, useCount } from '../records/frame.tsx'
import { focusSoon } from '../records/keys.ts'
import { Nothing } from '../records/nothing.tsx'
import { type PageProps, useRecordsPage } from '../records/page.ts'
import { Unanswered } from '../records/unanswered.tsx'
import { titleOf } from '../time/looks.tsx'
import classes from './board.module.css'
import { BoardColumn } from './board-column.tsx'
import { type Column, columnsOf, type Move, moveTo } from './moves.ts'
import { useCardPull } from './use-card-pull.tsx'

/** A card on its way: already shown where it goes, until it is there or refused. */
export interface Moving {
  readonly row: RecordRow
  readonly to: string | null
}

interface Choosing {
  readonly steps: readonly TransitionView[]
  readonly to: Column
  readonly choose: (step: TransitionView | undefined) => void
}

export default function BoardScreen(props: PageProps<'board'>) {
  const { t } = useLingui()
  const { screen } = props
  const page = useRecordsPage(props)
  const { app, entity, search, change, filter, trash, shared, viewing } = page
  const count = useCount(page)
  const cache = useQueryClient()
  const steps = useSteps(app.name, entity)
  const { save, dialog } = useChange(app.name, entity.name)
  const [moving, setMoving] = useState<readonly Moving[]>([])
  const [choosing, setChoosing] = useState<Choosing | undefined>()
  /** What is dragged, and where it may go as far as that is known. */
  const [dragged, setDragged] = useState<
    { readonly row: RecordRow; readonly moves: ReadonlyMap<string | null, Move> } | undefined
  >()
  const [rows, setRows] = useState<ReadonlyMap<string | null, readonly RecordRow[]>>(new Map())
  const board = useRef<HTMLDivElement>(null)
  const [measured, { width }] = useSize('board')
  const all = columnsOf(entity, screen.by)
  const groups = useQuery(
    groupsQuery(app.name, entity.name, { groupBy: screen.by, measures: 'count', filter, search: search.search }),
  )
  // The trash and what was shared are not counted by group; there the columns say what they have loaded.
  const counts = trash || shared ? undefined : groups.data
  const countOf = (column: Column) =>
    counts && Number(counts.groups.find(({ key }) => (key[screen.by] ?? null) === column.name)?.values.count ?? 0)
  const columns = all.filter(
    column => column.name !== null || (countOf(column) ?? 1) > 0 || (dragged !== undefined && moves(dragged, column)),
  )
  const told = useCallback(
    (column: string | null, loaded: readonly RecordRow[]) =>
      setRows(before => (before.get(column) === loaded ? before : new Map(before).set(column, loaded))),
    [],
  )
  const [menu, setMenu] = useState<string | undefined>()
  const [left, setLeft] = useState<string | undefined>()
  const order = columns.flatMap(column => (rows.get(column.name) ?? []).map(row => row.id))
  const isOpenHere = search.record !== undefined && order.includes(search.record)
  useEffect(() => {
    if (!isOpenHere) return
    const card = board.current?.querySelector<HTMLElement>(`[data-row="${search.record}"]`)
    const stood = document.activeElement
    // Who stood at a card goes along, as in a list: Enter would mean one that is open no longer.
    if (stood?.matches('[data-row]') && board.current?.contains(stood)) card?.focus({ preventScroll: true })
    card?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [search.record, isOpenHere])
  // The record beside it takes room from the columns: its card is not to be what goes out of sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there is more or less room
  useEffect(() => {
    if (isOpenHere)
      board.current?.querySelector(`[data-row="${search.record}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [width])

  const ask = (candidates: readonly TransitionView[], to: Column) =>
    candidates.length === 1
      ? Promise.resolve(candidates[0])
      : new Promise<TransitionView | undefined>(choose => setChoosing({ steps: candidates, to, choose }))

  const move = async (row: RecordRow, to: Column) => {
    if (viewing || (row[screen.by] ?? null) === to.name) return
    const now: Moving = { row, to: to.name }
    // The next one may be moved before this one is there.
    setMoving(before => [...before.filter(each => each.row.id !== row.id), now])
    try {
      const view = await cache.fetchQuery({ ...recordQuery(app.name, entity.name, row.id), staleTime: 2_000 })
      const found = moveTo(entity, screen.by, view, to)
      if (found.kind === 'not') {
        notifications.show({ color: 'red', title: t`It stays where it is`, message: found.reason })
      } else if (found.kind === 'change') {
        await save(view, fieldOf(entity, screen.by)!, to.name)
      } else {
        const step = await ask(found.steps, to)
        setChoosing(undefined)
        if (step) await steps.start(view, step)
      }
    } catch (error) {
      refusedNotice(app.name, t`It stays where it is`, error)
    } finally {
      setMoving(before => before.filter(each => each !== now))
      await changedInLists(cache, app.name, entity.name, [row.id])
    }
  }

  const drag = async (row: RecordRow) => {
    setDragged({ row, moves: new Map() })
    const view = await cache
      .fetchQuery({ ...recordQuery(app.name, entity.name, row.id), staleTime: 2_000 })
      .catch(() => undefined)
    if (!view) return
    const known = new Map(all.map(column => [column.name, moveTo(entity, screen.by, view, column)]))
    setDragged(before => (before?.row.id === row.id ? { row, moves: known } : before))
  }

  const pull = useCardPull({
    board,
    onStart: row => void drag(row),
    onEnd: (row, at) => {
      setDragged(undefined)
      const column = at === undefined ? undefined : columns[at]
      // The column has said why not.
      if (column && dragged?.moves.get(column.name)?.kind !== 'not') void move(row, column)
    },
  })
  const whole = useMergedRef(board, pull.around, measured)

  const onKey = (event: KeyboardEvent) => {
    const card = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')
    if (!card || event.target !== card || event.altKey || event.ctrlKey || event.metaKey) return
    const at = [...(board.current?.querySelectorAll<HTMLElement>('[data-column]') ?? [])]
    const mine = at.findIndex(column => column.contains(card))
    const cards = (column: HTMLElement | undefined) => [...(column?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
    const index = cards(at[mine]).indexOf(card)
    const beside = (by: 1 | -1) => {
      for (let next = mine + by; next >= 0 && next < at.length; next += by) {
        const there = cards(at[next])
        if (there.length > 0) return there[Math.min(index, there.length - 1)]
      }
      return undefined
    }
    const target = {
      ArrowDown: () => cards(at[mine])[index + 1],
      ArrowUp: () => cards(at[mine])[index - 1],
      ArrowRight: () => beside(1),
      ArrowLeft: () => beside(-1),
    }[keyAlong(event)]
    if (target) goTo(target())
    else if (event.key === 'Enter') change({ record: card.dataset.row })
    else if (event.key === 'm') setMenu(card.dataset.row)
    else return
    event.preventDefault()
  }

  /** Where the card went, unless the person is at something else by then. */
  const standAt = (id: string) => {
    if (document.querySelector('[role="menu"], [role="dialog"]')) return
    const find = () => board.current?.querySelector<HTMLElement>(`[data-row="${id}"]`) ?? undefined
    focusSoon(() => {
      goTo(find())
      return find() ?? null
    })
  }
  const focusBy = (by: 1 | -1) => {
    const cards = [...(board.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
    const at = cards.indexOf(document.activeElement as HTMLElement)
    goTo(cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + by))])
  }
  const cursor = () => (document.activeElement as HTMLElement | null)?.closest<HTMLElement>('[data-row]')?.dataset.row

  const labels = entity.labelPlural
  const state = choosing?.to.title
  return (
    <RecordsFrame
      page={page}
      count={count}
      order={order}
      move={focusBy}
      cursor={cursor}
      shown={order.length}
      keys={
        !viewing && (
          <>
            <Trans>
              <kbd>M</kbd> move to
            </Trans>{' '}
          </>
        )
      }
    >
      {groups.isError && !groups.data ? (
        <Unanswered page={page} error={groups.error} onRetry={() => groups.refetch()} />
      ) : count.total === 0 ? (
        <Nothing page={page} />
      ) : (
        <div
          ref={whole}
          role="group"
          aria-label={t`${labels} in columns`}
          className={classes.board}
          data-dragging={dragged !== undefined || undefined}
          onKeyDown={onKey}
        >
          {columns.map((column, place) => (
            <BoardColumn
              key={column.name ?? ''}
              page={page}
              column={column}
              place={place}
              by={screen.by}
              card={screen.card}
              orderBy={search.orderBy ?? screen.orderBy}
              count={countOf(column)}
              moving={moving}
              target={
                dragged
                  ? dragged.row[screen.by] === column.name
                    ? 'home'
                    : (dragged.moves.get(column.name) ?? 'unknown')
                  : undefined
              }
              // One card can be reached by Tab: the open one, or where the arrows left off.
              stop={[search.record, left].find(id => id !== undefined && order.includes(id)) ?? order[0]}
              onLeave={setLeft}
              onRows={told}
              onOpen={id => change({ record: id }, search.record !== undefined)}
              dragged={dragged?.row.id}
              isOver={dragged !== undefined && pull.over === place}
              onPress={viewing || search.trash ? undefined : pull.press}
              pulled={pull.pulled}
              menu={menu}
              onMenu={setMenu}
              movesOf={async row => {
                const view = await cache.fetchQuery({ ...recordQuery(app.name, entity.name, row.id), staleTime: 2_000 })
                return all
                  .filter(to => to.name !== (row[screen.by] ?? null))
                  .map(to => ({ to, move: moveTo(entity, screen.by, view, to) }))
                  .filter(({ to, move }) => to.name !== null || move.kind !== 'not')
              }}
              onMove={(row, to) => void move(row, to).then(() => standAt(row.id))}
            />
          ))}
        </div>
      )}
      {dragged && pull.ghost(titleOf(entity, dragged.row))}
      {choosing && (
        <Modal
          opened
          onClose={() => choosing.choose(undefined)}
          title={t`Which step leads to “${state}”?`}
          size="sm"
          closeButtonProps={{ 'aria-label': t`Close` }}
        >
          <Stack gap="xs">
            {choosing.steps.map(step => (
              <Button key={step.name} variant="default" onClick={() => choosing.choose(step)}>
                {step.title}
              </Button>
            ))}
          </Stack>
        </Modal>
      )}
      {steps.dialog}
      {dialog}
    </RecordsFrame>
  )
}

/** Whole in sight: a browser leaves what it focuses where it is as soon as some of it is seen. */
function goTo(card: HTMLElement | undefined) {
  card?.focus({ preventScroll: true })
  card?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

const moves = (dragged: { readonly moves: ReadonlyMap<string | null, Move> }, column: Column) =>
  dragged.moves.get(column.name)?.kind !== undefined && dragged.moves.get(column.name)?.kind !== 'not'
