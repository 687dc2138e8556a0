/**
 * Many questions for figures, made of few groups. What a million records come to by state, team and day is some thousands of numbers, and all that is asked by one or two of
 * those, or of a filter, is added up from them. Groups are counted in one walk through the records (GROUPING SETS), several sorts of them at once where one would be too many.
 */
import { quote } from '@bailiwick/definition/compile/names.ts'
import { type Measure, readGrouping, readMeasure, type Span, spans } from '@bailiwick/definition/fields/grouping.ts'
import { type AggregateRequest, type Figures, figuresOf, listed } from './aggregate.ts'
import { type Making, spanSql } from './aggregate-columns.ts'
import type { Surface } from './surface.ts'
import { at, type Parameters } from './values.ts'

/** What a whole comes to by what its parts come to; the middle of all values is not known from parts. */
const foldable: readonly Measure['of'][] = ['count', 'sum', 'avg', 'min', 'max']

export function canFold({ measures }: AggregateRequest): boolean {
  return listed(measures ?? 'count').every(text => {
    const measure = readMeasure(text)
    return measure !== undefined && foldable.includes(measure.of)
  })
}

/** Groups of values that the definition counts: a table of so many is soon added up. */
const mostGroups = 5_000
/** The same for each of their days: there are some thousand days. */
const mostBesideDays = 50
/** The same for each of whatever nobody has counted: there may be as many customers as records. */
const mostBeside = 8
/** PostgreSQL's GROUPING takes so many. */
const mostKeys = 31

/** By what a row's groups are told. No field's name holds `$`: there may be one called `among`. */
const told = quote('$among')

interface Folded {
  readonly figures: Figures
  /** Columns that its groups and its filter are told by. */
  readonly keys: readonly string[]
}

export interface Folding {
  /** Columns of a record that are read, with their names where they are worked out. */
  readonly columns: readonly string[]
  readonly figures: readonly Figures[]
  /** What stands in `WITH`, made from `source`: rows called as `columns` and the marks say. */
  parts(source: string): string[]
  /** An expression for each of the questions: its rows as JSON. */
  readonly answers: readonly string[]
  /** Sorts of groups, and answers, that may be of as many groups as there are records. */
  readonly large: number
}

/**
 * @param requests each of which `canFold`
 * @param markOf the column that says whether a record is one of the question's, where not all are
 */
export function fold(
  surface: Surface,
  requests: readonly AggregateRequest[],
  parameters: Parameters,
  markOf: (request: AggregateRequest) => string | undefined,
): Folding {
  const few = new Map<string, number>()
  const worked = new Map<string, string>()
  const units = unitsOf(requests)
  const totals = new Map<string, string>()
  const folded = requests.map((request): Folded => {
    const days: string[] = []
    const making: Making = {
      span: (asked, local) => {
        const column = quote(`$since ${asked.field}`)
        const unit = units.get(asked.field)!
        if (!worked.has(column)) worked.set(column, unit === 'day' ? `(${local()})::date` : `date_trunc('${unit}', ${local()})`)
        days.push(column)
        return spanSql(asked, unit === 'day' ? `v.${column}::timestamp` : `v.${column}`)
      },
      total: (of, column = '*', among = '') => {
        const counted = `${of}(${column})`
        const part = totals.get(counted) ?? quote(`$total${totals.size}`)
        totals.set(counted, part)
        return of === 'count' ? `coalesce(sum(v.${part})${among}, 0)::bigint` : `${of === 'sum' ? 'sum' : of}(v.${part})${among}`
      },
    }
    const figures = figuresOf(surface, request, parameters, { making })
    const keys = [...days]
    for (const { of, atMost } of figures.groups) {
      if (of === undefined) continue
      keys.push(quote(of))
      if (atMost !== undefined) few.set(quote(of), atMost)
    }
    const mark = markOf(request)
    if (mark !== undefined) {
      keys.push(mark)
      few.set(mark, 2)
    }
    return { figures, keys: [...new Set(keys)] }
  })
  const sets = setsOf(folded, few, worked)
  const walks = walksOf([...new Set(sets.values())])
  const answers = folded.map(question => {
    const set = sets.get(question)!
    const walk = walks.findIndex(({ sets: those }) => those.includes(set))
    const mark = markOf(requests[folded.indexOf(question)]!)
    const from = `part${walk} v WHERE v.${told} = ${bitsOf(walks[walk]!.keys, set)}${mark === undefined ? '' : ` AND v.${mark}`}`
    return rowsAsJson(question.figures, from)
  })
  const isLarge = (keys: Iterable<string>) => [...keys].some(key => !few.has(key) && !worked.has(key))
  const of = new Set(folded.flatMap(({ figures }) => figures.of))
  return {
    columns: [...[...of].map(name => at('v', name)), ...[...worked].map(([column, sql]) => `${sql} AS ${column}`)],
    figures: folded.map(({ figures }) => figures),
    parts: source =>
      walks.map(({ keys, sets: those }, index) => {
        const named = (columns: readonly string[]) => columns.map(column => `v.${column}`).join(', ')
        const counted = [...totals].map(([sql, part]) => `${sql} AS ${part}`)
        const shown = [
          ...keys.map(column => `v.${column}`),
          `${keys.length > 0 ? `grouping(${named(keys)})` : '0'} AS ${told}`,
          ...counted,
        ]
        return `part${index} AS MATERIALIZED (SELECT ${shown.join(', ')} FROM ${source} v GROUP BY GROUPING SETS (${those
          .map(set => `(${named([...set])})`)
          .join(', ')}))`
      }),
    answers,
    large: [...new Set(sets.values()), ...folded.map(({ keys }) => keys)].filter(isLarge).length,
  }
}

/** @param from rows called `v`, with or without a condition */
export function rowsAsJson({ columns, sql }: Figures, from: string): string {
  const names = columns.map((_, column) => `c${column}`)
  return `(SELECT json_agg(json_build_array(${names.join(', ')})) FROM (${sql(from)}) q(${names.join(', ')}))`
}

/** The longest spans by which records of each field can be kept, for all that is asked of it: weeks are of no month. */
function unitsOf(requests: readonly AggregateRequest[]): ReadonlyMap<string, Span> {
  const units = new Map<string, Span>()
  for (const { groupBy } of requests)
    for (const name of listed(groupBy)) {
      const { field, span } = readGrouping(name) ?? {}
      if (field === undefined || span === undefined) continue
      const unit = span === 'week' ? 'day' : span
      const before = units.get(field) ?? unit
      units.set(field, spans.indexOf(unit) < spans.indexOf(before) ? unit : before)
    }
  return units
}

type Keys = Set<string>

/** Which groups each question is added up from: the fewest sorts of groups of which none is too many. */
function setsOf(
  folded: readonly Folded[],
  few: ReadonlyMap<string, number>,
  days: ReadonlyMap<string, unknown>,
): ReadonlyMap<Folded, Keys> {
  const made: { readonly keys: Keys; readonly many: string }[] = []
  const sets = new Map<Folded, Keys>()
  for (const question of folded.toSorted((one, other) => other.keys.length - one.keys.length)) {
    const uncounted = question.keys.filter(key => !few.has(key)).sort()
    const many = uncounted.join()
    const most = uncounted.length === 0 ? mostGroups : uncounted.every(key => days.has(key)) ? mostBesideDays : mostBeside
    const groupsOf = (keys: Iterable<string>) => [...keys].reduce((product, key) => product * (few.get(key) ?? 1), 1)
    const set = made.find(({ keys }) => question.keys.every(key => keys.has(key))) ??
      made.find(
        set =>
          set.many === many &&
          new Set([...set.keys, ...question.keys]).size <= mostKeys &&
          groupsOf(new Set([...set.keys, ...question.keys])) <= most,
      ) ?? { keys: new Set<string>(), many }
    for (const key of question.keys) set.keys.add(key)
    if (!made.includes(set)) made.push(set)
    sets.set(question, set.keys)
  }
  return sets
}

interface Walk {
  readonly keys: readonly string[]
  readonly sets: readonly Keys[]
}

function walksOf(sets: readonly Keys[]): Walk[] {
  const walks: Walk[] = []
  for (const set of sets) {
    const last = walks.at(-1)
    const keys = [...new Set([...(last?.keys ?? []), ...set])]
    if (last && keys.length <= mostKeys) walks[walks.length - 1] = { keys, sets: [...last.sets, set] }
    else walks.push({ keys: [...set], sets: [set] })
  }
  return walks
}

/** What GROUPING says of the set: a bit for each key that it does not tell apart, the last key the lowest. */
function bitsOf(keys: readonly string[], set: Keys): number {
  return keys.reduce((bits, key) => bits * 2 + (set.has(key) ? 0 : 1), 0)
}
