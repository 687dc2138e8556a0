/** Where a filter cannot be read, as people look for it: the words themselves, not the number of a character. */

const most = 40

/**
 * @param filter as it stands in the address
 * @param condition the list's own, which `both` puts before it
 * @param at the character in what was asked, from 0
 * @returns what follows from there on, or, where nothing does, what stands last; undefined where it is not in what the address says
 */
export function faultIn(
  filter: string,
  condition: string | undefined,
  at: number,
): { readonly rest: string; readonly before: string } | undefined {
  const own = at - (condition ? `(${condition}) && (`.length : 0)
  if (own < 0) return undefined
  const rest = filter.slice(own).trim()
  const before = filter.trim()
  return {
    rest: rest.length > most ? `${whole(rest.slice(0, most))}…` : rest,
    before: before.length > most ? `…${whole(before.slice(-most))}` : before,
  }
}

/** Cut in the middle, a sign of two halves has one left. */
const whole = (text: string) => text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '')
