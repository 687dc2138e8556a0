/** Groups as a chart takes them: rows and, across them, series; the many small ones as one, the spans without records with none. */
import { type Grouping, readGrouping } from '@bailiwick/definition/fields/grouping.ts'
import type { AggregateView, EntityView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { inSentence, say } from '../../client/language.ts'
import { isReference } from '../../fields/field-ui.ts'
import { groupCondition, knownField } from '../records/groups.ts'
import { distinctColors } from './colors.ts'
import { addUp, asNumber, type Figure, type Unit } from './exact.ts'
import { type Days, spanEnd, spanShort, spansOf, spanWords } from './period.ts'
import { otherThan } from './question.ts'

export interface Slice {
  readonly id: string
  readonly title: string
  /** Where there is little room. */
  readonly short: string
  readonly color: string
  /** Which records of the widget these are. */
  readonly conditions: readonly string[]
  /** Of a span of time. */
  readonly days?: Days
  /** The period has not all of its days. */
  readonly partial?: boolean
}

export interface Figures {
  readonly rows: readonly Slice[]
  /** One, where nothing is told apart across. */
  readonly series: readonly Slice[]
  readonly split: boolean
  at(row: Slice, series: Slice): Figure
  /** Over all that was counted, shown or not; null where parts do not add up. */
  rowTotal(row: Slice): Figure
  seriesTotal(series: Slice): Figure
  readonly total: Figure
  /** Groups that are not shown. */
  readonly left: number
  readonly unit: Unit
}

export interface Shown {
  readonly by: string
  readonly across?: string | undefined
  /** At most so many rows, and so many series. */
  readonly rows: number
  readonly series: number
  /** What is beyond them is shown together, where parts add up. */
  readonly rest: boolean
  /** Options stand by how much there is of them; states never do. */
  readonly bySize?: boolean
  /** The time that spans without records are filled in for; absent: from the first to the last there is. */
  readonly days?: Days | undefined
  /** The rows there are, in their order, whether anything is in them or not. */
  readonly steps?: readonly string[] | undefined
  readonly timeZone: string
}

interface Member {
  readonly id: string
  readonly value: WireValue | undefined
}

const idOf = (value: WireValue | undefined): string =>
  value === null || value === undefined ? '' : isReference(value) ? value.id : String(value)

const otherId = '…'

export function figuresOf(view: AggregateView, entity: EntityView, measure: string, unit: Unit, shown: Shown): Figures {
  const by = readGrouping(shown.by)!
  const across = shown.across === undefined ? undefined : readGrouping(shown.across)
  const cells = view.groups.map(({ key, values }) => ({
    row: key[shown.by],
    series: shown.across === undefined ? undefined : key[shown.across],
    value: values[measure] as Figure,
  }))
  const rowAxis = axis(
    cells.map(cell => [cell.row, cell.value]),
    entity,
    by,
    { ...shown, most: shown.rows },
    unit,
  )
  const seriesAxis = across
    ? axis(
        cells.map(cell => [cell.series, cell.value]),
        entity,
        across,
        { ...shown, most: shown.series, days: undefined, steps: undefined, rest: true, bySize: false },
        unit,
      )
    : undefined
  const whole: Slice = { id: 'all', title: '', short: '', color: rowAxis.slices[0]?.color ?? 'indigo', conditions: [] }
  const series = seriesAxis?.slices ?? [{ ...whole, color: 'indigo' }]
  const found = new Map<string, Figure[]>()
  const put = (row: string, column: string, value: Figure) => {
    const id = `${row}\n${column}`
    found.set(id, [...(found.get(id) ?? []), value])
  }
  for (const cell of cells) {
    const row = rowAxis.place(idOf(cell.row))
    const column = seriesAxis ? seriesAxis.place(idOf(cell.series)) : 'all'
    if (row !== undefined && column !== undefined) put(row, column, cell.value)
    if (row !== undefined) put(row, 'total', cell.value)
    if (column !== undefined) put('total', column, cell.value)
  }
  const sum = (row: string, column: string): Figure => {
    const values = found.get(`${row}\n${column}`) ?? []
    if (values.length === 1) return values[0]
    if (values.length === 0) return unit.adds ? 0 : null
    return unit.adds ? addUp(values) : null
  }
  return {
    rows: rowAxis.slices,
    series,
    split: seriesAxis !== undefined,
    at: (row, column) => sum(row.id, column.id),
    rowTotal: row => sum(row.id, 'total'),
    seriesTotal: column => sum('total', column.id),
    total: unit.adds ? addUp(cells.map(cell => cell.value)) : null,
    left: rowAxis.left,
    unit,
  }
}

interface Axis {
  readonly slices: readonly Slice[]
  /** Where a value stands; undefined: it is not shown. */
  place(id: string): string | undefined
  readonly left: number
}

function axis(
  pairs: readonly (readonly [WireValue | undefined, Figure])[],
  entity: EntityView,
  grouping: Grouping,
  shown: Shown & { readonly most: number },
  unit: Unit,
): Axis {
  const members = new Map<string, Member>()
  const sizes = new Map<string, number>()
  for (const [value, figure] of pairs) {
    const id = idOf(value)
    if (!members.has(id)) members.set(id, { id, value })
    sizes.set(id, (sizes.get(id) ?? 0) + Math.abs(asNumber(figure)))
  }
  if (grouping.span) return spanAxis(members, entity, { ...grouping, span: grouping.span }, shown)
  const field = knownField(entity, grouping.field)
  const options = field?.options?.map(option => option.name) ?? []
  // The largest stay; what has an order of its own stands in it.
  const largest = [...members.values()].sort((one, other) => (sizes.get(other.id) ?? 0) - (sizes.get(one.id) ?? 0))
  const folds = shown.steps === undefined && shown.rest && unit.adds && largest.length > shown.most
  const kept = shown.steps?.map(id => ({ id, value: id })) ?? largest.slice(0, folds ? shown.most - 1 : shown.most)
  if (options.length > 0 && !shown.steps && !(shown.bySize && !field?.managed))
    kept.sort((one, other) => rank(options, one) - rank(options, other))
  const colors = distinctColors(kept.map(({ id }) => field?.options?.find(option => option.name === id)?.color))
  const slices = kept.map(({ id, value }, index): Slice => {
    const title = titleOf(value, entity, grouping)
    return { id, title, short: title, color: colors[index]!, conditions: groupCondition(entity, grouping, value, shown.timeZone) }
  })
  const rest: Slice = {
    id: otherId,
    title: say('Other'),
    short: say('Other'),
    // Grey as well, where none of the others is.
    color: colors.includes('gray') ? 'gray-pale' : 'rest',
    conditions: otherThan(
      entity,
      grouping,
      kept.map(({ value }) => value),
    ),
  }
  const known = new Set(kept.map(({ id }) => id))
  return {
    slices: folds ? [...slices, rest] : slices,
    place: id => (known.has(id) ? id : folds ? otherId : undefined),
    left: folds || shown.steps ? 0 : largest.length - kept.length,
  }
}

function spanAxis(
  members: ReadonlyMap<string, Member>,
  entity: EntityView,
  grouping: Required<Grouping>,
  { days, timeZone }: Shown,
): Axis {
  const there = [...members.keys()].filter(id => id !== '').sort()
  const [first, last] = [there[0], there[there.length - 1]]
  const range =
    days ?? (first !== undefined && last !== undefined ? { from: first, to: spanEnd(grouping.span, last) } : undefined)
  const starts = range ? spansOf(grouping.span, range) : []
  return {
    slices: starts.map(day => {
      const to = spanEnd(grouping.span, day)
      const partial = days !== undefined && (day < days.from || to > days.to)
      const span = spanWords(grouping.span, day)
      return {
        id: day,
        title: partial ? say('{span}, in part', { span }) : span,
        short: spanShort(grouping.span, day),
        color: 'indigo',
        conditions: groupCondition(entity, grouping, day, timeZone),
        days: { from: day, to },
        partial,
      }
    }),
    place: id => (starts.includes(id) ? id : undefined),
    left: 0,
  }
}

const rank = (options: readonly string[], { id }: Member) => options.indexOf(id) >>> 0

function titleOf(value: WireValue | undefined, entity: EntityView, grouping: Grouping): string {
  const field = knownField(entity, grouping.field)
  if (value === null || value === undefined)
    return field ? say('No {field}', { field: inSentence(field.title) }) : say('No value')
  if (isReference(value)) return value.title ?? say('Not visible to you')
  if (typeof value === 'boolean') return value ? say('Yes') : say('No')
  return field?.options?.find(option => option.name === value)?.title ?? String(value)
}
