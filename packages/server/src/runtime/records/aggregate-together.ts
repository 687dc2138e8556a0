/**
 * Several questions for figures over records of one entity, answered by reading those records once. What can be made of few groups is (`aggregate-folded`). For the rest the
 * records are kept for the length of the statement, with nothing but the columns that are asked of, and counted from there in every way. The view is the one that each question
 * alone would read, so the rules hold.
 */
import { quote } from '@bailiwick/definition/compile/names.ts'
import type { AggregateView } from '@bailiwick/definition/wire/index.ts'
import { type Rows, type Statement, setting } from '../../database/with-actor.ts'
import type { Actor } from '../../security/access/actor.ts'
import { type AggregateRequest, type Figures, figuresOf, listed, planAggregate } from './aggregate.ts'
import { type Making, ofRecords, spanSql } from './aggregate-columns.ts'
import { canFold, fold, rowsAsJson } from './aggregate-folded.ts'
import type { Plan } from './list.ts'
import { conditions } from './query.ts'
import type { Surface } from './surface.ts'
import { at, Parameters } from './values.ts'

/** Each alone may take as long as any statement; more of them at once may take longer, but hold no connection for good. */
const mostMillis = 60_000
const millisEach = 15_000

/** Groups are kept in memory for the length of the statement rather than sorted: of all questions at once, so that many large ones have less each. In megabytes. */
const memory = { ofAll: 256, most: 64, least: 4 }

function memoryOf(parts: readonly Part[]): string {
  const large = parts.reduce((sum, part) => sum + part.large, 0)
  return `${Math.max(memory.least, Math.min(memory.most, Math.floor(memory.ofAll / Math.max(large, 1))))}MB`
}

/** @param requests none of them with a search */
export function planTogether(
  surface: Surface,
  requests: readonly AggregateRequest[],
  actor: Actor,
): Plan<readonly AggregateView[]> {
  const parameters = new Parameters()
  const { true: folded = [], false: counted = [] } = Object.groupBy(requests, request => `${canFold(request)}`)
  const parts = [
    ...(folded.length > 0 ? [foldedPart(surface, folded, actor, parameters)] : []),
    ...(counted.length > 0 ? [countedPart(surface, counted, actor, parameters)] : []),
  ]
  const text = `WITH ${parts.flatMap(part => part.tables).join(', ')} SELECT ${parts.flatMap(({ answers }) => answers).join(', ')}`
  return {
    statements: [
      setting('statement_timeout', String(Math.min(mostMillis, millisEach * requests.length))),
      setting('work_mem', memoryOf(parts)),
      { text, values: parameters.values },
    ],
    answer: ([, , result], directory) => {
      const found = (result?.rows[0] ?? []) as readonly (unknown[][] | null)[]
      const views = new Map<AggregateRequest, AggregateView>()
      let start = 0
      for (const { requests, figures, answers, rowsOf } of parts) {
        const rows = rowsOf(found.slice(start, start + answers.length))
        for (const [index, request] of requests.entries()) views.set(request, figures[index]!.read(rows[index]!, directory))
        start += answers.length
      }
      return requests.map(request => views.get(request)!)
    },
  }
}

interface Part {
  readonly requests: readonly AggregateRequest[]
  readonly figures: readonly Figures[]
  /** What stands in `WITH`. */
  readonly tables: readonly string[]
  readonly answers: readonly string[]
  /** What of it may take as much memory as it is given. */
  readonly large: number
  /** @returns what was found for each of the requests */
  rowsOf(found: readonly (unknown[][] | null)[]): readonly unknown[][][]
}

function foldedPart(surface: Surface, requests: readonly AggregateRequest[], actor: Actor, parameters: Parameters): Part {
  const filters = new Filters(surface, requests, actor, parameters)
  const { columns, figures, parts, answers, large } = fold(surface, requests, parameters, request => filters.markOf(request))
  // Of a column of a subquery that is not looked through PostgreSQL takes few values, as there are; of what is worked out of a moment it took as many as records, and sorted them.
  return {
    requests,
    figures,
    tables: parts(`(${filters.rows(columns)} OFFSET 0)`),
    answers,
    large,
    rowsOf: found => found.map(rows => rows ?? []),
  }
}

function countedPart(surface: Surface, requests: readonly AggregateRequest[], actor: Actor, parameters: Parameters): Part {
  const filters = new Filters(surface, requests, actor, parameters)
  const of = (request: AggregateRequest) => {
    const mark = filters.markOf(request)
    return mark === undefined ? undefined : `v.${mark}`
  }
  // In which month a record was made is worked out once for it.
  const worked = new Map<string, { readonly column: string; readonly sql: string }>()
  const making: Making = {
    ...ofRecords,
    span: (asked, local) => {
      const key = JSON.stringify(asked)
      const span = worked.get(key) ?? { column: quote(`$span${worked.size}`), sql: spanSql(asked, local()) }
      worked.set(key, span)
      return `v.${span.column}`
    },
  }
  const figures = requests.map(request =>
    figuresOf(surface, request, parameters, { only: listed(request.groupBy).length === 0 ? of(request) : undefined, making }),
  )
  const columns = [
    ...[...new Set(figures.flatMap(({ of }) => of))].map(name => at('v', name)),
    ...[...worked.values()].map(({ column, sql }) => `${sql} AS ${column}`),
  ]
  const answers = figures.flatMap((figures, index) => {
    const mark = of(requests[index]!)
    return figures.isGrouped ? [rowsAsJson(figures, `rows v${mark ? ` WHERE ${mark}` : ''}`)] : []
  })
  // Numbers are counted in one pass, however many they are, each of its own rows; what is in groups takes one of its own.
  const numbers = figures.filter(({ isGrouped }) => !isGrouped)
  const rowOf = (selected: readonly string[]) => `json_build_array(${selected.join(', ')})`
  if (numbers.length > 0) answers.push(`(SELECT ${rowOf(numbers.map(({ columns }) => rowOf(columns)))} FROM rows v)`)
  return {
    requests,
    figures,
    tables: [`rows AS MATERIALIZED (${filters.rows(columns)})`],
    answers,
    // Each sorts what it is of, and for the middle in both directions; so do numbers that are counted in one pass.
    large: requests
      .flatMap(({ measures }) => listed(measures ?? 'count').map(each => (each.startsWith('median') ? 2 : 1)))
      .reduce((sum, sorts) => sum + sorts, 0),
    rowsOf: found => {
      const ofNumbers = found[answers.length - 1]?.values()
      const ofGroups = found.values()
      return figures.map(({ isGrouped }) => (isGrouped ? (ofGroups.next().value ?? []) : [ofNumbers!.next().value!]))
    },
  }
}

/** The records that any of several filters admits; each says of itself which do, so that it is worked out once. */
class Filters {
  readonly #surface: Surface
  readonly #sql = new Map<string, string>()

  constructor(surface: Surface, requests: readonly AggregateRequest[], actor: Actor, parameters: Parameters) {
    this.#surface = surface
    for (const { filter = '' } of requests)
      if (!this.#sql.has(filter))
        this.#sql.set(filter, conditions(surface, { filter }, actor, 'v', parameters, false).join(' AND '))
  }

  /** The column that says whether a record is one of the request's; absent where all that are read are. */
  markOf({ filter = '' }: AggregateRequest): string | undefined {
    return this.#sql.size > 1 && this.#sql.get(filter) ? quote(`$${[...this.#sql.keys()].indexOf(filter)}`) : undefined
  }

  rows(columns: readonly string[]): string {
    const { listView } = this.#surface
    const [only = ''] = this.#sql.values()
    if (this.#sql.size === 1) return `SELECT ${columns.join(', ')} FROM ${listView} v${only && ` WHERE ${only}`}`
    const said = [...this.#sql].flatMap(([filter, sql]) => (sql ? [`(${sql}) IS TRUE AS ${this.markOf({ filter })}`] : []))
    const all = `SELECT ${[...columns, ...said].join(', ')} FROM ${listView} v`
    if ([...this.#sql.values()].includes('')) return all
    // Without OFFSET the conditions would be put into one, and worked out twice.
    const marks = [...this.#sql.keys()].map(filter => `m.${this.markOf({ filter })}`)
    return `SELECT * FROM (${all} OFFSET 0) m WHERE ${marks.join(' OR ')}`
  }
}

/** What reading costs, as PostgreSQL thinks before it is done; 1 is about a page of a table that is read in order. What is then made of it is no part. */
type Cost = number

export interface Costs {
  readonly own: Cost
  /** Were it about all records. */
  readonly ofAll: Cost
}

/** How much it is to walk through all that this person sees of the entity, by whatever way is shortest. */
export function planCostOfAll(surface: Surface): Plan<Cost> {
  return {
    statements: [{ text: `EXPLAIN (FORMAT JSON) SELECT count(*) FROM ${surface.listView} v`, values: [] }],
    answer: ([result]) => costOf(result),
  }
}

/** How much each question is alone; nothing is known of one that is refused. */
export function planCosts(
  surface: Surface,
  requests: readonly AggregateRequest[],
  actor: Actor,
): Plan<ReadonlyMap<AggregateRequest, Costs>> {
  const statements: Statement[] = []
  const explain = (request: AggregateRequest) => {
    const [{ text, values }] = planAggregate(surface, request, actor).statements as [Statement]
    return statements.push({ text: `EXPLAIN (FORMAT JSON) ${text}`, values }) - 1
  }
  const places = new Map<AggregateRequest, readonly [own: number, ofAll: number]>()
  for (const request of requests) {
    const { filter, ...all } = request
    try {
      const own = explain(request)
      places.set(request, [own, filter ? explain(all) : own])
    } catch {
      // It is told why when it is asked.
    }
  }
  return {
    statements,
    answer: results =>
      new Map(
        [...places].map(([request, [own, ofAll]]) => [request, { own: costOf(results[own]), ofAll: costOf(results[ofAll]) }]),
      ),
  }
}

interface PlanNode {
  readonly 'Total Cost': Cost
  readonly 'Relation Name'?: string
  readonly 'Parent Relationship'?: string
  readonly Plans?: readonly PlanNode[]
}

function costOf(explained: Rows | undefined): Cost {
  const [whole] = (explained?.rows[0]?.[0] ?? []) as readonly { readonly Plan: PlanNode }[]
  return whole ? (readingOf(whole.Plan) ?? whole.Plan)['Total Cost'] : 0
}

/** Where the records are read: what is asked beside, once or for each group, is none of them. */
function readingOf(node: PlanNode): PlanNode | undefined {
  if (node['Relation Name'] !== undefined) return node
  const beneath = (node.Plans ?? []).filter(each => !['InitPlan', 'SubPlan'].includes(each['Parent Relationship'] ?? ''))
  for (const each of beneath) {
    const found = readingOf(each)
    if (found) return found
  }
  return undefined
}
