import type { KeyboardEvent } from 'react'

/**
 * Enter takes the option that is marked in the open list. The library forgets which one it marked when a list opens by the same key that narrows it: Enter
 * would send the form around instead.
 */
export function takeMarked(event: KeyboardEvent<HTMLInputElement>): void {
  const list = event.key === 'Enter' && !event.nativeEvent.isComposing && event.currentTarget.getAttribute('aria-controls')
  const marked = list && document.getElementById(list)?.querySelector<HTMLElement>('[data-combobox-selected]')
  if (!marked) return
  event.preventDefault()
  event.stopPropagation()
  marked.click()
}
