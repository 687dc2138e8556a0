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
  // Parts that are drawn only in sight: beneath another screen none is, and back again they would come a frame after the others. Each tells it of itself: in a list of
  // ours, one that is taken out, which says nothing any more, would be held.
  element.addEventListener(
    'contentvisibilityautostatechange',
    event => {
      const part = event.target as HTMLElement
      if ((event as ContentVisibilityAutoStateChangeEvent).skipped) delete part.dataset.inSight
      else part.dataset.inSight = ''
    },
    { capture: true },
  )
  const partsInSight = () => element.querySelectorAll<HTMLElement>('[data-in-sight]')
  const letGo = () => {
    for (const part of partsInSight()) part.style.removeProperty('content-visibility')
  }
  return {
    element,
    focused: () => focused,
    isAway: () => element.dataset.away !== undefined,
    putAway() {
      element.dataset.away = ''
      for (const part of partsInSight()) part.style.contentVisibility = 'visible'
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
