/** What stands in the card of a widget of figures: asked for, loading, failed, empty or drawn. */
import { readGrouping, type Span } from '@bailiwick/definition/fields/grouping.ts'
import type { GroupedWidget } from '@bailiwick/definition/model/widget.ts'
import type { EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue, useEffect, useMemo } from 'react'
import { countText, say } from '../../client/language.ts'
import { groupsQuery } from '../../client/queries.ts'
import { useSize } from '../../kit/use-size.ts'
import { printCondition } from '../records/conditions.ts'
import { BarChart } from './bar-chart.tsx'
import { paint } from './colors.ts'
import classes from './dashboard.module.css'
import { DonutChart } from './donut-chart.tsx'
import { asNumber, unitOf } from './exact.ts'
import { FigureTable } from './figure-table.tsx'
import { type Figures, figuresOf, type Shown, type Slice } from './figures.ts'
import { FunnelChart } from './funnel-chart.tsx'
import { HeatMap } from './heat-map.tsx'
import { LineChart } from './line-chart.tsx'
import { Marks } from './marks.tsx'
import { Nothing } from './nothing.tsx'
import { Old } from './old.tsx'
import type { Days } from './period.ts'
import { conditionsOf, joined, periodField, type Setting } from './question.ts'
import { WidgetFailure } from './widget-failure.tsx'
import { groupsQuestion, mostGroups } from './widget-questions.ts'

export interface ChartProps {
  readonly figures: Figures
  readonly width: number
  readonly height: number
  /** What is counted, for who hears it. */
  readonly noun: string
  /** The list of exactly the records that a part stands for. */
  filterOf(row: Slice | readonly Slice[], series?: Slice): string | undefined
}

export interface BodyProps<W> {
  readonly app: string
  readonly widget: W
  readonly entity: EntityView
  readonly setting: Setting
  /** By which the dashboard is narrowed. */
  readonly fields: readonly FieldView[]
}

interface GroupedProps extends BodyProps<GroupedWidget> {
  readonly asTable: boolean
  /** Told what is shown, so that it can leave as a file. */
  readonly onFigures: (figures: Figures | undefined) => void
}

const height = 208
/** Beneath a chart that is split, in a line. */
const legend = 33

export function GroupedBody({ app, widget, entity, setting, fields, asTable, onFigures }: GroupedProps) {
  const { t, i18n } = useLingui()
  const [ref, { width }] = useSize()
  // The page stands first, and its charts are drawn piece by piece: all at once, nobody could go on meanwhile.
  const isTurn = useDeferredValue(true, false)
  const base = conditionsOf(widget, entity, setting, fields)
  const question = groupsQuery(app, entity.name, groupsQuestion(widget, entity, base))
  const answer = useQuery(question)
  const stable = answer.data
  // biome-ignore lint/correctness/useExhaustiveDependencies: in other words where the person's language is another
  const figures = useMemo(
    () =>
      stable && figuresOf(stable, entity, widget.measure, unitOf(entity, widget.measure), shownOf({ widget, entity, setting })),
    [stable, entity, widget, setting, i18n.locale],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: new figures come with a new answer, or in other words
  useEffect(() => onFigures(figures), [stable, setting, i18n.locale])
  if (answer.isError && !answer.data) return <WidgetFailure error={answer.error} onRetry={() => answer.refetch()} />
  const time = periodField(widget, entity, setting.screen)
  const inTime = setting.days !== undefined && time !== undefined
  const grouping = readGrouping(widget.by)!
  const filterOf: ChartProps['filterOf'] = (row, series) => {
    const rows = Array.isArray(row) ? (row as readonly Slice[]) : [row as Slice]
    // A span at the edge of the period has only the days within it.
    const span = rows[0]?.days
    const inPeriod = span && time?.name === grouping.field
    const whole = inPeriod ? conditionsOf(widget, entity, setting, fields, overlap(span, setting.days)) : base
    const own = rows.length > 1 ? oneOf(entity, grouping.field, rows) : (rows[0]?.conditions ?? [])
    return joined(entity, [...whole, ...(inPeriod ? [] : own), ...(series?.conditions ?? [])])
  }
  const chart = figures && { figures, width, height, noun: widget.title, filterOf }
  const { title } = widget
  const count = countText(mostGroups)
  const shown = countText(figures?.rows.length ?? 0)
  const all = countText((figures?.rows.length ?? 0) + (figures?.left ?? 0))
  const empty = figures && asNumber(figures.total) === 0 && figures.rows.every(row => asNumber(figures.rowTotal(row)) === 0)
  const room = 'across' in widget && widget.across && widget.kind !== 'heat_map' ? height + legend : height
  return (
    <>
      <Old questions={[question]} />
      <div
        ref={ref}
        className={classes.body}
        style={{ minHeight: room }}
        data-stale={answer.isPlaceholderData || undefined}
        data-middle={(widget.kind === 'pie' && !asTable) || undefined}
      >
        {!figures || width === 0 || !isTurn ? (
          <Skeleton height={room} />
        ) : empty ? (
          <Nothing inTime={inTime} height={room}>
            {inTime ? t`Nothing to count here in this time.` : t`Nothing to count here.`}
          </Nothing>
        ) : (
          <>
            {asTable || widget.kind === 'pivot' ? (
              <FigureTable
                figures={figures}
                by={titleOf(entity, widget.by)}
                caption={widget.title}
                filterOf={filterOf}
                sums={widget.kind === 'pivot'}
              />
            ) : (
              <Marks>{chart && drawn(widget, chart)}</Marks>
            )}
            {figures.split && widget.kind !== 'pivot' && widget.kind !== 'heat_map' && !asTable && (
              <Legend series={figures.series} />
            )}
            {!asTable && widget.kind !== 'pivot' && (
              <FigureTable
                hidden
                figures={figures}
                by={titleOf(entity, widget.by)}
                caption={t`${title}, as a table`}
                sums={false}
              />
            )}
            {(figures.left > 0 || answer.data?.truncated) && (
              <p className={classes.note}>
                {answer.data?.truncated ? t`Only the first ${count} groups are counted.` : t`The largest ${shown} of ${all}.`}
              </p>
            )}
          </>
        )}
      </div>
    </>
  )
}

function drawn(widget: GroupedWidget, chart: ChartProps): ReactNode {
  switch (widget.kind) {
    case 'line':
      return <LineChart {...chart} />
    case 'bar':
      return <BarChart {...chart} by={widget.by} />
    case 'pie':
      return <DonutChart {...chart} />
    case 'funnel':
      return <FunnelChart {...chart} />
    case 'heat_map':
      return <HeatMap {...chart} />
    case 'pivot':
      return null
  }
}

function shownOf({ widget, entity, setting }: { widget: GroupedWidget; entity: EntityView; setting: Setting }): Shown {
  const time = periodField(widget, entity, setting.screen)
  const { kind, by } = widget
  const wide = kind === 'pivot' || kind === 'heat_map'
  const options = entity.fields.find(field => field.name === by)?.options?.map(option => option.name) ?? []
  const steps = kind === 'funnel' ? (widget.steps.length > 0 ? widget.steps : options) : undefined
  return {
    by,
    across: 'across' in widget ? widget.across : undefined,
    rows: kind === 'bar' ? widget.top : kind === 'pie' ? 6 : wide ? 30 : 400,
    series: wide ? 12 : 5,
    rest: kind === 'pie' || kind === 'pivot',
    bySize: kind === 'bar',
    days: time?.name === readGrouping(by)?.field ? setting.days : undefined,
    steps,
    timeZone: setting.timeZone,
  }
}

function overlap(span: Days, days: Days | undefined): Days {
  if (!days) return span
  return { from: span.from > days.from ? span.from : days.from, to: span.to < days.to ? span.to : days.to }
}

function oneOf(entity: EntityView, name: string, rows: readonly Slice[]): string[] {
  const field = entity.fields.find(each => each.name === name)
  return field ? [printCondition(field, { field: name, operator: 'anyOf', value: rows.map(({ id }) => id) })] : []
}

const spans: Readonly<Record<Span, MessageDescriptor>> = {
  day: msg`Day`,
  week: msg`Week`,
  month: msg`Month`,
  quarter: msg`Quarter`,
  year: msg`Year`,
}

function titleOf(entity: EntityView, grouping: string): string {
  const read = readGrouping(grouping)
  const title = entity.fields.find(field => field.name === read?.field)?.title
  return read?.span ? say(spans[read.span]) : (title ?? say(msg({ message: 'Group', context: 'one of several' })))
}

function Legend({ series }: { readonly series: readonly Slice[] }) {
  return (
    <ul className={classes.legend} aria-hidden>
      {series.map(each => (
        <li key={each.id} title={each.title}>
          <i style={{ background: paint(each.color) }} />
          {each.title}
        </li>
      ))}
    </ul>
  )
}
