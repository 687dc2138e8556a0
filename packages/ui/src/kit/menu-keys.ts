/** A menu that was opened by a key of the page, or whose items came later, has the focus itself: from there the kit knows only the way to its first item. */
import type { KeyboardEvent } from 'react'

const ends: Readonly<Record<string, 0 | -1>> = { Home: 0, End: -1, ArrowUp: -1 }

export function toItsEnds(event: KeyboardEvent<HTMLElement>): void {
  const end = ends[event.key]
  if (end === undefined || event.target !== event.currentTarget) return
  // Else it scrolls, and the focus stays where it was.
  event.preventDefault()
  const items = event.currentTarget.querySelectorAll<HTMLElement>('[data-menu-item]:not(:disabled)')
  Array.from(items).at(end)?.focus()
}
