/**
 * Widths of columns as an address names them. So many that a proxy would refuse their names stand between the ends of what the entity has: `reading_001..reading_196:120..90` has one
 * for each field from the one to the other, and nothing between its dots for a field without.
 */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { printWidths, readWidths } from './widths.ts'

/** Of the 8 KB that a proxy takes as one line, the filter, the order and the columns need their part. */
const longest = 1_500

/** @param widths `subject:300,status:120` @param fields in the order in which they are known, those of the system last */
export function shortWidths(widths: string, fields: readonly FieldView[]): string {
  if (widths.length <= longest) return widths
  const left = readWidths(widths)
  const names = fields.map(({ name }) => name)
  const first = names.findIndex(name => name in left)
  const last = names.findLastIndex(name => name in left)
  if (first === last) return widths
  const pixels = names.slice(first, last + 1).map(name => {
    const own = left[name]
    delete left[name]
    return own ?? ''
  })
  const unknown = printWidths(left)
  return `${names[first]}..${names[last]}:${pixels.join('.')}${unknown ? `,${unknown}` : ''}`
}

/** @returns a width beside each name; of what was said from one end to the other nothing where this person knows other fields between them, because it would be of the wrong ones */
export function wholeWidths(text: string, fields: readonly FieldView[]): string {
  if (!text.includes('..')) return text
  const names = fields.map(({ name }) => name)
  const widths: Record<string, number> = {}
  for (const part of text.split(',')) {
    const [ends = '', pixels = ''] = part.split(':')
    const [first = '', last] = ends.split('..')
    if (last === undefined) {
      Object.assign(widths, readWidths(part))
      continue
    }
    const [begin, end] = [names.indexOf(first), names.indexOf(last)]
    const each = pixels.split('.')
    if (begin < 0 || each.length !== end - begin + 1) continue
    each.forEach((width, index) => void Object.assign(widths, readWidths(`${names[begin + index]}:${width}`)))
  }
  return printWidths(widths) ?? ''
}
