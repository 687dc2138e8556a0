/** Viewing an app as somebody else, as the browser knows it: begun and ended with the page made anew, in every tab, so that nothing of one sight stays in the other. */
import type { ViewableRoles, ViewingView } from '@bailiwick/definition/wire/index.ts'
import { queryOptions } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { request } from './http.ts'
import { say } from './language.ts'

/** Of the session, given by the shell: every property of a record asks, and a query of its own for each took a twentieth of opening one. */
export const Viewing = createContext<ViewingView | undefined>(undefined)

/** Undefined: one looks as oneself. */
export function useViewing(): ViewingView | undefined {
  return useContext(Viewing)
}

/** Why an act that the viewed could do does nothing. */
export const onlyViewing = (): string => say('You are only viewing')

export const viewableRolesQuery = (app: string) =>
  queryOptions({
    queryKey: ['view-as', app],
    queryFn: () => request<ViewableRoles>('GET', `/api/session/view-as?app=${app}`),
  })

const tabs = new BroadcastChannel('bailiwick-viewing')
tabs.onmessage = () => location.reload()

function beginAgain(): void {
  tabs.postMessage('changed')
  location.assign('/')
}

/** @throws what stands in the way, in the server's sentence */
export async function startViewing(wanted: { app: string; person: string } | { app: string; role: string }): Promise<void> {
  await request('POST', '/api/session/view-as', { body: wanted })
  beginAgain()
}

export async function stopViewing(): Promise<void> {
  await request('DELETE', '/api/session/view-as')
  beginAgain()
}
