/**
 * How values change their type: what they become, and which of them stand in the way. A value says the same afterwards or stops the release; what is
 * lost beyond that stands in the field type's `castsTo`.
 */
import type { Column } from '../compile/compiled.ts'
import { quote } from '../compile/names.ts'
import { fieldTypes } from '../fields/registry.ts'
import type { Field, FieldTypeName } from '../model/field.ts'

export interface Cast {
  /** The value as the new column keeps it, for `USING`. The column has its new name by then. */
  readonly using: string
  /** Values for which this holds would be changed silently. */
  readonly obstacle?: { readonly where: string; readonly says: string }
}

const scales: Partial<Record<string, (column: Column) => number>> = {
  integer: () => 0,
  auto_number: () => 0,
  decimal: column => column.scale ?? 0,
  // Releases of compilers before 10 did not say it; two digits is what most currencies have.
  money: column => column.scale ?? 2,
}

/** @returns undefined where every value can stay as it is */
export function castOf(before: Column, after: Column): Cast | undefined {
  // Numbers that are counted: one of another kind is another column.
  if (before.counted || after.counted) return undefined
  const cast = castOfType(before, after)
  return isFilled(before, after) ? { ...cast, using: `coalesce(${cast?.using ?? quote(after.name)}, ${after.fill})` } : cast
}

/** A field that people chose the state by becomes the state of a workflow; without one a record could never move on. */
export function isFilled(before: Column, after: Column): boolean {
  return after.fill !== undefined && before.fill === undefined && after.fieldType === 'choice'
}

function castOfType(before: Column, after: Column): Cast | undefined {
  if (before.type === after.type && unitOf(before, after) === unitOf(after, before)) return undefined
  const column = quote(after.name)
  const text = `${column}::text`
  const type = after.type.replace(/ COLLATE .*/, '')
  if (scales[after.fieldType ?? '']) return castToNumber(before, after, column)
  if (type === 'text')
    return { using: before.fieldType === 'multi_choice' && after.fieldType === 'choice' ? `${column}[1]` : read(before, column) }
  if (type === 'text[]') return { using: `CASE WHEN ${column} IS NOT NULL THEN ARRAY[${text}] END` }
  if (type === 'date' || type.startsWith('timestamptz')) return castToTime(before, after, column, type)
  return { using: `${read(before, column)}::${type}` }
}

/** Money of a scale unknown is taken to be that of its neighbour. */
function unitOf(column: Column, other: Column): number {
  return column.fieldType === 'money' ? (column.scale ?? other.scale ?? 2) : 0
}

/** As people read it. */
function read(before: Column, column: string): string {
  const field = { type: before.fieldType, scale: before.scale, prefix: before.prefix } as Field
  return `(${fieldTypes[before.fieldType as FieldTypeName].toWireSql(column, field)})::text`
}

function castToNumber(before: Column, after: Column, column: string): Cast {
  const [from, to] = [scales[before.fieldType ?? '']?.(before), scales[after.fieldType!]!(after)]
  const number =
    from === undefined
      ? `${column}::text::numeric`
      : before.fieldType === 'money' && from > 0
        ? shifted(column, -from)
        : `${column}::numeric`
  const using = after.fieldType === 'money' ? `(${to > 0 ? shifted(number, to) : number})::bigint` : `(${number})::${after.type}`
  if (from === undefined) {
    const pattern = `'^ *[-+]?[0-9]{1,40}${to > 0 ? `([.][0-9]{1,${to}}0*)?` : '([.]0*)?'} *$'`
    return { using, obstacle: { where: `${column}::text !~ ${pattern}`, says: fitting(to) } }
  }
  return from > to ? { using, obstacle: { where: `${number} <> round(${number}, ${to})`, says: fitting(to) } } : { using }
}

const fitting = (scale: number) =>
  scale === 0 ? 'that is no whole number' : `that is no number with at most ${scale} digits after the point`

/** A product of numerics is exact; a quotient would be rounded for long numbers. */
const shifted = (number: string, places: number) =>
  places > 0 ? `(${number} * 1${'0'.repeat(places)})` : `(${number} * 0.${'1'.padStart(-places, '0')})`

const day = '[0-9]{4}-[0-9]{2}-[0-9]{2}'
const moment = `${day}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,3})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?`

/** PostgreSQL reads more than these, by the session's customs: 01/02/2026, tomorrow, infinity. */
function castToTime(before: Column, after: Column, column: string, type: string): Cast {
  if (before.fieldType === 'date') return { using: `${column}::timestamp AT TIME ZONE 'UTC'` }
  if (before.fieldType === 'datetime') return { using: `(${column} AT TIME ZONE 'UTC')::date` }
  const [pattern, says] =
    after.fieldType === 'date'
      ? [day, 'that is no date such as 2026-11-24']
      : [moment, 'that is no time such as 2026-11-24T09:30Z']
  return { using: `${column}::text::${type}`, obstacle: { where: `${column}::text !~ '^${pattern}$'`, says } }
}
