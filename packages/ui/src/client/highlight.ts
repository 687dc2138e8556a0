/** A brief tint on what others have just changed, so that one sees what moved. Without movement for who asked for none. */
import { allOnPage } from './on-page.ts'

const tint = [{ backgroundColor: 'var(--surface-selected)' }, { backgroundColor: 'var(--surface-selected)', offset: 0.4 }, {}]

export function highlight(elements: Iterable<Element>): void {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  for (const element of elements) element.animate(tint, { duration: 1_600, easing: still ? 'steps(1, end)' : 'ease-out' })
}

/** Rows and cards of records, in whatever list they stand: once what was asked for again is drawn. */
export function highlightRecords(ids: readonly string[]): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      // The page is gone through once, however many there are.
      const some = new Set(ids)
      const shown = allOnPage('[data-record], [data-row]')
      highlight(shown.filter(({ dataset: { record, row } }) => some.has(record ?? '') || some.has(row ?? '')))
    }),
  )
}
