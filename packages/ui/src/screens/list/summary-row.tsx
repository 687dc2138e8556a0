/** Figures over all records of the list, beneath the columns they are of. */
import type { AggregateView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import type { CSSProperties } from 'react'
import { inSentence } from '../../client/language.ts'
import { fieldUi } from '../../fields/registry.ts'
import { Figure } from '../records/figure.tsx'
import { type ShownMeasure, shortWords } from '../records/measures.ts'
import classes from './list.module.css'

export interface Summary {
  /** Of the columns that are shown; `count` stands beneath the title. */
  readonly figures: readonly { readonly measure: ShownMeasure; readonly column: number }[]
  /** Absent: on their way. */
  readonly values: AggregateView['groups'][number]['values'] | undefined
  readonly isFailed: boolean
}

interface SummaryRowProps {
  readonly app: string
  readonly summary: Summary
  /** Columns that stay in sight: what scrolls beneath them is not seen through. */
  readonly pinned: number
  readonly rowIndex: number
  /** Absent: columns do not stand beside each other here. */
  readonly template: string | undefined
  readonly style: CSSProperties
  readonly cellStyle: (column: number) => CSSProperties | undefined
}

export function SummaryRow({ app, summary, pinned, rowIndex, template, style, cellStyle }: SummaryRowProps) {
  const { t } = useLingui()
  const figure = (measure: ShownMeasure) => (
    <>
      <span className={classes.dim}>
        {template ? '' : `${measure.field?.title ?? ''} `}
        {template || !measure.field ? shortWords(measure) : inSentence(shortWords(measure))}
      </span>{' '}
      {summary.isFailed ? (
        <span className={classes.dim}>{t`not known`}</span>
      ) : summary.values === undefined ? (
        <Skeleton height={10} width={48} display="inline-block" />
      ) : (
        <Figure app={app} measure={measure} value={summary.values[measure.name]} />
      )}
    </>
  )
  const columns = [...new Set([...Array(pinned + 1).keys(), ...summary.figures.map(({ column }) => column)])].sort(
    (one, other) => one - other,
  )
  if (!template)
    return (
      <div role="row" aria-rowindex={rowIndex} className={classes.summary} data-phone style={style}>
        {summary.figures.map(({ measure }) => (
          <div key={measure.name} role="gridcell">
            {figure(measure)}
          </div>
        ))}
      </div>
    )
  return (
    <div role="row" aria-rowindex={rowIndex} className={classes.summary} style={{ ...style, gridTemplateColumns: template }}>
      {pinned >= 0 && <div role="presentation" className={classes.box} data-pinned="yes" style={{ gridColumn: 1, gridRow: 1 }} />}
      {columns.map(column => {
        const measure = summary.figures.find(each => each.column === column)?.measure
        return (
          <div
            key={column}
            role="gridcell"
            aria-colindex={column + 2}
            className={classes.cell}
            data-right={measure?.field && fieldUi(measure.field).alignRight ? true : undefined}
            data-pinned={column > pinned ? undefined : 'yes'}
            // The boxes of rows are the first column.
            style={{ ...cellStyle(column), gridColumn: column + 2, gridRow: 1 }}
          >
            {measure && figure(measure)}
          </div>
        )
      })}
    </div>
  )
}
