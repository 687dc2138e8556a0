/** The keyboard in a cell of a list. */
import type { KeyboardEvent } from 'react'
import type { Cells } from './cells.ts'

interface CellKeys {
  readonly cells: Cells
  readonly goTo: (row: number, column: number, extend?: boolean) => void
  readonly focusRow: (row: number) => void
  readonly edit: (row: number, column: number) => void
  /** All that the range holds. */
  readonly empty: () => void
}

/** @returns whether the key was one for the cell that has the focus */
export function cellKeys(event: KeyboardEvent, { cells, goTo, focusRow, edit, empty }: CellKeys): boolean {
  const { at } = cells
  if (!at || !(event.target as HTMLElement).matches('[data-cell]') || event.ctrlKey || event.metaKey || event.altKey) return false
  const { row, column } = at
  const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key]
  if (by && column + by[1]! < 0 && !event.shiftKey) {
    cells.leave()
    focusRow(row)
  } else if (by) goTo(row + by[0]!, column + by[1]!, event.shiftKey)
  else if (event.key === 'Escape' && cells.copied) cells.forgetCopied()
  else if (event.key === 'Escape') {
    cells.leave()
    focusRow(row)
  } else if (event.key === 'Enter' || event.key === 'F2') edit(row, column)
  else if (event.key === 'Delete' || event.key === 'Backspace') empty()
  else return false
  return true
}
