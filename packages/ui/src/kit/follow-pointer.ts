/** What follows a pointer from where it is pressed until it is let go. */

interface Following {
  readonly move: (event: PointerEvent) => void
  /** @param kept let go, and given up neither by Escape nor by the browser */
  readonly end: (kept: boolean) => void
  /** Something is pulled by now: Escape gives it up and does nothing else. Absent: from the press on. */
  readonly isPulled?: () => boolean
  /** Goes on where the pointer rests: at an edge that takes along what is beyond it. */
  readonly goesOn?: boolean
}

/** While it rests, in milliseconds. */
const beat = 60

/** @returns gives it up */
export function followPointer(
  { pointerId }: { readonly pointerId: number },
  { move, end, isPulled, goesOn }: Following,
): () => void {
  const listening = new AbortController()
  const { signal } = listening
  const stop = (kept: boolean) => {
    if (signal.aborted) return
    listening.abort()
    end(kept)
  }
  const hear = (type: 'pointermove' | 'pointerup' | 'pointercancel', then: (event: PointerEvent) => void) =>
    window.addEventListener(type, event => event.pointerId === pointerId && then(event), { signal })
  let last: PointerEvent | undefined
  hear('pointermove', event => {
    last = event
    move(event)
  })
  if (goesOn) {
    const timer = setInterval(() => last && isPulled?.() !== false && move(last), beat)
    signal.addEventListener('abort', () => clearInterval(timer))
  }
  hear('pointerup', () => stop(true))
  hear('pointercancel', () => stop(false))
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || isPulled?.() === false) return
    event.stopPropagation()
    event.preventDefault()
    // It is still pressed, and to let it go presses nothing.
    window.addEventListener('pointerup', keepFromClick, { once: true })
    stop(false)
  }
  window.addEventListener('keydown', onKey, { signal, capture: true })
  return () => stop(false)
}

/** The click that ends a pull is none. */
export function keepFromClick(): void {
  const keep = (event: MouseEvent) => {
    event.stopPropagation()
    event.preventDefault()
  }
  window.addEventListener('click', keep, { capture: true, once: true })
  setTimeout(() => window.removeEventListener('click', keep, { capture: true }))
}
