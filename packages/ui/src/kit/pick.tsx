/**
 * One of a list, by mouse, arrows or letters: what is typed leaves the options that have it, those that begin with it first, and the first is taken by Enter or Tab. Nothing that is
 * typed is lost between the letters and the option.
 */
import { useLingui } from '@lingui/react/macro'
import { type ComboboxItem, type ComboboxParsedItem, Select, type SelectProps } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { bare, found } from './found.ts'
import { cannotHover } from './pointer.ts'
import { takeMarked } from './take-marked.ts'

interface PickGroup {
  readonly group: string
  readonly items: readonly ComboboxItem[]
}

export interface PickProps extends Omit<SelectProps, 'data' | 'searchable'> {
  readonly data: readonly (ComboboxItem | PickGroup)[]
}

/** So many are seen at once: where there is a finger, the keyboard on the screen would cover more than it finds. */
const mostSeen = 8

const byKey = new Set([' ', 'Tab'])

/** Groups show where something stands among many; of what was typed the best comes first, wherever it stands. */
const filter = ({ options, search }: { readonly options: ComboboxParsedItem[]; readonly search: string }) =>
  bare(search) === ''
    ? options
    : found(
        options.flatMap(option => ('group' in option ? option.items : [option])),
        search,
      )

export function Pick({ data, onSearchChange, onFocus, onClick, onKeyDownCapture, ...rest }: PickProps) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const { value = null } = rest
  const options = data.flatMap(each => ('group' in each ? each.items : [each]))
  const typed = text !== '' && text !== options.find(option => option.value === value)?.label
  const isFound = found(options, text).length > 0
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    onKeyDownCapture?.(event)
    if (event.defaultPrevented || event.nativeEvent.isComposing) return
    const isOpen = event.currentTarget.getAttribute('aria-expanded') === 'true'
    if (event.key === ' ' && !typed) {
      event.preventDefault()
      if (isOpen) takeMarked(event, byKey)
      else event.currentTarget.click()
    } else if (event.key === 'Tab' && typed && isFound) takeMarked(event, byKey)
    else if (!typed || isFound) takeMarked(event)
    // Nothing is found: Enter does not send the form around.
    else if (event.key === 'Enter') {
      event.preventDefault()
      event.stopPropagation()
    }
  }
  return (
    <Select
      openOnFocus={false}
      // Who types or picks what is chosen already means that, not the opposite.
      allowDeselect={false}
      nothingFoundMessage={t`Nothing found`}
      {...rest}
      data={data.map(each => ('group' in each ? { group: each.group, items: [...each.items] } : each))}
      searchable={options.length > mostSeen || !cannotHover()}
      filter={filter}
      selectFirstOptionOnChange={typed}
      onSearchChange={next => {
        setText(next)
        onSearchChange?.(next)
      }}
      // What is typed stands in place of what was chosen, not behind it.
      onFocus={event => {
        event.currentTarget.select()
        onFocus?.(event)
      }}
      onClick={event => {
        if (!typed) event.currentTarget.select()
        onClick?.(event)
      }}
      onKeyDownCapture={onKey}
    />
  )
}
