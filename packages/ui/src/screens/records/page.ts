/** What a page of records shows, whatever its type: the records, narrowed by what a person set, and the one that is open. All of it is in the address. */
import type { AppView, EntityView, FieldView, ScreenView, ViewQuestion } from '@bailiwick/definition/wire/index.ts'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { recordQuery } from '../../client/queries.ts'
import { useViewing } from '../../client/viewing.ts'
import { useSame } from '../../kit/use-same.ts'
import { useScreenAddress } from './address.ts'
import { printColumns, readColumns } from './column-names.ts'
import { systemColumns } from './system-columns.ts'
import { shortWidths, wholeWidths } from './width-names.ts'

export interface PageSearch {
  readonly filter?: string
  readonly orderBy?: string
  readonly search?: string
  readonly record?: string
  readonly form?: 'new' | 'edit'
  readonly trash?: 'only'
  readonly shared?: 'me'
  /** Comma-separated; absent: the list's own. */
  readonly columns?: string
  /** The saved view it was opened by. */
  readonly view?: string
  /** The day a calendar or timeline stands at. */
  readonly at?: string
  /** How much of time it shows. */
  readonly span?: string
  /** The time a dashboard counts: `30d`. */
  readonly period?: string
  /** How often a dashboard asks again by itself: `1m`. */
  readonly every?: string
  /** A dashboard alone on a large screen. */
  readonly tv?: 'on'
  /** What stands in the rows of a pivot, in its columns (`-`: nothing) and in its cells; absent: what the screen says. */
  readonly rows?: string
  readonly across?: string
  readonly measures?: string
  /** What a list is grouped by: `status`, `week(created_at)`. */
  readonly group?: string
  /** Figures beneath a list and in the heads of its groups: `sum(amount),avg(hours)`. */
  readonly summary?: string
  /** The last of the columns that stay in sight at the left; `-`: none. */
  readonly pin?: string
  /** How wide columns are, in pixels: `subject:300,status:120`; of many, from one field to another: `subject..status:300.120`. */
  readonly widths?: string
}

/** A screen that shows records of one entity. */
export type RecordsView = Extract<ScreenView, { readonly entity: string }>

/** @typeParam K the type of screen; any of them where it makes no difference */
export interface PageProps<K extends ScreenView['kind'] = ScreenView['kind']> {
  readonly app: AppView
  readonly screen: Extract<ScreenView, { readonly kind: K }>
  /** `s/queue`, `e/ticket` */
  readonly path: string
}

export interface RecordsPage {
  readonly app: AppView
  readonly entity: EntityView
  readonly screen: RecordsView
  readonly path: string
  readonly search: PageSearch
  /** @param replace without a step back to what was before */
  change(next: Partial<Record<keyof PageSearch, string | undefined>>, replace?: boolean): void
  /**
   * Goes to what a saved view asks; without one, to the screen as it was made.
   * @param replace without a step back to what was before
   */
  openView(view?: { readonly id: string; readonly question: ViewQuestion }, replace?: boolean): void
  /** The trash and what was shared can be looked at: single records are shown, not figures over them. */
  readonly hasPlaces: boolean
  readonly trash: 'only' | undefined
  readonly shared: 'me' | undefined
  /** The screen's own condition, where it counts. */
  readonly condition: string | undefined
  /** What is asked: the condition and what a person adds. */
  readonly filter: string | undefined
  /** What a person set, as it is saved. */
  readonly asked: ViewQuestion
  /** Fields and system columns: what can be filtered and shown. */
  readonly known: readonly FieldView[]
  /** Those of them there are to choose from: without what only shared records show, unless these are looked at or the address names it. */
  readonly offered: readonly FieldView[]
  readonly filtered: boolean
  readonly mayCreate: boolean
  readonly mayRestore: boolean
  /** The open record may be edited in a form. */
  readonly mayEdit: boolean
  readonly mayComment: boolean
  /** As somebody else: nothing is changed. */
  readonly viewing: boolean
}

export function useRecordsPage({ app, screen, path }: Omit<PageProps, 'screen'> & { readonly screen: RecordsView }): RecordsPage {
  const entity = app.entities.find(candidate => candidate.name === screen.entity)!
  const address = useScreenAddress()
  const known = useMemo(() => [...entity.fields, ...systemColumns], [entity])
  const search = useMemo(() => inWhole(address, known), [address, known])
  const navigate = useNavigate()
  const viewing = Boolean(useViewing())
  // The panel asks for the same record; what it may be edited in stands there.
  const open = useQuery({ ...recordQuery(app.name, entity.name, search.record ?? ''), enabled: search.record !== undefined })
  const mayRestore = entity.can.includes('restore')
  const hasPlaces = screen.kind !== 'pivot'
  const trash = hasPlaces && mayRestore ? search.trash : undefined
  const shared = hasPlaces && entity.shareable && !trash ? search.shared : undefined
  // The trash is one place, and so is what was shared: a list's own condition does not divide them, or "my team's" would hide what another team shares.
  const condition = trash || shared ? undefined : screen.filter
  const change = useCallback<RecordsPage['change']>(
    (next, replace = false) =>
      void navigate({
        to: '.',
        search: (before: PageSearch) =>
          Object.fromEntries(
            Object.entries({ ...before, ...inAddress(next, known) }).filter(([, value]) => value !== undefined),
          ) as never,
        replace,
      }),
    [navigate, known],
  )
  const openView = useCallback<RecordsPage['openView']>(
    (view, replace = false) =>
      void navigate({
        to: '.',
        // The days that are looked at are no part of the question.
        search: ({ at, span }: PageSearch) =>
          ({
            ...(at && { at }),
            ...(span && { span }),
            ...(view && { ...inAddress(view.question, known), view: view.id }),
          }) as never,
        replace,
      }),
    [navigate, known],
  )
  // What does not change when a record is opened stays what it is, and what shows it stands still.
  const asked = useSame<ViewQuestion>(Object.fromEntries(kept.flatMap(name => (search[name] ? [[name, search[name]]] : []))))
  const named = `${search.columns ?? ''} ${search.filter ?? ''} ${search.group ?? ''}`
  const offered = useMemo(
    () => known.filter(({ name, byShare }) => !byShare || shared || named.includes(name)),
    [known, shared, named],
  )
  return {
    ...{ app, entity, screen, path, search, hasPlaces, trash, shared, condition, viewing, mayRestore },
    ...{ change, openView, asked, known, offered },
    filter: both(condition, search.filter),
    filtered: Boolean(search.filter || search.search),
    mayCreate: entity.can.includes('create'),
    mayEdit: search.record !== undefined && (open.data?.can.update.length ?? 0) > 0,
    mayComment: open.data?.can.comment === true,
  }
}

interface Named {
  readonly columns?: string | undefined
  readonly widths?: string | undefined
}

const inAddress = <T extends Named>(asked: T, known: readonly FieldView[]): T => ({
  ...asked,
  ...(asked.columns && { columns: printColumns(asked.columns, known) }),
  ...(asked.widths && { widths: shortWidths(asked.widths, known) }),
})

const inWhole = (address: PageSearch, known: readonly FieldView[]): PageSearch => ({
  ...address,
  ...(address.columns && { columns: readColumns(address.columns, known) }),
  ...(address.widths && { widths: wholeWidths(address.widths, known) }),
})

/** What of the address a saved view keeps. */
const kept = [
  'filter',
  'orderBy',
  'search',
  'columns',
  'shared',
  'rows',
  'across',
  'measures',
  'group',
  'summary',
  'pin',
  'widths',
] as const satisfies readonly (keyof ViewQuestion & keyof PageSearch)[]

/** Both conditions, or the one that is there. */
export function both(one: string | undefined, other: string | undefined): string | undefined {
  return one && other ? `(${one}) && (${other})` : one || other || undefined
}
