/**
 * Columns as an address names them. So many that a proxy would refuse their names are named as far as they stand beside each other: `title,reading_001..reading_196` has all that
 * the entity has between the two.
 */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'

/** Of the 8 KB that a proxy takes as one line, the filter, the order and the widths need their part. */
const longest = 1_500
/** Fewer are no shorter by their ends. */
const fewest = 3

/** @param names with commas @param fields in the order in which they are known, those of the system last */
export function printColumns(names: string, fields: readonly FieldView[]): string {
  if (names.length <= longest) return names
  const place = new Map(fields.map(({ name }, index) => [name, index]))
  const runs: string[][] = []
  for (const name of names.split(',')) {
    const run = runs.at(-1)
    const before = run && place.get(run.at(-1)!)
    if (run && before !== undefined && place.get(name) === before + 1) run.push(name)
    else runs.push([name])
  }
  return runs.flatMap(run => (run.length < fewest ? run : [`${run[0]}..${run.at(-1)}`])).join(',')
}

/** @returns all names, with commas; where one end of some is not known to this person, they go as far as the fields do, and where neither is, there are none */
export function readColumns(text: string, fields: readonly FieldView[]): string {
  if (!text.includes('..')) return text
  const names = fields.map(({ name }) => name)
  const whole = new Set<string>()
  // The same ones again add nothing.
  for (const part of new Set(text.split(','))) {
    const [first = '', last, ...more] = part.split('..')
    if (last === undefined || more.length > 0) {
      whole.add(part)
      continue
    }
    const [begin, end] = [names.indexOf(first), names.indexOf(last)]
    if (begin < 0 && end < 0) continue
    for (const name of names.slice(Math.max(0, begin), end < 0 ? undefined : end + 1)) whole.add(name)
  }
  return [...whole].join(',')
}
