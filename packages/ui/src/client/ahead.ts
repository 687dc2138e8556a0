/** Fetches parts of the program that the next step needs, once the page has nothing else to do. What fails here is asked for again when it is needed. */
export function ahead(...parts: readonly (() => Promise<unknown>)[]): void {
  const fetchAll = () => {
    for (const part of parts) void part().catch(() => undefined)
  }
  if ('requestIdleCallback' in window) requestIdleCallback(fetchAll, { timeout: 3_000 })
  else setTimeout(fetchAll, 300)
}
