/** A box to write in that is as high as what is written in it. */
import type { CSSProperties } from 'react'

/** Else it is measured anew each time anything around it is drawn, with the whole page laid out for it. */
const isNative = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content')

const lines = (count: number) => `calc(${count}lh + 2 * var(--input-padding-y, 0px) + 2px)`

interface Growing {
  readonly autosize?: true
  readonly minRows?: number
  readonly maxRows?: number
  readonly rows?: number
  readonly styles?: { readonly input: CSSProperties }
}

/** For a `Textarea`. @param least lines it has while nothing is written @param most beyond them it scrolls */
export function growing(least: number, most?: number): Growing {
  if (!isNative) return { autosize: true, minRows: least, ...(most !== undefined && { maxRows: most }) }
  const input = {
    fieldSizing: 'content',
    minHeight: lines(least),
    ...(most !== undefined && { maxHeight: lines(most) }),
  } as const
  return { rows: least, styles: { input } }
}
