/**
 * What somebody opened last: kept in this browser, ids alone, so that nothing on the server says who looked at what where no audit asks for it. What the records are
 * called is asked each time, and one that is not read any more is left out.
 */
import type { RecordPage } from '@bailiwick/definition/wire/index.ts'
import { queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { request } from './http.ts'
import { appQuery, sessionQuery } from './queries.ts'

interface Place {
  readonly app: string
  readonly entity: string
  readonly id: string
}

export interface Recent extends Place {
  readonly title: string
  readonly number?: string | undefined
  readonly kind: string
}

const most = 12
const keyOf = (person: string) => `bailiwick-recent-${person}`

function read(person: string): Place[] {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(person)) ?? '[]') as Place[]
    return Array.isArray(kept)
      ? kept.filter(each => [each?.app, each?.entity, each?.id].every(part => typeof part === 'string'))
      : []
  } catch {
    return []
  }
}

/** @param seen the record was given to this person, looking as themselves */
export function useNoteRecent(app: string, entity: string, id: string, seen: boolean): void {
  const session = useQuery(sessionQuery)
  const person = session.data?.viewing ? undefined : session.data?.person.id
  useEffect(() => {
    if (!person || !seen) return
    const others = read(person).filter(each => each.id !== id || each.entity !== entity || each.app !== app)
    try {
      localStorage.setItem(keyOf(person), JSON.stringify([{ app, entity, id }, ...others].slice(0, most)))
    } catch {
      // A browser that keeps nothing remembers nothing.
    }
  }, [person, app, entity, id, seen])
}

const titlesQuery = (app: string, entity: string, ids: readonly string[], fields: string) =>
  queryOptions({
    queryKey: [app, entity, 'list', 'recent', ids, fields],
    queryFn: () =>
      request<RecordPage>(
        'GET',
        `/api/apps/${app}/${entity}?${new URLSearchParams({ filter: `record.id in ${JSON.stringify(ids)}`, fields, pageSize: String(most) })}`,
      ),
    staleTime: 30_000,
  })

/** The newest first, as they are called now. */
export function useRecent(): Recent[] {
  const session = useQuery(sessionQuery)
  const places = session.data && !session.data.viewing ? read(session.data.person.id) : []
  const known = places.filter(({ app }) => session.data?.apps.some(each => each.name === app))
  const names = [...new Set(known.map(({ app }) => app))]
  const apps = useQueries({ queries: names.map(app => appQuery(app)) })
  const kinds = [...new Set(known.map(({ app, entity }) => `${app} ${entity}`))].flatMap(kind => {
    const [app = '', name = ''] = kind.split(' ')
    const entity = apps[names.indexOf(app)]?.data?.entities.find(each => each.name === name)
    return entity ? [{ app, entity, number: entity.fields.find(field => field.type === 'auto_number')?.name }] : []
  })
  const pages = useQueries({
    queries: kinds.map(({ app, entity, number }) =>
      titlesQuery(
        app,
        entity.name,
        known.filter(each => each.app === app && each.entity === entity.name).map(({ id }) => id),
        [entity.titleField, number].filter(Boolean).join(','),
      ),
    ),
  })
  return known.flatMap((place): Recent[] => {
    const at = kinds.findIndex(({ app, entity }) => app === place.app && entity.name === place.entity)
    const kind = kinds[at]
    const row = pages[at]?.data?.items.find(({ id }) => id === place.id)
    if (!kind || !row) return []
    const number = kind.number && row[kind.number]
    return [
      {
        ...place,
        title: String(row[kind.entity.titleField] ?? kind.entity.label),
        kind: kind.entity.label,
        ...(number ? { number: String(number) } : {}),
      },
    ]
  })
}
