/** By what a list is grouped, in words, and which groupings there are. */
import { type Grouping, readGrouping, type Span } from '@bailiwick/definition/fields/grouping.ts'
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { language, say } from '../../client/language.ts'
import { isReference } from '../../fields/field-ui.ts'
import { spanWords } from '../dashboard/period.ts'
import { kindOf } from '../records/conditions.ts'

export interface ShownGrouping {
  /** As the server is asked: `status`, `week(created_at)`. */
  readonly name: string
  readonly title: string
  readonly field: FieldView
  readonly grouping: Grouping
}

const offered: readonly Span[] = ['day', 'week', 'month', 'quarter', 'year']
const days = ['date', 'datetime']
/** Too many different values to be heads. */
const endless = ['text', 'integer', 'decimal', 'money']

const spanned: Readonly<Record<Span, (title: string) => string>> = {
  day: title => say('{title}, by day', { title }),
  week: title => say('{title}, by week', { title }),
  month: title => say('{title}, by month', { title }),
  quarter: title => say('{title}, by quarter', { title }),
  year: title => say('{title}, by year', { title }),
}

const groupBy: Readonly<Record<Span, () => string>> = {
  day: () => say('Group by day'),
  week: () => say('Group by week'),
  month: () => say('Group by month'),
  quarter: () => say('Group by quarter'),
  year: () => say('Group by year'),
}

/** As the menu of a column offers it. */
export const groupByWords = (span: Span | undefined): string => (span ? groupBy[span]() : say('Group by this'))

function shown(field: FieldView, span?: Span): ShownGrouping {
  return span
    ? { name: `${span}(${field.name})`, title: spanned[span](field.title), field, grouping: { field: field.name, span } }
    : { name: field.name, title: field.title, field, grouping: { field: field.name } }
}

/** Of one column. */
export function groupingsOf(field: FieldView): readonly ShownGrouping[] {
  if (days.includes(kindOf(field))) return field.groupable || field.sortable ? offered.map(span => shown(field, span)) : []
  return field.groupable && !endless.includes(kindOf(field)) ? [shown(field)] : []
}

/** Of all columns. Each day has five, which come last so that nothing else is lost among them. */
export function menuOf(fields: readonly FieldView[]): readonly ShownGrouping[] {
  const all = fields.flatMap(groupingsOf)
  return [...all.filter(({ grouping }) => !grouping.span), ...all.filter(({ grouping }) => grouping.span)]
}

/** @returns undefined where there is no such grouping for this person */
export function groupingOf(fields: readonly FieldView[], name: string | undefined): ShownGrouping | undefined {
  const read = name === undefined ? undefined : readGrouping(name)
  const field = read && fields.find(each => each.name === read.field)
  return field && groupingsOf(field).find(each => each.name === name)
}

/** What tells one group from another. */
export const keyOfGroup = (value: WireValue | undefined): string =>
  value === null || value === undefined ? '' : isReference(value) ? value.id : String(value)

export const spanTitle = (span: Span, day: string): string => {
  const words = spanWords(span, day)
  return words[0]!.toLocaleUpperCase(language()) + words.slice(1)
}

/** Choices as their field has them, days as they pass, the rest as much as there is of each; what has none of it last. */
export function inOrder<T extends { readonly value: WireValue | undefined }>(
  groups: readonly T[],
  { field, grouping }: ShownGrouping,
  orderBy: string,
): T[] {
  const place = ({ value }: T) => (value === null || value === undefined ? 1 : 0)
  const options = field.options?.map(option => option.name)
  const isDescending = new RegExp(`^\\s*${grouping.field}\\s+desc\\b`).test(orderBy)
  return groups
    .map((group, index) => ({ group, index }))
    .sort((one, other) => {
      const missing = place(one.group) - place(other.group)
      if (missing !== 0) return missing
      if (options) return options.indexOf(String(one.group.value)) - options.indexOf(String(other.group.value))
      return grouping.span && isDescending ? other.index - one.index : one.index - other.index
    })
    .map(({ group }) => group)
}
