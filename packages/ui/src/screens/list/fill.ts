/** Filling down: what the chosen cells hold goes into the rows beneath them, by a key or by drawing the corner of the range. Nothing is written here. */
import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from 'react'
import { followPointer } from '../../kit/follow-pointer.ts'
import type { Range } from './cells.ts'
import { moveOn } from './move-on.ts'

export const isFillKey = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'd'

interface FillProps {
  readonly range: Range | undefined
  readonly rows: number
  readonly scroller: RefObject<HTMLElement | null>
  /** @param source what is repeated @param to the last row that is filled */
  readonly onFill: (source: Range, to: number) => void
}

export interface Fill {
  /** The range with what would be filled. */
  readonly range: Range | undefined
  /** The first row of the range goes into the others; of a single row, the one above goes into it. */
  down(): void
  start(event: PointerEvent): void
}

export function useFill({ range, rows, scroller, onFill }: FillProps): Fill {
  const [to, setTo] = useState<number>()
  return {
    range: range && to !== undefined ? { ...range, bottom: Math.max(range.bottom, to) } : range,
    down: () => {
      if (!range) return
      const top = range.top === range.bottom ? range.top - 1 : range.top
      if (top >= 0) onFill({ ...range, top, bottom: top }, range.bottom)
    },
    start: down => {
      if (!range || down.button !== 0) return
      down.preventDefault()
      down.stopPropagation()
      let last = range.bottom
      const move = (event: globalThis.PointerEvent) => {
        moveOn(scroller.current, event, 'rows')
        const row = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-row]')
        if (!row) return
        last = Math.min(rows - 1, Number(row.dataset.row))
        setTo(last)
      }
      const end = (isFilled: boolean) => {
        setTo(undefined)
        if (isFilled && last > range.bottom) onFill(range, last)
      }
      followPointer(down, { move, end })
    },
  }
}
