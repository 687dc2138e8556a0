/** Figures as a table: what a chart says, for who reads it better so, and the rows and columns of a pivot. */
import { useLingui } from '@lingui/react/macro'
import { VisuallyHidden } from '@mantine/core'
import classes from './dashboard.module.css'
import { type Figure, figureWords } from './exact.ts'
import type { Figures, Slice } from './figures.ts'
import { useDrill } from './marks.tsx'

interface FigureTableProps {
  readonly figures: Figures
  readonly by: string
  readonly caption: string
  readonly sums: boolean
  /** Only for who hears it. */
  readonly hidden?: boolean
  readonly filterOf?: (row: Slice, series?: Slice) => string | undefined
}

export function FigureTable({ figures, by, caption, sums, hidden, filterOf }: FigureTableProps) {
  const { t } = useLingui()
  const { rows, series, unit, split } = figures
  const drill = useDrill()
  const totals = sums && unit.adds
  const cell = (figure: Figure, row: Slice, each?: Slice) => {
    const text = figureWords(figure, unit)
    const isSome = figure !== null && figure !== undefined && String(figure) !== '0'
    return filterOf && !hidden && isSome ? <a {...drill(filterOf(row, each))}>{text}</a> : text
  }
  const table = (
    <table className={classes.figures}>
      <caption>
        <VisuallyHidden>{caption}</VisuallyHidden>
      </caption>
      <thead>
        <tr>
          <th scope="col">{by}</th>
          {series.map(each => (
            <th key={each.id} scope="col" data-number title={each.title}>
              {split ? each.title : unit.of === 'count' ? t`Count` : (unit.field?.title ?? t`Value`)}
            </th>
          ))}
          {totals && split && (
            <th scope="col" data-number>
              {t`Sum`}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.id}>
            <th scope="row" title={row.title} dir="auto">
              {row.title}
            </th>
            {series.map(each => (
              <td key={each.id}>{cell(figures.at(row, each), row, split ? each : undefined)}</td>
            ))}
            {totals && split && <td data-sum>{cell(figures.rowTotal(row), row)}</td>}
          </tr>
        ))}
      </tbody>
      {totals && (
        <tfoot>
          <tr>
            <th scope="row">{t`Sum`}</th>
            {series.map(each => (
              <td key={each.id}>{figureWords(split ? figures.seriesTotal(each) : figures.total, unit)}</td>
            ))}
            {split && <td>{figureWords(figures.total, unit)}</td>}
          </tr>
        </tfoot>
      )}
    </table>
  )
  if (hidden) return <VisuallyHidden>{table}</VisuallyHidden>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className={classes.scroll} aria-label={caption} tabIndex={0}>
      {table}
    </section>
  )
}
