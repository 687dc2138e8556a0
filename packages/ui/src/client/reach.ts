/** Whether the server answers, and what to do where the page is older than what it serves. */

/** For what would be remembered as failed if it were tried without a line. */
export const onceOnLine = (): Promise<unknown> =>
  navigator.onLine ? Promise.resolve() : new Promise(resolve => addEventListener('online', resolve, { once: true }))

export const reachable = (): Promise<boolean> =>
  fetch('/mark.svg', { cache: 'no-store' }).then(
    answer => answer.ok,
    () => false,
  )

/** Once for each part that is missing, in a tab: one that is still missing afterwards is not helped by another time. */
export function beginAnew(missing: string): void {
  const key = `begun anew ${missing}`
  try {
    if (sessionStorage.getItem(key)) return
    sessionStorage.setItem(key, new Date().toISOString())
  } catch {
    // Nothing would say that it was done before.
    return
  }
  location.reload()
}
