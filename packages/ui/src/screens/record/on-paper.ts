/** Paper is white: while something is printed the page has its light looks, whatever it has on the screen. */
import { useEffect } from 'react'

export function useOnPaper(): void {
  useEffect(() => {
    const root = document.documentElement
    const scheme = 'data-mantine-color-scheme'
    let before: string | null = null
    const begin = () => {
      before = root.getAttribute(scheme)
      root.setAttribute(scheme, 'light')
    }
    const end = () => {
      if (before !== null) root.setAttribute(scheme, before)
    }
    addEventListener('beforeprint', begin)
    addEventListener('afterprint', end)
    return () => {
      removeEventListener('beforeprint', begin)
      removeEventListener('afterprint', end)
    }
  }, [])
}
