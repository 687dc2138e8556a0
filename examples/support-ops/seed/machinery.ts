/** What runs the desk behind the scenes: policies, routing, targets, what other systems sent, and what still has to be sent to them. */
import type { Desk } from './desk.ts'
import { createRecord, isoAt, updateRecord } from './ledger.ts'
import { personId, teamId, teams, type WorkTeam, workTeams } from './people.ts'
import type { SeedValue } from './shape.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export function addPolicies(desk: Desk): void {
  const minutes = { low: 480, medium: 240, high: 60, urgent: 30 }
  const hours = { low: 80, medium: 40, high: 16, urgent: 4 }
  const factor = { free: 3, standard: 1, business: 0.75, enterprise: 0.5 }
  const title = (word: string) => word[0]!.toUpperCase() + word.slice(1)
  let at = desk.begin - 3 * day
  for (const tier of ['free', 'standard', 'business', 'enterprise'] as const) {
    for (const priority of ['low', 'medium', 'high', 'urgent'] as const) {
      at += 70_000
      createRecord(
        desk,
        'sla_policy',
        { at, by: 'priya' },
        {
          name: `${title(tier)}, ${priority}`,
          tier,
          priority,
          first_response_minutes: Math.round(minutes[priority] * factor[tier]),
          resolution_hours: Math.max(2, Math.round(hours[priority] * factor[tier])),
          business_hours: !(tier === 'enterprise' && priority === 'urgent'),
          credit_percent: tier === 'free' ? null : { low: '0.5', medium: '1.0', high: '2.5', urgent: '5.0' }[priority],
          effective_from: isoAt(desk.begin).slice(0, 10),
        },
      )
    }
  }
}

export function addRouting(desk: Desk): void {
  const rules: readonly [string, WorkTeam, Record<string, SeedValue>][] = [
    ['Money of enterprise customers', 'billing', { products: ['billing', 'payouts'], tier: 'enterprise' }],
    ['Invoices and payouts', 'billing', { products: ['billing', 'payouts'] }],
    ['Enterprise, API and sign-in', 'escalations', { products: ['api', 'identity'], tier: 'enterprise' }],
    ['Americas', 'americas', { regions: ['americas'] }],
    ['Asia and Pacific to EMEA', 'emea', { regions: ['apac'] }],
    ['EMEA', 'emea', { regions: ['emea'] }],
    ['Mobile pilot', 'escalations', { products: ['mobile'] }],
    ['Everything else', 'emea', {}],
  ]
  for (const [index, [name, team, conditions]] of rules.entries()) {
    const at = desk.begin - 3 * day + 2 * hour + index * 4 * minute
    const record = createRecord(
      desk,
      'routing_rule',
      { at, by: 'priya' },
      { name, position: (index + 1) * 10, active: true, team: teamId(team), ...conditions },
    )
    if (name === 'Mobile pilot') {
      updateRecord(desk, record, { at: desk.begin + 61 * day + 9 * hour, by: 'priya' }, { active: false })
      continue
    }
    const matched = desk.now - desk.random.between(4, 300) * minute
    updateRecord(desk, record, { at: matched, by: 'sync' }, { last_matched_at: isoAt(matched) })
  }
}

export function addTargets(desk: Desk): void {
  const base: Readonly<Record<WorkTeam, readonly [number, number, number]>> = {
    emea: [90, 88, 110],
    americas: [90, 89, 80],
    billing: [120, 91, 90],
    escalations: [60, 84, 25],
  }
  const first = new Date(desk.begin)
  for (let month = 0; month < 10; month += 1) {
    const start = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1)
    if (start > desk.now) break
    const name = new Date(start).toLocaleString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })
    for (const team of workTeams) {
      const [minutes, csat, open] = base[team]
      const manager = { emea: 'tom', americas: 'mei', billing: 'sara', escalations: 'jonas' }[team]
      createRecord(
        desk,
        'team_target',
        {
          at: Math.max(desk.begin - 2 * day + month * hour, start - 3 * day) + workTeams.indexOf(team) * 11 * minute,
          by: manager,
        },
        {
          name: `${teams.find(({ key }) => key === team)!.name}, ${name}`,
          team: teamId(team),
          month: isoAt(start).slice(0, 10),
          first_response_minutes: minutes - month * 3,
          csat: (csat + month * 0.3).toFixed(1),
          open_limit: open,
        },
      )
    }
  }
}

const praise = [
  'Quick and clear, thank you.',
  'Solved in one go.',
  'Friendly, and knew the product.',
  'The workaround saved our closing.',
  'Called me back as promised.',
  'Exactly what I needed.',
  'Great help from start to finish.',
  'Better than the answer I expected.',
]
const blame = [
  'Had to explain it three times.',
  'Took too long for such a small thing.',
  'The first answer did not fit my question.',
  'Solved in the end, but only after I complained.',
  'Nobody told me that it was handed over.',
  'Still not sure it will not come back.',
]

export function addRatings(desk: Desk): void {
  const { random } = desk
  const finished = desk.tickets.filter(({ record }) => record.fields.resolved_at !== undefined)
  const answers: { at: number; index: number }[] = []
  for (const [index, { record }] of finished.entries()) {
    if (!random.chance(3_120 / finished.length)) continue
    const at = Date.parse(String(record.fields.resolved_at)) + Math.round(random.delay(26 * hour, 0.25)) + 20 * minute
    if (at < desk.now) answers.push({ at, index })
  }
  answers.sort((one, other) => one.at - other.at)
  for (const { at, index } of answers) {
    const { record, team, assignee } = finished[index]!
    const trouble = Number(record.fields.reopened_count) + Number(record.fields.escalation_level)
    const score = random.weighted(
      trouble > 0
        ? [
            [1, 12],
            [2, 16],
            [3, 24],
            [4, 30],
            [5, 18],
          ]
        : [
            [1, 2],
            [2, 3],
            [3, 9],
            [4, 34],
            [5, 52],
          ],
    )
    const words = random.chance(0.38) ? random.pick(score >= 4 ? praise : blame) : null
    createRecord(
      desk,
      'csat_response',
      { at, by: 'sync' },
      {
        summary: `${score} of 5 for ${String(record.fields.number)}`,
        ticket: record.id,
        team: teamId(team),
        agent: assignee === undefined ? null : personId(assignee),
        score,
        comment: words,
        answered_at: isoAt(at),
      },
    )
  }
}

/** What the help desk told us about the tickets of the last weeks. */
export function addEvents(desk: Desk): void {
  const { random } = desk
  const events: { at: number; fields: Record<string, SeedValue> }[] = []
  for (const { record } of desk.tickets) {
    if (record.createdAt < desk.now - 60 * day || record.fields.external_id === undefined) continue
    const add = (
      at: number,
      kind: string,
      source: string,
      summary: string,
      detail: string | null,
      payload: Record<string, unknown> | null = null,
    ) => {
      if (at <= desk.now)
        events.push({ at, fields: { ticket: record.id, kind, source, summary, detail, happened_at: isoAt(at - 1_200), payload } })
    }
    const caseId = String(record.fields.external_id)
    const channel = String(record.fields.channel)
    add(
      record.createdAt + 900,
      channel === 'chat' ? 'chat' : channel === 'email' ? 'email_in' : 'webhook',
      'help_desk',
      `Case ${caseId} opened`,
      null,
      { case: caseId, channel, requester: record.fields.requester },
    )
    const first = record.fields.first_response_at
    if (typeof first === 'string')
      add(Date.parse(first) + 2 * minute, 'email_out', 'mail', 'First answer sent', `To ${String(record.fields.requester)}`)
    if (random.chance(0.3) && typeof first === 'string')
      add(
        Date.parse(first) + random.between(60, 900) * minute,
        'email_in',
        'mail',
        'Reply from the customer',
        random.pick([
          'Thank you, I will try that.',
          'That did not help, see the picture.',
          'Here is the file you asked for.',
          'Any news on this?',
          'It works again since this morning.',
        ]),
      )
    if (record.fields.severity === 's1')
      add(record.createdAt + random.between(2, 20) * minute, 'alert', 'error_tracker', 'Error rate above the limit', null, {
        service: record.fields.product,
        rate: random.between(3, 28) / 10,
      })
  }
  events.sort((one, other) => one.at - other.at)
  for (const [index, { at, fields }] of events.entries()) {
    createRecord(
      desk,
      'ticket_event',
      { at, by: 'sync' },
      { ...fields, external_id: `evt_${(4_100_000 + index * 7).toString(36)}` },
    )
  }
}

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

/** Jobs of the last days, newest last, with some that were tried again or given up. */
export function addQueue(desk: Desk): void {
  const { random } = desk
  const jobs: { at: number; kind: string; summary: string; ticket: string | null; payload: Record<string, unknown> }[] = []
  for (const { record } of desk.tickets) {
    const number = String(record.fields.number)
    const solved = record.fields.resolved_at
    if (typeof solved === 'string' && Date.parse(solved) > desk.now - 4 * day)
      jobs.push({
        at: Date.parse(solved) + minute,
        kind: 'csat_mail',
        summary: `Ask for a rating, ${number}`,
        ticket: record.id,
        payload: { template: 'ask-rating' },
      })
    if (record.fields.priority === 'urgent' && record.createdAt > desk.now - 14 * day)
      jobs.push({
        at: record.createdAt + 2_000,
        kind: 'chat_alert',
        summary: `Tell the channel about ${number}`,
        ticket: record.id,
        payload: { channel: '#support-alerts' },
      })
  }
  for (let night = 1; night < 15; night += 1) {
    const at = (Math.floor(desk.now / day) - night) * day + 16 * hour
    jobs.push({ at, kind: 'digest', summary: 'Daily digest to managers', ticket: null, payload: { recipients: 4 } })
  }
  jobs.push({
    at: desk.now - 26 * hour,
    kind: 'reassign',
    summary: 'Hand over 214 tickets during leave',
    ticket: null,
    payload: { done: 214, refused: 3 },
  })
  jobs.sort((one, other) => one.at - other.at)
  const begun = jobs.filter(({ at }) => at <= desk.now)
  for (const [index, job] of begun.entries()) {
    const wait = job.kind === 'csat_mail' ? day : 0
    const record = createRecord(
      desk,
      'queue_item',
      { at: job.at, by: 'sync' },
      {
        number: `JOB-${8_001 + index}`,
        summary: job.summary,
        kind: job.kind,
        state: 'waiting',
        ticket: job.ticket,
        attempts: 0,
        run_after: isoAt(job.at + wait),
        payload: job.payload as SeedValue,
      },
    )
    let at = job.at + wait + random.between(1, 40) * 1_000
    if (at > desk.now) continue
    const trouble = random.next()
    if (trouble < 0.07) {
      const error = random.pick(['SMTP 450: mailbox busy.', 'HTTP 502 from chat.', 'Timeout after 30 s.'])
      updateRecord(
        desk,
        record,
        { at, by: 'sync' },
        { state: 'retrying', attempts: 1, last_error: error, run_after: isoAt(at + 5 * minute) },
      )
      at += 5 * minute
      if (at > desk.now) continue
      if (trouble < 0.02) {
        updateRecord(
          desk,
          record,
          { at, by: 'sync' },
          { state: 'dead', attempts: 5, last_error: 'SMTP 550: no such mailbox.', finished_at: isoAt(at) },
        )
        continue
      }
    }
    updateRecord(desk, record, { at, by: 'sync' }, { state: 'done', attempts: trouble < 0.07 ? 2 : 1, finished_at: isoAt(at) })
  }
}
