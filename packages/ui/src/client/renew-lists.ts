/**
 * Lists in which records changed. Of a list of many pages only those records are asked for, by the list's own question, and put in their place; where that cannot be told here, or
 * the pages are fewer than the questions, the list is asked for anew.
 */
import type { AppView, RecordPage, RecordRow } from '@bailiwick/definition/wire/index.ts'
import type { InfiniteData, Query, QueryClient } from '@tanstack/react-query'
import { placeRows } from './placed-rows.ts'
import { appQuery, askList, type ListQuestion } from './queries.ts'
import { rowOrder } from './row-order.ts'

type Pages = InfiniteData<RecordPage>

/** Of one question; an id takes so many signs of its condition, which has so many in all. */
const mostIds = 60
const idLength = 39
const conditionLength = 3_900

/** @returns when everything that shows them has been told */
export async function renewLists(cache: QueryClient, app: string, entity: string, ids: readonly string[]): Promise<void> {
  const queryKey = [app, entity, 'list']
  const long = cache
    .getQueryCache()
    .findAll({ queryKey, type: 'active' })
    .filter(query => questionsFor(query, ids).length < pagesOf(query))
  await Promise.all([
    cache.invalidateQueries({ queryKey, predicate: query => !long.includes(query) }),
    ...long.map(query => renew(cache, app, entity, query, ids)),
  ])
}

/** A list that grows by pages has nothing but its question in its key. */
const questionOf = ({ queryKey }: Query): ListQuestion | undefined =>
  queryKey.length === 4 && typeof queryKey[3] === 'object' ? (queryKey[3] as ListQuestion) : undefined

const pagesOf = (query: Query): number => (questionOf(query) ? ((query.state.data as Pages | undefined)?.pages.length ?? 0) : 0)

function questionsFor(query: Query, ids: readonly string[]): readonly (readonly string[])[] {
  const filter = questionOf(query)?.filter ?? ''
  const most = Math.max(1, Math.min(mostIds, Math.floor((conditionLength - filter.length) / idLength)))
  return Array.from({ length: Math.ceil(ids.length / most) }, (_, at) => ids.slice(at * most, (at + 1) * most))
}

async function renew(cache: QueryClient, app: string, entity: string, query: Query, ids: readonly string[]): Promise<void> {
  const whole = () => cache.invalidateQueries({ queryKey: query.queryKey, exact: true })
  const question = questionOf(query)!
  const fields = cache.getQueryData<AppView>(appQuery(app).queryKey)?.entities.find(({ name }) => name === entity)?.fields
  const order = fields && rowOrder(question.orderBy, fields)
  const isSimilar = (query.state.data as Pages | undefined)?.pages[0]?.similar === true
  if (!order || isSimilar) return whole()
  const found: RecordRow[] = []
  try {
    for (const some of questionsFor(query, ids)) {
      const among = `record.id in ${JSON.stringify(some)}`
      const filter = question.filter ? `(${question.filter}) && ${among}` : among
      const page = await askList(app, entity, { ...question, filter }, some.length)
      // What is only similar to the words searched for is not in a list of those that have them.
      if (page.similar !== true) found.push(...page.items)
    }
  } catch {
    return whole()
  }
  // A page that is on its way would be put beneath what was there when it was asked for.
  while (query.state.fetchStatus === 'fetching') await query.promise?.catch(() => undefined)
  const data = query.state.data as Pages | undefined
  const pages = data && placeRows(data.pages, new Set(ids), found, order)
  if (!pages) return whole()
  cache.setQueryData<Pages>(query.queryKey, { ...data, pages: [...pages] })
}
