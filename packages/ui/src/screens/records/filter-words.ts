/** Conditions as people read them. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { dateFormat, say } from '../../client/language.ts'
import { type Condition, inDays, kindOf, wordsFor } from './conditions.ts'
import { type Group, isGroup, type Part } from './filter.ts'
import { knownName } from './known-names.ts'

/** Field, comparison and value. */
export function conditionWords(fields: readonly FieldView[], condition: Condition): string[] {
  const field = fields.find(candidate => candidate.name === condition.field)!
  return [field.title, wordsFor(field, condition.operator), valueWords(field, condition)]
}

const compared = /^record\.(\w+) (==|!=|>=|<=|<|>) record\.(\w+)$/
const comparisons = { '==': 'is', '!=': 'isNot', '>=': 'atLeast', '<=': 'atMost', '<': 'before', '>': 'after' } as const

/** What no builder makes, but two fields that are compared can be said; anything else undefined. */
export function comparisonWords(fields: readonly FieldView[], text: string): string[] | undefined {
  const [, left, how, right] = compared.exec(text) ?? []
  const [one, other] = [left, right].map(name => fields.find(field => field.name === name))
  return one && other ? [one.title, wordsFor(one, comparisons[how as '==']), other.title] : undefined
}

/** "Status is New or Assignee is me": what belongs together in brackets. */
export function groupWords(fields: readonly FieldView[], group: Group): string {
  const one = (part: Part) =>
    isGroup(part) ? `(${groupWords(fields, part)})` : conditionWords(fields, part).filter(Boolean).join(' ')
  return group.parts.map(one).join(` ${group.join === 'and' ? say('and') : say('or')} `)
}

function valueWords(field: FieldView, { operator, value }: Condition): string {
  if (value === undefined) return ''
  if (inDays.includes(operator)) return say('{count, plural, one {# day} other {# days}}', { count: Number(value) })
  const word = (each: string | number | boolean) =>
    momentWords(field, each) ??
    field.options?.find(option => option.name === each)?.title ??
    knownName(String(each)) ??
    (typeof each === 'boolean'
      ? each
        ? say('Yes')
        : say('No')
      : /^[0-9a-f-]{36}$/.test(String(each))
        ? say('the chosen one')
        : String(each))
  return typeof value === 'object' ? value.map(word).join(', ') : word(value)
}

function momentWords(field: FieldView, value: string | number | boolean): string | undefined {
  const at = kindOf(field) === 'datetime' && typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : dateFormat({ dateStyle: 'medium', timeStyle: 'short' }).format(at)
}
