/** The pointer over cells: a pull chooses a range, a double click edits, and one click opens the record as it does anywhere in the row. */
import { type RefObject, useEffect, useRef } from 'react'
import { followPointer, keepFromClick } from '../../kit/follow-pointer.ts'
import type { Place } from './cells.ts'
import { moveOn } from './move-on.ts'

interface CellPointerProps {
  readonly list: RefObject<HTMLElement | null>
  readonly isOn: boolean
  readonly onSpan: (from: Place, to: Place) => void
  /** The pull is over. */
  readonly onSpanned: (to: Place) => void
  readonly onEdit: (record: string, column: number) => void
}

/** In milliseconds, and in pixels. */
const twice = 400
const near = 5

interface Press {
  readonly record: string
  readonly place: Place
  readonly at: number
  readonly x: number
  readonly y: number
}

export function useCellPointer(props: CellPointerProps): void {
  const newest = useRef(props)
  newest.current = props
  const { isOn, list } = props
  useEffect(() => {
    if (!isOn) return
    let before: Press | undefined
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0 || event.pointerType === 'touch') return
      const first = before
      before = undefined
      // What the first click opened may lie beneath the second: that is not pressed.
      if (first && event.timeStamp - first.at < twice && Math.hypot(event.clientX - first.x, event.clientY - first.y) < near) {
        keepFromPress(() => newest.current.onEdit(first.record, first.place.column))
        return
      }
      const target = event.target as HTMLElement
      if (event.shiftKey || target.closest('button, input, [data-editing], [data-corner]')) return
      const found = list.current?.contains(target) ? pressOf(target, event) : undefined
      if (!found) return
      if (!target.closest('a')) before = found
      pull(event, found)
    }
    const pull = (down: PointerEvent, from: Press) => {
      let to: Place | undefined
      const move = (event: PointerEvent) => {
        if (to) moveOn(list.current, event, 'both')
        const over = document.elementFromPoint(event.clientX, event.clientY)
        const place = over && list.current?.contains(over) ? pressOf(over, event)?.place : undefined
        if (!place || (!to && place.row === from.place.row && place.column === from.place.column)) return
        before = undefined
        to = place
        newest.current.onSpan(from.place, place)
      }
      const end = () => {
        if (!to) return
        keepFromClick()
        newest.current.onSpanned(to)
      }
      followPointer(down, { move, end, isPulled: () => to !== undefined, goesOn: true })
    }
    // A link that is pulled would be carried off, and the pull with it.
    const onDrag = (event: DragEvent) => {
      if (event.target instanceof Element && event.target.closest('[data-cell]')) event.preventDefault()
    }
    const element = list.current
    window.addEventListener('pointerdown', onDown, { capture: true })
    element?.addEventListener('dragstart', onDrag)
    return () => {
      window.removeEventListener('pointerdown', onDown, { capture: true })
      element?.removeEventListener('dragstart', onDrag)
    }
  }, [isOn, list])
}

function pressOf(target: Element, { timeStamp, clientX, clientY }: MouseEvent): Press | undefined {
  const cell = target.closest<HTMLElement>('[data-cell]')
  const row = cell?.closest<HTMLElement>('[data-row]')
  if (!cell || !row) return undefined
  return {
    record: row.dataset.record ?? '',
    place: { row: Number(row.dataset.row), column: Number(cell.dataset.cell) },
    ...{ at: timeStamp, x: clientX, y: clientY },
  }
}

/** @param then in place of the click */
function keepFromPress(then: () => void): void {
  const keep = (event: Event) => {
    event.stopPropagation()
    event.preventDefault()
  }
  const end = (event: Event) => {
    keep(event)
    window.removeEventListener('mousedown', keep, { capture: true })
    window.removeEventListener('click', end, { capture: true })
    then()
  }
  window.addEventListener('mousedown', keep, { capture: true, once: true })
  window.addEventListener('click', end, { capture: true })
  // It was let go somewhere else.
  setTimeout(() => window.removeEventListener('click', end, { capture: true }), 1_000)
}
