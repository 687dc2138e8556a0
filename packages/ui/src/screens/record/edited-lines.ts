/** What one person changed of a record's lines, apart from what they were: as `edited.ts` for the record itself. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { requestOf, type Values } from './edited.ts'

export interface LineValue {
  /** Absent: it is new. */
  readonly id?: string
  /** Of a new line all values, of one that is there those that were changed. */
  readonly values: Values
}
export type LineValues = Readonly<Record<string, readonly LineValue[]>>

export const linesOf = (rows: readonly RecordRow[]): LineValue[] => rows.map(row => ({ id: row.id, values: {} }))

export function areUntouched(rows: readonly LineValue[], before: readonly RecordRow[]): boolean {
  const isSame = ({ id, values }: LineValue, index: number) => id === before[index]?.id && Object.keys(values).length === 0
  return rows.length === before.length && rows.every(isSame)
}

/** The same work on the lines as they are now: what others added stays, and what was taken out here goes. */
export function ontoLinesNow(rows: readonly LineValue[], before: readonly string[], now: readonly RecordRow[]): LineValue[] {
  const mine = (id: string) => rows.find(row => row.id === id)
  const stays = now.filter(({ id }) => mine(id) !== undefined || !before.includes(id))
  return [...stays.map(({ id }) => mine(id) ?? { id, values: {} }), ...rows.filter(row => row.id === undefined)]
}

/** As a request carries them. */
export function lineRequest(lines: LineValues): Record<string, unknown> {
  const asked = (rows: readonly LineValue[]) =>
    rows.map(({ id, values }) => ({ ...(id ? { id } : {}), fields: requestOf({ touched: values }) }))
  return Object.fromEntries(Object.entries(lines).map(([name, rows]) => [name, asked(rows)]))
}
