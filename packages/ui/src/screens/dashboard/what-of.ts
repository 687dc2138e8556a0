/** What figures are of: which time, and what the dashboard is narrowed by that they are not. */
import type { EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { msg } from '@lingui/core/macro'
import { inSentence, listFormat, say } from '../../client/language.ts'
import { daysWords } from './period.ts'
import { periodField, type RecordsWidget, type Setting, takes } from './question.ts'

/** Nothing where the dashboard has no period. */
export function timeOf(widget: RecordsWidget, entity: EntityView, setting: Setting): string {
  if (!setting.screen.period) return ''
  if (!periodField(widget, entity, setting.screen)) return say(msg`Now`)
  return setting.days ? daysWords(setting.days) : say(msg`All time`)
}

export function apartOf(entity: EntityView, setting: Setting, fields: readonly FieldView[]): string {
  const without = setting.conditions
    .filter(condition => !takes(entity, condition, fields))
    .flatMap(({ field }) => fields.find(each => each.name === field)?.title ?? [])
  const apart = [...new Set(without.map(inSentence))]
  const names = listFormat({ type: 'unit' }).format(apart)
  return apart.length > 0 ? say(msg`not by ${names}`) : ''
}

export const isOf = (...parts: readonly string[]): string => parts.filter(Boolean).join(' · ')
