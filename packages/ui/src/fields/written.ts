/** Days and amounts as people write them: understood in their own form where only one reading is possible, and otherwise answered with how to write it. */
import { dateFormat, language, say, timeZone } from '../client/language.ts'
import { todayIn } from '../client/zones.ts'

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
  return dayIn(written, locale, value).found === value ? written : value
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

/** @param today what "tomorrow", "+3d" and a day without its year are told from */
export function readDay(text: string, locale = language(), today = todayIn(timeZone())): Written {
  if (text.trim() === '') return { value: null }
  const { found, isDay } = dayIn(text.trim(), locale, today)
  if (found) return { value: found }
  const like = { example: writtenDay(example, locale) }
  return {
    problem: isDay
      ? say('There is no such day. Write it like {example}.', like)
      : say('This is not read as a day. Write it like {example}.', like),
  }
}

/** @returns `isDay`: it has the form of one, though it may not exist */
function dayIn(written: string, locale: string, today: string): { readonly found?: string | undefined; readonly isDay: boolean } {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(written)
  if (iso) return { found: day(Number(iso[1]), Number(iso[2]), Number(iso[3])), isDay: true }
  const local = /^(\d{1,2})\s*([-/.])\s*(\d{1,2})(?:\s*\2\s*(\d{4}|\d{2})|\.?)$/.exec(written)
  if (local) {
    const [one, other] = [Number(local[1]), Number(local[3])]
    // Dots stand between day, month and year in every language that uses them; a slash is read as the person's own does.
    const order = dayOrder(locale)
    const monthFirst = local[2] !== '.' && order.indexOf('month') < order.indexOf('day')
    const [month, dayOfMonth] = monthFirst ? [one, other] : [other, one]
    return { found: dayOf(local[4], month, dayOfMonth, today), isDay: true }
  }
  const dayFirst = /^(\d{1,2})(?:\.|st|nd|rd|th)?\s*(\p{L}+)\.?(?:,?\s*(\d{4}|\d{2}))?$/iu.exec(written)
  const monthFirst = /^(\p{L}+)\.?\s*(\d{1,2})(?:\.|st|nd|rd|th)?(?:,?\s+(\d{4}|\d{2}))?$/iu.exec(written)
  const [word, dayOfMonth, year] = dayFirst
    ? [dayFirst[2], dayFirst[1], dayFirst[3]]
    : monthFirst
      ? [monthFirst[1], monthFirst[2], monthFirst[3]]
      : []
  const month = word && monthOf(word, locale)
  if (month) return { found: dayOf(year, month, Number(dayOfMonth), today), isDay: true }
  const from = awayIn(written, locale, today)
  return { found: from, isDay: from !== undefined || Boolean(dayFirst ?? monthFirst) }
}

/** Without its year, it is the one that is nearest. */
function dayOf(year: string | undefined, month: number, dayOfMonth: number, today: string): string | undefined {
  if (year !== undefined) return day(Number(year), month, dayOfMonth)
  const away = (one: string) => Math.abs(Date.parse(one) - Date.parse(today))
  const present = Number(today.slice(0, 4))
  return [present - 1, present, present + 1]
    .flatMap(each => day(each, month, dayOfMonth) ?? [])
    .sort((one, other) => away(one) - away(other))[0]
}

/** The letters by which days, weeks, months and years are called, in English and in German. */
const units: Readonly<Record<string, 'day' | 'week' | 'month' | 'year'>> = {
  '': 'day',
  d: 'day',
  t: 'day',
  w: 'week',
  m: 'month',
  y: 'year',
  j: 'year',
}

/** "Tomorrow", "Friday" (the next), "+3d". */
function awayIn(written: string, locale: string, today: string): string | undefined {
  const counted = /^([-+−])\s*(\d{1,4})\s*([a-z]?)$/iu.exec(written)
  const unit = counted && units[counted[3]!.toLowerCase()]
  if (unit) return moved(today, unit, (counted[1] === '+' ? 1 : -1) * Number(counted[2]))
  const word = bare(written)
  for (const each of [locale, 'en']) {
    const relative = new Intl.RelativeTimeFormat(each, { numeric: 'auto' })
    for (let days = -2; days <= 2; days += 1) if (bare(relative.format(days, 'day')) === word) return moved(today, 'day', days)
    for (const style of ['long', 'short'] as const) {
      const weekday = new Intl.DateTimeFormat(each, { weekday: style, timeZone: 'UTC' })
      for (let days = 1; days <= 7; days += 1) {
        const next = moved(today, 'day', days)
        if (next && bare(weekday.format(Date.parse(next))) === word) return next
      }
    }
  }
  return undefined
}

/** The end of a month has no further days: a month from 31 January is its last of February. */
function moved(from: string, unit: 'day' | 'week' | 'month' | 'year', count: number): string | undefined {
  const [year, month, dayOfMonth] = from.split('-').map(Number) as [number, number, number]
  if (unit === 'day' || unit === 'week') {
    const at = new Date(Date.UTC(year, month - 1, dayOfMonth + count * (unit === 'week' ? 7 : 1)))
    return day(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate())
  }
  const first = new Date(Date.UTC(year, month - 1 + count * (unit === 'year' ? 12 : 1), 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return day(first.getUTCFullYear(), first.getUTCMonth() + 1, Math.min(dayOfMonth, last))
}

/** Its day is no month. */
const example = '2026-11-24'

/** Without capitals, dots and what letters wear above them. */
const bare = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\p{M}.]/gu, '')
    .toLowerCase()

/** Fewer letters are more than one month. */
const leastOfMonth = 3

function monthOf(word: string, locale: string): number | undefined {
  const wanted = bare(word)
  for (const language of [locale, 'en'])
    for (const style of ['long', 'short'] as const)
      for (let month = 0; month < 12; month++) {
        const name = bare(new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' }).format(Date.UTC(2026, month, 1)))
        if (name === wanted || (style === 'long' && wanted.length >= leastOfMonth && name.startsWith(wanted))) return month + 1
      }
  return undefined
}

/** The day in full, for who wrote it in short. */
export function dayInFull(value: string): string {
  return dateFormat({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${value}T00:00:00Z`),
  )
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
