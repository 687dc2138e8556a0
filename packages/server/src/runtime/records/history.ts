/** The life of one record, newest first, in the fields its reader may see now. The database leaves the others out; here values get their wire form. */
import { entityNames } from '@bailiwick/definition/compile/names.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import { type Field, isKept } from '@bailiwick/definition/model/index.ts'
import type {
  FieldChange,
  HistoryEntry,
  HistoryPage,
  LineChange,
  ShareView,
  WireValue,
} from '@bailiwick/definition/wire/index.ts'
import { mentionPattern } from '@bailiwick/definition/wire/notification.ts'
import { readExactJson } from '../../database/exact-json.ts'
import { fieldAt } from '../../database/live-model.ts'
import type { Statement, Transaction } from '../../database/with-actor.ts'
import { problem } from '../../problems.ts'
import type { Directory } from '../directory.ts'
import { type LineGroup, readLineGroups } from './line-history.ts'
import type { Surface } from './surface.ts'
import { at, type FileFacts, fileReference, reference } from './values.ts'

const pageSize = 50
/** Of these a part is asked for, so that few questions find it. */
const soughtSize = 200

/** What of a life is asked for. What was said with a step or a decision is a comment, too. */
export const historyParts = ['comments', 'decisions', 'changes'] as const
export type HistoryPart = (typeof historyParts)[number]

function isPart(part: HistoryPart, row: readonly unknown[]): boolean {
  const [, , kind, , , , comment] = row
  if (part === 'comments') return comment !== null
  const isDecision = kind === 'transition' || kind === 'vote'
  return part === 'decisions' ? isDecision : !isDecision && kind !== 'comment'
}
const newest = '9223372036854775807'
const isSeq = (token: string) => /^\d{1,19}$/.test(token) && BigInt(token) <= BigInt(newest)
const told = `h.seq::text, to_char(h.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), h.kind, h.person, h.on_behalf_of, h.transition, h.comment, h.before::text, h.after::text, h.detail::text`

/**
 * @param lines of what is entered with the record, as this reader knows it
 * @param part of it alone; a page of it may be short, or empty, and not the last
 */
export async function readHistory(
  tx: Transaction,
  surface: Surface,
  lines: readonly Surface[],
  id: string,
  before: string | undefined,
  part: HistoryPart | undefined,
  directory: Directory,
): Promise<HistoryPage> {
  const size = part ? soughtSize : pageSize
  if (before !== undefined && !isSeq(before)) throw problem('query.page-token')
  const [visible, found, ...ofLines] = await Promise.all([
    tx.run({
      text: `SELECT 1 FROM ${surface.names.read} t WHERE t.id = $1::uuid UNION ALL SELECT 1 FROM ${surface.names.trash} t WHERE t.id = $1::uuid`,
      values: [id],
    }),
    tx.run({
      text: `SELECT ${told} FROM ${surface.names.history}($1::uuid, $2::bigint, $3::integer) h`,
      values: [id, before ?? newest, size + 1],
    }),
    ...lines.map(line => readLineGroups(tx, line, id, before ?? newest, size + 1)),
  ])
  if (visible.rowCount === 0) throw problem('record.not-found')
  const { looked, hasMore } = together(found.rows, ofLines.flat(), size)
  const chosen = withCounts(
    surface,
    looked.filter(({ row }) => !part || isPart(part, row)).map(({ row, groups }) => ({ row: readSides(row), groups })),
  )
  const rows = chosen.map(({ row }) => row)
  const sides = lines.map(line => ({ surface: line, sides: sidesOfLines(chosen, line) }))
  const [titles, files] = await Promise.all([
    titlesOf(tx, [{ surface, sides: rows.flatMap(row => [row[7], row[8]] as Changes[]) }, ...sides]),
    filesOf(tx, [{ surface, ids: [id] }, ...lines.map(line => ({ surface: line, ids: linesWithFiles(chosen, line) }))]),
  ])
  const known = { titles, files }
  return {
    items: chosen
      .map(({ row, groups }) => ({ ...entry(surface, row, directory, known), ...linesTold(groups, directory, known) }))
      // Only what the platform keeps has moved.
      .filter(item => item.kind !== 'update' || item.changes.length > 0 || item.lines),
    ...(hasMore ? { nextPageToken: String(looked.at(-1)?.row[0]) } : {}),
  }
}

/** An entry of the record and what its transaction did to lines. */
interface Told {
  readonly row: readonly unknown[]
  readonly groups: readonly LineGroup[]
}

/** Newest first. Lines that were written without anything of the record that this reader sees are a change of the record all the same. */
function together(own: readonly (readonly unknown[])[], groups: readonly LineGroup[], size: number) {
  const entries = new Map<string, { row: readonly unknown[]; groups: LineGroup[] }>(
    own.map(row => [String(row[0]), { row, groups: [] }]),
  )
  for (const group of groups) {
    const with_ = entries.get(group.home)
    if (with_) with_.groups.push(group)
    else
      entries.set(group.home, {
        row: [group.home, group.at, 'update', group.person, group.onBehalfOf, null, null, null, null, null],
        groups: [group],
      })
  }
  const all: Told[] = [...entries.values()].sort((a, b) => (BigInt(String(a.row[0])) < BigInt(String(b.row[0])) ? 1 : -1))
  return { looked: all.slice(0, size), hasMore: all.length > size }
}

/** A record that is saved with its lines is counted anew with each of them, in one transaction: to its reader that is one event, with the numbers there were in the end. */
function withCounts(surface: Surface, entries: readonly Told[]): Told[] {
  const told: Told[] = []
  for (const each of entries) {
    const newer = told.at(-1)
    const { row } = each
    const [, moment, kind, person, , , , before, after] = row
    const takes = kind === 'create' || kind === 'update'
    if (!newer || !takes || newer.row[1] !== moment || newer.row[3] !== person || !isCounted(surface, newer.row)) told.push(each)
    else {
      const was = kind === 'create' ? before : { ...(newer.row[7] as Changes), ...(before as Changes) }
      const is = { ...(after as Changes), ...(newer.row[8] as Changes) }
      told[told.length - 1] = {
        row: [...row.slice(0, 7), was, is, ...row.slice(9)],
        groups: [...each.groups, ...newer.groups],
      }
    }
  }
  return told
}

/** Nothing was changed but numbers that are kept, and what the platform makes of them. */
function isCounted({ live }: Surface, row: readonly unknown[]): boolean {
  const moved = Object.keys((row[8] ?? {}) as object).map(name => live.fields.get(name))
  return (
    row[2] === 'update' &&
    moved.some(field => field && isKept(field)) &&
    moved.every(field => !field || isKept(field) || field.formula !== undefined || field.managed)
  )
}

/** Single entries of several records, as far as this reader may see them. @returns by the entry's id */
export async function readEntries(
  tx: Transaction,
  surface: Surface,
  wanted: readonly { readonly record: string; readonly entry: string }[],
  directory: Directory,
): Promise<Map<string, HistoryEntry>> {
  const found = await tx.run({
    text: `SELECT ${told} FROM unnest($1::uuid[], $2::bigint[]) w(record, entry) CROSS JOIN LATERAL ${surface.names.history}(w.record, w.entry + 1, 1) h WHERE h.seq = w.entry`,
    values: [`{${wanted.map(({ record }) => record).join(',')}}`, `{${wanted.map(({ entry: id }) => id).join(',')}}`],
  })
  const rows = found.rows.map(readSides)
  const sides = rows.flatMap(row => [row[7], row[8]] as Changes[])
  const known = { titles: await titlesOf(tx, [{ surface, sides }]), files: new Map() }
  return new Map(rows.map(row => [String(row[0]), entry(surface, row, directory, known)]))
}

type Changes = Record<string, unknown> | null

/** Before, after and detail come as text, because amounts in them may be longer than a driver reads exactly. */
function readSides(row: readonly unknown[]): readonly unknown[] {
  return [...row.slice(0, 7), ...row.slice(7).map(side => readExactJson(side as string | null))]
}

/** What stands behind the ids in the audit, as this reader knows it. */
interface Known {
  readonly titles: ReadonlyMap<string, string>
  readonly files: ReadonlyMap<string, FileFacts>
}

function entry(surface: Surface, row: readonly unknown[], directory: Directory, known: Known): HistoryEntry {
  const [seq, at, kind, person, behalf, transition, comment, before, after, detail] = row as [
    string,
    string,
    string,
    string | null,
    string | null,
    string | null,
    string | null,
    Changes,
    Changes,
    Changes,
  ]
  const changes = changesOf(surface, seq, before, after, directory, known)
  const decision = detail?.decision
  return {
    id: seq,
    at,
    person: reference(person, directory.personName(person)),
    ...(behalf ? { onBehalfOf: reference(behalf, directory.personName(behalf))! } : {}),
    kind: kind as HistoryEntry['kind'],
    ...(transition ? { transition } : {}),
    ...(comment ? { comment, ...mentionsIn(comment, directory) } : {}),
    ...(typeof decision === 'string' ? { decision: decision as NonNullable<HistoryEntry['decision']> } : {}),
    ...(kind === 'reveal' && typeof detail?.field === 'string' ? { field: detail.field } : {}),
    ...(kind === 'share' || kind === 'unshare' ? { share: shareOf(detail, directory) } : {}),
    changes: kind === 'create' ? changes.filter(change => change.after !== null) : changes,
  }
}

/** In the order of the definition, and as its fields were when it was written. */
function changesOf(
  surface: Surface,
  seq: string,
  before: Changes,
  after: Changes,
  directory: Directory,
  known: Known,
): FieldChange[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...surface.fields.values()].flatMap(({ field }) => {
    if (!names.has(field.name) || (field.managed && field.name !== surface.workflow?.field)) return []
    const then = fieldAt(surface.live, field, BigInt(seq))
    const value = (side: Changes) => asNow(stored(then, side?.[field.name], directory, known), then, field)
    return [{ field: field.name, before: value(before), after: value(after) }]
  })
}

function sidesOfLines(chosen: readonly Told[], line: Surface): Changes[] {
  const groups = chosen.flatMap(({ groups }) => groups).filter(group => group.surface === line)
  const titleField = line.live.entity.titleField
  return groups.flatMap(({ lines }) => lines.flatMap(({ before, after, title }) => [before, after, { [titleField]: title }]))
}

function linesTold(groups: readonly LineGroup[], directory: Directory, known: Known): Pick<HistoryEntry, 'lines' | 'linesTotal'> {
  const lines = groups.flatMap(({ surface, lines }) => {
    const { titleField, parent } = surface.live.entity
    const field = surface.fields.get(titleField)?.field
    return lines.flatMap((each): LineChange[] => {
      const title = field ? stored(field, each.title, directory, known) : null
      const changes = changesOf(surface, each.seq, each.before, each.after, directory, known).filter(
        change => change.field !== parent?.field && (each.kind !== 'create' || change.after !== null),
      )
      if (each.kind === 'update' && changes.length === 0) return []
      const called = title !== null && typeof title === 'object' && 'title' in title ? title.title : title
      return [
        {
          id: each.seq,
          entity: surface.live.entity.name,
          line: { id: each.record, title: called === null ? null : String(called) },
          kind: each.kind,
          changes,
        },
      ]
    })
  })
  if (lines.length === 0) return {}
  const total = groups.reduce((sum, group) => sum + group.total, 0)
  return { lines, ...(total > groups.reduce((sum, group) => sum + group.lines.length, 0) ? { linesTotal: total } : {}) }
}

function mentionsIn(comment: string, directory: Directory): Pick<HistoryEntry, 'mentions'> {
  const ids = peopleIn(comment)
  return ids.length === 0 ? {} : { mentions: ids.map(id => reference(id, directory.personName(id))!) }
}

/** The people a comment names, each once. */
export function peopleIn(comment: string): string[] {
  return [...new Set([...comment.matchAll(mentionPattern)].map(match => match[1]!))]
}

function shareOf(detail: Changes, directory: Directory): NonNullable<HistoryEntry['share']> {
  const { person, team, level, until } = detail as {
    person: string | null
    team: string | null
    level: ShareView['level']
    until: string
  }
  return {
    with: reference(person, directory.personName(person)) ?? reference(team, directory.teamName(team))!,
    level,
    until: new Date(until).toISOString(),
  }
}

/** A value as the audit keeps it (the column's JSON) in wire form. */
function stored(field: Field, value: unknown, directory: Directory, { titles, files }: Known): WireValue {
  if (value === null || value === undefined) return null
  if (field.type === 'person') return reference(String(value), directory.personName(String(value)))
  if (field.type === 'team') return reference(String(value), directory.teamName(String(value)))
  if (field.type === 'relation') return reference(String(value), titles.get(String(value)))
  if (field.type === 'file') return fileReference(String(value), files.get(String(value)))
  return fieldTypes[field.type].fromAudit(value, field)
}

/** What was kept as another type, as the present one is read: an exact number stays one, whatever kept it. A value that has no such form is told as it was. */
function asNow(value: WireValue, then: Field, now: Field): WireValue {
  if (then === now || value === null || typeof value === 'object') return value
  if (now.type === 'integer') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  return typeof value === 'number' && now.type !== 'auto_number' ? String(value) : value
}

/** Present and former files of records, in fields their reader may see now. */
async function filesOf(
  tx: Transaction,
  of: readonly { readonly surface: Surface; readonly ids: readonly string[] }[],
): Promise<Map<string, FileFacts>> {
  const asked = of.filter(({ surface, ids }) => ids.length > 0 && fileFields(surface).length > 0)
  const found = await Promise.all(
    asked.map(({ surface, ids }) =>
      tx.run({
        text: `SELECT f.id, jsonb_build_object('title', f.name, 'size', f.size, 'type', f.type) FROM unnest($1::uuid[]) r(id) CROSS JOIN LATERAL ${surface.names.files}(r.id) f`,
        values: [`{${ids.join(',')}}`],
      }),
    ),
  )
  return new Map(found.flatMap(({ rows }) => rows.map(([file, facts]) => [String(file), facts as FileFacts] as const)))
}

const fileFields = ({ fields }: Surface) => [...fields.values()].filter(({ field }) => field.type === 'file')

/** The lines of which something is told that is a file. */
function linesWithFiles(chosen: readonly Told[], line: Surface): string[] {
  const names = fileFields(line).map(({ field }) => field.name)
  const ids = chosen
    .flatMap(({ groups }) => groups)
    .filter(({ surface }) => surface === line)
    .flatMap(({ lines }) => lines)
    .filter(({ before, after }) => names.some(name => before?.[name] != null || after?.[name] != null))
    .map(({ record }) => record)
  return [...new Set(ids)]
}

/** Related records as this reader knows them; ids they may not see keep no title. */
async function titlesOf(
  tx: Transaction,
  from: readonly { readonly surface: Surface; readonly sides: readonly Changes[] }[],
): Promise<Map<string, string>> {
  const wanted = new Map<string, Set<string>>()
  for (const { surface, sides } of from) {
    for (const { field } of surface.fields.values()) {
      if (field.type !== 'relation' || field.to === undefined) continue
      for (const side of sides) {
        const id = side?.[field.name]
        if (typeof id === 'string') wanted.set(field.to, (wanted.get(field.to) ?? new Set()).add(id))
      }
    }
  }
  const { app } = from[0]!.surface
  const titles = new Map<string, string>()
  const statements: Statement[] = []
  for (const [entity, ids] of wanted) {
    const target = app.entities.get(entity)
    const title = target?.fields.get(target.entity.titleField)
    if (!title) continue
    statements.push({
      text: `SELECT x.id, ${fieldTypes[title.type].toWireSql(at('x', title.name), title)} FROM ${entityNames(app.name, entity).read} x WHERE x.id = ANY ($1::uuid[])`,
      values: [`{${[...ids].join(',')}}`],
    })
  }
  for (const result of await Promise.all(statements.map(statement => tx.run(statement)))) {
    for (const [id, title] of result.rows) if (title !== null) titles.set(String(id), String(title))
  }
  return titles
}
