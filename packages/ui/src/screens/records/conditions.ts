/**
 * One condition in words and as CEL. Only the shapes printed here are read back, so that no condition is lost or softened on the way.
 */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { say } from '../../client/language.ts'

export type Operator =
  | 'is'
  | 'isNot'
  | 'anyOf'
  | 'noneOf'
  | 'contains'
  | 'notContains'
  | 'startsWith'
  | 'endsWith'
  | 'atLeast'
  | 'atMost'
  | 'before'
  | 'after'
  | 'empty'
  | 'notEmpty'
  | 'me'
  | 'notMe'
  | 'myReports'
  | 'myTeams'
  | 'notMyTeams'
  | 'today'
  | keyof typeof spans
  | 'past'
  | 'future'
  | 'lastDays'
  | 'nextDays'
  | 'olderDays'

/** Days, weeks and months around the present one, as CEL writes them. */
const spans = {
  yesterday: '"day", -1',
  tomorrow: '"day", 1',
  thisWeek: '"week"',
  lastWeek: '"week", -1',
  nextWeek: '"week", 1',
  thisMonth: '"month"',
  lastMonth: '"month", -1',
  nextMonth: '"month", 1',
} as const
const spanOperators = Object.keys(spans) as readonly (keyof typeof spans)[]

/** What needs no value beside it. */
export const complete: readonly Operator[] = [
  'empty',
  'notEmpty',
  'me',
  'notMe',
  'myReports',
  'myTeams',
  'notMyTeams',
  'today',
  ...spanOperators,
  'past',
  'future',
]

/** A number of days begins with this many. */
export const usualDays = 7

/** Whose value is a number of days. */
export const inDays: readonly Operator[] = ['lastDays', 'nextDays', 'olderDays']

/** Whose value is several. */
export const inSeveral: readonly Operator[] = ['anyOf', 'noneOf']

export interface Condition {
  readonly field: string
  readonly operator: Operator
  /** Text, number or a list of texts; a number of days where the operator is `inDays`; absent where the operator is complete. */
  readonly value?: string | number | boolean | readonly string[]
}

const operatorWords: Readonly<Record<Operator, () => string>> = {
  is: () => say('is'),
  isNot: () => say('is not'),
  anyOf: () => say('is any of'),
  noneOf: () => say('is none of'),
  contains: () => say('contains'),
  notContains: () => say('does not contain'),
  startsWith: () => say('begins with'),
  endsWith: () => say('ends with'),
  atLeast: () => say('at least'),
  atMost: () => say('at most'),
  before: () => say('before'),
  after: () => say('after'),
  empty: () => say('is empty'),
  notEmpty: () => say('is not empty'),
  me: () => say('is me'),
  notMe: () => say('is not me'),
  myReports: () => say('reports to me'),
  myTeams: () => say('is one of my teams'),
  notMyTeams: () => say('is none of my teams'),
  today: () => say('is today'),
  yesterday: () => say('is yesterday'),
  tomorrow: () => say('is tomorrow'),
  thisWeek: () => say('is this week'),
  lastWeek: () => say('is last week'),
  nextWeek: () => say('is next week'),
  thisMonth: () => say('is this month'),
  lastMonth: () => say('is last month'),
  nextMonth: () => say('is next month'),
  past: () => say('is past'),
  future: () => say('is to come'),
  lastDays: () => say('within the last'),
  nextDays: () => say('no later than in'),
  olderDays: () => say('longer ago than'),
}

/** As a field's kind has its own word for it. */
export function wordsFor(field: FieldView, operator: Operator): string {
  const kind = kindOf(field)
  if (kind === 'integer' || kind === 'decimal' || kind === 'money') {
    if (operator === 'before') return say('less than')
    if (operator === 'after') return say('more than')
  }
  if (kind === 'date' || kind === 'datetime') {
    if (operator === 'atLeast') return say('from')
    if (operator === 'atMost') return say('until')
  }
  if (kind === 'multi_choice' && operator === 'contains') return say('has')
  if (kind === 'multi_choice' && operator === 'notContains') return say('does not have')
  return operatorWords[operator]()
}

/** What was done to the record lies behind. */
const isBehind = ({ name }: FieldView) => name === 'created_at' || name === 'updated_at'
const ahead: ReadonlySet<Operator> = new Set(['tomorrow', 'nextWeek', 'nextMonth'])

export const kindOf = (field: FieldView) => field.result ?? field.type

/** Those one may choose from; a filter may have others. None: there is no filter by this field. */
export function operatorsFor(field: FieldView): Operator[] {
  // A roll-up that is computed when it is read is sorted and filtered by nowhere.
  if ((field.type === 'rollup' && !field.sortable) || field.type === 'auto_number') return []
  switch (kindOf(field)) {
    case 'choice':
      return ['anyOf', 'noneOf', 'empty', 'notEmpty']
    case 'multi_choice':
      return ['contains', 'notContains', 'empty', 'notEmpty']
    case 'boolean':
      return ['is', 'empty', 'notEmpty']
    case 'person':
      return ['me', 'notMe', 'is', 'isNot', 'myReports', 'empty', 'notEmpty']
    case 'team':
      return ['myTeams', 'notMyTeams', 'is', 'isNot', 'empty', 'notEmpty']
    case 'relation':
      return ['is', 'isNot', 'empty', 'notEmpty']
    case 'integer':
    case 'decimal':
    case 'money':
      return ['atLeast', 'atMost', 'after', 'before', 'is', 'isNot', 'empty', 'notEmpty']
    case 'date':
      return [
        'today',
        ...spanOperators,
        'past',
        'future',
        'atLeast',
        'atMost',
        'before',
        'after',
        'is',
        'isNot',
        'empty',
        'notEmpty',
      ]
    case 'datetime':
      return [
        ...[
          'today',
          ...(isBehind(field) ? spanOperators.filter(each => !ahead.has(each)) : spanOperators),
          'lastDays',
          'nextDays',
          'olderDays',
          'past',
          'future',
        ],
        ...['atLeast', 'atMost', 'before', 'after', 'empty', 'notEmpty'],
      ] as Operator[]
    case 'file':
      return ['empty', 'notEmpty']
    // Expressions do not look into it.
    case 'json':
      return []
    default:
      return ['contains', 'notContains', 'startsWith', 'endsWith', 'is', 'isNot', 'empty', 'notEmpty']
  }
}

/** Whether all of it is there that the operator needs, in a form the field has. */
export function isWhole(field: FieldView, { operator, value }: Condition): boolean {
  if (complete.includes(operator)) return true
  if (inSeveral.includes(operator)) return typeof value === 'object' && value.length > 0
  if (inDays.includes(operator)) return typeof value === 'number' && value >= 1 && value <= mostDays && Number.isInteger(value)
  if (value === undefined || value === '' || typeof value === 'object') return false
  switch (kindOf(field)) {
    case 'integer':
      return /^-?\d+$/.test(String(value))
    case 'decimal':
    case 'money':
      return number.test(String(value))
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(String(value))
    case 'datetime':
      return !Number.isNaN(Date.parse(String(value)))
    default:
      return true
  }
}

const number = /^-?\d+(\.\d+)?$/

/** A constant of the field's type as CEL writes it. */
function constant(field: FieldView, value: string | number | boolean): string {
  const type = kindOf(field)
  if (typeof value === 'boolean') return String(value)
  if (type === 'integer' || type === 'decimal' || type === 'money') return number.test(String(value)) ? String(value) : '0'
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
      return contained(field, name, single)
    case 'notContains':
      // What is empty contains nothing; asked alone it would be an error, which admits no record.
      return `!(has(${name}) && ${contained(field, name, single)})`
    case 'startsWith':
    case 'endsWith':
      return `${name}.${operator}(${JSON.stringify(String(single))})`
    case 'atLeast':
      return `${name} >= ${constant(field, single)}`
    case 'atMost':
      return `${name} <= ${constant(field, single)}`
    case 'before':
      return `${name} < ${constant(field, single)}`
    case 'after':
      return `${name} > ${constant(field, single)}`
    case 'empty':
      return isCompared(field) ? `${name} == null` : `!has(${name})`
    case 'notEmpty':
      return isCompared(field) ? `${name} != null` : `has(${name})`
    case 'me':
      return `${name} == user.id`
    case 'notMe':
      return `${name} != user.id`
    case 'myReports':
      return `${name} in user.reports`
    case 'myTeams':
      return `${name} in user.teams`
    case 'notMyTeams':
      return `!(${name} in user.teams)`
    case 'today':
      return kindOf(field) === 'date' ? `${name} == today()` : `${name}.within("day")`
    case 'yesterday':
    case 'tomorrow':
    case 'thisWeek':
    case 'lastWeek':
    case 'nextWeek':
    case 'thisMonth':
    case 'lastMonth':
    case 'nextMonth':
      return `${name}.within(${spans[operator]})`
    case 'past':
      return `${name} < ${clock(field)}`
    case 'future':
      return `${name} > ${clock(field)}`
    case 'lastDays':
      return `${name} >= now() - duration("${days(single) * 24}h")`
    case 'nextDays':
      return `${name} <= now() + duration("${days(single) * 24}h")`
    case 'olderDays':
      return `${name} < now() - duration("${days(single) * 24}h")`
  }
}

/** A list is compared with nothing, not even null. */
const isCompared = (field: FieldView) => kindOf(field) !== 'multi_choice'

const clock = (field: FieldView) => (kindOf(field) === 'date' ? 'today()' : 'now()')

export const mostDays = 3_650

/** Whole days, from one to ten years of them. */
const days = (value: string | number | boolean) => Math.min(mostDays, Math.max(1, Math.round(Number(value)) || 1))

function anyOf(name: string, values: readonly unknown[]): string {
  return `${name} in [${values.map(each => JSON.stringify(String(each))).join(', ')}]`
}

function contained(field: FieldView, name: string, value: unknown): string {
  const text = JSON.stringify(String(value))
  return kindOf(field) === 'multi_choice' ? `${text} in ${name}` : `${name}.contains(${text})`
}

const contains = (match: RegExpExecArray) => ({
  field: match[2]!,
  operator: 'contains' as const,
  value: JSON.parse(match[1]!) as string,
})

const shapes: readonly (readonly [RegExp, (match: RegExpExecArray) => Omit<Condition, 'field'>])[] = [
  [/^record\.(\w+) == null$/, () => ({ operator: 'empty' })],
  [/^record\.(\w+) != null$/, () => ({ operator: 'notEmpty' })],
  [/^!has\(record\.(\w+)\)$/, () => ({ operator: 'empty' })],
  [/^has\(record\.(\w+)\)$/, () => ({ operator: 'notEmpty' })],
  [/^record\.(\w+) == user\.id$/, () => ({ operator: 'me' })],
  [/^record\.(\w+) != user\.id$/, () => ({ operator: 'notMe' })],
  [/^record\.(\w+) in user\.reports$/, () => ({ operator: 'myReports' })],
  [/^record\.(\w+) == today\(\)$/, () => ({ operator: 'today' })],
  [/^record\.(\w+)\.within\("day"\)$/, () => ({ operator: 'today' })],
  [
    /^record\.(\w+)\.within\((.*)\)$/,
    // What has no such name is printed otherwise, and stays text.
    match => ({ operator: spanOperators.find(each => spans[each] === match[2]) ?? 'today' }),
  ],
  [/^record\.(\w+) < (?:today|now)\(\)$/, () => ({ operator: 'past' })],
  [/^record\.(\w+) > (?:today|now)\(\)$/, () => ({ operator: 'future' })],
  [/^record\.(\w+) >= now\(\) - duration\("(\d+)h"\)$/, match => ({ operator: 'lastDays', value: Number(match[2]) / 24 })],
  [/^record\.(\w+) <= now\(\) \+ duration\("(\d+)h"\)$/, match => ({ operator: 'nextDays', value: Number(match[2]) / 24 })],
  [/^record\.(\w+) < now\(\) - duration\("(\d+)h"\)$/, match => ({ operator: 'olderDays', value: Number(match[2]) / 24 })],
  [/^!\(record\.(\w+) in user\.teams\)$/, () => ({ operator: 'notMyTeams' })],
  [/^record\.(\w+) in user\.teams$/, () => ({ operator: 'myTeams' })],
  [/^record\.(\w+) in (\[.*\])$/s, match => ({ operator: 'anyOf', value: JSON.parse(match[2]!) as string[] })],
  [/^!\(record\.(\w+) in (\[.*\])\)$/s, match => ({ operator: 'noneOf', value: JSON.parse(match[2]!) as string[] })],
  [
    /^!\(has\(record\.(\w+)\) && record\.\1\.contains\((".*")\)\)$/s,
    match => ({ operator: 'notContains', value: JSON.parse(match[2]!) as string }),
  ],
  [
    /^record\.(\w+)\.(startsWith|endsWith)\((".*")\)$/s,
    match => ({ operator: match[2] as 'startsWith' | 'endsWith', value: JSON.parse(match[3]!) as string }),
  ],
  [/^record\.(\w+)\.contains\((".*")\)$/s, match => ({ operator: 'contains', value: JSON.parse(match[2]!) as string })],
  [
    /^record\.(\w+) (==|!=|>=|<=|<|>) (?:timestamp\((".*")\)|(".*")|(true|false)|(-?\d+(?:\.\d+)?))$/s,
    ([, , how, moment, text, truth, number]) => ({
      operator: ({ '==': 'is', '!=': 'isNot', '>=': 'atLeast', '<=': 'atMost', '<': 'before', '>': 'after' } as const)[
        how as '=='
      ],
      // A number stays as it is written: it may have more digits than a number here holds.
      value: truth ? truth === 'true' : (number ?? (JSON.parse(moment ?? text!) as string)),
    }),
  ],
  [/^(".*") in record\.(\w+)$/s, contains],
  [
    /^!\(has\(record\.(\w+)\) && (".*") in record\.\1\)$/s,
    match => ({ operator: 'notContains', value: JSON.parse(match[2]!) as string }),
  ],
]

/**
 * @param text one condition with the spaces that `printCondition` puts
 * @returns undefined when it is no condition of these fields, or printed again it were another
 */
export function readCondition(fields: readonly FieldView[], text: string): Condition | undefined {
  for (const [shape, make] of shapes) {
    const match = shape.exec(text)
    const condition = match && safely(() => ({ field: match[1]!, ...make(match) }))
    const field = condition && fields.find(candidate => candidate.name === condition.field)
    if (condition && field && printCondition(field, condition) === text) return condition
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
