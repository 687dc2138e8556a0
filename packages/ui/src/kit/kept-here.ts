/** What of a page its address does not say, such as how far it was scrolled: there again for who comes back to it, and new for who goes to it anew. */
import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

/** By the entry of the browser's history. */
const kept = new Map<string, unknown>()
const most = 100

/** @returns `before`: what was kept when one left; `keep` is called as often as it changes */
export function useKeptHere<T>(name: string): { readonly before: T | undefined; keep(value: T): void } {
  const router = useRouter()
  const now = useRef<{ entry: string; value: T | undefined }>(undefined)
  if (!now.current) {
    const entry = router.latestLocation.state.__TSR_key ?? ''
    now.current = { entry, value: kept.get(`${entry} ${name}`) as T | undefined }
  }
  const first = useRef(now.current.value)
  // A record that is opened beside the page, or closed, is another entry of the same page. Told once the page is there: who leaves is not drawn again for where they go.
  useEffect(
    () =>
      router.subscribe('onResolved', ({ toLocation }) => {
        const entry = toLocation.state.__TSR_key ?? ''
        const value = now.current?.value
        now.current = { entry, value }
        if (value !== undefined) put(`${entry} ${name}`, value)
      }),
    [router, name],
  )
  return {
    before: first.current,
    keep: value => {
      const entry = now.current?.entry ?? ''
      now.current = { entry, value }
      put(`${entry} ${name}`, value)
    },
  }
}

function put(key: string, value: unknown): void {
  kept.delete(key)
  kept.set(key, value)
  const [oldest] = kept.keys()
  if (kept.size > most && oldest !== undefined) kept.delete(oldest)
}
