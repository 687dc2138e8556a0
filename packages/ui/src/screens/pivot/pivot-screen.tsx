/** Figures over records by what stands in their rows and columns. Every cell leads to the list of the records it is of. */
import type { AggregateView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { useRef } from 'react'
import { say } from '../../client/language.ts'
import { groupsQuery } from '../../client/queries.ts'
import { RecordsFrame, useCount } from '../records/frame.tsx'
import { measureOf } from '../records/measures.ts'
import { Nothing } from '../records/nothing.tsx'
import { type PageProps, useRecordsPage } from '../records/page.ts'
import { Unanswered } from '../records/unanswered.tsx'
import classes from './pivot.module.css'
import { PivotGrid, type PivotGridHandle } from './pivot-grid.tsx'
import { PivotMenu } from './pivot-menu.tsx'
import { type Level, pivotTable } from './pivot-table.ts'

const mostRows = 3
const mostMeasures = 4

export default function PivotScreen(props: PageProps<'pivot'>) {
  const { t } = useLingui()
  const { screen } = props
  const page = useRecordsPage(props)
  const { app, entity, search, change, filter } = page
  const count = useCount(page)
  const grid = useRef<PivotGridHandle>(null)
  const groupable = entity.fields.filter(field => field.groupable)
  const named = (names: readonly string[]) =>
    [...new Set(names)].flatMap(name => groupable.find(field => field.name === name) ?? [])
  const list = (text: string | undefined) => text?.split(',').filter(Boolean) ?? []
  const chosenRows = named(list(search.rows)).slice(0, mostRows)
  const rows = chosenRows.length > 0 ? chosenRows : named(screen.rows)
  const wanted = search.across ?? screen.across
  const across = groupable.find(field => field.name === wanted && !rows.includes(field))
  const measured = (names: readonly string[]) => [...new Set(names)].flatMap(name => measureOf(entity, name) ?? [])
  // Commas stand between measures only.
  const chosenMeasures = measured(list(search.measures)).slice(0, mostMeasures)
  const measures = chosenMeasures.length > 0 ? chosenMeasures : measured(screen.measures)

  const depths = Array.from({ length: rows.length + 1 }, (_, depth) => rows.slice(0, depth).map(field => field.name))
  const question = (groupBy: readonly string[]) =>
    groupsQuery(app.name, entity.name, {
      groupBy: groupBy.join(','),
      measures: measures.map(each => each.name).join(','),
      filter,
      search: search.search,
      limit: '1000',
    })
  // Totals are asked for as well: an average of averages is none, and what is left out above counts in them.
  const over = useQueries({ queries: depths.map(question) })
  const beside = useQueries({ queries: across ? depths.map(names => question([...names, across.name])) : [] })
  const all = [...over, ...beside]
  const failed = all.find(each => each.isError && !each.data)
  const isPending = all.some(each => each.isPending)
  const answers = all.flatMap((each): AggregateView[] => (each.data ? [each.data] : []))
  const levels = over.map((each, depth): Level => ({ over: each.data ?? nothing, across: beside[depth]?.data }))
  const table = pivotTable(rows, across, levels)
  const isTruncated = answers.some(each => each.truncated)
  const measure = measures[0]?.title
  const inner = table.lines.filter(line => !line.isSubtotal).length
  return (
    <RecordsFrame
      page={page}
      count={count}
      order={[]}
      move={by => grid.current?.move(by)}
      shown={0}
      summary={isPending || failed ? '' : sizeWords(inner, across && table.columns.length)}
      similar={answers.some(each => each.similar === true)}
      tools={
        <PivotMenu
          fields={groupable}
          entity={entity}
          rows={rows.map(field => field.name)}
          across={across?.name}
          measures={measures.map(each => each.name)}
          isUsual={search.rows === undefined && search.across === undefined && search.measures === undefined}
          onChange={next => change(next, true)}
        />
      }
    >
      <div role="status" className={classes.truncated}>
        {isTruncated && (
          <p>{t`There are more groups than can be shown. Those with the largest “${measure}” are; totals are of everything.`}</p>
        )}
      </div>
      {failed ? (
        <Unanswered page={page} error={failed.error} onRetry={() => void Promise.all(all.map(each => each.refetch()))} />
      ) : isPending ? (
        <div className={classes.scroller} aria-busy>
          {Array.from({ length: 12 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
            <div key={index} className={classes.placeholder}>
              <Skeleton height={10} width="60%" />
            </div>
          ))}
        </div>
      ) : table.lines.length === 0 ? (
        <Nothing page={page} />
      ) : (
        <PivotGrid
          page={page}
          table={table}
          rows={rows}
          across={across}
          measures={measures}
          refreshing={all.some(each => each.isFetching)}
          handle={grid}
        />
      )}
    </RecordsFrame>
  )
}

function sizeWords(rows: number, columns: number | undefined): string {
  if (columns === undefined) return say('{rows, plural, one {# row} other {# rows}}', { rows })
  return say('{rows, plural, one {# row} other {# rows}}, {columns, plural, one {# column} other {# columns}}', { rows, columns })
}

const nothing: AggregateView = { groups: [], truncated: false }
