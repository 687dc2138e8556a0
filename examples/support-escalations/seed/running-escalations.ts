/** The escalations that run on the day of the demonstration: something in every column of the board, for every team. */
import { tellUntilNow } from '../../seeding/ledger.ts'
import { topics } from '../../seeding/text/writer.ts'
import { type Care, day, daysAgo, minute } from './care.ts'
import { move, pass, raise, resolve, start, triage, type Walk } from './escalations.ts'
import { careTeams } from './people.ts'
import { reopened, waits } from './text/escalations.ts'
import { addTicket } from './tickets.ts'

/** Where each stands, and how many working days ago it was raised, about. */
const running = [
  ['waiting_engineering', 5],
  ['waiting_customer', 4],
  ['resolved', 3],
  ['waiting_engineering', 2.6],
  ['in_progress', 2.2],
  ['reopened', 2],
  ['waiting_customer', 1.4],
  ['in_progress', 0.9],
  ['in_progress', 0.6],
  ['triaged', 0.5],
  ['triaged', 0.3],
  ['new', 0.25],
  ['new', 0.06],
] as const
type Stop = (typeof running)[number][0]

export function addRunningEscalations(care: Care): void {
  const { random } = care
  // Each is about something else, and serious.
  const serious = topics.filter(({ template }) => template.weight === 'critical' || template.weight === 'pressing')
  for (const [place, team] of careTeams.entries()) {
    const begun = care.now - 30 * day
    const accounts = care.accounts.filter(
      ({ record, team: served, tier }) => served === team && tier !== 'standard' && record.createdAt < begun,
    )
    for (const [row, [stop, days]] of running.entries()) {
      const at = daysAgo(care, care.clocks[team], days)
      const topic = serious[((row * careTeams.length + place) * 7) % serious.length]!
      const ticket = addTicket(care, at - random.between(20, 110) * minute, random.pick(accounts), topic)
      tellUntilNow(() => walkTo(raise(care, ticket, team, at, true), stop))
    }
  }
}

function walkTo(walk: Walk, stop: Stop): void {
  const { care, ticket } = walk
  const { random } = care
  if (stop === 'new') return
  triage(walk)
  if (stop === 'triaged') return
  start(walk, walk.owner)
  pass(walk, random.between(15, 45))
  if (stop === 'waiting_customer') move(walk, walk.owner, 'wait_customer', stop, { comment: ticket.fill(random.pick(waits)) })
  if (stop === 'waiting_engineering') {
    const reference = `ENG-${random.between(4_100, 9_800)}`
    move(walk, walk.owner, 'wait_engineering', stop, { changes: { engineering_ref: reference } })
  }
  if (stop !== 'resolved' && stop !== 'reopened') return
  resolve(walk)
  if (stop === 'resolved') return
  pass(walk, random.between(20, 45))
  const comment = ticket.fill(random.pick(reopened))
  move(walk, walk.agent, 'reopen', 'reopened', { changes: { reopened_count: 1 }, comment })
}
