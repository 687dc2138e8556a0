/**
 * Several questions for figures over records of one entity, answered by reading those records once: kept for the length of the statement, with nothing but the columns that
 * are asked of, they are counted from there in every way. The view is the one that each question alone would read, so the rules hold, and each is answered by its own SQL.
 */
import { quote } from '@bailiwick/definition/compile/names.ts'
import type { AggregateView } from '@bailiwick/definition/wire/index.ts'
import { type Rows, type Statement, setting } from '../../database/with-actor.ts'
import type { Actor } from '../../security/access/actor.ts'
import { type AggregateRequest, figuresOf, listed, planAggregate } from './aggregate.ts'
import type { Worked } from './aggregate-columns.ts'
import type { Plan } from './list.ts'
import { conditions } from './query.ts'
import type { Surface } from './surface.ts'
import { at, Parameters } from './values.ts'

/** Each alone may take as long as any statement; more of them at once may take longer, but hold no connection for good. */
const mostMillis = 60_000
const millisEach = 15_000

/** @param requests none of them with a search */
export function planTogether(
  surface: Surface,
  requests: readonly AggregateRequest[],
  actor: Actor,
): Plan<readonly AggregateView[]> {
  const parameters = new Parameters()
  const filters = new Map<string, string>()
  for (const { filter = '' } of requests)
    if (!filters.has(filter)) filters.set(filter, conditions(surface, { filter }, actor, 'v', parameters, false).join(' AND '))
  const marks = new Map([...filters.keys()].map((filter, index) => [filter, quote(`$${index}`)]))
  const markOf = ({ filter = '' }: AggregateRequest) =>
    filters.size > 1 && filters.get(filter) ? `v.${marks.get(filter)}` : undefined
  // In which month a record was made is worked out once for it. Of such a column PostgreSQL takes few values, as there are; of the sum itself it took as many as records, and sorted them.
  const spans = new Map<string, { readonly column: string; readonly sql: string }>()
  const worked: Worked = (asked, sql) => {
    const span = spans.get(asked) ?? { column: quote(`$span${spans.size}`), sql: sql() }
    spans.set(asked, span)
    return `v.${span.column}`
  }
  const figures = requests.map(request => {
    const only = listed(request.groupBy).length === 0 ? markOf(request) : undefined
    return { ...figuresOf(surface, request, parameters, { only, worked }), mark: markOf(request) }
  })
  const columns = [
    ...[...new Set(figures.flatMap(({ of }) => of))].map(name => at('v', name)),
    ...[...spans.values()].map(({ column, sql }) => `${sql} AS ${column}`),
  ]
  // Numbers are counted in one pass, however many they are, each of its own rows; what is in groups takes one of its own.
  const numbers = figures.filter(({ isGrouped }) => !isGrouped)
  const rowOf = (selected: readonly string[]) => `json_build_array(${selected.join(', ')})`
  const answers = figures.flatMap(({ columns, isGrouped, sql, mark }) => {
    if (!isGrouped) return []
    const names = columns.map((_, column) => `c${column}`)
    return `(SELECT json_agg(${rowOf(names)}) FROM (${sql(`rows v${mark ? ` WHERE ${mark}` : ''}`)}) q(${names.join(', ')}))`
  })
  if (numbers.length > 0) answers.push(`(SELECT ${rowOf(numbers.map(({ columns }) => rowOf(columns)))} FROM rows v)`)
  const [only = ''] = filters.values()
  const rows =
    filters.size === 1
      ? `SELECT ${columns.join(', ')} FROM ${surface.listView} v${only && ` WHERE ${only}`}`
      : marked(surface, columns, filters, marks)
  const text = `WITH rows AS MATERIALIZED (${rows}) SELECT ${answers.join(', ')}`
  return {
    statements: [
      setting('statement_timeout', String(Math.min(mostMillis, millisEach * requests.length))),
      { text, values: parameters.values },
    ],
    answer: ([, result], directory) => {
      const found = result?.rows[0] as readonly (unknown[][] | null)[]
      const ofNumbers = found[answers.length - 1]?.values()
      const ofGroups = found.values()
      return figures.map(({ isGrouped, read }) =>
        read(isGrouped ? (ofGroups.next().value ?? []) : [ofNumbers!.next().value!], directory),
      )
    },
  }
}

/** The rows that any of the filters admits; each says of itself which do, so that it is worked out once. */
function marked(
  surface: Surface,
  columns: readonly string[],
  filters: ReadonlyMap<string, string>,
  marks: ReadonlyMap<string, string>,
): string {
  const said = [...filters].flatMap(([filter, sql]) => (sql ? [`(${sql}) IS TRUE AS ${marks.get(filter)}`] : []))
  const all = `SELECT ${[...columns, ...said].join(', ')} FROM ${surface.listView} v`
  if ([...filters.values()].includes('')) return all
  // Without OFFSET the conditions would be put into one, and worked out twice.
  return `SELECT * FROM (${all} OFFSET 0) m WHERE ${[...marks.values()].map(mark => `m.${mark}`).join(' OR ')}`
}

/** What one thing costs, as PostgreSQL thinks before it is done; 1 is about a page of a table that is read in order. */
type Cost = number

/** How much it is to read all that this person sees of the entity. */
export function planCostOfAll(surface: Surface): Plan<Cost> {
  return {
    statements: [{ text: `EXPLAIN (FORMAT JSON) SELECT v.version FROM ${surface.listView} v`, values: [] }],
    answer: ([result]) => costOf(result),
  }
}

/** How much each question is alone; nothing is known of one that is refused. */
export function planCosts(
  surface: Surface,
  requests: readonly AggregateRequest[],
  actor: Actor,
): Plan<ReadonlyMap<AggregateRequest, Cost>> {
  const statements = new Map<AggregateRequest, Statement>()
  for (const request of requests) {
    try {
      const [{ text, values }] = planAggregate(surface, request, actor).statements as [Statement]
      statements.set(request, { text: `EXPLAIN (FORMAT JSON) ${text}`, values })
    } catch {
      // It is told why when it is asked.
    }
  }
  return {
    statements: [...statements.values()],
    answer: results => new Map([...statements.keys()].map((request, index) => [request, costOf(results[index])])),
  }
}

function costOf(explained: Rows | undefined): Cost {
  const [whole] = (explained?.rows[0]?.[0] ?? []) as readonly { readonly Plan: { readonly 'Total Cost': Cost } }[]
  return whole?.Plan['Total Cost'] ?? 0
}
