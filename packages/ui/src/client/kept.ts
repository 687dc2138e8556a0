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

/** At sign-out: the next person at this browser is another. */
export function forgetAll(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key)
  } catch {
    // Switched off.
  }
}
