/** The widgets of a dashboard as a definition says them: each is chosen by the key that names what it is and holds its title. */

import { lengths } from '../model/lengths.ts'
import { comparisons, type Widget, type WidgetKind, type WidgetWidth, widgetWidths } from '../model/widget.ts'
import {
  expression,
  flag,
  keys,
  name,
  number,
  oneOf,
  optional,
  pattern,
  prose,
  type Reads,
  required,
  text,
  whole,
  word,
} from '../read/shape.ts'
import { defaultOrder, fieldsKey, orderKey, said, unlessDefault } from './parts.ts'

const called = (pattern_: string) => new RegExp(`^[a-z][a-z0-9_]*(\\(${pattern_}\\))?$`)
const grouping = pattern(called('[a-z][a-z0-9_]*'), 'a field, or a span of one', 'week(created_at)')
const measured = pattern(called('[a-z][a-z0-9_]*'), '`count`, or a measure of a field', 'sum(amount)')

const of = required(name(), 'The entity whose records these are.')
const which = {
  filter: optional(expression(), 'CEL over `record` and `user`: which records.'),
  on: optional(
    name(),
    'The day or moment by which the period counts. Default: that of `by` where it is a span, else that of the dashboard.',
  ),
  all_time: optional(flag(), 'Counts whatever the period is: how things stand now.'),
  width: optional(
    word('width', widgetWidths),
    'How much of a row it takes. Default: a quarter for numbers, a third for pies and funnels, two thirds for lines, a row for texts, else half.',
  ),
}
const measure = optional(
  measured,
  '`count` (default), or `sum`, `avg`, `min`, `max`, `median` or `p90` (nine in ten are no more) of a field.',
)
const mostTarget = 1_000_000_000_000
const by = required(grouping, 'What is told apart: a field, or `day`, `week`, `month`, `quarter` or `year` of a day or moment.')
const across = required(grouping, 'What is told apart across it, as with `by`.')
const topKey = (least: number, most: number, about: string) => optional(whole(least, most), about)
const title = (about: string) => required(text(lengths.title), about)

const shapes = {
  number: keys({
    number: title('One figure. Its title.'),
    of,
    measure,
    share: optional(expression(), 'CEL: shown is for how many of the records this holds, in percent.'),
    by: optional(grouping, 'A span of time: a small line shows how it went.'),
    compare: optional(word('comparison', comparisons), 'With which time it is compared.'),
    good: optional(word('direction', ['up', 'down']), 'Which way is good news. Absent: neither.'),
    target: optional(
      number(-mostTarget, mostTarget),
      'What the figure is to reach, or with `good: down` not to exceed, as it is shown; said in red where it does not.',
    ),
    ...which,
  }),
  line: keys({
    line: title('Figures along time. Its title.'),
    of,
    measure,
    by: required(grouping, 'A span of time: `week(created_at)`.'),
    split: optional(grouping, 'A line for each value of this field, five at most.'),
    ...which,
  }),
  bar: keys({
    bar: title('A bar for each group. Its title.'),
    of,
    measure,
    by,
    stack: optional(grouping, 'What each bar is made of.'),
    top: topKey(1, 50, 'At most so many bars, the largest. Default 10. Spans of time are all shown.'),
    at_least: optional(whole(2, 1_000), 'Only groups of so many records or more: 2 shows what is there twice.'),
    ...which,
  }),
  pie: keys({ pie: title('Parts of a whole, as a ring with its numbers. Its title.'), of, measure, by, ...which }),
  funnel: keys({
    funnel: title('How many come how far. Its title.'),
    of,
    measure,
    by: required(name(), 'A state or a choice. Each step counts the records that are there or further.'),
    steps: optional(fieldsKey, 'The options in their order. Default: all.'),
    ...which,
  }),
  heat_map: keys({ heat_map: title('Cells, the darker the more. Its title.'), of, measure, by, across, ...which }),
  pivot: keys({ pivot: title('Rows and columns of figures with their sums. Its title.'), of, measure, by, across, ...which }),
  table: keys({
    table: title('The first records of an order. Its title.'),
    of,
    columns: required(fieldsKey, 'The columns, in order.'),
    order: orderKey,
    top: topKey(1, 50, 'So many records. Default 5.'),
    ...which,
  }),
  text: keys({
    text: required(
      prose(4_000),
      'Plain paragraphs, with empty lines between them. Two or more at its beginning that start with a word and a colon, as in “Owner: Ana”, stand as names and values.',
    ),
    width: which.width,
  }),
} as const

export const widgetShapes = shapes
export const widgetShape = oneOf('widget', shapes)
export type WidgetText = Reads<typeof widgetShape>

const widths: Readonly<Partial<Record<WidgetKind, WidgetWidth>>> = {
  number: 'quarter',
  line: 'two_thirds',
  pie: 'third',
  funnel: 'third',
  text: 'full',
}
const widthOf = (kind: WidgetKind): WidgetWidth => widths[kind] ?? 'half'
const tops = { bar: 10, table: 5 } as const

export function buildWidget(written: WidgetText): Widget {
  const kind = (Object.keys(shapes) as WidgetKind[]).find(each => each in written)!
  const width = written.width ?? widthOf(kind)
  if ('text' in written) return { kind: 'text', text: written.text, width }
  const records = {
    title: (written as unknown as Record<WidgetKind, string>)[kind],
    width,
    of: written.of,
    ...(written.filter !== undefined && { filter: written.filter }),
    ...(written.on && { on: written.on }),
    allTime: written.all_time ?? false,
  }
  if ('table' in written)
    return {
      kind: 'table',
      ...records,
      columns: written.columns,
      orderBy: written.order ?? defaultOrder,
      top: written.top ?? tops.table,
    }
  const figures = { ...records, measure: written.measure ?? 'count' }
  if ('number' in written)
    return {
      kind: 'number',
      ...figures,
      ...(written.by && { by: written.by }),
      ...(written.compare && { compare: written.compare }),
      ...(written.good && { good: written.good }),
      ...(written.share !== undefined && { share: written.share }),
      ...(written.target !== undefined && { target: written.target }),
    }
  if ('line' in written) return { kind: 'line', ...figures, by: written.by, ...(written.split && { across: written.split }) }
  if ('bar' in written)
    return {
      kind: 'bar',
      ...figures,
      by: written.by,
      ...(written.stack && { across: written.stack }),
      top: written.top ?? tops.bar,
      ...(written.at_least && { atLeast: written.at_least }),
    }
  if ('pie' in written) return { kind: 'pie', ...figures, by: written.by }
  if ('funnel' in written) return { kind: 'funnel', ...figures, by: written.by, steps: written.steps ?? [] }
  return { kind: 'pivot' in written ? 'pivot' : 'heat_map', ...figures, by: written.by, across: written.across }
}

/** What `across` is called with each widget. */
export const acrossKeys: Readonly<Partial<Record<WidgetKind, string>>> = { line: 'split', bar: 'stack' }

export function widgetText(widget: Widget): Record<string, unknown> {
  const width = widget.width === widthOf(widget.kind) ? undefined : widget.width
  if (widget.kind === 'text') return said({ text: widget.text, width })
  const { kind, title, of, filter, on, allTime, width: _, ...own } = widget
  const { measure, across, orderBy, top, atLeast, ...rest } = own as Partial<Record<string, unknown>>
  return said({
    [kind]: title,
    of,
    measure: measure === 'count' ? undefined : measure,
    ...rest,
    [acrossKeys[kind] ?? 'across']: across,
    order: orderBy === undefined ? undefined : unlessDefault(String(orderBy)),
    top: kind in tops && top === tops[kind as keyof typeof tops] ? undefined : top,
    at_least: atLeast,
    filter,
    on,
    all_time: allTime,
    width,
  })
}
