/** Rows that fly by, faster than anybody reads them: they are drawn as their text alone until the list rests, so that the list keeps up with the hand. */
import type { Key } from 'react'
import { useDeferredValue, useLayoutEffect, useRef } from 'react'

interface Flight {
  readonly keys: ReadonlySet<Key>
  readonly flying: ReadonlySet<Key>
  readonly isFast: boolean
}

const none: ReadonlySet<Key> = new Set()
/** More rows than this that come into sight at once are not read. */
const readable = 4

/** @param keys of the rows that are drawn @returns those of them that are drawn as text */
export function useFlight(keys: readonly Key[], isScrolling: boolean): ReadonlySet<Key> {
  const last = useRef<Flight>({ keys: none, flying: none, isFast: false })
  // At rest they are drawn whole, piece by piece.
  const isAtRest = useDeferredValue(!isScrolling)
  const { keys: before, flying: flew, isFast: wasFast } = last.current
  const fresh = keys.filter(key => !before.has(key))
  const isFast = isScrolling && fresh.length > readable
  // One leap, as a page key makes it, is read where it ends.
  const begins = isFast && wasFast ? fresh : []
  const goesOn = isScrolling || !isAtRest ? keys.filter(key => flew.has(key)) : []
  const flying = begins.length + goesOn.length > 0 ? new Set([...goesOn, ...begins]) : none
  useLayoutEffect(() => {
    last.current = { keys: new Set(keys), flying, isFast }
  })
  return flying
}
