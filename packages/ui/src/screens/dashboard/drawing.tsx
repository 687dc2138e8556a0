/** What figures look like: as a chart with its legend, or as a table. */
import { readGrouping, type Span } from '@bailiwick/definition/fields/grouping.ts'
import type { GroupedWidget } from '@bailiwick/definition/model/widget.ts'
import type { EntityView } from '@bailiwick/definition/wire/index.ts'
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { memo, type ReactNode } from 'react'
import { countText, say } from '../../client/language.ts'
import { printCondition } from '../records/conditions.ts'
import { BarChart } from './bar-chart.tsx'
import { paint } from './colors.ts'
import classes from './dashboard.module.css'
import { DonutChart } from './donut-chart.tsx'
import { FigureTable } from './figure-table.tsx'
import type { Figures, Slice } from './figures.ts'
import { FunnelChart } from './funnel-chart.tsx'
import { HeatMap } from './heat-map.tsx'
import { LineChart } from './line-chart.tsx'
import { Marks } from './marks.tsx'
import type { Days } from './period.ts'
import { conditionsOf, joined, periodField } from './question.ts'
import type { BodyProps } from './widget-body.tsx'
import { mostGroups } from './widget-questions.ts'

export interface ChartProps {
  readonly figures: Figures
  readonly width: number
  readonly height: number
  /** What is counted, for who hears it. */
  readonly noun: string
  /** The list of exactly the records that a part stands for. */
  filterOf(row: Slice | readonly Slice[], series?: Slice): string | undefined
}

interface DrawingProps extends Omit<BodyProps<GroupedWidget>, 'app'> {
  readonly figures: Figures
  readonly width: number
  readonly height: number
  readonly asTable: boolean
  /** There are more groups than were asked for. */
  readonly isCut: boolean
}

/** Each time a screen is shown again all that asks is looked at again; what is drawn of the same figures stays as it is. */
export const Drawing = memo(function Drawing(props: DrawingProps) {
  const { widget, entity, setting, fields, figures, width, height, asTable, isCut } = props
  const { t } = useLingui()
  const base = conditionsOf(widget, entity, setting, fields)
  const time = periodField(widget, entity, setting.screen)
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
  const { title } = widget
  const by = titleOf(entity, widget.by)
  const count = countText(mostGroups)
  const shown = countText(figures.rows.length)
  const all = countText(figures.rows.length + figures.left)
  return (
    <>
      {asTable || widget.kind === 'pivot' ? (
        <FigureTable figures={figures} by={by} caption={title} filterOf={filterOf} sums={widget.kind === 'pivot'} />
      ) : (
        <Marks>{drawn(widget, { figures, width, height, noun: title, filterOf })}</Marks>
      )}
      {figures.split && widget.kind !== 'pivot' && widget.kind !== 'heat_map' && !asTable && <Legend series={figures.series} />}
      {!asTable && widget.kind !== 'pivot' && (
        <FigureTable hidden figures={figures} by={by} caption={t`${title}, as a table`} sums={false} />
      )}
      {(figures.left > 0 || isCut) && (
        <p className={classes.note}>
          {isCut ? t`Only the first ${count} groups are counted.` : t`The largest ${shown} of ${all}.`}
        </p>
      )}
    </>
  )
})

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
