/** Days and moments: near ones relative, the exact one in the tooltip. */
import { Tooltip } from '@mantine/core'
import { DateInput, DateTimePicker } from '@mantine/dates'
import { Empty } from './empty.tsx'
import type { DisplayProps, EditorProps, FieldUi } from './field-ui.ts'

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'narrow' })
const exactTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const exactDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' })
const week = 7 * 86_400_000

export function sinceText(iso: string, now = Date.now()): string {
  const gap = Date.parse(iso) - now
  const size = Math.abs(gap)
  if (size >= week) return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(Date.parse(iso))
  if (size < 60_000) return gap > 0 ? 'soon' : 'now'
  if (size < 3_600_000) return relative.format(Math.round(gap / 60_000), 'minute')
  if (size < 86_400_000) return relative.format(Math.round(gap / 3_600_000), 'hour')
  return relative.format(Math.round(gap / 86_400_000), 'day')
}

export function Moment({ iso }: { readonly iso: string }) {
  return (
    <Tooltip label={exactTime.format(Date.parse(iso))} openDelay={300}>
      <time dateTime={iso} className="tabular" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {sinceText(iso)}
      </time>
    </Tooltip>
  )
}

function MomentDisplay({ value, field }: DisplayProps) {
  if (typeof value !== 'string') return <Empty />
  const overdue = field.name.endsWith('_due') && field.managed && Date.parse(value) < Date.now()
  return (
    <span style={overdue ? { color: 'var(--mantine-color-red-light-color)', fontWeight: 500 } : undefined}>
      <Moment iso={value} />
      {overdue ? ' overdue' : ''}
    </span>
  )
}

function DayDisplay({ value }: DisplayProps) {
  if (typeof value !== 'string') return <Empty />
  return (
    <time dateTime={value} className="tabular" style={{ fontVariantNumeric: 'tabular-nums' }}>
      {exactDay.format(Date.parse(`${value}T00:00:00Z`))}
    </time>
  )
}

function DayEditor({ value, onChange, field, id, error, autoFocus, onDone, label }: EditorProps) {
  return (
    <DateInput
      id={id}
      label={label}
      size="xs"
      valueFormat="YYYY-MM-DD"
      placeholder="2026-11-24"
      value={typeof value === 'string' ? value : null}
      clearable={!field.required}
      error={error}
      autoFocus={autoFocus}
      aria-label={label ? undefined : field.title}
      onChange={next => {
        onChange(next)
        onDone?.(next)
      }}
    />
  )
}

function MomentEditor({ value, onChange, field, id, error, autoFocus, onDone, label }: EditorProps) {
  return (
    <DateTimePicker
      id={id}
      label={label}
      size="xs"
      valueFormat="YYYY-MM-DD HH:mm"
      value={typeof value === 'string' ? new Date(value) : null}
      clearable={!field.required}
      error={error}
      autoFocus={autoFocus}
      aria-label={label ? undefined : field.title}
      onChange={next => {
        const iso = next === null ? null : new Date(next).toISOString()
        onChange(iso)
        onDone?.(iso)
      }}
    />
  )
}

export const date: FieldUi = { Display: DayDisplay, Editor: DayEditor, width: 110 }
export const datetime: FieldUi = { Display: MomentDisplay, Editor: MomentEditor, width: 110 }
