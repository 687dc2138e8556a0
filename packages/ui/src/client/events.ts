/**
 * Keeps open screens true: the server names records that changed, and what shows them asks again. Without one's own echo, paced,
 * and only where somebody looks.
 */

import type { AppView, PresenceEvent, RecordEvent } from '@bailiwick/definition/wire/index.ts'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { afterPaint } from './after-paint.ts'
import { changedInLists } from './changed-lists.ts'
import { highlightRecords } from './highlight.ts'
import { clientId, Refused, tellSignedOut } from './http.ts'
import { paced } from './pace.ts'
import { keepPresent, tellPresence } from './presence.ts'
import { appQuery, sessionQuery } from './queries.ts'
import { sightChanged } from './sight.ts'

/** In milliseconds. */
const reopenAfter = 4_000

export function useLiveRecords(app: string | undefined): 'open' | 'lost' | 'closed' {
  const cache = useQueryClient()
  const [state, setState] = useState<'open' | 'lost' | 'closed'>('closed')
  useEffect(() => {
    if (!app) return
    const waiting = new Map<string, RecordEvent>()
    // Something was missed: everything that is shown asks again.
    let all = false
    let wasLost = false
    const known = () => cache.getQueryData<AppView>(appQuery(app).queryKey)?.entities
    const decidesOn = (name: string) => {
      const entities = known()
      const entity = entities?.find(each => each.name === name)
      return !entities || entity?.workflow?.transitions.some(transition => transition.approval) === true
    }
    const ask = async () => {
      const entities = new Map<string, string[]>()
      for (const event of waiting.values()) {
        const ids = entities.get(event.entity) ?? []
        ids.push(event.id)
        entities.set(event.entity, ids)
      }
      const ids = [...waiting.values()].map(({ id }) => id)
      waiting.clear()
      const isAll = all
      all = false
      // Names of people and teams stand in what belongs to no app too.
      if (isAll) for (const key of ['session', 'inbox', 'notifications']) void cache.invalidateQueries({ queryKey: [key] })
      if ([...entities.keys()].some(decidesOn)) void cache.invalidateQueries({ queryKey: ['inbox'] })
      if (isAll) return everything()
      await changed(entities)
      highlightRecords(ids)
    }
    // What the app is first: it says what there is to ask for, and of a field that is gone all would be refused.
    const everything = async () => {
      const { queryKey } = appQuery(app)
      await cache.invalidateQueries({ queryKey, exact: true })
      await afterPaint()
      await cache.invalidateQueries({ queryKey: [app], predicate: query => query.queryKey[1] !== queryKey[1] })
    }
    const changed = async (entities: ReadonlyMap<string, readonly string[]>) => {
      for (const [entity, ids] of entities) {
        // At once: asked for each by itself, the whole cache is gone through as often as records changed.
        const some = new Set(ids)
        void cache.invalidateQueries({
          queryKey: [app, entity, 'one'],
          predicate: ({ queryKey }) => some.has(String(queryKey[3])),
        })
      }
      // Whose line it is, the event does not say: whatever record with such lines is open asks again.
      for (const { name, lines } of known() ?? [])
        if (lines.some(({ entity }) => entities.has(entity))) void cache.invalidateQueries({ queryKey: [app, name, 'one'] })
      await Promise.all([...entities].map(([entity, ids]) => changedInLists(cache, app, entity, ids)))
    }
    const { plan, end } = paced(() => (all || waiting.size > 0) && !document.hidden, ask)
    // As changes are, not as often as it is said and not everybody at one moment: it is said when the server has much to do.
    const refetch = () => {
      all = true
      sightChanged(cache, app)
      plan()
    }
    // Asking who is signed in is refused to nobody: what is shown is taken away here, not with the next thing that is asked for.
    const askWhoIsThere = async () => {
      await cache.invalidateQueries({ queryKey: sessionQuery.queryKey })
      const error = cache.getQueryState(sessionQuery.queryKey)?.error
      if (error instanceof Refused && error.problem.status === 401) tellSignedOut()
    }
    let source: EventSource
    let reopening: ReturnType<typeof setTimeout> | undefined
    const open = () => {
      source = new EventSource(`/api/apps/${app}/events?client=${clientId}`)
      source.addEventListener('record', message => {
        const event = JSON.parse((message as MessageEvent<string>).data) as RecordEvent
        // By one's own hand too, as when it was handed over.
        if (event.kind === 'left') sightChanged(cache, app)
        if (event.by === clientId) return
        waiting.set(`${event.entity} ${event.id}`, event)
        plan()
      })
      source.addEventListener('notification', () => void cache.invalidateQueries({ queryKey: ['notifications'] }))
      source.addEventListener('job', () => void cache.invalidateQueries({ queryKey: ['jobs'] }))
      source.addEventListener('presence', message =>
        keepPresent(cache, app, JSON.parse((message as MessageEvent<string>).data) as PresenceEvent),
      )
      source.addEventListener('refetch', refetch)
      source.addEventListener('ended', () => {
        source.close()
        void askWhoIsThere()
      })
      source.addEventListener('open', () => {
        setState('open')
        tellPresence()
        // What happened while nobody listened is not told again.
        if (wasLost) {
          refetch()
          for (const key of ['notifications', 'inbox', 'jobs']) void cache.invalidateQueries({ queryKey: [key] })
        }
        wasLost = false
      })
      source.addEventListener('error', () => {
        wasLost = true
        setState('lost')
        if (source.readyState !== EventSource.CLOSED) return
        // Refused, a browser does not try again by itself: the session may be over, or something stands between.
        void askWhoIsThere()
        reopen(reopenAfter)
      })
    }
    const reopen = (ms: number) => {
      clearTimeout(reopening)
      reopening = setTimeout(() => {
        source.close()
        open()
      }, ms)
    }
    const online = () => {
      if (wasLost) reopen(0)
    }
    const offline = () => {
      wasLost = true
      setState('lost')
    }
    open()
    window.addEventListener('online', online)
    window.addEventListener('offline', offline)
    document.addEventListener('visibilitychange', plan)
    return () => {
      document.removeEventListener('visibilitychange', plan)
      window.removeEventListener('online', online)
      window.removeEventListener('offline', offline)
      end()
      clearTimeout(reopening)
      source.close()
      // From now on nobody says what changes in it.
      void cache.invalidateQueries({ queryKey: [app], refetchType: 'none' })
      setState('closed')
    }
  }, [app, cache])
  return state
}
