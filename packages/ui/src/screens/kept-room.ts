/** Where a screen stands in the page: shown, or beneath another one and laid out as it was left. */
import classes from './kept-screens.module.css'

export interface Room {
  readonly element: HTMLElement
  /** What has the focus in it. Told by events: the page would be laid out anew to be asked for it. */
  readonly focused: () => Element | undefined
  readonly isAway: () => boolean
  putAway(): void
  bringBack(): void
}

export function makeRoom(): Room {
  const element = document.createElement('div')
  element.className = classes.room!
  let focused: Element | undefined
  element.addEventListener('focusin', ({ target }) => {
    focused = target instanceof Element ? target : undefined
  })
  element.addEventListener('focusout', () => {
    focused = undefined
  })
  // Parts that are drawn only in sight: beneath another screen none is, and back again they would come a frame after the others.
  const inSight = new Set<HTMLElement>()
  element.addEventListener(
    'contentvisibilityautostatechange',
    event => {
      const part = event.target as HTMLElement
      // One that is taken out says nothing.
      for (const each of inSight) if (!each.isConnected) inSight.delete(each)
      if ((event as ContentVisibilityAutoStateChangeEvent).skipped) inSight.delete(part)
      else inSight.add(part)
    },
    { capture: true },
  )
  let held: readonly HTMLElement[] = []
  const letGo = () => {
    for (const part of held) part.style.removeProperty('content-visibility')
    held = []
  }
  return {
    element,
    focused: () => focused,
    isAway: () => element.dataset.away !== undefined,
    putAway() {
      element.dataset.away = ''
      held = [...inSight]
      for (const part of held) part.style.contentVisibility = 'visible'
      // Who draws it takes what is away out of the layout: all of it would be laid out anew.
      for (const part of element.children) if (part instanceof HTMLElement) part.style.removeProperty('display')
    },
    bringBack() {
      delete element.dataset.away
      // Until then they are in sight anyhow, and to be drawn by sight again the screen would be laid out once more.
      element.addEventListener('scroll', letGo, { once: true, capture: true })
    },
  }
}
