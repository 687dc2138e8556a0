/**
 * A small office for tests of grants at full depth: accounts that are shared, masked and revealed, and payments that two steps of people decide on, with lines.
 * kim keeps accounts of her own, lea leads the team north, pia is payroll, gus and gil are guests to whom nothing is given but what others share.
 */
import { randomUUID } from 'node:crypto'
import { after, before } from 'node:test'
import { person, type RunningApp, runApp } from './app.ts'

export const officeFiles: Readonly<Record<string, string>> = {
  'app.yaml': `app: office
title: Office
roles:
  keeper: { title: Keeper }
  lead: { title: Lead }
  payroll: { title: Payroll }
  guest: { title: Guest }
  boss: { title: Boss }
  temp: { title: Temp }
`,
  'entities/account.yaml': `entity: account
title: name
comments: true
fields:
  name: { type: text, required: true, search: true }
  iban: { type: text }
  salary: { type: money, currency: EUR }
  remark: { type: long_text }
  owner: { type: person }
  team: { type: team }
  open: { type: boolean }
  visit_count: { type: rollup, over: visits, measure: count }
access:
  - { role: keeper, can: [read, share, comment], when: record.owner == user.id }
  - { role: keeper, can: create }
  - { role: keeper, can: update, when: record.owner == user.id, after: "true", fields: [name, remark, owner] }
  - { role: keeper, can: [delete, restore], when: record.owner == user.id }
  - { role: lead, can: [read, share], when: record.team in user.teams, fields: { except: [salary] } }
  - { role: lead, can: update, when: record.team in user.teams, fields: [remark] }
  - { role: payroll, can: read, when: record.open == true, fields: { except: [iban] }, mask: [iban] }
  - { role: payroll, can: reveal, when: record.open == true, fields: [iban] }
  - { role: temp, can: read, from: 2020-01-01, until: 2020-12-31 }
`,
  'entities/visit.yaml': `entity: visit
title: what
fields:
  what: { type: text, required: true }
  account: { type: relation, to: account, inverse: visits }
access:
  - { role: guest, can: [read, create] }
  - { role: keeper, can: read, fields: [what] }
`,
  'entities/payment.yaml': `entity: payment
title: purpose
fields:
  purpose: { type: text, required: true }
  amount: { type: money, currency: EUR, required: true }
access:
  - { role: keeper, can: [read, create, update] }
  - { role: lead, can: [read, update] }
  - { role: boss, can: [read, update] }
  - { role: payroll, can: read }
`,
  'entities/item.yaml': `entity: item
title: what
parent: payment
fields:
  what: { type: text, required: true }
  price: { type: money, currency: EUR }
  payment: { type: relation, to: payment, required: true, inverse: items }
access:
  - { role: keeper, can: [read, create, update, delete, restore] }
  - { role: lead, can: [read, create, update, delete] }
  - { role: boss, can: read }
  - { role: temp, can: [read, update], when: record.payment.status == "waiting" }
`,
  'workflows/payments.yaml': `workflow: payments
entity: payment
states:
  draft: {}
  waiting: {}
  paid: { final: true }
  refused: { final: true }
transitions:
  hand_in: { from: [draft], to: waiting, roles: [keeper] }
  decide:
    from: waiting
    approval:
      steps:
        - { name: team, ask: role lead, need: 1 }
        - { name: board, ask: role boss, need: 2, when: record.amount > 100.00 }
      never: [creator, submitter, last_editor]
      voided_by: [amount]
      outcomes: { approve: paid, reject: refused, ask_changes: draft }
`,
}

const team = (key: string, parent?: string) => ({ key, id: randomUUID(), name: key.toUpperCase(), ...(parent ? { parent } : {}) })

export interface Office {
  readonly app: RunningApp
  /** `fjord` stands beneath `north`. */
  readonly north: string
  readonly fjord: string
  readonly south: string
  /** Of kim and the team north, open. */
  readonly account: string
  /** Of nobody, of the team south, not open. */
  readonly other: string
}

export async function runOffice(t: Parameters<typeof runApp>[0], files = officeFiles): Promise<Office> {
  const teams = [team('north'), team('fjord', 'north'), team('south')]
  const [north, fjord, south] = teams.map(each => each.id) as [string, string, string]
  const people = [
    ...['kim', 'lea', 'leo', 'pia', 'gil', 'bob', 'bea', 'ben', 'tim'].map(key => person(key)),
    // lou is lead and boss at once, gus reports to nobody, root administers.
    person('gus'),
    person('lou'),
    person('root', { administrator: true }),
  ]
  const id = (key: string) => people.find(each => each.key === key)!.id
  const at = '2026-01-05T09:00:00.000Z'
  const base = { version: 1, created_at: at, created_by: 'kim', updated_at: at, updated_by: 'kim' }
  const [account, other] = [randomUUID(), randomUUID()]
  const app = await runApp(t, {
    files,
    seed: {
      people,
      teams,
      memberships: [
        { person: 'lea', team: 'north' },
        { person: 'leo', team: 'north' },
        { person: 'gil', team: 'fjord' },
        { person: 'gus', team: 'south' },
      ],
      roles: [
        { role: 'keeper', person: 'kim' },
        { role: 'lead', person: 'lea' },
        { role: 'lead', person: 'leo' },
        { role: 'payroll', person: 'pia' },
        { role: 'guest', person: 'gus' },
        { role: 'guest', person: 'gil' },
        { role: 'boss', person: 'bob' },
        { role: 'boss', person: 'bea' },
        { role: 'boss', person: 'ben' },
        { role: 'lead', person: 'lou' },
        { role: 'boss', person: 'lou' },
        { role: 'temp', person: 'tim' },
      ],
      records: {
        account: [
          {
            ...base,
            id: account,
            fields: {
              name: 'Ines Lund',
              iban: 'DE02120300000000204821',
              salary: '5100.00',
              remark: 'on leave in May',
              owner: id('kim'),
              team: north,
              open: true,
            },
          },
          {
            ...base,
            id: other,
            fields: { name: 'Otto Hidden', iban: 'DE1', salary: '1.00', remark: 'nothing', team: south, open: false },
          },
        ],
      },
    },
  })
  return { app, north, fjord, south, account, other }
}

/** An office for all tests of the suite it is called in. */
export function officeOfSuite(files = officeFiles): { readonly office: Office } {
  const endings: (() => unknown)[] = []
  const holder = { office: undefined as unknown as Office }
  before(async () => {
    holder.office = await runOffice({ after: done => void endings.push(done as () => unknown) }, files)
  })
  after(async () => {
    for (const end of endings) await end()
  })
  return holder
}

/** How many audit rows there are of what happened to records, by kind: that nothing else happened is counted. A refused attempt has its own row, which is not of these. */
export async function audited(app: RunningApp, record?: string): Promise<Readonly<Record<string, number>>> {
  const rows = await app.sql<{ kind: string; count: string }>(
    `SELECT kind, count(*) FROM bailiwick.audit WHERE entity IS NOT NULL AND app IS NOT NULL AND kind <> 'access.denied' AND ($1::uuid IS NULL OR record = $1) GROUP BY kind`,
    [record ?? null],
  )
  return Object.fromEntries(rows.map(row => [row.kind, Number(row.count)]))
}
