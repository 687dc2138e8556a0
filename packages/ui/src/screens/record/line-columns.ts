/** Which fields of lines a table beside a record has room for: what names a line, then its figures, then the rest, in the order of the definition. */
import type { EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'

export interface LineColumn {
  readonly field: FieldView
  /** Only where there is room for more than a panel has. */
  readonly isWide: boolean
}

const [inPanel, onPage] = [4, 6]

export function lineColumns({ fields, titleField, workflow }: EntityView, via: string): LineColumn[] {
  const shown = fields.filter(({ name, managed }) => name !== via && (!managed || name === workflow?.field))
  const rank = (field: FieldView) => {
    if (field.name === titleField) return 0
    if (['integer', 'decimal', 'money'].includes(field.result ?? field.type)) return 1
    return ['long_text', 'rich_text', 'json', 'file', 'url'].includes(field.type) ? 3 : 2
  }
  // Sorting is stable: among equals the definition's order stands.
  const byRank = shown.toSorted((one, other) => rank(one) - rank(other)).slice(0, onPage)
  const first = byRank.slice(0, inPanel)
  return shown.filter(field => byRank.includes(field)).map(field => ({ field, isWide: !first.includes(field) }))
}
