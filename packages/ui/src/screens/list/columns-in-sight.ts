/** Which columns of a list are drawn: those in sight, a little on both sides of them, and those that stay. Two hundred in thirty rows would be six thousand cells. */
import { type CSSProperties, startTransition, useMemo, useRef, useState } from 'react'

/** What stands in a row, in order: a column, or room for those that are not drawn. */
export type Track =
  | { readonly column: number }
  /** @property room of the columns from `beyond` on, in pixels */
  | { readonly beyond: number; readonly room: number }

/** What is drawn changes after so many pixels, and reaches out twice as far on both sides: a hand that scrolls meets no empty column. */
const step = 240

/** @returns where the list is scrolled to along its columns, in steps, and what to call when that changes */
export function useAlong(): readonly [number, (element: HTMLElement) => void] {
  const [along, setAlong] = useState(0)
  const last = useRef(0)
  return [
    along,
    ({ scrollLeft }) => {
      // Counted from where lines begin: negative where they begin at the right.
      const next = Math.round(Math.abs(scrollLeft) / step) * step
      if (next === last.current) return
      last.current = next
      // Drawn a few rows at a time: there is room before it comes into sight.
      startTransition(() => setAlong(next))
    },
  ]
}

/**
 * @param starts where each column begins, in pixels
 * @param sizes of the columns, in pixels
 * @param sight how far the list is scrolled, and how wide it is, in pixels
 * @param staying columns that are drawn wherever it is scrolled to
 */
export function tracksOf(
  starts: readonly number[],
  sizes: readonly number[],
  sight: { readonly along: number; readonly width: number },
  staying: (column: number) => boolean,
): readonly Track[] {
  const [from, to] = [sight.along - 2 * step, sight.along + sight.width + 2 * step]
  const tracks: Track[] = []
  for (const [column, start] of starts.entries()) {
    const size = sizes[column]!
    const last = tracks[tracks.length - 1]
    if (staying(column) || (start < to && start + size > from)) tracks.push({ column })
    else if (last && 'room' in last) tracks[tracks.length - 1] = { ...last, room: last.room + size }
    else tracks.push({ beyond: column, room: size })
  }
  return tracks
}

/** In pixels of the screen: what is wider is not read on a page across, and numbers would be cut. */
const widestOnPaper = 1_400
/** A text that has all the room of a large screen needs no more of the page. */
const widestColumnOnPaper = 400

/** @returns how wide columns are to each other on paper: the first ones, as many as can be read */
export function onPage(sizes: readonly number[]): readonly number[] {
  const narrow = sizes.map(size => Math.min(size, widestColumnOnPaper))
  let end = 0
  return narrow.filter(size => {
    end += size
    return end <= widestOnPaper
  })
}

/** The same each time while they are the same, so that rows are not drawn again for it. */
export function useSameTracks(tracks: readonly Track[]): readonly Track[] {
  const key = tracks.map(track => ('room' in track ? `-${track.room}` : track.column)).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says it all
  return useMemo(() => tracks, [key])
}

/** How wide the columns are, for all the cells beneath at once: another width draws no row again. Sizes are as CSS says them. */
export const widthsFor = (box: string, columns: readonly string[]): CSSProperties =>
  Object.fromEntries([['--box', box], ...columns.map((size, column) => [`--column-${column}`, size])])

const styles = new Map<string, CSSProperties>()

/** The same each time, so that what has it is not drawn again for it. @param inset of a column that stays in sight, in pixels */
export function columnStyle(column: number, inset: number | undefined): CSSProperties {
  const key = `${column} ${inset}`
  const style = styles.get(key) ?? {
    width: `var(--column-${column})`,
    ...(inset !== undefined && { insetInlineStart: inset }),
  }
  styles.set(key, style)
  return style
}
