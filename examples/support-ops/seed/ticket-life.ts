/**
 * One ticket from its arrival to where it stands now. Every step is one the workflow allows to the person who takes it; the story ends where the next
 * step would lie in the future, so that what is open now is what has not been waited for long enough.
 */

import { commentOn, dayAt, isoAt, stateOf, takeTransition, tellUntilNow, updateRecord } from '../../seeding/ledger.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import { customerAnswered, escalations, notes, phrasesFor, reopenings } from '../../seeding/text/replies.ts'
import type { Dealer, Topic } from '../../seeding/text/writer.ts'
import type { Desk, Ticket } from './desk.ts'
import { crew, managerOf, personId, teamId, type WorkTeam } from './people.ts'

const day = 86_400_000

/** Working minutes until somebody takes it, starts, solves it (half of the tickets take less), and how many are escalated. */
const pace = {
  low: { take: 75, start: 90, solve: 190, escalate: 0.02 },
  medium: { take: 34, start: 45, solve: 130, escalate: 0.05 },
  high: { take: 16, start: 18, solve: 95, escalate: 0.12 },
  urgent: { take: 6, start: 7, solve: 80, escalate: 0.32 },
} as const

/** A ticket on its way, and what time it is there. */
export interface Walk {
  readonly desk: Desk
  readonly ticket: Ticket
  readonly topic: Topic
  readonly dealer: Dealer
  readonly fill: (text: string) => string
  at: number
}

export function followTicket(walk: Walk, handler: string): void {
  tellUntilNow(() => live(walk, handler))
}

function live(walk: Walk, handler: string): void {
  const { random } = walk.desk
  take(walk, handler)
  work(walk)
  close(walk)
  if (!random.chance(0.045)) return
  pass(walk, random.delay(900, 0.8))
  const by = random.chance(0.6) ? walk.ticket.assignee! : managerOf[walk.ticket.team]
  const count = Number(walk.ticket.record.fields.reopened_count) + 1
  move(walk, by, 'reopen', 'reopened', {
    changes: { reopened_count: count },
    comment: walk.fill(random.pick(phrasesFor(reopenings, walk.ticket.product))),
  })
  take(walk, random.chance(0.7) ? walk.ticket.assignee! : random.weighted(crew[walk.ticket.team]))
  work(walk)
  close(walk)
}

/** Lets working minutes of the ticket's team pass. */
function pass(walk: Walk, minutes: number): void {
  const { desk, ticket } = walk
  const atWeekend = desk.random.chance(ticket.record.fields.priority === 'urgent' ? 0.75 : 0.2)
  const clock = atWeekend ? desk.everyDay : desk.clocks[ticket.team]
  walk.at = clock.after(walk.at, Math.min(Math.max(minutes, 0.5), 7_000)) + desk.random.between(0, 20_000)
}

function move(
  walk: Walk,
  by: string,
  transition: string,
  to: string,
  more: { readonly changes?: Record<string, SeedValue>; readonly comment?: string } = {},
): void {
  takeTransition(walk.desk, walk.ticket.record, { at: walk.at, by }, transition, to, more)
}

const paceOf = (walk: Walk) => pace[walk.ticket.record.fields.priority as keyof typeof pace]

function take(walk: Walk, handler: string): void {
  const { ticket, desk } = walk
  pass(walk, desk.random.delay(paceOf(walk).take, 0.9))
  const manager = managerOf[ticket.team]
  if (handler === manager || desk.random.chance(0.66))
    move(walk, handler, 'pick_up', 'assigned', { changes: { assignee: personId(handler) } })
  else assign(walk, manager, ticket.team, handler)
  ticket.assignee = handler
}

function assign(walk: Walk, manager: string, team: WorkTeam, handler: string): void {
  move(walk, manager, 'assign', 'assigned', { changes: { assignee: personId(handler), team: teamId(team) } })
  walk.ticket.team = team
  walk.ticket.assignee = handler
}

/** From the assignment to a solution. */
function work(walk: Walk): void {
  const { ticket, desk } = walk
  const { random } = desk
  pass(walk, random.delay(paceOf(walk).start, 0.8))
  const first = ticket.record.fields.first_response_at === undefined
  move(walk, ticket.assignee!, 'start', 'working', first ? { changes: { first_response_at: isoAt(walk.at) } } : {})
  if (random.chance(0.14)) adjust(walk)
  if (random.chance(0.04)) handOver(walk)
  for (let round = 0; round < 4; round += 1) {
    if (random.chance(0.3)) remark(walk, phrasesFor(notes, ticket.product), random.delay(25))
    if (round === 0 && random.chance(paceOf(walk).escalate)) {
      escalate(walk)
      continue
    }
    if (!random.chance(0.36)) break
    if (!wait(walk)) {
      solve(walk, 'No answer after two reminders; closed for now. A reply opens it again.', 'no_fault_found')
      return
    }
  }
  // a few get stuck
  pass(walk, random.delay(paceOf(walk).solve, 0.9) + (random.chance(0.03) ? random.between(1_200, 5_000) : 0))
  solve(walk, walk.fill(walk.topic.template.resolution), random.chance(0.85) ? walk.topic.template.cause : 'user_error')
}

function remark(walk: Walk, from: readonly string[], minutes: number): void {
  pass(walk, minutes)
  commentOn(walk.desk, walk.ticket.record, { at: walk.at, by: walk.ticket.assignee! }, walk.fill(walk.desk.random.pick(from)))
}

/** Something about the ticket turns out to be different. */
function adjust(walk: Walk): void {
  const { ticket, desk } = walk
  const { fields } = ticket.record
  pass(walk, desk.random.delay(12))
  const kind = desk.random.next()
  const changes: Record<string, SeedValue> =
    kind < 0.45
      ? { due_on: dayAt(walk.at + desk.random.between(2, 9) * day) }
      : kind < 0.8
        ? { priority: fields.priority === 'medium' ? 'high' : 'medium' }
        : {
            tags: [
              ...new Set([
                ...(Array.isArray(fields.tags) ? (fields.tags as string[]) : []),
                desk.random.pick(['bug', 'how_to', 'churn_risk']),
              ]),
            ],
          }
  updateRecord(desk, ticket.record, { at: walk.at, by: ticket.assignee! }, changes)
}

/** To somebody else, mostly in the same team; the writer may lose sight of it. */
function handOver(walk: Walk): void {
  const { ticket, desk } = walk
  pass(walk, desk.random.delay(40))
  const team = desk.random.chance(0.7) || ticket.team === 'escalations' ? ticket.team : 'billing'
  const next = desk.random.pick(crew[team].filter(([key]) => key !== ticket.assignee))[0]
  const note = walk.fill('Handing over with everything known so far: steps, logs, contact. Last word from {colleague}.')
  commentOn(desk, ticket.record, { at: walk.at, by: ticket.assignee! }, note)
  updateRecord(
    desk,
    ticket.record,
    { at: walk.at + 30_000, by: ticket.assignee! },
    { assignee: personId(next), team: teamId(team) },
  )
  walk.at += 30_000
  ticket.assignee = next
  ticket.team = team
}

function escalate(walk: Walk): void {
  const { ticket, desk } = walk
  const { random } = desk
  pass(walk, random.delay(35))
  const level = Number(ticket.record.fields.escalation_level) + 1
  move(walk, ticket.assignee!, 'escalate', 'escalated', {
    changes: { escalation_level: level },
    comment: walk.fill(random.pick(phrasesFor(escalations, walk.ticket.product))),
  })
  pass(walk, random.chance(0.35) ? random.between(500, 2_200) : random.delay(190, 0.9))
  const known = walk.dealer.knows('escalations', walk.topic)
  if (ticket.team === 'escalations' || known || random.chance(0.4)) {
    move(walk, ticket.assignee!, 'resume', 'working')
    return
  }
  assign(walk, managerOf.escalations, 'escalations', random.weighted(crew.escalations))
  walk.dealer.pass('escalations', walk.topic)
  pass(walk, random.delay(40))
  move(walk, ticket.assignee!, 'start', 'working')
}

/** Waits for the customer; false when the answer never comes. */
function wait(walk: Walk): boolean {
  const { ticket, desk } = walk
  const { random } = desk
  pass(walk, random.delay(30))
  move(walk, ticket.assignee!, 'wait', 'waiting')
  const answered = !random.chance(0.08)
  pass(walk, answered ? random.delay(360, 1.1) : random.between(3_200, 5_200))
  if (!answered) return false
  if (random.chance(0.3)) remark(walk, customerAnswered, 1)
  move(walk, ticket.assignee!, 'resume', 'working')
  return true
}

function solve(walk: Walk, resolution: string, cause: string): void {
  const changes = { resolution, root_cause: cause, resolved_at: isoAt(walk.at) }
  move(walk, walk.ticket.assignee!, 'resolve', 'resolved', { changes })
}

function close(walk: Walk): void {
  if (stateOf(walk.ticket.record) !== 'resolved') return
  pass(walk, walk.desk.random.between(560, 2_300))
  move(walk, walk.ticket.assignee!, 'close', 'closed')
}
