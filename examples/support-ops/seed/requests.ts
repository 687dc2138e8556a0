/** What needs a second pair of eyes: merges and erasures of customers, exports, and the replies people want to publish. */
import type { Desk } from './desk.ts'
import { createRecord, dayAt, type LiveRecord, takeTransition, updateRecord, vote } from './ledger.ts'
import { managerOf, personId, teamId, type WorkTeam } from './people.ts'
import type { SeedValue } from './shape.ts'
import { macroTexts } from './text/macro-texts.ts'

const day = 86_400_000

/** Moments that are spread over the story, in working time, oldest first. */
function spread(desk: Desk, count: number, until: number): number[] {
  const span = until - desk.begin - 5 * day
  return Array.from({ length: count }, (_, index) => {
    const at = desk.begin + 5 * day + (span * (index + desk.random.next() * 0.8)) / count
    return desk.clocks.emea.after(Math.floor(at), desk.random.between(5, 300))
  })
}

/** Requests are made so long before now that what follows lies before it, too; the last ones wait. */
const later = (desk: Desk, at: number, minutes: number) => desk.clocks.emea.after(at, minutes)

export function addMacros(desk: Desk): void {
  const { random } = desk
  const authors = ['ana', 'luis', 'nadia', 'hanna', 'diego', 'tom', 'sara', 'mei']
  const moments = spread(desk, macroTexts.length, desk.now - 3 * day)
  for (const [index, [name, shortcut, category, body]] of macroTexts.entries()) {
    const at = moments[index]!
    const by = authors[index % authors.length]!
    const languages = ['en', ...['de', 'fr', 'es', 'pt'].filter(() => random.chance(0.35))]
    const team = category === 'billing' || category === 'refund' ? teamId('billing') : null
    const fields = {
      name,
      shortcut,
      category,
      body,
      languages,
      team,
      owner: personId(by),
      used_count: 0,
      review_on: dayAt(at + 365 * day),
    }
    const record = createRecord(desk, 'macro', { at, by }, fields)
    const fate =
      index < macroTexts.length - 7
        ? index % 17 === 5
          ? 'retired'
          : index % 13 === 7
            ? 'rejected'
            : 'published'
        : (['submitted', 'submitted', 'submitted', 'changes', 'draft', 'draft', 'submitted'] as const)[
            macroTexts.length - 1 - index
          ]
    publish(desk, record, at, by, fate ?? 'published')
  }
}

function publish(desk: Desk, record: LiveRecord, at: number, by: string, fate: string): void {
  if (fate === 'draft') return
  const editor =
    by === 'tom' ? 'mei' : by === 'sara' ? 'jonas' : by === 'mei' ? 'tom' : desk.random.pick(['tom', 'mei', 'sara', 'jonas'])
  const asked = later(desk, at, desk.random.between(8, 90))
  takeTransition(desk, record, { at: asked, by }, 'submit', 'submitted')
  if (fate === 'submitted') return
  const { decision, to, comment } = verdicts[fate] ?? verdicts.published!
  const act = { at: later(desk, asked, desk.random.between(40, 700)), by: editor }
  vote(desk, record, act, 'decide', { step: 'editor', decision }, comment)
  takeTransition(desk, record, act, 'decide', to, comment === undefined ? {} : { comment })
  if (decision === 'approve') countUses(desk, record, act, fate === 'retired')
}

interface Verdict {
  readonly decision: 'approve' | 'reject' | 'ask_changes'
  readonly to: string
  readonly comment?: string
}
const verdicts: Readonly<Record<string, Verdict>> = {
  published: { decision: 'approve', to: 'published' },
  changes: { decision: 'ask_changes', to: 'changes_requested', comment: 'Too long for chat, please cut it to three sentences.' },
  rejected: { decision: 'reject', to: 'rejected', comment: 'We already have one for this, see the one on sessions.' },
}

/** The desk counts uses once a month, in the night. */
function countUses(desk: Desk, record: LiveRecord, decided: { at: number; by: string }, retires: boolean): void {
  let at = decided.at
  for (let uses = 0; at < desk.now - 31 * day; ) {
    at += 30 * day
    uses += desk.random.between(4, 160)
    updateRecord(desk, record, { at: Math.floor(at / day) * day + 10_800_000, by: 'sync' }, { used_count: uses })
  }
  const retired = later(desk, at, desk.random.between(1_000, 3_000))
  if (!retires || retired > desk.now) return
  const act = { at: retired, by: decided.by }
  takeTransition(desk, record, act, 'retire', 'retired', { comment: 'The page it describes no longer exists.' })
}

export function addCustomerChanges(desk: Desk): void {
  const { random } = desk
  const managers = ['tom', 'mei', 'sara', 'jonas', 'priya']
  const customers = desk.customers.filter(({ tier, record }) => tier !== 'enterprise' && record.createdAt < desk.begin)
  const moments = spread(desk, 16, desk.now - day)
  const fates = [
    'done',
    'done',
    'rejected',
    'done',
    'done',
    'done',
    'rejected',
    'done',
    'done',
    'done',
    'done',
    'approved',
    'half',
    'submitted',
    'submitted',
    'draft',
  ]
  for (const [index, at] of moments.entries()) {
    const [one, other] = [random.pick(customers), random.pick(customers)]
    const merge = index % 3 !== 2 && one !== other
    const by = random.pick(['ana', 'luis', 'nadia', 'hanna', 'diego', 'sara'])
    const name = String(one.record.fields.name)
    const record = createRecord(
      desk,
      'customer_change',
      { at, by },
      {
        number: `CHG-${101 + index}`,
        title: merge ? `Merge ${name} into ${String(other.record.fields.name)}` : `Erase ${name}`,
        kind: merge ? 'merge' : 'erase',
        customer: one.record.id,
        into: merge ? other.record.id : null,
        reason: merge
          ? random.pick([
              'Taken over in spring; one contract and one contact from now on.',
              'Entered twice, once by the CRM and once by hand. The other one has the contract.',
              'Renamed company; the old record gets no more mail.',
            ])
          : random.pick([
              'The owner closed the company and asked for erasure in writing.',
              'Trial account with made-up data, no contract, asked for by the contact.',
              'Retention period over, confirmed by legal.',
            ]),
        wanted_by: random.chance(0.5) ? dayAt(at + random.between(5, 30) * day) : null,
      },
    )
    const fate = fates[index]!
    if (fate === 'draft') continue
    const asked = later(desk, at, random.between(3, 40))
    takeTransition(desk, record, { at: asked, by }, 'submit', 'submitted')
    if (fate === 'submitted') continue
    const [first, second] = managers.filter(key => key !== by).slice(index % 3)
    const firstAt = later(desk, asked, random.between(30, 400))
    if (fate === 'rejected') {
      const comment = 'Both still have open tickets; ask again when they are closed.'
      vote(desk, record, { at: firstAt, by: first! }, 'decide', { step: 'managers', decision: 'reject' }, comment)
      takeTransition(desk, record, { at: firstAt, by: first! }, 'decide', 'rejected', { comment })
      continue
    }
    vote(desk, record, { at: firstAt, by: first! }, 'decide', { step: 'managers', decision: 'approve' })
    if (fate === 'half') continue
    const secondAt = later(desk, firstAt, random.between(30, 300))
    vote(desk, record, { at: secondAt, by: second! }, 'decide', { step: 'managers', decision: 'approve' })
    takeTransition(desk, record, { at: secondAt, by: second! }, 'decide', 'approved')
    if (fate === 'approved') continue
    takeTransition(desk, record, { at: later(desk, secondAt, random.between(60, 900)), by: 'priya' }, 'carry_out', 'done', {
      comment: 'Carried out in the CRM and here, checked with the account owner.',
    })
  }
}

const exportsWanted = [
  ['tickets', 'Tickets about payouts, for the quarterly review', 'Numbers for the quarterly review with finance.', false],
  ['csat_responses', 'Ratings with comments, for the research team', 'Research codes the comments by theme.', false],
  ['customers', 'Contacts of enterprise customers, for the event', 'Invitations to the customer day.', true],
  ['tickets', 'Tickets of one customer, for their contract review', 'The customer asked for a list before the renewal.', false],
  ['refund_requests', 'Refunds of the quarter, for the auditors', 'Sample for the yearly audit.', false],
  ['customers', 'Customers at risk with their contacts', 'Calls by the success team.', true],
  ['tickets', 'Escalated tickets with requesters, for a training', 'Cases for the training of new colleagues.', true],
  ['tickets', 'Reopened tickets, for the product team', 'Product looks for patterns.', false],
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
  for (const [index, at] of spread(desk, total, desk.now - day / 2).entries()) {
    const [records, title, purpose, withEmail] = exportsWanted[(index * 5 + (index >> 3)) % exportsWanted.length]!
    const [by, team] = random.pick(authors)
    const rows = random.chance(0.3) ? random.between(18, 480) : Math.round(random.delay(2_400, 0.9)) + 500
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
        recipient: `${random.pick(['finance', 'research', 'success', 'audit', 'product', 'training'])}@northlight.example`,
        row_count: rows,
        personal_data: withEmail ? ['names', 'emails'] : random.chance(0.3) ? ['names'] : null,
        with_email: withEmail,
        filter: { entity: records, from: `${month}-01`, team },
      },
    )
    decideExport(desk, record, { at, by }, { team, rows, withEmail, waits: index >= total - 9, index })
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
  if (time > desk.now) return
  const keep: Record<string, SeedValue> = { keep_until: dayAt(time + 30 * day) }
  takeTransition(desk, record, { at: time, by }, 'deliver', 'delivered', { changes: keep })
}
