/** Nine months of tickets: when they came, to whom they went and how each of them ended, or where it stands. */

import { createRecord } from '../../seeding/ledger.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import { describeProblem, startDealing, startFilling, type Topic, topics } from '../../seeding/text/writer.ts'
import type { Customer, Desk, Ticket } from './desk.ts'
import { crew, teamId, type WorkTeam } from './people.ts'
import { followTicket } from './ticket-life.ts'

const hour = 3_600_000
const count = 20_000
const firstNumber = 1_001

/** By hour of the day in UTC: Europe in the morning, the Americas in the evening, Asia at night. */
const byHour = [9, 8, 9, 10, 12, 18, 34, 62, 88, 98, 92, 78, 70, 84, 92, 90, 78, 62, 50, 40, 32, 24, 16, 11]
const byWeekday = [0.16, 1.18, 1.08, 1, 0.97, 0.86, 0.2]

interface Incident {
  readonly from: number
  readonly to: number
  readonly product: string
}

export function addTickets(desk: Desk): void {
  const incidents = planIncidents(desk)
  const dealer = startDealing(desk.random)
  const draw = startDrawing(desk)
  for (const [index, at] of planArrivals(desk, incidents).entries()) {
    const customer = draw(at)
    const team = desk.random.weighted(teamsFor(customer))
    const handler = desk.random.weighted(crew[team])
    const incident = incidents.find(one => at >= one.from && at < one.to)
    const wanted = incident && desk.random.chance(0.6) ? incident.product : undefined
    const topic = dealer.deal(handler, team, topicsFor[team], wanted)
    const fill = startFilling({ moment: at, region: customer.region }, desk.random)
    const ticket = addTicket(desk, index, at, customer, team, topic, fill)
    desk.tickets.push(ticket)
    followTicket({ desk, ticket, topic, dealer, fill, at }, handler)
  }
}

/** Outages every few weeks, the last one yesterday. */
function planIncidents(desk: Desk): Incident[] {
  const product = [
    'api',
    'payouts',
    'identity',
    'reporting',
    'mobile',
    'api',
    'billing',
    'workspace',
    'identity',
    'payouts',
    'api',
  ]
  const span = (desk.now - desk.begin) / product.length
  return product.map((name, index) => {
    const from =
      index === product.length - 1 ? desk.now - 29 * hour : desk.begin + span * (index + 0.2 + desk.random.next() * 0.6)
    return { from, to: from + desk.random.between(2, 7) * hour, product: name }
  })
}

function planArrivals(desk: Desk, incidents: readonly Incident[]): number[] {
  const { random } = desk
  const moments: number[] = []
  while (moments.length < count) {
    const at = Math.floor(desk.begin + random.next() * (desk.now - desk.begin - 90_000))
    const date = new Date(at)
    const growth = 0.8 + (0.4 * (at - desk.begin)) / (desk.now - desk.begin)
    const burst = incidents.some(one => at >= one.from && at < one.to) ? 3 : 1
    const likelihood = (byHour[date.getUTCHours()]! / 100) * (byWeekday[date.getUTCDay()]! / 1.2) * growth * burst
    if (random.next() < likelihood / 3) moments.push(at)
  }
  return moments.sort((one, other) => one - other)
}

/** Large accounts write more, and a few write a lot. */
function startDrawing(desk: Desk): (at: number) => Customer {
  const { random } = desk
  const usual = { free: 3, standard: 8, business: 18, enterprise: 40 }
  const tickets: Customer[] = []
  for (const customer of desk.customers) {
    const share = Math.max(1, Math.round(random.delay(usual[customer.tier], 0.9)))
    for (let ticket = 0; ticket < Math.min(share, 160); ticket += 1) tickets.push(customer)
  }
  return at => {
    for (;;) {
      const customer = random.pick(tickets)
      if (customer.record.createdAt < at) return customer
    }
  }
}

function teamsFor(customer: Customer): (readonly [WorkTeam, number])[] {
  const region: WorkTeam = customer.region === 'americas' ? 'americas' : 'emea'
  return [
    [region, 66],
    ['billing', 29],
    ['escalations', customer.tier === 'enterprise' ? 12 : 3],
  ]
}

const aboutMoney = (topic: Topic) => topic.product === 'billing' || topic.product === 'payouts'
const hard = (topic: Topic) => topic.template.weight === 'pressing' || topic.template.weight === 'critical'
const topicsFor: Readonly<Record<WorkTeam, readonly Topic[]>> = {
  emea: topics.filter(topic => !aboutMoney(topic)),
  americas: topics.filter(topic => !aboutMoney(topic)),
  billing: topics.filter(aboutMoney),
  escalations: topics.filter(topic => !aboutMoney(topic) && hard(topic)),
}

const priorities = {
  calm: [
    ['low', 60],
    ['medium', 36],
    ['high', 4],
  ],
  usual: [
    ['low', 22],
    ['medium', 63],
    ['high', 14],
    ['urgent', 1],
  ],
  pressing: [
    ['low', 3],
    ['medium', 55],
    ['high', 37],
    ['urgent', 5],
  ],
  critical: [
    ['medium', 18],
    ['high', 50],
    ['urgent', 32],
  ],
} as const
const severities = {
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
} as const

function addTicket(
  desk: Desk,
  index: number,
  at: number,
  customer: Customer,
  team: WorkTeam,
  { product, template }: Topic,
  fill: (text: string) => string,
): Ticket {
  const { random } = desk
  const priority = random.weighted(priorities[template.weight])
  const channel = random.weighted([
    ['email', 52],
    ['web', 22],
    ['chat', 16],
    ['phone', 7],
    ['partner', 3],
  ])
  const known = customer.record.fields
  const requester = random.chance(0.55) ? { name: String(known.contact), email: String(known.contact_email) } : customer.person()
  const caseId = 700_000 + index * 3 + random.between(0, 2)
  const tags = [
    ...(template.tags ?? []).filter(() => random.chance(0.6)),
    ...(customer.tier === 'enterprise' && random.chance(0.3) ? ['vip'] : []),
  ]
  const policy = desk.records.sla_policy?.find(({ fields }) => fields.tier === customer.tier && fields.priority === priority)
  const fields: Record<string, SeedValue> = {
    number: `SUP-${firstNumber + index}`,
    subject: fill(template.subject),
    body: describeProblem(template, fill, random),
    customer: customer.record.id,
    requester: requester.name,
    requester_email: channel === 'phone' ? null : requester.email,
    channel,
    product,
    priority,
    severity: random.weighted<string>(severities[priority]),
    team: teamId(team),
    sla_policy: policy?.id ?? null,
    tags: tags.length > 0 ? [...new Set(tags)] : null,
    escalation_level: 0,
    reopened_count: 0,
    external_id: channel === 'phone' ? null : `HD-${caseId}`,
    external_url: channel === 'phone' ? null : `https://helpdesk.northlight.example/cases/${caseId}`,
  }
  const caller = channel === 'phone' ? random.weighted(crew[team]) : 'sync'
  return { record: createRecord(desk, 'ticket', { at, by: caller }, fields), customer, product, team, assignee: undefined }
}
