/**
 * The focus never falls to nowhere: what had it and is gone, or was switched off while it worked, hands it to the place it stood in, and a new page begins at its
 * heading. Without this every dialog, step and comment would send people who work by keyboard back to the top of the page.
 */

import { isAway, onPage } from '../client/on-page.ts'

/** What had the focus last, and what it stood in, from the inside out. */
let path: readonly Element[] = []
/** What had it before, the latest last. */
let earlier: readonly HTMLElement[] = []
const kept = 12

/** Also in a screen that was left: the browser takes it away there, a frame later. */
const nowhere = () => {
  const { activeElement, body } = document
  return activeElement === null || activeElement === body || isAway(activeElement)
}
const usable = (element: Element | undefined) =>
  element instanceof HTMLElement &&
  element.isConnected &&
  !element.matches(':disabled') &&
  element.offsetParent !== null &&
  !isAway(element)

export function keepFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element)) return
    const above: Element[] = []
    for (let each: Element | null = target; each; each = each.parentElement) above.push(each)
    path = above
    if (target instanceof HTMLElement)
      earlier = [...earlier.filter(each => each !== target && each.isConnected), target].slice(-kept)
  })
  let waiting = false
  const lookIn = (pause: number, tries: number) => {
    waiting = true
    setTimeout(() => look(tries), pause)
  }
  const look = (tries: number) => {
    waiting = false
    const [last] = path
    if (!nowhere() || !last) return
    // Switched off while it works: it may come back.
    if (last.isConnected && last.matches(':disabled') && tries > 0) {
      lookIn(100, tries - 1)
      return
    }
    // Still there and never switched off: the person clicked beside it.
    if (usable(last) && tries === waits) return
    // A dialog on top keeps it inside.
    const layer = [...document.querySelectorAll<HTMLElement>('[role="dialog"], [role="alertdialog"]')].at(-1)
    const fits = (element: Element | undefined): element is HTMLElement => usable(element) && (!layer || layer.contains(element!))
    const home = [
      last,
      path.find(each => fits(each) && each.matches('[data-focus-home]')),
      earlier.filter(fits).at(-1),
      layer ?? heading(),
    ].find((each): each is HTMLElement => each instanceof HTMLElement && (each === layer || fits(each)))
    home?.focus({ preventScroll: true })
  }
  const waits = 80
  new MutationObserver(() => {
    // Dialogs give it back themselves, a moment after they are gone.
    if (nowhere() && path.length > 0 && !waiting) lookIn(20, waits)
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] })
}

/** A new page begins at its heading; the first of all at the top, where the skip link is. */
export function focusPage(began = performance.now()): void {
  if (path.length === 0) return
  const present = document.activeElement
  if (!nowhere() && !present?.closest('nav, [role="dialog"]')) return
  const found = heading()
  if (found && !document.querySelector('[role="dialog"]')) found.focus({ preventScroll: true })
  else if (performance.now() - began < 3_000) setTimeout(() => focusPage(began), 50)
}

/** Past the navigation. Where a page has a heading it begins there, inside what scrolls: keys that scroll move what the focus stands in. */
export function focusContent(): void {
  const content = heading() ?? document.getElementById('main')
  content?.focus()
}

function heading(): HTMLElement | null {
  const found = onPage('main h1')
  if (found && !found.hasAttribute('tabindex')) found.tabIndex = -1
  return found
}
