/** What is pulled to an edge of a list takes the list along. */

/** Nearer to an edge than this, in pixels, the list moves on by as much. */
const edge = 28

export function moveOn(list: HTMLElement | null, { clientX, clientY }: MouseEvent, along: 'columns' | 'rows' | 'both'): void {
  const box = list?.getBoundingClientRect()
  if (!list || !box) return
  const by = clientX > box.right - edge ? edge : clientX < box.left + edge ? -edge : 0
  // Heads of columns stand at the top.
  const down = clientY > box.bottom - edge ? edge : clientY < box.top + 2 * edge ? -edge : 0
  list.scrollBy(along === 'rows' ? 0 : by, along === 'columns' ? 0 : down)
}
