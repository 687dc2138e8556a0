/**
 * Many records in one request and one transaction: each by its own right, as if it came alone, and by a right of its own to come as one of many, which the guard trigger
 * asks for because the transaction says so. What is refused is told for each; whether the rest then stands is the caller's choice.
 */
import type { ManyView, OneOfMany } from '@bailiwick/definition/wire/index.ts'
import { refusalFromDatabase } from '../../database/sqlstates.ts'
import type { Rows, Statement, Transaction } from '../../database/with-actor.ts'
import { problem, Refusal, type Speaker, say, toWire } from '../../problems.ts'
import { speakerOf } from '../speaker.ts'
import { type Facts, stepOf } from './change.ts'
import { byId } from './get.ts'
import { withoutHidden } from './hidden-fields.ts'
import type { Surface } from './surface.ts'
import { atCause, judgedWhole } from './whole.ts'
import { type Extra, type FieldInput, insertStatement, stating, updateStatement } from './write.ts'

export const most = 1_000

/** A record as the caller saw it. */
export interface Seen {
  readonly id: string
  readonly version: number
}

export interface Target extends Seen {
  /** What this record alone is given. */
  readonly change?: FieldInput
}

/** What is done with each: exactly one of the four. */
export interface Act {
  readonly change?: FieldInput
  readonly transition?: { readonly name: string; readonly fields?: FieldInput; readonly comment?: string }
  readonly trash?: true
  readonly restore?: true
}

/** An act for all, or what each record names itself. */
export interface BulkRequest extends Act {
  readonly records: readonly Target[]
  readonly refusals?: Refusals
  readonly check?: boolean
}

export interface ImportRequest {
  readonly rows: readonly FieldInput[]
  readonly refusals?: Refusals
  readonly check?: boolean
}

/** `all`: one refusal and nothing is done. `skip`: what can be done is. */
export type Refusals = 'all' | 'skip'

/** Who is told of the refusals. */
interface Reading {
  readonly languages?: readonly string[]
}

const speakerFor = (surface: Surface, { languages = [] }: Reading) => speakerOf(languages, surface.app, surface.live.entity.name)

/** Carries what was found out of a transaction that is to be taken back. */
export class TakenBack extends Error {
  readonly view: ManyView

  constructor(view: ManyView) {
    super('taken back')
    this.view = view
  }
}

/** @throws `record.bulk-refused`, `many.refused` with what was refused, `TakenBack` where it was only checked */
export async function changeMany(
  tx: Transaction,
  surface: Surface,
  request: BulkRequest,
  facts: Facts & Reading,
): Promise<ManyView> {
  const speaker = speakerFor(surface, facts)
  if (!surface.can.includes('bulk')) throw problem('record.bulk-refused')
  const places = new Map(request.records.map(({ id }, index) => [id.toLowerCase(), index]))
  if (places.size < request.records.length) throw problem('request.invalid', { detail: say('many.twice') })
  const { records, ...act } = request
  const doing = records.some(({ change }) => change) ? ofEachOwn(surface, request) : sameForAll(surface, act)
  await tx.run(inWay('bulk'))
  const results: OneOfMany[] = []
  // In one order whoever asks, so that two of them never wait for each other's records.
  for (const [id, index] of [...places].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { version, change } = records[index]!
    const { refused, now } = await changeOne(tx, surface, doing, { id, version, ...(change && { change }) }, facts)
    results[index] = {
      index,
      id,
      ...(refused ? { problem: told(refused, speaker) } : now !== undefined && !request.check && { version: now }),
    }
  }
  return settle(results, request)
}

/** One of many, so that its refusal takes back only itself. @returns why it was refused, or the version it has since; neither where it was handed over */
export async function changeOne(
  tx: Transaction,
  surface: Surface,
  doing: Doing,
  one: Target,
  facts: Facts,
): Promise<{ readonly refused?: Refusal; readonly now?: number }> {
  const { id, version } = one
  let now: number | undefined
  const refused = await alone(
    tx,
    surface,
    one.change ?? doing.sent,
    () => [
      stating({ ...facts, ...doing.said }),
      doing.written(one),
      // Not where the change handed the record over.
      { text: `SELECT w.version FROM ${surface.names.write} w WHERE w.id = $1::uuid`, values: [id] },
    ],
    async ([, changed, left]) => {
      if (changed?.rowCount === 0) return notReached(tx, surface, id, version)
      const kept = left?.rows[0]?.[0]
      now = kept === undefined ? undefined : Number(kept)
      return undefined
    },
  )
  return { ...(refused && { refused }), ...(now !== undefined && { now }) }
}

/** @throws `record.import-refused`, `many.refused` with what was refused, `TakenBack` where it was only checked */
export async function importMany(
  tx: Transaction,
  surface: Surface,
  request: ImportRequest,
  facts: Facts & Reading,
): Promise<ManyView> {
  const speaker = speakerFor(surface, facts)
  if (!surface.can.includes('import') || !surface.can.includes('create')) throw problem('record.import-refused')
  await tx.run(inWay('import'))
  const results: OneOfMany[] = []
  for (const [index, row] of request.rows.entries()) {
    let id: string | undefined
    const refused = await alone(
      tx,
      surface,
      row,
      () => [stating(facts), insertStatement(surface, row)],
      async ([, made]) => {
        id = String(made?.rows[0]?.[0])
        return undefined
      },
    )
    results.push(
      refused ? { index, problem: told(refused, speaker) } : { index, ...(id !== undefined && !request.check && { id }) },
    )
  }
  return settle(results, request)
}

/** What the guard trigger judges the writes of this transaction as. */
export function inWay(way: 'bulk' | 'import'): Statement {
  return { text: `SELECT set_config('bailiwick.way', $1, true)`, values: [way] }
}

/** What is done with one of many, made once for all of them. */
export interface Doing {
  /** What the caller wrote, where it is the same for all. */
  readonly sent: FieldInput | undefined
  readonly said: Pick<Facts, 'comment'> & { readonly transition?: string }
  /** @throws what is wrong with what this record is given */
  written(one: Target): Statement
}

/** Written once: a long value takes long to look at. @throws what is wrong with the request, which is not the fault of one record */
export function sameForAll(surface: Surface, act: Act): Doing {
  const { fields, extra, said } = actOf(surface, act)
  const one = updateStatement(surface, byId(nobody), 1, fields, extra)
  return {
    sent: fields,
    said,
    written: ({ id, version }) => ({ ...one, values: [id, ...one.values.slice(1, -1), version] }),
  }
}

/** Stands in the statement for each record in turn. */
const nobody = '00000000-0000-0000-0000-000000000000'

function ofEachOwn(surface: Surface, { records, change, transition, trash, restore }: BulkRequest): Doing {
  if ([change, transition, trash, restore].some(each => each !== undefined) || records.some(record => !record.change))
    throw problem('request.invalid', { detail: say('many.each-own') })
  return eachItsOwn(surface)
}

/** Each target says what it is given. */
export function eachItsOwn(surface: Surface): Doing {
  return {
    sent: undefined,
    said: {},
    written: ({ id, version, change = {} }) => updateStatement(surface, byId(id), version, change, {}),
  }
}

function actOf(
  surface: Surface,
  { change, transition, trash, restore }: Act,
): { fields: FieldInput; extra: Extra; said: Doing['said'] } {
  if ([change, transition, trash, restore].filter(each => each !== undefined).length !== 1)
    throw problem('request.invalid', { detail: say('many.one-of') })
  if (trash) return { fields: {}, extra: { deleted_at: { sql: 'now()' } }, said: {} }
  if (restore) return { fields: {}, extra: { deleted_at: { sql: 'NULL' } }, said: {} }
  if (!transition) return { fields: change ?? {}, extra: {}, said: {} }
  return {
    fields: transition.fields ?? {},
    extra: stepOf(surface, transition.name),
    said: { transition: transition.name, ...(transition.comment ? { comment: transition.comment } : {}) },
  }
}

/** Runs the statements so that their refusal takes back only them. A fault, and what would meet every other too, ends it all. */
async function alone(
  tx: Transaction,
  surface: Surface,
  sent: FieldInput | undefined,
  statements: () => readonly Statement[],
  look: (results: readonly Rows[]) => Promise<Refusal | undefined>,
): Promise<Refusal | undefined> {
  try {
    const made = statements()
    const answered = await Promise.allSettled(
      [{ text: 'SAVEPOINT one', values: [] }, ...made, ...judgedWhole(surface)].map(statement => tx.run(statement)),
    )
    const failed = answered.find(each => each.status === 'rejected')
    if (failed) throw failed.reason
    const refused = await look(answered.slice(1).map(each => (each as PromiseFulfilledResult<Rows>).value))
    await tx.run({ text: 'RELEASE SAVEPOINT one', values: [] })
    return refused
  } catch (error) {
    const refusal = error instanceof Refusal ? error : refusalFromDatabase(error)
    if (!refusal || refusal.status >= 500 || refusal.status === 401 || refusal.status === 429) throw error
    if (!(error instanceof Refusal)) await tx.run({ text: 'ROLLBACK TO SAVEPOINT one', values: [] })
    const caused = atCause(refusal, [{ place: '', target: surface, related: sent ?? {} }]) as Refusal
    return withoutHidden(caused, surface, Object.keys(sent ?? {}))
  }
}

export function told(refusal: Refusal, speaker: Speaker): NonNullable<OneOfMany['problem']> {
  const { code, title, hint, detail, fields, currentVersion } = toWire(refusal, '', speaker)
  return {
    code,
    title,
    ...(hint !== undefined && { hint }),
    ...(detail !== undefined && { detail }),
    ...(fields !== undefined && { fields }),
    ...(currentVersion !== undefined && { currentVersion }),
  }
}

/** Why no row was met: the record is not seen, it has another version, or no right of this person reaches it. */
async function notReached(tx: Transaction, surface: Surface, id: string, version: number): Promise<Refusal> {
  const { read, trash } = surface.names
  const { rows } = await tx.run({
    text: `SELECT r.version FROM ${read} r WHERE r.id = $1::uuid UNION ALL SELECT r.version FROM ${trash} r WHERE r.id = $1::uuid`,
    values: [id],
  })
  const now = rows[0]?.[0]
  if (now === undefined) return problem('record.not-found')
  return Number(now) === version ? problem('record.update-refused') : problem('record.stale', { currentVersion: Number(now) })
}

function settle(results: readonly OneOfMany[], { refusals = 'all', check = false }: BulkRequest | ImportRequest): ManyView {
  const refused = results.filter(each => each.problem)
  const view: ManyView = { done: results.length - refused.length, refused: refused.length, checked: check, results }
  if (check) throw new TakenBack(view)
  if (refusals === 'all' && refused.length > 0)
    throw problem('many.refused', {
      detail: say('many.none-done', { refused: refused.length, all: results.length }),
      results: refused,
    })
  return view
}
