import type { KeyboardEvent } from 'react'

const enter = new Set(['Enter'])

const isSeen = (element: HTMLElement) => element.offsetParent !== null

/**
 * Takes the option that is marked in the open list. The library forgets which one it marked when a list opens by the same key that narrows it: Enter would send the form around
 * instead. Tab takes it and goes on.
 */
export function takeMarked(event: KeyboardEvent<HTMLInputElement>, keys: ReadonlySet<string> = enter): void {
  if (!keys.has(event.key) || event.nativeEvent.isComposing) return
  const list = event.currentTarget.getAttribute('aria-controls')
  // A list that opens as its control comes is told by it a moment later; no other is open meanwhile.
  const marked = list
    ? document.getElementById(list)?.querySelector<HTMLElement>('[data-combobox-selected]')
    : [...document.querySelectorAll<HTMLElement>('[role="listbox"] [data-combobox-selected]')].find(isSeen)
  if (!marked) return
  if (event.key !== 'Tab') {
    event.preventDefault()
    event.stopPropagation()
  }
  marked.click()
}
