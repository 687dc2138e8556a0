/**
 * Escape closes the innermost layer. Dialogs of the kit hear it first, at the window, and leave it alone only where the very target says so; a calendar's day does not.
 * Called before anything is drawn, so that it is heard before them.
 */
export function keepEscapeInside(): void {
  window.addEventListener(
    'keydown',
    event => {
      const { target } = event
      if (event.key === 'Escape' && target instanceof HTMLElement && target.closest('[data-inner-layer]'))
        target.setAttribute('data-mantine-stop-propagation', 'true')
    },
    { capture: true },
  )
}
