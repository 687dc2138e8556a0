/** What the tab of the browser is called: as whom one looks, the page, and the platform. */
import { useEffect } from 'react'

let viewing: string | undefined
let page: string | undefined

/** In a record's own title they would turn what follows it round, and it would seem another's page. */
const turns = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g

const write = () => {
  const parts = [viewing, page, 'Bailiwick'].flatMap(part => part || [])
  document.title = parts.map(part => part.replace(turns, '')).join(' · ')
}

/** @param words as the page's heading says; absent: it is called as what is around it */
export function usePageTitle(words: string | undefined): void {
  useEffect(() => {
    if (words === undefined) return
    page = words
    write()
    return () => {
      page = undefined
      write()
    }
  }, [words])
}

/** @param words that one looks as somebody else; absent: as oneself */
export function useViewingTitle(words: string | undefined): void {
  useEffect(() => {
    viewing = words
    write()
  }, [words])
}
