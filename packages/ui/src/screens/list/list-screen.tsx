/** Records in rows and columns. */
import type { EntityView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconDownload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { ahead } from '../../client/ahead.ts'
import { exportAddress } from '../../client/exports.ts'
import { countText, say } from '../../client/language.ts'
import { listQuery } from '../../client/queries.ts'
import { later } from '../../kit/later.tsx'
import { useOnPaper } from '../../kit/on-paper.ts'
import { Awaiting, part } from '../../kit/part.tsx'
import { useSame } from '../../kit/use-same.ts'
import { type Count, RecordsFrame, useCount } from '../records/frame.tsx'
import { Nothing } from '../records/nothing.tsx'
import { type PageProps, useRecordsPage } from '../records/page.ts'
import { saveList } from '../records/save-list.ts'
import { Unanswered } from '../records/unanswered.tsx'
import { CellKeys } from './cell-keys-foot.tsx'
import { ColumnsMenu } from './columns-menu.tsx'
import { counted, labelsOf } from './counted.ts'
import { densities, useDensity } from './density.ts'
import { Grid } from './grid.tsx'
import { GroupMenu } from './group-menu.tsx'
import { groupingOf, menuOf } from './groupings.ts'
import { rowsOnPaper } from './lines.ts'
import classes from './list.module.css'
import { useSelection } from './selection.ts'
import { emptying, pasteDialog, useCellEditing } from './use-cell-editing.tsx'
import { type Groups, useGroups } from './use-groups.ts'
import { useLayout, useSummary } from './use-layout.ts'
import type { GridHandle } from './use-list-focus.ts'
import { usePhone } from './use-phone.ts'

const JobsStrip = later(async () => (await import('./jobs-strip.tsx')).JobsStrip)
const bulkBar = () => import('./bulk-bar.tsx')
const BulkBar = part(async () => ({ default: (await bulkBar()).BulkBar }), 'panel')

export function ListScreen(props: PageProps<'list'>) {
  const { t } = useLingui()
  const { screen } = props
  const page = useRecordsPage(props)
  const { app, entity, search, change, trash, shared, filter, known, offered } = page
  const grid = useRef<GridHandle>(null)
  const orderBy = search.orderBy ?? screen.orderBy
  const chosenColumns = (search.columns ?? '').split(',').filter(name => known.some(field => field.name === name))
  const usual = useSame(screen.columns.filter(name => known.some(field => field.name === name)))
  const columns = useSame(chosenColumns.length > 0 ? [...new Set(chosenColumns)] : usual)
  const ofEntity = columns.filter(name => entity.fields.some(field => field.name === name))
  // Figures are of what is there: neither the trash nor what was shared is counted in groups.
  const counts = !trash && !shared
  const grouping = counts ? groupingOf(known, search.group) : undefined
  const grouped = entity.fields.some(({ name }) => name === grouping?.grouping.field) ? [grouping!.grouping.field] : []
  const question = {
    ...{ filter, orderBy, search: search.search, trash, shared },
    // Where a record that changed goes is told by what the list is ordered and grouped by.
    fields: [...new Set([...ofEntity, entity.titleField, ...grouped, ...orderFields(entity, orderBy)])].join(','),
  }
  const layout = useLayout(page, columns, counts)
  const groupings = useMemo(() => menuOf(offered), [offered])
  const groups = useGroups(
    page,
    grouping,
    question,
    layout.measures.flatMap(({ name }) => (name === 'count' ? [] : [name])),
  )
  // Heads of groups count what the list has.
  const counting = useCount(page, grouping === undefined || groups.truncated)
  const count = grouping && !groups.isPending && !groups.error && !groups.truncated ? ofGroups(groups) : counting
  const summary = useSummary(page, columns, layout.measures)
  const [density, setDensity] = useDensity()
  const list = useInfiniteQuery({ ...listQuery(app.name, entity.name, question), enabled: grouping === undefined })
  // A new answer is drawn piece by piece, so that the letters of whoever goes on writing are not kept waiting; the first is there at once.
  const before = useDeferredValue(list.data)
  const answer = before && list.data ? before : list.data
  const rows = useMemo(
    () => (grouping ? groups.groups.flatMap(group => group.rows) : (answer?.pages.flatMap(part => part.items) ?? [])),
    [grouping, groups.groups, answer],
  )
  const order = useMemo(() => rows.map(row => row.id), [rows])
  // Where the end in sight is that of an answer before, the next lines are on their way.
  const more = () => answer === list.data && list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()
  const selection = useSelection(rows, JSON.stringify([filter, search.search, trash, shared]))
  // Once something was chosen it stays: it tells how far it is, and what came of it.
  const [isChoosing, setChoosing] = useState(false)
  if (!isChoosing && selection.chosen.size > 0) setChoosing(true)
  useEffect(() => ahead(bulkBar, pasteDialog, emptying), [])
  const open = (id: string) => change({ record: id }, search.record !== undefined)
  const editing = useCellEditing(app, entity, open)
  const [copied, setCopied] = useState<{ readonly rows: number; readonly columns: number }>()
  const [amongCells, setAmongCells] = useState(false)
  const inBulk = entity.can.includes('bulk')
  const { total, capped } = count
  const { labels } = labelsOf(entity)
  const isOnPaper = useOnPaper()
  const isPhone = usePhone()
  const sort = (next: string) => change({ orderBy: next === screen.orderBy ? undefined : next })
  const records = total === undefined || capped ? undefined : counted(entity, total)
  const failed = grouping ? groups.error : list.isError && !list.data ? list.error : undefined
  const isPending = grouping ? groups.isPending : list.isPending
  const isEmpty = !isPending && !failed && (grouping ? groups.groups.length === 0 : rows.length === 0)
  return (
    <RecordsFrame
      page={page}
      count={count}
      order={order}
      move={by => grid.current?.move(by)}
      cursor={() => grid.current?.cursor()}
      onNeedMore={more}
      shown={isOnPaper ? rowsOnPaper(rows, grouping && groups.groups) : rows.length}
      // What is still shown of the search before is not an answer to this one.
      similar={grouping ? groups.similar : !list.isPlaceholderData && answer?.pages[0]?.similar === true}
      giveUp={selection.clear}
      keysNow={
        amongCells && (
          <CellKeys
            isEditing={editing.now !== undefined}
            mayEdit={!page.viewing && !trash}
            mayFill={editing.fill !== undefined}
          />
        )
      }
      keys={
        <>
          {inBulk && (
            <>
              <Trans>
                <kbd>Space</kbd> choose
              </Trans>{' '}
            </>
          )}
          {selection.chosen.size > 0 && (
            <>
              <Trans>
                <kbd>Esc</kbd> clear the choice
              </Trans>{' '}
            </>
          )}
          <Trans>
            <kbd data-along>→</kbd> cells
          </Trans>{' '}
        </>
      }
      tools={
        !trash && (
          <>
            <ColumnsMenu
              fields={offered}
              columns={columns}
              usual={usual}
              hasWidths={Object.keys(layout.widths).length > 0}
              onChange={next => change({ columns: next?.join(',') }, true)}
              onUsual={() => {
                change({ columns: undefined, widths: undefined }, true)
                layout.setWidths(undefined)
              }}
              // On a phone each record is as high as its lines are.
              density={isPhone ? undefined : density}
              onDensity={setDensity}
              orderBy={orderBy}
              usualOrder={screen.orderBy}
              onOrder={sort}
            />
            {counts && (
              <GroupMenu
                groupings={groupings}
                current={grouping}
                onChange={name => change({ group: name })}
                onOpenAll={groups.openAll}
                onCloseAll={groups.closeAll}
              />
            )}
          </>
        )
      }
      rareTools={
        !trash && entity.can.includes('export')
          ? [
              {
                label: t`Export`,
                title:
                  records === undefined
                    ? t`Download these ${labels} as CSV; the audit notes it`
                    : t`Download ${records} as CSV; the audit notes it`,
                icon: <IconDownload size={16} />,
                isAct: true,
                disabled: isEmpty,
                act: () =>
                  void saveList(exportAddress(app.name, entity.name, { filter, orderBy, search: search.search, shared })),
              },
            ]
          : []
      }
      beside={layout.beside}
      told={copied && copiedWords(copied)}
      {...(grouping && !groups.isPending && { summary: groupsWords(entity, groups) })}
      bottom={
        <>
          {groups.truncated && (
            <p className={classes.more}>{t`There are more groups than can be told apart here. A filter makes them fewer.`}</p>
          )}
          {inBulk && <JobsStrip app={app.name} entity={entity} />}
          {inBulk && isChoosing && (
            <Awaiting>
              <BulkBar
                app={app.name}
                entity={entity}
                selection={selection}
                question={question}
                total={capped ? undefined : total}
                atLeast={capped ? total : undefined}
                onCount={count.countAll}
                loaded={rows.length}
                hasMore={grouping ? total === undefined || capped || rows.length < total : list.hasNextPage}
                inTrash={trash !== undefined}
              />
            </Awaiting>
          )}
        </>
      }
    >
      {failed ? (
        <Unanswered page={page} error={failed} onRetry={() => (grouping ? groups.refetch() : void list.refetch())} />
      ) : isEmpty ? (
        <Nothing page={page} />
      ) : (
        <Grid
          app={app.name}
          entity={entity}
          columns={columns}
          actsOf={layout.actsOf}
          widths={layout.widths}
          onWidths={layout.setWidths}
          onMove={layout.move}
          pin={layout.pin}
          rowHeight={densities[density]}
          rows={rows}
          grouped={grouping && { by: grouping, groups }}
          summary={summary}
          loading={isPending}
          refreshing={grouping ? groups.isFetching && !isPending : list.isFetching && !isPending}
          orderBy={orderBy}
          onOrder={sort}
          current={search.record}
          onOpen={open}
          handle={grid}
          selection={inBulk ? selection : undefined}
          editing={page.viewing || trash ? undefined : editing}
          onCopied={setCopied}
          onCells={setAmongCells}
          onNeedMore={more}
        />
      )}
      {editing.dialogs}
    </RecordsFrame>
  )
}

function orderFields(entity: EntityView, orderBy: string): string[] {
  const names = orderBy.split(',').map(term => term.trim().split(/\s+/)[0])
  return entity.fields.flatMap(({ name }) => (names.includes(name) ? [name] : []))
}

function copiedWords({ rows, columns }: { readonly rows: number; readonly columns: number }): string {
  return say('{count, plural, one {# cell copied} other {{rows} × {columns} cells copied}}', {
    count: rows * columns,
    rows: countText(rows),
    columns: countText(columns),
  })
}

/** Their heads have counted them all. */
function ofGroups({ groups }: Groups): Count {
  return { total: groups.reduce((sum, group) => sum + group.count, 0), capped: false, countAll: () => undefined }
}

function groupsWords(entity: EntityView, { groups, truncated }: Groups): string {
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  if (!truncated)
    return say('{groups, plural, one {# group} other {# groups}}, {records}', {
      groups: groups.length,
      records: counted(entity, count),
    })
  return say('{groups}+ groups, {count}+ {labels}', {
    groups: countText(groups.length),
    count: countText(count),
    labels: labelsOf(entity).labels,
  })
}
