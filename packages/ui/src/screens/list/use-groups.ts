/**
 * A list in groups: one request says which there are, how many records each has and their figures; the records of a group come page by page, as they come in sight, from
 * the list with the group's condition.
 */
import type { RecordPage, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { groupsQuery, type ListQuestion, type PartOf, pageQuery, pageSize } from '../../client/queries.ts'
import { useKeptHere } from '../../kit/kept-here.ts'
import { groupCondition, inGroup } from '../records/groups.ts'
import { both, type RecordsPage } from '../records/page.ts'
import { inOrder, keyOfGroup, type ShownGrouping } from './groupings.ts'

export interface ListGroup {
  readonly key: string
  readonly value: WireValue | undefined
  readonly count: number
  /** Figures by the name of their measure. */
  readonly values: Readonly<Record<string, WireValue>>
  readonly isOpen: boolean
  readonly rows: readonly RecordRow[]
  /** How many rows are still waited for, as far as the next page has them. */
  readonly waiting: number
  readonly error?: unknown
}

export interface Groups {
  readonly groups: readonly ListGroup[]
  readonly isPending: boolean
  readonly isFetching: boolean
  readonly error: unknown
  /** As of a list: nothing has the words searched for, and these have similar ones. */
  readonly similar: boolean
  /** There are more groups than are told apart. */
  readonly truncated: boolean
  refetch(): void
  toggle(key: string): void
  openAll(): void
  closeAll(): void
  /** More of the rows of these groups are about to be in sight. */
  need(keys: readonly string[]): void
  /** Asks again for rows that did not come. */
  retry(key: string): void
}

const mostGroups = 500

/** @param question what the list is asked, without the group @param measures without `count` */
export function useGroups(
  page: RecordsPage,
  shown: ShownGrouping | undefined,
  question: ListQuestion,
  measures: readonly string[],
): Groups {
  const { app, entity } = page
  const cache = useQueryClient()
  const counted = useQuery({
    ...groupsQuery(app.name, entity.name, {
      groupBy: shown?.name,
      measures: ['count', ...measures].join(','),
      filter: question.filter,
      search: question.search,
      limit: String(mostGroups),
    }),
    enabled: shown !== undefined,
  })
  const about = JSON.stringify([shown?.name, question])
  const left = useKeptHere<State>(`${app.name} ${entity.name} groups`)
  const [state, setState] = useState<State>(() => left.before ?? { about, closed: new Set(), pages: new Map() })
  const now = state.about === about ? state : { about, closed: state.closed, pages: new Map<string, number>() }
  const kept = useRef({ about, rows: new Map<string, readonly RecordRow[]>() })
  if (kept.current.about !== about) kept.current = { about, rows: new Map() }

  const found =
    shown && counted.data
      ? inOrder(
          counted.data.groups.map(each => ({ ...each, value: each.key[shown.name] })),
          shown,
          question.orderBy ?? '',
        )
      : []
  const questionOf = (value: WireValue | undefined): ListQuestion => ({
    ...question,
    filter: shown && both(question.filter, groupCondition(entity, shown.grouping, value, app.timeZone).join(' && ')),
  })
  // The next page is known by the one before, so the chain grows by what is there already.
  const chains = found.map(({ value }) => {
    const key = keyOfGroup(value)
    const asked = questionOf(value)
    const part: PartOf | undefined = shown && { whole: question, has: inGroup(entity, shown.grouping, value, app.timeZone) }
    const queries: ReturnType<typeof pageQuery>[] = []
    if (now.closed.has(key)) return { key, queries }
    for (let token: string | undefined = ''; token !== undefined && queries.length < (now.pages.get(key) ?? 0); ) {
      const query: ReturnType<typeof pageQuery> = pageQuery(app.name, entity.name, asked, token, part)
      queries.push(query)
      token = cache.getQueryData<{ pages: RecordPage[] }>(query.queryKey)?.pages[0]?.nextPageToken
    }
    return { key, queries }
  })
  const answers = useQueries({ queries: chains.flatMap(({ queries }) => queries) })
  let at = 0
  const groups = found.map(({ value, values }, index): ListGroup => {
    const { key, queries } = chains[index]!
    const mine = answers.slice(at, at + queries.length)
    at += queries.length
    const pages = mine.flatMap(answer => answer.data?.pages ?? [])
    const rows = pages.flatMap(each => each.items)
    const before = kept.current.rows.get(key) ?? []
    const isWalking = mine.some(answer => answer.isPending)
    // While the pages are asked for anew after a change, what was there stays, or all beneath it would jump.
    const rest = isWalking && before.length > rows.length ? before : rows
    if (!isWalking) kept.current.rows.set(key, rows)
    const count = Number(values.count ?? 0)
    const last = pages[pages.length - 1]
    const hasMore = pages.length === 0 ? count > 0 : isWalking || last?.nextPageToken !== undefined
    const isOpen = !now.closed.has(key)
    const error = mine.find(answer => answer.isError && !answer.data)?.error
    return {
      ...{ key, value, count, values, isOpen },
      rows: isOpen ? rest : [],
      waiting: isOpen && hasMore && !error ? Math.max(1, Math.min(pageSize, count - rest.length)) : 0,
      ...(error ? { error } : {}),
    }
  })
  const change = (next: Partial<State>) => {
    setState({ ...now, ...next })
    left.keep({ ...now, ...next })
  }
  return {
    groups,
    isPending: counted.isPending,
    isFetching: counted.isFetching || answers.some(answer => answer.isFetching),
    error: counted.isError && !counted.data ? counted.error : undefined,
    similar: counted.data?.similar === true && !counted.isPlaceholderData,
    truncated: counted.data?.truncated === true,
    refetch: () => void counted.refetch(),
    toggle: key => {
      const closed = new Set(now.closed)
      if (!closed.delete(key)) closed.add(key)
      change({ closed })
    },
    openAll: () => change({ closed: new Set() }),
    closeAll: () => change({ closed: new Set(groups.map(group => group.key)) }),
    need: keys => {
      const pages = new Map(now.pages)
      for (const { key, queries } of chains) {
        // One page at a time: what was asked for last is still on its way.
        const isAnswered = queries.every(query => cache.getQueryData(query.queryKey) !== undefined)
        if (keys.includes(key) && isAnswered && queries.length === (now.pages.get(key) ?? 0)) pages.set(key, queries.length + 1)
      }
      if (pages.size !== now.pages.size || [...pages].some(([key, count]) => now.pages.get(key) !== count)) change({ pages })
    },
    retry: key => {
      for (const { queryKey } of chains.find(each => each.key === key)?.queries ?? [])
        if (cache.getQueryState(queryKey)?.status === 'error') void cache.refetchQueries({ queryKey, exact: true })
    },
  }
}

interface State {
  /** The question it is of. */
  readonly about: string
  readonly closed: ReadonlySet<string>
  /** How many pages of each group were asked for. */
  readonly pages: ReadonlyMap<string, number>
}
