/** Lists under a name, as this person has them in an app. */
import type { SavedView, ViewQuestion } from '@bailiwick/definition/wire/index.ts'
import { queryOptions } from '@tanstack/react-query'
import { request } from './http.ts'

const path = (app: string, id = '') => `/api/apps/${app}/saved-views${id && `/${id}`}`

export const savedViewsQuery = (app: string) =>
  queryOptions({
    queryKey: [app, 'saved-views'],
    queryFn: () => request<{ items: SavedView[] }>('GET', path(app)),
    staleTime: 60_000,
  })

export interface ViewChange {
  readonly name?: string
  readonly question?: ViewQuestion
  readonly roles?: readonly string[]
  readonly locked?: boolean
  readonly default?: boolean
}

export const makeView = (app: string, view: ViewChange & { readonly list: string }) =>
  request<SavedView>('POST', path(app), { body: view })

export const changeView = (app: string, id: string, change: ViewChange) =>
  request<SavedView>('PATCH', path(app, id), { body: change })

export const removeView = (app: string, id: string) => request<void>('DELETE', path(app, id))
