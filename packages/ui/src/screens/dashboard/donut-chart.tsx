/** Parts of a whole as a ring, with the numbers beside it and the sum inside. */
import { useLingui } from '@lingui/react/macro'
import classes from './charts.module.css'
import { paint } from './colors.ts'
import { asNumber, figureWords, percentWords } from './exact.ts'
import { Mark } from './marks.tsx'
import type { ChartProps } from './widget-body.tsx'

const ring = { size: 140, radius: 58, thick: 14 }

export function DonutChart({ figures, width, filterOf, noun }: ChartProps) {
  const { t } = useLingui()
  const { rows, unit, total } = figures
  const only = figures.series[0]!
  const sizes = rows.map(row => Math.max(0, asNumber(figures.at(row, only))))
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  const beside = width >= 340
  const middle = beside ? ring.size / 2 : width / 2
  const listX = beside ? ring.size + 20 : 0
  const listY = beside ? Math.max(0, (ring.size - rows.length * 24) / 2) : ring.size + 8
  const height = Math.max(ring.size, listY + rows.length * 24)
  const round = 2 * Math.PI * ring.radius
  const before = (index: number) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0)
  const numbers = 56 + 7 * Math.max(0, ...rows.map(row => figureWords(figures.at(row, only), unit).length))
  const percent = (size: number) => (whole > 0 ? percentWords((size / whole) * 100, size / whole < 0.1 ? 1 : 0) : '')
  return (
    <svg width={width} height={height} role="group" aria-label={t`${noun}: parts of a whole`}>
      <circle className={classes.track} cx={middle} cy={ring.size / 2} r={ring.radius} strokeWidth={ring.thick} />
      {sizes.map(
        (size, index) =>
          size > 0 && (
            <circle
              key={rows[index]!.id}
              cx={middle}
              cy={ring.size / 2}
              r={ring.radius}
              fill="none"
              stroke={paint(rows[index]!.color)}
              strokeWidth={ring.thick}
              strokeDasharray={`${Math.max(0.5, (size / whole) * round - (sizes.length > 1 ? 1.5 : 0))} ${round}`}
              strokeDashoffset={(-before(index) / whole) * round}
              transform={`rotate(-90 ${middle} ${ring.size / 2})`}
            />
          ),
      )}
      <text className={classes.whole} x={middle} y={ring.size / 2} dy="0.34em" textAnchor="middle">
        {figureWords(total, { ...unit, field: undefined })}
      </text>
      {rows.map((row, index) => {
        const y = listY + index * 24
        const figure = figureWords(figures.at(row, only), unit)
        return (
          <g key={row.id}>
            <circle cx={listX + 4} cy={y + 12} r={4} fill={paint(row.color)} />
            <foreignObject x={listX + 16} y={y} width={Math.max(10, width - listX - 16 - numbers)} height={24}>
              <div className={classes.name} data-low title={row.title} dir="auto">
                {row.title}
              </div>
            </foreignObject>
            <text className={classes.value} x={width - 48} y={y + 12} dy="0.34em" textAnchor="end">
              {figure}
            </text>
            <text className={classes.tick} x={width - 4} y={y + 12} dy="0.34em" textAnchor="end">
              {percent(sizes[index]!)}
            </text>
            <Mark
              index={index}
              label={`${row.title}: ${figure}, ${percent(sizes[index]!)}`}
              filter={filterOf(row)}
              className={classes.over}
            >
              <rect x={listX - 6} y={y} width={width - listX + 6} height={24} rx={4} />
            </Mark>
          </g>
        )
      })}
    </svg>
  )
}
