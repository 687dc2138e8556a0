/**
 * The next few records of a job, in one transaction in its person's name: done, and noted as done, or neither. Each is judged as the record is at that moment, by what its
 * person may at that moment.
 */
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { JobAct, JobResult } from '@bailiwick/definition/wire/index.ts'
import type { Transaction } from '../../database/with-actor.ts'
import { problem, statusOf } from '../../problems.ts'
import { changeOne, type Doing, eachItsOwn, inWay, sameForAll, type Target } from '../records/many.ts'
import type { Surface, SurfaceField } from '../records/surface.ts'
import { at, referenceTypes } from '../records/values.ts'
import type { FieldInput } from '../records/write.ts'
import { type KeptRefusal, keep } from './kept-refusal.ts'

/** A job that a node has, for one batch. */
export interface Held {
  readonly job: string
  readonly person: string
  readonly holder: string
}

export interface Share {
  /** At most so many records. */
  readonly size: number
  /** After so many milliseconds no other is begun: what waits for these records waits no longer. */
  readonly millis: number
  /** In place of trying it, the next record is given up for this. */
  readonly givenUp?: KeptRefusal
}

interface Row {
  readonly number: number
  readonly record: string
  /** When the job was begun; null: it was not seen then. */
  readonly version: number | null
  readonly change: FieldInput | null
}

interface Settled {
  readonly number: number
  readonly outcome: JobResult['outcome']
  readonly became?: number
  readonly before?: FieldInput
  readonly problem?: KeptRefusal
}

interface Found {
  readonly version: number
  /** What its fields have, as a request gives them; absent where one of them is not read. */
  readonly before?: FieldInput
}

/** In characters of JSON; a record whose fields had more cannot be taken back. */
const mostBefore = 16_000

/**
 * @param open the person's surface of an entity, or a refusal
 * @throws what keeps the whole job from going on; then nothing of the batch has happened
 */
export async function doBatch(
  tx: Transaction,
  open: (app: string, entity: string) => Surface,
  { job, holder }: Held,
  share: Share,
): Promise<void> {
  const held = await tx.run({
    text: 'SELECT h.app, h.entity, h.doing, h.if_unchanged, h.rows FROM bailiwick.hold_job($1::uuid, $2::uuid, $3) h',
    values: [job, holder, share.size],
  })
  // Stopped meanwhile, or another node has it.
  if (!held.rows[0]) return
  const [app, entity, act, ifUnchanged, rows] = held.rows[0] as [string, string, JobAct, boolean, Row[]]
  const settled = share.givenUp
    ? [{ number: rows[0]!.number, outcome: 'refused' as const, problem: share.givenUp }]
    : // A step is taken of what its person saw, whoever wrote the job.
      await doEach(tx, open(app, entity), act, ifUnchanged || act.transition !== undefined, rows, share.millis)
  const denied = deniedOf(settled, rows)
  await tx.run({
    text: 'SELECT bailiwick.settle_job($1::uuid, $2::uuid, $3::jsonb, $4::jsonb)',
    values: [job, holder, JSON.stringify(settled), JSON.stringify(denied)],
  })
}

async function doEach(
  tx: Transaction,
  surface: Surface,
  act: JobAct,
  ifUnchanged: boolean,
  rows: readonly Row[],
  millis: number,
): Promise<Settled[]> {
  if (!surface.can.includes('bulk')) throw problem('record.bulk-refused')
  const doing = Object.keys(act).length === 0 ? eachItsOwn(surface) : sameForAll(surface, act)
  const fields = [...new Set(rows.flatMap(row => Object.keys(row.change ?? act.change ?? {})))]
  const look = (ids: readonly string[]) => lookUp(tx, surface, ids, act.restore === true, fields)
  await tx.run(inWay('bulk'))
  const found = await look(rows.map(({ record }) => record))
  const until = performance.now() + millis
  const settled: Settled[] = []
  for (const row of rows) {
    if (settled.length > 0 && performance.now() > until) break
    const first = await tryOne(tx, surface, doing, row, found.get(row.record), ifUnchanged)
    // Somebody changed it since it was looked up: once more, as it is now.
    const again = !ifUnchanged && first.problem?.code === 'record.stale'
    settled.push(again ? await tryOne(tx, surface, doing, row, (await look([row.record])).get(row.record), ifUnchanged) : first)
  }
  return settled
}

async function tryOne(
  tx: Transaction,
  surface: Surface,
  doing: Doing,
  row: Row,
  found: Found | undefined,
  ifUnchanged: boolean,
): Promise<Settled> {
  // No record has this version: what is not seen is refused as not found.
  const version = (ifUnchanged ? row.version : found?.version) ?? 0
  const target: Target = { id: row.record, version, ...(row.change && { change: row.change }) }
  // By no tab: the one that began the job hears of it like any other.
  const { refused, now } = await changeOne(tx, surface, doing, target, {})
  const { number } = row
  if (refused) return { number, outcome: 'refused', problem: keep(refused) }
  if (now === version) return { number, outcome: 'unchanged', became: now }
  return {
    number,
    outcome: 'done',
    ...(now !== undefined && { became: now }),
    ...(found?.before && now !== undefined && { before: found.before }),
  }
}

/**
 * Records as their person reads them now, by id.
 *
 * @param trashed they are looked for in the trash first
 */
async function lookUp(
  tx: Transaction,
  surface: Surface,
  ids: readonly string[],
  trashed: boolean,
  fields: readonly string[],
): Promise<ReadonlyMap<string, Found>> {
  const { read, trash } = surface.names
  const known = fields.map(name => surface.fields.get(name))
  // Who uploaded a file is gone with it: a former one is not given again.
  const whole = known.every(each => each !== undefined && each.field.type !== 'file')
  const list = whole ? (known as SurfaceField[]).map(each => `${readableSql(each)}, ${formerSql(each)}`) : []
  const asked = `{${ids.join(',')}}`
  const { rows } = await tx.run({
    text: `SELECT ${['t.id', 't.version', ...list].join(', ')} FROM ${trashed ? trash : read} t WHERE t.id = ANY ($1::uuid[])`,
    values: [asked],
  })
  const found = new Map(rows.map(([id, version, ...rest]) => [String(id), foundOf(Number(version), whole ? fields : [], rest)]))
  if (found.size === ids.length) return found
  // Where it has gone meanwhile: of which it is said there what keeps it.
  const elsewhere = await tx.run({
    text: `SELECT t.id, t.version FROM ${trashed ? read : trash} t WHERE t.id = ANY ($1::uuid[])`,
    values: [asked],
  })
  for (const [id, version] of elsewhere.rows) found.set(String(id), { version: Number(version) })
  return found
}

const readableSql = ({ field, masked }: SurfaceField) => (masked ? at('t', `${field.name}$readable`) : 'true')

function formerSql({ field }: SurfaceField): string {
  const column = at('t', field.name)
  return referenceTypes.includes(field.type) ? column : fieldTypes[field.type].toWireSql(column, field)
}

/** @param values of each field, whether it is read and what it has */
function foundOf(version: number, fields: readonly string[], values: readonly unknown[]): Found {
  const isRead = fields.length > 0 && fields.every((_, index) => values[2 * index] === true)
  const before = isRead ? Object.fromEntries(fields.map((name, index) => [name, values[2 * index + 1]])) : undefined
  return { version, ...(before && JSON.stringify(before).length <= mostBefore && { before }) }
}

/** What was refused for want of a right, for the audit: each reason once, with the first of the records it met. */
function deniedOf(settled: readonly Settled[], rows: readonly Row[]): readonly Readonly<Record<string, unknown>>[] {
  const recordOf = new Map(rows.map(({ number, record }) => [number, record]))
  const denied = settled.filter(each => each.problem && statusOf(each.problem.code) === 403)
  return [...Map.groupBy(denied, each => each.problem!.code)].map(([code, of]) => ({
    code,
    count: of.length,
    records: of
      .slice(0, 20)
      .map(({ number }) => recordOf.get(number))
      .join(' '),
  }))
}
