/**
 * Lists in which records changed. Of a list of many pages only those records are asked for, by the list's own question, and put in their place; of lists that are parts of one, by
 * the question of the whole, once for all of them. Where that cannot be told here, or the pages are fewer than the questions, the list is asked for anew.
 */
import type { AppView, RecordPage, RecordRow } from '@bailiwick/definition/wire/index.ts'
import type { InfiniteData, Query, QueryClient } from '@tanstack/react-query'
import { placeRows } from './placed-rows.ts'
import { appQuery, askList, type ListQuestion, type PartOf } from './queries.ts'
import { type RowOrder, rowOrder } from './row-order.ts'

type Pages = InfiniteData<RecordPage>

/** Of one question; an id takes so many signs of its condition, which has so many in all. */
const mostIds = 60
const idLength = 39
const conditionLength = 3_900

/** Lists that one question is asked for: one by itself, or the parts of a whole. */
interface Asked {
  readonly question: ListQuestion
  /** Each with its pages in their order, however many queries they stand in. */
  readonly lists: readonly List[]
}

interface List {
  readonly queries: readonly Query[]
  /** Undefined: it has all that the question has. */
  readonly part: PartOf | undefined
}

/** @returns when everything that shows them has been told */
export async function renewLists(cache: QueryClient, app: string, entity: string, ids: readonly string[]): Promise<void> {
  const queryKey = [app, entity, 'list']
  const seen = cache.getQueryCache().findAll({ queryKey, predicate: query => query.isActive() || isLong(query) })
  const asked = askedOf(seen).filter(
    ({ question, lists }) => questionsFor(question, ids).length < lists.reduce((sum, list) => sum + pagesOf(list).length, 0),
  )
  const placed = new Set(asked.flatMap(({ lists }) => lists.flatMap(({ queries }) => queries)))
  await Promise.all([
    cache.invalidateQueries({ queryKey, predicate: query => !placed.has(query) }),
    ...asked.map(each => renew(cache, app, entity, each, ids)),
  ])
}

function askedOf(queries: readonly Query[]): readonly Asked[] {
  const found = new Map<string, { readonly question: ListQuestion; readonly lists: Map<string, List> }>()
  for (const query of queries) {
    const question = questionOf(query)
    if (!question) continue
    const part = query.meta?.part as PartOf | undefined
    const whole = part?.whole ?? question
    const key = JSON.stringify([part === undefined, whole])
    const one = found.get(key) ?? { question: whole, lists: new Map<string, List>() }
    found.set(key, one)
    const own = JSON.stringify(question)
    one.lists.set(own, { queries: [...(one.lists.get(own)?.queries ?? []), query], part })
  }
  return [...found.values()].map(({ question, lists }) => ({
    question,
    lists: [...lists.values()].map(list => ({ ...list, queries: inTurn(list.queries) })),
  }))
}

/** A list that grows by pages has nothing but its question in its key; one that stands in a query for each page, the question and where the page begins. */
function questionOf({ queryKey: [, , , first, second], queryKey }: Query): ListQuestion | undefined {
  if (queryKey.length === 4 && typeof first === 'object') return first as ListQuestion
  return queryKey.length === 6 && first === 'page' ? (second as ListQuestion) : undefined
}

/** One that was left: whoever comes back would have all of its pages asked for again. */
const isLong = (query: Query) =>
  query.queryKey.length === 4 && !query.state.isInvalidated && (dataOf(query)?.pages?.length ?? 0) >= long
const long = 4

const dataOf = (query: Query) => query.state.data as Pages | undefined
const pagesOf = ({ queries }: List): readonly RecordPage[] => queries.flatMap(query => dataOf(query)?.pages ?? [])

/** Each page says where the next one begins. One that no other leads to is no part of what is seen. */
function inTurn(queries: readonly Query[]): readonly Query[] {
  if (queries.length < 2) return queries
  const by = new Map(queries.map(query => [query.queryKey[5], query]))
  const chain: Query[] = []
  for (let next = by.get(''); next && !chain.includes(next); ) {
    chain.push(next)
    const token = dataOf(next)?.pages.at(-1)?.nextPageToken
    next = token === undefined ? undefined : by.get(token)
  }
  return chain
}

function questionsFor({ filter = '' }: ListQuestion, ids: readonly string[]): readonly (readonly string[])[] {
  const most = Math.max(1, Math.min(mostIds, Math.floor((conditionLength - filter.length) / idLength)))
  return Array.from({ length: Math.ceil(ids.length / most) }, (_, at) => ids.slice(at * most, (at + 1) * most))
}

async function renew(
  cache: QueryClient,
  app: string,
  entity: string,
  { question, lists }: Asked,
  ids: readonly string[],
): Promise<void> {
  const anew = (list: List) => Promise.all(list.queries.map(({ queryKey }) => cache.invalidateQueries({ queryKey, exact: true })))
  const allAnew = () => Promise.all(lists.map(anew)).then(() => undefined)
  const fields = cache.getQueryData<AppView>(appQuery(app).queryKey)?.entities.find(({ name }) => name === entity)?.fields
  const order = fields && rowOrder(question.orderBy, fields)
  if (!order || lists.some(list => pagesOf(list)[0]?.similar === true)) return allAnew()
  const found: RecordRow[] = []
  try {
    for (const some of questionsFor(question, ids)) {
      const among = `record.id in ${JSON.stringify(some)}`
      const filter = question.filter ? `(${question.filter}) && ${among}` : among
      const page = await askList(app, entity, { ...question, filter }, some.length)
      // What is only similar to the words searched for is not in a list of those that have them.
      if (page.similar !== true) found.push(...page.items)
    }
  } catch {
    return allAnew()
  }
  // A page that is on its way would be put beneath what was there when it was asked for.
  for (const query of lists.flatMap(({ queries }) => queries))
    while (query.state.fetchStatus === 'fetching') await query.promise?.catch(() => undefined)
  const lost = lists.filter(list => !place(cache, list, new Set(ids), found, order))
  await Promise.all(lost.map(anew))
}

/** @returns false: where they belong cannot be told here */
function place(
  cache: QueryClient,
  list: List,
  changed: ReadonlySet<string>,
  found: readonly RecordRow[],
  order: RowOrder,
): boolean {
  const { part } = list
  if (part && found.some(row => part.has(row) === undefined)) return false
  const mine = part ? found.filter(row => part.has(row)) : found
  // What came while it was asked may have made the chain longer by pages that are not these.
  const before = pagesOf(list)
  const placed = placeRows(before, changed, mine, order)
  if (!placed) return false
  let at = 0
  for (const query of list.queries) {
    const data = dataOf(query)
    if (!data) continue
    const pages = placed.slice(at, at + data.pages.length)
    at += data.pages.length
    if (pages.some((page, index) => page !== data.pages[index])) cache.setQueryData<Pages>(query.queryKey, { ...data, pages })
  }
  return true
}
