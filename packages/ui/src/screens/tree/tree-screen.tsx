/** Records beneath the records they belong to. What is searched or filtered is shown as a list that says where each stands. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { countText, say } from '../../client/language.ts'
import { onPage } from '../../client/on-page.ts'
import { listQuery } from '../../client/queries.ts'
import { fieldOf, isReference } from '../../fields/field-ui.ts'
import { type Count, RecordsFrame, useCount } from '../records/frame.tsx'
import { focusSoon } from '../records/keys.ts'
import { Nothing } from '../records/nothing.tsx'
import { type PageProps, useRecordsPage } from '../records/page.ts'
import { systemColumns } from '../records/system-columns.ts'
import { Unanswered } from '../records/unanswered.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { type Dragging, TreeGrid, type TreeGridHandle } from './tree-grid.tsx'
import { lineage, nodesOf, type RowNode } from './tree-nodes.ts'
import { titleOf } from './tree-row.tsx'
import { useReparent } from './use-reparent.tsx'
import { usePaths, useTree } from './use-tree.ts'

export default function TreeScreen(props: PageProps<'tree'>) {
  const { t } = useLingui()
  const { screen } = props
  const page = useRecordsPage(props)
  const { app, entity, search, change, trash, shared, filter, viewing } = page
  const count = useCount(page)
  const grid = useRef<TreeGridHandle>(null)
  const parent = fieldOf(entity, screen.parent)!
  const number = entity.fields.find(field => field.type === 'auto_number')
  const columns = screen.columns
    .filter(name => name !== entity.titleField && name !== number?.name)
    .flatMap(name => fieldOf(entity, name) ?? systemColumns.find(field => field.name === name) ?? [])
  const ofEntity = [entity.titleField, screen.parent, number?.name, ...columns.map(field => field.name)]
  const fields = [...new Set(ofEntity.filter(name => name !== undefined && fieldOf(entity, name)))].join(',')
  const orderBy = search.orderBy ?? screen.orderBy
  const isFlat = page.filtered || trash !== undefined || shared !== undefined
  const list = useInfiniteQuery({
    ...listQuery(app.name, entity.name, { filter, orderBy, search: search.search, trash, shared, fields }),
    enabled: isFlat,
  })
  const tree = useTree(page, { parent: screen.parent, fields, orderBy, enabled: !isFlat })
  const found = isFlat ? (list.data?.pages.flatMap(part => part.items) ?? []) : []
  const paths = usePaths(page, screen.parent, found, isFlat)
  const nodes = isFlat ? found.map(asNode) : nodesOf(tree)
  const ids = nodes.flatMap(node => (node.kind === 'row' ? [node.row.id] : []))

  const reparent = useReparent(app.name, entity, parent)
  const [moving, setMoving] = useState<RecordRow>()
  const [dragging, setDragging] = useState<Dragging>()
  const mayMove = !viewing && !trash && parent.updatable
  const drag = (node: RowNode | undefined) => {
    setDragging(node && { node })
    if (!node) return
    void reparent.viewOf(node.row.id).then(view => {
      const refused = reparent.refusal(view)
      if (refused) setDragging(before => (before?.node === node ? { node, refused } : before))
    }, ignore)
  }
  const drop = (target: RowNode | undefined) => {
    const dragged = dragging?.node.row
    setDragging(undefined)
    if (!dragged) return
    void reparent.move(dragged.id, target && { id: target.row.id, title: titleOf(entity, target.row) })
    // What was put beneath a row is seen there.
    if (target) tree.open(target.row.id)
  }
  const isAtTop = dragging === undefined || !isReference(dragging.node.row[screen.parent])

  const error = isFlat ? (list.data ? undefined : list.error) : tree.error
  const isPending = isFlat ? list.isPending : tree.isPending
  const isEmpty = isFlat ? list.isSuccess && found.length === 0 : !tree.isPending && nodes.length === 0 && count.total === 0
  const more = () => {
    if (isFlat && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
  }
  return (
    <RecordsFrame
      page={page}
      count={count}
      order={ids}
      move={by => grid.current?.move(by)}
      cursor={() => grid.current?.cursor()}
      onNeedMore={more}
      shown={ids.length}
      summary={isPending || error ? '' : shownWords(ids.length, count)}
      similar={isFlat && !list.isPlaceholderData && list.data?.pages[0]?.similar === true}
      keys={
        <>
          {!isFlat && (
            <>
              <Trans>
                <kbd data-along>→</kbd> <kbd data-along>←</kbd> open, close
              </Trans>{' '}
            </>
          )}
          {mayMove && (
            <>
              <Trans>
                <kbd>M</kbd> move
              </Trans>{' '}
            </>
          )}
        </>
      }
    >
      {error ? (
        <Unanswered page={page} error={error} onRetry={() => (isFlat ? void list.refetch() : tree.retry())} />
      ) : isEmpty ? (
        <Nothing page={page} />
      ) : (
        <TreeGrid
          app={app.name}
          entity={entity}
          columns={columns}
          number={number}
          nodes={nodes}
          paths={isFlat ? paths : undefined}
          loading={isPending}
          refreshing={isFlat ? list.isFetching && !list.isPending : tree.isFetching && !tree.isPending}
          current={search.record}
          mayMove={mayMove}
          dragging={dragging}
          topWords={isAtTop || parent.required ? undefined : t`Drop here to put it at the top`}
          onOpenRecord={id => change({ record: id }, search.record !== undefined)}
          onOpen={tree.open}
          onClose={tree.close}
          onMore={tree.more}
          onRetry={tree.retry}
          onNeedMore={more}
          onMove={setMoving}
          onDrag={drag}
          onDrop={drop}
          mayDropOn={node => dragging !== undefined && !isFlat && mayGoBeneath(dragging.node, node, screen.parent)}
          handle={grid}
        />
      )}
      {moving && (
        <MoveDialog
          app={app.name}
          entity={entity}
          parent={parent}
          id={moving.id}
          title={titleOf(entity, moving)}
          reparent={reparent}
          onClose={() => {
            setMoving(undefined)
            focusSoon(() => onPage(`[data-row="${moving.id}"]`))
          }}
        />
      )}
      {reparent.dialog}
    </RecordsFrame>
  )
}

const ignore = () => undefined

function shownWords(shown: number, { total, capped }: Count): string {
  const count = countText(shown)
  if (total === undefined) return say('{count} shown', { count })
  return say('{count} shown of {total}', { count, total: countText(total, capped) })
}

/** Not beneath itself, what is beneath it, or where it is already. */
function mayGoBeneath(dragged: RowNode, target: RowNode, parent: string): boolean {
  const present = dragged.row[parent]
  return !lineage(target).includes(dragged.row.id) && !(isReference(present) && present.id === target.row.id)
}

function asNode(row: RecordRow, index: number): RowNode {
  return {
    kind: 'row',
    key: row.id,
    row,
    level: 1,
    position: index + 1,
    size: undefined,
    above: undefined,
    children: undefined,
    isOpen: false,
  }
}
