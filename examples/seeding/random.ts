/** Chance that always falls the same way: one small generator and the draws the seed needs. */

export interface Random {
  /** From 0 up to but not including 1. */
  readonly next: () => number
  /** A whole number from `least` to `greatest`. */
  readonly between: (least: number, greatest: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(from: readonly T[]) => T
  /** `[thing, weight]` pairs. */
  readonly weighted: <T>(from: readonly (readonly [T, number])[]) => T
  /** Skewed to the right like waiting times: half of the draws lie below `median`. */
  readonly delay: (median: number, spread?: number) => number
}

/** mulberry32. */
export function startRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, greatest: number) => least + Math.floor(next() * (greatest - least + 1))
  return {
    next,
    between,
    chance: probability => next() < probability,
    pick: from => from[Math.floor(next() * from.length)]!,
    weighted: from => {
      let left = next() * from.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [thing, weight] of from) {
        left -= weight
        if (left < 0) return thing
      }
      return from[from.length - 1]![0]
    },
    delay: (median, spread = 0.8) => {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return median * Math.exp(spread * normal)
    },
  }
}
