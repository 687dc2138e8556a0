/** The records a person picked last at this browser, by id alone: how they are called, and whether they may still be seen, the server says. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { keep, kept } from '../client/kept.ts'
import { sessionQuery } from '../client/queries.ts'

const most = 5

export function useRecentPicks(app: string, entity: string): { readonly ids: readonly string[]; remember(id: string): void } {
  const person = useQueryClient().getQueryData(sessionQuery.queryKey)?.person.id
  const key = `picked ${person} ${app} ${entity}`
  // As they were when the picker came: the list does not move beneath the hand that picks.
  const [ids] = useState(() => (person ? (kept<string[]>(key) ?? []) : []))
  return {
    ids,
    remember: id => {
      if (person) keep(key, [id, ...(kept<string[]>(key) ?? []).filter(each => each !== id)].slice(0, most))
    },
  }
}
