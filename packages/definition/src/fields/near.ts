/** "Did you mean …?": the nearest known word to one that is not known. */

/** Edits (insert, delete, replace, swap of neighbours) between two words. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const line = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1] ? 0 : 1
      let best = Math.min(last[column]! + 1, line[column - 1]! + 1, last[column - 1]! + same)
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      // the commonest slip of a keyboard: nearer than another letter
      if (swapped) best = Math.min(best, beforeLast[column - 2]! + 0.9)
      line.push(best)
    }
    beforeLast = last
    last = line
  }
  return last[to.length]!
}

/** The nearest of the known words, when it is near enough to be a slip; a third of the letters may differ. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 60) return undefined
  const plain = word.toLowerCase().replaceAll(/[\s-]/g, '_')
  let found: string | undefined
  let least = Math.max(1, Math.floor(plain.length / 3)) + 1
  for (const candidate of known) {
    const plural = isPlural(plain, candidate)
    // Each letter more is an edit.
    if (!plural && Math.abs(plain.length - candidate.length) >= least) continue
    const distance = plural ? 0.5 : editDistance(plain, candidate)
    if (distance < least) {
      found = candidate
      least = distance
    }
  }
  return found
}

function isPlural(one: string, other: string): boolean {
  return one === `${other}s` || other === `${one}s`
}
