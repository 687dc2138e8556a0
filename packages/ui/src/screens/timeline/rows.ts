/** What stands in the rows of a timeline: headings of groups, bars beneath them, and at the end what has no days. */

import type { FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { collator, inSentence, say } from '../../client/language.ts'
import { isReference } from '../../fields/field-ui.ts'
import type { Lasting } from '../time/ends.ts'

export type Line =
  | { readonly kind: 'group'; readonly key: string; readonly title: string; readonly count: number }
  | { readonly kind: 'bar'; readonly entry: Lasting }
  | { readonly kind: 'undated'; readonly row: RecordRow }

interface Group {
  readonly title: string
  /** Options stand in their order, everything else by name, and what has none at the end. */
  readonly place: number
  readonly entries: Lasting[]
}

/** @param by the field rows are grouped by; absent: they are not */
export function linesOf(entries: readonly Lasting[], undated: readonly RecordRow[], by: FieldView | undefined): readonly Line[] {
  const bars = (of: readonly Lasting[]): Line[] => of.map(entry => ({ kind: 'bar', entry }))
  const heading = (key: string, title: string, count: number): Line => ({ kind: 'group', key, title, count })
  const groups = new Map<string, Group>()
  if (by)
    for (const entry of entries) {
      const { key, ...group } = groupOf(entry.row, by)
      const known = groups.get(key) ?? { ...group, entries: [] }
      known.entries.push(entry)
      groups.set(key, known)
    }
  const byTitle = collator({ numeric: true })
  const sorted = [...groups].sort(([, one], [, other]) => one.place - other.place || byTitle.compare(one.title, other.title))
  return [
    ...(by
      ? sorted.flatMap(([key, { title, entries }]) => [heading(key, title, entries.length), ...bars(entries)])
      : bars(entries)),
    ...(undated.length > 0 ? [heading('undated', say('Without both days'), undated.length)] : []),
    ...undated.map((row): Line => ({ kind: 'undated', row })),
  ]
}

function groupOf(row: RecordRow, by: FieldView): { readonly key: string; readonly title: string; readonly place: number } {
  const value = row[by.name]
  if (isReference(value)) return { key: `of ${value.id}`, title: value.title ?? say('Not visible to you'), place: 0 }
  if (typeof value === 'string') {
    const place = (by.options ?? []).findIndex(({ name }) => name === value)
    return { key: `of ${value}`, title: by.options?.[place]?.title ?? value, place: Math.max(0, place) }
  }
  return { key: 'none', title: say('No {field}', { field: inSentence(by.title) }), place: Number.MAX_SAFE_INTEGER }
}
