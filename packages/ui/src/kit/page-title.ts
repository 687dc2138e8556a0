/** What the tab of the browser is called: as whom one looks, the page, and the platform. */
import { useEffect } from 'react'

let viewing: string | undefined
let page: string | undefined

const write = () => {
  document.title = [viewing, page, 'Bailiwick'].filter(part => part !== undefined && part !== '').join(' · ')
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
