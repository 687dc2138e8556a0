/** The keyboard in a cell of a list. */

import type { KeyboardEvent } from 'react'
import { keyAlong } from '../../kit/key-along.ts'
import type { Cells } from './cells.ts'

interface CellKeys {
  readonly cells: Cells
  readonly goTo: (row: number, column: number, extend?: boolean) => void
  readonly focusRow: (row: number) => void
  /** @param typed what comes in place of what is there; absent: that is gone on with */
  readonly edit: (row: number, column: number, typed?: string) => void
  /** Keys that come before the editor does are kept for it. */
  readonly keeps: (key: string) => boolean
  /** All that the range holds. */
  readonly empty: () => void
}

/** A letter of a layout that needs a third level for it is no command. */
const isCommand = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey || event.altKey) && !event.nativeEvent.getModifierState('AltGraph')

const isWritten = (event: KeyboardEvent) => [...event.key].length === 1 && !event.nativeEvent.isComposing

const far = Number.POSITIVE_INFINITY

/** As spreadsheets go: to the first and last cell of the row, or as far as there are cells. @returns by how many rows and columns */
function leapOf(event: KeyboardEvent): readonly [number, number] | undefined {
  const isFar = (event.ctrlKey || event.metaKey) && !event.altKey
  if (event.key === 'Home' && !event.altKey) return [isFar ? -far : 0, -far]
  if (event.key === 'End' && !event.altKey) return [isFar ? far : 0, far]
  if (!isFar) return undefined
  return ({ ArrowUp: [-far, 0], ArrowDown: [far, 0], ArrowLeft: [0, -far], ArrowRight: [0, far] } as const)[
    keyAlong(event) as 'ArrowUp'
  ]
}

/** @returns whether the key was one for the cell that has the focus */
export function cellKeys(event: KeyboardEvent, { cells, goTo, focusRow, edit, keeps, empty }: CellKeys): boolean {
  const { at } = cells
  if (!at || !(event.target as HTMLElement).matches('[data-cell]')) return false
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'a') {
    cells.all()
    return true
  }
  const leap = leapOf(event)
  if (isCommand(event) && !leap) return false
  if (keeps(event.key)) return true
  const { row, column } = at
  const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[keyAlong(event)]
  if (leap) goTo(row + leap[0], column + leap[1], event.shiftKey)
  else if (by && column + by[1]! < 0 && !event.shiftKey) {
    cells.leave()
    focusRow(row)
  } else if (by) goTo(row + by[0]!, column + by[1]!, event.shiftKey)
  else if (event.key === 'Escape' && cells.copied) cells.forgetCopied()
  else if (event.key === 'Escape') {
    cells.leave()
    focusRow(row)
  } else if (event.key === 'Enter' || event.key === 'F2') edit(row, column)
  else if (event.key === 'Delete' || event.key === 'Backspace') empty()
  else if (isWritten(event)) edit(row, column, event.key)
  else return false
  return true
}
