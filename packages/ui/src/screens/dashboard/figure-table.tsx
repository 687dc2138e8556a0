/** Figures as a table: what a chart says, for who reads it better so, and the rows and columns of a pivot. */
import { VisuallyHidden } from '@mantine/core'
import classes from './dashboard.module.css'
import { figureWords } from './exact.ts'
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
  const { rows, series, unit, split } = figures
  const drill = useDrill()
  const totals = sums && unit.adds
  const cell = (text: string, row: Slice, each?: Slice) =>
    filterOf && !hidden && text !== '–' && text !== '0' ? <a {...drill(filterOf(row, each))}>{text}</a> : text
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
              {split ? each.title : unit.of === 'count' ? 'Count' : (unit.field?.title ?? 'Value')}
            </th>
          ))}
          {totals && split && (
            <th scope="col" data-number>
              Sum
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
              <td key={each.id}>{cell(figureWords(figures.at(row, each), unit), row, split ? each : undefined)}</td>
            ))}
            {totals && split && <td data-sum>{cell(figureWords(figures.rowTotal(row), unit), row)}</td>}
          </tr>
        ))}
      </tbody>
      {totals && (
        <tfoot>
          <tr>
            <th scope="row">Sum</th>
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
