/** The keyboard on a page of records. */
import { useEffect, useRef } from 'react'

/** Focuses what is about to be drawn. Gives up when it does not come, or when the person went elsewhere meanwhile. */
export function focusSoon(find: () => HTMLElement | null, began = performance.now()): void {
  const found = find()
  if (found) focusInPlace(found)
  else if (performance.now() - began < 3_000) setTimeout(() => focusSoon(find, began), 50)
}

/** What stays while its surroundings scroll is seen already: to go there leaves them where they are. */
export function focusInPlace(element: HTMLElement | null): void {
  element?.focus({ preventScroll: element.closest('[data-stays]') !== null })
}

/** What stands for a record, or for a part of one, and is no control by itself. */
const records = '[data-row]:not(button), [data-cell], [role="row"], [role="gridcell"], [role="treeitem"]'

export interface PageKeys {
  readonly next: () => void
  readonly previous: () => void
  readonly close: () => void
  readonly edit: () => void
  readonly create: () => void
  readonly search: () => void
  readonly filter: () => void
  readonly comment: () => void
}

/**
 * Keys of the page, while nobody writes and no dialog is open.
 * @param others what this type of screen has beside them, by `KeyboardEvent.key`
 */
export function useKeys(acts: Partial<PageKeys>, others: Readonly<Record<string, () => void>> = {}): void {
  const latest = useRef({ acts, others })
  latest.current = { acts, others }
  useEffect(() => {
    // Judged before the layer on top hears the key: Escape may have taken it away by the time the list does.
    let covered = false
    const judge = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      covered =
        document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null ||
        target.closest('input, textarea, select, [contenteditable], [role="listbox"]') !== null
    }
    const onKey = (event: KeyboardEvent) => {
      if (covered || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return
      const act = { j: 'next', k: 'previous', Escape: 'close', e: 'edit', n: 'create', c: 'comment', f: 'filter', '/': 'search' }[
        event.key
      ] as keyof PageKeys | undefined
      const does = act ? latest.current.acts[act] : latest.current.others[event.key]
      // It chooses where something can be chosen; elsewhere it does nothing, rather than to send the rows off.
      if (event.key === ' ' && (event.target as HTMLElement).matches(records)) event.preventDefault()
      if (!does) return
      event.preventDefault()
      does()
    }
    window.addEventListener('keydown', judge, { capture: true })
    document.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', judge, { capture: true })
      document.removeEventListener('keydown', onKey)
    }
  }, [])
}
