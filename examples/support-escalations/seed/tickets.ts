/** Nine months of tickets, entered by whoever took them from the help desk, and how each of them ended or where it stands. */
import { createRecord, isoAt, tellUntilNow, updateRecord } from '../../seeding/ledger.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import { describeProblem, startDealing, startFilling, type Topic, topics } from '../../seeding/text/writer.ts'
import { type Account, type Care, later, minute, type Ticket } from './care.ts'
import { followEscalation } from './escalations.ts'
import { addNote } from './notes.ts'
import { agentOf, type CareTeam, careTeams, personId, teamId } from './people.ts'

/** How many each team had, beside those that are escalated today. */
const counts: Readonly<Record<CareTeam, number>> = { dach: 2_037, uk_nordics: 2_237, americas_asia: 1_887 }

/** Working minutes until it is solved (half take less), business hours until the contract wants it, and how many are escalated. */
const pace = {
  low: { solve: 2_100, due: 40, escalate: 0.02 },
  medium: { solve: 1_150, due: 16, escalate: 0.06 },
  high: { solve: 560, due: 8, escalate: 0.2 },
  urgent: { solve: 240, due: 4, escalate: 0.5 },
} as const
export type Priority = keyof typeof pace

const priorities = {
  calm: [
    ['low', 58],
    ['medium', 38],
    ['high', 4],
  ],
  usual: [
    ['low', 20],
    ['medium', 64],
    ['high', 15],
    ['urgent', 1],
  ],
  pressing: [
    ['low', 3],
    ['medium', 52],
    ['high', 39],
    ['urgent', 6],
  ],
  critical: [
    ['medium', 14],
    ['high', 52],
    ['urgent', 34],
  ],
} as const
const severities: Readonly<Record<Priority, readonly (readonly [string, number])[]>> = {
  low: [
    ['s4', 60],
    ['s3', 40],
  ],
  medium: [
    ['s4', 12],
    ['s3', 70],
    ['s2', 18],
  ],
  high: [
    ['s3', 35],
    ['s2', 60],
    ['s1', 5],
  ],
  urgent: [
    ['s2', 50],
    ['s1', 50],
  ],
}

export function addTickets(care: Care): void {
  const dealer = startDealing(care.random)
  const draw = new Map(careTeams.map(team => [team, startDrawing(care, team)]))
  for (const { at, team } of planArrivals(care)) {
    const account = draw.get(team)!(at)
    const topic = dealer.deal(agentOf[team], team, topics)
    const ticket = addTicket(care, at, account, topic)
    tellUntilNow(() => followTicket(care, ticket, team, at))
  }
}

function planArrivals(care: Care): { at: number; team: CareTeam }[] {
  const minutes = ((care.now - care.begin) / minute / 1_440 / 7) * 5 * 600
  return careTeams
    .flatMap(team => {
      const moments: number[] = []
      while (moments.length < counts[team]) {
        // A little more towards the end: the customers have grown.
        const at = care.clocks[team].after(care.begin, minutes * care.random.next() ** 0.9) + care.random.between(0, 59_000)
        if (at < care.now - 3 * minute) moments.push(at)
      }
      return moments.map(at => ({ at, team }))
    })
    .sort((one, other) => one.at - other.at)
}

/** Large accounts write more, and a few write a lot. */
function startDrawing(care: Care, team: CareTeam): (at: number) => Account {
  const { random } = care
  const usual = { standard: 4, business: 10, enterprise: 26 }
  const shares: Account[] = []
  for (const account of care.accounts) {
    if (account.team !== team) continue
    const share = Math.min(Math.max(1, Math.round(random.delay(usual[account.tier], 0.8))), 80)
    for (let one = 0; one < share; one += 1) shares.push(account)
  }
  return at => {
    for (;;) {
      const account = random.pick(shares)
      if (account.record.createdAt < at - 60 * minute) return account
    }
  }
}

export function addTicket(care: Care, at: number, account: Account, topic: Topic): Ticket {
  const { random } = care
  const { team } = account
  const { product, template } = topic
  const fill = startFilling({ moment: at, region: account.region }, random)
  const priority = random.weighted<Priority>(priorities[template.weight])
  const record = createRecord(
    care,
    'ticket',
    { at, by: agentOf[team] },
    {
      subject: fill(template.subject),
      body: describeProblem(template, fill, random),
      account: account.record.id,
      contact: random.chance(0.8) ? random.pick(account.contacts).id : null,
      help_desk_id: `HD-${410_000 + care.tickets.length * 3 + random.between(0, 2)}`,
      product,
      priority,
      severity: random.weighted(severities[priority]),
      state: 'open',
      team: teamId(team),
      assignee: personId(agentOf[team]),
      sla_due_at: isoAt(care.calendar.after(at, pace[priority].due * 60)),
    },
  )
  const ticket: Ticket = { record, account, topic, fill }
  care.tickets.push(ticket)
  return ticket
}

function followTicket(care: Care, ticket: Ticket, team: CareTeam, created: number): void {
  const { random } = care
  const { record } = ticket
  const by = agentOf[team]
  const clock = care.clocks[team]
  const { solve, escalate } = pace[record.fields.priority as Priority]
  let at = created
  const pass = (minutes: number) => {
    at = later(care, clock, at, Math.min(minutes, 6_000))
  }
  const set = (changes: Record<string, SeedValue>) => updateRecord(care, record, { at, by }, changes)
  pass(random.delay(25))
  if (random.chance(0.5)) addNote(care, ticket, { at, by }, 'internal')
  if (random.chance(escalate * { calm: 0, usual: 0.5, pressing: 1.6, critical: 1.6 }[ticket.topic.template.weight])) {
    pass(random.delay(60))
    at = followEscalation(care, ticket, team, at)
    pass(random.delay(30))
  } else {
    if (random.chance(0.34)) {
      pass(random.delay(30))
      set({ state: 'pending' })
      addNote(care, ticket, { at: at + 20_000, by }, 'request')
      pass(random.delay(420, 0.9))
      set({ state: 'open' })
    }
    pass(random.delay(solve, 0.8) + (random.chance(0.02) ? random.between(1_500, 4_000) : 0))
  }
  set({ state: 'solved', solved_at: isoAt(at) })
  if (random.chance(0.6)) addNote(care, ticket, { at: at + 25_000, by }, 'answer')
  pass(random.between(900, 2_600))
  set({ state: 'closed' })
}
