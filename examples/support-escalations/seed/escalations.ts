/** One escalation from the moment an agent raises it to where it stands now; every step is one the workflow allows to the person who takes it. */
import { commentOn, createRecord, dayAt, isoAt, takeTransition, updateRecord } from '../../seeding/ledger.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import { type Care, day, type Escalation, later, type Ticket } from './care.ts'
import { addNote } from './notes.ts'
import { agentOf, type CareTeam, managerOf, personId, teamId } from './people.ts'
import { impacts, raised, reopened, talk, waits } from './text/escalations.ts'

const causes: Readonly<Record<string, string>> = {
  defect: 'defect',
  configuration: 'configuration',
  third_party: 'third_party',
  user_error: 'training',
  missing_feature: 'contract',
  data_quality: 'process',
  no_fault_found: 'no_fault_found',
}

type Level = 'l1' | 'l2' | 'l3'

/** An escalation on its way, and what time it is there. */
export interface Walk {
  readonly care: Care
  readonly ticket: Ticket
  readonly escalation: Escalation
  readonly agent: string
  readonly team: CareTeam
  /** Nothing may take long: it happened in the last days. */
  readonly recent: boolean
  owner: string
  at: number
}

/** @returns when it was resolved for the last time */
export function followEscalation(care: Care, ticket: Ticket, team: CareTeam, raisedAt: number): number {
  const { random } = care
  const walk = raise(care, ticket, team, raisedAt, false)
  const { agent, escalation } = walk
  triage(walk)
  work(walk)
  const solved = walk.at
  pass(walk, random.between(500, 1_500))
  move(walk, agent, 'close', 'closed')
  if (!random.chance(0.06)) return solved
  pass(walk, random.delay(1_200))
  const count = Number(escalation.record.fields.reopened_count) + 1
  move(walk, agent, 'reopen', 'reopened', { changes: { reopened_count: count }, comment: ticket.fill(random.pick(reopened)) })
  triage(walk)
  work(walk)
  const again = walk.at
  pass(walk, random.between(500, 1_500))
  move(walk, agent, 'close', 'closed')
  return again
}

/** The agent of the team puts the ticket on hold and asks for help. */
export function raise(care: Care, ticket: Ticket, team: CareTeam, at: number, recent: boolean): Walk {
  const { random } = care
  const { record, account, topic, fill } = ticket
  const agent = agentOf[team]
  updateRecord(care, record, { at, by: agent }, { state: 'on_hold' })
  const money = topic.product === 'billing' || topic.product === 'payouts'
  const reason = random.weighted<keyof typeof impacts>([
    ['outage', record.fields.severity === 's1' ? 60 : 4],
    ['sla_missed', 26],
    ['repeated', 22],
    ['money', money ? 44 : 3],
    ['security', topic.product === 'identity' ? 22 : 2],
    ['relationship', account.tier === 'enterprise' ? 22 : 8],
  ])
  const fields = {
    title: String(record.fields.subject).slice(0, 160),
    ticket: record.id,
    account: account.record.id,
    team: teamId(team),
    reason,
    level: 'l1',
    impact: fill(random.pick(impacts[reason])),
    opened_by: personId(agent),
    due_on: random.chance(0.55) ? dayAt(at + random.between(2, 9) * day) : null,
    reopened_count: 0,
  }
  const opened = createRecord(care, 'escalation', { at: at + 40_000, by: agent }, fields)
  const escalation: Escalation = { record: opened, ticket, account, credited: false }
  care.escalations.push(escalation)
  return { care, ticket, escalation, agent, team, recent, owner: agent, at: at + 40_000 }
}

export function pass(walk: Walk, minutes: number): void {
  const { care, team, recent } = walk
  walk.at = later(care, care.clocks[team], walk.at, Math.min(minutes, recent ? 45 : 5_000))
}

export function move(
  walk: Walk,
  by: string,
  transition: string,
  to: string,
  more: { readonly changes?: Record<string, SeedValue>; readonly comment?: string } = {},
): void {
  takeTransition(walk.care, walk.escalation.record, { at: walk.at, by }, transition, to, more)
}

/** The lead says who works on it; now and then the manager of the team does. */
export function triage(walk: Walk): void {
  const { care, ticket, team, agent } = walk
  const { random } = care
  const urgent = ticket.record.fields.priority === 'urgent'
  pass(walk, random.delay(urgent ? 18 : 55, 0.8))
  walk.owner = random.weighted([
    ['femi', 46],
    [agent, 34],
    [managerOf[team], 20],
  ])
  const level = random.weighted<Level>([
    ['l1', urgent ? 58 : 88],
    ['l2', urgent ? 37 : 11],
    ['l3', urgent ? 5 : 1],
  ])
  const before = walk.escalation.record.fields.level as Level
  const changes = { owner: personId(walk.owner), level: before > level ? before : level }
  move(walk, random.chance(0.8) ? 'femi' : managerOf[team], 'triage', 'triaged', { changes })
}

/** From who works on it to what was done. */
function work(walk: Walk): void {
  const { care, ticket, escalation, owner } = walk
  const { random } = care
  const { record } = escalation
  start(walk, owner)
  if (random.chance(0.55))
    addNote(care, ticket, { at: walk.at + 45_000, by: owner === walk.agent ? owner : walk.agent }, 'update')
  if (random.chance(0.12)) raiseLevel(walk)
  for (let round = 0; round < 3; round += 1) {
    pass(walk, random.delay(90, 0.7))
    if (random.chance(0.45)) commentOn(care, record, { at: walk.at, by: walk.owner }, ticket.fill(random.pick(talk)))
    if (!random.chance(0.42)) break
    if (random.chance(0.5)) {
      move(walk, walk.owner, 'wait_customer', 'waiting_customer', { comment: ticket.fill(random.pick(waits)) })
      pass(walk, random.delay(420, 0.9))
    } else {
      const known = record.fields.engineering_ref !== undefined
      const reference = `ENG-${random.between(4_100, 9_800)}`
      move(walk, walk.owner, 'wait_engineering', 'waiting_engineering', known ? {} : { changes: { engineering_ref: reference } })
      pass(walk, random.delay(700, 0.8))
    }
    move(walk, walk.owner, 'resume', 'in_progress')
  }
  pass(walk, random.delay(240, 0.8))
  resolve(walk)
}

export function resolve(walk: Walk): void {
  const { ticket } = walk
  const changes = {
    root_cause: causes[ticket.topic.template.cause]!,
    resolution: ticket.fill(ticket.topic.template.resolution),
    resolved_at: isoAt(walk.at),
  }
  move(walk, walk.owner, 'resolve', 'resolved', { changes })
}

export function start(walk: Walk, owner: string): void {
  const { care, escalation } = walk
  pass(walk, care.random.delay(50, 0.8))
  move(walk, owner, 'start', 'in_progress')
  if (care.random.chance(0.1)) {
    pass(walk, 6)
    updateRecord(
      care,
      escalation.record,
      { at: walk.at, by: walk.agent },
      { due_on: dayAt(walk.at + care.random.between(2, 7) * day) },
    )
  }
}

function raiseLevel(walk: Walk): void {
  const { care, ticket, escalation, team } = walk
  const { random } = care
  const level = escalation.record.fields.level as Level
  if (level === 'l3') return
  pass(walk, random.delay(150, 0.8))
  const by = walk.owner
  walk.owner = level === 'l1' ? 'femi' : managerOf[team]
  const changes = { level: level === 'l1' ? 'l2' : 'l3', owner: personId(walk.owner) }
  move(walk, by, 'raise', 'triaged', { changes, comment: ticket.fill(random.pick(raised)) })
  start(walk, walk.owner)
}
