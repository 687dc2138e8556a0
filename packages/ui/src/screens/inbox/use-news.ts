/** News of followed records and mentions, and marking them. What is marked looks so at once; a refusal asks again. */
import type { AppView, EntityView, NotificationsPage, NotificationView } from '@bailiwick/definition/wire/index.ts'
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { markNotifications } from '../../client/changes.ts'
import { appQuery, notificationsQuery, unreadQuery } from '../../client/queries.ts'

export interface News extends NotificationView {
  /** As its app describes it; undefined while that is loading. */
  readonly kind: EntityView | undefined
}

export function useNews() {
  const cache = useQueryClient()
  const page = useQuery(notificationsQuery)
  const items = page.data?.items ?? []
  const names = [...new Set(items.map(({ app }) => app))]
  const apps = useQueries({ queries: names.map(app => appQuery(app)) })
  const news = items.map((item): News => {
    const app = apps[names.indexOf(item.app)]?.data as AppView | undefined
    return { ...item, kind: app?.entities.find(({ name }) => name === item.entity) }
  })
  const mark = async (ids: readonly string[], read: boolean) => {
    const moved = items.filter(item => ids.includes(item.id) && item.read !== read).length
    if (moved === 0) return
    const patch = (before: NotificationsPage | undefined) =>
      before && {
        items: before.items.map(item => (ids.includes(item.id) ? { ...item, read } : item)),
        unread: Math.max(0, before.unread + (read ? -moved : moved)),
      }
    // An answer that is under way was asked for before.
    await cache.cancelQueries({ queryKey: ['notifications'] })
    cache.setQueryData(notificationsQuery.queryKey, patch)
    cache.setQueryData(unreadQuery.queryKey, patch)
    try {
      await markNotifications(ids, read)
    } catch {
      await cache.invalidateQueries({ queryKey: ['notifications'] })
    }
  }
  return { page, news, mark }
}
