/** Which columns of a list stay in sight while it scrolls along the others. */

/** The title stays by itself, if that leaves enough for the rest. */
const mostByItself = 0.6
/** So many pixels are left to the others whatever somebody pinned: in a window or beside a panel that has less room, what the keys come to would be hidden beneath what stays. */
const leftToOthers = 240

interface Laid {
  /** Where each column begins, in pixels. */
  startOf(column: number): number
  /** How wide the list is, and how wide all its columns are, in pixels. */
  readonly available: number
  readonly least: number
  /** Nobody said which: it is the title. */
  readonly isUsual: boolean
}

/** @param wanted the last one that is to stay; -1: none @returns the last one that does */
export function lastPinned(wanted: number, { startOf, available, least, isUsual }: Laid): number {
  const isWhole = least <= available
  if (isUsual) return isWhole || startOf(wanted + 1) > available * mostByItself ? -1 : wanted
  let last = wanted
  while (!isWhole && last >= 0 && startOf(last + 1) > available - leftToOthers) last -= 1
  return last
}
