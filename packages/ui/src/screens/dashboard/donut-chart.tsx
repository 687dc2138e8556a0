/** Parts of a whole as a ring, with the numbers beside it and the sum inside. */
import { useLingui } from '@lingui/react/macro'
import classes from './charts.module.css'
import { paint } from './colors.ts'
import type { ChartProps } from './drawing.tsx'
import { asNumber, figureWords, percentWords } from './exact.ts'
import { Mark } from './marks.tsx'

const ring = { size: 140, radius: 58, thick: 14 }
/** Of a letter on average; the names are not drawn yet when their place is decided. */
const letter = 6.4

export function DonutChart({ figures, width, filterOf, noun }: ChartProps) {
  const { t } = useLingui()
  const { rows, unit, total } = figures
  const only = figures.series[0]!
  const sizes = rows.map(row => Math.max(0, asNumber(figures.at(row, only))))
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  const numbers = 56 + 7 * Math.max(0, ...rows.map(row => figureWords(figures.at(row, only), unit).length))
  const roomAt = (start: number) => Math.max(10, width - start - 16 - numbers)
  const longest = letter * Math.max(0, ...rows.map(row => row.title.length))
  // Beneath the ring names have more room; beside it, two lines are enough for most.
  const beside = width >= 340 && longest <= 1.6 * roomAt(ring.size + 20)
  const middle = beside ? ring.size / 2 : width / 2
  const listX = beside ? ring.size + 20 : 0
  const room = roomAt(listX)
  const heights = rows.map(row => (row.title.length * letter > room ? 36 : 24))
  const list = heights.reduce((sum, each) => sum + each, 0)
  const listY = beside ? Math.max(0, (ring.size - list) / 2) : ring.size + 8
  const height = Math.max(ring.size, listY + list)
  const round = 2 * Math.PI * ring.radius
  const before = (index: number) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0)
  const sum = figureWords(total, { ...unit, field: undefined })
  // As large as the hole takes.
  const wholeSize = Math.min(18, (2 * ring.radius - ring.thick - 10) / (0.6 * sum.length))
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
      <text
        className={classes.whole}
        x={middle}
        y={ring.size / 2}
        dy="0.34em"
        textAnchor="middle"
        style={{ fontSize: wholeSize }}
      >
        {sum}
      </text>
      {rows.map((row, index) => {
        const tall = heights[index]!
        const y = listY + heights.slice(0, index).reduce((sum, each) => sum + each, 0)
        const figure = figureWords(figures.at(row, only), unit)
        return (
          <g key={row.id}>
            <circle cx={listX + 4} cy={y + tall / 2} r={4} fill={paint(row.color)} />
            <foreignObject x={listX + 16} y={y} width={room} height={tall}>
              <div
                className={classes.name}
                data-low={tall === 24 || undefined}
                data-lines={tall > 24 || undefined}
                title={row.title}
                dir="auto"
              >
                {row.title}
              </div>
            </foreignObject>
            <text className={classes.value} x={width - 48} y={y + tall / 2} dy="0.34em" textAnchor="end">
              {figure}
            </text>
            <text className={classes.tick} x={width - 4} y={y + tall / 2} dy="0.34em" textAnchor="end">
              {percent(sizes[index]!)}
            </text>
            <Mark
              index={index}
              label={`${row.title}: ${figure}, ${percent(sizes[index]!)}`}
              filter={filterOf(row)}
              className={classes.over}
            >
              <rect x={listX - 6} y={y} width={width - listX + 6} height={tall} rx={4} />
            </Mark>
          </g>
        )
      })}
    </svg>
  )
}
