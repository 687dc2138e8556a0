/** Records that others changed since they were chosen, as they are now. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { collect } from './bulk.ts'

/** How many ids an address takes. */
const atOnce = 100

/** @returns those that are still there */
export async function readAnew(
  app: string,
  entity: string,
  rows: readonly RecordRow[],
  trash: 'only' | undefined,
  fields: readonly string[],
): Promise<ReadonlyMap<string, RecordRow>> {
  const found = new Map<string, RecordRow>()
  for (let start = 0; start < rows.length; start += atOnce) {
    const ids = rows.slice(start, start + atOnce).map(({ id }) => id)
    const question = { filter: `record.id in ${JSON.stringify(ids)}`, trash, fields: fields.join(',') }
    const now = await collect(app, entity, question, () => undefined, new AbortController().signal)
    for (const row of now) found.set(row.id, row)
  }
  return found
}
