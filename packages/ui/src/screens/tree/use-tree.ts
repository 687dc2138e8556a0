/** What a tree has loaded: the top, what was opened, how many are beneath each, and what can be placed nowhere. */
import type { AggregateView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { groupsQuery, listQuery, pagesQuery } from '../../client/queries.ts'
import { isReference } from '../../fields/field-ui.ts'
import type { RecordsPage } from '../records/page.ts'
import type { Level, Tree } from './tree-nodes.ts'

/** As many ids as a filter has room for. */
export const idsInFilter = 90

export const oneOf = (name: string, ids: readonly string[]) => `record.${name} in [${ids.map(id => `"${id}"`).join(', ')}]`

interface Question {
  readonly parent: string
  readonly fields: string
  readonly orderBy: string
  /** False: it is asked nothing, because something else is shown. */
  readonly enabled: boolean
}

export interface LoadedTree extends Tree {
  readonly isPending: boolean
  readonly isFetching: boolean
  readonly error: unknown
  retry(): void
  open(id: string): void
  close(id: string): void
  /** @param id of the record beneath which there are more; undefined: at the top */
  more(id: string | undefined): void
}

export function useTree({ app, entity }: RecordsPage, { parent, fields, orderBy, enabled }: Question): LoadedTree {
  const cache = useQueryClient()
  /** How many pages of each are shown; '' is the top. */
  const [pages, setPages] = useState<ReadonlyMap<string, number>>(new Map([['', 1]]))
  const keys = [...pages.keys()]
  const questionOf = (id: string) => ({
    ...(id === '' ? { top: parent } : { filter: `record.${parent} == "${id}"` }),
    ...{ orderBy, fields },
  })
  const levels = useQueries({
    queries: keys.map(id => {
      const count = pages.get(id) ?? 1
      return {
        ...pagesQuery(app.name, entity.name, questionOf(id), count),
        enabled,
        // One page more is one page more: those before stay where they are meanwhile.
        placeholderData: () => cache.getQueryData(pagesQuery(app.name, entity.name, questionOf(id), count - 1).queryKey),
      }
    }),
  })
  const levelOf = (id: string): Level => {
    const level = levels[keys.indexOf(id)]
    return {
      rows: level?.data?.pages.flatMap(page => page.items) ?? [],
      isLoading: level === undefined || level.isPending || level.isPlaceholderData,
      ...(level?.isError && !level.data && { error: level.error }),
      hasMore: level?.data?.pages.at(-1)?.nextPageToken !== undefined,
    }
  }
  const top = levelOf('')
  // Of up to three records: a fourth costs the server seconds where there are thousands of records.
  const circle = [1, 2, 3].map(hops => `record${`.${parent}`.repeat(hops)} == record.id`).join(' || ')
  const circles = useQuery({
    ...pagesQuery(app.name, entity.name, { filter: `record.${parent} != null && (${circle})`, orderBy, fields }, 1),
    enabled: enabled && !top.isLoading,
  })
  const inCircles = circles.data?.pages.flatMap(page => page.items) ?? []
  // Level by level, so that what one of them loads asks nothing anew about the others.
  const parts = [...keys.map(id => levelOf(id).rows), inCircles].flatMap(rows =>
    Array.from({ length: Math.ceil(rows.length / idsInFilter) }, (_, part) =>
      rows.slice(part * idsInFilter, (part + 1) * idsInFilter).map(row => row.id),
    ),
  )
  const counts = useQueries({
    queries: parts.map(part => ({
      ...groupsQuery(app.name, entity.name, { groupBy: parent, measures: 'count', filter: oneOf(parent, part), limit: '1000' }),
      enabled,
      select: (data: AggregateView) => ({ part, groups: data.groups }),
    })),
  })
  const counted = counts.flatMap(({ data, isPlaceholderData }) => {
    if (!data || isPlaceholderData) return []
    const found = new Map(
      data.groups.flatMap(({ key, values }) => {
        const of = key[parent]
        return isReference(of) ? [[of.id, Number(values.count)] as const] : []
      }),
    )
    return data.part.map(id => [id, found.get(id) ?? 0] as const)
  })
  // What was counted before stands until it is counted anew: a branch does not close while one of its rows comes or goes.
  const known = useRef<ReadonlyMap<string, number>>(new Map())
  known.current = new Map([...known.current, ...counted])
  const children = new Map([...known.current].filter(([, count]) => count > 0))
  const topQuery = levels[keys.indexOf('')]
  return {
    parent,
    top,
    circles: inCircles,
    opened: new Map(keys.filter(Boolean).map(id => [id, levelOf(id)])),
    children,
    isPending: topQuery?.isPending === true,
    isFetching: [...levels, ...counts].some(each => each.isFetching),
    error: topQuery?.isError && !topQuery.data ? topQuery.error : undefined,
    retry: () => void Promise.all(levels.filter(each => each.isError).map(each => each.refetch())),
    open: id => setPages(before => (before.has(id) ? before : new Map(before).set(id, 1))),
    close: id => setPages(before => new Map([...before].filter(([key]) => key !== id))),
    more: id => setPages(before => new Map(before).set(id ?? '', (before.get(id ?? '') ?? 1) + 1)),
  }
}

/** What rows stand beneath, outermost first; null: something that is not visible to this person. By record id. */
export type Paths = ReadonlyMap<string, readonly (string | null)[]>

const deepest = 12

export function usePaths({ app, entity }: RecordsPage, parent: string, rows: readonly RecordRow[], enabled: boolean): Paths {
  const cache = useQueryClient()
  const wanted = [...new Set(rows.flatMap(row => (isReference(row[parent]) ? [row[parent].id] : [])))].sort()
  const known = useQuery({
    queryKey: [app.name, entity.name, 'list', 'above', parent, wanted],
    enabled: enabled && wanted.length > 0,
    queryFn: async () => {
      const found = new Map<string, RecordRow>()
      let next = wanted
      for (let depth = 0; depth < deepest && next.length > 0; depth += 1) {
        const above = new Set<string>()
        for (let from = 0; from < next.length; from += idsInFilter) {
          const question = { filter: oneOf('id', next.slice(from, from + idsInFilter)), fields: `${entity.titleField},${parent}` }
          const { pages } = await cache.fetchInfiniteQuery({ ...listQuery(app.name, entity.name, question), staleTime: 10_000 })
          for (const row of pages.flatMap(page => page.items)) {
            found.set(row.id, row)
            if (isReference(row[parent])) above.add(row[parent].id)
          }
        }
        next = [...above].filter(id => !found.has(id))
      }
      return found
    },
  })
  const pathOf = (row: RecordRow): (string | null)[] => {
    const path: (string | null)[] = []
    const seen = new Set([row.id])
    let at: RecordRow | undefined = row
    while (at && isReference(at[parent])) {
      const above: { readonly id: string; readonly title: string | null } = at[parent]
      if (seen.has(above.id)) break
      seen.add(above.id)
      path.unshift(above.title)
      at = known.data?.get(above.id)
    }
    return path
  }
  return new Map(rows.map(row => [row.id, pathOf(row)]))
}
