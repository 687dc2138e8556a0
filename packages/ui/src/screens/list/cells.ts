/** Where the keys stand among the cells of a list, and what range they hold. Rows are kept by id: what others add or move takes nothing along. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useMemo, useState } from 'react'

export interface Place {
  readonly row: number
  readonly column: number
}

/** Both ends belong to it. */
export interface Range {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

export interface Cells {
  /** Absent: the keys go over whole rows. */
  readonly at: Place | undefined
  readonly range: Range | undefined
  /** @param extend the range grows from where it began */
  go(to: Place, extend: boolean): void
  /** From one to the other. */
  span(from: Place, to: Place): void
  /** All that are loaded; the keys stay where they are. */
  all(): void
  leave(): void
  /** What was copied last, until something is edited or it is given up. */
  readonly copied: Range | undefined
  /** The range is what was copied. */
  copy(): void
  forgetCopied(): void
}

/** Where a record stands among the rows, -1: nowhere. It is asked several times in each frame, of a hundred thousand rows. */
export function usePlaces(rows: readonly RecordRow[]): (id: string | undefined) => number {
  return useMemo(() => {
    const found = new Map<string, number>()
    return id => {
      if (id === undefined) return -1
      const known = found.get(id)
      if (known !== undefined) return known
      const place = rows.findIndex(row => row.id === id)
      found.set(id, place)
      return place
    }
  }, [rows])
}

interface Kept {
  readonly id: string
  readonly column: number
}

export function useCells(rows: readonly RecordRow[], columns: number): Cells {
  const [at, setAt] = useState<Kept | undefined>()
  const [from, setFrom] = useState<Kept | undefined>()
  const [spread, setSpread] = useState<readonly [Kept, Kept] | undefined>()
  const [copied, setCopied] = useState<readonly [Kept, Kept] | undefined>()
  const rowOf = usePlaces(rows)
  const placeOf = (kept: Kept | undefined): Place | undefined => {
    const row = rowOf(kept?.id)
    return kept && row >= 0 && kept.column < columns ? { row, column: kept.column } : undefined
  }
  const [now, began] = [placeOf(at), placeOf(from)]
  const [first, last] = [placeOf(spread?.[0]), placeOf(spread?.[1])]
  const [one, other] = [placeOf(copied?.[0]), placeOf(copied?.[1])]
  const keptAt = ({ row, column }: Place): Kept | undefined => {
    const id = rows[row]?.id
    return id === undefined || column < 0 || column >= columns ? undefined : { id, column }
  }
  return {
    at: now,
    range: useRange(first ?? now, last ?? began ?? now),
    copied: useRange(one, other),
    copy: () => at && setCopied(spread ?? [at, from ?? at]),
    forgetCopied: () => setCopied(undefined),
    go: (to, extend) => {
      const kept = keptAt(to)
      if (!kept) return
      setSpread(undefined)
      if (!extend || !from) setFrom(extend && at ? at : kept)
      setAt(kept)
    },
    span: (began, to) => {
      setSpread(undefined)
      setFrom(keptAt(began))
      setAt(keptAt(to))
    },
    all: () => {
      const [top, bottom] = [keptAt({ row: 0, column: 0 }), keptAt({ row: rows.length - 1, column: columns - 1 })]
      setSpread(top && bottom && [top, bottom])
    },
    leave: () => {
      setSpread(undefined)
      setAt(undefined)
      setFrom(undefined)
    },
  }
}

/** The same each time, while it holds the same. */
function useRange(one: Place | undefined, other: Place | undefined): Range | undefined {
  const found = one && other && rangeOf(one, other)
  // biome-ignore lint/correctness/useExhaustiveDependencies: by what it holds
  return useMemo(() => found, [found?.top, found?.bottom, found?.left, found?.right])
}

export function rangeOf(one: Place, other: Place): Range {
  return {
    top: Math.min(one.row, other.row),
    bottom: Math.max(one.row, other.row),
    left: Math.min(one.column, other.column),
    right: Math.max(one.column, other.column),
  }
}

export const holds = (range: Range | undefined, row: number, column: number) =>
  range !== undefined && row >= range.top && row <= range.bottom && column >= range.left && column <= range.right

/** On which sides a cell is at the edge of a range, as words; undefined: it is not in it, or within. */
export function edgesAt(range: Range | undefined, row: number, column: number): string | undefined {
  if (!range || !holds(range, row, column)) return undefined
  const edges = [
    row === range.top && 'top',
    row === range.bottom && 'bottom',
    column === range.left && 'start',
    column === range.right && 'end',
  ]
  return edges.filter(Boolean).join(' ') || undefined
}

/** The last cell of the range, by which it is drawn. */
export const isCorner = (range: Range | undefined, row: number, column: number) =>
  range !== undefined && row === range.bottom && column === range.right
