/** Cells, the stronger the more; the number stands in each, so that nothing is said by colour alone. */
import { useLingui } from '@lingui/react/macro'
import classes from './charts.module.css'
import type { ChartProps } from './drawing.tsx'
import { asNumber, axisWords, figureWords } from './exact.ts'
import { Mark } from './marks.tsx'
import { everyNth } from './scale.ts'

const rowHeight = 28
const head = 24

export function HeatMap({ figures, width, filterOf, noun }: ChartProps) {
  const { t } = useLingui()
  const { rows, series, unit } = figures
  const most = Math.max(1e-9, ...rows.flatMap(row => series.map(each => asNumber(figures.at(row, each)))))
  const names = Math.min(140, Math.max(64, width * 0.26))
  const cell = Math.max(4, (width - names - 8) / Math.max(1, series.length))
  const nth = everyNth(series.length, width - names, 48)
  let index = 0
  return (
    <svg width={width} height={head + rows.length * rowHeight} role="group" aria-label={t`${noun} by two groups`}>
      {series.map(
        (each, at) =>
          at % nth === 0 && (
            <foreignObject key={each.id} x={names + 8 + at * cell} y={0} width={cell * nth} height={head}>
              <div className={classes.columnName} title={each.title} style={{ textAlign: nth > 1 ? 'start' : 'center' }}>
                {each.short}
              </div>
            </foreignObject>
          ),
      )}
      {rows.map((row, at) => (
        <g key={row.id}>
          <foreignObject x={0} y={head + at * rowHeight} width={names} height={rowHeight}>
            <div className={classes.name} title={row.title} dir="auto">
              {row.title}
            </div>
          </foreignObject>
          {series.map((each, column) => {
            const figure = figures.at(row, each)
            const strength = Math.max(0, asNumber(figure)) / most
            const short = axisWords(asNumber(figure))
            const label = `${row.title}, ${each.title}: ${figureWords(figure, unit)}`
            return (
              <g key={each.id}>
                <Mark index={index++} label={label} filter={filterOf(row, each)} className={classes.cell}>
                  <rect
                    x={names + 8 + column * cell + 1}
                    y={head + at * rowHeight + 1}
                    width={cell - 2}
                    height={rowHeight - 2}
                    rx={3}
                    fillOpacity={strength === 0 ? 0.04 : 0.1 + 0.5 * strength}
                  />
                  <title>{label}</title>
                </Mark>
                {cell >= Math.max(28, 6.5 * short.length) && asNumber(figure) !== 0 && (
                  <text
                    className={classes.cellValue}
                    x={names + 8 + (column + 0.5) * cell}
                    y={head + (at + 0.5) * rowHeight}
                    dy="0.34em"
                    textAnchor="middle"
                  >
                    {short}
                  </text>
                )}
              </g>
            )
          })}
        </g>
      ))}
    </svg>
  )
}
