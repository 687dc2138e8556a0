/** Credits: each asked for because of an escalation or an invoice, decided by its amount, and issued by hand. */
import {
  type Act,
  createRecord,
  isoAt,
  type LiveRecord,
  takeTransition,
  tellUntilNow,
  updateRecord,
  vote,
} from '../../seeding/ledger.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import { type Account, type Allowance, type Care, day, daysAgo, type Escalation, later, minute, yearOf } from './care.ts'
import { agentOf, type CareTeam, careTeams, managerOf, personId, teamId } from './people.ts'
import { type CreditReason, credits, failures, objections, refusals } from './text/credits.ts'
import { type Fate, standing } from './waiting-credits.ts'

/** What is asked for, by whom, and what becomes of it. */
interface Case {
  readonly account: Account
  readonly escalation: Escalation | undefined
  readonly allowance: Allowance
  readonly team: CareTeam
  readonly by: string
  readonly amount: number
  readonly reason: CreditReason
  readonly fate: Fate | 'any'
}

/** A request on its way, and what time it is there. */
interface Way extends Case {
  readonly care: Care
  readonly record: LiveRecord
  at: number
}

export function addCredits(care: Care): void {
  for (const plan of standing) addStanding(care, plan)
  for (const escalation of care.escalations) addForEscalation(care, escalation)
  for (let number = 0; number < 170; number += 1) addForInvoice(care)
}

/** One of those that wait for somebody today. */
function addStanding(care: Care, { fate, team, by, amount, days }: (typeof standing)[number]): void {
  const at = daysAgo(care, care.office, days)
  for (const escalation of [...care.escalations].reverse()) {
    const { account, record } = escalation
    const allowance = account.allowances.get(yearOf(at))
    if (escalation.credited || account.team !== team || record.createdAt > at - 30 * minute || !allowance) continue
    if (!fits(allowance, by, amount) || allowance.record.createdAt > at) continue
    escalation.credited = true
    begin(care, { account, escalation, allowance, team, by, amount, reason: reasonOf(escalation), fate }, at)
    return
  }
  throw new Error(`no account of ${team} may get ${amount}`)
}

function addForEscalation(care: Care, escalation: Escalation): void {
  const { random } = care
  const { account, record } = escalation
  const resolved = record.fields.resolved_at
  if (escalation.credited || typeof resolved !== 'string' || !random.chance(0.86)) return
  const { team } = account
  const at = later(care, care.clocks[team], Date.parse(resolved), random.delay(200, 0.9))
  const allowance = account.allowances.get(yearOf(at))
  if (at > care.now - 6 * day || !allowance || allowance.record.createdAt > at) return
  const median = { standard: 60, business: 150, enterprise: 1_300 }[account.tier]
  const amount = rounded(care, Math.max(12, random.delay(median, 1.15)))
  const by = askerFor(allowance, team, amount)
  if (by === undefined || !fits(allowance, by, amount)) return
  escalation.credited = true
  begin(care, { account, escalation, allowance, team, by, amount, reason: reasonOf(escalation), fate: 'any' }, at)
}

/** Something was wrong with an invoice, and nobody had to escalate it. */
function addForInvoice(care: Care): void {
  const { random } = care
  const team = random.pick(careTeams)
  const account = random.pick(care.accounts.filter(each => each.team === team))
  const at = care.clocks[team].after(
    care.begin + 5 * day + random.next() * (care.now - care.begin - 13 * day),
    random.between(5, 400),
  )
  const allowance = account.allowances.get(yearOf(at))
  if (!allowance || allowance.record.createdAt > at) return
  const amount = rounded(care, 101 + random.delay(account.tier === 'enterprise' ? 700 : 170, 0.9))
  const by = askerFor(allowance, team, amount)
  if (by === undefined || !fits(allowance, by, amount)) return
  const reason = random.weighted<CreditReason>([
    ['billing_error', 60],
    ['late_delivery', 25],
    ['goodwill', 15],
  ])
  begin(care, { account, escalation: undefined, allowance, team, by, amount, reason, fate: 'any' }, at)
}

function rounded(care: Care, amount: number): number {
  return care.random.chance(0.5) ? Math.max(10, Math.round(amount / 10) * 10) : Math.round(amount * 100) / 100
}

function reasonOf({ record }: Escalation): CreditReason {
  const reasons: Readonly<Record<string, CreditReason>> = {
    outage: 'outage',
    sla_missed: 'sla_missed',
    repeated: 'late_delivery',
    money: 'billing_error',
    security: 'data_fault',
    relationship: 'late_delivery',
  }
  return reasons[String(record.fields.reason)]!
}

const limitOf = (by: string) => (by === 'femi' ? 'lead_max' : by === 'katja' || by === 'miguel' ? 'manager_max' : 'agent_max')

function fits({ policy, cap, taken }: Allowance, by: string, amount: number): boolean {
  return amount <= Number(policy.fields[limitOf(by)]) && taken + amount <= cap
}

/** The first of agent, lead and manager who may ask for so much. */
function askerFor({ policy }: Allowance, team: CareTeam, amount: number): string | undefined {
  return [agentOf[team], 'femi', managerOf[team]].find(by => amount <= Number(policy.fields[limitOf(by)]))
}

function begin(care: Care, one: Case, at: number): void {
  const { random } = care
  const { account, escalation, allowance, amount, reason, by } = one
  const [titles, notes] = credits[reason]
  const invoice = `NL-${random.between(26_100, 29_900)}`
  const about = escalation ? String(escalation.ticket.record.fields.help_desk_id) : invoice
  const currency = account.region === 'emea' ? (account.record.fields.country === 'United Kingdom' ? 'gbp' : 'eur') : 'usd'
  tellUntilNow(() => {
    const record = createRecord(
      care,
      'credit_request',
      { at, by },
      {
        title: `${random.pick(titles)}, ${about}`,
        account: account.record.id,
        escalation: escalation?.record.id ?? null,
        allowance: allowance.record.id,
        amount: amount.toFixed(2),
        currency: account.record.fields.country === 'Japan' ? 'jpy' : currency,
        reason,
        note: random.pick(notes),
        invoice: escalation && random.chance(0.4) ? null : invoice,
      },
    )
    allowance.taken += amount
    follow({ ...one, care, record, at })
  })
}

function pass(way: Way, minutes: number): void {
  const { care, team, fate } = way
  // What waits today was asked for not long ago, so nothing on its way may take long.
  way.at = later(care, care.clocks[team], way.at, Math.min(minutes, fate === 'any' ? 2_400 : 120))
}

/** Credit Control and the managers answer in office hours. */
function passInOffice(way: Way, minutes: number): void {
  const { care, fate } = way
  way.at = later(care, care.office, way.at, Math.min(minutes, fate === 'any' ? 2_400 : 150))
}

function move(
  way: Way,
  by: string,
  transition: string,
  to: string,
  more: { readonly changes?: Record<string, SeedValue>; readonly comment?: string } = {},
): void {
  takeTransition(way.care, way.record, { at: way.at, by }, transition, to, more)
}

function follow(way: Way): void {
  const { care, by, amount } = way
  const { random } = care
  if (way.fate === 'draft') return
  pass(way, random.delay(9))
  if (isOver(way)) return
  const small = amount <= 100
  submit(way)
  if (way.fate === 'submitted') return
  const fate = way.fate === 'any' && !small ? random.weighted(fates) : way.fate
  if (fate === 'withdrawn') {
    pass(way, random.delay(60))
    move(way, by, 'withdraw', 'withdrawn', { comment: 'The customer took another offer.' })
    way.allowance.taken -= amount
    return
  }
  if (!small && !decide(way, fate)) return
  if (fate === 'approved') return
  settle(way, fate)
}

const fates: readonly (readonly [Fate, number])[] = [
  ['issued', 78],
  ['rejected', 9],
  ['corrected', 8],
  ['refused_by_finance', 2],
  ['withdrawn', 3],
]

/** What is submitted in January takes the allowance of the new year. */
const isOver = ({ at, allowance }: Way) => String(yearOf(at)) !== allowance.record.fields.year

function submit(way: Way): void {
  const { amount, allowance, team, by } = way
  const set = { team: teamId(team), policy: allowance.policy.id, asked_by: personId(by) }
  const changes = { ...set, asked_at: way.record.fields.asked_at ?? isoAt(way.at) }
  if (amount <= 100) move(way, by, 'grant_at_once', 'granted_at_once', { changes: set })
  else if (amount <= 1_000) move(way, by, 'submit', 'submitted', { changes })
  else move(way, by, 'submit_large', 'submitted_large', { changes })
}

/** @returns whether it was approved by everybody whom its amount asks */
function decide(way: Way, fate: Fate | 'any'): boolean {
  const { care, team, by, amount } = way
  const { random } = care
  const manager = by === managerOf[team] ? 'oliver' : managerOf[team]
  passInOffice(way, random.delay(130, 0.9))
  if (fate === 'changes_requested' || fate === 'corrected') {
    end(way, manager, 'manager', 'ask_changes', 'changes_requested', random.pick(objections))
    if (fate === 'changes_requested') return false
    pass(way, random.delay(120))
    updateRecord(care, way.record, { at: way.at, by }, { note: `${String(way.record.fields.note)} Calculation added.` })
    way.at += 90_000
    if (isOver(way)) return false
    submit(way)
    passInOffice(way, random.delay(90, 0.8))
  }
  if (fate === 'rejected') {
    end(way, manager, 'manager', 'reject', 'rejected', random.pick(refusals))
    return false
  }
  cast(way, manager, 'manager', 'approve')
  if (amount <= 1_000) {
    move(way, manager, 'decide', 'manager_approved')
    return true
  }
  if (fate === 'manager_agreed') return false
  passInOffice(way, random.delay(150, 0.8))
  const [first, second] = random.chance(0.5) ? (['anil', 'beatrice'] as const) : (['beatrice', 'anil'] as const)
  const step = amount > 10_000 ? 'two_of_finance' : 'finance'
  if (fate === 'refused_by_finance') {
    end(way, first, step, 'reject', 'rejected', random.pick(refusals))
    return false
  }
  cast(way, first, step, 'approve')
  if (fate === 'half_approved') return false
  if (step === 'two_of_finance') {
    passInOffice(way, random.delay(120, 0.7))
    cast(way, second, step, 'approve')
  }
  move(way, step === 'finance' ? first : second, 'decide_large', 'finance_approved')
  return true
}

const transitionOf = ({ amount }: Way) => (amount <= 1_000 ? 'decide' : 'decide_large')

function cast(way: Way, by: string, step: string, decision: 'approve' | 'reject' | 'ask_changes', comment?: string): void {
  const act: Act = { at: way.at, by }
  vote(way.care, way.record, act, transitionOf(way), { step, decision }, comment)
}

/** One no is enough, and so is one question. */
function end(way: Way, by: string, step: string, decision: 'reject' | 'ask_changes', to: string, comment: string): void {
  cast(way, by, step, decision, comment)
  move(way, by, transitionOf(way), to, { comment })
  if (decision === 'reject') way.allowance.taken -= way.amount
}

/** Entered into billing by hand, sometimes not at the first try. */
function settle(way: Way, fate: Fate | 'any'): void {
  const { care, record } = way
  const { random } = care
  passInOffice(way, random.delay(480, 0.7))
  if (fate === 'failed' || random.chance(0.05)) {
    const failed = { issue_error: random.pick(failures), decided_at: record.fields.status_since! }
    move(way, 'anil', 'note_failure', 'failed', { changes: failed })
    if (fate === 'failed') return
    passInOffice(way, random.delay(400, 0.6))
  }
  const reference = `CN-${yearOf(way.at)}-${random.between(10_000, 99_999)}`
  move(way, random.pick(['anil', 'anil', 'beatrice']), 'issue', 'issued', {
    changes: {
      billing_reference: reference,
      decided_at: record.fields.decided_at ?? record.fields.status_since!,
      issued_on: new Date(way.at).toISOString().slice(0, 10),
      ...(record.fields.issue_error === undefined ? {} : { issue_error: null }),
    },
    comment: 'Entered in billing by hand.',
  })
}
