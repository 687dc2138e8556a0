/** Figures along time: one line each, hairlines at round numbers, no dots. */
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import classes from './charts.module.css'
import { paint } from './colors.ts'
import type { ChartProps } from './drawing.tsx'
import { asNumber, axisWords, figureWords } from './exact.ts'
import type { Slice } from './figures.ts'
import { Mark } from './marks.tsx'
import { everyNth, place, roomFor, scaleOf } from './scale.ts'

const margin = { top: 8, right: 8, bottom: 24 }

export function LineChart({ figures, width, height, filterOf, noun }: ChartProps) {
  const { t } = useLingui()
  const [at, setAt] = useState<number>()
  const { rows, series, unit } = figures
  const values = rows.flatMap(row => series.map(each => asNumber(figures.at(row, each))))
  const scale = scaleOf(values, unit.of === 'count')
  const edge = { ...margin, left: roomFor(scale.ticks.map(axisWords)) }
  const inner = { width: Math.max(1, width - edge.left - edge.right), bottom: height - edge.bottom }
  const x = (index: number) => edge.left + (rows.length > 1 ? (index / (rows.length - 1)) * inner.width : inner.width / 2)
  const y = (value: number) => place(scale, value, inner.bottom, edge.top)
  // Where nothing was measured there is no average of nothing: the line has a gap.
  const path = (of: Slice) => {
    let starts = true
    return rows
      .map((row, index) => {
        const figure = figures.at(row, of)
        const there = figure !== null && figure !== undefined && !row.partial
        const step = there ? `${starts ? 'M' : 'L'}${x(index).toFixed(1)} ${y(asNumber(figure)).toFixed(1)}` : ''
        starts = !there
        return step
      })
      .join('')
  }
  // What is not over yet, or had begun before, is no fall and no rise: it is marked, and only a faint line leads there.
  const [from, to] = [rows.findIndex(row => !row.partial), rows.findLastIndex(row => !row.partial)]
  const isMarked = (row: Slice, of: Slice) => (row.partial || from === to) && (figures.at(row, of) ?? null) !== null
  const towards = (of: Slice) =>
    rows.map((row, index) => {
      const before = rows[index - 1]
      if (!before || !(row.partial || before.partial)) return ''
      const [start, end] = [figures.at(before, of), figures.at(row, of)]
      if ((start ?? null) === null || (end ?? null) === null) return ''
      return `M${x(index - 1).toFixed(1)} ${y(asNumber(start)).toFixed(1)}L${x(index).toFixed(1)} ${y(asNumber(end)).toFixed(1)}`
    })
  const nth = everyNth(rows.length, inner.width, 66)
  const half = rows.length > 1 ? inner.width / (rows.length - 1) / 2 : inner.width / 2
  const shown = at === undefined ? undefined : rows[at]
  const words = (row: Slice) =>
    figures.split
      ? series.map(each => `${each.title} ${figureWords(figures.at(row, each), unit)}`).join(', ')
      : figureWords(figures.at(row, series[0]!), unit)
  const alone = figures.split ? undefined : series[0]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: leaving it only takes the tip away
    <div className={classes.plot} onMouseLeave={() => setAt(undefined)} onBlur={() => setAt(undefined)}>
      <svg width={width} height={height} role="group" aria-label={t`${noun} along time`}>
        {scale.ticks.map(tick => (
          <g key={tick}>
            <line className={classes.hairline} x1={edge.left} x2={width - edge.right} y1={y(tick)} y2={y(tick)} />
            <text className={classes.tick} x={edge.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
              {axisWords(tick)}
            </text>
          </g>
        ))}
        {rows.map(
          (row, index) =>
            index % nth === 0 && (
              <text
                key={row.id}
                className={classes.tick}
                x={x(index)}
                y={height - 6}
                textAnchor={index === 0 ? 'start' : x(index) > width - 28 ? 'end' : 'middle'}
              >
                {row.short}
              </text>
            ),
        )}
        {alone && from < to && !rows.some(row => figures.at(row, alone) === null) && (
          <path className={classes.area} d={`${path(alone)}L${x(to)} ${y(0)}L${x(from)} ${y(0)}Z`} fill={paint(alone.color)} />
        )}
        {series.map(each =>
          rows.length > 1 ? (
            <g key={each.id}>
              <path className={classes.line} d={path(each)} stroke={paint(each.color)} />
              <path className={classes.towards} d={towards(each).join('')} stroke={paint(each.color)} />
              {rows.map(
                (row, index) =>
                  isMarked(row, each) && (
                    <circle
                      key={row.id}
                      className={classes.part}
                      cx={x(index)}
                      cy={y(asNumber(figures.at(row, each)))}
                      r={3}
                      stroke={paint(each.color)}
                      {...(!row.partial && { fill: paint(each.color) })}
                    />
                  ),
              )}
            </g>
          ) : (
            rows.map(row => (
              <rect
                key={row.id}
                x={x(0) - 12}
                width={24}
                y={y(asNumber(figures.at(row, each))) - 1}
                height={2}
                fill={paint(each.color)}
              />
            ))
          ),
        )}
        {shown && <line className={classes.cursor} x1={x(at!)} x2={x(at!)} y1={edge.top} y2={inner.bottom} />}
        {rows.map((row, index) => (
          <Mark
            key={row.id}
            index={index}
            label={`${row.title}: ${words(row)}`}
            filter={filterOf(row)}
            className={classes.zone}
            onShow={() => setAt(index)}
          >
            <rect
              x={Math.max(edge.left, x(index) - half)}
              width={Math.max(1, Math.min(width - edge.right, x(index) + half) - Math.max(edge.left, x(index) - half))}
              y={edge.top}
              height={inner.bottom - edge.top}
            />
          </Mark>
        ))}
      </svg>
      {shown && (
        <div
          className={classes.tip}
          style={{ insetInlineStart: Math.min(width - 150, Math.max(0, x(at!) + 8)), top: 0 }}
          aria-hidden
        >
          <b>{shown.title}</b>
          {series.map(each => (
            <span key={each.id}>
              <i style={{ background: paint(each.color) }} />
              {figures.split && <em>{each.title}</em>}
              {figureWords(figures.at(shown, each), unit)}
            </span>
          ))}
        </div>
      )}
    </div>
  )
}
