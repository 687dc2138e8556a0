/** What figures are grouped by and what is measured, as SQL over the rows `v` of an entity. */
import {
  type Grouping,
  hasMeasure,
  hasSpans,
  type Measure,
  measureNames,
  readGrouping,
  readMeasure,
  recordMoments,
  type Span,
  spans,
  valuesAs,
} from '@bailiwick/definition/fields/grouping.ts'
import { typeOf } from '@bailiwick/definition/fields/registry.ts'
import { resultField } from '@bailiwick/definition/fields/result-field.ts'
import type { Field } from '@bailiwick/definition/model/index.ts'
import type { WireValue } from '@bailiwick/definition/wire/index.ts'
import { problem, say } from '../../problems.ts'
import type { Directory } from '../directory.ts'
import { titleSql, wireSql } from './select.ts'
import type { Surface, SurfaceField } from './surface.ts'
import { at, type Parameters, reference } from './values.ts'

/** A span as it was asked for. */
export interface Asked {
  readonly field: string
  readonly span: Span
  readonly weekBegin: number
}

/** Figures are made of records as they stand, or of what was worked out of them before. */
export interface Making {
  /**
   * @param local the moment as clocks at the app's place show it
   * @returns when the span begins that a row is of
   */
  span?(asked: Asked, local: () => string): string
  /**
   * @param column absent: the rows are counted
   * @param among which of them, as `FILTER` says it
   */
  total(of: Total, column?: string, among?: string): string
}

/** What can be said of a whole from what is said of its parts. */
export type Total = 'count' | 'sum' | 'min' | 'max'

export const ofRecords: Making = {
  total: (of, column = '*', among = '') => `${of}(${column})${among}`,
}

/** The field of this name, where figures of it are given. @throws `query.unknown-field` */
export type Known = (surface: Surface, name: string) => SurfaceField

/** One thing grouped by. */
export interface Group {
  /** As it was asked for. */
  readonly name: string
  /** The column of a row that it is made of; absent: what is worked out of it is there. */
  readonly of?: string
  /** What rows are told apart by: the raw column where it can be, so that an index can serve. */
  readonly key: string
  /** What is selected of it. */
  readonly columns: readonly string[]
  /** At most so many there are, where the definition says it. */
  readonly atMost?: number
  /** Ordered by itself rather than by how much there is of it. */
  readonly inOrder: boolean
  read(values: readonly unknown[], directory: Directory): WireValue
}

export interface Measured {
  /** As it was asked for. */
  readonly name: string
  /** The column of a row that it is made of; absent: the rows are counted. */
  readonly of?: string
  /** As it goes on the wire, where text and yes or no, whole numbers and nothing are. */
  readonly sql: string
  /** By its size. */
  readonly order: string
}

export function groupOf(
  surface: Surface,
  name: string,
  parameters: Parameters,
  known: Known,
  weekBegin: number | undefined,
  making: Making,
): Group {
  const grouping = readGrouping(name)
  if (!grouping)
    throw problem('query.invalid', {
      detail: say('query.grouping', { name: name.slice(0, 100), spans: spans.map(span => `${span}(field)`).join(', ') }),
    })
  const { span } = grouping
  return span
    ? spanGroup(surface, name, { ...grouping, span }, parameters, known, weekBegin, making)
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
  making: Making,
): Group {
  const column = at('v', grouping.field)
  let moment = true
  if (!(recordMoments as readonly string[]).includes(grouping.field)) {
    const { field } = known(surface, grouping.field)
    if (!hasSpans(field))
      throw problem('query.invalid', { detail: say('query.no-span', { name: field.name, span: grouping.span }) })
    moment = valuesAs(field) === 'datetime'
  }
  const local = () =>
    moment
      ? `${column} AT TIME ZONE ${parameters.add(surface.app.definition.app.calendar.timeZone)}::text`
      : `${column}::timestamp`
  const asked = { ...grouping, weekBegin: weekBegin ?? 1 }
  const key = making.span ? making.span(asked, local) : spanSql(asked, local())
  return {
    name,
    ...(!making.span && { of: grouping.field }),
    key,
    columns: [`to_char(${key}, 'YYYY-MM-DD')`],
    inOrder: true,
    read: ([value]) => value as WireValue,
  }
}

/** PostgreSQL's weeks begin on Monday: moved there and back. */
export function spanSql({ span, weekBegin }: Pick<Asked, 'span' | 'weekBegin'>, local: string): string {
  const days = span === 'week' ? (8 - Math.trunc(weekBegin)) % 7 : 0
  return days === 0
    ? `date_trunc('${span}', ${local})`
    : `date_trunc('week', ${local} + interval '${days} days') - interval '${days} days'`
}

function valueGroup(surface: Surface, { field: name }: Grouping, known: Known): Group {
  const { field } = known(surface, name)
  if (!typeOf(field).groupable) throw problem('query.invalid', { detail: say('query.ungroupable', { name: field.name }) })
  const key = at('v', field.name)
  const group = { name, of: field.name, key, inOrder: false }
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
  const atMost = valuesAs(field) === 'boolean' ? 3 : field.options && field.options.length + 1
  return {
    ...group,
    ...(atMost !== undefined && { atMost }),
    columns: [wireSql(surface, field, key)],
    read: ([value]) => value as WireValue,
  }
}

/**
 * `count`, `sum(amount)`, `avg(…)`, `median(…)` and the others, over readable fields.
 *
 * @param only a condition, where not all the rows are measured
 */
export function measureOf(surface: Surface, text: string, known: Known, making: Making, only?: string): Measured {
  const among = only === undefined ? '' : ` FILTER (WHERE ${only})`
  const measure = readMeasure(text)
  if (!measure)
    throw problem('query.invalid', {
      detail: say('query.measure', {
        text: text.slice(0, 100),
        measures: measureNames.map(name => `${name}(field)`).join(', '),
      }),
    })
  if (measure.of === 'count' || measure.field === undefined) {
    const sql = making.total('count', undefined, among)
    return { name: text, sql, order: sql }
  }
  const { field } = known(surface, measure.field)
  if (!hasMeasure(field, measure.of, resultField(surface.app.definition, surface.live.entity, field)))
    throw problem('query.invalid', { detail: say('query.no-measure', { name: field.name, measure: measure.of }) })
  const [order, isText] = measureSql(field, measure.of, at('v', field.name), among, making)
  const wire = wireSql(surface, field, order)
  return { name: text, of: field.name, sql: isText ? `(${wire})::text` : wire, order }
}

/** What is larger than a whole number, or no whole number, is text. */
function measureSql(
  field: Field,
  of: Exclude<Measure['of'], 'count'>,
  column: string,
  among: string,
  making: Making,
): [sql: string, isText: boolean] {
  const place = (part: number, order = '') => `percentile_disc(${part}) WITHIN GROUP (ORDER BY ${column}${order})${among}`
  // Not avg(): of parts that are counted already there is no other way, and each way must come to the same.
  if (of === 'avg')
    return [`round(${making.total('sum', column, among)}::numeric / nullif(${making.total('count', column, among)}, 0), 4)`, true]
  if (of === 'p90') return [place(0.9), false]
  if (of !== 'median') return [making.total(of, column, among), of === 'sum']
  // Exact: percentile_cont is of floats. Between two amounts in the middle it is half-way; of two days it is the earlier one.
  return hasSpans(field) ? [place(0.5), false] : [`round((${place(0.5)} + ${place(0.5, ' DESC')}) / 2.0, 4)`, true]
}
