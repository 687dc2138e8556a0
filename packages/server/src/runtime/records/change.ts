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
import { atCause, judgedWhole, type Written } from './whole.ts'
import type { Extra, FieldInput, KnownLine, LinesInput, LinesOf } from './write.ts'
import {
  changedLine,
  insertStatement,
  isKnown,
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
  const written = [stating(facts), insertStatement(surface, fields), ...newLineStatements(surface, lines, actor, key)]
  return ending(surface, key, actor, lines ? [...written, ...judgedAtLines(surface, lines, actor, written.length)] : written, 1)
}

/** What of them is refused once all are written names the line it came from. @param last how many statements there are before, of which the last wrote the lines */
function judgedAtLines(surface: Surface, lines: LinesInput, actor: Actor, last: number): Statement[] {
  const asked = lineInputs(surface, lines, actor).flatMap(({ name, target, inputs }) =>
    inputs.map(({ fields = {} }, index) => ({ place: `${name}[${index}]`, target, related: fields })),
  )
  const refused = (error: unknown, before: readonly Rows[]) => {
    const made = before.slice(last - asked.length, last).map(({ rows }) => String(rows[0]?.[0]))
    return atCause(
      error,
      asked.map((line, index) => ({ ...line, id: made[index] })),
    )
  }
  return judgedWhole(surface).map(statement => ({ ...statement, refused }))
}

export function planChange(
  surface: Surface,
  id: string,
  version: number,
  fields: FieldInput,
  actor: Actor,
  facts: Facts,
): Plan<Changed> {
  return changingOne(surface, id, actor, facts, updateStatement(surface, byId(id), version, fields))
}

export function planTrash(surface: Surface, id: string, version: number, actor: Actor, facts: Facts): Plan<Changed> {
  return changingOne(surface, id, actor, facts, updateStatement(surface, byId(id), version, {}, { deleted_at: { sql: 'now()' } }))
}

export function planRestore(surface: Surface, id: string, version: number, actor: Actor, facts: Facts): Plan<Changed> {
  return changingOne(surface, id, actor, facts, updateStatement(surface, byId(id), version, {}, { deleted_at: { sql: 'NULL' } }))
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
  const said = { ...facts, transition: name }
  return changingOne(surface, id, actor, said, updateStatement(surface, byId(id), version, fields, extra))
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

/** One record by itself, which may be a line of another. */
function changingOne(
  surface: Surface,
  id: string,
  actor: Actor,
  facts: Facts & { readonly transition?: string },
  changed: Statement,
): Plan<Changed> {
  const before = [stating(facts), ...oneAtATimeAsLine(surface, id)]
  return ending(surface, byId(id), actor, [...before, changed], before.length)
}

/** @param changing which statement must have changed a row; undefined where the statement itself refuses */
function ending(
  surface: Surface,
  key: RecordKey,
  actor: Actor,
  statements: readonly Statement[],
  changing: number | undefined,
): Plan<Changed> {
  const reading = surface.sends ? nothingRead : planGet(surface, key, actor)
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

/** Whoever creates without reading is given nothing back. */
const nothingRead: Plan<RecordView | undefined> = { statements: [], answer: () => undefined }

/** Why an update met no row: gone or hidden, changed by somebody else, or not this person's to change. */
function unchanged(view: RecordView | undefined): Refusal {
  if (!view) return problem('record.not-found')
  return problem('record.stale', { currentVersion: view.record.version })
}

/** @throws `record.update-refused` where the version was right after all: then a policy kept the row from this person */
export function checkRefused(refusal: Refusal, version: number): Refusal {
  return refusal.code === 'record.stale' && refusal.extra.currentVersion === version ? problem('record.update-refused') : refusal
}

/**
 * A change together with what its caller did to lines: those that go to the trash first, so that what they held is free for the others. Each line that is
 * there is changed from the version its caller saw; the record's own version does not tell of its lines unless people decide on it.
 * @throws `record.stale` with the places of lines that somebody changed since
 */
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
  await tx.run(oneAtATime(surface, id))
  if (Object.keys(fields).length > 0)
    await mustChange(tx, surface, key, version, updateStatement(surface, key, version, fields), actor, directory)
  else await mustHaveVersion(tx, surface, id, version)
  const addedLines: Record<string, string[]> = {}
  const written: Written[] = []
  for (const kind of wanted) {
    const { name, via, target } = kind
    const placed = kind.inputs.map((line, index) => ({ line, place: `${name}[${index}]` }))
    const known = placed.flatMap(({ line, place }) => (isKnown(line) ? [{ line, place }] : []))
    const related = await mustBeThere(tx, kind, id, known)
    for (const { line, place } of known) if (line.deleted) await mustChangeLine(tx, target, line, place)
    for (const { line, place } of placed) {
      if (isKnown(line)) {
        written.push({
          place,
          target,
          id: line.id.toLowerCase(),
          related: { ...related.get(line.id.toLowerCase()), ...line.fields },
        })
        if (!line.deleted) await mustChangeLine(tx, target, line, place)
      } else if (line.id === undefined) {
        const ids = await tx.run(newLine(target, line, { via, key }, place))
        const [made] = ids.rows[0] ?? []
        written.push({ place, target, id: String(made), related: line.fields ?? {} })
        addedLines[name] = [...(addedLines[name] ?? []), String(made)]
      }
    }
  }
  for (const judging of judgedWhole(surface)) await tx.run({ ...judging, refused: error => atCause(error, written) })
  const reading = planGet(surface, key, actor)
  const results: Rows[] = []
  for (const statement of reading.statements) results.push(await tx.run(statement))
  const view = reading.answer(results, directory)
  if (!view) return { id, handedOver: true }
  // All that was written here is one version; another one beside it is somebody's who was faster than the first line.
  if (view.record.version > version + 1) throw problem('record.stale', { currentVersion: view.record.version - 1 })
  return Object.keys(addedLines).length > 0 ? { ...view, addedLines } : view
}

/** Saves of one record's lines, which name them in any order, would wait for each other in a circle. For what is not seen nobody waits. */
const oneAtATime = (surface: Surface, id: string): Statement => savedWith(surface, 't.id', id)

/** Whoever saves the record with its lines has that and wants the line; whoever saves the line alone has it and wants the record held. */
function oneAtATimeAsLine(surface: Surface, id: string): Statement[] {
  const { parent } = surface.live.entity
  return parent && surface.fields.has(parent.field) ? [savedWith(surface, at('t', parent.field), id)] : []
}

const savedWith = ({ names }: Surface, record: string, id: string): Statement => ({
  text: `SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('bailiwick.lines ' || ${record}, 0)) FROM ${names.read} t WHERE t.id = $1::uuid`,
  values: [id],
})

interface PlacedLine {
  readonly line: KnownLine
  /** `items[3]` */
  readonly place: string
}

/** All of them at once, so that whoever looks again knows of each. @returns by id, what their relations point at, as whoever asks sees it */
async function mustBeThere(
  tx: Transaction,
  { via, target }: LinesOf,
  record: string,
  lines: readonly PlacedLine[],
): Promise<ReadonlyMap<string, Written['related']>> {
  if (lines.length === 0) return new Map()
  const relations = [...target.fields.values()].flatMap(({ field, masked }) =>
    field.type === 'relation' && !masked && field.name !== via ? [field.name] : [],
  )
  const views = [target.names.read, ...(target.can.includes('restore') ? [target.names.trash] : [])]
  const found = await tx.run({
    text: views
      .map(
        view =>
          `SELECT ${['t.id', 't.version', ...relations.map(name => at('t', name))].join(', ')} FROM ${view} t WHERE ${at('t', via)} = $1::uuid AND t.id = ANY($2::uuid[])`,
      )
      .join(' UNION ALL '),
    values: [record, `{${lines.map(({ line }) => line.id).join(',')}}`],
  })
  const versions = new Map(found.rows.map(row => [String(row[0]), Number(row[1])]))
  const absent = lines.filter(({ line }) => !versions.has(line.id.toLowerCase()))
  if (absent.length > 0)
    throw problem('record.invalid', {
      fields: absent.map(({ place }) => ({ field: `${place}.id`, message: say('lines.not-here') })),
    })
  const moved = lines.filter(({ line }) => versions.get(line.id.toLowerCase()) !== line.version)
  if (moved.length > 0) throw movedLines(moved)
  return new Map(
    found.rows.map(([id, , ...to]) => [String(id), Object.fromEntries(relations.map((name, index) => [name, to[index]]))]),
  )
}

const movedLines = (lines: readonly PlacedLine[]) =>
  problem('record.stale', { fields: lines.map(({ place }) => ({ field: place, message: say('lines.moved') })) })

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

async function mustChangeLine(tx: Transaction, target: Surface, line: KnownLine, place: string): Promise<void> {
  const changed = await tx.run(changedLine(target, line, place))
  if (changed.rowCount > 0) return
  // Somebody was faster since it was looked at, or it is not this person's to change.
  const view = line.deleted === false ? target.names.trash : target.names.read
  const now = await tx.run({ text: `SELECT t.version FROM ${view} t WHERE t.id = $1::uuid`, values: [line.id] })
  if (Number(now.rows[0]?.[0] ?? 0) !== line.version) throw movedLines([{ line, place }])
  throw problem(line.deleted ? 'record.delete-refused' : 'record.update-refused')
}

/** Lines alone change nothing on the record itself, but still belong to the version the caller saw. */
async function mustHaveVersion(tx: Transaction, surface: Surface, id: string, version: number): Promise<void> {
  const found = await tx.run({ text: `SELECT t.version FROM ${surface.names.read} t WHERE t.id = $1::uuid`, values: [id] })
  const current = found.rows[0]?.[0]
  if (current === undefined) throw problem('record.not-found')
  if (Number(current) !== version) throw problem('record.stale', { currentVersion: Number(current) })
}
