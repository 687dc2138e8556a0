/** What can wait until the screen shows what was done last. */

/** A tab that nobody sees draws nothing: longer than this, in milliseconds, nothing is waited for. */
const longest = 100

let coming: Promise<void> | undefined

/** Resolves when the next frame is drawn. */
export function afterPaint(): Promise<void> {
  if (document.hidden) return Promise.resolve()
  coming ??= new Promise(resolve => {
    const go = () => {
      clearTimeout(late)
      coming = undefined
      resolve()
    }
    const late = setTimeout(go, longest)
    requestAnimationFrame(() => setTimeout(go))
  })
  return coming
}
