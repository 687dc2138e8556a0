/** Which files of tests share a process, and which batch begins first. */
import { statSync } from 'node:fs'

/** What takes much longer than its text is long, for much is proved, compiled or seeded: in bytes of another file that takes as long. */
const long: readonly (readonly [RegExp, number])[] = [
  [/readiness\/prove\./, 60_000],
  [/releases\/releases\./, 50_000],
  [/records\/example-rows\./, 40_000],
  [/releases\/pairs\./, 28_000],
  [/leaks\/canary\./, 20_000],
  [/journeys\/purchasing-day\./, 35_000],
]

/**
 * Files share processes, which read the program once and have it compiled when the next file needs it: a process for each file takes a quarter longer. Each batch is a
 * part of what is left, so that the last ones are short and end together.
 * @param room so many run at once
 */
export function batchesOf(files: readonly string[], room: number): string[][] {
  const waiting = files.map(file => ({ file, size: sizeOf(file) })).sort((a, b) => b.size - a.size)
  const all = waiting.reduce((sum, { size }) => sum + size, 0)
  const batches: string[][] = []
  for (let left = all; waiting.length > 0; ) {
    const share = Math.max(left / (2 * room), all / (6 * room))
    const batch = [waiting.shift()!]
    let size = batch[0]!.size
    for (const next of [...waiting])
      if (size + next.size <= share) {
        batch.push(next)
        waiting.splice(waiting.indexOf(next), 1)
        size += next.size
      }
    batches.push(batch.map(({ file }) => file))
    left -= size
  }
  return batches
}

function sizeOf(file: string): number {
  return long.find(([name]) => name.test(file))?.[1] ?? statSync(file).size
}
