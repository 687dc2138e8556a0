/** Who writes here, by whom drafts are kept. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { sessionQuery } from '../../client/queries.ts'

/** Stays who it was while what is written stands: when a session ends nobody is known for a moment, and a draft would be kept for nobody. */
export function useWriter(): string {
  const cache = useQueryClient()
  const [person] = useState(() => cache.getQueryData(sessionQuery.queryKey)?.person.id ?? '')
  return person
}
