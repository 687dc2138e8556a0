/** The inbox in its order, each item with what its app says about it: the kind, and the amount where it is about one. */
import type { AppView, FieldView, RecordPage, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '../../client/http.ts'
import { appQuery, inboxQuery } from '../../client/queries.ts'
import { moneyOf } from '../record/decided-on.ts'
import { type InboxItem, inOrder } from './order.ts'

export interface Matter extends InboxItem {
  readonly kind?: string | undefined
  readonly amount?: { readonly field: FieldView; readonly value: WireValue } | undefined
  /** What the step is called; its name until the app is there. */
  readonly stepTitle: string
}

export function useInbox() {
  const inbox = useQuery(inboxQuery)
  const items = inOrder(inbox.data?.items ?? [])
  const apps = useQueries({ queries: [...new Set(items.map(item => item.app))].map(app => appQuery(app)) })
  const entityOf = (app: string, name: string) =>
    apps
      .map(({ data }) => data as AppView | undefined)
      .find(view => view?.name === app)
      ?.entities.find(entity => entity.name === name)
  const cache = useQueryClient()
  const kinds = [...new Set(items.map(item => `${item.app} ${item.entity}`))].sort()
  const amounts = useQueries({
    queries: kinds.map(kind => {
      const [app = '', name = ''] = kind.split(' ')
      const money = moneyOf(entityOf(app, name))
      const ids = items.filter(item => item.app === app && item.entity === name).map(({ id }) => id)
      const key = [app, name, 'list', 'amounts', money?.name]
      return {
        queryKey: [...key, ids],
        queryFn: () =>
          request<RecordPage>(
            'GET',
            `/api/apps/${app}/${name}?${new URLSearchParams({
              filter: `record.id in ${JSON.stringify(ids.slice(0, 100))}`,
              fields: money?.name ?? '',
              pageSize: '100',
            })}`,
          ),
        enabled: money !== undefined,
        // Once one is decided it is another query, and what stood beside the others stays; among several `keepPreviousData` knows no query before.
        placeholderData: () => cache.getQueriesData<RecordPage>({ queryKey: key }).findLast(([, data]) => data)?.[1],
      }
    }),
  })
  const matters = items.map((item): Matter => {
    const entity = entityOf(item.app, item.entity)
    const money = moneyOf(entity)
    const row = amounts[kinds.indexOf(`${item.app} ${item.entity}`)]?.data?.items.find(({ id }) => id === item.id)
    const value = money && row ? row[money.name] : undefined
    const steps = entity?.workflow?.transitions.find(({ name }) => name === item.transition)?.approval?.steps ?? []
    const step = steps.findIndex(({ name }) => name === item.step)
    return {
      ...item,
      kind: entity?.label,
      amount: money && value !== undefined && value !== null ? { field: money, value } : undefined,
      stepTitle: steps[step]?.title ?? item.step,
    }
  })
  return { inbox, matters }
}
