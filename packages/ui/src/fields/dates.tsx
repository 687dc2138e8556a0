/** Days and moments: near ones relative, the exact one in the tooltip. */
import { Trans } from '@lingui/react/macro'
import { dateFormat, numberFormat, relativeFormat, say, shownLanguage, timeZone } from '../client/language.ts'
import { inZone, todayIn } from '../client/zones.ts'
import { Empty } from './empty.tsx'
import type { DisplayProps, FieldLook } from './field-ui.ts'
import classes from './value.module.css'
import { endsDay } from './whole-days.ts'

const week = 7 * 86_400_000

const exactTime = () => dateFormat({ dateStyle: 'medium', timeStyle: 'short' })

/** The present year goes without saying. @param zone undefined: the person's */
function dayWords(at: number, now: number, more?: Intl.DateTimeFormatOptions): string {
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
function overdueText(iso: string, now = Date.now()): string {
  const gap = now - Date.parse(iso)
  const [unit, size] = stepOf(gap)
  const length = numberFormat({ style: 'unit', unit, unitDisplay: unitStyle() }).format(Math.round(gap / size))
  return say('{length} overdue', { length })
}

export function Moment({ iso }: { readonly iso: string }) {
  return <Exact iso={iso}>{sinceText(iso)}</Exact>
}

/** As somebody wrote it: an appointment, or when something happened. */
export function WrittenMoment({ iso }: { readonly iso: string }) {
  return <Exact iso={iso}>{dayWords(Date.parse(iso), Date.now(), { hour: 'numeric', minute: '2-digit' })}</Exact>
}

/** After "until": the time of day, and the day when it is another. */
export function Until({ iso }: { readonly iso: string }) {
  const at = Date.parse(iso)
  const isToday = inZone(at, timeZone()).day === todayIn(timeZone())
  return <Exact iso={iso}>{(isToday ? dateFormat({ timeStyle: 'short' }) : exactTime()).format(at)}</Exact>
}

/** After "until", where whole days are given: the last one. */
export function UntilDay({ iso }: { readonly iso: string }) {
  return endsDay(iso) ? <Exact iso={iso}>{dayWords(Date.parse(iso) - 1, Date.now())}</Exact> : <Until iso={iso} />
}

/** When something begins, as a day. */
export function FromDay({ iso }: { readonly iso: string }) {
  return <Exact iso={iso}>{dayWords(Date.parse(iso), Date.now())}</Exact>
}

/** When something is due; late is said in a word, and red only underlines it. */
export function Due({ iso }: { readonly iso: string }) {
  if (Date.parse(iso) >= Date.now()) return <Moment iso={iso} />
  return (
    <span className={classes.late}>
      <Exact iso={iso}>{overdueText(iso)}</Exact>
    </span>
  )
}

/** The same where nothing beside it says what it is: late is said by itself. */
export function DueBy({ iso }: { readonly iso: string }) {
  if (Date.parse(iso) < Date.now()) return <Due iso={iso} />
  return (
    <Trans>
      due <Due iso={iso} />
    </Trans>
  )
}

/** To the minute, and in which zone that is. */
const inFull = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
} as const

function Exact({ iso, children }: { readonly iso: string; readonly children: string }) {
  const at = Date.parse(iso)
  return (
    // The browser's own tooltip: one of ours for each moment of a list takes as long as the rest of the list. On paper there is none, and "3d ago" says nothing.
    <time dateTime={iso} title={dateFormat(inFull).format(at)} data-exact={exactTime().format(at)} className="tabular">
      {children}
    </time>
  )
}

/** In a list how far away it is; in a record, what somebody wrote into it is an appointment rather than a trace, and stands as it was written. */
function MomentDisplay({ value, field, dense }: DisplayProps) {
  if (typeof value !== 'string') return <Empty />
  if (!field.managed && !dense) return <WrittenMoment iso={value} />
  if (field.name.endsWith('_due') && field.managed) return <Due iso={value} />
  // When something came about is read last of a line.
  return field.managed && dense ? (
    <span className={classes.dim}>
      <Moment iso={value} />
    </span>
  ) : (
    <Moment iso={value} />
  )
}

function DayDisplay({ value }: DisplayProps) {
  if (typeof value !== 'string') return <Empty />
  return (
    <time dateTime={value} className="tabular">
      {dayWords(Date.parse(`${value}T00:00:00Z`), Date.now(), { timeZone: 'UTC' })}
    </time>
  )
}

export const date: FieldLook = { Display: DayDisplay, width: 110 }
export const datetime: FieldLook = { Display: MomentDisplay, width: 120 }
