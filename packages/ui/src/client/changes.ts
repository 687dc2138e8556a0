/** Writes of records and what they do to the cache: shown at once, taken back when refused. */
import type { CommentView, RecordRow, RecordView, ShareView, WireValue } from '@bailiwick/definition/wire/index.ts'
import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import { changedInLists } from './changed-lists.ts'
import { request } from './http.ts'

export type Changed = RecordView | { readonly id: string; readonly handedOver: true }

export function isHandedOver(changed: Changed): changed is { readonly id: string; readonly handedOver: true } {
  return 'handedOver' in changed
}

const path = (app: string, entity: string, id: string) => `/api/apps/${app}/${entity}/${id}`

export const changeRecord = (
  app: string,
  entity: string,
  id: string,
  version: number,
  fields: Readonly<Record<string, unknown>>,
  idempotencyKey?: string,
  /** Of each kind named, what happens to its lines; those that are not named stay. */
  lines?: unknown,
) =>
  request<Changed>('PATCH', path(app, entity, id), {
    version,
    body: { fields, ...(lines ? { lines } : {}) },
    ...(idempotencyKey ? { idempotencyKey } : {}),
  })

export const createRecord = (
  app: string,
  entity: string,
  body: { fields: Readonly<Record<string, unknown>>; lines?: unknown },
  idempotencyKey: string,
) => request<Changed>('POST', `/api/apps/${app}/${entity}`, { body, idempotencyKey })

export const takeTransition = (
  app: string,
  entity: string,
  id: string,
  version: number,
  transition: string,
  body: { fields?: unknown; comment?: string },
) => request<Changed>('POST', `${path(app, entity, id)}/transitions/${transition}`, { version, body })

export const castVote = (
  app: string,
  entity: string,
  id: string,
  version: number,
  body: { transition: string; step: string; decision: string; comment?: string },
) => request<Changed>('POST', `${path(app, entity, id)}/votes`, { version, body })

export const writeComment = (app: string, entity: string, id: string, text: string) =>
  request<CommentView>('POST', `${path(app, entity, id)}/comments`, { body: { text } })

export const setFollowing = (app: string, entity: string, id: string, following: boolean) =>
  request<{ following: boolean }>('PATCH', `${path(app, entity, id)}/following`, { body: { following } })

export const markNotifications = (ids: readonly string[], read: boolean) =>
  request<void>('POST', '/api/notifications/read', { body: { ids, read } })

export const revealField = (app: string, entity: string, id: string, field: string) =>
  request<{ field: string; value: WireValue }>('POST', `${path(app, entity, id)}/reveal`, { body: { field } })

export interface NewShare {
  readonly person?: string
  readonly team?: string
  readonly level: ShareView['level']
  readonly until: string
}

export const giveShare = (app: string, entity: string, id: string, share: NewShare) =>
  request<{ items: ShareView[] }>('POST', `${path(app, entity, id)}/shares`, { body: share, idempotencyKey: crypto.randomUUID() })

export const endShare = (app: string, entity: string, id: string, share: string) =>
  request<{ items: ShareView[] }>('DELETE', `${path(app, entity, id)}/shares/${share}`)

export const trashRecord = (app: string, entity: string, id: string, version: number) =>
  request<void>('DELETE', path(app, entity, id), { version })

export const restoreRecord = (app: string, entity: string, id: string, version: number) =>
  request<RecordView>('POST', `${path(app, entity, id)}/restore`, { version })

/** Puts a value everywhere the record is shown. @returns takes it back */
export function showAtOnce(
  cache: QueryClient,
  app: string,
  entity: string,
  id: string,
  values: Readonly<Record<string, WireValue>>,
): () => void {
  const lists = { queryKey: [app, entity, 'list'] }
  const inLists = (change: (row: RecordRow) => RecordRow) => {
    const patch = (row: RecordRow) => (row.id === id ? change(row) : row)
    cache.setQueriesData<InfiniteData<{ items: RecordRow[] }>>(lists, data =>
      data && 'pages' in data ? { ...data, pages: data.pages.map(page => ({ ...page, items: page.items.map(patch) })) } : data,
    )
  }
  // Only of this record: what others did meanwhile stays.
  const changed = (row: RecordRow): RecordRow => ({ ...row, ...values })
  const names = Object.keys(values)
  let before: RecordRow | undefined
  inLists(row => {
    before = { ...row, ...before }
    return changed(row)
  })
  const one = cache.getQueryData<RecordView>([app, entity, 'one', id])
  if (one) cache.setQueryData<RecordView>([app, entity, 'one', id], { ...one, record: changed(one.record) })
  return () => {
    const known = before
    const earlier = known && Object.fromEntries(names.flatMap(name => (name in known ? [[name, known[name]]] : [])))
    inLists(row => (row.version === known?.version ? { ...row, ...earlier } : row))
    if (one) cache.setQueryData([app, entity, 'one', id], one)
  }
}

/** The server's answer is the truth: put it in place and ask again for what may have moved with it. */
export async function settle(cache: QueryClient, app: string, entity: string, id: string, changed: Changed): Promise<void> {
  if (isHandedOver(changed)) cache.removeQueries({ queryKey: [app, entity, 'one', id] })
  else cache.setQueryData([app, entity, 'one', id], changed)
  await Promise.all([
    changedInLists(cache, app, entity, [id]),
    cache.invalidateQueries({ queryKey: [app, entity, 'one', id, 'history'] }),
    cache.invalidateQueries({ queryKey: ['inbox'] }),
  ])
}

/** Many were changed: what shows them asks for them again, and for nothing else. */
export async function settleMany(cache: QueryClient, app: string, entity: string, ids: readonly string[]): Promise<void> {
  const changed = new Set(ids)
  await Promise.all([
    changedInLists(cache, app, entity, ids),
    cache.invalidateQueries({
      queryKey: [app, entity, 'one'],
      predicate: ({ queryKey }) => changed.has(String(queryKey[3])),
    }),
    cache.invalidateQueries({ queryKey: ['inbox'] }),
  ])
}
