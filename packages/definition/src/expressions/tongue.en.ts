/** Rules in English: “its team is one of your teams or beneath them”. */
import { lowered } from '../sentence.ts'
import type { SpanUnit } from './spans.ts'
import type { About, Each, Part, Tongue } from './tongue.ts'
import type { Comparison } from './typed.ts'

const verbs: Readonly<Record<'number' | 'day' | 'moment' | 'text', Readonly<Record<Comparison, string>>>> = {
  number: { '==': 'is', '!=': 'is not', '<': 'is less than', '<=': 'is at most', '>': 'is more than', '>=': 'is at least' },
  day: { '==': 'is', '!=': 'is not', '<': 'is before', '<=': 'is on or before', '>': 'is after', '>=': 'is on or after' },
  moment: { '==': 'is', '!=': 'is not', '<': 'is before', '<=': 'is at or before', '>': 'is after', '>=': 'is at or after' },
  text: {
    '==': 'is',
    '!=': 'is not',
    '<': 'comes before',
    '<=': 'is or comes before',
    '>': 'comes after',
    '>=': 'is or comes after',
  },
}
const tests = {
  startsWith: ['begins with', 'does not begin with'],
  endsWith: ['ends with', 'does not end with'],
  contains: ['contains', 'does not contain'],
  matches: ['has the form', 'does not have the form'],
} as const
const parts: Readonly<Record<Part, string>> = {
  getFullYear: 'the year of',
  getMonth: 'the month (counted from 0) of',
  getDate: 'the day of the month of',
  getDayOfMonth: 'the day of the month (counted from 0) of',
  getDayOfWeek: 'the day of the week (Sunday is 0) of',
  getDayOfYear: 'the day of the year (counted from 0) of',
  getHours: 'the hour of',
  getMinutes: 'the minute of',
  getSeconds: 'the second of',
  getMilliseconds: 'the millisecond of',
}
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const you = (about: About) => (about === 'you' ? 'you' : about.name)
const your = (about: About) => (about === 'you' ? 'your' : `${about.name}’s`)
const one = (each: Each) => (each.kind === 'record' ? each.label : each.of)
const words = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'divided by', '%': 'modulo' }
const casts = { string: 'as text', lowerAscii: 'in small letters', upperAscii: 'in capital letters' }
const days: Readonly<Record<string, string>> = { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' }
function span(unit: SpanUnit, away: number): string {
  const near =
    unit === 'day' ? days[away] : { '-1': `in the last ${unit}`, '0': `in this ${unit}`, '1': `in the next ${unit}` }[away]
  if (near !== undefined) return near
  const [count, one] = [Math.abs(away), unit === 'day' ? 'on the day' : `in the ${unit}`]
  return away < 0 ? `${one} ${count} ${unit}s ago` : `${one} ${count} ${unit}s from now`
}
const heads = {
  exists: 'for at least one of',
  all: 'for every one of',
  exists_one: 'for exactly one of',
}
/** `a`, `a or b`, `a, b or c` */
const enumerate = (items: readonly string[], word: string) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items[items.length - 1]}`

export const english: Tongue = {
  title: lowered,
  label: lowered,
  children: name => name.replaceAll('_', ' '),
  system: {
    created_by: 'creator',
    updated_by: 'last editor',
    created_at: 'moment of creation',
    updated_at: 'moment of the last change',
    version: 'version',
    id: 'id',
  },
  list: enumerate,
  always: 'always',
  never: 'never',
  asWritten: text => `this holds: ${text}`,
  yes: (noun, isSo) => `${noun} is ${isSo ? 'yes' : 'no'}`,
  join: (left, how, right) => `${left} ${how} ${right}`,
  choose: (condition, then, otherwise) => `if ${condition} then ${then}, else ${otherwise}`,
  not: clause => `not (${clause})`,
  within: (noun, unit, away, isSo) => `${noun} is${isSo ? '' : ' not'} ${span(unit, away)}`,
  filled: (noun, isFilled) => `${noun} is ${isFilled ? 'filled in' : 'empty'}`,
  alike: (left, right, areAlike) => `${areAlike ? 'both or neither' : 'exactly one'} of these holds: (${left}), (${right})`,
  compare: (how, left, right, kind) => `${left} ${verbs[kind][how]} ${right}`,
  isThem: (about, noun, isSo) => `${about === 'you' ? 'you are' : `${about.name} is`}${isSo ? '' : ' not'} ${noun}`,
  among: (noun, items, isSo) => `${noun} is${isSo ? '' : ' not'} ${enumerate(items, isSo ? 'or' : 'nor')}`,
  inList: (noun, list, isSo) => `${noun} is${isSo ? '' : ' not'} among ${list}`,
  inOwn: (noun, property, about, isSo) =>
    `${noun} is${isSo ? '' : ' not'} ${
      {
        teams: `one of ${your(about)} teams or beneath them`,
        direct_teams: `one of ${your(about)} own teams`,
        reports: `somebody beneath ${you(about)} in the chain of managers`,
        direct_reports: `somebody whose manager is ${you(about)}`,
      }[property]
    }`,
  holds: (role, about, isSo) =>
    about === 'you'
      ? `you ${isSo ? 'hold' : 'do not hold'} the role ${role}`
      : `${about.name} ${isSo ? 'holds' : 'does not hold'} the role ${role}`,
  test: (name, noun, other, isSo) => `${noun} ${tests[name][isSo ? 0 : 1]} ${other}`,
  each: (how, range, called, condition) =>
    `${heads[how]} ${range}${called === undefined ? '' : ` (${called})`} this holds: (${condition})`,
  named: each => `that ${one(each)}`,
  namedApart: (each, variable) => `the ${one(each)} “${variable}”`,
  itself: named => named ?? 'the record itself',
  own: (title, of) => `${of === undefined ? 'its' : `${of}’s`} ${title}`,
  of: (title, noun) => `the ${title} of ${noun}`,
  flag: (title, of) => `“${title}”${of === undefined ? '' : ` of ${of}`}`,
  flagOf: (title, noun) => `“${title}” of ${noun}`,
  value: 'the value',
  now: 'now',
  today: 'today',
  nothing: 'nothing',
  truth: { true: 'yes', false: 'no' },
  count: range => `the number of ${range}`,
  length: noun => `the length of ${noun}`,
  negative: noun => `minus ${noun}`,
  arithmetic: (how, left, right) => `${left} ${words[how]} ${right}`,
  followed: (left, right) => `${left} followed by ${right}`,
  chosen: (then, condition, otherwise) => `(${then} if ${condition}, else ${otherwise})`,
  replaced: (noun, of, by) => `${noun} with ${by} for ${of}`,
  cast: (name, noun) => `${noun} ${casts[name]}`,
  part: (name, noun, zone) => `${parts[name]} ${noun} (${zone})`,
  whether: clause => `whether (${clause})`,
  user: (property, about) =>
    ({
      id: you(about),
      email: `${your(about)} e-mail address`,
      teams: `${your(about)} teams and those beneath them`,
      direct_teams: `${your(about)} own teams`,
      roles: `${your(about)} roles`,
      reports: `the people beneath ${you(about)} in the chain of managers`,
      direct_reports: `the people whose manager is ${you(about)}`,
    })[property],
  text: value => `“${value}”`,
  unknown: (of, label, id) => `the ${of === 'record' ? label : of} with the id ${id}`,
  amount: (negative, whole, fraction) =>
    `${negative ? '-' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction === '' ? '' : `.${fraction}`}`,
  day: (year, month, date) => `${date} ${months[month - 1]} ${year}`,
  moment: (day, time, zone) => `${day} ${time} ${zone}`,
  duration: (negative, parts) => {
    const said = parts.map(({ unit, count }) => `${count} ${unit}${count === 1n ? '' : 's'}`)
    return `${negative ? 'minus ' : ''}${said.length > 0 ? enumerate(said, 'and') : 'no time'}`
  },
}
