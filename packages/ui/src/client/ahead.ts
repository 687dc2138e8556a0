/** What the next step needs is fetched before it is taken, behind all that the page asks for itself. */
import { isAsking } from './http.ts'

/** Fetches parts of the program that the next step needs, once the page has nothing else to do. What fails here is asked for again when it is needed. */
export function ahead(...parts: readonly (() => Promise<unknown>)[]): void {
  whenIdle(() => {
    // What a browser could not fetch once it does not fetch again.
    if (!navigator.onLine) return
    for (const part of parts) void part().catch(() => undefined)
  })
}

/** A slow answer is waited for no longer, in milliseconds: what is needed next is needed then too. */
const patience = 3_000

/** When the page has what it asks for, and nothing else to do. */
export function whenIdle(work: () => void, began = performance.now()): void {
  const look = () => {
    if (isAsking() && performance.now() - began < patience) setTimeout(() => whenIdle(work, began), 50)
    else work()
  }
  if ('requestIdleCallback' in window) requestIdleCallback(look, { timeout: patience })
  else setTimeout(look, 300)
}
