/**
 * Records with their past. Every change goes through here, so that what a record is now is what its history adds up to: versions, who changed it last,
 * the state's due time, rounds of votes. Knows nothing of what the records mean.
 */
import { uuidAt } from './identifiers.ts'
import type { Random } from './random.ts'
import type { SeedEvent, SeedFields, SeedRecord, SeedValue } from './shape.ts'
import type { WorkingTime } from './working-time.ts'

export type Due = `${number} business hours` | `${number} business days`

/** What an app's workflow files say of states, by entity, as far as a record's own fields depend on it. */
export interface States {
  /** How long records may stay in a state. */
  readonly due: Readonly<Record<string, Readonly<Record<string, Due>>>>
  /** Where records start. */
  readonly initial: Readonly<Record<string, string>>
  /** The states in which a decision waits; only entities that have an approval. */
  readonly pending: Readonly<Record<string, readonly string[]>>
}

export interface Ledger {
  readonly records: Record<string, LiveRecord[]>
  readonly history: PastEvent[]
  readonly random: Random
  readonly calendar: WorkingTime
  readonly states: States
  /** The id of a person, by key. */
  readonly personId: (key: string) => string
  readonly now: number
}

interface PastEvent extends Omit<SeedEvent, 'at'> {
  readonly at: number
}

export interface LiveRecord {
  readonly entity: string
  readonly id: string
  readonly createdAt: number
  readonly createdBy: string
  version: number
  updatedAt: number
  updatedBy: string
  stateBy: string | undefined
  readonly fields: Record<string, SeedValue>
}

/** What should be noted next has not happened yet. */
class NotYet extends Error {}

/** Tells a story as far as it has happened: the first act that lies in the future ends it. */
export function tellUntilNow(story: () => void): void {
  try {
    story()
  } catch (reason) {
    if (!(reason instanceof NotYet)) throw reason
  }
}

/** A person does something to a record at a moment. */
export interface Act {
  readonly at: number
  readonly by: string
}

export const isoAt = (moment: number) => new Date(moment).toISOString()
export const dayAt = (moment: number) => isoAt(moment).slice(0, 10)

export function createRecord(ledger: Ledger, entity: string, { at, by }: Act, given: SeedFields): LiveRecord {
  if (at > ledger.now) throw new NotYet()
  const list = ledger.records[entity] ?? []
  ledger.records[entity] = list
  const fields: Record<string, SeedValue> = {}
  for (const [name, value] of Object.entries(given)) if (value !== null) fields[name] = value
  const initial = ledger.states.initial[entity]
  if (initial !== undefined) Object.assign(fields, enter(ledger, entity, initial, at))
  if (entity in ledger.states.pending) fields.approval_round = 0
  const record: LiveRecord = {
    entity,
    id: uuidAt(at, list.length, ledger.random),
    createdAt: at,
    createdBy: by,
    version: 1,
    updatedAt: at,
    updatedBy: by,
    stateBy: initial === undefined ? undefined : by,
    fields,
  }
  for (const name of Object.keys(fields)) if (fields[name] === null) delete fields[name]
  list.push(record)
  note(ledger, record, { at, by }, 'create', { after: { ...fields } })
  return record
}

export function updateRecord(ledger: Ledger, record: LiveRecord, act: Act, changes: SeedFields): void {
  const changed = apply(ledger, record, act, changes)
  if (changed) note(ledger, record, act, 'update', changed)
}

/** Takes a transition; `changes` are what it sets or asks for. */
export function takeTransition(
  ledger: Ledger,
  record: LiveRecord,
  act: Act,
  transition: string,
  to: string,
  more: { readonly changes?: SeedFields; readonly comment?: string } = {},
): void {
  const round: SeedFields = ledger.states.pending[record.entity]?.includes(to)
    ? { approval_round: Number(record.fields.approval_round) + 1 }
    : {}
  const changed = apply(ledger, record, act, { ...more.changes, ...enter(ledger, record.entity, to, act.at), ...round })
  record.stateBy = act.by
  note(ledger, record, act, 'transition', {
    ...changed,
    transition,
    ...(more.comment === undefined ? {} : { comment: more.comment }),
  })
}

export function commentOn(ledger: Ledger, record: LiveRecord, act: Act, comment: string): void {
  note(ledger, record, act, 'comment', { comment })
}

export function vote(
  ledger: Ledger,
  record: LiveRecord,
  act: Act,
  transition: string,
  given: { readonly step: string; readonly decision: 'approve' | 'reject' | 'ask_changes' },
  comment?: string,
): void {
  note(ledger, record, act, 'vote', {
    transition,
    vote: { ...given, round: Number(record.fields.approval_round) },
    ...(comment === undefined ? {} : { comment }),
  })
}

export function stateOf(record: LiveRecord): string {
  return String(record.fields.status)
}

/**
 * The finished records, by entity in the order given, and the history in order of time.
 * @param prefixes of running numbers that are given here, in order of creation; for entities whose records are not told in that order
 */
export function closeLedger(
  ledger: Ledger,
  entities: readonly string[],
  prefixes: Readonly<Record<string, string>> = {},
): { records: Record<string, SeedRecord[]>; history: SeedEvent[] } {
  const births = new Map(ledger.history.filter(({ kind }) => kind === 'create').map(event => [event.record, event]))
  const records: Record<string, SeedRecord[]> = {}
  for (const entity of entities) {
    // stable: what a record refers to was created in the same moment at the latest, and stands before it
    const list = (ledger.records[entity] ?? []).sort((one, other) => one.createdAt - other.createdAt)
    const prefix = prefixes[entity]
    if (prefix !== undefined)
      for (const [index, record] of list.entries()) giveNumber(record, births, `${prefix}${1_001 + index}`)
    records[entity] = list.map(finish)
  }
  // a stable sort keeps what one person did in one moment in its order
  const history = ledger.history.sort((one, other) => one.at - other.at).map(event => ({ ...event, at: isoAt(event.at) }))
  return { records, history }
}

function giveNumber(record: LiveRecord, births: ReadonlyMap<string, PastEvent>, number: string): void {
  record.fields.number = number
  const after: Record<string, SeedValue> = births.get(record.id)!.after as Record<string, SeedValue>
  after.number = number
}

function finish(record: LiveRecord): SeedRecord {
  return {
    id: record.id,
    version: record.version,
    created_at: isoAt(record.createdAt),
    created_by: record.createdBy,
    updated_at: isoAt(record.updatedAt),
    updated_by: record.updatedBy,
    ...(record.stateBy === undefined ? {} : { state_by: record.stateBy }),
    fields: record.fields,
  }
}

function note(ledger: Ledger, record: LiveRecord, { at, by }: Act, kind: SeedEvent['kind'], more: Partial<SeedEvent>): void {
  if (at > ledger.now) throw new NotYet()
  ledger.history.push({
    ...more,
    at,
    person: ledger.personId(by),
    entity: record.entity,
    record: record.id,
    kind,
    version: record.version,
  })
}

function apply(
  ledger: Ledger,
  record: LiveRecord,
  act: Act,
  changes: SeedFields,
): { before: SeedFields; after: SeedFields } | undefined {
  if (act.at > ledger.now) throw new NotYet()
  const before: Record<string, SeedValue> = {}
  const after: Record<string, SeedValue> = {}
  for (const [name, value] of Object.entries(changes)) {
    const was = record.fields[name] ?? null
    if (was === value || (Array.isArray(was) && Array.isArray(value) && was.join() === value.join())) continue
    before[name] = was
    after[name] = value
    if (value === null) delete record.fields[name]
    else record.fields[name] = value
  }
  if (Object.keys(after).length === 0) return undefined
  record.version += 1
  record.updatedAt = act.at
  record.updatedBy = act.by
  return { before, after }
}

function enter(ledger: Ledger, entity: string, state: string, at: number): SeedFields {
  const due = ledger.states.due[entity]?.[state]
  const amount = due === undefined ? 0 : Number.parseInt(due, 10)
  const moment =
    due === undefined
      ? null
      : due.endsWith('hours')
        ? ledger.calendar.after(at, amount * 60)
        : ledger.calendar.daysAfter(at, amount)
  return { status: state, status_since: isoAt(at), status_due: moment === null ? null : isoAt(moment) }
}
