/** Tells the server which record this tab has open, and keeps who else has. Nothing is sent while nobody looks at the page. */
import type { PresenceEvent, Reference } from '@bailiwick/definition/wire/index.ts'
import { type QueryClient, queryOptions, skipToken, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { request } from './http.ts'

interface Place {
  readonly app: string
  readonly entity: string
  readonly id: string
}

const again = 20_000
const settled = 200

let wanted: Place | undefined
let told: Place | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let sending: Promise<unknown> = Promise.resolve()

/** One after the other, and only the newest: who leafs through records is where they stopped. */
function tellSoon(): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    sending = sending.then(tell)
  }, settled)
}

async function tell(): Promise<void> {
  const [place, before] = [wanted, told]
  const app = place?.app ?? before?.app
  if (!app || document.hidden) return
  told = place
  try {
    await request('POST', `/api/apps/${app}/presence`, { body: place ? { entity: place.entity, id: place.id } : {} })
  } catch {
    // Who else is there is a kindness: without it everything works.
  }
}

/** Before signing out: afterwards nobody is there who could say it. */
export async function endPresence(): Promise<void> {
  clearTimeout(timer)
  wanted = undefined
  await sending
  if (told) await tell()
}

/** Somebody else has the tab: what was on its way for whoever had it is waited for no longer. */
export function forgetPresence(): void {
  told = undefined
  sending = Promise.resolve()
}

/** Says it anew: what was said ends with the stream. */
export function tellPresence(): void {
  if (wanted) tellSoon()
}

const presentKey = (app: string, entity: string, id: string) => ['present', app, entity, id]

export function keepPresent(cache: QueryClient, app: string, { entity, id, people }: PresenceEvent): void {
  cache.setQueryData(presentKey(app, entity, id), people)
}

/** @param open the record is shown, and this person looks as themselves @returns others who have it open */
export function usePresence(app: string, entity: string, id: string, open: boolean): readonly Reference[] {
  useEffect(() => {
    if (!open) return
    const place = { app, entity, id }
    wanted = place
    tellSoon()
    const timer = setInterval(tellPresence, again)
    document.addEventListener('visibilitychange', tellPresence)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tellPresence)
      if (wanted !== place) return
      wanted = undefined
      tellSoon()
    }
  }, [app, entity, id, open])
  const present = useQuery(
    queryOptions<readonly Reference[]>({ queryKey: presentKey(app, entity, id), queryFn: skipToken, gcTime: 60_000 }),
  )
  return open ? (present.data ?? []) : []
}
