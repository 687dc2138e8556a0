/** What every part of the seed works with: the ledger, the clock of the office, and the hires as they come. */
import type { Ledger, LiveRecord } from '../../seeding/ledger.ts'
import { type Random, startRandom } from '../../seeding/random.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import { planWorkingTime, type WorkingTime } from '../../seeding/working-time.ts'
import { type Department, personId } from './people.ts'
import type { JobFamily, Place } from './text/jobs.ts'
import { calendar, states } from './workflows.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export type Employment = 'permanent' | 'fixed_term' | 'contractor' | 'intern'

/** A hire and what the other parts of the seed need to know of it. */
export interface Hire {
  readonly record: LiveRecord
  readonly name: string
  readonly role: JobFamily
  readonly place: Place
  readonly department: Department
  readonly manager: string
  readonly buddy: string
  readonly employment: Employment
  /** Midnight, UTC, of the first day as it stands in the end. */
  startDay: number
  readonly contractEnds: number | undefined
  /** When preparation began; undefined: it has not, or never will. */
  preparedAt: number | undefined
  /** Who prepares it. */
  readonly partner: string
  /** Has an account in the portal. */
  readonly portal: string | undefined
  /** The first day was moved after the tasks were made. */
  moved: { readonly at: number; readonly from: number } | undefined
}

export interface Office extends Ledger {
  readonly random: Random
  readonly now: number
  /** When the organisation began to work with the app. */
  readonly begin: number
  /** Nine to half past five, as people are there. */
  readonly clock: WorkingTime
  readonly hires: Hire[]
  /** System records by name. */
  readonly systems: Map<string, { readonly record: LiveRecord; readonly owner: string }>
  /** Template records by role and location. */
  readonly templates: Map<string, LiveRecord>
  /** Lines of a template, by template id. */
  readonly lines: Map<string, readonly LiveRecord[]>
}

export function openOffice(now: number): Office {
  const begin = now - 425 * day
  const first = begin - 40 * day
  const last = now + 120 * day
  return {
    records: {},
    history: [],
    random: startRandom(20_261_125),
    now,
    begin,
    calendar: planWorkingTime(first, last, calendar),
    states,
    personId,
    clock: planWorkingTime(first, last, { ...calendar, to: 17.5 }),
    hires: [],
    systems: new Map(),
    templates: new Map(),
    lines: new Map(),
  }
}

/** A working moment about so many days ago that is not in the future, however many days off lie between. */
export function daysAgo(office: Office, days: number): number {
  for (let back = days; ; back += 1) {
    const at = office.clock.after(Math.floor(office.now - back * day), office.random.between(5, 200))
    if (at < office.now - 40 * minute) return at
  }
}

/** Working minutes later. */
export function later(office: Office, at: number, minutes: number): number {
  return office.clock.after(at, minutes) + office.random.between(0, 40_000)
}

/** A day the office works, at or beside the one given: Friday before, or Monday after. */
export function workingDay(date: number, direction: 'before' | 'after'): number {
  const off = (moment: number) =>
    !calendar.days.includes((new Date(moment).getUTCDay() || 7) as 1) ||
    (calendar.holidays as readonly string[]).includes(new Date(moment).toISOString().slice(0, 10))
  let found = date
  while (off(found)) found += direction === 'before' ? -day : day
  return found
}

/** Midnight, UTC, of the day. */
export const dateOf = (moment: number) => Math.floor(moment / day) * day

/** Working time on that day, or on the next that has some. */
export function onDay(office: Office, date: number, minutes: number): number {
  return office.clock.after(date + 4 * hour, minutes)
}

export type Fields = Record<string, SeedValue>
