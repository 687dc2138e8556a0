/** What is shown of a value that is shown masked: enough to tell one from another, never the value. */
import type { Field } from '@bailiwick/definition/model/index.ts'

const byEnd: ReadonlySet<string> = new Set(['text', 'phone', 'url'])

/** @param stored the column's value as its row's JSON has it */
export function maskedText(field: Field, stored: unknown): string | null {
  if (stored === null || stored === undefined) return null
  if (field.type === 'email') {
    const [before = '', after = ''] = String(stored).split('@')
    return `${[...before][0] ?? ''}•••@${after}`
  }
  if (!byEnd.has(field.type)) return '••••'
  const characters = [...String(stored)]
  return characters.length >= 8 ? `•••• ${characters.slice(-4).join('')}` : '••••'
}
