/** One field of a form. It is drawn anew when something of its own changes, and not with every key in another. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { memo } from 'react'
import { fieldUi } from '../../fields/registry.ts'
import { WrittenValues, type WrittenValuesValue } from '../../fields/written-values.ts'

export interface FormFieldProps {
  readonly app: string
  readonly field: FieldView
  readonly required: boolean
  readonly id: string
  readonly value: WireValue | undefined
  readonly error: string | undefined
  readonly autoFocus?: boolean
  /** Without a title of its own, as in a column. */
  readonly isBare?: boolean
  /** What it has to go with; undefined where it goes with nothing. */
  readonly written?: WrittenValuesValue | undefined
  /** Stays the same function. */
  readonly onBusy: (field: string, on: boolean) => void
  /** Stays the same function. */
  readonly onChange: (field: string, value: WireValue) => void
}

function Field({ app, field, required, id, value, error, autoFocus = false, isBare, written, onBusy, onChange }: FormFieldProps) {
  const { Editor } = fieldUi(field)
  const titles = isBare ? {} : { label: required ? `${field.title} *` : field.title, help: field.help }
  return (
    <WrittenValues value={written}>
      <Editor
        id={id}
        app={app}
        field={{ ...field, required }}
        {...titles}
        value={value}
        error={error}
        autoFocus={autoFocus}
        onBusy={on => onBusy(field.name, on)}
        onChange={value => onChange(field.name, value)}
      />
    </WrittenValues>
  )
}

export const FormField = memo(Field, (before, now) => {
  const { written: was, ...others } = before
  const { written: is, ...present } = now
  return sameParts(others, present) && sameParts(was?.values, is?.values) && sameParts(was?.parent?.values, is?.parent?.values)
})

function sameParts(one: object | undefined, other: object | undefined): boolean {
  if (!one || !other) return one === other
  const entries = Object.entries(one)
  return (
    entries.length === Object.keys(other).length &&
    entries.every(([name, value]) => Object.is(value, (other as Record<string, unknown>)[name]))
  )
}
