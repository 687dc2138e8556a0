/** What every part of the seed works with: the ledger, the clock, an agenda of what comes next, and the cards as they stand at that moment. */
import { type Ledger, type LiveRecord, tellUntilNow } from '../../seeding/ledger.ts'
import { type Random, startRandom } from '../../seeding/random.ts'
import { planWorkingTime, type WorkingTime } from '../../seeding/working-time.ts'
import { personId } from './people.ts'
import type { CategoryKey, Good } from './text/goods.ts'
import { calendar, states } from './workflows.ts'

export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

export type Department = 'berlin' | 'lisbon' | 'works_it'

export interface Place {
  readonly record: LiveRecord
  readonly name: string
  readonly code: string
  readonly kind: 'store' | 'workshop' | 'van'
  readonly team: 'berlin' | 'lisbon'
  readonly manager: string
  /** Part of a busy store's use. */
  readonly part: number
  /** The store it is filled from; undefined: vendors deliver there. */
  readonly from: string | undefined
}

/** A card as it stands. */
export interface Card {
  readonly record: LiveRecord
  readonly good: Good
  readonly item: LiveRecord
  readonly place: Place
  /** Issued on an average working day; and with what is sent from here to other places. */
  readonly perDay: number
  readonly leaving: number
  readonly reorderPoint: number
  onHand: number
  lastAt: number
  /** Asked for and not here yet. */
  awaited: boolean
}

export interface Budget {
  readonly record: LiveRecord
  readonly holder: string
  readonly begins: number
  readonly ends: number
  readonly cents: number
  promised: number
}

export interface Works extends Ledger {
  readonly random: Random
  readonly now: number
  readonly begin: number
  readonly clock: WorkingTime
  readonly categories: Map<CategoryKey, LiveRecord>
  readonly vendors: Map<string, LiveRecord>
  readonly items: Map<string, LiveRecord>
  readonly places: Map<string, Place>
  /** By item and place: `TS-1010 BER-1`. */
  readonly cards: Map<string, Card>
  readonly budgets: Map<Department, Budget[]>
  /** Cents of one unit, as they are now. */
  readonly prices: Map<string, number>
  readonly agenda: Agenda
}

/** Acts in order of time, whatever they were planned by: a card's lines follow each other in time as well. */
export class Agenda {
  readonly #now: number
  readonly #waiting: { readonly at: number; readonly act: (at: number) => void }[] = []

  constructor(now: number) {
    this.#now = now
  }

  plan(at: number, act: (at: number) => void): void {
    if (at > this.#now) return
    let low = 0
    let high = this.#waiting.length
    while (low < high) {
      const middle = (low + high) >> 1
      // the latest first, so that the next is the last; of one moment, what was planned first
      if (this.#waiting[middle]!.at > at) low = middle + 1
      else high = middle
    }
    this.#waiting.splice(low, 0, { at, act })
  }

  run(): void {
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop()) {
      const { at, act } = next
      tellUntilNow(() => act(at))
    }
  }
}

export function openWorks(now: number): Works {
  const begin = now - 400 * day
  const first = begin - 40 * day
  const last = now + 120 * day
  return {
    records: {},
    history: [],
    random: startRandom(20_261_126),
    now,
    begin,
    calendar: planWorkingTime(first, last, calendar),
    states,
    personId,
    clock: planWorkingTime(first, last, calendar),
    categories: new Map(),
    vendors: new Map(),
    items: new Map(),
    places: new Map(),
    cards: new Map(),
    budgets: new Map(),
    prices: new Map(),
    agenda: new Agenda(now),
  }
}

/** Working minutes later. */
export function later(works: Works, at: number, minutes: number): number {
  return works.clock.after(at, minutes) + works.random.between(0, 40_000)
}

/** A working moment about so many days ago that is not in the future, however many days off lie between. */
export function recently(works: Works, days: number, minutes: number): number {
  for (let back = days; ; back += 0.5) {
    const at = later(works, works.now - back * day, minutes)
    if (at < works.now - 25 * minute) return at
  }
}

export function isWorkingDay(date: number): boolean {
  const weekday = new Date(date).getUTCDay() || 7
  return (
    (calendar.days as readonly number[]).includes(weekday) &&
    !(calendar.holidays as readonly string[]).includes(new Date(date).toISOString().slice(0, 10))
  )
}

/** That day, or the next the works are open. */
export function openDay(date: number): number {
  let found = date
  while (!isWorkingDay(found)) found += day
  return found
}

/** Midnight, UTC, of the day. */
export const dateOf = (moment: number) => Math.floor(moment / day) * day

/** So many working minutes into that day, or into the next that has some. */
export function onDay(works: Works, date: number, minutes: number): number {
  return later(works, dateOf(date) + 4 * hour, minutes)
}

export const euros = (cents: number) => (cents / 100).toFixed(2)
