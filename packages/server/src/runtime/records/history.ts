/** The life of one record, newest first, in the fields its reader may see now. The database leaves the others out; here values get their wire form. */
import { entityNames } from '@bailiwick/definition/compile/names.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Field } from '@bailiwick/definition/model/index.ts'
import type { HistoryEntry, HistoryPage, ShareView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { mentionPattern } from '@bailiwick/definition/wire/notification.ts'
import { readExactJson } from '../../database/exact-json.ts'
import { fieldAt } from '../../database/live-model.ts'
import type { Statement, Transaction } from '../../database/with-actor.ts'
import { problem } from '../../problems.ts'
import type { Directory } from '../directory.ts'
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
const told = `h.seq::text, to_char(h.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), h.kind, h.person, h.on_behalf_of, h.transition, h.comment, h.before::text, h.after::text, h.detail::text`

/** @param part of it alone; a page of it may be short, or empty, and not the last */
export async function readHistory(
  tx: Transaction,
  surface: Surface,
  id: string,
  before: string | undefined,
  part: HistoryPart | undefined,
  directory: Directory,
): Promise<HistoryPage> {
  const size = part ? soughtSize : pageSize
  if (before !== undefined && !/^\d{1,19}$/.test(before)) throw problem('query.page-token')
  const [visible, found] = await Promise.all([
    tx.run({
      text: `SELECT 1 FROM ${surface.names.read} t WHERE t.id = $1::uuid UNION ALL SELECT 1 FROM ${surface.names.trash} t WHERE t.id = $1::uuid`,
      values: [id],
    }),
    tx.run({
      text: `SELECT ${told} FROM ${surface.names.history}($1::uuid, $2::bigint, $3::integer) h`,
      values: [id, before ?? newest, size + 1],
    }),
  ])
  if (visible.rowCount === 0) throw problem('record.not-found')
  const looked = found.rows.slice(0, size)
  const rows = looked.filter(row => !part || isPart(part, row)).map(readSides)
  const known = { titles: await titlesOf(tx, surface, rows), files: await filesOf(tx, surface, id) }
  return {
    items: rows
      .map(row => entry(surface, row, directory, known))
      // Only what the platform keeps has moved.
      .filter(item => item.kind !== 'update' || item.changes.length > 0),
    ...(found.rows.length > size ? { nextPageToken: String(looked.at(-1)?.[0]) } : {}),
  }
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
  const known = { titles: await titlesOf(tx, surface, rows), files: new Map() }
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
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  const changes = [...surface.fields.values()].flatMap(({ field }) => {
    if (!names.has(field.name) || (field.managed && field.name !== surface.workflow?.field)) return []
    const then = fieldAt(surface.live, field, BigInt(seq))
    const value = (side: Changes) => asNow(stored(then, side?.[field.name], directory, known), then, field)
    return [{ field: field.name, before: value(before), after: value(after) }]
  })
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

/** Present and former files of the record, in fields its reader may see now. */
async function filesOf(tx: Transaction, surface: Surface, id: string): Promise<Map<string, FileFacts>> {
  if (![...surface.fields.values()].some(({ field }) => field.type === 'file')) return new Map()
  const found = await tx.run({
    text: `SELECT f.id, jsonb_build_object('title', f.name, 'size', f.size, 'type', f.type) FROM ${surface.names.files}($1::uuid) f`,
    values: [id],
  })
  return new Map(found.rows.map(([file, facts]) => [String(file), facts as FileFacts]))
}

/** Related records as this reader knows them; ids they may not see keep no title. */
async function titlesOf(tx: Transaction, surface: Surface, rows: readonly (readonly unknown[])[]): Promise<Map<string, string>> {
  const wanted = new Map<string, Set<string>>()
  for (const { field } of surface.fields.values()) {
    if (field.type !== 'relation' || field.to === undefined) continue
    for (const row of rows) {
      for (const side of [row[7], row[8]] as Changes[]) {
        const id = side?.[field.name]
        if (typeof id === 'string') wanted.set(field.to, (wanted.get(field.to) ?? new Set()).add(id))
      }
    }
  }
  const titles = new Map<string, string>()
  const statements: Statement[] = []
  for (const [entity, ids] of wanted) {
    const target = surface.app.entities.get(entity)
    const title = target?.fields.get(target.entity.titleField)
    if (!title) continue
    statements.push({
      text: `SELECT x.id, ${fieldTypes[title.type].toWireSql(at('x', title.name), title)} FROM ${entityNames(surface.app.name, entity).read} x WHERE x.id = ANY ($1::uuid[])`,
      values: [`{${[...ids].join(',')}}`],
    })
  }
  for (const result of await Promise.all(statements.map(statement => tx.run(statement)))) {
    for (const [id, title] of result.rows) if (title !== null) titles.set(String(id), String(title))
  }
  return titles
}
