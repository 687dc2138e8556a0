/** A bar for each group: upright along time, else lying, so that names have room; each with its number. */
import { readGrouping } from '@bailiwick/definition/fields/grouping.ts'
import { useLingui } from '@lingui/react/macro'
import classes from './charts.module.css'
import { paint } from './colors.ts'
import type { ChartProps } from './drawing.tsx'
import { asNumber, axisWords, type Figure, figureWords } from './exact.ts'
import type { Figures, Slice } from './figures.ts'
import { Mark } from './marks.tsx'
import { everyNth, place, roomFor, scaleOf } from './scale.ts'

export function BarChart(props: ChartProps & { readonly by: string }) {
  return readGrouping(props.by)?.span ? <Upright {...props} /> : <Lying {...props} />
}

interface Part {
  readonly row: Slice
  readonly of: Slice
  readonly figure: Figure
  readonly size: number
  /** Where it begins, along the bar. */
  readonly from: number
}

function partsOf(figures: Figures, row: Slice): Part[] {
  let from = 0
  return figures.series.flatMap(of => {
    const figure = figures.at(row, of)
    const size = Math.max(0, asNumber(figure))
    const part = { row, of, figure, size, from }
    from += size
    return size > 0 ? [part] : []
  })
}

const sizeOf = (parts: readonly Part[]) => parts.reduce((sum, { size }) => sum + size, 0)

const labelOf = ({ row, of, figure }: Part, figures: Figures) =>
  `${row.title}${figures.split ? `, ${of.title}` : ''}: ${figureWords(figure, figures.unit)}`

/** Few bars take the room that many would. In pixels. */
const [leastRow, mostRow] = [28, 56]
const thickest = 24

function Lying({ figures, width, height, filterOf, noun }: ChartProps) {
  const { t } = useLingui()
  const { rows, unit } = figures
  const bars = rows.map(row => partsOf(figures, row))
  const longest = Math.max(1e-9, ...bars.map(sizeOf))
  // As wide as the longest needs: a gap between name and bar is where the eye loses the line.
  const needed = 7 * Math.max(...rows.map(row => row.title.length)) + 8
  const names = Math.min(160, Math.max(72, width * 0.3), Math.max(48, needed))
  const words = rows.map(row => figureWords(figures.split ? figures.rowTotal(row) : figures.at(row, figures.series[0]!), unit))
  // A figure that is cut is another figure.
  const numbers = Math.max(unit.field?.currency ? 110 : 56, 7 * Math.max(...words.map(({ length }) => length)) + 8)
  const room = Math.max(20, width - names - numbers - 8)
  const rowHeight = Math.min(mostRow, Math.max(leastRow, Math.floor(height / Math.max(1, rows.length))))
  const thick = Math.min(thickest, rowHeight - 12)
  let index = 0
  return (
    <svg width={width} height={rows.length * rowHeight} role="group" aria-label={t`${noun} by group`}>
      {rows.map((row, at) => {
        const y = at * rowHeight
        const bar = bars[at]!
        return (
          <g key={row.id}>
            <foreignObject x={0} y={y} width={names} height={rowHeight}>
              <div className={classes.name} style={{ lineHeight: `${rowHeight}px` }} title={row.title} dir="auto">
                {row.title}
              </div>
            </foreignObject>
            {bar.map(part => (
              <Mark
                key={part.of.id}
                index={index++}
                label={labelOf(part, figures)}
                filter={filterOf(part.row, part.of)}
                className={classes.bar}
              >
                <rect
                  x={names + 8 + (part.from / longest) * room}
                  y={y + (rowHeight - thick) / 2}
                  width={Math.max(2, (part.size / longest) * room - (figures.split ? 1 : 0))}
                  height={thick}
                  rx={2}
                  fill={paint(part.of.color)}
                />
                <title>{labelOf(part, figures)}</title>
              </Mark>
            ))}
            <text className={classes.value} x={names + 14 + (sizeOf(bar) / longest) * room} y={y + rowHeight / 2} dy="0.34em">
              {words[at]}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

const margin = { top: 8, right: 8, bottom: 24 }

function Upright({ figures, width, height, filterOf, noun }: ChartProps) {
  const { t } = useLingui()
  const { rows, unit } = figures
  const bars = rows.map(row => partsOf(figures, row))
  const scale = scaleOf(bars.map(sizeOf), unit.of === 'count')
  const edge = { ...margin, left: roomFor(scale.ticks.map(axisWords)) }
  const inner = { width: Math.max(1, width - edge.left - edge.right), bottom: height - edge.bottom }
  const y = (value: number) => place(scale, value, inner.bottom, edge.top)
  const step = inner.width / Math.max(1, rows.length)
  const thick = Math.min(32, Math.max(1, step * 0.62))
  const nth = everyNth(rows.length, inner.width, 52)
  let index = 0
  return (
    <svg width={width} height={height} role="group" aria-label={t`${noun} along time`}>
      {scale.ticks.map(tick => (
        <g key={tick}>
          <line className={classes.hairline} x1={edge.left} x2={width - edge.right} y1={y(tick)} y2={y(tick)} />
          <text className={classes.tick} x={edge.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
            {axisWords(tick)}
          </text>
        </g>
      ))}
      {rows.map((row, at) => {
        const middle = edge.left + step * (at + 0.5)
        return (
          <g key={row.id}>
            {at % nth === 0 && (
              <text className={classes.tick} x={middle} y={height - 6} textAnchor="middle">
                {row.short}
              </text>
            )}
            {bars[at]!.map(part => (
              <Mark
                key={part.of.id}
                index={index++}
                label={labelOf(part, figures)}
                filter={filterOf(part.row, part.of)}
                className={classes.bar}
              >
                <rect
                  x={middle - thick / 2}
                  width={thick}
                  y={y(part.from + part.size)}
                  height={Math.max(1, y(part.from) - y(part.from + part.size))}
                  fill={paint(part.of.color)}
                />
                <title>{labelOf(part, figures)}</title>
              </Mark>
            ))}
          </g>
        )
      })}
    </svg>
  )
}
