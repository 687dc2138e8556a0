/** What one person changed of a record's lines, apart from what they were: as `edited.ts` for the record itself. */
import type { Problem, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { requestOf, same, type Values } from './edited.ts'

export interface LineValue {
  /** Absent: it is new. */
  readonly id?: string
  /** Of a new line all values, of one that is there those that were changed. */
  readonly values: Values
}
export type LineValues = Readonly<Record<string, readonly LineValue[]>>

export const linesOf = (rows: readonly RecordRow[]): LineValue[] => rows.map(row => ({ id: row.id, values: {} }))

/** Of places in lines, as a refusal names them, those where something else stands now. Where rows came or went, no place is what it was. */
export function changedPlaces(
  name: string,
  before: readonly LineValue[],
  now: readonly LineValue[],
  places: readonly { readonly field: string }[],
): string[] {
  const isSame = before.length === now.length
  return places.flatMap(({ field: place }) => {
    const [, list, index, field] = /^(\w+)\[(\d+)\](?:\.(\w+))?$/.exec(place) ?? []
    if (list !== name) return []
    const [one, other] = [before[Number(index)], now[Number(index)]]
    const stands = isSame && (field === undefined ? one === other : one?.values[field] === other?.values[field])
    return stands ? [] : [place]
  })
}

export function areUntouched(rows: readonly LineValue[], before: readonly RecordRow[]): boolean {
  const isSame = (row: LineValue, index: number) => row.id === before[index]?.id && !isTouched(row)
  return rows.length === before.length && rows.every(isSame)
}

/** The same work on the lines as they are now: what others added stays, and what was taken out here goes. */
export function ontoLinesNow(rows: readonly LineValue[], before: readonly string[], now: readonly RecordRow[]): LineValue[] {
  const mine = (id: string) => rows.find(row => row.id === id)
  const stays = now.filter(({ id }) => mine(id) !== undefined || !before.includes(id))
  return [...stays.map(({ id }) => mine(id) ?? { id, values: {} }), ...rows.filter(row => row.id === undefined)]
}

export type Lines = Readonly<Record<string, readonly RecordRow[]>>

/** A line as a request carries it. */
export interface AskedLine {
  readonly id?: string
  readonly version?: number
  readonly fields?: Readonly<Record<string, unknown>>
  readonly deleted?: boolean
}

export const isTouched = ({ values }: LineValue) => Object.keys(values).length > 0

/** In their order, since refusals name it; what was taken out stands behind. @param before the lines as they were last seen here */
export function lineRequest(lines: LineValues, before: Lines): Record<string, AskedLine[]> {
  return Object.fromEntries(
    Object.entries(lines).map(([name, rows]) => {
      const was = before[name] ?? []
      const asked = rows.map((row): AskedLine => {
        const { id, values } = row
        const fields = requestOf({ touched: values })
        if (id === undefined) return { fields }
        return isTouched(row) ? { id, version: was.find(each => each.id === id)?.version ?? 0, fields } : { id }
      })
      const gone = takenOut(rows, was).map(({ id, version }): AskedLine => ({ id, version, deleted: true }))
      return [name, [...asked, ...gone]]
    }),
  )
}

export const takenOut = (rows: readonly LineValue[], before: readonly RecordRow[]) =>
  before.filter(({ id }) => !rows.some(row => row.id === id))

/** Whether what was written in a line that is gone stands in a new one. */
export const isAddedAgain = (rows: readonly LineValue[], { values }: Moved['gone'][number]) =>
  rows.some(row => row.id === undefined && Object.entries(values).every(([name, value]) => same(row.values[name], value)))

/** Whether a refusal says that the record, or one of its lines, is not what it was seen as. */
export const isMovedMeanwhile = ({ code, fields }: Problem) =>
  code === 'record.stale' || (code === 'record.invalid' && fields?.some(({ field }) => field.endsWith('].id')) === true)

/** What others did to the lines while they were written here. */
export interface Moved {
  /** What was written here, and on what: of that nothing is lost before it is answered. */
  readonly from: { readonly rows: readonly LineValue[]; readonly before: readonly RecordRow[] }
  /** Who last wrote the lines that are new or other than they were. */
  readonly by: readonly string[]
  /** What needs no answer: it stands, and goes with what was written here. */
  readonly told: readonly Told[]
  /** Lines that were changed here and are no longer there. */
  readonly gone: readonly { readonly was: RecordRow; readonly values: Values }[]
  /** Lines that were taken out here, and that others changed since. */
  readonly out: readonly RecordRow[]
  /** Fields of a line that both wrote: theirs stands until what was written here is chosen. */
  readonly both: readonly {
    readonly row: RecordRow
    readonly field: string
    readonly mine: WireValue | undefined
  }[]
}

interface Told {
  /** The line as it is, or as it was where it is no longer there. */
  readonly row: RecordRow
  readonly did: 'added' | 'changed' | 'removed'
  /** What of it is other than it was. */
  readonly fields: readonly string[]
}

/** Added, changed, taken out or hidden: any of it. */
export function haveMoved(before: readonly RecordRow[], now: readonly RecordRow[]): boolean {
  const marks = (rows: readonly RecordRow[]) => rows.map(({ id, version }) => `${id} ${version}`).join()
  return marks(before) !== marks(now)
}

export function ontoMovedLines(
  rows: readonly LineValue[],
  before: readonly RecordRow[],
  now: readonly RecordRow[],
): { readonly rows: LineValue[]; readonly moved: Moved } {
  const was = new Map(before.map(row => [row.id, row]))
  const is = new Map(now.map(row => [row.id, row]))
  const onto = ontoLinesNow(
    rows,
    before.map(({ id }) => id),
    now,
  ).map(row => {
    const present = row.id === undefined ? undefined : is.get(row.id)
    if (!present) return row
    return {
      ...row,
      values: Object.fromEntries(Object.entries(row.values).filter(([name, value]) => !same(value, present[name]))),
    }
  })
  const others = now.filter(({ id, version }) => was.get(id)?.version !== version)
  const mine = new Map(onto.flatMap(row => (row.id === undefined ? [] : [[row.id, row.values] as const])))
  const isOther = (row: RecordRow, field: string) => !same(was.get(row.id)?.[field], row[field])
  const gone = rows.flatMap(({ id, values }) => {
    const old = id !== undefined && !is.has(id) && isTouched({ values }) ? was.get(id) : undefined
    return old ? [{ was: old, values }] : []
  })
  const told = others.flatMap((row): Told[] => {
    const old = was.get(row.id)
    if (!old) return [{ row, did: 'added', fields: [] }]
    const written = mine.get(row.id)
    // What was kept of it, where that is not all: of the rest nobody knows what it was.
    const fields = Object.keys(old).filter(
      field => !ofItself.has(field) && field in row && isOther(row, field) && !(written && field in written),
    )
    return written && fields.length > 0 ? [{ row, did: 'changed', fields }] : []
  })
  const removed = before.filter(({ id }) => !is.has(id) && !gone.some(({ was: { id: other } }) => other === id))
  const both = onto.flatMap(({ id, values }) => {
    const row = id === undefined ? undefined : is.get(id)
    return row
      ? Object.keys(values)
          .filter(field => isOther(row, field))
          .map(field => ({ row, field, mine: values[field] }))
      : []
  })
  const isBoth = (id: string | undefined, name: string) => both.some(({ row, field }) => row.id === id && field === name)
  return {
    // Whoever saves again without a choice writes over nothing.
    rows: onto.map(row => ({
      ...row,
      values: Object.fromEntries(Object.entries(row.values).filter(([name]) => !isBoth(row.id, name))),
    })),
    moved: {
      from: { rows, before },
      by: [...new Set(others.flatMap(({ updated_by }) => updated_by?.title ?? []))],
      told: [
        ...told,
        ...removed.filter(({ id }) => rows.some(row => row.id === id)).map(row => ({ row, did: 'removed' as const, fields: [] })),
      ],
      gone,
      out: others.filter(({ id }) => was.has(id) && !mine.has(id)),
      both,
    },
  }
}

/** What every write changes, whatever it writes. */
const ofItself = new Set(['id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by'])
