/** Which lines of a list are drawn: those in sight, a few around them, and those that stay wherever it is scrolled to. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { type Range, useVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual'
import { type Key, type RefObject, startTransition, useCallback, useEffect, useRef, useState } from 'react'
import { afterPaint } from '../../client/after-paint.ts'
import { linesOnPaper } from '../../kit/on-paper.ts'
import { keyOfLine, type Line } from './lines.ts'
import { useFlight } from './use-flight.ts'

/** Of what stands above the rows, and of a group's head beside columns, in pixels. */
export const headHeight = 32
/** Of a group's head that says in itself what its figures are of. */
export const toldHeadHeight = 44

/** So many are drawn beyond those in sight: a hand that scrolls meets them before the page has drawn others. */
const ahead = 12
/** Where it has come from. */
const behind = 3

interface LinesInSightProps {
  readonly lines: readonly Line[]
  readonly scroller: RefObject<HTMLElement | null>
  /** Of the list, in pixels. */
  readonly size: { readonly width: number; readonly height: number }
  /** Of a row, in pixels. */
  readonly height: number
  /** Of a group's head. */
  readonly groupHeight: number
  /** From its top, in pixels: where it stood before. */
  readonly before: number
  readonly phone: boolean
  readonly isOnPaper: boolean
  /** Where the keys are, and what somebody writes in. */
  readonly staying: readonly number[]
}

interface LinesInSight {
  readonly virtual: Virtualizer<HTMLElement, Element>
  /** In the order in which they stand in the page. */
  readonly drawn: readonly VirtualItem[]
  /** Drawn as their text alone: they pass faster than anybody reads them. */
  readonly flying: ReadonlySet<Key>
  /** The place among those that are drawn, which a line that flies by takes from one that is gone. */
  placeOf(line: number): number
  /** Those that are drawn. */
  readonly rows: readonly RecordRow[]
  /** Of the groups whose rows are on their way. */
  readonly awaited: readonly string[]
  /** The last line in sight, without what stays wherever it is. */
  readonly last: number
  /** Where it is in sight anyway, nothing of the page is asked. */
  bring(line: number): void
}

export function useLinesInSight(props: LinesInSightProps): LinesInSight {
  const { lines, scroller, size, height, groupHeight, phone, isOnPaper } = props
  // The same as long as the lines are: for others, all of them would be measured anew in each frame.
  const sizeOf = useCallback(
    (index: number) => (lines[index]?.kind === 'head' ? groupHeight : height),
    [lines, height, groupHeight],
  )
  const keyOf = useCallback((index: number) => keyOfLine(lines[index]!), [lines])
  // What is in sight first; what is just beyond it when that stands.
  const [isDrawn, setDrawn] = useState(false)
  useEffect(() => void afterPaint().then(() => startTransition(() => setDrawn(true))), [])
  const staying = props.staying.join()
  const goesUp = useRef(false)
  const drawnOf = useCallback(
    (sight: Range) => {
      if (isOnPaper) return linesOnPaper(sight)
      const less = Math.min(behind, sight.overscan)
      const [above, below] = goesUp.current ? [sight.overscan, less] : [less, sight.overscan]
      const first = Math.max(0, sight.startIndex - above)
      const drawn = Array.from({ length: Math.min(sight.count - 1, sight.endIndex + below) - first + 1 }, (_, at) => first + at)
      return [...new Set([...drawn, ...numbersIn(staying)])].sort((one, other) => one - other)
    },
    [staying, isOnPaper],
  )
  const virtual = useVirtualizer<HTMLElement, Element>({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: sizeOf,
    getItemKey: keyOf,
    rangeExtractor: drawnOf,
    overscan: isDrawn ? ahead : 0,
    onChange: ({ scrollDirection }) => {
      if (scrollDirection) goesUp.current = scrollDirection === 'backward'
    },
    initialOffset: () => props.before,
    scrollPaddingStart: phone ? 0 : headHeight,
    initialRect: size,
  })
  useEffect(() => {
    if (height) virtual.measure()
  }, [height, virtual])
  const items = virtual.getVirtualItems()
  const stays = new Set(props.staying)
  const flying = useFlight(
    items.flatMap(({ index, key }) => (stays.has(index) ? [] : [key])),
    virtual.isScrolling,
  )
  // As many as are drawn at once have places of their own, which those that fly by take from each other.
  const most = useRef(1)
  most.current = Math.max(most.current, items.length)
  const placeOf = (index: number) => index % most.current
  return {
    virtual,
    flying,
    placeOf,
    // Those that fly by stand in the order of their places: none is moved in the page when all go on. Those that are whole come first, in their order, for a focus lives in them.
    drawn:
      flying.size === 0
        ? items
        : [
            ...items.filter(({ key }) => !flying.has(key)),
            ...items.filter(({ key }) => flying.has(key)).sort((a, b) => placeOf(a.index) - placeOf(b.index)),
          ],
    rows: items.flatMap(({ index }) => (lines[index]?.kind === 'row' ? [lines[index].row] : [])),
    awaited: [...new Set(items.flatMap(({ index }) => (lines[index]?.kind === 'waiting' ? [lines[index].group.key] : [])))],
    last: virtual.range?.endIndex ?? 0,
    bring: line => {
      const [place, top, height] = [virtual.measurementsCache[line], virtual.scrollOffset, virtual.scrollRect?.height]
      const isInSight =
        place && top !== null && height !== undefined && place.start >= top && place.end + 2 * headHeight <= top + height
      if (!isInSight) virtual.scrollToIndex(line)
    },
  }
}

const numbersIn = (text: string) => (text === '' ? [] : text.split(',').map(Number))
