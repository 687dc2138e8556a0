import type { KeyboardEvent } from 'react'

const enter = new Set(['Enter'])

/**
 * Takes the option that is marked in the open list. The library forgets which one it marked when a list opens by the same key that narrows it: Enter would send the form around
 * instead. Tab takes it and goes on.
 */
export function takeMarked(event: KeyboardEvent<HTMLInputElement>, keys: ReadonlySet<string> = enter): void {
  const list = keys.has(event.key) && !event.nativeEvent.isComposing && event.currentTarget.getAttribute('aria-controls')
  const marked = list && document.getElementById(list)?.querySelector<HTMLElement>('[data-combobox-selected]')
  if (!marked) return
  if (event.key !== 'Tab') {
    event.preventDefault()
    event.stopPropagation()
  }
  marked.click()
}
