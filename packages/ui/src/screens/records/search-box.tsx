/** Where one searches: what is written goes into the address shortly after the last letter, at once with Enter, and what the address says stands here. */
import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { type RefObject, useEffect, useRef } from 'react'
import { still } from '../../kit/still.tsx'

interface SearchBoxProps {
  readonly className: string | undefined
  readonly label: string
  readonly placeholder: string
  readonly value: string | undefined
  readonly box: RefObject<HTMLInputElement | null>
  readonly onSearch: (text: string | undefined) => void
}

const pause = 200

function Box({ className, label, placeholder, value, box, onSearch }: SearchBoxProps) {
  // What this box has asked for comes back as an address while somebody writes on, and must not take the next letters away.
  const asked = useRef(value)
  const ask = useDebouncedCallback((text: string) => {
    asked.current = text.trim() || undefined
    onSearch(asked.current)
  }, pause)
  useEffect(() => {
    if (value === asked.current) return
    asked.current = value
    ask.cancel()
    if (box.current) box.current.value = value ?? ''
  }, [value, ask, box])
  return (
    <TextInput
      ref={box}
      className={className}
      aria-label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={14} />}
      defaultValue={value}
      onChange={event => ask(event.currentTarget.value)}
      onKeyDown={event => {
        if (event.key === 'Escape') event.currentTarget.blur()
        else if (event.key === 'Enter') ask.flush()
      }}
    />
  )
}

export const SearchBox = still(Box)
