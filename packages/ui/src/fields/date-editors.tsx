/** Writes or picks a day, or a moment. */
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Popover, TextInput, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { say, timeZone } from '../client/language.ts'
import { onceOnLine } from '../client/reach.ts'
import { readIn, writtenIn } from '../client/zones.ts'
import type { EditorProps } from './field-ui.ts'
import { dayInFull, momentPattern, readDay, writtenDay } from './written.ts'

/** Calendars come when something that has one is edited: a list that is only read goes without them. */
let loaded: typeof import('./calendars.ts') | undefined

function useCalendars(): typeof loaded {
  const [calendars, setCalendars] = useState(loaded)
  useEffect(() => {
    if (calendars) return
    void onceOnLine()
      .then(() => import('./calendars.ts'))
      .then(
        found => {
          loaded = found
          setCalendars(found)
        },
        // A day is written, then.
        () => undefined,
      )
  }, [calendars])
  return calendars
}

/** Written or picked. What is written and not understood stays, with a sentence; a control that empties itself loses what somebody meant. */
export function DayEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help }: EditorProps) {
  const { t } = useLingui()
  const { title } = field
  const given = typeof value === 'string' ? value : ''
  const [text, setText] = useState(() => writtenDay(given))
  const [opened, setOpened] = useState(false)
  const [left, setLeft] = useState(false)
  const [writing, setWriting] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const calendars = useCalendars()
  const read = readDay(text)
  const understood = 'value' in read ? read.value : text
  // Set from outside meanwhile, or left: the one written form.
  const shown = (understood ?? '') !== given ? writtenDay(given) : text
  const wrong = 'problem' in read && shown === text ? read.problem : undefined
  const day = !wrong && given !== '' ? given : null
  // A short form is told in full while it is written.
  const reading =
    writing && !wrong && day && shown.trim() !== writtenDay(day) && shown.trim() !== day ? dayInFull(day) : undefined
  const settle = () => {
    setLeft(true)
    if (wrong) return
    setText(writtenDay(given))
    onDone?.()
  }
  return (
    <>
      <Tooltip target={input} label={reading} opened={reading !== undefined} position="bottom-start" offset={2} zIndex={400} />
      <VisuallyHidden role="status">{reading}</VisuallyHidden>
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
              setWriting(true)
              const next = readDay(typed)
              onChange('value' in next ? next.value : typed)
            }}
            onBlur={() => {
              setWriting(false)
              if (!opened) settle()
            }}
            onKeyDown={event => {
              if (event.key === 'Enter') settle()
              else if (event.key === 'ArrowDown' && event.altKey) {
                // Chromium scrolls by a page, and a calendar whose field is out of sight is not shown.
                event.preventDefault()
                setOpened(true)
              }
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
    </>
  )
}

export function MomentEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help }: EditorProps) {
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
