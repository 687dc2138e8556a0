/** Paper is white, and as long as what is on it: while something is printed the page has its light looks, and all that is there is drawn. */
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** As many lines go to paper; of more there are exports. */
export const mostOnPaper = 1_000

/** From the first on, wherever it was scrolled to. */
export const linesOnPaper = ({ count }: { readonly count: number }): number[] =>
  Array.from({ length: Math.min(count, mostOnPaper) }, (_, index) => index)

const scheme = 'data-mantine-color-scheme'

/** For every page; called once, or what was dark before would be forgotten. */
export function printInLight(): void {
  const root = document.documentElement
  let before: string | null = null
  addEventListener('beforeprint', () => {
    before ??= root.getAttribute(scheme)
    root.setAttribute(scheme, 'light')
  })
  addEventListener('afterprint', () => {
    if (before !== null) root.setAttribute(scheme, before)
    before = null
  })
}

/** @returns whether the page is being printed */
export function useOnPaper(): boolean {
  const [isOnPaper, setOnPaper] = useState(false)
  useEffect(() => {
    // The browser takes the page as it is when this returns.
    const begin = () => flushSync(() => setOnPaper(true))
    const end = () => setOnPaper(false)
    addEventListener('beforeprint', begin)
    addEventListener('afterprint', end)
    return () => {
      removeEventListener('beforeprint', begin)
      removeEventListener('afterprint', end)
    }
  }, [])
  return isOnPaper
}
