/** Takes a number as its reader writes one. What is not understood stays, with a sentence. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { EditorProps } from './field-ui.ts'
import { readNumber, writtenNumber } from './written.ts'

/** Digits after the sign: what the field says, else what its currency has. */
function scaleOf({ type, scale, currency }: FieldView): number {
  if (type === 'integer') return 0
  if (scale !== undefined) return scale
  if (type !== 'money' || !currency) return 2
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

export function NumberEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help }: EditorProps) {
  const whole = field.type === 'integer'
  const shape = { scale: scaleOf(field) }
  const given = value === null || value === undefined ? '' : String(value)
  const written = writtenNumber(given)
  const [text, setText] = useState(written)
  const [left, setLeft] = useState(false)
  const meant = (typed: string): WireValue => {
    const read = readNumber(typed, shape)
    if ('problem' in read || read.value === null) return 'problem' in read ? typed : null
    return whole && /^-?\d{1,15}$/.test(read.value) ? Number(read.value) : read.value
  }
  const shown = String(meant(text) ?? '') === given ? text : written
  const read = readNumber(shown, shape)
  const wrong = 'problem' in read ? read.problem : undefined
  const settle = () => {
    setLeft(true)
    if (wrong) return
    setText(written)
    onDone?.()
  }
  return (
    <TextInput
      id={id}
      label={label}
      description={help}
      size="xs"
      inputMode={whole ? 'numeric' : 'decimal'}
      autoComplete="off"
      value={shown}
      error={(left ? wrong : undefined) ?? error}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      rightSection={
        field.type === 'money' ? (
          <span style={{ fontSize: 12, color: 'var(--mantine-color-dimmed)' }}>{field.currency}</span>
        ) : undefined
      }
      rightSectionWidth={40}
      aria-label={label ? undefined : field.title}
      onChange={event => {
        setText(event.currentTarget.value)
        onChange(meant(event.currentTarget.value))
      }}
      onBlur={settle}
      onKeyDown={event => {
        if (event.key === 'Enter') settle()
      }}
    />
  )
}
