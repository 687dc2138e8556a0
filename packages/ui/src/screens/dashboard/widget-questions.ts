/** What a widget asks the server for its figures: known before it is drawn, so that all are on their way while they are drawn. */
import type { GroupedWidget, NumberWidget } from '@bailiwick/definition/model/widget.ts'
import type { EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import type { GroupsQuestion } from '../../client/figures.ts'
import { before, type Days } from './period.ts'
import { atLeastOf, conditionsOf, groupsOf, joined, periodField, type RecordsWidget, type Setting } from './question.ts'

/** More groups than this are not asked for. */
export const mostGroups = 1_000

/** @param parts conditions that the counted records meet */
export const figureQuestion = (widget: NumberWidget, entity: EntityView, parts: readonly string[]): GroupsQuestion => ({
  measures: widget.share === undefined ? widget.measure : 'count',
  filter: joined(entity, parts),
})

export const trendQuestion = (
  widget: NumberWidget,
  by: string,
  entity: EntityView,
  parts: readonly string[],
): GroupsQuestion => ({
  groupBy: by,
  measures: widget.measure,
  filter: joined(entity, parts),
  limit: String(mostGroups),
})

export const groupsQuestion = (widget: GroupedWidget, entity: EntityView, parts: readonly string[]): GroupsQuestion => ({
  groupBy: groupsOf(widget),
  measures: widget.measure,
  filter: joined(entity, parts),
  limit: String(mostGroups),
  ...atLeastOf(widget),
})

/** The time that a figure is compared with. */
export function earlierOf(widget: NumberWidget, entity: EntityView, { screen, period, days }: Setting): Days | undefined {
  const isOfTime = periodField(widget, entity, screen) !== undefined
  return widget.compare && isOfTime && days ? before(period, days, widget.compare) : undefined
}

export function questionsOf(
  widget: RecordsWidget,
  entity: EntityView,
  setting: Setting,
  fields: readonly FieldView[],
): GroupsQuestion[] {
  if (widget.kind === 'table') return []
  const partsIn = (days = setting.days) => conditionsOf(widget, entity, setting, fields, days)
  if (widget.kind !== 'number') return [groupsQuestion(widget, entity, partsIn())]
  const earlier = earlierOf(widget, entity, setting)
  const times = [partsIn(), ...(earlier ? [partsIn(earlier)] : [])]
  const figures = times.flatMap(parts => [
    figureQuestion(widget, entity, parts),
    ...(widget.share === undefined ? [] : [figureQuestion(widget, entity, [...parts, widget.share])]),
  ])
  return widget.by ? [...figures, trendQuestion(widget, widget.by, entity, partsIn())] : figures
}
