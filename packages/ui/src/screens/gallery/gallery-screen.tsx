/** Cards with a picture in a grid: only those in sight exist, and the arrows go in both directions. */
import { Trans } from '@lingui/react/macro'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { listQuery } from '../../client/queries.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { RecordsFrame, useCount } from '../records/frame.tsx'
import { Nothing } from '../records/nothing.tsx'
import { type PageProps, useRecordsPage } from '../records/page.ts'
import { Unanswered } from '../records/unanswered.tsx'
import { CardGrid, type CardGridHandle } from './card-grid.tsx'

export default function GalleryScreen(props: PageProps<'gallery'>) {
  const { screen } = props
  const page = useRecordsPage(props)
  const { app, entity, search, change, trash, shared, filter } = page
  const count = useCount(page)
  const grid = useRef<CardGridHandle>(null)
  const number = entity.fields.find(field => field.type === 'auto_number')?.name
  const named = [entity.titleField, ...screen.card, number, screen.picture]
  const list = useInfiniteQuery(
    listQuery(app.name, entity.name, {
      ...{ filter, orderBy: search.orderBy ?? screen.orderBy, search: search.search, trash, shared },
      fields: [...new Set(named.filter(name => name !== undefined && fieldOf(entity, name)))].join(','),
    }),
  )
  const rows = list.data?.pages.flatMap(part => part.items) ?? []
  const more = () => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()
  return (
    <RecordsFrame
      page={page}
      count={count}
      order={rows.map(row => row.id)}
      move={by => grid.current?.move(by)}
      cursor={() => grid.current?.cursor()}
      onNeedMore={more}
      shown={rows.length}
      similar={!list.isPlaceholderData && list.data?.pages[0]?.similar === true}
      keys={
        <>
          <Trans>
            <kbd>←</kbd> <kbd>↑</kbd> <kbd>↓</kbd> <kbd>→</kbd> between cards
          </Trans>{' '}
        </>
      }
    >
      {list.isError && !list.data ? (
        <Unanswered page={page} error={list.error} onRetry={() => list.refetch()} />
      ) : list.isSuccess && rows.length === 0 ? (
        <Nothing page={page} />
      ) : (
        <CardGrid
          app={app.name}
          entity={entity}
          picture={screen.picture}
          fields={screen.card.filter(name => name !== entity.titleField && name !== number)}
          number={number}
          rows={rows}
          loading={list.isPending}
          refreshing={list.isFetching && !list.isPending}
          current={search.record}
          onOpen={id => change({ record: id }, search.record !== undefined)}
          onNeedMore={more}
          handle={grid}
        />
      )}
    </RecordsFrame>
  )
}
