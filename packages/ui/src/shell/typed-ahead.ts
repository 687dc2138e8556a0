/** What is typed between a shortcut and the field that it opens: the field gets it, and no key of the page beneath takes it. */
let typed = ''
let end: (() => void) | undefined

/** Longer than anything takes to open: what did not come by then does not keep the keys of the page. */
const most = 3_000

/** From now on, until `takeTyped`. */
export function keepTyping(): void {
  // What it opens may not come, and then keys are of what says so.
  if (!navigator.onLine) return
  end?.()
  typed = ''
  const keep = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key.length === 1) typed += event.key
    else if (event.key === 'Backspace') typed = typed.slice(0, -1)
    else if (event.key !== 'Enter') return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  const timer = setTimeout(() => end?.(), most)
  window.addEventListener('keydown', keep, { capture: true })
  end = () => {
    clearTimeout(timer)
    window.removeEventListener('keydown', keep, { capture: true })
    end = undefined
  }
}

/** The field has the focus. @returns what was typed for it, once */
export function takeTyped(): string {
  end?.()
  const text = typed
  typed = ''
  return text
}
