/** What a widget asks: which records it counts, as the same conditions a list takes, so that a list of them has exactly those. */
import { type Grouping, readGrouping } from '@bailiwick/definition/fields/grouping.ts'
import type { GroupedWidget, Widget } from '@bailiwick/definition/model/widget.ts'
import type { DashboardView, EntityView, FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { fieldOf, isReference } from '../../fields/field-ui.ts'
import { type Condition, printCondition } from '../records/conditions.ts'
import { readFilter } from '../records/filter.ts'
import { knownField, knownFields, within } from '../records/groups.ts'
import type { Days, Period } from './period.ts'

export type RecordsWidget = Exclude<Widget, { readonly kind: 'text' }>

/** What is set for the whole dashboard. */
export interface Setting {
  readonly screen: DashboardView
  readonly period: Period
  /** Undefined: all time. */
  readonly days: Days | undefined
  readonly conditions: readonly Condition[]
  readonly timeZone: string
}

/** A field by which the dashboard is narrowed is one of the same name and type wherever it stands. */
export function takes(entity: EntityView, condition: Condition, fields: readonly FieldView[]): boolean {
  const meant = fields.find(field => field.name === condition.field)
  const own = fieldOf(entity, condition.field)
  return own !== undefined && own.type === meant?.type && own.to === meant.to
}

/** The day or moment by which the period counts; undefined: it does not. */
export function periodField(widget: RecordsWidget, entity: EntityView, screen: DashboardView): FieldView | undefined {
  if (widget.allTime || !screen.period) return undefined
  const by = 'by' in widget && widget.by !== undefined ? readGrouping(widget.by) : undefined
  return knownField(entity, widget.on ?? (by?.span ? by.field : screen.period.on))
}

/** The records of a widget. @param days another time than the dashboard's */
export function conditionsOf(
  widget: RecordsWidget,
  entity: EntityView,
  setting: Setting,
  fields: readonly FieldView[],
  days = setting.days,
): string[] {
  const time = periodField(widget, entity, setting.screen)
  return [
    ...(widget.filter === undefined ? [] : [widget.filter]),
    ...setting.conditions
      .filter(condition => takes(entity, condition, fields))
      .map(condition => printCondition(fieldOf(entity, condition.field)!, condition)),
    ...(time && days ? within(time, days, setting.timeZone) : []),
  ]
}

/** What a chart is grouped by, as the server is asked. */
export const groupsOf = (widget: GroupedWidget): string =>
  'across' in widget && widget.across !== undefined ? `${widget.by},${widget.across}` : widget.by

export const atLeastOf = (widget: GroupedWidget): { readonly atLeast?: string } =>
  widget.kind === 'bar' && widget.atLeast !== undefined ? { atLeast: String(widget.atLeast) } : {}

/** The records that are in none of these groups. */
export function otherThan(entity: EntityView, { field: name }: Grouping, keys: readonly (WireValue | undefined)[]): string[] {
  const field = fieldOf(entity, name)
  if (!field) return []
  return keys.map(key =>
    key === null || key === undefined
      ? `record.${name} != null`
      : printCondition(field, {
          field: name,
          operator: 'isNot',
          value: isReference(key) ? key.id : (key as string | number | boolean),
        }),
  )
}

/** Whether a list shows a condition in its own words. A heat map asks of the same few for each of its cells. */
const isShown = new WeakMap<EntityView, Map<string, boolean>>()
const mostKnown = 5_000

function shows(entity: EntityView, part: string): boolean {
  const asked = isShown.get(entity)
  const known = asked && asked.size < mostKnown ? asked : new Map<string, boolean>()
  isShown.set(entity, known)
  const said = known.get(part) ?? (readFilter(knownFields(entity), part)?.length ?? 0) > 0
  known.set(part, said)
  return said
}

/** All of them together, each once; in the words a list shows where it can. */
export function joined(entity: EntityView, parts: readonly string[]): string | undefined {
  const whole = [...new Set(parts)].map(part => (shows(entity, part) ? part : `(${part})`))
  return whole.length > 0 ? whole.join(' && ') : undefined
}
