/** Days and amounts as people write them: understood in their own form where only one reading is possible, and otherwise answered with how to write it. */
import { language, say } from '../client/language.ts'

/** What is written is the value of the wire, or a sentence that says how to write it. */
export type Written = { readonly value: string | null } | { readonly problem: string }

type DayOrder = readonly ('day' | 'month' | 'year')[]

/** The order in which this person's language writes a day. */
export function dayOrder(locale = language()): DayOrder {
  return new Intl.DateTimeFormat(locale)
    .formatToParts(0)
    .flatMap(({ type }) => (type === 'day' || type === 'month' || type === 'year' ? [type] : []))
}

/** A day of the wire as this person writes it, where that is read back as the same day; anything else as it is. */
export function writtenDay(value: string, locale = language()): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return value
  const written = new Intl.DateTimeFormat(locale, { ...digits, timeZone: 'UTC' }).format(Date.parse(value))
  return dayIn(written, locale).found === value ? written : value
}

/** Of the calendar and the digits that the wire has, whatever else the language would use. */
const digits = { year: 'numeric', month: '2-digit', day: '2-digit', calendar: 'gregory', numberingSystem: 'latn' } as const

/** The same with the time, as the library of calendars wants to be told: `DD.MM.YYYY HH:mm`. */
export function momentPattern(locale = language()): string {
  const names: Readonly<Record<string, string>> = { year: 'YYYY', month: 'MM', day: 'DD', minute: 'mm', dayPeriod: 'A' }
  const parts = new Intl.DateTimeFormat(locale, { ...digits, hour: '2-digit', minute: '2-digit' })
  const hour = parts.resolvedOptions().hour12 ? 'hh' : 'HH'
  return parts
    .formatToParts(0)
    .map(({ type, value }) => (type === 'hour' ? hour : (names[type] ?? (/\p{L}/u.test(value) ? `[${value}]` : value))))
    .join('')
}

const two = (number: number) => String(number).padStart(2, '0')

function day(year: number, month: number, dayOfMonth: number): string | undefined {
  const full = year < 100 ? 2000 + year : year
  const made = new Date(Date.UTC(full, month - 1, dayOfMonth))
  const exists = made.getUTCFullYear() === full && made.getUTCMonth() === month - 1 && made.getUTCDate() === dayOfMonth
  return exists && full >= 1000 ? `${full}-${two(month)}-${two(dayOfMonth)}` : undefined
}

export function readDay(text: string, locale = language()): Written {
  if (text.trim() === '') return { value: null }
  const { found, isDay } = dayIn(text.trim(), locale)
  if (found) return { value: found }
  const like = { example: writtenDay(example, locale) }
  return {
    problem: isDay
      ? say('There is no such day. Write it like {example}.', like)
      : say('This is not read as a day. Write it like {example}.', like),
  }
}

/** @returns `isDay`: it has the form of one, though it may not exist */
function dayIn(written: string, locale: string): { readonly found?: string | undefined; readonly isDay: boolean } {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(written)
  const local = /^(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})$/.exec(written)
  const named = /^(?:(\d{1,2})\.?\s+(\p{L}+)\.?,?\s+(\d{4})|(\p{L}+)\.?\s+(\d{1,2}),?\s+(\d{4}))$/u.exec(written)
  let found: string | undefined
  if (iso) found = day(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  else if (local) {
    const [one, other, year] = [Number(local[1]), Number(local[3]), Number(local[4])]
    // Dots stand between day, month and year in every language that uses them; a slash is read as the person's own does.
    const order = dayOrder(locale)
    const monthFirst = local[2] !== '.' && order.indexOf('month') < order.indexOf('day')
    found = monthFirst ? day(year, one, other) : day(year, other, one)
  } else if (named) {
    const month = monthOf(named[2] ?? named[4] ?? '', locale)
    if (month) found = day(Number(named[3] ?? named[6]), month, Number(named[1] ?? named[5]))
  }
  return { found, isDay: Boolean(iso || local || named) }
}

/** Its day is no month. */
const example = '2026-11-24'

function monthOf(word: string, locale: string): number | undefined {
  const wanted = word.toLowerCase()
  for (const language of [locale, 'en'])
    for (const style of ['long', 'short'] as const)
      for (let month = 0; month < 12; month++) {
        const name = new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' }).format(Date.UTC(2026, month, 1))
        if (name.toLowerCase().replace('.', '') === wanted) return month + 1
      }
  return undefined
}

/** The sign between whole and fraction where this person lives. */
export function decimalSign(locale = language()): ',' | '.' {
  return new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value === ',' ? ',' : '.'
}

/** A number of the wire as this person writes it; anything else as it is. */
export function writtenNumber(value: string): string {
  return /^-?\d+\.\d+$/.test(value) ? value.replace('.', decimalSign()) : value
}

export interface NumberShape {
  /** Digits after the sign; 0: whole numbers. */
  readonly scale: number
}

export function readNumber(text: string, { scale }: NumberShape, locale = language()): Written {
  const written = text
    .trim()
    .replace(/[\s\u00a0\u202f'’]/g, '')
    .replace('−', '-')
  if (written === '') return { value: null }
  const sign = written.startsWith('-') ? '-' : ''
  const body = written.replace(/^[-+]/, '')
  const like = scale === 0 ? '1500' : `1500${decimalSign(locale)}00`
  if (!/^\d[\d.,]*$/.test(body)) return { problem: say('This is not read as a number. Write {like}.', { like }) }
  const signs = body.replace(/\d/g, '')
  const last = signs.at(-1)
  if (last === undefined) return { value: sign + plain(body) }
  const distinct = new Set(signs)
  const grouped = (group: string, whole: string) => new RegExp(`^\\d{1,3}(?:\\${group}\\d{3})+$`).test(whole)
  const cut = body.lastIndexOf(last)
  const [whole, fraction] = [body.slice(0, cut), body.slice(cut + 1)]
  const asGroups = { value: sign + plain(body.replaceAll(last, '')) }
  if (distinct.size === 2) {
    const group = last === ',' ? '.' : ','
    if (scale > 0 && signs.indexOf(last) === signs.length - 1 && grouped(group, whole) && fraction !== '')
      return { value: `${sign}${plain(whole.replaceAll(group, ''))}.${fraction}` }
    return { problem: say('Which of the signs begins the fraction? Write {like}.', { like }) }
  }
  if (signs.length > 1)
    return grouped(last, body) ? asGroups : { problem: say('This is not read as a number. Write {like}.', { like }) }
  if (fraction === '' && scale > 0) return { value: sign + plain(whole) }
  // One sign and three digits after it: groups, or a fraction.
  const mayBeGroups = fraction.length === 3 && whole !== '0' && whole.length <= 3
  if (scale === 0) return mayBeGroups ? asGroups : { problem: say('Write a whole number, like {like}.', { like }) }
  const isFraction = fraction.length <= scale || !mayBeGroups
  if (mayBeGroups && isFraction && last === ',')
    return decimalSign(locale) === ',' ? { value: `${sign}${plain(whole)}.${fraction}` } : asGroups
  if (isFraction) return { value: `${sign}${plain(whole)}.${fraction}` }
  if (last !== decimalSign(locale)) return asGroups
  const number = plain(whole + fraction)
  return { problem: say('Is this {number}, or a fraction? Write {like}.', { number, like: `${number}${decimalSign(locale)}00` }) }
}

function plain(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '')
}
