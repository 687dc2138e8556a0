/** When people ask for something, and how much later others answer. */
import type { Desk } from './desk.ts'

const hour = 3_600_000
const day = 24 * hour

/** Moments spread over the story, in waking hours, oldest first. The last few lie within days, because they wait for somebody. */
export function spread(desk: Desk, count: number, waiting: number): number[] {
  const until = desk.now - 5 * day
  const first = desk.begin + 5 * day
  const step = (until - first) / (count - waiting)
  const moments = Array.from({ length: count }, (_, index) => {
    const left = count - index
    const start = left > waiting ? first + step * (index + desk.random.next() * 0.8) : desk.now - left * 11 * hour
    const at = desk.everyDay.after(Math.floor(start), desk.random.between(5, 60))
    return Math.min(at, desk.now - left * 1_200_000)
  })
  return moments.sort((one, other) => one - other)
}

/** Waking minutes later. */
export function later(desk: Desk, at: number, minutes: number): number {
  return desk.everyDay.after(at, minutes)
}
