/** Records by what they are counted together by: which conditions the records of one group meet. */
import type { Grouping } from '@bailiwick/definition/fields/grouping.ts'
import type { EntityView, FieldView, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { isReference } from '../../fields/field-ui.ts'
import { type Days, midnight, spanEnd } from '../dashboard/period.ts'
import { printCondition } from './conditions.ts'
import { systemColumns } from './system-columns.ts'

export const knownFields = (entity: EntityView): readonly FieldView[] => [...entity.fields, ...systemColumns]
export const knownField = (entity: EntityView, name: string) => knownFields(entity).find(field => field.name === name)

/** Days of a day, moments of a moment. */
export function within(field: FieldView, days: Days, timeZone: string): string[] {
  const name = `record.${field.name}`
  const isDay = (field.result ?? field.type) === 'date'
  const at = (day: string) => JSON.stringify(isDay ? day : midnight(day, timeZone))
  return isDay
    ? [`${name} >= ${at(days.from)}`, `${name} < ${at(days.to)}`]
    : [`${name} >= timestamp(${at(days.from)})`, `${name} < timestamp(${at(days.to)})`]
}

/** The records of one group. */
export function groupCondition(entity: EntityView, grouping: Grouping, key: WireValue | undefined, timeZone: string): string[] {
  const field = knownField(entity, grouping.field)
  if (!field) return []
  if (key === null || key === undefined) return [`record.${field.name} == null`]
  if (grouping.span) return within(field, { from: String(key), to: spanEnd(grouping.span, String(key)) }, timeZone)
  if ((field.result ?? field.type) === 'choice')
    return [printCondition(field, { field: field.name, operator: 'anyOf', value: [String(key)] })]
  const value = isReference(key) ? key.id : (key as string | number | boolean)
  return [printCondition(field, { field: field.name, operator: 'is', value })]
}

/** The same of a record that is here. @returns whether it is in the group; undefined where its value does not say so */
export function inGroup(
  entity: EntityView,
  grouping: Grouping,
  key: WireValue | undefined,
  timeZone: string,
): (row: RecordRow) => boolean | undefined {
  const field = knownField(entity, grouping.field)
  const isDay = field && (field.result ?? field.type) === 'date'
  return row => {
    const value = row[grouping.field]
    if (value === undefined || Array.isArray(value)) return undefined
    if (value === null || key === null || key === undefined) return value === null && (key ?? null) === null
    if (isReference(value)) return isReference(key) ? value.id === key.id : undefined
    if (typeof value === 'object') return undefined
    if (!grouping.span) return value === key
    const [from, to] = [String(key), spanEnd(grouping.span, String(key))]
    if (isDay) return String(value) >= from && String(value) < to
    const at = Date.parse(String(value))
    return at >= Date.parse(midnight(from, timeZone)) && at < Date.parse(midnight(to, timeZone))
  }
}
