/** How wide columns are: what must be read whole gets what it needs, names and words give way, and what then is still too wide scrolls inside the list. */
import type { FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { isReference } from '../../fields/field-ui.ts'

const padding = 16
const letter = 7.2
const digit = 8.4

export interface Column {
  readonly field: FieldView
  readonly usual: number
  readonly isTitle: boolean
  /** As this person left it. */
  readonly chosen?: number | undefined
}

const words = (text: string) => Math.ceil(text.length * letter)

/** What the content needs; whole: it is never cut. */
function needOf(
  { field, usual, isTitle }: Column,
  rows: readonly RecordRow[],
): { readonly need: number; readonly least: number } {
  const head = words(field.title) + padding + (field.sortable ? 14 : 0)
  const longest = (textOf: (value: unknown) => string) =>
    rows.reduce((most, row) => Math.max(most, row[field.name] == null ? 0 : textOf(row[field.name]).length), 0)
  const whole = (width: number) => ({ need: Math.max(head, width), least: Math.max(head, width) })
  if (isTitle) return { need: Math.max(usual, head), least: Math.min(200, usual) }
  switch (field.result ?? field.type) {
    case 'money':
    case 'decimal':
    case 'integer': {
      const groups = (text: string) => Math.floor(Math.max(0, text.replace(/[-.].*$/, '').length - 1) / 3)
      const text = longest(value => `${value}${'.'.repeat(groups(String(value)))}${field.currency ? ` ${field.currency}` : ''}`)
      return whole(Math.ceil(text * digit) + padding)
    }
    case 'auto_number':
      return whole(Math.ceil(longest(String) * 9.2) + padding)
    case 'choice': {
      const seen = new Set(rows.map(row => row[field.name]))
      const title = (field.options ?? [])
        .filter(option => seen.has(option.name))
        .reduce((most, { title }) => Math.max(most, title.length), 0)
      return whole(Math.ceil(title * letter) + padding + (field.managed ? 18 : 14))
    }
    case 'date':
    case 'datetime':
      return whole(field.name.endsWith('_due') ? 128 : 104)
    case 'boolean':
      return whole(56)
    case 'person':
    case 'team':
    case 'relation': {
      const name = longest(value =>
        isReference(value as never) ? ((value as { title: string | null }).title ?? 'Not visible to you') : '',
      )
      const need = Math.max(head, Math.ceil(name * letter) + padding + (field.type === 'person' ? 28 : 0))
      return { need: Math.min(need, 240), least: Math.min(need, Math.max(head, 96)) }
    }
    default: {
      const need = Math.max(head, Math.ceil(longest(String) * letter) + padding)
      return { need: Math.min(need, usual), least: Math.min(need, Math.max(head, 96)) }
    }
  }
}

/** @returns pixels for each column, in order; together they fill what is available when they can */
export function columnWidths(columns: readonly Column[], rows: readonly RecordRow[], available: number): number[] {
  const wants = columns.map(column =>
    column.chosen === undefined ? needOf(column, rows) : { need: column.chosen, least: column.chosen },
  )
  const sum = (pick: 'need' | 'least') => wants.reduce((total, want) => total + want[pick], 0)
  const over = sum('need') - available
  if (over > 0) {
    const give = sum('need') - sum('least')
    const share = give === 0 ? 0 : Math.min(1, over / give)
    return wants.map(({ need, least }) => Math.floor(need - (need - least) * share))
  }
  const grows = Math.max(
    0,
    columns.findIndex(column => column.isTitle && column.chosen === undefined),
  )
  return wants.map(({ need }, index) => (index === grows ? need - over : need))
}
