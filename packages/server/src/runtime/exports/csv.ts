/** Records as lines of a CSV file. */
import { cell } from '@bailiwick/definition/csv.ts'
import type { FieldTypeName } from '@bailiwick/definition/model/index.ts'
import type { Reference, WireValue } from '@bailiwick/definition/wire/index.ts'

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
