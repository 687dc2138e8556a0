/** One record with what may be done with it now, and why the rest may not. */

import { quote } from '@bailiwick/definition/compile/names.ts'
import { type ApprovalStep, conditionOf, type Transition } from '@bailiwick/definition/model/index.ts'
import type {
  ApprovalView,
  LineRights,
  RecordRow,
  RecordView,
  StepView,
  TransitionOffer,
  Vote,
} from '@bailiwick/definition/wire/index.ts'
import type { Rows, Statement } from '../../database/with-actor.ts'
import { inWords, type Said, type Speaker, say } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import { speakerOf } from '../speaker.ts'
import type { Plan } from './list.ts'
import { selection } from './select.ts'
import { preparedName } from './statement-names.ts'
import type { Surface } from './surface.ts'
import { surfaceOf } from './surface.ts'
import { at, reference, timestampSql } from './values.ts'
import { Wording } from './why-words.ts'
import { titleOfRole, titleOfStep } from './words.ts'

/** How a statement names the record: a parameter, or what the guard trigger kept of the row just made. */
export interface RecordKey {
  readonly sql: string
  readonly values: readonly string[]
}

export const byId = (id: string): RecordKey => ({ sql: '$1::uuid', values: [id] })

interface Can {
  readonly update: readonly string[]
  readonly delete: boolean
  readonly restore: boolean
  readonly comment: boolean
  readonly share?: boolean
  readonly reveal?: readonly string[]
  readonly transitions: Readonly<Record<string, 'yes' | 'role' | 'by' | 'guard'>>
  /** Of each approval that waits, how far its steps are, in their order. */
  readonly waiting?: Readonly<Record<string, readonly StepView['state'][]>>
}

/**
 * @param opening somebody opens the record, which stands in the audit where the entity says so; what is changed as somebody else looks is written by the gate
 * @returns a plan whose answer is undefined when there is no such record for this person
 */
export function planGet(surface: Surface, key: RecordKey, actor: Actor, opening = false): Plan<RecordView | undefined> {
  const { names, workflow } = surface
  const speaker = speakerOf(actor.languages ?? [], surface.app, surface.live.entity.name)
  const record = selection(surface, 't', [...surface.shown.values()])
  const trashed = selection(surface, 't', [...surface.shown.values()], [], true)
  const entity = surface.live.entity.name
  const asked = (text: string): Statement => ({ ...preparedName(surface.app.release, text), text, values: key.values })
  // The row first, by itself: what its relations are called is looked up by values, not by the expressions of masks, which no index serves.
  const one = (view: string) => `(SELECT * FROM ${view} v WHERE v.id = ${key.sql} LIMIT 1) t`
  const statements: Statement[] = [asked(`SELECT ${record.sql}, ${names.can}(t.id) FROM ${one(names.read)}`)]
  const mayRestore = surface.can.includes('restore')
  if (mayRestore) statements.push(asked(`SELECT ${trashed.sql}, ${names.can}(t.id) FROM ${one(names.trash)}`))
  const votesAt = statements.length
  const deciding = (workflow?.transitions ?? []).filter(transition => transition.approval)
  if (deciding.length > 0) {
    statements.push(
      asked(
        `SELECT v.transition, v.step, v.round, v.person, v.decision, v.comment, ${timestampSql('v.at')} FROM ${names.schema}.${quote(`${entity}$votes`)} v WHERE v.record = ${key.sql} ORDER BY v.at`,
      ),
      asked(`SELECT i.transition, i.step FROM ${names.inbox} i WHERE i.id = ${key.sql}`),
    )
  }
  const linesAt = statements.length
  const lines = [...surface.live.lines].flatMap(([name, line]) => {
    const target = surfaceOf(surface.app, line.entity, actor)
    if (!target) return []
    const list = selection(target, 't', [...target.shown.values()])
    const mayWrite = target.shareable || target.can.includes('update') || target.can.includes('delete')
    statements.push(
      asked(
        `SELECT ${list.sql}${mayWrite ? `, ${target.names.can}(t.id)` : ''} FROM (SELECT * FROM ${target.names.read} v WHERE ${at('v', line.via)} = ${key.sql} ORDER BY v.created_at, v.id LIMIT 501) t ORDER BY t.created_at, t.id`,
      ),
    )
    return [{ name, list, target }]
  })
  // Last, so that nothing above moves; in the same transaction, so that nobody has the record without the row.
  if (opening && surface.live.entity.auditReads && actor.view === null)
    statements.push({
      text: `SELECT bailiwick.open_record($1, $2, $3::uuid)`,
      values: [surface.app.name, entity, ...key.values],
    })
  return {
    statements,
    answer: (results, directory) => {
      const live = results[0]?.rows[0]
      const found = live ?? (mayRestore ? results[1]?.rows[0] : undefined)
      if (!found) return undefined
      const list = live ? record : trashed
      const row = list.read(found, directory)
      const can = (found[list.width] ?? undefined) as Can | undefined
      const inTrash = row.deleted_at !== undefined
      return {
        record: row,
        can: inTrash
          ? { update: [], delete: false, restore: can?.restore ?? false, comment: false }
          : {
              update: [...new Set(can?.update ?? [])],
              delete: can?.delete ?? false,
              restore: false,
              comment: can?.comment ?? false,
              ...(can?.share === undefined ? {} : { share: can.share }),
              ...(can?.reveal === undefined ? {} : { reveal: can.reveal }),
            },
        transitions: inTrash ? [] : offers(surface, row, can, actor, directory, speaker),
        ...approval(surface, row, can, deciding, results.slice(votesAt, votesAt + 2), actor, directory, speaker),
        ...(lines.length > 0
          ? {
              lines: Object.fromEntries(
                lines.map(({ name, list }, index) => [
                  name,
                  (results[linesAt + index]?.rows ?? []).map(line => list.read(line, directory)),
                ]),
              ),
              lineRights: Object.fromEntries(
                lines.map(({ name, list, target }, index) => {
                  const rows = results[linesAt + index]?.rows ?? []
                  const cans = rows.map(line => (inTrash ? undefined : (line[list.width] as Can | undefined)))
                  return [name, lineRights(target, cans, !inTrash, (can?.update ?? []).length > 0)]
                }),
              ),
            }
          : {}),
      }
    },
  }
}

/** A rule about what a line says cannot be asked before there is one: then it is offered to whoever may write the record or one of its lines. */
function lineRights(target: Surface, cans: readonly (Can | undefined)[], isThere: boolean, mayWriteRecord: boolean): LineRights {
  const each = cans.map(can => ({ update: [...new Set(can?.update ?? [])], delete: can?.delete ?? false }))
  const grants = target.live.entity.access.filter(({ role, can }) => target.roles.includes(role) && can.includes('create'))
  const writesOne = mayWriteRecord || each.some(can => can.delete || can.update.length > 0)
  return { create: isThere && grants.some(grant => writesOne || conditionOf(grant) === undefined), each }
}

/** Transitions that leave the present state. One that only other roles take is not offered to this person at all. */
function offers(
  surface: Surface,
  row: RecordRow,
  can: Can | undefined,
  actor: Actor,
  directory: Directory,
  speaker: Speaker,
): TransitionOffer[] {
  const { workflow } = surface
  if (!workflow) return []
  const state = row[workflow.field]
  return workflow.transitions.flatMap((transition): TransitionOffer[] => {
    if (transition.approval || !transition.from.includes(String(state))) return []
    const answer = can?.transitions[transition.name] ?? 'role'
    if (answer === 'role') return []
    if (answer === 'yes') return [{ name: transition.name, allowed: true }]
    return [
      {
        name: transition.name,
        allowed: false,
        reason:
          answer === 'guard'
            ? (transition.guard?.message ?? inWords(say('step.not-now'), speaker))
            : inWords(reasonOfBy(surface, transition, row, new Wording(surface, actor, 'you', directory)), speaker),
      },
    ]
  })
}

/** The common conditions in words; of the rest what this record does not have, so that nobody has to guess. */
function reasonOfBy(surface: Surface, transition: Transition, row: RecordRow, wording: Wording): Said {
  const by = transition.by ?? ''
  const ofPerson = (name: string): Said => {
    if (name === 'created_by') return say('step.maker')
    const field = surface.live.fields.has(name) ? titleSeen(surface, name) : name
    return field === undefined ? say('step.others') : say('step.person', { field })
  }
  const person = /^record\.([a-z0-9_]+) == user\.id$/.exec(by.trim())
  if (person) return ofPerson(person[1] ?? '')
  const team = /^record\.([a-z0-9_]+) in user\.(teams|direct_teams)$/.exec(by.trim())
  const field = team ? titleSeen(surface, team[1] ?? '') : undefined
  if (field !== undefined) return say('step.team', { field })
  const lacked = team || by === '' ? undefined : wording.lacking(by, row)
  // Whom a step asks for beside other conditions is told as where it asks for nothing else.
  if (lacked?.person !== undefined) return ofPerson(lacked.person)
  return lacked === undefined ? say('step.others') : say('step.only', { where: lacked.where })
}

/** Undefined: a field that these people neither read nor write is not named to them. */
const titleSeen = (surface: Surface, name: string): string | undefined =>
  (surface.shown.get(name) ?? surface.writable.get(name))?.field.title

function approval(
  surface: Surface,
  row: RecordRow,
  can: Can | undefined,
  deciding: readonly Transition[],
  [votes, inbox]: readonly Rows[],
  actor: Actor,
  directory: Directory,
  speaker: Speaker,
): { approval?: ApprovalView } {
  const { workflow } = surface
  if (!workflow) return {}
  const state = String(row[workflow.field])
  const transition = deciding.find(candidate => candidate.from.includes(state))
  const states = can?.waiting?.[transition?.name ?? '']
  if (!transition?.approval || !states) return {}
  const { steps } = transition.approval
  const given = (votes?.rows ?? []).filter(vote => vote[0] === transition.name)
  const round = Math.max(0, ...given.map(vote => Number(vote[2])), Number(row.approval_round ?? 0))
  const present: Vote[] = given
    .filter(vote => Number(vote[2]) === round)
    .map(vote => ({
      person: reference(String(vote[3]), directory.personName(String(vote[3])))!,
      decision: vote[4] as Vote['decision'],
      comment: vote[5] as string | null,
      at: String(vote[6]),
      step: String(vote[1]),
    }))
  const wording = () => new Wording(surface, actor, 'you', directory)
  const mine = (inbox?.rows ?? []).find(waiting => waiting[0] === transition.name)
  const step = steps.find(each => each.name === mine?.[1]) ?? steps[Math.max(0, states.indexOf('open'))]!
  return {
    approval: {
      transition: transition.name,
      step: step.name,
      need: step.need,
      steps: steps.map((each, index) => ({
        name: each.name,
        title: titleOfStep(each),
        need: each.need,
        given: present.filter(vote => vote.step === each.name && vote.decision === 'approve').length,
        state: states[index] ?? 'later',
        asks: askedIn(surface, each, speaker),
        ...whyAsked(states[index] === 'open' ? wording().asked(each.when, row) : undefined),
      })),
      given: present,
      mayDecide: mine !== undefined,
      ...(mine ? {} : { reason: inWords(whyNotDecide(surface, row, transition, step, present, actor, speaker), speaker) }),
      round,
    },
  }
}

const whyAsked = (why: string | undefined) => (why === undefined ? {} : { why })

/** Who a step asks, in words. */
export function askedIn(surface: Surface, { ask }: ApprovalStep, speaker: Speaker): string {
  if (ask.kind === 'person') return titleSeen(surface, ask.field) ?? inWords(say('asks.person'), speaker)
  const role = titleOfRole(surface.app, ask.role)
  const team = ask.inTeam === undefined ? undefined : titleSeen(surface, ask.inTeam)
  return team === undefined ? role : inWords(say('asks.role-in', { role, team }), speaker)
}

function whyNotDecide(
  surface: Surface,
  row: RecordRow,
  transition: Transition,
  step: ApprovalStep,
  votes: readonly Vote[],
  actor: Actor,
  speaker: Speaker,
): Said {
  if (votes.some(vote => vote.person.id === actor.person)) return say('decide.already')
  const never = transition.approval?.never ?? []
  if (never.includes('creator') && row.created_by?.id === actor.person) return say('decide.own')
  if (never.includes('last_editor') && row.updated_by?.id === actor.person) return say('decide.edited')
  const asked = step.ask
  if (asked.kind === 'role') {
    if (surface.roles.includes(asked.role) && never.includes('submitter')) return say('decide.submitted')
    return say('decide.waits', { whom: askedIn(surface, step, speaker) })
  }
  return say('decide.somebody')
}
