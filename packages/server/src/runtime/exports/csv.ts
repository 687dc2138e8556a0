/** Records as lines of a CSV file (RFC 4180). A text that a spreadsheet would compute is kept from it by an apostrophe, which whoever reads the file back takes off again. */
import type { FieldTypeName } from '@bailiwick/definition/model/index.ts'
import type { Reference, WireValue } from '@bailiwick/definition/wire/index.ts'

/** Spreadsheets take UTF-8 for what it is only behind this. */
export const byteOrderMark = '\uFEFF'

/** What begins a formula, also behind spaces that are cut off; and the apostrophe itself, so that taking one off is always right. */
const computed = /^\s*[=+\-@]|^[\t\r\n']/

/** @param isText a number's own minus begins no formula */
export function cell(value: string, isText: boolean): string {
  const kept = isText && computed.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(kept) || kept.trim() !== kept ? `"${kept.replaceAll('"', '""')}"` : kept
}

/** What `cell` was given, from what stands in the cell. */
export function fromCell(text: string): string {
  return text.startsWith("'") && computed.test(text.slice(1)) ? text.slice(1) : text
}

export function line(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`
}

/** What is told by a name, and has an id beside it. */
export const withId: readonly FieldTypeName[] = ['person', 'team', 'relation', 'file']

/** A value as one cell; of a reference what it is called. */
export function cellOf(value: WireValue | undefined, type: FieldTypeName): string {
  if (value === null || value === undefined) return ''
  if (withId.includes(type)) return cell((value as Reference).title ?? '', true)
  if (type === 'json') return cell(JSON.stringify(value), true)
  if (Array.isArray(value)) return cell(value.join('; '), true)
  const text = String(value)
  return cell(text, !/^-?\d+(\.\d+)?$/.test(text))
}

export function idOf(value: WireValue | undefined): string {
  const id = value !== null && typeof value === 'object' && 'id' in value ? value.id : null
  return typeof id === 'string' ? id : ''
}
