/** A column is taken by its head to another place. */
import { type PointerEvent, type RefObject, useState } from 'react'
import { followPointer, keepFromClick } from '../../kit/follow-pointer.ts'
import { moveOn } from './move-on.ts'

export interface HeadDrag {
  /** The column that is being moved, and the place before which it would come to stand. */
  readonly now: { readonly column: number; readonly before: number } | undefined
  start(event: PointerEvent, column: number): void
}

/** So far, in pixels, a click is no pull. */
const slack = 5

export function useHeadDrag(list: RefObject<HTMLElement | null>, onMove: (column: number, before: number) => void): HeadDrag {
  const [now, setNow] = useState<HeadDrag['now']>()
  return {
    now,
    start: (down, column) => {
      // A finger scrolls.
      if (down.button !== 0 || down.pointerType === 'touch') return
      let before: number | undefined
      const move = (event: globalThis.PointerEvent) => {
        if (before === undefined && Math.abs(event.clientX - down.clientX) < slack) return
        event.preventDefault()
        moveOn(list.current, event, 'columns')
        before = placeAt(list.current, event.clientX)
        setNow({ column, before })
      }
      const end = (isMeant: boolean) => {
        setNow(undefined)
        if (before === undefined) return
        keepFromClick()
        if (isMeant && before !== column && before !== column + 1) onMove(column, before)
      }
      followPointer(down, { move, end, isPulled: () => before !== undefined, goesOn: true })
    },
  }
}

function placeAt(list: HTMLElement | null, x: number): number {
  const heads = [...(list?.querySelectorAll<HTMLElement>('[data-column]') ?? [])]
  const isRtl = list !== null && getComputedStyle(list).direction === 'rtl'
  const found = heads.findIndex(head => {
    const { left, width } = head.getBoundingClientRect()
    const middle = left + width / 2
    return isRtl ? x > middle : x < middle
  })
  // Those out of sight are not drawn.
  const last = heads[heads.length - 1]
  return found >= 0 ? columnOf(heads[found]!) : last ? columnOf(last) + 1 : 0
}

const columnOf = (head: HTMLElement) => Number(head.dataset.column)
