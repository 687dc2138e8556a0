/** Figures over groups of the records a list would give: always of what this person could list, and by what they may read. */
import type { AggregateView } from '@bailiwick/definition/wire/index.ts'
import type { Rows } from '../../database/with-actor.ts'
import { problem, say } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import { type Group, groupOf, type Known, type Making, measureOf, ofRecords } from './aggregate-columns.ts'
import { inShort, type Plan } from './list.ts'
import { canGuess, conditions, limits, readableField } from './query.ts'
import type { Surface } from './surface.ts'
import { Parameters } from './values.ts'

export interface AggregateRequest {
  /** `priority, week(created_at)` */
  readonly groupBy?: string
  readonly measures?: string
  readonly filter?: string
  readonly search?: string
  /** At most so many groups. */
  readonly limit?: number
  /** Groups of fewer records are left out. */
  readonly atLeast?: number
  /** The day with which weeks begin, from 1, Monday, which it is when absent, to 7, Sunday. */
  readonly weekBegin?: number
}

const mostAtLeast = 1_000_000

interface Way {
  /** The words of the search may have a slip. */
  readonly similar?: boolean
  /** Figures that leave as a file: of the records that may be exported, by the fields that may. */
  readonly leaving?: Known
}

export function planAggregate(
  surface: Surface,
  request: AggregateRequest,
  actor: Actor,
  { similar = false, leaving }: Way = {},
): Plan<AggregateView> {
  const parameters = new Parameters()
  const where = conditions(surface, request, actor, leaving ? 'r' : 'v', parameters, similar)
  const figures = figuresOf(surface, request, parameters, { leaving })
  // Last, how many records it is over: a search that finds nothing is asked again, as a list's is.
  const guessing = canGuess(surface, request.search)
  const whole = where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''
  const text = figures.sql(
    leaving
      ? `${surface.names.exported} v WHERE v.id IN (SELECT r.id FROM ${surface.listView} r${whole})`
      : `${surface.listView} v${whole}`,
    guessing ? ['count(*)'] : [],
  )
  return {
    statements: [{ text, values: parameters.values }],
    answer: ([result], directory) => ({
      ...figures.read(result?.rows ?? [], directory),
      ...(similar && !isOverNothing(result) ? { similar } : {}),
    }),
    ...(guessing && !similar
      ? {
          instead: ([result]) =>
            isOverNothing(result) ? inShort(planAggregate(surface, request, actor, { similar: true })) : undefined,
        }
      : {}),
  }
}

/** Without groups there is one row all the same. */
function isOverNothing(result: Rows | undefined): boolean {
  return (result?.rows ?? []).every(row => row[row.length - 1] === 0)
}

export interface Figures {
  readonly groups: readonly Group[]
  /** The columns of a row that they are made of. */
  readonly of: readonly string[]
  /** What is selected. */
  readonly columns: readonly string[]
  readonly isGrouped: boolean
  /**
   * @param from rows called `v`, with or without a condition
   * @param more what is selected beside
   */
  sql(from: string, more?: readonly string[]): string
  read(rows: readonly (readonly unknown[])[], directory: Directory): AggregateView
}

/**
 * What is asked of the records, whichever they are.
 *
 * @param only a condition on the rows that are measured, beside that of where they are taken from
 */
export function figuresOf(
  surface: Surface,
  request: AggregateRequest,
  parameters: Parameters,
  {
    leaving,
    only,
    making = ofRecords,
  }: { readonly leaving?: Known | undefined; readonly only?: string | undefined; readonly making?: Making } = {},
): Figures {
  const limit = request.limit ?? limits.groups
  const most = leaving ? limits.groupsLeaving : limits.mostGroups
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw problem('query.page-size', { detail: say('query.page-size', { parameter: 'limit', most }) })
  const known = leaving ?? readableField
  const names = listed(request.groupBy)
  if (names.length > limits.groupFields)
    throw problem('query.too-many', { detail: say('query.groups', { most: limits.groupFields }) })
  const groups = names.map(name => groupOf(surface, name, parameters, known, request.weekBegin, making))
  const wanted = listed(request.measures ?? 'count')
  if (wanted.length === 0 || wanted.length > limits.measures)
    throw problem('query.too-many', { detail: say('query.measures', { most: limits.measures }) })
  const measures = wanted.map(name => measureOf(surface, name, known, making, only))
  const shown = [...groups.flatMap(({ columns }) => columns), ...measures.map(({ sql }) => sql)]
  const keys = groups.map(({ key }) => key)
  const order = [
    ...groups.filter(({ inOrder }) => inOrder).map(({ key }) => key),
    `${measures[0]!.order} DESC NULLS LAST`,
    ...groups.filter(({ inOrder }) => !inOrder).map(({ key }) => key),
  ]
  const { atLeast = 1 } = request
  if (!Number.isInteger(atLeast) || atLeast < 1 || atLeast > mostAtLeast)
    throw problem('query.invalid', { detail: say('query.page-size', { parameter: 'atLeast', most: mostAtLeast }) })
  const large = atLeast > 1 ? ` HAVING ${making.total('count')} >= ${atLeast}` : ''
  const tail = keys.length > 0 ? ` GROUP BY ${keys.join(', ')}${large} ORDER BY ${order.join(', ')}` : ''
  const starts = groups.map((_, index) => groups.slice(0, index).reduce((sum, { columns }) => sum + columns.length, 0))
  const valuesAt = shown.length - measures.length
  return {
    groups,
    of: [...groups, ...measures].flatMap(({ of }) => of ?? []),
    columns: shown,
    isGrouped: keys.length > 0,
    sql: (from, more = []) => `SELECT ${[...shown, ...more].join(', ')} FROM ${from}${tail} LIMIT ${limit + 1}`,
    read: (rows, directory) => ({
      groups: rows.slice(0, limit).map(row => ({
        key: Object.fromEntries(
          groups.map(({ name, columns, read }, index) => [
            name,
            read(row.slice(starts[index], starts[index]! + columns.length), directory),
          ]),
        ),
        values: Object.fromEntries(measures.map(({ name }, index) => [name, row[valuesAt + index] as number | string | null])),
      })),
      truncated: rows.length > limit,
    }),
  }
}

/** What is comma-separated, in its order. */
export function listed(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
}
