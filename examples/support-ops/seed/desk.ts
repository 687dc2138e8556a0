/** What every part of the seed works with: the ledger, the clocks of the teams and the story's beginning. */
import type { Ledger, LiveRecord } from '../../seeding/ledger.ts'
import { type Random, startRandom } from '../../seeding/random.ts'
import { planWorkingTime, type WorkingTime } from '../../seeding/working-time.ts'
import { personId, type WorkTeam, workTeams } from './people.ts'
import { calendar, states } from './workflows.ts'

const day = 86_400_000

export interface Customer {
  readonly record: LiveRecord
  readonly tier: 'free' | 'standard' | 'business' | 'enterprise'
  readonly region: 'emea' | 'americas' | 'apac'
  readonly person: () => { readonly name: string; readonly email: string }
}

export interface Ticket {
  readonly record: LiveRecord
  readonly customer: Customer
  readonly product: string
  team: WorkTeam
  assignee: string | undefined
}

export interface Desk extends Ledger {
  readonly random: Random
  readonly now: number
  /** When the desk began to work with the app. */
  readonly begin: number
  readonly clocks: Readonly<Record<WorkTeam, WorkingTime>>
  /** The few who look after the desk at the weekend too. */
  readonly everyDay: WorkingTime
  readonly customers: Customer[]
  readonly tickets: Ticket[]
}

/** Hours in Berlin; the Americas work when it is evening there. */
const hours: Readonly<Record<WorkTeam, readonly [number, number]>> = {
  emea: [7, 18],
  americas: [13, 24],
  billing: [8, 18],
  escalations: [8, 20],
}

export function openDesk(now: number): Desk {
  const begin = now - 274 * day
  const first = begin - 30 * day
  const last = now + 40 * day
  const plan = (from: number, to: number, days: readonly number[]) =>
    planWorkingTime(first, last, { from, to, days, holidays: [] })
  const clocks = Object.fromEntries(workTeams.map(team => [team, plan(...hours[team], [1, 2, 3, 4, 5])])) as unknown as Record<
    WorkTeam,
    WorkingTime
  >
  return {
    records: {},
    history: [],
    random: startRandom(20_261_124),
    now,
    begin,
    calendar: planWorkingTime(first, last, calendar),
    states,
    personId,
    clocks,
    everyDay: plan(7, 24, [1, 2, 3, 4, 5, 6, 7]),
    customers: [],
    tickets: [],
  }
}
