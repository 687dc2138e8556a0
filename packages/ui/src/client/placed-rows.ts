/** Puts records that changed where they belong among the pages of a list, so that the pages need not all be asked for again. */
import type { RecordPage, RecordRow } from '@bailiwick/definition/wire/index.ts'
import type { RowOrder } from './row-order.ts'

/**
 * @param pages as they are loaded
 * @param changed ids of all that changed
 * @param found those of them that the list has now
 * @returns undefined: where one belongs cannot be told here
 */
export function placeRows(
  pages: readonly RecordPage[],
  changed: ReadonlySet<string>,
  found: readonly RecordRow[],
  order: RowOrder,
): readonly RecordPage[] | undefined {
  const waiting = new Map(found.map(row => [row.id, row]))
  const end = pages.at(-1)
  const lastId = end?.nextPageToken === undefined ? undefined : end.items.at(-1)?.id
  const placed: (readonly RecordRow[])[] = []
  for (const { items } of pages) {
    if (!items.some(({ id }) => changed.has(id))) {
      placed.push(items)
      continue
    }
    const stay: RecordRow[] = []
    for (const row of items) {
      const now = waiting.get(row.id)
      const stays = !changed.has(row.id) || (now !== undefined && order.isSame(row, now))
      // The next page begins after the last row as it was.
      if (!stays && row.id === lastId) return undefined
      if (!stays) continue
      waiting.delete(row.id)
      // What was saved here meanwhile is newer than what was found.
      stay.push(changed.has(row.id) && now && now.version >= row.version ? now : row)
    }
    placed.push(stay)
  }
  for (const row of waiting.values()) {
    const place = placeOf(row, placed, order)
    if (place === undefined) return undefined
    const [page, at] = place
    const rows = placed[page]!
    // Further down than what is loaded, it comes with its page.
    if (page === placed.length - 1 && at === rows.length && end?.nextPageToken !== undefined) continue
    placed[page] = [...rows.slice(0, at), row, ...rows.slice(at)]
  }
  return pages.map((page, index) => (placed[index] === page.items ? page : { ...page, items: placed[index]! }))
}

/** @returns the page and where in it */
function placeOf(
  row: RecordRow,
  pages: readonly (readonly RecordRow[])[],
  order: RowOrder,
): readonly [number, number] | undefined {
  for (const [page, rows] of pages.entries()) {
    const last = rows.at(-1)
    if (!last) continue
    const toLast = order.compare(row, last)
    if (toLast === undefined) return undefined
    if (toLast > 0) continue
    for (const [at, other] of rows.entries()) {
      const to = order.compare(row, other)
      if (to === undefined) return undefined
      if (to < 0) return [page, at]
    }
  }
  return [pages.length - 1, pages.at(-1)?.length ?? 0]
}
