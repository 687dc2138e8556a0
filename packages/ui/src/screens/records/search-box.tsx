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
  const given = useRef(value)
  // What this box has asked for comes back as an address while somebody writes on, and must not take the next letters away. Of several, the last alone may come.
  const asked = useRef<(string | undefined)[]>([])
  const ask = useDebouncedCallback((text: string) => {
    const words = text.trim() || undefined
    const last = asked.current.length > 0 ? asked.current.at(-1) : given.current
    if (words === last) return
    asked.current.push(words)
    onSearch(words)
  }, pause)
  useEffect(() => {
    if (value === given.current) return
    given.current = value
    const own = asked.current.indexOf(value)
    asked.current.splice(0, own < 0 ? asked.current.length : own + 1)
    if (own >= 0) return
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
