/** Keeps open screens true: the server names records that changed, and what shows them asks again. Coalesced, and without one's own echo. */
import type { RecordEvent } from '@bailiwick/definition/wire/index.ts'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { clientId } from './http.ts'

const coalesce = 150

export function useLiveRecords(app: string | undefined): 'open' | 'lost' | 'closed' {
  const cache = useQueryClient()
  const [state, setState] = useState<'open' | 'lost' | 'closed'>('closed')
  useEffect(() => {
    if (!app) return
    const source = new EventSource(`/api/apps/${app}/events?client=${clientId}`)
    const waiting = new Map<string, RecordEvent>()
    let timer: ReturnType<typeof setTimeout> | undefined
    let wasLost = false
    const flush = () => {
      timer = undefined
      const entities = new Set<string>()
      for (const event of waiting.values()) {
        entities.add(event.entity)
        void cache.invalidateQueries({ queryKey: [app, event.entity, 'one', event.id] })
      }
      waiting.clear()
      for (const entity of entities) void cache.invalidateQueries({ queryKey: [app, entity, 'list'] })
      void cache.invalidateQueries({ queryKey: ['inbox'] })
    }
    const refetch = () => void cache.invalidateQueries({ queryKey: [app] })
    source.addEventListener('record', message => {
      const event = JSON.parse((message as MessageEvent<string>).data) as RecordEvent
      if (event.by === clientId) return
      waiting.set(`${event.entity} ${event.id}`, event)
      timer ??= setTimeout(flush, coalesce)
    })
    source.addEventListener('refetch', refetch)
    source.addEventListener('ended', () => {
      source.close()
      void cache.invalidateQueries({ queryKey: ['session'] })
    })
    source.addEventListener('open', () => {
      setState('open')
      // What happened while nobody listened is not told again.
      if (wasLost) refetch()
      wasLost = false
    })
    source.addEventListener('error', () => {
      wasLost = true
      setState('lost')
    })
    return () => {
      clearTimeout(timer)
      source.close()
      setState('closed')
    }
  }, [app, cache])
  return state
}
