/** What this tab may see may be less than a moment ago: nothing that nobody looks at, and so asks again, keeps what it showed before. */
import type { QueryClient } from '@tanstack/react-query'
import { appQuery } from './queries.ts'

type Listener = () => void
const listeners = new Set<Listener>()

/** @returns ends it */
export function whenSightChanges(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export function sightChanged(cache: QueryClient, app: string): void {
  for (const listener of listeners) listener()
  const [, definition] = appQuery(app).queryKey
  cache.removeQueries({
    queryKey: [app],
    predicate: query => query.getObserversCount() === 0 && query.queryKey[1] !== definition,
  })
}
