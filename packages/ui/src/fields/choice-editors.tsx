/** Picks one of a few words, or several. */
import { Checkbox, MultiSelect } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { say } from '../client/language.ts'
import { Pick } from '../kit/pick.tsx'
import { takeMarked } from '../kit/take-marked.ts'
import type { EditorProps } from './field-ui.ts'

export function ChoiceEditor(props: EditorProps) {
  const { value, onChange, field, id, error, autoFocus, onDone, label, help, placeholder } = props
  // Only where a person touched this very value; a form that opens shows itself first. As by a click: the arrows go on from what is chosen.
  const input = useRef<HTMLInputElement>(null)
  const opens = autoFocus && onDone !== undefined
  useEffect(() => {
    if (opens) input.current?.click()
  }, [opens])
  return (
    <Pick
      ref={input}
      id={id}
      label={label}
      description={help}
      placeholder={placeholder}
      size="xs"
      data={(field.options ?? []).map(each => ({ value: each.name, label: each.title }))}
      value={typeof value === 'string' ? value : null}
      clearable={!field.required}
      error={error}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      aria-label={label ? undefined : field.title}
      onChange={next => {
        onChange(next)
        onDone?.(next)
      }}
      // It is as it was, which is settled as well.
      onOptionSubmit={next => {
        if (next === value) onDone?.(next)
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
      searchable
      selectFirstOptionOnChange
      onKeyDownCapture={takeMarked}
      nothingFoundMessage={say('Nothing found')}
      aria-label={label ? undefined : field.title}
      onChange={next => onChange(next)}
      onBlur={() => onDone?.()}
    />
  )
}

/** The letter with which it begins, in the person's language or in English. */
function answerOf(event: KeyboardEvent): boolean | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  const key = event.key.toLocaleLowerCase()
  const begins = (...words: readonly string[]) => words.some(word => word.toLocaleLowerCase().startsWith(key))
  if (key.length !== 1 || key === ' ') return undefined
  return begins(say('Yes'), 'yes') ? true : begins(say('No'), 'no') ? false : undefined
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
      onKeyDown={event => {
        const answer = answerOf(event)
        if (answer === undefined) return
        event.preventDefault()
        onChange(answer)
        onDone?.(answer)
      }}
    />
  )
}
