/** Numbers as people read them, kept exact: amounts travel as text and are never a float. */
import { TextInput } from '@mantine/core'
import { Empty } from './empty.tsx'
import type { DisplayProps, EditorProps, FieldUi } from './field-ui.ts'

const digits = { fontVariantNumeric: 'tabular-nums' } as const

/** Groups of three without a float on the way. */
function grouped(text: string): string {
  const [whole = '', fraction] = text.replace('-', '').split('.')
  const sign = text.startsWith('-') ? '−' : ''
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction === undefined ? '' : `.${fraction}`}`
}

function NumberDisplay({ value, field }: DisplayProps) {
  if (value === null || value === undefined) return <Empty />
  const type = field.result ?? field.type
  return (
    <span style={digits} className="tabular">
      {grouped(String(value))}
      {type === 'money' && field.currency ? ` ${field.currency}` : ''}
    </span>
  )
}

function NumberEditor({ value, onChange, field, id, error, autoFocus, onDone, label }: EditorProps) {
  const whole = field.type === 'integer'
  const settle = () => {
    if (whole && typeof value === 'string') onDone?.(value.trim() === '' ? null : Number(value))
    else onDone?.()
  }
  return (
    <TextInput
      id={id}
      label={label}
      size="xs"
      inputMode={whole ? 'numeric' : 'decimal'}
      value={value === null || value === undefined ? '' : String(value)}
      error={error}
      autoFocus={autoFocus}
      rightSection={
        field.type === 'money' ? (
          <span style={{ fontSize: 12, color: 'var(--mantine-color-dimmed)' }}>{field.currency}</span>
        ) : undefined
      }
      rightSectionWidth={40}
      aria-label={label ? undefined : field.title}
      onChange={event => {
        const typed = event.currentTarget.value
        if (typed.trim() === '') onChange(null)
        else onChange(whole && /^-?\d{1,15}$/.test(typed.trim()) ? Number(typed) : typed)
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
