/** Where one searches: what is written goes into the address shortly after the last letter, at once with Enter, and what the address says stands here. */
import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { type RefObject, useEffectEvent, useLayoutEffect, useRef } from 'react'
import { still } from '../../kit/still.tsx'
import type { PageSearch } from './page.ts'

interface SearchBoxProps {
  /** The path of its screen. */
  readonly place: string
  readonly className: string | undefined
  readonly label: string
  readonly placeholder: string
  readonly value: string | undefined
  readonly box: RefObject<HTMLInputElement | null>
  readonly onSearch: (text: string | undefined) => void
}

const pause = 200

const wordsIn = (text: string) => text.trim() || undefined

function Box({ place, className, label, placeholder, value, box, onSearch }: SearchBoxProps) {
  const router = useRouter()
  // As the address is, and not as the screen is drawn: somebody who writes on, or goes elsewhere, does not wait for that.
  const known = useRef(value)
  /** Nothing where the next screen is on its way: the address is that one's already. */
  const addressHere = () => {
    const { pathname, search } = router.latestLocation
    return pathname.replace(/\/$/, '') === place ? (search as PageSearch) : undefined
  }
  const ask = useDebouncedCallback((text: string) => {
    const words = wordsIn(text)
    if (words === known.current || !addressHere()) return
    known.current = words
    onSearch(words)
  }, pause)
  const say = (words: string | undefined) => {
    ask.cancel()
    known.current = words
    if (box.current) box.current.value = words ?? ''
  }
  const show = useEffectEvent(() => {
    const address = addressHere()
    // What waited when the screen was left is asked for no more.
    say(address ? address.search : value)
  })
  const follow = useEffectEvent(() => {
    const address = addressHere()
    if (!address) return
    const text = box.current?.value ?? ''
    if (address.search !== known.current) say(address.search)
    // Who was on their way elsewhere wrote on, and stays.
    else if (wordsIn(text) !== address.search) ask(text)
  })
  // Each time the screen is shown.
  useLayoutEffect(() => {
    show()
    return router.subscribe('onBeforeNavigate', () => follow())
  }, [router])
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
