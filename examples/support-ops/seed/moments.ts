/** When people ask for something, and how much later others answer. */
import type { Desk } from './desk.ts'

const day = 86_400_000

/** Moments spread over the story, in waking hours, oldest first. */
export function spread(desk: Desk, count: number, until: number): number[] {
  const first = desk.begin + 5 * day
  const step = (until - first) / count
  const moments = Array.from({ length: count }, (_, index) => {
    const at = desk.everyDay.after(Math.floor(first + step * (index + desk.random.next() * 0.8)), desk.random.between(5, 60))
    return Math.min(at, desk.now - (count - index) * 60_000)
  })
  return moments.sort((one, other) => one - other)
}

/** Waking minutes later. */
export function later(desk: Desk, at: number, minutes: number): number {
  return desk.everyDay.after(at, minutes)
}
