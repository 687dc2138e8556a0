/** A row that moves while it is pressed, as others make and change records: the browser gives the click to what stands around the place where it went down and the one where it came up. It is for the row that was pressed. */
import { type MouseEvent, type PointerEvent, useRef } from 'react'

/** So far, in pixels, a press is no pull. */
const slack = 5

interface LostPress {
  readonly onPointerDown: (event: PointerEvent) => void
  readonly onClick: (event: MouseEvent) => void
}

/** For what stands around the rows. @param onOpen as a click on the row itself does */
export function useLostPress(onOpen: (id: string) => void): LostPress {
  const pressed = useRef<{ readonly id: string; readonly x: number; readonly y: number } | undefined>(undefined)
  return {
    onPointerDown: ({ target, button, shiftKey, clientX: x, clientY: y }) => {
      const element = target as HTMLElement
      const row = element.closest<HTMLElement>('[data-record]')
      // What has an act of its own in a row is pressed again.
      const isPlain = button === 0 && !shiftKey && !element.closest('a, button, input, label, [data-editing]')
      pressed.current = row && isPlain ? { id: row.dataset.record!, x, y } : undefined
    },
    onClick: ({ target, currentTarget, clientX, clientY }) => {
      const last = pressed.current
      pressed.current = undefined
      if (!last || target !== currentTarget) return
      if (Math.hypot(clientX - last.x, clientY - last.y) <= slack) onOpen(last.id)
    },
  }
}
