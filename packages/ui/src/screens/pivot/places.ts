/** Where figures stand in a pivot, by line and column, and which is next to which: whether they are drawn at this moment or not. */
import type { Figures, Line, PivotTable } from './pivot-table.ts'

export interface Place {
  /** The last one is that of the grand total. */
  readonly line: number
  /** Of figures: each column has as many as there are measures, and the totals come last. */
  readonly column: number
}

export const placeName = ({ line, column }: Place) => `${line} ${column}`

export function readPlace(text: string | undefined): Place | undefined {
  if (!text) return undefined
  const [line = 0, column = 0] = text.split(' ').map(Number)
  return { line, column }
}

export const lineAt = ({ lines, grand }: PivotTable, index: number): Line | undefined =>
  index === lines.length ? grand : lines[index]

/** In a line, from the first. */
export function columnsAt(table: PivotTable, line: number, measures: number): number[] {
  const at = lineAt(table, line)
  if (!at) return []
  const within = [...table.columns.map(({ key }) => at.cells.has(key)), at.total !== undefined]
  return within.flatMap((isThere, index) =>
    isThere ? Array.from({ length: measures }, (_, measure) => index * measures + measure) : [],
  )
}

/** The nearest figure in a direction; where nothing is, there is nothing to stand on. */
export function nextPlace(table: PivotTable, measures: number, from: Place, downward: number, onward: number): Place | undefined {
  if (downward === 0) {
    const beside = columnsAt(table, from.line, measures)
    const column = onward > 0 ? beside.find(each => each > from.column) : beside.findLast(each => each < from.column)
    return column === undefined ? undefined : { line: from.line, column }
  }
  for (let line = from.line + downward; lineAt(table, line); line += downward) {
    const [nearest] = columnsAt(table, line, measures).toSorted(
      (one, other) => Math.abs(one - from.column) - Math.abs(other - from.column),
    )
    if (nearest !== undefined) return { line, column: nearest }
  }
  return undefined
}

/** A line as wide as any: with the longest name there is, and the longest figure of each column. Undefined: there are none. */
export function widestLine(table: PivotTable, nameOf: (line: Line) => string): Line | undefined {
  const longest = new Map<string | undefined, Record<string, string | number>>()
  const put = (column: string | undefined, figures: Figures | undefined) => {
    const most = longest.get(column) ?? {}
    longest.set(column, most)
    for (const [measure, value] of Object.entries(figures ?? {}))
      if (value !== null && String(value).length > String(most[measure] ?? '').length) most[measure] = value
  }
  let named: Line | undefined
  for (const line of table.lines) {
    if (!named || nameOf(line).length > nameOf(named).length) named = line
    for (const [column, figures] of line.cells) put(column, figures)
    put(undefined, line.total)
  }
  if (!named) return undefined
  const isSubtotal = table.lines.some(line => line.isSubtotal)
  const cells = new Map(table.columns.map(({ key }) => [key, longest.get(key) ?? {}]))
  return { path: named.path, isSubtotal, cells, total: longest.get(undefined) }
}
