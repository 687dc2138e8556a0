import { readTimestamp } from '@bailiwick/definition/expressions/moments.ts'

/** Microseconds since 1970 of a moment as PostgreSQL's JSON has it. */
export function micros(moment: string): bigint {
  const read = readTimestamp(moment)
  if (read === undefined) throw new Error(`“${moment}” is no moment.`)
  return read
}
