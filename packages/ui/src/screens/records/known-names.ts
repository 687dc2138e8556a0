/** What the records and people in conditions are called. An address may come from anywhere: those that this tab was not shown yet are asked for. */
import type { AppView, FieldView, PersonView, RecordPage, TeamView } from '@bailiwick/definition/wire/index.ts'
import { useQueries, useQueryClient } from '@tanstack/react-query'
import { request } from '../../client/http.ts'
import { appQuery } from '../../client/queries.ts'
import type { Condition } from './conditions.ts'
import { type Group, isGroup } from './filter.ts'

const names = new Map<string, string>()

export function rememberName(id: string, title: string | null): void {
  if (title !== null) names.set(id, title)
}

export const knownName = (id: string): string | undefined => names.get(id)

const conditionsIn = (group: Group): Condition[] => group.parts.flatMap(part => (isGroup(part) ? conditionsIn(part) : part))

/** Draws again when more of them have a name. */
export function useKnownNames(app: string, fields: readonly FieldView[], group: Group | undefined): void {
  const cache = useQueryClient()
  const wanted = (group ? conditionsIn(group) : []).flatMap(({ field: name, value }) => {
    const field = fields.find(each => each.name === name)
    const isNamed = field !== undefined && ['person', 'team', 'relation'].includes(field.type)
    return isNamed && typeof value === 'string' && !names.has(value) ? [{ field, id: value }] : []
  })
  useQueries({
    queries: wanted.map(({ field, id }) => ({
      queryKey: [app, 'name', field.type, field.to ?? '', id],
      queryFn: async () => {
        const name = await nameOf(app, cache.getQueryData<AppView>(appQuery(app).queryKey), field, id)
        rememberName(id, name ?? null)
        return name ?? null
      },
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    })),
  })
}

async function nameOf(app: string, view: AppView | undefined, field: FieldView, id: string): Promise<string | undefined> {
  if (field.type === 'person') {
    const { items } = await request<{ items: PersonView[] }>('GET', `/api/directory/people?${new URLSearchParams({ ids: id })}`)
    return items[0]?.name
  }
  if (field.type === 'team') {
    const { items } = await request<{ items: TeamView[] }>('GET', '/api/directory/teams')
    return items.find(team => team.id === id)?.name
  }
  const target = view?.entities.find(({ name }) => name === field.to)
  if (!target) return undefined
  const query = new URLSearchParams({ pageSize: '1', fields: target.titleField, filter: `record.id == ${JSON.stringify(id)}` })
  const { items } = await request<RecordPage>('GET', `/api/apps/${app}/${target.name}?${query}`)
  return items[0] && String(items[0][target.titleField] ?? '')
}
