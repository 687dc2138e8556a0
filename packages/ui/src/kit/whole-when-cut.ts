import type { PointerEvent } from 'react'

/** What does not fit is told whole where the pointer rests. */
export function wholeWhenCut({ currentTarget }: PointerEvent<HTMLElement>): void {
  currentTarget.title = currentTarget.scrollWidth > currentTarget.clientWidth ? currentTarget.innerText : ''
}
