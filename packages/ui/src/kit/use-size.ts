/** How large an element is, known before it is painted: what is drawn for no width and then again makes columns and charts jump, and takes twice as long. */
import { useCallback, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** In pixels, with borders and without margins. */
export interface Size {
  readonly width: number
  readonly height: number
}

const nothing: Size = { width: 0, height: 0 }
const lastOf = new Map<string, Size>()

/**
 * @param like what stands in the same place as others of its kind, and so is mostly as large as the last of them: it begins with that size
 * @returns a ref for the element, and its size
 */
export function useSize(like?: string): readonly [(element: HTMLElement | null) => (() => void) | undefined, Size] {
  const [size, setSize] = useState(() => (like && lastOf.get(like)) || nothing)
  const known = useRef<string>(undefined)
  const ref = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return undefined
      const measure = () => {
        const { offsetWidth: width, offsetHeight: height } = element
        if (like) lastOf.set(like, { width, height })
        setSize(before => (before.width === width && before.height === height ? before : { width, height }))
        return `${width} ${height}`
      }
      // A screen that comes back is mostly as large as it was, and the observer tells where it is not: the page is not laid out twice for it.
      known.current ??= measure()
      const observer = new ResizeObserver(() => {
        // Drawn for it before anybody sees it in its new size: what has less room would jump twice.
        if (`${element.offsetWidth} ${element.offsetHeight}` !== known.current) flushSync(() => (known.current = measure()))
      })
      observer.observe(element)
      return () => observer.disconnect()
    },
    [like],
  )
  return [ref, size]
}
