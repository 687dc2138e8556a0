/** Renames in an order in which no name is given while something else still has it. */

export interface Rename {
  readonly from: string
  readonly to: string
}

/** Where names go round in a circle, as when two are swapped, one steps aside first. */
export function inTurn<T extends Rename>(renames: readonly T[]): T[] {
  const waiting = renames.filter(rename => rename.from !== rename.to)
  const made: T[] = []
  while (waiting.length > 0) {
    const free = waiting.findIndex(rename => !waiting.some(other => other !== rename && other.from === rename.to))
    if (free >= 0) made.push(...waiting.splice(free, 1))
    else {
      const first = waiting[0]!
      const aside = `${first.from}$aside`
      made.push({ ...first, to: aside })
      waiting[0] = { ...first, from: aside }
    }
  }
  return made
}
