/** Which columns a list shows, how wide they are, where they begin, and which of them stay in sight. */
import type { EntityView, FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useMemo } from 'react'
import { fieldUi } from '../../fields/registry.ts'
import { useSame } from '../../kit/use-same.ts'
import { roundedAverage, shortWords } from '../records/measures.ts'
import { systemColumns } from '../records/system-columns.ts'
import { type Column, columnWidths } from './column-widths.ts'
import { onPage, tracksOf, useSameTracks } from './columns-in-sight.ts'
import type { Placing } from './grid-row.tsx'
import { lastPinned } from './last-pinned.ts'
import { useLastWidths } from './last-widths.ts'
import type { Summary } from './summary-row.tsx'

/** Free of rows at both sides, in pixels; where rows can be chosen their boxes stand before them. */
const edge = 8
const boxWidth = 36

export interface ListColumns {
  /** In pixels. */
  readonly sizes: readonly number[]
  /** Where each column begins, in pixels; past the last one, where the boxes of rows end. */
  startOf(column: number): number
  /** The last column that stays in sight; -1: none. */
  readonly pinned: number
  readonly placing: Placing
  /** Where heads stand: the first and the last are always there, so that the keys come to them from before and from the rows. */
  readonly headPlacing: Placing
  /** How wide the boxes of rows and the columns that are drawn are, as CSS says it. */
  readonly box: string
  readonly widths: readonly string[]
  readonly template: string
  /** A row is at least so wide, in pixels. */
  readonly least: number
  /** So far, in pixels, columns stay in sight; undefined: none does. */
  readonly kept: number | undefined
}

interface ColumnsProps {
  readonly app: string
  readonly entity: EntityView
  readonly shown: readonly FieldView[]
  readonly rows: readonly RecordRow[]
  readonly summary: Summary
  /** As somebody left them, in pixels. */
  readonly chosen: Readonly<Record<string, number>>
  /** The last column that stays in sight; null: none. Undefined: the title, where not all have room. */
  readonly pin: string | null | undefined
  /** In pixels. */
  readonly available: number
  /** How far the list is scrolled along its columns, in pixels. */
  readonly along: number
  readonly hasBoxes: boolean
  /** Not all is there that the widths hang on. */
  readonly isAwaited: boolean
  readonly isOnPaper: boolean
  /** Columns that are drawn wherever the list is scrolled to. */
  readonly staying: readonly (number | undefined)[]
}

/** Those of the entity and those that all records have, in their order. */
export function useShownFields(entity: EntityView, columns: readonly string[]): readonly FieldView[] {
  const names = columns.join(',')
  return useMemo(() => {
    const known = new Map([...systemColumns, ...entity.fields].map(field => [field.name, field]))
    return names.split(',').flatMap(name => known.get(name) ?? [])
  }, [names, entity])
}

export function useColumns(props: ColumnsProps): ListColumns {
  const { entity, shown, summary, chosen, pin, available, along, isAwaited, isOnPaper } = props
  const before = props.hasBoxes ? boxWidth : edge
  const room = available - edge - before
  const fitting = columnWidths(
    shown.map(field => ({
      field,
      usual: fieldUi(field).width,
      isTitle: field.name === entity.titleField,
      chosen: chosen[field.name],
      figure: figureOf(summary, field),
    })),
    props.rows,
    room,
  )
  const sums = summary.figures.map(({ measure }) => measure.name).join()
  const given = `${room} ${shown.map(({ name }) => chosen[name] ?? '').join()}`
  const names = shown.map(({ name }) => name).join(',')
  const sizes = useLastWidths(`${props.app} ${entity.name} ${names} ${sums}`, given, fitting, isAwaited)
  const starts: number[] = []
  const end = sizes.reduce((start, size) => starts.push(start) && start + size, before)
  // On paper nothing scrolls: the columns share what there is, as many as can be read.
  const onPaper = onPage(sizes)
  const whole = onPaper.reduce((sum, size) => sum + size, 0)
  const widths = isOnPaper ? onPaper.map(size => `${(size / whole) * 100}%`) : sizes.map(size => `${size}px`)
  const box = isOnPaper ? '0px' : `${before}px`
  const least = isOnPaper ? 0 : end + edge
  const startOf = (column: number) => starts[column] ?? (column < 0 ? before : end)
  const wanted = shown.findIndex(field => field.name === (pin === undefined ? entity.titleField : pin))
  const isUsual = pin === undefined
  const pinned = isOnPaper ? -1 : lastPinned(wanted, { startOf, available, least, isUsual })
  const drawn = (also: readonly number[]) =>
    tracksOf(
      isOnPaper ? starts.slice(0, onPaper.length) : starts,
      sizes,
      isOnPaper ? { along: 0, width: Number.POSITIVE_INFINITY } : { along, width: available },
      column => column <= pinned || props.staying.includes(column) || also.includes(column),
    )
  const tracks = useSameTracks(drawn([]))
  const headTracks = useSameTracks(drawn([0, starts.length - 1]))
  const insets = useSame(starts.slice(0, pinned + 1))
  const placing = useMemo(() => ({ pinned, insets, tracks }), [pinned, insets, tracks])
  const headPlacing = useMemo(() => ({ pinned, insets, tracks: headTracks }), [pinned, insets, headTracks])
  return {
    sizes,
    startOf,
    pinned,
    placing,
    headPlacing,
    box,
    widths,
    template: `${box} ${widths.join(' ')} ${isOnPaper ? 0 : edge}px`,
    least,
    kept: pinned < 0 ? undefined : startOf(pinned + 1),
  }
}

function figureOf({ figures, values }: Summary, field: FieldView): Column['figure'] {
  const measure = figures.find(each => each.measure.field?.name === field.name)?.measure
  const value = measure && values?.[measure.name]
  if (measure === undefined || value === undefined || value === null) return undefined
  return { words: shortWords(measure), value: measure.isAverage ? roundedAverage(String(value), field) : String(value) }
}
