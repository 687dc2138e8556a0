/** How the connections to other systems ran. */

import { createRecord, isoAt, updateRecord } from '../../seeding/ledger.ts'
import type { Desk } from './desk.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

interface RunPlan {
  readonly connector: string
  readonly summary: string
  readonly every: number
  readonly from: number
  readonly minutes: number
  readonly rows: number
}

const failures = {
  crm: ['HTTP 503 from the CRM after 3 attempts.', 'OAuth token expired and could not be renewed: invalid_grant.'],
  help_desk: [
    'Signature of the webhook did not match; 4 deliveries set aside.',
    'Rate limit of the help desk reached, waited 120 s, gave up.',
  ],
  mail: ['SMTP 421: service not available, closing channel.', 'TLS handshake with the relay failed.'],
  chat: ['channel_not_found: #support-alerts was archived.'],
  billing: ['Timeout after 30 s while creating a credit note.', 'HTTP 409: credit note exists already, set aside for a person.'],
  error_tracker: ['HTTP 401: key was revoked.'],
} as const

/** The last 300 runs: the nightly sync of the CRM, deliveries by the hour, mails and alerts. */
export function addConnectorRuns(desk: Desk): void {
  const { random } = desk
  const plans: readonly RunPlan[] = [
    { connector: 'crm', summary: 'Nightly sync of customers', every: day, from: 44, minutes: 9, rows: 1_500 },
    { connector: 'help_desk', summary: 'Cases from the help desk', every: hour, from: 3.6, minutes: 1, rows: 5 },
    { connector: 'mail', summary: 'Outgoing mail', every: 2 * hour, from: 4.4, minutes: 1, rows: 14 },
    { connector: 'chat', summary: 'Alerts to chat', every: 6 * hour, from: 9, minutes: 0.3, rows: 3 },
    { connector: 'billing', summary: 'Credit notes to billing', every: 12 * hour, from: 21, minutes: 2, rows: 6 },
    { connector: 'error_tracker', summary: 'Errors linked to tickets', every: day, from: 32, minutes: 1, rows: 22 },
  ]
  const runs: { at: number; plan: RunPlan; attempt: number; fails: boolean }[] = []
  for (const plan of plans) {
    const last = plan.every === day ? Math.floor(desk.now / day) * day + 2 * hour : Math.floor(desk.now / plan.every) * plan.every
    for (let at = last; at > desk.now - plan.from * day; at -= plan.every) {
      if (at > desk.now - 10_000) continue
      const fails = random.chance(plan.connector === 'billing' ? 0.14 : 0.07)
      const start = at + random.between(0, 9_000)
      runs.push({ at: start, plan, attempt: 1, fails })
      if (fails) runs.push({ at: start + 12 * minute, plan, attempt: 2, fails: random.chance(0.25) })
    }
  }
  const chosen = runs
    .filter(({ at }) => at < desk.now - 8_000)
    .sort((one, other) => one.at - other.at)
    .slice(-300)
  for (const [index, { at, plan, attempt, fails }] of chosen.entries()) {
    const record = createRecord(
      desk,
      'connector_run',
      { at, by: 'sync' },
      {
        number: `RUN-${5_001 + index}`,
        summary: attempt > 1 ? `${plan.summary}, again` : plan.summary,
        connector: plan.connector,
        outcome: 'running',
        started_at: isoAt(at),
        attempt,
      },
    )
    const end = at + Math.round(random.delay(plan.minutes * minute, 0.4))
    if (end > desk.now) continue
    const read = plan.connector === 'crm' ? desk.customers.length : Math.round(random.delay(plan.rows, 0.2))
    const refused = !fails && random.chance(0.08) ? random.between(1, 4) : 0
    const error = random.pick<string>(failures[plan.connector as keyof typeof failures])
    updateRecord(
      desk,
      record,
      { at: end, by: 'sync' },
      {
        outcome: fails ? 'failed' : refused > 0 ? 'partial' : 'succeeded',
        finished_at: isoAt(end),
        read_count: fails ? 0 : read,
        written_count: fails ? 0 : Math.max(0, Math.round(read * (plan.connector === 'crm' ? 0.02 : 1)) - refused),
        refused_count: refused,
        ...(fails ? { error } : refused > 0 ? { error: `${refused} records refused: e-mail address not valid.` } : {}),
        details: {
          host: `${plan.connector.replaceAll('_', '-')}.northlight.example`,
          pages: Math.ceil(read / 200),
          retries: attempt - 1,
        },
      },
    )
  }
}
