/**
 * When open screens ask again: at most once in a while, not everybody at the same moment, because one save reaches everybody, and never while the last asking goes on:
 * on a busy desk what takes long would be begun anew for ever.
 */

/** In milliseconds: how long to wait at least, from one asking to the next, and by how much they are spread. */
const first = 100
const pause = 2_000
const spread = 600

export interface Paced {
  /** Says that there may be something to ask for. */
  plan(): void
  end(): void
}

/** @param isWanted whether there is something to ask for, and somebody looks */
export function paced(isWanted: () => boolean, ask: () => Promise<unknown>, now = () => performance.now()): Paced {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = Number.NEGATIVE_INFINITY
  let isAsking = false
  let isOver = false
  const plan = () => {
    if (timer || isAsking || isOver || !isWanted()) return
    timer = setTimeout(run, Math.max(first, last + pause - now()) + Math.random() * spread)
  }
  const run = () => {
    timer = undefined
    last = now()
    isAsking = true
    void ask().finally(() => {
      isAsking = false
      plan()
    })
  }
  const end = () => {
    isOver = true
    clearTimeout(timer)
  }
  return { plan, end }
}
