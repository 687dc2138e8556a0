/** Money back: requests that grew out of tickets, each at some point of its way to a decision. */

import {
  commentOn,
  createRecord,
  dayAt,
  type LiveRecord,
  takeTransition,
  tellUntilNow,
  updateRecord,
  vote,
} from '../../seeding/ledger.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import type { Desk, Ticket } from './desk.ts'
import { crew, managerOf, teamId, type WorkTeam } from './people.ts'

const day = 86_400_000

/** How many of each team, how many of them still wait for a decision, and how many are decided but not paid. */
const plan: Readonly<Record<WorkTeam, readonly [all: number, waiting: number, unpaid: number]>> = {
  billing: [350, 11, 4],
  emea: [118, 5, 2],
  americas: [98, 5, 2],
  escalations: [34, 3, 1],
}

/** Where a request stops, when that is not left to chance. */
type Ending = 'waits' | 'unpaid' | 'any'

/** By reason: title, kind, notes. */
const causes = {
  duplicate_charge: [
    'Charged twice',
    'refund',
    [
      'Both charges are on the statement the customer sent.',
      'The processor confirms two captures within a minute.',
      'Second charge of the same day, same card.',
    ],
  ],
  service_outage: [
    'Outage',
    'goodwill',
    [
      'Credit for the hours of the outage, as the contract says.',
      'They missed a payroll run because of it.',
      'Percentage of the SLA policy, rounded.',
    ],
  ],
  wrong_plan: [
    'Billed for the former plan',
    'refund',
    ['The change was confirmed in writing before the renewal.', 'Difference between the plans for one period.'],
  ],
  cancelled_in_time: [
    'Cancelled before renewal',
    'refund',
    ['The mail arrived two days before the date.', 'Cancellation was in the chat, see the ticket.'],
  ],
  tax_error: [
    'Tax charged by mistake',
    'credit_note',
    ['The exemption was valid on the day of the invoice.', 'Wrong rate after the move, new invoice is out.'],
  ],
  price_agreement: [
    'Agreed discount missing',
    'credit_note',
    ['The quote with the discount is attached to the account.', 'Sales confirms the percentage.'],
  ],
  goodwill: [
    'Goodwill for the trouble',
    'goodwill',
    [
      'They were patient while we looked for the cause.',
      'Long-standing customer, first complaint in years.',
      'Keeps the renewal talk friendly.',
    ],
  ],
} as const
type Cause = keyof typeof causes
const spread: readonly (readonly [Cause, number])[] = [
  ['duplicate_charge', 24],
  ['service_outage', 15],
  ['wrong_plan', 17],
  ['cancelled_in_time', 13],
  ['tax_error', 9],
  ['price_agreement', 10],
  ['goodwill', 12],
]

export function addRefunds(desk: Desk): void {
  const cases: { ticket: Ticket; team: WorkTeam; at: number; ends: Ending }[] = []
  for (const team of Object.keys(plan) as WorkTeam[]) {
    const [all, waiting, unpaid] = plan[team]
    const candidates = desk.tickets.filter(ticket => ticket.team === team && ticket.record.fields.first_response_at !== undefined)
    const startOf = (ticket: Ticket) => Date.parse(String(ticket.record.fields.first_response_at))
    const chosen = new Set<Ticket>()
    const choose = (from: readonly Ticket[], count: number, ends: Ending) => {
      for (const wanted = chosen.size + Math.min(count, from.length); chosen.size < wanted; ) {
        const ticket = desk.random.pick(from)
        if (chosen.has(ticket)) continue
        chosen.add(ticket)
        cases.push({ ticket, team, ends, at: startOf(ticket) + desk.random.between(4, 40) * 60_000 })
      }
    }
    const recent = candidates.filter(ticket => startOf(ticket) > desk.now - 6 * day && startOf(ticket) < desk.now - 3_600_000)
    choose(recent, waiting, 'waits')
    choose(
      candidates.filter(
        ticket => startOf(ticket) > desk.now - 7 * day && startOf(ticket) < desk.now - 2 * day && !chosen.has(ticket),
      ),
      unpaid,
      'unpaid',
    )
    choose(
      candidates.filter(ticket => startOf(ticket) < desk.now - day && !chosen.has(ticket)),
      all - waiting - unpaid,
      'any',
    )
  }
  cases.sort((one, other) => one.at - other.at)
  for (const [index, { ticket, team, at, ends }] of cases.entries()) {
    // now and then the manager asks; then somebody else has to decide
    const own =
      ends === 'waits' && team === 'emea' && cases.findIndex(one => one.ends === 'waits' && one.team === 'emea') === index
    const agents = crew[team].filter(([key]) => key !== managerOf[team])
    const by = own ? managerOf[team] : desk.random.weighted(agents)
    const record = createRefund(desk, ticket, { at, by }, team, 2_001 + index)
    tellUntilNow(() => decideRefund(desk, record, { at, by }, team, ends))
  }
}

function createRefund(desk: Desk, ticket: Ticket, act: { at: number; by: string }, team: WorkTeam, number: number): LiveRecord {
  const { random } = desk
  const cause = random.weighted(spread)
  const [title, kind, notes] = causes[cause]
  const invoice = `INV-${random.between(20_400, 98_900)}`
  const amount = Math.min(random.delay(ticket.customer.tier === 'enterprise' ? 620 : 170, 0.9), 9_400)
  const deduction = kind === 'refund' && random.chance(0.22) ? amount * random.pick([0.1, 0.2, 0.25]) : 0
  const note = random.chance(0.85) ? random.pick<string>(notes) : null
  const fields: Record<string, SeedValue> = {
    number: `REF-${number}`,
    title: `${title}, ${invoice}`,
    customer: ticket.customer.record.id,
    ticket: ticket.record.id,
    team: teamId(team),
    kind,
    amount: (cause === 'goodwill' ? Math.min(Math.max(20, Math.round(amount / 10) * 10), 400) : Math.max(amount, 9)).toFixed(2),
    deduction: deduction.toFixed(2),
    reason: cause,
    invoice,
    charged_on: dayAt(act.at - random.between(1, 45) * day),
    note: note ?? (kind === 'goodwill' ? notes[0] : null),
  }
  return createRecord(desk, 'refund_request', act, fields)
}

/** A request on its way: where it is in time, who asked and who decides. */
interface Way {
  readonly desk: Desk
  readonly record: LiveRecord
  readonly by: string
  readonly team: WorkTeam
  at: number
}

/** Lets working minutes pass. */
function pass(way: Way, minutes: number): void {
  way.at = way.desk.clocks[way.team].after(way.at, minutes)
}

function move(
  way: Way,
  person: string,
  transition: string,
  to: string,
  more: { readonly changes?: Record<string, SeedValue>; readonly comment?: string } = {},
): void {
  takeTransition(way.desk, way.record, { at: way.at, by: person }, transition, to, more)
}

function castVote(
  way: Way,
  person: string,
  step: string,
  decision: 'approve' | 'reject' | 'ask_changes',
  comment?: string,
): void {
  vote(way.desk, way.record, { at: way.at, by: person }, 'decide', { step, decision }, comment)
}

function decideRefund(
  desk: Desk,
  record: LiveRecord,
  { at, by }: { at: number; by: string },
  team: WorkTeam,
  ends: Ending,
): void {
  const { random } = desk
  const way: Way = { desk, record, by, team, at }
  const fate = ends === 'any' ? random.weighted(fates) : ends
  if (fate === 'draft') return
  way.at += random.between(2, 12) * 60_000
  if (fate === 'withdrawn') {
    move(way, by, 'withdraw', 'withdrawn', { comment: 'The customer found the missing payment.' })
    return
  }
  move(way, by, 'submit', 'submitted')
  if (fate === 'waits') return
  pass(way, random.delay(95, 0.9))
  if (fate === 'reject') {
    const comment = random.pick(refusals)
    castVote(way, managerOf[team], 'manager', 'reject', comment)
    move(way, managerOf[team], 'decide', 'rejected', { comment })
    return
  }
  if (fate === 'changes') {
    if (random.chance(0.3)) {
      askForChanges(way)
      return
    }
    correct(way)
  }
  approve(way)
  if (fate !== 'unpaid') issue(way)
}

const fates = [
  ['approve', 74],
  ['reject', 11],
  ['changes', 9],
  ['withdrawn', 4],
  ['draft', 2],
] as const
const refusals = [
  'The contract excludes this.',
  'Already credited with the last invoice.',
  'The usage shows that the plan was used in full.',
  'Above what we give for this, offer a change of plan instead.',
]
const objections = [
  'Please attach the statement and say which charge it is.',
  'The amount includes tax, the invoice does not. Please correct it.',
  'Take off the weeks they used it.',
]

function askForChanges(way: Way): void {
  const comment = way.desk.random.pick(objections)
  castVote(way, managerOf[way.team], 'manager', 'ask_changes', comment)
  move(way, managerOf[way.team], 'decide', 'changes_requested', { comment })
}

/** Changes are asked for, made, and the request comes back for a second round. */
function correct(way: Way): void {
  const { desk, record, by } = way
  const { random } = desk
  askForChanges(way)
  pass(way, random.delay(150, 0.8))
  const amount = (Number(record.fields.amount) * random.pick([0.8, 0.84, 0.9])).toFixed(2)
  updateRecord(desk, record, { at: way.at, by }, { amount, deduction: '0.00' })
  way.at += 90_000
  move(way, by, 'submit', 'submitted')
  pass(way, random.delay(80, 0.8))
}

function approve(way: Way): void {
  const { desk, record, team } = way
  castVote(way, managerOf[team], 'manager', 'approve')
  if (Number(record.fields.amount) <= 1_000) {
    move(way, managerOf[team], 'decide', 'approved')
    return
  }
  pass(way, desk.random.delay(120, 0.7))
  castVote(way, 'priya', 'administrator', 'approve')
  move(way, 'priya', 'decide', 'approved')
}

function issue(way: Way): void {
  const { desk, record, team } = way
  if (desk.random.chance(0.1)) {
    commentOn(desk, record, { at: way.at, by: managerOf[team] }, 'Please write to the customer today, they have asked twice.')
  }
  pass(way, desk.random.delay(800, 0.6))
  const day = dayAt(way.at)
  const reference = `PAY-${day.replaceAll('-', '')}-${desk.random.between(1_000, 9_999)}`
  move(way, 'sara', 'issue', 'issued', { changes: { payment_reference: reference, issued_on: day } })
}
