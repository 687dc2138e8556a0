/** The records that have a part in some days, page after page until they are complete. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { listQuery } from '../../client/queries.ts'
import type { RecordsPage } from '../records/page.ts'

/** More than anybody reads on one page; what is beyond it is said to be. */
export const most = 1_000

export interface Found {
  readonly rows: readonly RecordRow[]
  /** There are more, which are not shown. */
  readonly more: boolean
  readonly pending: boolean
  readonly error: unknown
  readonly retry: () => void
}

/** @param filter the page's own and that of the days */
export function useAll(page: RecordsPage, filter: string | undefined, orderBy: string, fields: readonly string[]): Found {
  const { app, entity, search, trash, shared } = page
  const list = useInfiniteQuery(
    listQuery(app.name, entity.name, {
      ...{ filter, orderBy, search: search.search, trash, shared },
      fields: [...new Set(fields)].join(','),
    }),
  )
  const pages = list.data?.pages
  const rows = useMemo(() => pages?.flatMap(part => part.items) ?? [], [pages])
  const wanted = list.hasNextPage && rows.length < most
  const { isFetching, isError, isFetchNextPageError, fetchNextPage } = list
  useEffect(() => {
    if (wanted && !isFetching && !isError) void fetchNextPage()
  }, [wanted, isFetching, isError, fetchNextPage])
  return {
    rows,
    more: list.hasNextPage && !wanted,
    pending: list.isPending,
    // What was there stays when it cannot be asked for anew; with a page too few it would say less than there is.
    error: isError && (!list.data || isFetchNextPageError) ? list.error : undefined,
    retry: () => void (isFetchNextPageError ? fetchNextPage() : list.refetch()),
  }
}
