/** Records that the palette finds: of the app at hand first, then of the others. */
import type { EntityView, FieldView, RecordPage, SessionView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { useQueries } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { request } from '../client/http.ts'
import { apart } from '../client/language.ts'
import { appQuery } from '../client/queries.ts'

export interface Found {
  readonly key: string
  readonly group: 'here' | 'recent' | 'screens' | 'views' | 'actions' | 'records'
  readonly label: string
  readonly kind: string
  readonly number?: string | undefined
  readonly state?: { readonly app: string; readonly field: FieldView; readonly value: WireValue } | undefined
  readonly go: () => void
}

/** Kinds of records that are searched: of the app at hand, and of each other app. */
const most = 6
const mostElsewhere = 2

const numberOf = (entity: EntityView) => entity.fields.find(field => field.type === 'auto_number')
const stateOf = (entity: EntityView) => entity.fields.find(field => field.name === entity.workflow?.field)

const shownOf = (entity: EntityView) =>
  [entity.titleField, numberOf(entity)?.name, stateOf(entity)?.name].filter(name => name !== undefined)

function aboutOf(app: string, entity: EntityView, item: RecordPage['items'][number]): Pick<Found, 'number' | 'state'> {
  const [number, field] = [numberOf(entity), stateOf(entity)]
  const value = field && item[field.name]
  return {
    number: number && item[number.name] ? String(item[number.name]) : undefined,
    state: field && value !== undefined && value !== null ? { app, field, value } : undefined,
  }
}

export function useRecords(
  app: string | undefined,
  session: SessionView,
  search: string,
): { readonly found: readonly Found[]; readonly searching: boolean } {
  const { t } = useLingui()
  const navigate = useNavigate()
  const names = session.apps.map(({ name }) => name).sort((one, other) => Number(other === app) - Number(one === app))
  const views = useQueries({ queries: names.map(name => appQuery(name)) })
  const searched = views.flatMap(({ data: view }) => {
    if (!view) return []
    // What people have a screen of comes first, in the order of the navigation.
    const rank = (entity: string) => view.screens.findIndex(screen => 'entity' in screen && screen.entity === entity) >>> 0
    return view.entities
      .filter(entity => entity.searchable)
      .sort((one, other) => rank(one.name) - rank(other.name))
      .slice(0, view.name === app ? most : mostElsewhere)
      .map(entity => ({ view, entity }))
  })
  const results = useQueries({
    queries: searched.map(({ view, entity }) => ({
      queryKey: ['palette', view.name, entity.name, search],
      queryFn: () =>
        request<RecordPage>(
          'GET',
          `/api/apps/${view.name}/${entity.name}?${new URLSearchParams({ search, pageSize: '5', fields: shownOf(entity).join(',') })}`,
        ),
      enabled: search.length > 1,
      staleTime: 10_000,
    })),
  })
  const hits = results.map((result, index) => ({ ...searched[index]!, page: search.length > 1 ? result.data : undefined }))
  const similar = (label: string) => t`${label}, similar`
  return {
    searching: results.some(({ isFetching }) => isFetching),
    found: hits.flatMap(({ view, entity, page }) =>
      (page?.items ?? []).map(
        (item): Found => ({
          key: item.id,
          group: 'records',
          label: String(item[entity.titleField] ?? ''),
          ...aboutOf(view.name, entity, item),
          kind: apart([page?.similar ? similar(entity.label) : entity.label, view.name === app ? '' : view.title]),
          go: () => void navigate({ to: '/a/$app/r/$entity/$id', params: { app: view.name, entity: entity.name, id: item.id } }),
        }),
      ),
    ),
  }
}
