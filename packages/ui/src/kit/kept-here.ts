/** What of a page its address does not say, such as how far it was scrolled: there again for who comes back to it, and new for who goes to it anew. */
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

/** By the entry of the browser's history. */
const kept = new Map<string, unknown>()
const most = 100

/** @returns `before`: what was kept when one left; `keep` is called as often as it changes */
export function useKeptHere<T>(name: string): { readonly before: T | undefined; keep(value: T): void } {
  const entry = useLocation({ select: ({ state }) => state.__TSR_key ?? '' })
  const key = `${entry} ${name}`
  const first = useRef(kept.get(key) as T | undefined)
  const now = useRef({ key, value: first.current })
  // A record that is opened beside the page, or closed, is another entry of the same page.
  useEffect(() => {
    now.current.key = key
    if (now.current.value !== undefined) put(key, now.current.value)
  }, [key])
  return {
    before: first.current,
    keep: value => {
      now.current.value = value
      put(now.current.key, value)
    },
  }
}

function put(key: string, value: unknown): void {
  kept.delete(key)
  kept.set(key, value)
  const [oldest] = kept.keys()
  if (kept.size > most && oldest !== undefined) kept.delete(oldest)
}
