/** Figures over groups of the records a list would give: always of what this person could list, and by what they may read. */
import {
  type Grouping,
  hasMeasure,
  hasSpans,
  measureNames,
  readGrouping,
  readMeasure,
  recordMoments,
  type Span,
  spans,
} from '@bailiwick/definition/fields/grouping.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import { resultField } from '@bailiwick/definition/fields/result-field.ts'
import type { Field } from '@bailiwick/definition/model/index.ts'
import type { AggregateView, WireValue } from '@bailiwick/definition/wire/index.ts'
import type { Rows } from '../../database/with-actor.ts'
import { problem, say } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import { inShort, type Plan } from './list.ts'
import { canGuess, conditions, limits, readableField } from './query.ts'
import { titleSql, wireSql } from './select.ts'
import type { Surface, SurfaceField } from './surface.ts'
import { at, Parameters, reference } from './values.ts'

export interface AggregateRequest {
  /** `priority, week(created_at)` */
  readonly groupBy?: string
  readonly measures?: string
  readonly filter?: string
  readonly search?: string
  /** At most so many groups. */
  readonly limit?: number
  /** The day with which weeks begin, from 1, Monday, which it is when absent, to 7, Sunday. */
  readonly weekBegin?: number
}

/** One thing grouped by. */
interface Group {
  /** As it was asked for. */
  readonly name: string
  /** What rows are told apart by: the raw column where it can be, so that an index can serve. */
  readonly key: string
  /** What is selected of it. */
  readonly columns: readonly string[]
  /** Ordered by itself rather than by how much there is of it. */
  readonly inOrder: boolean
  read(values: readonly unknown[], directory: Directory): WireValue
}

/** The field of this name, where figures of it are given. @throws `query.unknown-field` */
type Known = (surface: Surface, name: string) => SurfaceField

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
  const limit = request.limit ?? limits.groups
  const most = leaving ? limits.groupsLeaving : limits.mostGroups
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw problem('query.page-size', { detail: say('query.page-size', { parameter: 'limit', most }) })
  const known = leaving ?? readableField
  const parameters = new Parameters()
  const where = conditions(surface, request, actor, leaving ? 'r' : 'v', parameters, similar)
  const names = listed(request.groupBy)
  if (names.length > limits.groupFields)
    throw problem('query.too-many', { detail: say('query.groups', { most: limits.groupFields }) })
  const groups = names.map(name => groupOf(surface, name, parameters, known, request.weekBegin))
  const wanted = listed(request.measures ?? 'count')
  if (wanted.length === 0 || wanted.length > limits.measures)
    throw problem('query.too-many', { detail: say('query.measures', { most: limits.measures }) })
  const measures = wanted.map(name => measureSql(surface, name, known))
  const shown = groups.flatMap(({ columns }) => columns)
  // Last, how many records it is over: a search that finds nothing is asked again, as a list's is.
  const guessing = canGuess(surface, request.search)
  const keys = groups.map(({ key }) => key)
  const order = [
    ...groups.filter(({ inOrder }) => inOrder).map(({ key }) => key),
    `${shown.length + 1} DESC NULLS LAST`,
    ...groups.filter(({ inOrder }) => !inOrder).map(({ key }) => key),
  ]
  const whole = where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''
  const text = `SELECT ${[...shown, ...measures, ...(guessing ? ['count(*)'] : [])].join(', ')} FROM ${leaving ? `${surface.names.exported} v WHERE v.id IN (SELECT r.id FROM ${surface.listView} r${whole})` : `${surface.listView} v${whole}`}${
    keys.length > 0 ? ` GROUP BY ${keys.join(', ')} ORDER BY ${order.join(', ')}` : ''
  } LIMIT ${limit + 1}`
  return {
    statements: [{ text, values: parameters.values }],
    answer: ([result], directory) => ({
      groups: (result?.rows ?? []).slice(0, limit).map(row => ({
        key: Object.fromEntries(
          groups.map(({ name, columns, read }, index) => {
            const from = groups.slice(0, index).reduce((sum, before) => sum + before.columns.length, 0)
            return [name, read(row.slice(from, from + columns.length), directory)]
          }),
        ),
        values: Object.fromEntries(wanted.map((name, index) => [name, row[shown.length + index] as number | string | null])),
      })),
      truncated: (result?.rows.length ?? 0) > limit,
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

/** What is comma-separated, in its order. */
export function listed(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
}

function groupOf(surface: Surface, name: string, parameters: Parameters, known: Known, weekBegin: number | undefined): Group {
  const grouping = readGrouping(name)
  if (!grouping)
    throw problem('query.invalid', {
      detail: say('query.grouping', { name: name.slice(0, 100), spans: spans.map(span => `${span}(field)`).join(', ') }),
    })
  const { span } = grouping
  return span
    ? spanGroup(surface, name, { ...grouping, span }, parameters, known, weekBegin)
    : valueGroup(surface, grouping, known)
}

/** Days begin at midnight of the app's time zone; a day of the calendar is the same everywhere. */
function spanGroup(
  surface: Surface,
  name: string,
  grouping: Grouping & { span: Span },
  parameters: Parameters,
  known: Known,
  weekBegin: number | undefined,
): Group {
  const column = at('v', grouping.field)
  let moment = true
  if (!(recordMoments as readonly string[]).includes(grouping.field)) {
    const { field } = known(surface, grouping.field)
    if (!hasSpans(field))
      throw problem('query.invalid', { detail: say('query.no-span', { name: field.name, span: grouping.span }) })
    moment = (field.formula?.result ?? field.type) === 'datetime'
  }
  const local = moment
    ? `${column} AT TIME ZONE ${parameters.add(surface.app.definition.app.calendar.timeZone)}::text`
    : `${column}::timestamp`
  const key = grouping.span === 'week' ? weekSql(local, weekBegin ?? 1) : `date_trunc('${grouping.span}', ${local})`
  return {
    name,
    key,
    columns: [`to_char(${key}, 'YYYY-MM-DD')`],
    inOrder: true,
    read: ([value]) => value as WireValue,
  }
}

/** PostgreSQL's weeks begin on Monday: moved there and back. */
function weekSql(local: string, begin: number): string {
  const days = (8 - Math.trunc(begin)) % 7
  return days === 0
    ? `date_trunc('week', ${local})`
    : `date_trunc('week', ${local} + interval '${days} days') - interval '${days} days'`
}

function valueGroup(surface: Surface, { field: name }: Grouping, known: Known): Group {
  const { field } = known(surface, name)
  if (!fieldTypes[field.type].groupable)
    throw problem('query.invalid', { detail: say('query.ungroupable', { name: field.name }) })
  const key = at('v', field.name)
  const group = { name, key, inOrder: false }
  if (field.type === 'relation')
    return {
      ...group,
      columns: [key, titleSql(surface, field, key)],
      read: ([id, title]) => reference(id as string | null, title as string | null),
    }
  if (field.type === 'person' || field.type === 'team')
    return {
      ...group,
      columns: [key],
      read: ([value], directory) => {
        const id = value as string | null
        return reference(id, field.type === 'person' ? directory.personName(id) : directory.teamName(id))
      },
    }
  return { ...group, columns: [wireSql(surface, field, key)], read: ([value]) => value as WireValue }
}

/** `count`, `sum(amount)`, `avg(…)`, `median(…)` and the others, over readable fields. */
function measureSql(surface: Surface, text: string, known: Known): string {
  const measure = readMeasure(text)
  if (!measure)
    throw problem('query.invalid', {
      detail: say('query.measure', {
        text: text.slice(0, 100),
        measures: measureNames.map(name => `${name}(field)`).join(', '),
      }),
    })
  if (measure.of === 'count' || measure.field === undefined) return 'count(*)'
  const { field } = known(surface, measure.field)
  if (!hasMeasure(field, measure.of, resultField(surface.app.definition, surface.live.entity, field)))
    throw problem('query.invalid', { detail: say('query.no-measure', { name: field.name, measure: measure.of }) })
  const column = at('v', field.name)
  if (measure.of === 'avg') return `(${wireSql(surface, field, `round(avg(${column}), 4)`)})::text`
  if (measure.of === 'p90') return wireSql(surface, field, `percentile_disc(0.9) WITHIN GROUP (ORDER BY ${column})`)
  if (measure.of === 'median') return medianSql(surface, field, column)
  return wireSql(surface, field, `${measure.of}(${column})`)
}

/** Exact: percentile_cont is of floats. Between two amounts in the middle it is half-way; of two days it is the earlier one. */
function medianSql(surface: Surface, field: Field, column: string): string {
  const middle = (order: string) => `percentile_disc(0.5) WITHIN GROUP (ORDER BY ${column}${order})`
  if (hasSpans(field)) return wireSql(surface, field, middle(''))
  return `(${wireSql(surface, field, `round((${middle('')} + ${middle(' DESC')}) / 2.0, 4)`)})::text`
}
