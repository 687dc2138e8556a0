/**
 * A form that was left without being saved or discarded, kept by the browser for the person who wrote it. Sensitive fields are not kept, and neither are files,
 * which exist only until they are attached. Of the record itself no more is kept than what was touched was before, so that another's change is noticed.
 */
import type { AppView, EntityView, FieldView, RecordRow, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { forget, keep, kept, keptKeys } from '../../client/kept.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { type Edited, requestOf, same, type Values } from './edited.ts'
import { haveMoved, type Lines, type LineValue, type LineValues, type Moved, ontoMovedLines } from './edited-lines.ts'
import { inWords, targetOf, type Unsaved, wordsOf } from './unsaved.ts'

interface Draft {
  /** When it was last written. */
  readonly at: string
  /** Of a record that exists: its version when the form was opened. */
  readonly version?: number
  readonly before: Values
  readonly touched: Values
  readonly lines: LineValues
  /** The lines there were when the form was opened. */
  readonly linesBefore: LinesBefore
  /** Of lines that others wrote too: what was written before that was told. It is told again until it is answered, however often the page is loaded. */
  readonly told?: { readonly lines: LineValues; readonly linesBefore: LinesBefore }
  /** What was found before that it can no longer be saved. It stays until it is thrown away, or the rest is saved. */
  readonly unsaved?: readonly Unsaved[]
}

type LinesBefore = Readonly<Record<string, readonly LineBefore[]>>

interface LineBefore {
  readonly id: string
  readonly version: number
  /** Of what was touched in it. */
  readonly values: Values
}

export interface Written {
  readonly edited: Edited
  /** Of the kinds of lines that were touched, all that there are. */
  readonly lines: LineValues
}

const oldest = 30 * 86_400_000

/** @param what the record's id, or what a new one begins with */
export const draftKey = (person: string, app: string, entity: string, what: string) => `draft ${person} ${app} ${entity} ${what}`

/** Of lines that are written by themselves. @param list the kind of them */
export const linesDraftKey = (person: string, app: string, entity: string, record: string, list: string) =>
  draftKey(person, app, entity, `${record} ${list}`)

/** Tells a new record that begins with something from one that begins with nothing, or with something else. */
export const begunWith = (entity: EntityView, starting: Values = {}) =>
  `new ${JSON.stringify(requestOf({ touched: keepable(entity, starting) }))}`

const mayKeep = (field: FieldView | undefined) => field !== undefined && !field.sensitive && field.type !== 'file'

function keepable(entity: EntityView, values: Values): Values {
  const isKept = (name: string) => mayKeep(entity.fields.find(each => each.name === name))
  return Object.fromEntries(Object.entries(values).filter(([name]) => isKept(name)))
}

const entityOfLines = (app: AppView, entity: EntityView, name: string) =>
  app.entities.find(each => each.name === entity.lines.find(line => line.name === name)?.entity)

const linesWritten = (app: AppView, entity: EntityView, lines: LineValues) =>
  Object.entries(lines).flatMap(([name, rows]) => {
    const target = entityOfLines(app, entity, name)
    return target ? rows.map(({ values }) => ({ entity: target, values })) : []
  })

/**
 * @param linesBefore the lines as they were when the form was opened
 * @param moved what others did to them that is not answered yet
 * @param unsaved what was written and may no longer be saved
 */
export function keepDraft(
  key: string,
  app: AppView,
  entity: EntityView,
  { edited, lines }: Written,
  linesBefore: Lines,
  moved: Readonly<Record<string, Moved>> = {},
  unsaved: readonly Unsaved[] = [],
): void {
  const { opened, touched } = edited
  const values = keepable(entity, touched)
  const kept = keptLines(app, entity, lines, linesBefore)
  if (Object.keys(values).length === 0 && Object.keys(kept.lines).length === 0 && unsaved.length === 0) {
    forget(key)
    return
  }
  const told = Object.entries(moved).filter(([name]) => name in lines)
  const draft: Draft = {
    at: new Date().toISOString(),
    ...(opened && { version: opened.version }),
    before: Object.fromEntries(Object.keys(values).map(name => [name, opened?.[name] as WireValue | undefined])),
    touched: values,
    ...kept,
    ...(told.length > 0 && {
      told: keptLines(
        app,
        entity,
        Object.fromEntries(told.map(([name, { from }]) => [name, from.rows])),
        Object.fromEntries(told.map(([name, { from }]) => [name, from.before])),
      ),
    }),
    ...(unsaved.length > 0 && { unsaved }),
  }
  keep(key, draft)
}

/**
 * What was written of a record outside its form, and was not taken, is found when the form opens; with what is kept of it already.
 * @param key of the record's form
 * @param view the record as it was when they began to write
 * @returns false: it is not kept, for it may not be or cannot
 */
export function addToDraft(
  key: string,
  { record }: RecordView,
  changes: readonly { readonly field: FieldView; readonly value: WireValue }[],
): boolean {
  if (!changes.every(({ field }) => mayKeep(field))) return false
  const draft = recent(key)
  const at = new Date().toISOString()
  // What was written of the same in the form is another's words to whoever wrote here since: they choose.
  const replaced = changes.flatMap(({ field, value }) => {
    const before = draft?.touched[field.name]
    return before === undefined || same(before, value) ? [] : wordsOf(field, before)
  })
  keep(key, {
    version: record.version,
    lines: {},
    linesBefore: {},
    ...draft,
    at,
    before: { ...Object.fromEntries(changes.map(({ field: { name } }) => [name, record[name]])), ...draft?.before },
    touched: { ...draft?.touched, ...Object.fromEntries(changes.map(({ field, value }) => [field.name, value])) },
    ...(replaced.length > 0 && { unsaved: [...(draft?.unsaved ?? []), ...replaced] }),
  } satisfies Draft)
  return kept<Draft>(key)?.at === at
}

/** What is too old is nobody's work any more, and what another version kept, or something else wrote there, is no draft. */
function recent(key: string): Draft | undefined {
  const draft = kept<Draft>(key)
  const isWhole = [draft?.before, draft?.touched, draft?.lines, draft?.linesBefore].every(
    each => each && typeof each === 'object',
  )
  return draft && isWhole && Date.now() - Date.parse(draft.at) <= oldest ? draft : undefined
}

function keptLines(
  app: AppView,
  entity: EntityView,
  lines: LineValues,
  linesBefore: Lines,
): Pick<Draft, 'lines' | 'linesBefore'> {
  const rowsOf = Object.entries(lines).map(([name, rows]) => {
    const target = entityOfLines(app, entity, name)
    return [name, rows.map(row => ({ ...row, values: target ? keepable(target, row.values) : {} }))] as const
  })
  return {
    lines: Object.fromEntries(rowsOf),
    linesBefore: Object.fromEntries(
      rowsOf.map(([name, rows]) => [
        name,
        (linesBefore[name] ?? []).map((row): LineBefore => {
          const touched = Object.keys(rows.find(({ id }) => id === row.id)?.values ?? {})
          return { id: row.id, version: row.version, values: Object.fromEntries(touched.map(field => [field, row[field]])) }
        }),
      ]),
    ),
  }
}

/** @param now the record as it is, which says what the draft does not; absent: it is not made yet */
export function readDraft(key: string, entity: EntityView, now: RecordView | undefined): Restored | undefined {
  const draft = kept<Draft>(key)
  if (!draft) return undefined
  try {
    if (Date.now() - Date.parse(draft.at) <= oldest) return restored(draft, entity, now)
  } catch {
    // Another version kept it, or something else wrote there: a form that cannot be opened would be the end of it.
  }
  forget(key)
  return undefined
}

function restored(draft: Draft, entity: EntityView, now: RecordView | undefined): Restored {
  const { at, version, before } = draft
  // A release since then may have taken a field away, or made it sensitive.
  const touched = keepable(entity, draft.touched)
  const gone = Object.entries(draft.touched).filter(([name]) => !fieldOf(entity, name))
  const opened = now && version !== undefined ? ({ ...now.record, ...before, version } as RecordRow) : now?.record
  const lines: Record<string, readonly LineValue[]> = {}
  const moved: Record<string, Moved> = {}
  for (const [name, rows] of Object.entries(draft.lines)) {
    const present = now?.lines?.[name] ?? []
    const asThen = (before: readonly LineBefore[] = []) =>
      before.map(({ id, version, values }) => ({ ...present.find(row => row.id === id), ...values, id, version }) as RecordRow)
    const then = asThen(draft.linesBefore[name])
    const onto = ontoMovedLines(rows, then, present)
    lines[name] = onto.rows
    const told = draft.told?.lines[name]
    const toldOn = told && asThen(draft.told.linesBefore[name])
    if (told && toldOn && haveMoved(toldOn, present)) moved[name] = ontoMovedLines(told, toldOn, present).moved
    else if (haveMoved(then, present)) moved[name] = onto.moved
  }
  return {
    at,
    edited: { opened, touched },
    lines,
    moved,
    unsaved: [...(draft.unsaved ?? []), ...inWords(entity, Object.fromEntries(gone))],
  }
}

export interface Restored extends Written {
  /** When it was last written. */
  readonly at: string
  /** What others did since to the lines it was written on. */
  readonly moved: Readonly<Record<string, Moved>>
  /** What can no longer be saved. */
  readonly unsaved: readonly Unsaved[]
}

/**
 * What is kept of forms that may not open any more.
 * @param entity absent: of the whole app
 * @param record absent: of new ones
 */
export function draftsOf(
  person: string,
  app: string,
  entity: string | undefined,
  record: string | undefined,
): { readonly key: string; readonly draft: Draft }[] {
  // Of a record, its lines that were written by themselves too.
  const begin = entity === undefined ? `draft ${person} ${app} ` : draftKey(person, app, entity, record ?? 'new ')
  return keptKeys(begin).flatMap(key => {
    const draft = recent(key)
    return draft ? [{ key, draft }] : []
  })
}

/** @returns nothing where another version kept it, or something else wrote there */
export function wordsOfDraft(app: AppView | undefined, entity: EntityView | undefined, draft: Draft): Unsaved[] {
  try {
    const lines = Object.entries(draft.lines).flatMap(([list, rows]) =>
      rows.flatMap(({ values }) => inWords(targetOf(app, entity, list), values)),
    )
    return [...inWords(entity, draft.touched), ...lines, ...(draft.unsaved ?? [])]
  } catch {
    return []
  }
}

/** How much of what was written a draft holds. */
export function keptOf(app: AppView, entity: EntityView, { edited, lines }: Written): 'all' | 'some' | 'nothing' {
  const written = [{ entity, values: edited.touched }, ...linesWritten(app, entity, lines)]
  const [all, held] = [
    written.flatMap(each => Object.keys(each.values)),
    written.flatMap(each => Object.keys(keepable(each.entity, each.values))),
  ]
  return held.length === all.length ? 'all' : held.length > 0 ? 'some' : 'nothing'
}
