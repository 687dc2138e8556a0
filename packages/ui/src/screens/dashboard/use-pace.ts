/** Asks by itself as often as it is told: all widgets at one moment, so that it is one request, and only where somebody looks. */
import { focusManager, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

const ofWidgets: readonly unknown[] = ['groups', 'top']

/** @param milliseconds undefined: never */
export function usePace(app: string, milliseconds: number | undefined): void {
  const cache = useQueryClient()
  useEffect(() => {
    if (milliseconds === undefined) return
    const ask = () => {
      if (!focusManager.isFocused()) return
      void cache.refetchQueries(
        { type: 'active', queryKey: [app], predicate: ({ queryKey }) => ofWidgets.includes(queryKey[3]) },
        // What takes longer than that would otherwise never be answered.
        { cancelRefetch: false },
      )
    }
    const timer = setInterval(ask, milliseconds)
    return () => clearInterval(timer)
  }, [cache, app, milliseconds])
}
