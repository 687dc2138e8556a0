/** A brief tint on what others have just changed, so that one sees what moved. Without movement for who asked for none. */
const tint = [{ backgroundColor: 'var(--surface-selected)' }, { backgroundColor: 'var(--surface-selected)', offset: 0.4 }, {}]

export function highlight(elements: Iterable<Element>): void {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  for (const element of elements) element.animate(tint, { duration: 1_600, easing: still ? 'steps(1, end)' : 'ease-out' })
}

/** Rows and cards of records, in whatever list they stand: once what was asked for again is drawn. */
export function highlightRecords(ids: readonly string[]): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      for (const id of ids) highlight(document.querySelectorAll(`[data-record="${id}"], [data-row="${id}"]`))
    }),
  )
}
