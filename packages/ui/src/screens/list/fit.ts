/** How wide a column must be for all that is drawn of it: laid out once beside the list, out of sight, without the column's bounds. */
export function contentWidth(list: HTMLElement, column: number): number {
  const parts = list.querySelectorAll(`[data-column="${column}"], [data-cell="${column}"]:not([data-editing])`)
  const place = document.createElement('div')
  place.inert = true
  Object.assign(place.style, { position: 'absolute', visibility: 'hidden', width: 'max-content', fontSize: '13px' })
  for (const part of parts) {
    const copy = part.cloneNode(true) as HTMLElement
    copy.removeAttribute('style')
    copy.removeAttribute('data-pinned')
    place.append(copy)
  }
  list.append(place)
  const width = Math.ceil(place.getBoundingClientRect().width)
  place.remove()
  return width + 1
}
