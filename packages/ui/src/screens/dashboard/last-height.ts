/** How high each card was when its figures were last there: until they come again it is as high, so that nothing beneath it jumps. */
import { type CSSProperties, useCallback, useState } from 'react'
import { keep, kept } from '../../client/kept.ts'

interface Heights {
  /** Of the window, in pixels: in a window of another width all cards have other heights. */
  readonly width: number
  /** By the place of the card, in pixels. */
  readonly of: Readonly<Record<number, number>>
}

const awaited = '.mantine-Skeleton-root'

/**
 * @param dashboard its app and name
 * @param place of the card among the widgets
 * @returns a ref and a style for the card; the style sheet asks for `--last-height` while something in the card is awaited
 */
export function useLastHeight(dashboard: string, place: number) {
  const key = `heights ${dashboard}`
  const [last] = useState(() => heightsOf(key).of[place])
  const ref = useCallback(
    (card: HTMLElement) => {
      const observer = new ResizeObserver(() => {
        if (card.querySelector(awaited)) return
        const { width, of } = heightsOf(key)
        if (of[place] !== card.offsetHeight) keep(key, { width, of: { ...of, [place]: card.offsetHeight } } satisfies Heights)
      })
      observer.observe(card)
      return () => observer.disconnect()
    },
    [key, place],
  )
  return { ref, style: last === undefined ? undefined : ({ '--last-height': `${last}px` } as CSSProperties) }
}

function heightsOf(key: string): Heights {
  const width = window.innerWidth
  const before = kept<Heights>(key)
  return before?.width === width ? before : { width, of: {} }
}
