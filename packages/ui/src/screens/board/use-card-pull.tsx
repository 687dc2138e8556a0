/** A card that is pulled over the board, by mouse or finger: which column it is over, and the card under the pointer. Nothing here says where it may go. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { type PointerEvent, type ReactNode, type RefObject, useCallback, useRef, useState } from 'react'
import { type Point, usePull } from '../time/use-pull.ts'
import classes from './board.module.css'

interface CardPullProps {
  readonly board: RefObject<HTMLElement | null>
  readonly onStart: (row: RecordRow) => void
  /** @param column its place among those shown; absent: given up, or beside them all */
  readonly onEnd: (row: RecordRow, column: number | undefined) => void
}

interface CardPull {
  press(down: PointerEvent<HTMLElement>, row: RecordRow): void
  /** The click that is heard now ends a pull, and opens nothing. */
  pulled(): boolean
  readonly around: (element: HTMLElement | null) => (() => void) | undefined
  /** The place of the column it is over. */
  readonly over: number | undefined
  ghost(title: string): ReactNode
}

export function useCardPull({ board, onStart, onEnd }: CardPullProps): CardPull {
  const [over, setOver] = useState<number>()
  const point = useRef<Point>({ clientX: 0, clientY: 0 })
  const shown = useRef<HTMLElement>(null)
  // By hand: each pixel would draw all columns anew.
  const place = useCallback((element: HTMLElement | null) => {
    shown.current = element
    if (element) element.style.translate = `${point.current.clientX}px ${point.current.clientY}px`
  }, [])
  const columnAt = ({ clientX }: Point) => {
    const columns = [...(board.current?.querySelectorAll('[data-column]') ?? [])]
    const found = columns.findIndex(column => {
      const { left, right } = column.getBoundingClientRect()
      return left <= clientX && clientX <= right
    })
    return found < 0 ? undefined : found
  }
  const follow = (at: Point) => {
    point.current = at
    place(shown.current)
    setOver(columnAt(at))
  }
  const { press, pulled, around } = usePull<RecordRow>({
    scroller: () => board.current,
    start: (row, from) => {
      follow(from)
      onStart(row)
    },
    move: (_, at) => follow(at),
    end: (row, kept) => {
      setOver(undefined)
      onEnd(row, kept ? columnAt(point.current) : undefined)
    },
  })
  return {
    ...{ press, pulled, around, over },
    ghost: title => (
      <div ref={place} aria-hidden className={classes.ghost} dir="auto">
        {title}
      </div>
    ),
  }
}
