/** A reporter of node:test: which files took longest, so that the time of `npm test` can be spent where it proves something. */
import { relative } from 'node:path'

interface Event {
  readonly type: string
  readonly data: { readonly file?: string; readonly nesting?: number; readonly details?: { readonly duration_ms?: number } }
}

const shown = 12

export default async function* slowestFiles(events: AsyncIterable<Event>): AsyncGenerator<string> {
  const spent = new Map<string, number>()
  for await (const { type, data } of events) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.nesting !== 0 || data.file === undefined) continue
    spent.set(data.file, (spent.get(data.file) ?? 0) + (data.details?.duration_ms ?? 0))
  }
  const slowest = [...spent].sort(([, a], [, b]) => b - a).slice(0, shown)
  for (const [file, time] of slowest) yield `${(time / 1000).toFixed(1).padStart(7)} s  ${relative(process.cwd(), file)}\n`
}
