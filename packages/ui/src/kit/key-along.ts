/** Arrows to the sides, where a page may be read from either. */
import type { KeyboardEvent } from 'react'

/** The key as it would be where one reads from the left: an arrow to the right goes on there, and back where one reads from the right. */
export function keyAlong({ key, currentTarget }: Pick<KeyboardEvent, 'key' | 'currentTarget'>): string {
  const other = key === 'ArrowLeft' ? 'ArrowRight' : key === 'ArrowRight' ? 'ArrowLeft' : undefined
  return other !== undefined && getComputedStyle(currentTarget as Element).direction === 'rtl' ? other : key
}
