/** Who changed which field last, from the newest page of the record's history. Nobody is named that the history does not name to this reader. */
import type { HistoryPage, RecordView } from '@bailiwick/definition/wire/index.ts'
import { request } from '../../client/http.ts'
import { say } from '../../client/language.ts'

export interface Author {
  readonly name: string
  readonly at: string
}

export async function readNow(
  app: string,
  entity: string,
  id: string,
): Promise<{ readonly view: RecordView; readonly authorOf: (field: string) => Author }> {
  const path = `/api/apps/${app}/${entity}/${id}`
  const [view, history] = await Promise.all([
    request<RecordView>('GET', path),
    request<HistoryPage>('GET', `${path}/history`).catch((): HistoryPage => ({ items: [] })),
  ])
  return {
    view,
    authorOf: field => {
      const entry = history.items.find(each => each.changes.some(change => change.field === field))
      return {
        name: (entry?.person ?? view.record.updated_by)?.title ?? say('Somebody'),
        at: entry?.at ?? view.record.updated_at,
      }
    },
  }
}
