/** Picks one of a few words, or several. */
import { Checkbox, MultiSelect, Select } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { takeMarked } from '../kit/take-marked.ts'
import { option } from './choice.tsx'
import type { EditorProps } from './field-ui.ts'

export function ChoiceEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help }: EditorProps) {
  const [text, setText] = useState('')
  const searchable = (field.options?.length ?? 0) > 8
  const typed = searchable && text !== '' && text !== option(field, String(value))?.title
  // Only where a person touched this very value; a form that opens shows itself first. As by a click: the arrows go on from what is chosen.
  const input = useRef<HTMLInputElement>(null)
  const opens = autoFocus && onDone !== undefined
  useEffect(() => {
    if (opens) input.current?.click()
  }, [opens])
  const isFound = field.options?.some(({ title }) => title.toLowerCase().includes(text.trim().toLowerCase()))
  return (
    <Select
      ref={input}
      id={id}
      label={label}
      description={help}
      size="xs"
      data={(field.options ?? []).map(each => ({ value: each.name, label: each.title }))}
      value={typeof value === 'string' ? value : null}
      clearable={!field.required}
      searchable={searchable}
      // What was typed marks the first that is found; where nothing is, Enter does not send the form around.
      selectFirstOptionOnChange={typed}
      onSearchChange={setText}
      onKeyDownCapture={event => {
        if (!typed || isFound) {
          takeMarked(event)
          return
        }
        if (event.key !== 'Enter') return
        event.preventDefault()
        event.stopPropagation()
      }}
      error={error}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      openOnFocus={false}
      aria-label={label ? undefined : field.title}
      onChange={next => {
        onChange(next)
        onDone?.(next)
      }}
      onBlur={() => onDone?.()}
    />
  )
}

export function ManyEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help }: EditorProps) {
  return (
    <MultiSelect
      id={id}
      label={label}
      description={help}
      size="xs"
      data={(field.options ?? []).map(each => ({ value: each.name, label: each.title }))}
      value={Array.isArray(value) ? value.map(String) : []}
      error={error}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      openOnFocus={false}
      clearable
      aria-label={label ? undefined : field.title}
      onChange={next => onChange(next)}
      onBlur={() => onDone?.()}
    />
  )
}

export function BooleanEditor({ value, onChange, field, id, error, autoFocus, onDone, label, help }: EditorProps) {
  return (
    <Checkbox
      id={id}
      size="xs"
      label={label ?? field.title}
      description={help}
      checked={value === true}
      error={error}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      onChange={event => {
        onChange(event.currentTarget.checked)
        onDone?.(event.currentTarget.checked)
      }}
    />
  )
}
