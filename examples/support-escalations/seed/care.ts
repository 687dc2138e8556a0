/** What every part of the seed works with: the ledger, the clocks of the teams, and accounts, tickets and escalations as they come. */
import type { Ledger, LiveRecord } from '../../seeding/ledger.ts'
import { type Random, startRandom } from '../../seeding/random.ts'
import type { Topic } from '../../seeding/text/writer.ts'
import { planWorkingTime, type WorkingTime } from '../../seeding/working-time.ts'
import { type CareTeam, personId } from './people.ts'
import { calendar, states } from './workflows.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export type Tier = 'standard' | 'business' | 'enterprise'
export type Region = 'emea' | 'americas' | 'apac'

/** What an account may get in one year, and what of it is given or asked for. */
export interface Allowance {
  readonly record: LiveRecord
  readonly policy: LiveRecord
  /** US dollars, as `taken`. */
  readonly cap: number
  taken: number
}

export interface Account {
  readonly record: LiveRecord
  readonly tier: Tier
  readonly region: Region
  readonly team: CareTeam
  readonly contacts: LiveRecord[]
  /** By year. */
  readonly allowances: Map<number, Allowance>
}

export interface Ticket {
  readonly record: LiveRecord
  readonly account: Account
  readonly topic: Topic
  /** Fills the slots of a text with the words of this ticket. */
  readonly fill: (text: string) => string
}

export interface Escalation {
  readonly record: LiveRecord
  readonly ticket: Ticket
  readonly account: Account
  /** A credit was asked for because of it. */
  credited: boolean
}

export interface Care extends Ledger {
  readonly random: Random
  readonly now: number
  /** When the teams began to work with the app. */
  readonly begin: number
  readonly clocks: Readonly<Record<CareTeam, WorkingTime>>
  /** When Credit Control, the lead and the managers are there. */
  readonly office: WorkingTime
  /** By region, tier and year. */
  readonly policies: Map<string, LiveRecord>
  readonly macros: LiveRecord[]
  readonly accounts: Account[]
  readonly tickets: Ticket[]
  readonly escalations: Escalation[]
}

export function openCare(now: number): Care {
  const begin = now - 274 * day
  const plan = (from: number, to: number, holidays: readonly string[] = []) =>
    planWorkingTime(begin - 30 * day, now + 60 * day, { from, to, days: calendar.days, holidays })
  return {
    records: {},
    history: [],
    random: startRandom(20_261_126),
    now,
    begin,
    calendar: plan(calendar.from, calendar.to, calendar.holidays),
    states,
    personId,
    clocks: { dach: plan(8, 18), uk_nordics: plan(9, 19), americas_asia: plan(13, 23) },
    office: plan(8, 18, calendar.holidays),
    policies: new Map(),
    macros: [],
    accounts: [],
    tickets: [],
    escalations: [],
  }
}

/** The year in which business time of that moment falls; nobody works while Berlin and UTC differ about it. */
export const yearOf = (moment: number) => new Date(moment).getUTCFullYear()

/** Working minutes later, and some seconds. */
export function later(care: Care, clock: WorkingTime, at: number, minutes: number): number {
  return clock.after(at, Math.max(minutes, 0.5)) + care.random.between(0, 30_000)
}

/** A working moment after which so many working days have passed until now, however many days off lie between. */
export function daysAgo(care: Care, clock: WorkingTime, days: number): number {
  for (let back = days; ; back += 0.25) {
    const start = Math.floor(care.now - back * day)
    if (clock.after(start, days * 600) < care.now - 20 * minute) return clock.after(start, care.random.between(1, 15))
  }
}
