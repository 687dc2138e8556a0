/**
 * What somebody wrote in a form and may no longer save, because a right, a field or the record was taken from them since: it is theirs, so they read it and take it along. Left
 * among what is sent it would be refused at a place that no form has.
 */
import type { AppView, EntityView, FieldView, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { say } from '../../client/language.ts'
import { fieldOf, isReference } from '../../fields/field-ui.ts'
import { cellText } from '../list/table-text.ts'
import type { Written } from './draft.ts'
import type { Values } from './edited.ts'
import type { LineValue } from './edited-lines.ts'
import { mayGive } from './may-give.ts'

export interface Unsaved {
  /** As the field was called when it was last seen. */
  readonly title: string
  readonly text: string
}

/**
 * @param entity undefined: it is not seen any more; what is sensitive by now is left out
 * @param before as it was while it was written
 */
export function inWords(entity: EntityView | undefined, values: Values, before?: EntityView): Unsaved[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const field = (entity && fieldOf(entity, name)) ?? (before && fieldOf(before, name))
    if (field) return wordsOf(field, value)
    const text = plain(value)
    return text === '' ? [] : [{ title: say('A field you no longer see'), text }]
  })
}

export function wordsOf(field: FieldView, value: WireValue | undefined): Unsaved[] {
  if (field.sensitive || field.type === 'file') return []
  const text = cellText(field, value)
  return text === '' ? [] : [{ title: field.title, text }]
}

function plain(value: WireValue | undefined): string {
  if (value === null || value === undefined) return ''
  if (isReference(value)) return value.title ?? ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

export const targetOf = (app: AppView | undefined, entity: EntityView | undefined, list: string): EntityView | undefined =>
  app?.entities.find(each => each.name === entity?.lines.find(line => line.name === list)?.entity)

/**
 * @param mayWriteLine whether the form has a place for these lines
 * @param before what was there while it was written, where that is known
 */
export function parted(
  app: AppView,
  entity: EntityView,
  view: RecordView | undefined,
  { edited, lines }: Written,
  mayWriteLine: (list: string) => boolean,
  before?: { readonly app: AppView; readonly entity: EntityView },
): Written & { readonly unsaved: readonly Unsaved[] } {
  const own = split(edited.touched, name => mayGive(entity, view, name))
  const unsaved = inWords(entity, own.rest, before?.entity)
  const kept = Object.entries(lines).flatMap(([list, rows]): [string, readonly LineValue[]][] => {
    const target = targetOf(app, entity, list)
    const targetBefore = targetOf(before?.app, before?.entity, list)
    const isWritten = (name: string) => {
      const field = target && fieldOf(target, name)
      return field?.creatable === true || field?.updatable === true
    }
    const rowsLeft = rows.map((row): LineValue => {
      const { given, rest } = split(row.values, name => mayWriteLine(list) && isWritten(name))
      unsaved.push(...inWords(target, rest, targetBefore))
      return { ...row, values: given }
    })
    return mayWriteLine(list) ? [[list, rowsLeft]] : []
  })
  return { edited: { ...edited, touched: own.given }, lines: Object.fromEntries(kept), unsaved }
}

function split(values: Values, isGiven: (name: string) => boolean): { readonly given: Values; readonly rest: Values } {
  const of = (wanted: boolean) => Object.fromEntries(Object.entries(values).filter(([name]) => isGiven(name) === wanted))
  return { given: of(true), rest: of(false) }
}

/** For a clipboard: each with what it is called. */
export const asText = (unsaved: readonly Unsaved[]): string => unsaved.map(({ title, text }) => `${title}: ${text}`).join('\n')
