/** Which rows of a list are chosen. Others' changes and further pages leave the choice as it is; another question empties it. */
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useEffect, useRef, useState } from 'react'

export interface Selection {
  readonly chosen: ReadonlyMap<string, RecordRow>
  /** Every record of the list, beyond what is loaded. */
  readonly everything: boolean
  /** @param upTo also all between this row and the one before */
  toggle(row: RecordRow, upTo: boolean): void
  /** All that are loaded, or none of them. */
  toggleLoaded(): void
  chooseEverything(): void
  /** Those among them that were read anew: what is done with them next is done with what they are now. */
  renew(rows: ReadonlyMap<string, RecordRow>): void
  clear(): void
}

/** @param question what the list shows, as text */
export function useSelection(rows: readonly RecordRow[], question: string): Selection {
  const [chosen, setChosen] = useState<ReadonlyMap<string, RecordRow>>(new Map())
  const [everything, setEverything] = useState(false)
  const last = useRef<string | undefined>(undefined)
  const clear = () => {
    setChosen(new Map())
    setEverything(false)
    last.current = undefined
  }
  const of = useRef(question)
  // Also run when one comes back to the list, which asks what it asked before.
  useEffect(() => {
    if (of.current === question) return
    of.current = question
    clear()
  })
  return {
    chosen,
    everything,
    clear,
    toggle: (row, upTo) => {
      const at = rows.findIndex(each => each.id === row.id)
      const from = upTo ? rows.findIndex(each => each.id === last.current) : -1
      const range = from < 0 ? [row] : rows.slice(Math.min(from, at), Math.max(from, at) + 1)
      const wanted = upTo || !chosen.has(row.id)
      last.current = row.id
      setEverything(false)
      setChosen(before => {
        const next = new Map(before)
        for (const each of range) {
          if (wanted) next.set(each.id, each)
          else next.delete(each.id)
        }
        return next
      })
    },
    toggleLoaded: () => {
      setEverything(false)
      setChosen(before => (rows.every(row => before.has(row.id)) ? new Map() : new Map(rows.map(row => [row.id, row]))))
    },
    chooseEverything: () => setEverything(true),
    renew: rows => setChosen(before => new Map([...before].map(([id, row]) => [id, rows.get(id) ?? row]))),
  }
}
