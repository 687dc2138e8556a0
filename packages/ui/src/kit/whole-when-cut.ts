/** How far from what the pointer is over the room may be that cuts it. */
const reach = 4

/** What was given here and not by who drew it. */
const given = new WeakSet<HTMLElement>()

/**
 * What does not fit is told whole where the pointer rests, wherever it stands. Once for the page: a place that had to ask for it was a place that forgot, and what a cell
 * holds is cut by its own room, which the cell cannot tell.
 */
export function tellWholeWhenCut(): void {
  document.addEventListener('pointerover', ({ target }) => {
    let element = target instanceof HTMLElement ? target : null
    for (let step = 0; element && step < reach; step++, element = element.parentElement) {
      const whole = isCut(element) ? element.innerText.trim() : ''
      if (given.has(element)) element.title = whole
      else if (whole && !element.title) {
        given.add(element)
        element.title = whole
      }
      if (whole) return
    }
  })
}

function isCut(element: HTMLElement): boolean {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element
  if (scrollWidth <= clientWidth && scrollHeight <= clientHeight) return false
  const { textOverflow, webkitLineClamp } = getComputedStyle(element)
  return (scrollWidth > clientWidth && textOverflow === 'ellipsis') || (scrollHeight > clientHeight && webkitLineClamp !== 'none')
}
