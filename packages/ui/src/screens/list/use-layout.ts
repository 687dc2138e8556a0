/** How a list is laid out, beyond which columns it has: widths, what stays in sight, groups and figures. In the address; widths of a list as it was made are this browser's. */
import { readMeasure } from '@bailiwick/definition/fields/grouping.ts'
import type { FieldView, ViewQuestion } from '@bailiwick/definition/wire/index.ts'
import { useDebouncedCallback, useLocalStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { groupsQuery } from '../../client/queries.ts'
import { useSame } from '../../kit/use-same.ts'
import { allMeasures, measureOf, type ShownMeasure } from '../records/measures.ts'
import type { RecordsPage } from '../records/page.ts'
import { printWidths, readWidths } from '../records/widths.ts'
import { groupingsOf } from './groupings.ts'
import type { ColumnActs } from './header-cell.tsx'
import type { Summary } from './summary-row.tsx'

export interface ListLayout {
  /** @param before the place that it comes to stand before, among all that are shown now */
  move(column: string, before: number): void
  readonly widths: Readonly<Record<string, number>>
  /** @param widths those that change; undefined: all are as the list has them */
  setWidths(widths: Readonly<Record<string, number>> | undefined): void
  /** The last column that stays in sight; null: none; undefined: nobody said. */
  readonly pin: string | null | undefined
  readonly measures: readonly ShownMeasure[]
  actsOf(field: FieldView): ColumnActs
  /** What a view that is saved now keeps beside the address. */
  readonly beside: ViewQuestion
}

/** Those of the server, but for the number of records, which heads of groups have as well. */
const mostMeasures = 7

/** @param columns that are shown */
export function useLayout(page: RecordsPage, columns: readonly string[], counts: boolean): ListLayout {
  const { entity, search, change, screen, app } = page
  const [own, setOwn] = useLocalStorage<Record<string, number>>({
    key: `columns ${app.name} ${screen.name}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  })
  const isInAddress = search.widths !== undefined || search.view !== undefined
  const [drawn, setDrawn] = useState<Readonly<Record<string, number>>>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the address has them, it says them
  useEffect(() => setDrawn(undefined), [search.widths, search.view])
  const tell = useDebouncedCallback((next: Readonly<Record<string, number>>) => change({ widths: printWidths(next) }, true), 150)
  const widths = isInAddress ? (drawn ?? readWidths(search.widths)) : own
  const names = [...new Set(search.summary?.split(',') ?? [])]
  const measures = counts ? names.flatMap(name => measureOf(entity, name) ?? []).slice(0, mostMeasures) : []
  const shown = useSame(measures.map(({ name }) => name))
  const move = useCallback(
    (column: string, before: number) => change({ columns: moved(columns, column, before).join(',') }, true),
    [columns, change],
  )
  const { group, pin } = search
  // Heads stand still while records are opened.
  const actsOf = useCallback<ListLayout['actsOf']>(
    field => {
      const set = (next: readonly string[]) => change({ summary: next.join(',') || undefined }, true)
      const isTitle = field.name === entity.titleField
      const mine = counts ? allMeasures(entity).filter(each => (each.field ? each.field.name === field.name : isTitle)) : []
      return {
        groupings: counts ? groupingsOf(field) : [],
        group,
        onGroup: name => change({ group: name }),
        measures: mine,
        measure: shown.find(each => mine.some(({ name }) => name === each)),
        onMeasure: name => set([...shown.filter(each => !mine.some(other => other.name === each)), ...(name ? [name] : [])]),
        isLastPinned: pin === field.name,
        onPin: isPinned => change({ pin: isPinned ? field.name : '-' }, true),
        onMove: by => {
          const to = columns.indexOf(field.name) + by
          return to >= 0 && to < columns.length ? () => move(field.name, to + (by > 0 ? 1 : 0)) : undefined
        },
        // One place beside it is no way to save.
        onStart: columns.indexOf(field.name) > 1 ? () => move(field.name, 0) : undefined,
        onEnd: columns.indexOf(field.name) < columns.length - 2 ? () => move(field.name, columns.length) : undefined,
        onHide:
          columns.length > 1 ? () => change({ columns: columns.filter(name => name !== field.name).join(',') }, true) : undefined,
      }
    },
    [entity, counts, change, move, columns, shown, group, pin],
  )
  const beside = useSame<ViewQuestion>(
    search.widths === undefined && Object.keys(own).length > 0 ? { widths: printWidths(own)! } : {},
  )
  return {
    widths,
    move,
    setWidths: changed => {
      const next = changed ? { ...widths, ...changed } : {}
      if (!isInAddress) return setOwn(next)
      setDrawn(next)
      tell(next)
    },
    pin: pin === undefined ? undefined : pin === '-' ? null : pin,
    measures,
    actsOf,
    beside,
  }
}

/** @param before a place among the columns as they are now */
export function moved(columns: readonly string[], column: string, before: number): readonly string[] {
  const rest = (part: readonly string[]) => part.filter(name => name !== column)
  return [...rest(columns.slice(0, before)), column, ...rest(columns.slice(before))]
}

/** Figures over all that the list has, beneath the columns they are of; how many, beneath the title. */
export function useSummary(page: RecordsPage, columns: readonly string[], measures: readonly ShownMeasure[]): Summary {
  const { app, entity, filter, search } = page
  const figures = measures.flatMap(measure => {
    const column = columns.indexOf(readMeasure(measure.name)?.field ?? entity.titleField)
    return column < 0 ? [] : [{ measure, column }]
  })
  const answer = useQuery({
    ...groupsQuery(app.name, entity.name, {
      measures: figures.map(({ measure }) => measure.name).join(','),
      filter,
      search: search.search,
    }),
    enabled: figures.length > 0,
  })
  return {
    figures,
    values: answer.data?.groups[0]?.values,
    isFailed: answer.isError && !answer.data,
  }
}
