/** The escalations that run on the day of the demonstration: something in every column of the board, for every team. */
import { tellUntilNow } from '../../seeding/ledger.ts'
import { type Care, daysAgo, minute, type Ticket } from './care.ts'
import { move, pass, raise, resolve, start, triage, type Walk } from './escalations.ts'
import { type CareTeam, careTeams } from './people.ts'
import { reopened, waits } from './text/escalations.ts'

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
  for (const team of careTeams) {
    for (const [stop, days] of running) {
      const at = daysAgo(care, care.clocks[team], days)
      const ticket = candidate(care, team, at)
      if (ticket) tellUntilNow(() => walkTo(raise(care, ticket, team, at, true), stop))
    }
  }
}

/** The most serious open ticket of the team that nothing happened to since. */
function candidate(care: Care, team: CareTeam, at: number): Ticket | undefined {
  const weights = ['critical', 'pressing', 'usual', 'calm']
  const weight = ({ topic }: Ticket) => weights.indexOf(topic.template.weight)
  return care.tickets
    .filter(
      ({ account, escalated, record }) =>
        account.team === team && !escalated && record.fields.state === 'open' && record.updatedAt < at - 5 * minute,
    )
    .sort((one, other) => weight(one) - weight(other))[0]
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
