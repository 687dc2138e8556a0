/** What stands line by line in a list: its rows, and where it is grouped the heads of groups and room for rows that are still to come. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { mostOnPaper } from '../../kit/on-paper.ts'
import type { ListGroup } from './use-groups.ts'

export type Line =
  /** @property index among the rows alone */
  | { readonly kind: 'row'; readonly row: RecordRow; readonly index: number }
  | { readonly kind: 'head'; readonly group: ListGroup }
  | { readonly kind: 'waiting'; readonly group: ListGroup; readonly at: number }
  | { readonly kind: 'failed'; readonly group: ListGroup }

export interface Lines {
  readonly lines: readonly Line[]
  /** Where each row stands among the lines. */
  readonly places: readonly number[]
}

/** @param isLoadedAlone no room for what is still to come, as on paper */
export function linesOf(rows: readonly RecordRow[], groups: readonly ListGroup[] | undefined, isLoadedAlone = false): Lines {
  if (!groups) return { lines: rows.map((row, index) => ({ kind: 'row', row, index })), places: rows.map((_, index) => index) }
  const lines: Line[] = []
  const places: number[] = []
  for (const group of groups) {
    lines.push({ kind: 'head', group })
    for (const row of group.rows) {
      lines.push({ kind: 'row', row, index: places.length })
      places.push(lines.length - 1)
    }
    for (let at = 0; at < group.waiting && !isLoadedAlone; at += 1) lines.push({ kind: 'waiting', group, at })
    if (group.error !== undefined) lines.push({ kind: 'failed', group })
  }
  return { lines, places }
}

/** How many of the rows stand on paper, where heads of groups take lines too. */
export const rowsOnPaper = (rows: readonly RecordRow[], groups: readonly ListGroup[] | undefined): number =>
  linesOf(rows, groups, true).places.filter(place => place < mostOnPaper).length

export function keyOfLine(line: Line): string {
  if (line.kind === 'row') return line.row.id
  return `${line.kind} ${line.group.key}${line.kind === 'waiting' ? ` ${line.at}` : ''}`
}
