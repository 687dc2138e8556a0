/** Fetches parts of the program that the next step needs, once the page has nothing else to do. What fails here is asked for again when it is needed. */
export function ahead(...parts: readonly (() => Promise<unknown>)[]): void {
  whenIdle(() => {
    // What a browser could not fetch once it does not fetch again.
    if (!navigator.onLine) return
    for (const part of parts) void part().catch(() => undefined)
  })
}

export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 3_000 })
  else setTimeout(work, 300)
}
