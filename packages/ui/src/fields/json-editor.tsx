/** Free JSON, taken only when it can be read. */
import type { WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { JsonInput } from '@mantine/core'
import { useState } from 'react'
import { growing } from '../kit/growing.ts'
import type { EditorProps } from './field-ui.ts'

export function JsonEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help }: EditorProps) {
  const { t } = useLingui()
  const [text, setText] = useState(value === null || value === undefined ? '' : JSON.stringify(value, null, 2))
  const [wrong, setWrong] = useState(false)
  return (
    <JsonInput
      id={id}
      label={label}
      description={help}
      size="xs"
      {...growing(3, 16)}
      value={text}
      error={error ?? (wrong ? t`This is not JSON yet.` : undefined)}
      autoFocus={autoFocus}
      aria-label={label ? undefined : field.title}
      onChange={next => {
        setText(next)
        try {
          onChange(next.trim() === '' ? null : (JSON.parse(next) as WireValue))
          setWrong(false)
        } catch {
          setWrong(true)
        }
      }}
      onBlur={() => {
        if (!wrong) onDone?.()
      }}
    />
  )
}
