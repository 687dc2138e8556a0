/** A column is taken by its head to another place. */
import { type PointerEvent, type RefObject, useState } from 'react'

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
        before = placeAt(list.current, event.clientX)
        setNow({ column, before })
      }
      const end = (isMeant: boolean) => {
        window.removeEventListener('pointermove', move)
        window.removeEventListener('pointerup', up)
        window.removeEventListener('pointercancel', cancel)
        window.removeEventListener('keydown', key, { capture: true })
        setNow(undefined)
        if (before === undefined) return
        keepFromClick()
        if (isMeant && before !== column && before !== column + 1) onMove(column, before)
      }
      const up = () => end(true)
      const cancel = () => end(false)
      const key = (event: globalThis.KeyboardEvent) => {
        if (event.key !== 'Escape' || before === undefined) return
        event.stopPropagation()
        event.preventDefault()
        end(false)
      }
      window.addEventListener('pointermove', move)
      window.addEventListener('pointerup', up)
      window.addEventListener('pointercancel', cancel)
      window.addEventListener('keydown', key, { capture: true })
    },
  }
}

/** The click that ends a pull is none. */
export function keepFromClick(): void {
  const keep = (event: MouseEvent) => {
    event.stopPropagation()
    event.preventDefault()
  }
  window.addEventListener('click', keep, { capture: true, once: true })
  setTimeout(() => window.removeEventListener('click', keep, { capture: true }))
}

function placeAt(list: HTMLElement | null, x: number): number {
  const heads = [...(list?.querySelectorAll<HTMLElement>('[data-column]') ?? [])]
  const isRtl = list !== null && getComputedStyle(list).direction === 'rtl'
  const found = heads.findIndex(head => {
    const { left, width } = head.getBoundingClientRect()
    const middle = left + width / 2
    return isRtl ? x > middle : x < middle
  })
  return found < 0 ? heads.length : found
}
