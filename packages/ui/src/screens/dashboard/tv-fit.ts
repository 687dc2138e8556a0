/**
 * A dashboard on a large screen is larger than at a desk, as far as all of it is in sight. Where it would be as small as at a desk, it is shown part by part, in rows of widgets, and
 * from the top again.
 */
import { type RefObject, useEffect } from 'react'

const [largest, smallest, step] = [1.3, 1, 0.05]
/** How long a part is shown, and how long it stays after somebody has scrolled, in milliseconds. */
const shownFor = 20_000
const leftFor = 60_000

/** @param page what is fitted; what it scrolls in is what it stands in */
export function useTvFit(on: boolean, page: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const box = page.current
    const scroller = box?.parentElement
    if (!on || !box || !scroller) return
    const fits = () => scroller.scrollHeight <= scroller.clientHeight + 1
    const fit = () => {
      let zoom = largest
      box.style.zoom = String(zoom)
      while (!fits() && zoom > smallest) {
        zoom = Math.round((zoom - step) * 100) / 100
        box.style.zoom = String(zoom)
      }
      if (!fits()) box.style.zoom = String(largest)
    }
    let touched = Number.NEGATIVE_INFINITY
    const touch = () => {
      touched = performance.now()
    }
    const turn = () => {
      if (fits() || performance.now() - touched < leftFor) return
      const { top, bottom } = scroller.getBoundingClientRect()
      const isAtEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1
      const next = isAtEnd
        ? undefined
        : [...box.querySelectorAll('section')]
            .map(card => card.getBoundingClientRect())
            .filter(card => card.bottom > bottom + 1 && card.top > top + 1)
            .reduce((least, card) => Math.min(least, card.top), Number.POSITIVE_INFINITY)
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches
      scroller.scrollTo({
        top: next === undefined ? 0 : Number.isFinite(next) ? scroller.scrollTop + next - top - gap : scroller.scrollHeight,
        behavior: still ? 'instant' : 'smooth',
      })
    }
    fit()
    // Figures come later than their widgets, and each makes its card as tall as it needs to be.
    let asked: ReturnType<typeof setTimeout> | undefined
    const later = () => {
      clearTimeout(asked)
      asked = setTimeout(fit, 300)
    }
    const changed = new MutationObserver(later)
    changed.observe(box, { childList: true, subtree: true })
    const turning = setInterval(turn, shownFor)
    const acts = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const
    for (const act of acts) scroller.addEventListener(act, touch, { passive: true })
    window.addEventListener('resize', later)
    return () => {
      clearTimeout(asked)
      clearInterval(turning)
      changed.disconnect()
      for (const act of acts) scroller.removeEventListener(act, touch)
      window.removeEventListener('resize', later)
      box.style.zoom = ''
    }
  }, [on, page])
}

/** Free above a row that is brought to the top, in pixels. */
const gap = 12
