/** Days and moments: near ones relative, the exact one in the tooltip. */
import { Trans } from '@lingui/react/macro'
import { dateFormat, timeZone } from '../client/language.ts'
import { inZone, todayIn } from '../client/zones.ts'
import { dayText, dayWords, overdueText, sinceText } from './date-words.ts'
import { Empty } from './empty.tsx'
import type { DisplayProps, FieldLook } from './field-ui.ts'
import classes from './value.module.css'
import { endsDay } from './whole-days.ts'

const exactTime = () => dateFormat({ dateStyle: 'medium', timeStyle: 'short' })

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
      {dayText(value)}
    </time>
  )
}

export const date: FieldLook = { Display: DayDisplay, width: 110 }
export const datetime: FieldLook = { Display: MomentDisplay, width: 120 }
