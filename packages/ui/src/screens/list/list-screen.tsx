/** Records in rows and columns. */
import { IconDownload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { downloadFrom, exportAddress } from '../../client/exports.ts'
import { listQuery } from '../../client/queries.ts'
import { ActButton } from '../../kit/act.tsx'
import { Failure } from '../../kit/states.tsx'
import { RecordsFrame, useCount } from '../records/frame.tsx'
import { Nothing } from '../records/nothing.tsx'
import { type PageProps, useRecordsPage } from '../records/page.ts'
import { BulkBar } from './bulk-bar.tsx'
import { ColumnsMenu } from './columns-menu.tsx'
import { Grid, type GridHandle } from './grid.tsx'
import { useSelection } from './selection.ts'
import { useCellEditing } from './use-cell-editing.tsx'

export function ListScreen(props: PageProps<'list'>) {
  const { screen } = props
  const page = useRecordsPage(props)
  const { app, entity, search, change, trash, shared, filter, known } = page
  const count = useCount(page)
  const grid = useRef<GridHandle>(null)
  const orderBy = search.orderBy ?? screen.orderBy
  const chosenColumns = (search.columns ?? '').split(',').filter(name => known.some(field => field.name === name))
  const columns = chosenColumns.length > 0 ? [...new Set(chosenColumns)] : screen.columns
  const ofEntity = columns.filter(name => entity.fields.some(field => field.name === name))
  const question = {
    ...{ filter, orderBy, search: search.search, trash, shared },
    fields: [...new Set([...ofEntity, entity.titleField])].join(','),
  }
  const list = useInfiniteQuery(listQuery(app.name, entity.name, question))
  const rows = list.data?.pages.flatMap(part => part.items) ?? []
  const more = () => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()
  const selection = useSelection(rows, JSON.stringify([filter, search.search, trash, shared]))
  const editing = useCellEditing(app, entity)
  const inBulk = entity.can.includes('bulk')
  const { total, capped } = count
  return (
    <RecordsFrame
      page={page}
      count={count}
      order={rows.map(row => row.id)}
      move={by => grid.current?.move(by)}
      cursor={() => grid.current?.cursor()}
      onNeedMore={more}
      shown={rows.length}
      // What is still shown of the search before is not an answer to this one.
      similar={!list.isPlaceholderData && list.data?.pages[0]?.similar === true}
      keys={
        <>
          {inBulk && (
            <>
              <kbd>Space</kbd> choose{' '}
            </>
          )}
          <kbd>→</kbd> cells{' '}
        </>
      }
      tools={
        !trash && (
          <>
            <ColumnsMenu
              fields={known}
              columns={columns}
              usual={screen.columns}
              onChange={next => change({ columns: next?.join(',') }, true)}
            />
            {entity.can.includes('export') && (
              <ActButton
                size="compact-sm"
                variant="subtle"
                color="gray"
                leftSection={<IconDownload size={14} />}
                data-tool
                title={`Download ${total === undefined || capped ? 'these' : total.toLocaleString()} ${entity.labelPlural.toLowerCase()} as CSV; the audit notes it`}
                disabled={list.isSuccess && rows.length === 0}
                onClick={() =>
                  downloadFrom(exportAddress(app.name, entity.name, { filter, orderBy, search: search.search, shared }))
                }
              >
                Export
              </ActButton>
            )}
          </>
        )
      }
      bottom={
        inBulk && (
          <BulkBar
            app={app.name}
            entity={entity}
            selection={selection}
            question={question}
            total={capped ? undefined : total}
            loaded={rows.length}
            hasMore={list.hasNextPage}
            inTrash={trash !== undefined}
          />
        )
      }
    >
      {list.isError && !list.data ? (
        <Failure error={list.error} onRetry={() => list.refetch()} />
      ) : list.isSuccess && rows.length === 0 ? (
        <Nothing page={page} />
      ) : (
        <Grid
          app={app.name}
          entity={entity}
          storageKey={`columns ${app.name} ${screen.name}`}
          columns={columns}
          rows={rows}
          loading={list.isPending}
          refreshing={list.isFetching && !list.isPending}
          orderBy={orderBy}
          onOrder={next => change({ orderBy: next === screen.orderBy ? undefined : next })}
          current={search.record}
          onOpen={id => change({ record: id }, search.record !== undefined)}
          handle={grid}
          selection={inBulk ? selection : undefined}
          editing={page.viewing || trash ? undefined : editing}
          onNeedMore={more}
        />
      )}
      {editing.dialogs}
    </RecordsFrame>
  )
}
