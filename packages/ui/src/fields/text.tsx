/** Words: one line, many lines, addresses and numbers to call. */
import { Anchor, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useRef } from 'react'
import { Empty } from './empty.tsx'
import type { DisplayProps, EditorProps, FieldUi } from './field-ui.ts'
import { ScanButton } from './scan-button.tsx'

function Plain({ value, dense }: DisplayProps) {
  if (value === null || value === undefined || value === '') return <Empty />
  return (
    <span dir="auto" style={dense ? undefined : { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {String(value)}
    </span>
  )
}

function LineEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help, placeholder }: EditorProps) {
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
      dir="auto"
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

function AreaEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help, placeholder }: EditorProps) {
  return (
    <Textarea
      id={id}
      label={label}
      description={help}
      size="xs"
      dir="auto"
      autosize
      minRows={3}
      maxRows={16}
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

/** Only addresses that cannot run anything become links. */
function safeHref(scheme: 'url' | 'email' | 'phone', value: string): string | undefined {
  if (scheme === 'email') return `mailto:${value}`
  if (scheme === 'phone') return `tel:${value.replace(/[^+\d]/g, '')}`
  return /^https?:\/\//i.test(value) ? value : undefined
}

function linked(scheme: 'url' | 'email' | 'phone') {
  return function Linked({ value, dense }: DisplayProps): ReactNode {
    if (typeof value !== 'string' || value === '') return <Empty />
    const href = safeHref(scheme, value)
    if (!href) return <span dir="auto">{value}</span>
    return (
      <Anchor
        href={href}
        size="sm"
        rel="noreferrer noopener"
        // In a table Tab leaves the table; the link is in the record too.
        tabIndex={dense ? -1 : undefined}
        target={scheme === 'url' ? '_blank' : undefined}
        onClick={event => event.stopPropagation()}
      >
        {scheme === 'url' ? value.replace(/^https?:\/\/(www\.)?/, '') : value}
      </Anchor>
    )
  }
}

export const text: FieldUi = { Display: Plain, Editor: LineEditor, width: 260 }
export const longText: FieldUi = { Display: Plain, Editor: AreaEditor, width: 300, wide: true }
export const url: FieldUi = { Display: linked('url'), Editor: LineEditor, width: 200, hasLinks: true }
export const email: FieldUi = { Display: linked('email'), Editor: LineEditor, width: 200, hasLinks: true }
export const phone: FieldUi = { Display: linked('phone'), Editor: LineEditor, width: 140, hasLinks: true }
