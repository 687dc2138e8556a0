/** Fourteen months of people who join: when they were asked for, decided on, prepared, and how each of them goes on. */
import {
  type Act,
  commentOn,
  createRecord,
  dayAt,
  takeTransition,
  tellUntilNow,
  updateRecord,
  vote,
} from '../../seeding/ledger.ts'
import {
  dateOf,
  day,
  daysAgo,
  type Employment,
  type Fields,
  type Hire,
  hour,
  later,
  minute,
  type Office,
  onDay,
  workingDay,
} from './office.ts'
import { buddyOf, type Department, managerOf, personId, teamId } from './people.ts'
import { familyTitles, type JobFamily, jobTitles, type Place, pay, reasons } from './text/jobs.ts'
import { mailbox, startNaming } from './text/names.ts'

const count = 350

const departmentOf: Readonly<Record<JobFamily, Department>> = {
  engineer: 'engineering',
  product: 'engineering',
  sales: 'commercial',
  success: 'commercial',
  operations: 'operations',
}

/** How a hire goes, when it is not left to chance: the newest ones stand at every point of the way. */
type Fate = 'any' | 'draft' | 'waits' | 'approved' | 'postponed' | 'corrected'

export function addHires(office: Office): void {
  const { random } = office
  const name = startNaming(random)
  const starts = planStarts(office)
  for (const [index, startDay] of starts.entries()) {
    const left = starts.length - index
    const fate = fateOf(left)
    const asked = askedAt(office, startDay, fate, left)
    const role = random.weighted<JobFamily>([
      ['engineer', 34],
      ['product', 13],
      ['sales', 21],
      ['success', 19],
      ['operations', 13],
    ])
    const place = random.weighted<Place>(role === 'engineer' ? remoteMore : officeMore)
    addHire(office, { index, startDay, asked, role, place, name: name(place), fate })
  }
  addNoah(office)
}

const remoteMore = [
  ['berlin', 34],
  ['lisbon', 20],
  ['toronto', 12],
  ['remote', 34],
] as const
const officeMore = [
  ['berlin', 42],
  ['lisbon', 24],
  ['toronto', 22],
  ['remote', 12],
] as const

function fateOf(left: number): Fate {
  if (left <= 4) return 'draft'
  if (left <= 11) return left === 7 ? 'corrected' : 'waits'
  if (left <= 16) return 'approved'
  if (left === 24 || left === 31) return 'postponed'
  return 'any'
}

/** First days, oldest first: mostly Mondays and firsts of a month, a little more of them every month. */
function planStarts(office: Office): number[] {
  const from = office.begin + 58 * day
  const until = office.now + 52 * day
  const drawn = Array.from(
    { length: count - 1 },
    (_, index) => from + (until - from) * ((index + office.random.next()) / count) ** 0.88,
  )
  return drawn.map(moment => firstDay(office, moment)).sort((one, other) => one - other)
}

function firstDay(office: Office, moment: number): number {
  const date = new Date(dateOf(moment))
  if (office.random.chance(0.35)) return workingDay(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1), 'after')
  const monday = date.getTime() - ((date.getUTCDay() + 6) % 7) * day
  return workingDay(office.random.chance(0.75) ? monday : date.getTime(), 'after')
}

/** Four to seven weeks before; the newest within the last days. */
function askedAt(office: Office, startDay: number, fate: Fate, left: number): number {
  if (fate === 'draft' || fate === 'waits' || fate === 'corrected') return daysAgo(office, left * 0.32)
  if (fate === 'approved') return daysAgo(office, left - 9)
  const at = onDay(office, startDay - office.random.between(30, 48) * day, office.random.between(5, 420))
  return at < office.now - 9 * day ? at : daysAgo(office, office.random.between(9, 16))
}

interface Plan {
  readonly index: number
  readonly startDay: number
  readonly asked: number
  readonly role: JobFamily
  readonly place: Place
  readonly name: string
  readonly fate: Fate
}

function addHire(office: Office, plan: Plan): void {
  const { random } = office
  const department = departmentOf[plan.role]
  const title = random.pick(jobTitles[plan.role])
  const employment: Employment = title.endsWith('intern')
    ? 'intern'
    : random.weighted([
        ['permanent', 78],
        ['fixed_term', 10],
        ['contractor', 12],
      ])
  const contractEnds =
    employment === 'permanent' ? undefined : plan.startDay + (employment === 'intern' ? 181 : random.pick([120, 181, 364])) * day
  const manager = managerOf[department]
  const by = random.chance(0.78) ? manager : random.pick(['karim', 'elena'])
  const record = createRecord(
    office,
    'hire',
    { at: plan.asked, by },
    {
      name: plan.name,
      start_on: dayAt(plan.startDay),
      job_title: title,
      role: plan.role,
      department: teamId(department),
      manager: personId(manager),
      location: plan.place,
      employment,
      contract_ends_on: contractEnds === undefined ? null : dayAt(contractEnds),
      reason: random.pick(reasons[plan.role]),
    },
  )
  const hire: Hire = {
    record,
    name: plan.name,
    role: plan.role,
    place: plan.place,
    department,
    manager,
    buddy: buddyOf[department],
    employment,
    startDay: plan.startDay,
    contractEnds,
    preparedAt: undefined,
    partner: by === 'karim' ? 'elena' : by === 'elena' ? 'karim' : random.chance(0.72) ? 'karim' : 'elena',
    portal: undefined,
    moved: undefined,
  }
  office.hires.push(hire)
  tellUntilNow(() => follow(office, hire, { at: plan.asked, by }, plan.fate))
}

/** From the request to the beginning of preparation; what comes after depends on the tasks. */
function follow(office: Office, hire: Hire, asked: Act, fate: Fate): void {
  const { random } = office
  const { record, partner } = hire
  if (fate === 'draft') return
  let at = asked.at + random.between(3, 35) * minute
  takeTransition(office, record, { at, by: asked.by }, 'submit', 'submitted')
  if (fate === 'waits') return
  at = later(office, at, random.delay(260, 0.8))
  const quarrel = fate === 'corrected' || (fate === 'any' && random.chance(0.05))
  if (quarrel) {
    const comment = random.pick(objections)
    decide(office, hire, at, 'ask_changes', 'draft', comment)
    if (fate === 'corrected') return
    at = later(office, at, random.delay(240, 0.7))
    updateRecord(
      office,
      record,
      { at, by: asked.by },
      { reason: `${String(record.fields.reason)} The plan of the department names this seat.` },
    )
    at += 4 * minute
    takeTransition(office, record, { at, by: asked.by }, 'submit', 'submitted')
    at = later(office, at, random.delay(200, 0.7))
  } else if (fate === 'any' && random.chance(0.02)) {
    decide(office, hire, at, 'reject', 'cancelled', random.pick(refusals))
    return
  }
  decide(office, hire, at, 'approve', 'approved')
  if (fate === 'approved') return
  at = later(office, at, random.delay(180, 0.6))
  settlePay(office, hire, at)
  if (fate === 'any' && random.chance(0.03)) {
    at = later(office, at, random.between(500, 3_000))
    takeTransition(office, record, { at, by: partner }, 'cancel', 'cancelled', { comment: random.pick(withdrawals) })
    return
  }
  at = later(office, at, random.delay(420, 0.7))
  const contact = {
    private_email: `${mailbox(hire.name)}@mail.example`,
    private_phone: `+49 151 ${random.between(2_000_000, 9_999_999)}`,
  }
  updateRecord(office, record, { at, by: partner }, contact)
  prepare(office, hire, at + 6 * minute)
  if (fate === 'postponed' || (fate === 'any' && random.chance(0.03))) postpone(office, hire, fate === 'postponed')
}

const objections = [
  'Please say whether this seat is in the plan of the year.',
  'The role and the title do not fit together; which of the two is meant?',
  'Which seat does this replace? Please name the colleague who leaves.',
]
const refusals = [
  'The seat is not in the plan, and the department is above its budget.',
  'Same seat was approved last week, see the other hire.',
]
const withdrawals = [
  'The candidate took another offer.',
  'The candidate does not get out of the notice period in time.',
  'The department gave the seat back.',
]
const delays = [
  'The notice period runs longer than the candidate thought.',
  'The work permit takes two weeks more.',
  'The candidate asked for two weeks between the two jobs.',
]

function decide(
  office: Office,
  { record, partner }: Hire,
  at: number,
  decision: 'approve' | 'reject' | 'ask_changes',
  to: string,
  comment?: string,
): void {
  vote(office, record, { at, by: partner }, 'decide', { step: 'people_team', decision }, comment)
  takeTransition(office, record, { at, by: partner }, 'decide', to, comment === undefined ? {} : { comment })
}

/** Payroll enters pay beside everything else, and nobody else sees that it did. */
function settlePay(office: Office, { record, role, employment }: Hire, at: number): void {
  const { random } = office
  const [least, greatest] = pay[role]
  const part = employment === 'intern' ? 0.42 : 1
  const salary = Math.round(((least + (greatest - least) * random.next()) * part) / 500) * 500
  const fields: Fields = {
    salary: `${salary}.00`,
    payroll_number: `P${50_000 + office.hires.length}`,
    ...(random.chance(0.12) ? { signing_bonus: `${random.pick([2_000, 3_000, 5_000])}.00` } : {}),
    ...(employment === 'contractor'
      ? {}
      : {
          bank_account: `DE${random.between(10, 98)}${random.between(10_000_000, 99_999_999)}${random.between(1_000_000_000, 9_999_999_999)}`,
        }),
  }
  updateRecord(office, record, { at, by: 'helen' }, fields)
}

function prepare(office: Office, hire: Hire, at: number): void {
  const template = office.templates.get(`${hire.role} ${hire.place}`)!
  const changes = { template: template.id, buddy: personId(hire.buddy) }
  takeTransition(office, hire.record, { at, by: hire.partner }, 'prepare', 'preparing', { changes })
  hire.preparedAt = at
}

/** The first day moves; the due days of tasks are moved by hand, because nothing moves them yet. */
function postpone(office: Office, hire: Hire, waits: boolean): void {
  const { random } = office
  const at = waits
    ? Math.max(daysAgo(office, 3), hire.preparedAt! + hour)
    : later(office, hire.preparedAt!, random.between(300, 1_500))
  const moved = workingDay(hire.startDay + random.pick([14, 21, 28]) * day, 'after')
  takeTransition(office, hire.record, { at, by: hire.partner }, 'postpone', 'postponed', {
    changes: { start_on: dayAt(moved) },
    comment: random.pick(delays),
  })
  hire.moved = { at, from: hire.startDay }
  hire.startDay = moved
  if (waits) return
  const again = later(office, at, random.between(60, 400))
  takeTransition(office, hire.record, { at: again, by: hire.partner }, 'prepare', 'preparing')
}

/** The new colleague of the demonstration: an engineer in Berlin, in the second week of work. */
function addNoah(office: Office): void {
  const startDay = workingDay(dateOf(office.now) - 7 * day, 'before')
  const asked = onDay(office, startDay - 40 * day, 95)
  const record = createRecord(
    office,
    'hire',
    { at: asked, by: 'marcus' },
    {
      name: 'Noah Lindgren',
      start_on: dayAt(startDay),
      job_title: 'Software engineer, payouts',
      role: 'engineer',
      department: teamId('engineering'),
      manager: personId('marcus'),
      location: 'berlin',
      employment: 'permanent',
      reason: reasons.engineer[0]!,
    },
  )
  const hire: Hire = {
    record,
    name: 'Noah Lindgren',
    role: 'engineer',
    place: 'berlin',
    department: 'engineering',
    manager: 'marcus',
    buddy: 'daniel',
    employment: 'permanent',
    startDay,
    contractEnds: undefined,
    preparedAt: undefined,
    partner: 'karim',
    portal: 'noah',
    moved: undefined,
  }
  office.hires.push(hire)
  let at = asked + 9 * minute
  takeTransition(office, record, { at, by: 'marcus' }, 'submit', 'submitted')
  at = later(office, at, 190)
  decide(office, hire, at, 'approve', 'approved')
  at = later(office, at, 150)
  settlePay(office, hire, at)
  at = later(office, at, 310)
  updateRecord(
    office,
    record,
    { at, by: 'karim' },
    { private_email: 'noah.lindgren@mail.example', private_phone: '+49 151 4410982' },
  )
  prepare(office, hire, at + 5 * minute)
  commentOn(
    office,
    record,
    { at: later(office, at, 700), by: 'marcus' },
    `${familyTitles.engineer} number three of this plan. Please put his desk beside Daniel’s.`,
  )
}
