/** Where the keys stand among the cells of a list, and what range they hold. Rows are kept by id: what others add or move takes nothing along. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useState } from 'react'

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
  leave(): void
}

interface Kept {
  readonly id: string
  readonly column: number
}

export function useCells(rows: readonly RecordRow[], columns: number): Cells {
  const [at, setAt] = useState<Kept | undefined>()
  const [from, setFrom] = useState<Kept | undefined>()
  const placeOf = (kept: Kept | undefined): Place | undefined => {
    const row = kept ? rows.findIndex(({ id }) => id === kept.id) : -1
    return kept && row >= 0 && kept.column < columns ? { row, column: kept.column } : undefined
  }
  const [now, began] = [placeOf(at), placeOf(from)]
  return {
    at: now,
    range: now && rangeOf(now, began ?? now),
    go: (to, extend) => {
      const id = rows[to.row]?.id
      if (id === undefined || to.column < 0 || to.column >= columns) return
      const kept = { id, column: to.column }
      if (!extend || !from) setFrom(extend && at ? at : kept)
      setAt(kept)
    },
    leave: () => {
      setAt(undefined)
      setFrom(undefined)
    },
  }
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

/** The last cell of the range, by which it is drawn. */
export const isCorner = (range: Range | undefined, row: number, column: number) =>
  range !== undefined && row === range.bottom && column === range.right
