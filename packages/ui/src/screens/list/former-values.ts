/** What records hold in a field that the list does not show: read before it is changed, for without it there is no way back. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { readAnew } from '../../client/read-anew.ts'

/** @returns the rows, each with the value where that could be read and is of the version that is changed: another is refused anyway */
export async function withFormerValues(
  app: string,
  entity: string,
  rows: readonly RecordRow[],
  field: string,
): Promise<readonly RecordRow[]> {
  const unread = rows.filter(row => !(field in row))
  if (unread.length === 0) return rows
  // Where they cannot be read it is changed all the same, and nobody is offered a way back.
  const now = await readAnew(app, entity, unread, undefined, [field]).catch(() => new Map<string, RecordRow>())
  return rows.map(row => {
    const found = now.get(row.id)
    return found?.version === row.version ? { ...row, [field]: found[field] } : row
  })
}
