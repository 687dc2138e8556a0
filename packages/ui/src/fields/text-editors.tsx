/** Writes words: one line, or many. */
import { Textarea, TextInput } from '@mantine/core'
import { useRef } from 'react'
import { growing } from '../kit/growing.ts'
import type { EditorProps } from './field-ui.ts'
import { ScanButton } from './scan-button.tsx'

export function LineEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help, placeholder }: EditorProps) {
  const input = useRef<HTMLInputElement>(null)
  // Where it is edited in a cell, what takes the focus ends the editing.
  const scans = field.scan && label !== undefined
  return (
    <TextInput
      ref={input}
      id={id}
      rightSection={
        scans && (
          <ScanButton
            title={field.title}
            onFound={code => {
              onChange(code)
              onDone?.(code)
              input.current?.focus()
            }}
          />
        )
      }
      label={label}
      description={help}
      size="xs"
      value={String(value ?? '')}
      placeholder={placeholder}
      error={error}
      data-autofocus={autoFocus || undefined}
      autoFocus={autoFocus}
      maxLength={field.max}
      aria-label={label ? undefined : field.title}
      onChange={event => onChange(event.currentTarget.value)}
      onBlur={() => onDone?.()}
      onKeyDown={event => {
        if (event.key === 'Enter') onDone?.()
      }}
    />
  )
}

export function AreaEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help, placeholder }: EditorProps) {
  return (
    <Textarea
      id={id}
      label={label}
      description={help}
      size="xs"
      {...growing(3, 16)}
      value={String(value ?? '')}
      placeholder={placeholder}
      error={error}
      data-autofocus={autoFocus || undefined}
      autoFocus={autoFocus}
      aria-label={label ? undefined : field.title}
      onChange={event => onChange(event.currentTarget.value)}
      onBlur={() => onDone?.()}
      onKeyDown={event => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) onDone?.()
      }}
    />
  )
}
