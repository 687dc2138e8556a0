/**
 * The writes of a record, each in one transaction that ends with reading the record back under the writer's own rules. A change that takes the record out of
 * the writer's sight is a hand-over and says so; a change that met another version than the caller's changes nothing.
 */
import type { RecordView } from '@bailiwick/definition/wire/index.ts'
import type { Rows, Statement, Transaction } from '../../database/with-actor.ts'
import { problem, type Refusal, say } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import type { RecordKey } from './get.ts'
import { byId, planGet } from './get.ts'
import type { Plan } from './list.ts'
import type { Surface } from './surface.ts'
import { at } from './values.ts'
import type { Extra, FieldInput, LineInput, LinesInput } from './write.ts'
import {
  changedLine,
  insertStatement,
  justMade,
  lineInputs,
  newLine,
  newLineStatements,
  stating,
  updateStatement,
} from './write.ts'

export interface HandedOver {
  readonly id: string
  /** The change is done; the record is no longer visible to who made it. */
  readonly handedOver: true
}

export type Changed = RecordView | HandedOver

export interface Facts {
  readonly client?: string
  readonly comment?: string
}

export function planCreate(
  surface: Surface,
  fields: FieldInput,
  lines: LinesInput | undefined,
  actor: Actor,
  facts: Facts,
): Plan<Changed> {
  if (!surface.can.includes('create')) throw problem('record.create-refused')
  const key = justMade(surface.live.entity.name)
  return ending(
    surface,
    key,
    actor,
    [stating(facts), insertStatement(surface, fields), ...newLineStatements(surface, lines, actor, key)],
    1,
  )
}

export function planChange(
  surface: Surface,
  id: string,
  version: number,
  fields: FieldInput,
  actor: Actor,
  facts: Facts,
): Plan<Changed> {
  return ending(surface, byId(id), actor, [stating(facts), updateStatement(surface, byId(id), version, fields)], 1)
}

export function planTrash(surface: Surface, id: string, version: number, actor: Actor, facts: Facts): Plan<Changed> {
  return ending(
    surface,
    byId(id),
    actor,
    [stating(facts), updateStatement(surface, byId(id), version, {}, { deleted_at: { sql: 'now()' } })],
    1,
  )
}

export function planRestore(surface: Surface, id: string, version: number, actor: Actor, facts: Facts): Plan<Changed> {
  return ending(
    surface,
    byId(id),
    actor,
    [stating(facts), updateStatement(surface, byId(id), version, {}, { deleted_at: { sql: 'NULL' } })],
    1,
  )
}

export function planTransition(
  surface: Surface,
  id: string,
  version: number,
  name: string,
  fields: FieldInput,
  actor: Actor,
  facts: Facts,
): Plan<Changed> {
  const extra = stepOf(surface, name)
  return ending(
    surface,
    byId(id),
    actor,
    [stating({ ...facts, transition: name }), updateStatement(surface, byId(id), version, fields, extra)],
    1,
  )
}

/** The state that the step leads to. @throws `transition.unknown` also for what is decided by votes */
export function stepOf(surface: Surface, name: string): Extra {
  const transition = surface.workflow?.transitions.find(candidate => candidate.name === name)
  if (!surface.workflow || !transition || transition.approval) throw problem('transition.unknown')
  return { [surface.workflow.field]: { value: transition.to } }
}

export interface VoteInput {
  readonly transition: string
  readonly step: string
  readonly decision: string
  readonly comment?: string
}

export function planVote(
  surface: Surface,
  id: string,
  version: number,
  vote: VoteInput,
  actor: Actor,
  facts: Facts,
): Plan<Changed> {
  if (!surface.workflow?.transitions.some(transition => transition.approval && transition.name === vote.transition))
    throw problem('approval.no-such-step')
  const decide: Statement = {
    text: `SELECT ${surface.names.decide}($1::uuid, $2::integer, $3, $4, $5, $6)`,
    values: [id, version, vote.transition, vote.step, vote.decision, vote.comment ?? ''],
  }
  return ending(surface, byId(id), actor, [stating(facts), decide], undefined)
}

/** @param changing which statement must have changed a row; undefined where the statement itself refuses */
function ending(
  surface: Surface,
  key: RecordKey,
  actor: Actor,
  statements: readonly Statement[],
  changing: number | undefined,
): Plan<Changed> {
  const reading = planGet(surface, key, actor)
  return {
    statements: [...statements, ...reading.statements],
    answer: (results, directory) => {
      const view = reading.answer(results.slice(statements.length), directory)
      const changed = changing === undefined || (results[changing]?.rowCount ?? 0) > 0
      if (!changed) throw unchanged(view)
      return view ?? { id: key.values[0] ?? String(results[changing ?? 0]?.rows[0]?.[0]), handedOver: true }
    },
  }
}

/** Why an update met no row: gone or hidden, changed by somebody else, or not this person's to change. */
function unchanged(view: RecordView | undefined): Refusal {
  if (!view) return problem('record.not-found')
  return problem('record.stale', { currentVersion: view.record.version })
}

/** @throws `record.update-refused` where the version was right after all: then a policy kept the row from this person */
export function checkRefused(refusal: Refusal, version: number): Refusal {
  return refusal.code === 'record.stale' && refusal.extra.currentVersion === version ? problem('record.update-refused') : refusal
}

/** A change together with its lines: lines without id are new, known ones are changed where they differ, missing ones go to the trash. */
export async function changeWithLines(
  tx: Transaction,
  surface: Surface,
  id: string,
  version: number,
  fields: FieldInput,
  lines: LinesInput,
  actor: Actor,
  facts: Facts,
  directory: Directory,
): Promise<Changed> {
  const key = byId(id)
  const wanted = lineInputs(surface, lines, actor)
  await tx.run(stating(facts))
  if (Object.keys(fields).length > 0)
    await mustChange(tx, surface, key, version, updateStatement(surface, key, version, fields), actor, directory)
  else await mustHaveVersion(tx, surface, id, version)
  for (const { name, via, target, inputs } of wanted) {
    const present = await tx.run({
      text: `SELECT t.id, t.version FROM ${target.names.read} t WHERE ${at('t', via)} = $1::uuid`,
      values: [id],
    })
    const versions = new Map(present.rows.map(row => [String(row[0]), Number(row[1])]))
    for (const [index, line] of inputs.entries()) {
      const prefix = `${name}[${index}].`
      if (line.id === undefined) {
        await tx.run(newLine(target, line, { via, key }, prefix))
        continue
      }
      const lineVersion = versions.get(line.id)
      if (lineVersion === undefined)
        throw problem('record.invalid', { fields: [{ field: `${prefix}id`, message: say('lines.not-here') }] })
      versions.delete(line.id)
      if (Object.keys(line.fields).length > 0) await mustChangeLine(tx, target, line.id, lineVersion, line, prefix)
    }
    for (const [lineId, lineVersion] of versions) {
      const removed = await tx.run(updateStatement(target, byId(lineId), lineVersion, {}, { deleted_at: { sql: 'now()' } }))
      if (removed.rowCount === 0) throw problem('record.delete-refused')
    }
  }
  const reading = planGet(surface, key, actor)
  const results: Rows[] = []
  for (const statement of reading.statements) results.push(await tx.run(statement))
  return reading.answer(results, directory) ?? { id, handedOver: true }
}

async function mustChange(
  tx: Transaction,
  surface: Surface,
  key: RecordKey,
  version: number,
  statement: Statement,
  actor: Actor,
  directory: Directory,
): Promise<void> {
  if ((await tx.run(statement)).rowCount > 0) return
  const reading = planGet(surface, key, actor)
  const results: Rows[] = []
  for (const read of reading.statements) results.push(await tx.run(read))
  throw checkRefused(unchanged(reading.answer(results, directory)), version)
}

async function mustChangeLine(
  tx: Transaction,
  target: Surface,
  id: string,
  version: number,
  line: LineInput,
  prefix: string,
): Promise<void> {
  const changed = await tx.run(changedLine(target, id, version, line, prefix))
  if (changed.rowCount > 0) return
  const now = await tx.run({ text: `SELECT t.version FROM ${target.names.read} t WHERE t.id = $1::uuid`, values: [id] })
  const current = Number(now.rows[0]?.[0] ?? 0)
  throw current === version ? problem('record.update-refused') : problem('record.stale', { currentVersion: current })
}

/** Lines alone change nothing on the record itself, but still belong to the version the caller saw. */
async function mustHaveVersion(tx: Transaction, surface: Surface, id: string, version: number): Promise<void> {
  const found = await tx.run({ text: `SELECT t.version FROM ${surface.names.read} t WHERE t.id = $1::uuid`, values: [id] })
  const current = found.rows[0]?.[0]
  if (current === undefined) throw problem('record.not-found')
  if (Number(current) !== version) throw problem('record.stale', { currentVersion: Number(current) })
}
