/** Numbers as people read them, kept exact: amounts travel as text and are never a float. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { Empty } from './empty.tsx'
import type { DisplayProps, EditorProps, FieldUi } from './field-ui.ts'
import { grouped } from './grouped.ts'
import { readNumber, writtenNumber } from './written.ts'

const digits = { fontVariantNumeric: 'tabular-nums' } as const

function NumberDisplay({ value, field }: DisplayProps) {
  if (value === null || value === undefined) return <Empty />
  const type = field.result ?? field.type
  return (
    <span style={digits} className="tabular">
      {field.grouping === false ? String(value).replace('-', '−') : grouped(String(value))}
      {type === 'money' && field.currency ? ` ${field.currency}` : ''}
    </span>
  )
}

/** Digits after the sign: what the field says, else what its currency has. */
function scaleOf({ type, scale, currency }: FieldView): number {
  if (type === 'integer') return 0
  if (scale !== undefined) return scale
  if (type !== 'money' || !currency) return 2
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

function NumberEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help }: EditorProps) {
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

export const number: FieldUi = { Display: NumberDisplay, Editor: NumberEditor, alignRight: true, width: 100 }
export const autoNumber: FieldUi = {
  Display: ({ value }) =>
    value ? (
      <span className="tabular" style={{ ...digits, color: 'var(--mantine-color-dimmed)' }}>
        {String(value)}
      </span>
    ) : (
      <Empty />
    ),
  Editor: NumberEditor,
  width: 96,
}
