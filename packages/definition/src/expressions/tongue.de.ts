/** Rules in German: „Team“ ist eines Ihrer Teams oder eines darunter. Titles stand in quotation marks, because nobody knows their gender or bends them. */

import type { SpanUnit } from './spans.ts'
import type { About, Each, Part, Tongue } from './tongue.ts'
import type { Comparison } from './typed.ts'

const verbs: Readonly<Record<'number' | 'day' | 'moment' | 'text', Readonly<Record<Comparison, string>>>> = {
  number: {
    '==': 'ist',
    '!=': 'ist nicht',
    '<': 'ist kleiner als',
    '<=': 'ist höchstens',
    '>': 'ist größer als',
    '>=': 'ist mindestens',
  },
  day: {
    '==': 'ist',
    '!=': 'ist nicht',
    '<': 'liegt vor',
    '<=': 'liegt nicht nach',
    '>': 'liegt nach',
    '>=': 'liegt nicht vor',
  },
  moment: {
    '==': 'ist',
    '!=': 'ist nicht',
    '<': 'liegt vor',
    '<=': 'liegt nicht nach',
    '>': 'liegt nach',
    '>=': 'liegt nicht vor',
  },
  text: {
    '==': 'ist',
    '!=': 'ist nicht',
    '<': 'kommt vor',
    '<=': 'kommt nicht nach',
    '>': 'kommt nach',
    '>=': 'kommt nicht vor',
  },
}
const tests = {
  startsWith: ['beginnt mit', 'beginnt nicht mit'],
  endsWith: ['endet mit', 'endet nicht mit'],
  contains: ['enthält', 'enthält nicht'],
  matches: ['hat die Form', 'hat nicht die Form'],
} as const
const parts: Readonly<Record<Part, string>> = {
  getFullYear: 'das Jahr von',
  getMonth: 'der Monat (von 0 an gezählt) von',
  getDate: 'der Tag des Monats von',
  getDayOfMonth: 'der Tag des Monats (von 0 an gezählt) von',
  getDayOfWeek: 'der Wochentag (Sonntag ist 0) von',
  getDayOfYear: 'der Tag des Jahres (von 0 an gezählt) von',
  getHours: 'die Stunde von',
  getMinutes: 'die Minute von',
  getSeconds: 'die Sekunde von',
  getMilliseconds: 'die Millisekunde von',
}
/** With what bends: in this one, and so many of them. */
const spans: Readonly<Record<SpanUnit, readonly [last: string, present: string, next: string, many: string]>> = {
  day: ['gestern', 'heute', 'morgen', 'Tagen'],
  week: ['in der letzten Woche', 'in dieser Woche', 'in der nächsten Woche', 'Wochen'],
  month: ['im letzten Monat', 'in diesem Monat', 'im nächsten Monat', 'Monaten'],
  quarter: ['im letzten Quartal', 'in diesem Quartal', 'im nächsten Quartal', 'Quartalen'],
  year: ['im letzten Jahr', 'in diesem Jahr', 'im nächsten Jahr', 'Jahren'],
}
function span(unit: SpanUnit, away: number): string {
  const [last, present, next, many] = spans[unit]
  const near = { '-1': last, '0': present, '1': next }[away]
  if (near !== undefined) return near
  const which = { day: 'am Tag', week: 'in der Woche', month: 'im Monat', quarter: 'im Quartal', year: 'im Jahr' }[unit]
  return `${which} ${away < 0 ? 'vor' : 'in'} ${Math.abs(away)} ${many}`
}
const units = {
  hour: ['Stunde', 'Stunden'],
  minute: ['Minute', 'Minuten'],
  second: ['Sekunde', 'Sekunden'],
  microsecond: ['Mikrosekunde', 'Mikrosekunden'],
} as const
const ofThem = (about: About, yours: string, theirs: string) => (about === 'you' ? yours : `${theirs} von ${about.name}`)
const to = (about: About) => (about === 'you' ? 'Ihnen' : about.name)
const ones = {
  person: 'diese Person',
  team: 'dieses Team',
  record: 'dieser Datensatz',
  file: 'diese Datei',
  value: 'dieser Wert',
}
const words = { '+': 'plus', '-': 'minus', '*': 'mal', '/': 'geteilt durch', '%': 'modulo' }
const casts = { string: 'als Text', lowerAscii: 'in Kleinbuchstaben', upperAscii: 'in Großbuchstaben' }
const heads = {
  exists: 'mindestens einen Eintrag',
  all: 'jeden Eintrag',
  exists_one: 'genau einen Eintrag',
}
const two = (count: number) => String(count).padStart(2, '0')
const enumerate = (items: readonly string[], word: string) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items[items.length - 1]}`
const named = (each: Each) => (each.kind === 'record' ? each.label : ones[each.of])

export const german: Tongue = {
  title: title => `„${title}“`,
  label: label => label,
  // The name is in the language of whoever wrote the app; what many are called is translated.
  children: (name, plural) => `„${plural ?? name.replaceAll('_', ' ')}“`,
  system: {
    created_by: '„Angelegt von“',
    updated_by: '„Zuletzt geändert von“',
    created_at: '„Angelegt am“',
    updated_at: '„Zuletzt geändert am“',
    version: '„Version“',
    id: '„Kennung“',
  },
  list: (items, word) => enumerate(items, word === 'and' ? 'und' : 'oder'),
  always: 'immer',
  never: 'nie',
  asWritten: text => text,
  yes: (noun, isSo) => `${noun} ist ${isSo ? 'ja' : 'nein'}`,
  join: (left, how, right) => `${left} ${how === 'and' ? 'und' : 'oder'} ${right}`,
  choose: (condition, then, otherwise) => `falls (${condition}), dann (${then}), sonst (${otherwise})`,
  not: clause => `es gilt nicht: (${clause})`,
  within: (noun, unit, away, isSo) => `${noun} ${isSo ? 'liegt' : 'liegt nicht'} ${span(unit, away)}`,
  filled: (noun, isFilled) => `${noun} ist ${isFilled ? 'ausgefüllt' : 'leer'}`,
  alike: (left, right, areAlike) => `davon gilt ${areAlike ? 'beides oder nichts' : 'genau eines'}: (${left}), (${right})`,
  compare: (how, left, right, kind) => {
    // „Zuständig“ sind Sie.
    if (right === 'Sie' && (how === '==' || how === '!=')) return `${left} sind ${how === '==' ? '' : 'nicht '}Sie`
    const isDay = /^\d/.test(right) && kind !== 'number' && kind !== 'text' && how !== '==' && how !== '!='
    return `${left} ${verbs[kind][how]} ${isDay ? 'dem ' : ''}${right}`
  },
  isThem: (about, noun, isSo) => `${about === 'you' ? 'Sie sind' : `${about.name} ist`}${isSo ? '' : ' nicht'} ${noun}`,
  among: (noun, items, isSo) =>
    `${noun} ist ${isSo ? enumerate(items, 'oder') : items.length === 1 ? `nicht ${items[0]}` : `weder ${enumerate(items, 'noch')}`}`,
  inList: (noun, list, isSo) => `${noun} ist ${isSo ? '' : 'nicht '}unter ${list}`,
  inOwn: (noun, property, about, isSo) => {
    switch (property) {
      case 'teams':
        return isSo
          ? `${noun} ist eines ${ofThem(about, 'Ihrer Teams', 'der Teams')} oder eines darunter`
          : `${noun} ist weder eines ${ofThem(about, 'Ihrer Teams', 'der Teams')} noch eines darunter`
      case 'direct_teams':
        return `${noun} ist ${isSo ? 'eines' : 'keines'} ${ofThem(about, 'Ihrer eigenen Teams', 'der eigenen Teams')}`
      case 'reports':
        return `${noun} untersteht ${to(about)}${isSo ? ' unmittelbar oder mittelbar' : ' weder unmittelbar noch mittelbar'}`
      case 'direct_reports':
        return `${noun} untersteht ${to(about)} ${isSo ? 'unmittelbar' : 'nicht unmittelbar'}`
    }
  },
  holds: (role, about, isSo) => `${about === 'you' ? 'Sie haben' : `${about.name} hat`} die Rolle ${role}${isSo ? '' : ' nicht'}`,
  test: (name, noun, other, isSo) => `${noun} ${tests[name][isSo ? 0 : 1]} ${other}`,
  each: (how, range, called, condition) =>
    `für ${heads[how]} unter ${range}${called === undefined ? '' : ` (${called})`} gilt: (${condition})`,
  named,
  namedApart: (each, variable) => `${each.kind === 'record' ? each.label : ones[each.of]} „${variable}“`,
  itself: name => (name === undefined ? 'der Datensatz selbst' : `dieser Eintrag (${name})`),
  own: (title, of) => (of === undefined ? title : `${title} (${of})`),
  of: (title, noun) => `${title} von ${noun}`,
  flag: (title, of) => `„${title}“${of === undefined ? '' : ` (${of})`}`,
  flagOf: (title, noun) => `„${title}“ von ${noun}`,
  value: 'der Wert',
  now: 'jetzt',
  today: 'heute',
  nothing: 'nichts',
  truth: { true: 'ja', false: 'nein' },
  count: range => `die Anzahl von ${range}`,
  length: noun => `die Länge von ${noun}`,
  negative: noun => `minus ${noun}`,
  arithmetic: (how, left, right) => `${left} ${words[how]} ${right}`,
  followed: (left, right) => `${left} gefolgt von ${right}`,
  chosen: (then, condition, otherwise) => `(${then}, falls (${condition}), sonst ${otherwise})`,
  replaced: (noun, of, by) => `${noun} mit ${by} statt ${of}`,
  cast: (name, noun) => `${noun} ${casts[name]}`,
  part: (name, noun, zone) => `${parts[name]} ${noun} (${zone})`,
  whether: clause => `ob (${clause}) gilt`,
  user: (property, about) => {
    switch (property) {
      case 'id':
        return about === 'you' ? 'Sie' : about.name
      case 'email':
        return ofThem(about, 'Ihre E-Mail-Adresse', 'die E-Mail-Adresse')
      case 'teams':
        return `${ofThem(about, 'Ihre Teams', 'die Teams')} und die darunter`
      case 'direct_teams':
        return ofThem(about, 'Ihre eigenen Teams', 'die eigenen Teams')
      case 'roles':
        return ofThem(about, 'Ihre Rollen', 'die Rollen')
      case 'reports':
        return `die Personen, die ${to(about)} unterstehen`
      case 'direct_reports':
        return `die Personen, die ${to(about)} unmittelbar unterstehen`
    }
  },
  text: value => `„${value}“`,
  unknown: (of, label, id) =>
    `${{ person: 'die Person', team: 'das Team', file: 'die Datei', record: `der Datensatz „${label}“` }[of]} mit der Kennung ${id}`,
  amount: (negative, whole, fraction) =>
    `${negative ? '−' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, '.')}${fraction === '' ? '' : `,${fraction}`}`,
  day: (year, month, date) => `${two(date)}.${two(month)}.${year}`,
  moment: (day, time, zone) => `${day}, ${time} ${zone}`,
  duration: (negative, parts) => {
    const said = parts.map(({ unit, count }) => `${count} ${units[unit][count === 1n ? 0 : 1]}`)
    return `${negative ? 'minus ' : ''}${said.length > 0 ? enumerate(said, 'und') : 'keine Zeit'}`
  },
}
