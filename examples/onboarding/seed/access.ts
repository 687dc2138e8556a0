/** Access to systems: who asked for what, who agreed in which step, the account behind it, reviews and taking back. */
import { createRecord, dayAt, isoAt, type LiveRecord, stateOf, takeTransition, tellUntilNow, vote } from '../../seeding/ledger.ts'
import { day, daysAgo, type Hire, later, minute, type Office, onDay, workingDay } from './office.ts'
import type { JobFamily } from './text/jobs.ts'
import { mailbox } from './text/names.ts'

type Level = 'read' | 'standard' | 'privileged'

/** By role: system, level, what it is for. The first ones are asked for most often. */
const wanted: Readonly<Record<JobFamily, readonly (readonly [system: string, level: Level, why: string])[]>> = {
  engineer: [
    ['Code host', 'standard', 'Writes and reviews changes of the own team.'],
    ['Build pipeline', 'standard', 'Starts builds and reads their logs.'],
    ['Error tracker', 'read', 'Looks at crashes of the services of the team.'],
    [
      'Production console',
      'privileged',
      'Joins the on-call rota; restarts services and reads logs of production during a shift.',
    ],
    ['Data warehouse', 'read', 'Reads the tables behind the reports the team builds.'],
    ['Build pipeline', 'privileged', 'Releases to production while the release manager is away.'],
  ],
  product: [
    ['Design tool', 'standard', 'Draws and comments screens of the product.'],
    ['Data warehouse', 'read', 'Usage numbers for decisions on the plan.'],
    ['Help desk', 'read', 'Reads what customers say about a feature.'],
  ],
  sales: [
    ['Customer database', 'standard', 'Keeps contacts and offers of the own territory.'],
    ['Dialer', 'standard', 'Calls from the number of the territory.'],
    ['Customer database', 'privileged', 'Imports the contacts of the partner and merges what is double.'],
  ],
  success: [
    ['Help desk', 'standard', 'Answers tickets of the own queue.'],
    ['Customer database', 'read', 'Sees contract and contacts of a customer who writes.'],
    ['Ledger and payables', 'read', 'Looks up invoices customers ask about.'],
  ],
  operations: [
    ['Ledger and payables', 'standard', 'Books incoming invoices and prepares payments.'],
    ['Ledger and payables', 'privileged', 'Closes the month while the second accountant is on leave.'],
    ['People records', 'read', 'Keeps absences of the own group.'],
    ['Building access', 'standard', 'Gives visitor badges at the reception.'],
  ],
}

const refusals = [
  'Read access is enough for this; please ask for that.',
  'Only people on the rota get this, and the name is not on it.',
  'The contract ends before the work would begin.',
]
const objections = ['Until when? A year is too long for this.', 'Please name the service; production is more than one.']
const reviews = [
  'Still on the rota, used last month.',
  'Checked with the manager: needed, same extent.',
  'Used weekly according to the log.',
  'Needed until the end of the project.',
]
const failures = [
  'No seat left in the licence; procurement adds five.',
  'The name is taken by a former account.',
  'The system did not answer for an hour, tried again by hand.',
]

/** How far it has come, when that is not left to chance. */
type Ending = 'any' | 'draft' | 'manager' | 'owner' | 'security' | 'approved' | 'planned' | 'failed'

export function addAccess(office: Office): void {
  const { random } = office
  const recent = office.hires.filter(
    hire =>
      hire.preparedAt !== undefined &&
      hire.portal === undefined &&
      hire.startDay > office.now - 20 * day &&
      hire.startDay < office.now + 30 * day,
  )
  const endings: readonly Ending[] = [
    'owner',
    'manager',
    'security',
    'draft',
    'owner',
    'security',
    'owner',
    'approved',
    'planned',
    'owner',
    'failed',
    'planned',
    'owner',
    'security',
    'manager',
    'draft',
  ]
  for (const hire of office.hires) {
    if (hire.preparedAt === undefined) continue
    const choices = wanted[hire.role]
    for (const [index, [system, level, why]] of choices.entries()) {
      const likely = hire.portal
        ? index < 3
        : level === 'privileged'
          ? random.chance(0.16)
          : random.chance([0.62, 0.4, 0.24, 0.2][index] ?? 0.15)
      if (!likely) continue
      const at = onDay(office, workingDay(hire.startDay - random.between(-3, 9) * day, 'before'), random.between(10, 400))
      tellUntilNow(() =>
        ask(office, hire, { system, level, why, at: Math.max(at, hire.preparedAt! + 30 * minute), ending: 'any' }),
      )
    }
  }
  for (const [index, ending] of endings.entries()) {
    const hire = recent[index % recent.length]
    if (!hire) return
    const choices = wanted[hire.role].filter(([, level]) => (ending === 'security') === (level === 'privileged'))
    // Where the role has nothing privileged, an engineer's reason is as good as any.
    const [system, level, why] =
      choices.length > 0
        ? random.pick(choices)
        : (['Data warehouse', 'privileged', 'Repairs the nightly load while its owner is away.'] as const)
    const far = ending === 'approved' || ending === 'planned' || ending === 'failed'
    const at = Math.max(daysAgo(office, far ? 8 : 0.5 + index * 0.4), hire.preparedAt! + 40 * minute)
    tellUntilNow(() => ask(office, hire, { system, level, why, at, ending }))
  }
}

interface Wish {
  readonly system: string
  readonly level: Level
  readonly why: string
  readonly at: number
  readonly ending: Ending
}

function ask(office: Office, hire: Hire, { system, level, why, at, ending }: Wish): void {
  const { random } = office
  const { record: of, owner } = office.systems.get(system)!
  const by = requester(office, hire, owner, ending)
  const starts = Math.max(hire.startDay, workingDay(Math.floor(at / day) * day, 'after'))
  const limit = level === 'privileged' ? starts + random.pick([60, 90, 90, 180]) * day : undefined
  const ends = hire.employment === 'contractor' ? Math.min(limit ?? hire.contractEnds!, hire.contractEnds!) : limit
  const record = createRecord(
    office,
    'access_request',
    { at, by },
    {
      title: `${system} for ${hire.name}`,
      hire: hire.record.id,
      system: of.id,
      level,
      justification: why,
      starts_on: dayAt(starts),
      ends_on: ends === undefined ? null : dayAt(Math.max(ends, starts + 14 * day)),
    },
  )
  if (ending === 'draft') return
  const submitted = at + random.between(2, 25) * minute
  const asked = { manager: office.personId(hire.manager), system_owner: office.personId(owner) }
  takeTransition(office, record, { at: submitted, by }, 'submit', 'requested', { changes: asked })
  const decided = decideOn(office, hire, { record, by, owner, level, ending, at: submitted })
  if (decided === undefined || ending === 'approved') return
  provide(office, hire, record, { system: of, systemName: system, owner, level, ending, at: decided })
}

/** Managers ask for most of it; nobody asks for access to a system they own, since they would be asked themselves. */
function requester(office: Office, hire: Hire, owner: string, ending: Ending): string {
  if (ending === 'manager') return hire.partner === owner ? 'grace' : hire.partner
  const usual = office.random.weighted([
    [hire.manager, 62],
    [hire.partner, 23],
    ['grace', 15],
  ])
  if (usual !== owner) return usual
  return hire.partner === owner ? 'grace' : hire.partner
}

interface Decision {
  readonly record: LiveRecord
  readonly by: string
  readonly owner: string
  readonly level: Level
  readonly ending: Ending
  at: number
}

/** @returns when it was approved; undefined: it was not, or has not been yet */
function decideOn(office: Office, hire: Hire, way: Decision): number | undefined {
  const { random } = office
  const { record, by, owner, level, ending } = way
  const steps: [step: string, person: string][] = []
  if (by !== hire.manager && hire.manager !== owner) steps.push(['manager', hire.manager])
  if (ending === 'manager' && steps.length > 0) return undefined
  steps.push(['system_owner', owner])
  if (level === 'privileged') steps.push(['security', 'yuki'])
  if (hire.portal === undefined && ending === 'any' && random.chance(0.03)) {
    const comment = 'Comes with the group of the team, no request needed.'
    takeTransition(office, record, { at: later(office, way.at, 45), by }, 'withdraw', 'withdrawn', { comment })
    return undefined
  }
  const refused = hire.portal === undefined && ending === 'any' && random.chance(level === 'privileged' ? 0.14 : 0.035)
  const unclear = hire.portal === undefined && ending === 'any' && !refused && random.chance(0.03)
  for (const [place, [step, person]] of steps.entries()) {
    if ((ending === 'owner' || ending === 'manager') && step === 'system_owner') return undefined
    if (ending === 'security' && step === 'security') return undefined
    way.at = later(office, way.at, random.delay(170, 0.9))
    const last = place === steps.length - 1
    const decision = last && refused ? 'reject' : last && unclear ? 'ask_changes' : 'approve'
    const comment = decision === 'approve' ? undefined : random.pick(decision === 'reject' ? refusals : objections)
    vote(office, record, { at: way.at, by: person }, 'decide', { step, decision }, comment)
    if (!last) continue
    const to = { approve: 'approved', reject: 'rejected', ask_changes: 'draft' }[decision]
    takeTransition(office, record, { at: way.at, by: person }, 'decide', to, comment === undefined ? {} : { comment })
    return decision === 'approve' ? way.at : undefined
  }
  return undefined
}

interface Giving {
  readonly system: LiveRecord
  readonly systemName: string
  readonly owner: string
  readonly level: Level
  readonly ending: Ending
  at: number
}

/** The account is created by hand, sometimes at the second attempt; then access is given, reviewed, and taken back when it has ended. */
function provide(office: Office, hire: Hire, record: LiveRecord, way: Giving): void {
  const { random } = office
  const { ending } = way
  way.at = later(office, way.at, random.between(4, 40))
  const it = random.chance(0.65) ? 'grace' : 'viktor'
  const account = createRecord(
    office,
    'account_provision',
    { at: way.at, by: it },
    {
      title: `${way.systemName}, ${hire.name}`,
      hire: hire.record.id,
      system: way.system.id,
      access_request: record.id,
      wanted_on: String(record.fields.starts_on),
      attempts: 0,
    },
  )
  if (ending === 'planned') return
  way.at = later(office, way.at, random.delay(140, 0.8))
  let attempts = 0
  if (ending === 'failed' || (hire.portal === undefined && random.chance(0.06))) {
    attempts += 1
    const changes = { last_error: random.pick(failures), attempts }
    takeTransition(office, account, { at: way.at, by: it }, 'note_failure', 'failed', { changes })
    if (ending === 'failed') return
    way.at = later(office, way.at, random.delay(300, 0.6))
  }
  const id = mailbox(hire.name)
  const made = {
    external_id: id,
    made_on: isoAt(way.at).slice(0, 10),
    attempts: attempts + 1,
    ...(attempts > 0 ? { last_error: null } : {}),
  }
  takeTransition(office, account, { at: way.at, by: it }, 'note_created', 'active', { changes: made })
  const given = way.at + 2 * minute
  const months = Number(way.system.fields.review_months)
  const changes = { account_id: id, provisioned_on: isoAt(given).slice(0, 10), review_on: dayAt(given + months * 30 * day) }
  takeTransition(office, record, { at: given, by: it }, 'provision', 'provisioned', { changes })
  const reviewed = given + months * 30 * day
  const ends = record.fields.ends_on === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(record.fields.ends_on))
  if (reviewed < ends && random.chance(0.72)) {
    const at = later(office, reviewed, random.between(30, 3_000))
    const next = { reviewed_on: isoAt(at).slice(0, 10), review_on: dayAt(at + months * 30 * day) }
    takeTransition(office, record, { at, by: way.owner }, 'review', 'reviewed', { changes: next, comment: random.pick(reviews) })
  }
  // Nothing takes access back by itself yet; most of it is taken back within days of its end, some is forgotten.
  if (ends < office.now && random.chance(0.86))
    takeBack(office, record, account, later(office, ends, random.between(60, 900)), 'The access has ended.')
}

export function takeBack(office: Office, record: LiveRecord, account: LiveRecord | undefined, at: number, comment: string): void {
  if (!['approved', 'provisioned', 'reviewed'].includes(stateOf(record)) || at <= record.updatedAt) return
  const by = office.random.chance(0.7) ? 'grace' : 'viktor'
  takeTransition(office, record, { at, by }, 'revoke', 'revoked', { changes: { revoked_on: isoAt(at).slice(0, 10) }, comment })
  if (account && stateOf(account) === 'active')
    takeTransition(office, account, { at: at + minute, by }, 'disable', 'disabled', { comment })
}
