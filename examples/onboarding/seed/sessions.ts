/** What several share in their first weeks: welcomes, tours and courses, each with its host, its room and whoever is expected, from months ago until weeks from now. */
import { commentOn, createRecord, isoAt, type LiveRecord, stateOf, tellUntilNow, updateRecord } from '../../seeding/ledger.ts'
import { dateOf, day, type Fields, type Hire, hour, later, minute, type Office, onDay, workingDay } from './office.ts'
import { personId } from './people.ts'
import type { JobFamily } from './text/jobs.ts'

/** Before, the first weeks were planned in a spreadsheet. */
const weeksPlannedHere = 18
const weeksAhead = 5
/** Minutes of the working day. */
const nine = 0

interface Kind {
  readonly title: string
  readonly kind: 'welcome' | 'course' | 'equipment' | 'tour' | 'meeting' | 'planning'
  readonly room: 'atrium' | 'workshop' | 'board' | 'it_desk' | 'reception' | 'online'
  readonly hosts: readonly string[]
  /** Days after Monday, minutes after nine, and minutes it takes. */
  readonly on: number
  readonly at: number
  readonly takes: number
  /** In every so many weeks, from this one on. */
  readonly every?: readonly [weeks: number, from: number]
  /** Who is expected: whoever starts in that week, or lately as well; of one kind of job. */
  readonly for: 'starters' | 'recent' | 'nobody' | JobFamily
  readonly notes?: string
}

const kinds: readonly Kind[] = [
  {
    ...{ title: 'Welcome and first coffee', kind: 'welcome', room: 'atrium', hosts: ['karim', 'elena'] },
    ...{ on: 0, at: nine + 30, takes: 75, for: 'starters', notes: 'Passport or identity card, for the badge.' },
  },
  {
    ...{ title: 'Laptop, accounts and the first sign-in', kind: 'equipment', room: 'it_desk', hosts: ['grace', 'viktor'] },
    ...{ on: 0, at: nine + 120, takes: 90, for: 'starters', notes: 'Your phone: the second factor is set up together.' },
  },
  {
    ...{ title: 'Tour of the house and its exits', kind: 'tour', room: 'reception', hosts: ['paulo'] },
    ...{ on: 0, at: nine + 150, takes: 45, for: 'starters' },
  },
  {
    ...{ title: 'Who starts next week', kind: 'planning', room: 'board', hosts: ['elena'] },
    ...{ on: 1, at: nine, takes: 30, for: 'nobody' },
  },
  {
    ...{ title: 'Security basics, in person', kind: 'course', room: 'workshop', hosts: ['yuki'] },
    ...{ on: 1, at: nine + 60, takes: 90, for: 'recent' },
  },
  {
    ...{ title: 'Quotes, discounts and who approves them', kind: 'course', room: 'board', hosts: ['laura'] },
    ...{ on: 1, at: nine + 105, takes: 75, for: 'sales' },
  },
  {
    ...{ title: 'Reviewing changes and releasing them', kind: 'course', room: 'workshop', hosts: ['daniel', 'marcus'] },
    ...{ on: 2, at: nine + 60, takes: 120, for: 'engineer', notes: 'A laptop on which the code host works.' },
  },
  {
    ...{ title: 'Answering in the help desk', kind: 'course', room: 'online', hosts: ['laura'] },
    ...{ on: 2, at: nine + 90, takes: 60, for: 'success', every: [2, 0] },
  },
  {
    ...{ title: 'Data protection in daily work', kind: 'course', room: 'online', hosts: ['karim'] },
    ...{ on: 3, at: nine + 120, takes: 60, for: 'recent' },
  },
  {
    ...{ title: 'Health and safety at the desk', kind: 'course', room: 'workshop', hosts: ['paulo'] },
    ...{ on: 3, at: nine + 300, takes: 45, for: 'recent', every: [2, 1] },
  },
  {
    ...{ title: 'Ask the chief operating officer', kind: 'meeting', room: 'atrium', hosts: ['stefan'] },
    ...{ on: 3, at: nine + 360, takes: 60, for: 'recent', every: [4, 0] },
  },
  {
    ...{ title: 'Lunch with the buddies', kind: 'meeting', room: 'atrium', hosts: ['daniel', 'grace', 'karim'] },
    ...{ on: 4, at: nine + 195, takes: 60, for: 'starters' },
  },
]

/** Two whole days, from midnight to midnight. */
const away = {
  title: 'Onboarding days in Lisbon',
  kind: 'meeting',
  room: 'atrium',
  host: 'elena',
  on: 2,
  days: 2,
  every: 6,
} as const

export function addSessions(office: Office): void {
  const thisMonday = dateOf(office.now) - ((new Date(office.now).getUTCDay() + 6) % 7) * day
  for (let week = -weeksPlannedHere; week <= weeksAhead; week += 1) {
    const monday = thisMonday + week * 7 * day
    for (const kind of kinds) {
      const [weeks, from] = kind.every ?? [1, 0]
      if ((week - from) % weeks !== 0) continue
      const wanted = monday + kind.on * day
      const on = workingDay(wanted, 'after')
      // What is for the first day moves with it; else a holiday has no session.
      if (on !== wanted && kind.on > 0) continue
      const begins = onDay(office, on, kind.at)
      tellUntilNow(() => addSession(office, kind, { begins, ends: begins + kind.takes * minute, monday, week }))
    }
    if (week % away.every === 0) tellUntilNow(() => addAway(office, monday))
  }
}

interface When {
  readonly begins: number
  readonly ends: number
  readonly monday: number
  readonly week: number
}

function addSession(office: Office, plan: Kind, { begins, ends, monday, week }: When): void {
  const { random } = office
  const host = plan.hosts[Math.abs(week) % plan.hosts.length]!
  const at = plannedAt(office, monday)
  // What is moved later begins an hour earlier in the plan.
  const moves = plan.at >= nine + 60 && random.chance(0.08)
  const planned = moves ? hour : 0
  const record = createRecord(
    office,
    'session',
    { at, by: host },
    {
      ...{ title: plan.title, kind: plan.kind, room: plan.room, host: personId(host), notes: plan.notes ?? null },
      ...{ starts_at: isoAt(begins - planned), ends_at: isoAt(ends - planned) },
    },
  )
  if (moves) {
    const moved = later(office, at, random.between(300, 2_000))
    tellUntilNow(() => {
      updateRecord(office, record, { at: moved, by: host }, { starts_at: isoAt(begins), ends_at: isoAt(ends) })
      commentOn(office, record, { at: moved + 2 * minute, by: host }, 'An hour later: the room is taken until then.')
    })
  }
  for (const hire of expectedAt(office, plan, monday)) tellUntilNow(() => expect(office, record, hire, { host, at, ends }))
}

/** Five to six weeks before; what lies farther ahead has not been planned yet. */
function plannedAt(office: Office, monday: number): number {
  return onDay(office, workingDay(monday - office.random.between(36, 41) * day, 'before'), office.random.between(30, 420))
}

function expectedAt(office: Office, plan: Kind, monday: number): readonly Hire[] {
  if (plan.for === 'nobody') return []
  const weeksBack = plan.for === 'starters' ? 0 : plan.for === 'recent' ? 1 : 2
  const [from, to] = [monday - weeksBack * 7 * day, monday + 5 * day]
  const fits = ({ record, startDay, role }: Hire) =>
    from <= startDay && startDay < to && stateOf(record) !== 'cancelled' && [role, 'starters', 'recent'].includes(plan.for)
  return office.hires.filter(hire => hire.preparedAt !== undefined && fits(hire) && isNearEnough(hire, plan))
}

/** Whoever does not work in the house comes to what is held online, and to the welcome of the first day. */
const isNearEnough = ({ place }: Hire, { kind, room }: Kind) => place === 'berlin' || room === 'online' || kind === 'welcome'

interface Held {
  readonly host: string
  readonly at: number
  readonly ends: number
}

function expect(office: Office, session: LiveRecord, hire: Hire, { host, at, ends }: Held): void {
  const { random } = office
  const invited = Math.max(at, hire.preparedAt!) + random.between(3, 55) * minute
  if (invited > ends) return
  const record = createRecord(
    office,
    'attendance',
    { at: invited, by: hire.partner },
    { session: session.id, hire: hire.record.id, presence: 'expected' },
  )
  const presence: Fields = { presence: hire.portal || random.chance(0.94) ? 'came' : 'missed' }
  updateRecord(office, record, { at: ends + random.between(2, 30) * minute, by: host }, presence)
}

function addAway(office: Office, monday: number): void {
  const midnight = (date: number) => onDay(office, workingDay(date, 'after'), nine) - 9 * hour
  const begins = midnight(monday + away.on * day)
  createRecord(
    office,
    'session',
    { at: plannedAt(office, monday), by: away.host },
    {
      ...{ title: away.title, kind: away.kind, host: personId(away.host) },
      ...{ starts_at: isoAt(begins), ends_at: isoAt(begins + away.days * day) },
      notes: 'The train is booked by Workplace. Rooms are in the house by the river.',
    },
  )
}
