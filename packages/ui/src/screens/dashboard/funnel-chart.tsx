/** How many come how far: each step counts what is there or further. */
import { useLingui } from '@lingui/react/macro'
import classes from './charts.module.css'
import type { ChartProps } from './drawing.tsx'
import { addUp, asNumber, figureWords, percentWords } from './exact.ts'
import { Mark } from './marks.tsx'

const rowHeight = 34

export function FunnelChart({ figures, width, filterOf, noun }: ChartProps) {
  const { t } = useLingui()
  const { rows, unit } = figures
  const only = figures.series[0]!
  const steps = rows.map((row, index) => ({ row, figure: addUp(rows.slice(index).map(each => figures.at(each, only))) }))
  const first = Math.max(1e-9, asNumber(steps[0]?.figure))
  const names = Math.min(130, width * 0.34)
  const room = Math.max(20, width - names - 100)
  return (
    <svg width={width} height={rows.length * rowHeight} role="group" aria-label={t`${noun}: how many come how far`}>
      {steps.map(({ row, figure: value }, index) => {
        const { title } = row
        const figure = figureWords(value, unit)
        const y = index * rowHeight
        const length = Math.max(2, (asNumber(value) / first) * room)
        const part = percentWords((asNumber(value) / first) * 100, 0)
        return (
          <g key={row.id}>
            <foreignObject x={0} y={y} width={names} height={rowHeight}>
              <div className={classes.name} data-tall title={title}>
                <span className={classes.nameLines}>{title}</span>
              </div>
            </foreignObject>
            <rect x={names + 8} y={y + 5} width={length} height={rowHeight - 10} rx={2} className={classes.step} />
            <text className={classes.value} x={names + 14 + length} y={y + rowHeight / 2} dy="0.34em">
              {figure} <tspan className={classes.tick}>{part}</tspan>
            </text>
            <Mark
              index={index}
              label={t`${title} or further: ${figure}, ${part}`}
              filter={filterOf(rows.slice(index))}
              className={classes.over}
            >
              <rect x={0} y={y + 1} width={width} height={rowHeight - 2} rx={4} />
            </Mark>
          </g>
        )
      })}
    </svg>
  )
}
