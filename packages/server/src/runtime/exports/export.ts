/**
 * Records on their way out as a file: the list of a question, page by page, each in a transaction of its own, so that a slow reader holds nothing and whoever loses the right
 * gets no more. Which records and which of their fields leave is the database's to say, through the entity's export view.
 */
import { randomUUID } from 'node:crypto'
import { byteOrderMark, cell, line } from '@bailiwick/definition/csv.ts'
import { covers } from '@bailiwick/definition/model/index.ts'
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import type { Transaction } from '../../database/with-actor.ts'
import { problem, say } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import { planList, wholeListSql } from '../records/list.ts'
import { type ListRequest, limits } from '../records/query.ts'
import { selection } from '../records/select.ts'
import type { Surface, SurfaceField } from '../records/surface.ts'
import { Parameters } from '../records/values.ts'
import { cellOf, idOf, withId } from './csv.ts'

export const formats = ['csv', 'ndjson'] as const
export type ExportFormat = (typeof formats)[number]

export interface ExportRequest extends Pick<ListRequest, 'filter' | 'orderBy' | 'search' | 'fields' | 'shared'> {
  readonly format?: ExportFormat
}

interface Page {
  readonly rows: readonly RecordRow[]
  readonly next: string | undefined
}

export interface Begun {
  readonly id: string
  readonly format: ExportFormat
  readonly fields: readonly SurfaceField[]
  readonly page: Page
}

/** With more records than this an export is large. */
export const largeExport = 1_000

/**
 * That it would begin.
 *
 * @param isFresh the person has proved a moment ago who they are
 * @throws `export.refused`, `session.not-fresh` where it is large, and what a list of this question throws
 */
export async function checkExport(
  tx: Transaction,
  surface: Surface,
  request: ExportRequest,
  actor: Actor,
  isFresh: boolean,
): Promise<void> {
  needExport(surface, actor)
  fieldsToExport(surface, request.fields)
  const parameters = new Parameters()
  const { rows } = await tx.run({
    text: `SELECT count(*) FROM (${wholeListSql(surface, request, actor, parameters)} LIMIT ${isFresh ? 1 : largeExport + 1}) v`,
    values: parameters.values,
  })
  if (!isFresh && Number(rows[0]?.[0]) > largeExport) throw problem('session.not-fresh')
}

/** Notes that it begins and reads its first page, in one transaction: what cannot be noted does not begin. @throws as `checkExport` does */
export async function beginExport(
  tx: Transaction,
  surface: Surface,
  request: ExportRequest,
  actor: Actor,
  tokenKey: Buffer,
  directory: Directory,
  isFresh: boolean,
): Promise<Begun> {
  await checkExport(tx, surface, request, actor, isFresh)
  const fields = fieldsToExport(surface, request.fields)
  const id = randomUUID()
  const format = request.format ?? 'csv'
  const { filter, orderBy, search, shared } = request
  await note(tx, surface, id, {
    phase: 'begun',
    format,
    fields: fields.map(({ field }) => field.name),
    ...Object.fromEntries(Object.entries({ filter, orderBy, search, shared }).filter(([, value]) => value !== undefined)),
  })
  return { id, format, fields, page: await readPage(tx, surface, request, fields, undefined, actor, tokenKey, directory) }
}

/** The next records of the list, as far as they may be exported. */
export async function readPage(
  tx: Transaction,
  surface: Surface,
  request: ExportRequest,
  fields: readonly SurfaceField[],
  token: string | undefined,
  actor: Actor,
  tokenKey: Buffer,
  directory: Directory,
): Promise<Page> {
  if (!surface.can.includes('export')) throw problem('export.refused')
  const { filter, orderBy, search, shared } = request
  const asked: ListRequest = {
    ...(filter !== undefined && { filter }),
    ...(orderBy !== undefined && { orderBy }),
    ...(search !== undefined && { search }),
    ...(shared !== undefined && { shared }),
    ...(token !== undefined && { pageToken: token }),
    fields: 'id',
    pageSize: limits.pageSize,
  }
  const plan = planList(surface, asked, actor, tokenKey)
  const results = []
  for (const statement of plan.statements) results.push(await tx.run(statement))
  const listed = plan.answer(results, directory)
  const list = selection(surface, 'e', fields.map(givenByRow))
  const ids = listed.items.map(item => item.id)
  const found = await tx.run({
    text: `SELECT ${list.sql} FROM ${surface.names.exported} e WHERE e.id = ANY ($1::uuid[])`,
    values: [`{${ids.join(',')}}`],
  })
  const byId = new Map(found.rows.map(row => list.read(row, directory)).map(row => [row.id, row]))
  return { rows: ids.flatMap(id => byId.get(id) ?? []), next: listed.nextPageToken }
}

/** That all of it has left, and how many records that were. */
export function endExport(tx: Transaction, surface: Surface, id: string, rows: number): Promise<void> {
  return note(tx, surface, id, { phase: 'complete', rows })
}

export function needExport(surface: Surface, actor: Actor): void {
  // What is looked at as somebody else stays on the screen.
  if (actor.view !== null) throw problem('viewing.read-only')
  if (!surface.can.includes('export')) throw problem('export.refused')
}

export async function note(
  tx: Transaction,
  surface: Surface,
  id: string,
  facts: Readonly<Record<string, unknown>>,
): Promise<void> {
  await tx.run({ text: `SELECT ${surface.names.exporting}($1::uuid, $2::jsonb)`, values: [id, JSON.stringify(facts)] })
}

/** In the export view each field says of each row whether it leaves, and none is shown masked. */
const givenByRow = (field: SurfaceField): SurfaceField => ({ ...field, masked: true, partly: false })

/** Fields that are read and that some grant of this person lets out. @throws `query.unknown-field` for any other, whatever the reason */
function fieldsToExport(surface: Surface, text: string | undefined): SurfaceField[] {
  if (text === undefined || text.trim() === '') return openFields(surface)
  return [...new Set(text.split(',').map(name => name.trim()))].map(name => fieldToExport(surface, name))
}

function openFields(surface: Surface): SurfaceField[] {
  const grants = surface.live.entity.access.filter(grant => grant.can.includes('export') && surface.roles.includes(grant.role))
  return [...surface.fields.values()].filter(({ field }) => grants.some(grant => covers(grant, field.name)))
}

export function fieldToExport(surface: Surface, name: string): SurfaceField {
  const found = openFields(surface).find(({ field }) => field.name === name)
  if (!found) throw problem('query.unknown-field', { detail: say('export.field', { name: name.slice(0, 100) }) })
  return found
}

/** The lines before all records. Fields go by their names, so that what reads the file needs no titles. */
export function head({ format, fields }: Begun): string {
  if (format === 'ndjson') return ''
  const names = fields.flatMap(({ field: { name, type } }) => (withId.includes(type) ? [name, `${name}.id`] : [name]))
  return (
    byteOrderMark + line(['id', ...names, 'created_at', 'created_by', 'updated_at', 'updated_by'].map(name => cell(name, true)))
  )
}

export function body({ format, fields }: Begun, row: RecordRow): string {
  if (format === 'ndjson') return `${JSON.stringify(row)}\n`
  const cells = fields.flatMap(({ field: { name, type } }) => {
    const value = row[name]
    return withId.includes(type) ? [cellOf(value, type), idOf(value)] : [cellOf(value, type)]
  })
  return line([
    row.id,
    ...cells,
    row.created_at,
    cellOf(row.created_by, 'person'),
    row.updated_at,
    cellOf(row.updated_by, 'person'),
  ])
}

/** `tickets-2026-11-25-1f0c9a52.csv`: the day, and what the audit calls it. */
export function fileName(surface: Surface, { id, format }: Pick<Begun, 'id' | 'format'>, now: Date): string {
  return `${surface.live.entity.name}-${now.toISOString().slice(0, 10)}-${id.slice(0, 8)}.${format}`
}
