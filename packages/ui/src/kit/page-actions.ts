/** What can be done on the page at hand, for the palette: each part of a page says what it offers for as long as it is there. */
import { useEffect, useRef, useSyncExternalStore } from 'react'

export interface PageAction {
  readonly label: string
  readonly run: () => void
}

const offered = new Map<object, () => readonly PageAction[]>()
const listeners = new Set<() => void>()
/** Counts what came and went; what an action is called is looked up when it is shown. */
let moved = 0

function tell(): void {
  moved += 1
  for (const listener of listeners) listener()
}

export function usePageActions(actions: readonly PageAction[]): void {
  const latest = useRef(actions)
  latest.current = actions
  const labels = actions.map(({ label }) => label).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: offered anew when they are others
  useEffect(() => {
    const part = {}
    offered.set(part, () => latest.current)
    tell()
    return () => {
      offered.delete(part)
      tell()
    }
  }, [labels])
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export function useOfferedActions(): readonly PageAction[] {
  useSyncExternalStore(listen, () => moved)
  return [...offered.values()].flatMap(actions => actions())
}
