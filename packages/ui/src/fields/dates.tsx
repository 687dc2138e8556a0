/** Days and moments: near ones relative, the exact one in the tooltip. */
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Popover, TextInput } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { dateFormat, numberFormat, relativeFormat, say, shownLanguage, timeZone } from '../client/language.ts'
import { inZone, readIn, todayIn, writtenIn } from '../client/zones.ts'
import { Empty } from './empty.tsx'
import type { DisplayProps, EditorProps, FieldUi } from './field-ui.ts'
import { endsDay } from './whole-days.ts'
import { momentPattern, readDay, writtenDay } from './written.ts'

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
    <span style={{ color: 'var(--mantine-color-red-light-color)', fontWeight: 500 }}>
      <Exact iso={iso}>{overdueText(iso)}</Exact>
    </span>
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
  if (!field.managed && !dense)
    return <Exact iso={value}>{dayWords(Date.parse(value), Date.now(), { hour: 'numeric', minute: '2-digit' })}</Exact>
  return field.name.endsWith('_due') && field.managed ? <Due iso={value} /> : <Moment iso={value} />
}

function DayDisplay({ value }: DisplayProps) {
  if (typeof value !== 'string') return <Empty />
  return (
    <time dateTime={value} className="tabular">
      {dayWords(Date.parse(`${value}T00:00:00Z`), Date.now(), { timeZone: 'UTC' })}
    </time>
  )
}

/** Calendars come when something that has one is edited: a list that is only read goes without them. */
let loaded: typeof import('./calendars.ts') | undefined

function useCalendars(): typeof loaded {
  const [calendars, setCalendars] = useState(loaded)
  useEffect(() => {
    if (calendars) return
    void import('./calendars.ts').then(found => {
      loaded = found
      setCalendars(found)
    })
  }, [calendars])
  return calendars
}

/** Written or picked. What is written and not understood stays, with a sentence; a control that empties itself loses what somebody meant. */
function DayEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help }: EditorProps) {
  const { t } = useLingui()
  const { title } = field
  const given = typeof value === 'string' ? value : ''
  const [text, setText] = useState(() => writtenDay(given))
  const [opened, setOpened] = useState(false)
  const [left, setLeft] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const calendars = useCalendars()
  const read = readDay(text)
  const understood = 'value' in read ? read.value : text
  // Set from outside meanwhile, or left: the one written form.
  const shown = (understood ?? '') !== given ? writtenDay(given) : text
  const wrong = 'problem' in read && shown === text ? read.problem : undefined
  const day = !wrong && given !== '' ? given : null
  const settle = () => {
    setLeft(true)
    if (wrong) return
    setText(writtenDay(given))
    onDone?.()
  }
  return (
    <Popover
      opened={opened && calendars !== undefined}
      onChange={setOpened}
      onClose={() => input.current?.focus()}
      position="bottom-end"
      trapFocus
      returnFocus={false}
      // A text field has no state of being expanded.
      withRoles={false}
    >
      <Popover.Target>
        <TextInput
          ref={input}
          id={id}
          label={label}
          description={help}
          size="xs"
          placeholder={say('e.g. {example}', { example: writtenDay('2026-11-24') })}
          autoComplete="off"
          value={shown}
          error={(left ? wrong : undefined) ?? error}
          autoFocus={autoFocus}
          data-autofocus={autoFocus || undefined}
          aria-label={label ? undefined : field.title}
          rightSection={
            <ActionIcon
              size={24}
              // By keyboard it is Alt+↓ in the text, as in the browser's own control.
              tabIndex={-1}
              aria-label={t`Choose ${title} in a calendar`}
              onMouseDown={event => event.preventDefault()}
              onClick={() => setOpened(!opened)}
            >
              <IconCalendar size={14} />
            </ActionIcon>
          }
          onChange={event => {
            const typed = event.currentTarget.value
            setText(typed)
            const next = readDay(typed)
            onChange('value' in next ? next.value : typed)
          }}
          onBlur={() => {
            if (!opened) settle()
          }}
          onKeyDown={event => {
            if (event.key === 'Enter') settle()
            else if (event.key === 'ArrowDown' && event.altKey) setOpened(true)
          }}
        />
      </Popover.Target>
      <Popover.Dropdown data-inner-layer role="dialog" aria-label={t`Choose ${title}`}>
        {calendars && (
          <calendars.Calendars>
            <calendars.DatePicker
              ariaLabels={calendars.calendarLabels()}
              size="xs"
              highlightToday
              value={day}
              defaultDate={day ?? undefined}
              onChange={next => {
                setText(writtenDay(next ?? ''))
                setOpened(false)
                onChange(next)
                if (onDone) onDone(next)
                else input.current?.focus()
              }}
            />
          </calendars.Calendars>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

function MomentEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help }: EditorProps) {
  const calendars = useCalendars()
  if (!calendars)
    return <TextInput id={id} label={label} description={help} size="xs" readOnly aria-label={label ? undefined : field.title} />
  return (
    <calendars.Calendars>
      <calendars.DateTimePicker
        ariaLabels={calendars.calendarLabels()}
        id={id}
        label={label}
        description={help}
        size="xs"
        valueFormat={momentPattern()}
        highlightToday
        value={typeof value === 'string' ? writtenIn(Date.parse(value), timeZone()) : null}
        clearable={!field.required}
        error={error}
        autoFocus={autoFocus}
        aria-label={label ? undefined : field.title}
        onChange={next => {
          const iso = next === null ? null : new Date(readIn(next, timeZone())).toISOString()
          onChange(iso)
          onDone?.(iso)
        }}
      />
    </calendars.Calendars>
  )
}

export const date: FieldUi = { Display: DayDisplay, Editor: DayEditor, width: 110 }
export const datetime: FieldUi = { Display: MomentDisplay, Editor: MomentEditor, width: 120 }
