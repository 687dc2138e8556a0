/** The edge of a column: drawn to another width, by arrow keys too; a double click, or Enter, fits the column to its content. */
import { useLingui } from '@lingui/react/macro'
import type { KeyboardEvent, PointerEvent } from 'react'
import { followPointer } from '../../kit/follow-pointer.ts'
import { widest } from '../records/widths.ts'
import classes from './list.module.css'

interface ColumnEdgeProps {
  readonly title: string
  readonly width: number
  readonly onWidth: (width: number) => void
  readonly onFit: () => void
}

/** A head has its menu in it. */
export const narrowestHead = 60
export const widthStep = 20

export function ColumnEdge({ title, width, onWidth, onFit }: ColumnEdgeProps) {
  const { t } = useLingui()
  const start = (down: PointerEvent<HTMLElement>) => {
    if (down.button !== 0) return
    down.preventDefault()
    down.stopPropagation()
    down.currentTarget.focus({ preventScroll: true })
    const from = down.clientX
    const towards = getComputedStyle(down.currentTarget).direction === 'rtl' ? -1 : 1
    const move = (event: globalThis.PointerEvent) => {
      if (event.clientX !== from) onWidth(width + towards * (event.clientX - from))
    }
    followPointer(down, { move, end: kept => !kept && onWidth(width) })
  }
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl'
    if (event.key === 'Enter') onFit()
    else if (event.key === (rtl ? 'ArrowLeft' : 'ArrowRight')) onWidth(width + widthStep)
    else if (event.key === (rtl ? 'ArrowRight' : 'ArrowLeft')) onWidth(width - widthStep)
    else if (event.key === 'Escape') event.currentTarget.parentElement?.querySelector<HTMLElement>('button')?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <span
      role="separator"
      className={classes.resize}
      tabIndex={-1}
      data-edge
      aria-orientation="vertical"
      aria-label={t`Width of ${title}`}
      aria-valuemin={narrowestHead}
      aria-valuemax={widest}
      aria-valuenow={Math.round(width)}
      title={t`Draw it to another width; a double click fits it to the content`}
      onPointerDown={start}
      onDoubleClick={onFit}
      onKeyDown={onKey}
    />
  )
}
