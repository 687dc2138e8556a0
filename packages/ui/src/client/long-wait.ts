/** Whether something on the screen has waited long for its first answer: a skeleton alone then looks like a page that is broken. */
import { type Query, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Refused } from './http.ts'

/** In milliseconds. */
const long = 4_000

/** Somebody sees its place, nothing stands in it, or more of it was asked for; where the server cannot be reached, that is said elsewhere. */
function isAwaited(query: Query): boolean {
  const { status, fetchStatus, fetchMeta, fetchFailureReason } = query.state
  if (fetchStatus !== 'fetching' || !query.isActive() || (status !== 'pending' && !fetchMeta?.fetchMore)) return false
  return !(fetchFailureReason instanceof Refused && fetchFailureReason.problem.status === 0)
}

export function useLongWait(): boolean {
  const cache = useQueryClient().getQueryCache()
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const begun = new Map<Query, number>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      timer = undefined
      const first = Math.min(...begun.values())
      const left = first + long - performance.now()
      setLong(left <= 0)
      if (left > 0 && left < Number.POSITIVE_INFINITY) timer = setTimeout(look, left)
    }
    const note = (query: Query, isThere = true) => {
      if (isThere && isAwaited(query)) {
        if (begun.has(query)) return
        begun.set(query, performance.now())
        timer ??= setTimeout(look, long)
      } else if (begun.delete(query)) {
        // Answers come by the dozen: looked at once for all of them.
        clearTimeout(timer)
        timer = setTimeout(look)
      }
    }
    for (const query of cache.getAll()) note(query)
    const stop = cache.subscribe(({ type, query }) => note(query, type !== 'removed'))
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [cache])
  return isLong
}
