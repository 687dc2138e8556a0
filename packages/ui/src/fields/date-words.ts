/** Days and moments in words: near ones as far away as they are. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { dateFormat, numberFormat, relativeFormat, say, shownLanguage } from '../client/language.ts'

const week = 7 * 86_400_000

/** The present year goes without saying. @param zone undefined: the person's */
export function dayWords(at: number, now: number, more?: Intl.DateTimeFormatOptions): string {
  const year = dateFormat({ year: 'numeric', ...(more?.timeZone && { timeZone: more.timeZone }) })
  const isNear = year.format(at) === year.format(now)
  return dateFormat({ day: 'numeric', month: 'short', ...(!isNear && { year: 'numeric' }), ...more }).format(at)
}

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** The largest unit that it comes to once it is rounded: 59 minutes and a half are an hour, not 60 minutes. */
const stepOf = (gap: number) =>
  steps.find(([, size], at) => {
    const finer = steps[at + 1]?.[1] ?? 1
    return Math.round(Math.abs(gap) / finer) * finer >= size
  }) ?? steps[3]

/** Narrow is a letter alone, which few languages read as easily as English does. */
const unitStyle = () => (shownLanguage() === 'en' ? 'narrow' : 'short')

export function sinceText(iso: string, now = Date.now(), least: 'minute' | 'second' = 'minute'): string {
  const gap = Date.parse(iso) - now
  if (Math.abs(gap) >= week) return dayWords(Date.parse(iso), now)
  if (least === 'minute' && Math.abs(gap) < 60_000) return gap > 0 ? say('soon') : say('now')
  const [unit, size] = stepOf(gap)
  return relativeFormat({ numeric: 'auto', style: unitStyle() }).format(Math.round(gap / size), unit)
}

/** How long ago something should have been done, without saying "ago" as well: "3h overdue". */
export function overdueText(iso: string, now = Date.now()): string {
  const gap = now - Date.parse(iso)
  const [unit, size] = stepOf(gap)
  const length = numberFormat({ style: 'unit', unit, unitDisplay: unitStyle() }).format(Math.round(gap / size))
  return say('{length} overdue', { length })
}

export const dayText = (day: string) => dayWords(Date.parse(`${day}T00:00:00Z`), Date.now(), { timeZone: 'UTC' })

/** What stands in a list for it, as text. */
export function listedDateText(iso: string, field: FieldView): string {
  if ((field.result ?? field.type) === 'date') return dayText(iso)
  const isLate = field.name.endsWith('_due') && field.managed && Date.parse(iso) < Date.now()
  return isLate ? overdueText(iso) : sinceText(iso)
}
