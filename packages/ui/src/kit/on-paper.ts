/** Paper is white, and as long as what is on it: while something is printed the page has its light looks, and all that is there is drawn. */
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** As many lines go to paper; of more there are exports. */
export const mostOnPaper = 1_000

/** @returns whether the page is being printed */
export function useOnPaper(): boolean {
  const [isOnPaper, setOnPaper] = useState(false)
  useEffect(() => {
    const root = document.documentElement
    const scheme = 'data-mantine-color-scheme'
    let before: string | null = null
    const begin = () => {
      before = root.getAttribute(scheme)
      root.setAttribute(scheme, 'light')
      // The browser takes the page as it is when this returns.
      flushSync(() => setOnPaper(true))
    }
    const end = () => {
      if (before !== null) root.setAttribute(scheme, before)
      setOnPaper(false)
    }
    addEventListener('beforeprint', begin)
    addEventListener('afterprint', end)
    return () => {
      removeEventListener('beforeprint', begin)
      removeEventListener('afterprint', end)
    }
  }, [])
  return isOnPaper
}
