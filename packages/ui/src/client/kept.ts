/**
 * What this browser keeps for one person beyond the page: forms that are not saved, and what was picked before. Nothing here is needed: a browser that keeps
 * nothing, or no more, only forgets.
 */

const prefix = 'bailiwick '

export function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(value))
  } catch {
    // Full, or switched off.
  }
}

export function kept<T>(key: string): T | undefined {
  try {
    const text = localStorage.getItem(prefix + key)
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

/** @returns the keys that begin so */
export function keptKeys(begin: string): string[] {
  try {
    const whole = prefix + begin
    return Object.keys(localStorage).flatMap(key => (key.startsWith(whole) ? [key.slice(prefix.length)] : []))
  } catch {
    return []
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(prefix + key)
  } catch {
    // Switched off.
  }
}

/** How often all of it was forgotten, here or in another tab. */
let forgotten = 0
let tabs: BroadcastChannel | undefined

/** At sign-out: the next person at this browser is another. */
export function forgetAll(): void {
  sweep()
  tabs?.postMessage('forgotten')
}

function sweep(): void {
  forgotten += 1
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key)
  } catch {
    // Switched off.
  }
}

/** @param listener told that somebody signed out in another tab, whose words this one may hold. @returns ends it */
export function whenForgotten(listener: () => void): () => void {
  const channel = new BroadcastChannel('bailiwick-kept')
  channel.onmessage = () => {
    sweep()
    listener()
  }
  tabs = channel
  return () => {
    channel.close()
    if (tabs === channel) tabs = undefined
  }
}

/** @returns whether whoever is here now has not signed out since */
export function whileHere(): () => boolean {
  const before = forgotten
  return () => forgotten === before
}
