/** Files that left the desk, or were not allowed to. */

import { createRecord, dayAt, type LiveRecord, takeTransition, tellUntilNow, vote } from '../../seeding/ledger.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import type { Desk } from './desk.ts'
import { later, spread } from './moments.ts'
import { managerOf, personId, teamId, type WorkTeam } from './people.ts'

const day = 86_400_000

const exportsWanted = [
  [
    'tickets',
    'Tickets about payouts, for the quarterly review',
    'Numbers for the quarterly review with finance.',
    false,
    'finance',
  ],
  ['csat_responses', 'Ratings with comments, for the research team', 'Research codes the comments by theme.', false, 'research'],
  ['customers', 'Contacts of enterprise customers, for the event', 'Invitations to the customer day.', true, 'events'],
  [
    'tickets',
    'Tickets of one customer, for their contract review',
    'The customer asked for a list before the renewal.',
    false,
    'success',
  ],
  ['refund_requests', 'Refunds of the quarter, for the auditors', 'Sample for the yearly audit.', false, 'audit'],
  ['customers', 'Customers at risk with their contacts', 'Calls by the success team.', true, 'success'],
  ['tickets', 'Escalated tickets with requesters, for a training', 'Cases for the training of new colleagues.', true, 'training'],
  ['tickets', 'Reopened tickets, for the product team', 'Product looks for patterns.', false, 'product'],
] as const

export function addExports(desk: Desk): void {
  const { random } = desk
  const authors: readonly (readonly [string, WorkTeam])[] = [
    ['ana', 'emea'],
    ['luis', 'americas'],
    ['nadia', 'billing'],
    ['hanna', 'escalations'],
    ['diego', 'americas'],
    ['tom', 'emea'],
    ['sara', 'billing'],
    ['mei', 'americas'],
  ]
  const total = 64
  for (const [index, at] of spread(desk, total, 9).entries()) {
    const [records, title, purpose, withEmail, recipient] = exportsWanted[(index * 5 + (index >> 3)) % exportsWanted.length]!
    const [by, team] = random.pick(authors)
    const waits = index >= total - 9
    // What waits are large ones, so that both steps of the approval have something to decide on every day.
    const rows = !waits && random.chance(0.3) ? random.between(18, 480) : Math.round(random.delay(2_400, 0.9)) + 500
    const month = new Date(at).toISOString().slice(0, 7)
    const record = createRecord(
      desk,
      'export_request',
      { at, by },
      {
        number: `EXP-${301 + index}`,
        title: `${title} (${month})`,
        records,
        team: teamId(team),
        purpose,
        asked_by: personId(by),
        recipient: `${recipient}@northlight.example`,
        row_count: rows,
        personal_data: withEmail ? ['names', 'emails'] : random.chance(0.3) ? ['names'] : null,
        with_email: withEmail,
        filter: { entity: records, from: `${month}-01`, team },
      },
    )
    tellUntilNow(() => decideExport(desk, record, { at, by }, { team, rows, withEmail, waits, index }))
  }
}

interface ExportCase {
  readonly team: WorkTeam
  readonly rows: number
  readonly withEmail: boolean
  readonly waits: boolean
  readonly index: number
}

function decideExport(
  desk: Desk,
  record: LiveRecord,
  { at, by }: { at: number; by: string },
  { team, rows, withEmail, waits, index }: ExportCase,
): void {
  const { random } = desk
  let time = later(desk, at, random.between(2, 30))
  if (rows <= 500 && !withEmail) {
    takeTransition(desk, record, { at: time, by }, 'release', 'approved')
  } else {
    takeTransition(desk, record, { at: time, by }, 'submit', 'submitted')
    if (waits) return
    if (index % 16 === 9) {
      const act = { at: time + 600_000, by }
      takeTransition(desk, record, act, 'withdraw', 'withdrawn', { comment: 'The dashboard has the numbers already.' })
      return
    }
    const steps: [string, string][] = []
    if (rows > 500) steps.push(['manager', managerOf[team] === by ? 'priya' : managerOf[team]])
    if (withEmail) steps.push(['security', 'ingrid'])
    const refused = index % 7 === 3
    for (const [place, [step, person]] of steps.entries()) {
      time = later(desk, time, random.between(20, 420))
      const last = place === steps.length - 1
      if (last && refused) {
        const comment = withEmail
          ? 'Not with e-mail addresses: names are enough for this purpose.'
          : 'Far more rows than the purpose needs. Please narrow it.'
        vote(desk, record, { at: time, by: person }, 'decide', { step, decision: 'reject' }, comment)
        takeTransition(desk, record, { at: time, by: person }, 'decide', 'rejected', { comment })
        return
      }
      vote(desk, record, { at: time, by: person }, 'decide', { step, decision: 'approve' })
      if (last) takeTransition(desk, record, { at: time, by: person }, 'decide', 'approved')
    }
  }
  time = later(desk, time, random.between(5, 200))
  const keep: Record<string, SeedValue> = { keep_until: dayAt(time + 30 * day) }
  takeTransition(desk, record, { at: time, by }, 'deliver', 'delivered', { changes: keep })
}
