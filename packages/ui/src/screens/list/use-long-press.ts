/** A finger that rests on something chooses it; one that moves scrolls, and a tap is a click. */
import { type PointerEvent, type SyntheticEvent, useEffect, useRef } from 'react'
import { keepFromClick } from '../../kit/follow-pointer.ts'

/** In milliseconds, and in pixels. */
const rests = 450
const slack = 10

interface LongPress {
  onPointerDown?(event: PointerEvent): void
  onPointerMove?(event: PointerEvent): void
  onPointerUp?(): void
  onPointerCancel?(): void
  onContextMenu?(event: SyntheticEvent): void
}

/** @param act absent: nothing is chosen here */
export function useLongPress(act: (() => void) | undefined): LongPress {
  const resting = useRef<{ readonly timer: ReturnType<typeof setTimeout>; readonly x: number; readonly y: number }>(undefined)
  const wasLong = useRef(false)
  const end = () => {
    clearTimeout(resting.current?.timer)
    resting.current = undefined
  }
  useEffect(() => () => clearTimeout(resting.current?.timer), [])
  if (!act) return {}
  return {
    onPointerDown: ({ pointerType, isPrimary, clientX: x, clientY: y }) => {
      end()
      wasLong.current = false
      if (pointerType !== 'touch' || !isPrimary) return
      const timer = setTimeout(() => {
        end()
        wasLong.current = true
        navigator.vibrate?.(10)
        act()
      }, rests)
      resting.current = { timer, x, y }
    },
    onPointerMove: ({ clientX, clientY }) => {
      if (resting.current && Math.hypot(clientX - resting.current.x, clientY - resting.current.y) > slack) end()
    },
    onPointerUp: () => {
      end()
      if (wasLong.current) keepFromClick()
    },
    onPointerCancel: end,
    // The browser's own menu of a long press.
    onContextMenu: event => {
      if (wasLong.current || resting.current) event.preventDefault()
    },
  }
}
