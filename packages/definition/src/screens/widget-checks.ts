/** What is said of widgets that show what there is not. */
import { hasMeasure, hasSpans, measureNames, readGrouping, readMeasure, recordMoments, spans } from '../fields/grouping.ts'
import { typeOf } from '../fields/registry.ts'
import { resultField } from '../fields/result-field.ts'
import type { Entity } from '../model/entity.ts'
import type { Field } from '../model/field.ts'
import type { NumberWidget, Widget } from '../model/widget.ts'
import { type Complaints, didYouMean } from '../validate/complaint.ts'
import { checkOrder, needFieldOf, shownSystemFields } from './parts.ts'
import { acrossKeys } from './widgets.ts'

type RecordsWidget = Exclude<Widget, { kind: 'text' }>

const isMoment = (name: string) => (recordMoments as readonly string[]).includes(name)
const fieldNamed = (entity: Entity, name: string) => entity.fields.find(each => each.name === name)

export function checkWidget(widget: RecordsWidget, path: string, say: Complaints): Entity | undefined {
  const entity = say.needEntity(widget.of, `${path}.of`)
  if (!entity) return undefined
  if (widget.on !== undefined) needSpans(say, entity, widget.on, `${path}.on`, 'The period counts')
  if (widget.kind === 'table') {
    say.needFields(entity, widget.columns, `${path}.columns`, shownSystemFields)
    checkOrder(say, entity, widget.orderBy, `${path}.order`)
    return entity
  }
  checkMeasure(say, entity, widget.measure, `${path}.measure`)
  if (widget.kind === 'number') checkTarget(say, entity, widget, path)
  if (widget.kind === 'funnel') {
    checkSteps(say, entity, widget.by, widget.steps, path)
    return entity
  }
  if (widget.by !== undefined)
    checkGrouping(say, entity, widget.by, `${path}.by`, widget.kind === 'line' || widget.kind === 'number')
  if (widget.kind === 'bar' && widget.atLeast !== undefined && widget.across !== undefined)
    say.add(
      'widget.at-least',
      `${path}.at_least`,
      'Each part of a bar would be asked by itself whether it has so many records.',
      'Leave out `stack` or `at_least`.',
    )
  if ('across' in widget && widget.across !== undefined)
    checkGrouping(say, entity, widget.across, `${path}.${acrossKeys[widget.kind] ?? 'across'}`, false)
  return entity
}

function checkTarget(say: Complaints, entity: Entity, { target, good, measure }: NumberWidget, path: string): void {
  if (target === undefined) return
  if (!good)
    say.add(
      'widget.target',
      `${path}.target`,
      'Nothing says which side of the target is good.',
      'Write `good: up` where it is to be reached, `good: down` where it is not to be exceeded.',
    )
  const field = entity.fields.find(each => each.name === readMeasure(measure)?.field)
  if (field && !hasMeasure(field, 'sum', resultField(say.definition, entity, field)))
    say.add('widget.target', `${path}.target`, `A target is a number, and ${measure} is none.`, 'Leave out `target`.')
}

function checkSteps(say: Complaints, entity: Entity, by: string, steps: readonly string[], path: string): void {
  needFieldOf(say, entity, by, `${path}.by`, ['choice'], 'the steps of a funnel come from a state or a')
  const options = fieldNamed(entity, by)?.options?.map(option => option.name)
  if (!options) return
  for (const [index, step] of steps.entries())
    if (!options.includes(step))
      say.add('widget.step', `${path}.steps.${index}`, `"${by}" has no option "${step}".`, didYouMean(step, options))
}

function checkGrouping(say: Complaints, entity: Entity, text: string, path: string, time: boolean): void {
  const grouping = readGrouping(text)
  if (!grouping) {
    const word = text.slice(0, text.indexOf('('))
    say.add('widget.grouping', path, `There is no span "${word}" of time.`, didYouMean(word, spans))
    return
  }
  if (grouping.span) {
    needSpans(say, entity, grouping.field, path, `Time is divided`)
    return
  }
  const moment = isMoment(grouping.field)
  if (!moment && !say.needField(entity, grouping.field, path)) return
  const field = fieldNamed(entity, grouping.field)
  if (moment || (field && hasSpans(field) && (time || !typeOf(field).groupable)))
    say.add(
      'widget.grouping',
      path,
      `"${text}" has a value of its own for nearly each record.`,
      `Write a span of it: \`week(${text})\`.`,
    )
  else if (time)
    say.add('widget.grouping', path, `"${text}" is no span of time, along which this goes.`, 'For example `week(created_at)`.')
  else if (field && !typeOf(field).groupable)
    say.add('widget.grouping', path, `Records cannot be grouped by "${text}", which is of type ${field.type}.`)
}

function needSpans(say: Complaints, entity: Entity, name: string, path: string, what: string): void {
  if (isMoment(name) || !say.needField(entity, name, path, recordMoments)) return
  const field = fieldNamed(entity, name)!
  if (hasSpans(field)) return
  const fitting = [...entity.fields.filter(hasSpans).map(each => each.name), ...recordMoments]
  say.add('widget.grouping', path, `"${name}" is of type ${field.type}. ${what} by a day or a moment.`, didYouMean(name, fitting))
}

function checkMeasure(say: Complaints, entity: Entity, text: string, path: string): void {
  const measure = readMeasure(text)
  if (!measure) {
    const word = text.split('(')[0]!
    const hint = (measureNames as readonly string[]).includes(word)
      ? `Write of which field: \`${word}(field)\`.`
      : didYouMean(word, ['count', ...measureNames])
    say.add('widget.measure', path, `There is no measure "${text}".`, hint)
    return
  }
  if (measure.of === 'count' || measure.field === undefined || !say.needField(entity, measure.field, path)) return
  const { of } = measure
  const field = fieldNamed(entity, measure.field)!
  const fits = (each: Field) => hasMeasure(each, of, resultField(say.definition, entity, each))
  if (fits(field)) return
  const fitting = entity.fields.filter(fits).map(each => each.name)
  say.add('widget.measure', path, `"${field.name}" is of type ${field.type} and has no ${of}.`, didYouMean(field.name, fitting))
}
