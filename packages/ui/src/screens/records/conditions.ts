/**
 * Filters as chips and as CEL. Only the shapes printed here are read back; anything else is shown as one expression and never rewritten, so that no condition is
 * lost or softened on the way.
 */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'

export type Operator =
  | 'is'
  | 'isNot'
  | 'anyOf'
  | 'noneOf'
  | 'contains'
  | 'atLeast'
  | 'atMost'
  | 'before'
  | 'empty'
  | 'notEmpty'
  | 'me'
  | 'myTeams'
  | 'today'
  | 'past'
  | 'future'
  | 'lastDays'
  | 'nextDays'

/** What needs no value beside it. */
export const complete: readonly Operator[] = ['empty', 'notEmpty', 'me', 'myTeams', 'today', 'past', 'future']

export interface Condition {
  readonly field: string
  readonly operator: Operator
  /** Text, number or a list of texts; a number of days for lastDays and nextDays; absent where the operator is complete. */
  readonly value?: string | number | boolean | readonly string[]
}

export const operatorWords: Readonly<Record<Operator, string>> = {
  is: 'is',
  isNot: 'is not',
  anyOf: 'is any of',
  noneOf: 'is none of',
  contains: 'contains',
  atLeast: 'at least',
  atMost: 'at most',
  before: 'before',
  empty: 'is empty',
  notEmpty: 'is not empty',
  me: 'is me',
  myTeams: 'is one of my teams',
  today: 'is today',
  past: 'is past',
  future: 'is to come',
  lastDays: 'within the last days',
  nextDays: 'within days from now',
}

export function operatorsFor(field: FieldView): Operator[] {
  switch (field.result ?? field.type) {
    case 'choice':
      return ['anyOf', 'isNot', 'empty', 'notEmpty']
    case 'multi_choice':
      return ['contains', 'empty', 'notEmpty']
    case 'boolean':
      return ['is']
    case 'person':
      return ['me', 'is', 'isNot', 'empty', 'notEmpty']
    case 'team':
      return ['myTeams', 'is', 'isNot']
    case 'relation':
      return ['is', 'isNot', 'empty', 'notEmpty']
    case 'integer':
    case 'decimal':
    case 'money':
      return ['atLeast', 'atMost', 'is', 'empty', 'notEmpty']
    case 'date':
      return ['today', 'past', 'future', 'atLeast', 'atMost', 'is', 'empty', 'notEmpty']
    case 'datetime':
      return ['lastDays', 'nextDays', 'past', 'future', 'atLeast', 'atMost', 'before', 'empty', 'notEmpty']
    case 'json':
    case 'file':
      return ['empty', 'notEmpty']
    default:
      return ['contains', 'is', 'empty', 'notEmpty']
  }
}

/** A constant of the field's type as CEL writes it. */
function constant(field: FieldView, value: string | number | boolean): string {
  const type = field.result ?? field.type
  if (typeof value === 'boolean') return String(value)
  if (type === 'integer' || type === 'decimal' || type === 'money')
    return /^-?\d+(\.\d+)?$/.test(String(value)) ? String(value) : '0'
  if (type === 'datetime') return `timestamp(${JSON.stringify(value)})`
  return JSON.stringify(String(value))
}

export function printCondition(field: FieldView, { operator, value }: Condition): string {
  const name = `record.${field.name}`
  const single = typeof value === 'object' ? (value[0] ?? '') : (value ?? '')
  switch (operator) {
    case 'is':
      return `${name} == ${constant(field, single)}`
    case 'isNot':
      return `${name} != ${constant(field, single)}`
    case 'anyOf':
      return anyOf(name, typeof value === 'object' ? value : [single])
    case 'noneOf':
      return `!(${anyOf(name, typeof value === 'object' ? value : [single])})`
    case 'contains':
      return (field.result ?? field.type) === 'multi_choice'
        ? `${JSON.stringify(String(single))} in ${name}`
        : `${name}.contains(${JSON.stringify(String(single))})`
    case 'atLeast':
      return `${name} >= ${constant(field, single)}`
    case 'atMost':
      return `${name} <= ${constant(field, single)}`
    case 'before':
      return `${name} < ${constant(field, single)}`
    case 'empty':
      return `${name} == null`
    case 'notEmpty':
      return `${name} != null`
    case 'me':
      return `${name} == user.id`
    case 'myTeams':
      return `${name} in user.teams`
    case 'today':
      return `${name} == today()`
    case 'past':
      return `${name} < ${clock(field)}`
    case 'future':
      return `${name} > ${clock(field)}`
    case 'lastDays':
      return `${name} >= now() - duration("${days(single) * 24}h")`
    case 'nextDays':
      return `${name} <= now() + duration("${days(single) * 24}h")`
  }
}

const clock = (field: FieldView) => ((field.result ?? field.type) === 'date' ? 'today()' : 'now()')

/** Whole days, from one to ten years of them. */
const days = (value: string | number | boolean) => Math.min(3_650, Math.max(1, Math.round(Number(value)) || 1))

function anyOf(name: string, values: readonly unknown[]): string {
  return `${name} in [${values.map(each => JSON.stringify(String(each))).join(', ')}]`
}

export function printFilter(fields: readonly FieldView[], conditions: readonly Condition[]): string | undefined {
  const parts = conditions.flatMap(condition => {
    const field = fields.find(candidate => candidate.name === condition.field)
    return field ? [printCondition(field, condition)] : []
  })
  return parts.length > 0 ? parts.join(' && ') : undefined
}

const shapes: readonly (readonly [RegExp, (match: RegExpExecArray) => Omit<Condition, 'field'>])[] = [
  [/^record\.(\w+) == null$/, () => ({ operator: 'empty' })],
  [/^record\.(\w+) != null$/, () => ({ operator: 'notEmpty' })],
  [/^record\.(\w+) == user\.id$/, () => ({ operator: 'me' })],
  [/^record\.(\w+) == today\(\)$/, () => ({ operator: 'today' })],
  [/^record\.(\w+) < (?:today|now)\(\)$/, () => ({ operator: 'past' })],
  [/^record\.(\w+) > (?:today|now)\(\)$/, () => ({ operator: 'future' })],
  [/^record\.(\w+) >= now\(\) - duration\("(\d+)h"\)$/, match => ({ operator: 'lastDays', value: Number(match[2]) / 24 })],
  [/^record\.(\w+) <= now\(\) \+ duration\("(\d+)h"\)$/, match => ({ operator: 'nextDays', value: Number(match[2]) / 24 })],
  [/^record\.(\w+) in user\.teams$/, () => ({ operator: 'myTeams' })],
  [/^record\.(\w+) in (\[.*\])$/s, match => ({ operator: 'anyOf', value: JSON.parse(match[2]!) as string[] })],
  [/^!\(record\.(\w+) in (\[.*\])\)$/s, match => ({ operator: 'noneOf', value: JSON.parse(match[2]!) as string[] })],
  [/^record\.(\w+)\.contains\((".*")\)$/s, match => ({ operator: 'contains', value: JSON.parse(match[2]!) as string })],
  [
    /^record\.(\w+) (==|!=|>=|<=|<) (?:timestamp\((".*")\)|(".*"|-?\d+(?:\.\d+)?|true|false))$/s,
    match => ({
      operator: ({ '==': 'is', '!=': 'isNot', '>=': 'atLeast', '<=': 'atMost', '<': 'before' } as const)[match[2] as '==']!,
      value: JSON.parse(match[3] ?? match[4]!) as string,
    }),
  ],
]

/** @returns undefined when the filter is not of the shapes above: then it is one expression */
export function readFilter(fields: readonly FieldView[], filter: string | undefined): Condition[] | undefined {
  if (!filter) return []
  const conditions: Condition[] = []
  for (const part of filter.split(' && ')) {
    const inList = /^(".*") in record\.(\w+)$/s.exec(part)
    const condition = inList
      ? { field: inList[2]!, operator: 'contains' as const, value: safely(() => JSON.parse(inList[1]!) as string) }
      : readOne(part)
    if (!condition || !fields.some(field => field.name === condition.field)) return undefined
    conditions.push(condition as Condition)
  }
  // Printed again it must be the very same text, or something was not understood.
  return printFilter(fields, conditions) === filter ? conditions : undefined
}

function readOne(part: string): Condition | undefined {
  for (const [shape, make] of shapes) {
    const match = shape.exec(part)
    if (match) return safely(() => ({ field: match[1]!, ...make(match) }))
  }
  return undefined
}

function safely<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}
