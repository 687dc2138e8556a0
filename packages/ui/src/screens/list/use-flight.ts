/** Rows that fly by, faster than anybody reads them: they are drawn as their text alone until the list rests, so that the list keeps up with the hand. */
import type { Key } from 'react'
import { useEffect, useLayoutEffect, useReducer, useRef } from 'react'

interface Flight {
  readonly keys: ReadonlySet<Key>
  readonly flying: ReadonlySet<Key>
  readonly isFast: boolean
}

const none: ReadonlySet<Key> = new Set()
/** More rows than this that come into sight at once are not read. */
const readable = 4
/** So many are drawn whole at once when they rest: between two pieces a key or a click is heard. */
const piece = 6

/** @param keys of the rows that are drawn @returns those of them that are drawn as text */
export function useFlight(keys: readonly Key[], isScrolling: boolean): ReadonlySet<Key> {
  const last = useRef<Flight>({ keys: none, flying: none, isFast: false })
  const [, goOn] = useReducer((count: number) => count + 1, 0)
  const { keys: before, flying: flew, isFast: wasFast } = last.current
  const fresh = keys.filter(key => !before.has(key))
  const isFast = isScrolling && fresh.length > readable
  // One leap, as a page key makes it, is read where it ends.
  const begins = isFast && wasFast ? fresh : []
  const goesOn = keys.filter(key => flew.has(key)).slice(isScrolling ? 0 : piece)
  const flying = begins.length + goesOn.length > 0 ? new Set([...goesOn, ...begins]) : none
  useLayoutEffect(() => {
    last.current = { keys: new Set(keys), flying, isFast }
  })
  // By itself, and not deferred: that would wait behind a record which opens beside.
  useEffect(() => {
    if (isScrolling || flying.size === 0) return
    const next = requestAnimationFrame(goOn)
    return () => cancelAnimationFrame(next)
  })
  return flying
}
