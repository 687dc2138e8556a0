/** What can be done on the page at hand, for the palette: each part of a page says what it offers for as long as it is there. */
import { useEffect, useRef, useSyncExternalStore } from 'react'

export interface PageAction {
  readonly label: string
  readonly run: () => void
}

interface Offer {
  readonly order: number
  readonly actions: () => readonly PageAction[]
}

const offered = new Map<object, Offer>()
const listeners = new Set<() => void>()
/** Counts what came and went; what an action is called is looked up when it is shown. */
let moved = 0

function tell(): void {
  moved += 1
  for (const listener of listeners) listener()
}

/** @param order what moves the matter on stands first: 0; what is beside it: 1 */
export function usePageActions(actions: readonly PageAction[], order: 0 | 1): void {
  const latest = useRef(actions)
  latest.current = actions
  const labels = actions.map(({ label }) => label).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: offered anew when they are others
  useEffect(() => {
    const part = {}
    offered.set(part, { order, actions: () => latest.current })
    tell()
    return () => {
      offered.delete(part)
      tell()
    }
  }, [labels, order])
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export function useOfferedActions(): readonly PageAction[] {
  useSyncExternalStore(listen, () => moved)
  return [...offered.values()].sort((one, other) => one.order - other.order).flatMap(({ actions }) => actions())
}
