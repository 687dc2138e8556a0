/**
 * A small support desk for tests: four people with different rights, one hidden field, one approval, lines, and rows that some may not see.
 * ana and luis are agents of different teams, mei is the manager, owen looks on.
 */
import { randomUUID } from 'node:crypto'
import { after, before } from 'node:test'
import type { Rates } from '../../packages/server/src/entry/http/rates.ts'
import { person, type RunningApp, runApp } from './app.ts'

export const deskFiles: Readonly<Record<string, string>> = {
  'app.yaml': `app: desk
title: Desk
roles:
  agent: { title: Agent }
  manager: { title: Manager, administer: true, audit: true }
  viewer: { title: Viewer }
`,
  'entities/customer.yaml': `entity: customer
title: name
fields:
  name: { type: text, required: true, search: true }
  owner: { type: person }
  tier: { type: choice, options: [free, gold], default: free }
  arr: { type: money, currency: USD, sensitive: true }
access:
  - { role: manager, can: [read, create, update, delete] }
  - { role: agent, can: [read], fields: { except: [arr] } }
  - { role: agent, can: [read], when: record.owner == user.id }
`,
  'entities/ticket.yaml': `entity: ticket
title: subject
number: { prefix: T- }
fields:
  subject: { type: text, required: true, max: 200, search: true }
  body: { type: long_text }
  priority: { type: choice, options: [low, medium, high], default: medium }
  customer: { type: relation, to: customer, inverse: tickets }
  team: { type: team, required: true }
  assignee: { type: person }
  due: { type: date }
  tags: { type: multi_choice, options: [vip, bug, billing] }
  credit: { type: money, currency: USD, sensitive: true }
checks:
  - { name: credit_not_negative, when: record.credit == null || record.credit >= 0.00, message: A credit is not negative., field: credit }
access:
  - { role: manager, can: [read, create, update, delete, restore, export, import, bulk] }
  - { role: agent, can: [export], when: record.assignee == user.id }
  - { role: agent, can: [read], when: record.team in user.teams, fields: { except: [credit] } }
  - { role: agent, can: [create], when: record.team in user.teams, fields: { except: [credit] } }
  - { role: agent, can: [update], when: record.assignee == user.id, after: "true", fields: [subject, body, priority, team, assignee, tags] }
  - { role: viewer, can: [read], fields: [number, subject, priority, team] }
`,
  'entities/refund.yaml': `entity: refund
title: reason
fields:
  reason: { type: text, required: true }
  amount: { type: money, currency: USD, required: true }
access:
  - { role: manager, can: [read, create, update] }
  - { role: agent, can: [read, create, update], when: record.created_by == user.id }
`,
  'workflows/refunds.yaml': `workflow: refunds
entity: refund
states:
  draft: {}
  submitted: { due: 8 business hours }
  approved: { final: true }
  rejected: { final: true }
transitions:
  submit: { from: [draft], to: submitted, by: record.created_by == user.id }
  decide:
    from: submitted
    approval:
      steps:
        - { name: manager, ask: role manager, need: 1 }
      never: [requester, last_editor]
      voided_by: [amount]
      outcomes: { approve: approved, reject: rejected }
`,
}

const team = (key: string) => ({ key, id: randomUUID(), name: key.toUpperCase() })

export interface Desk {
  readonly app: RunningApp
  readonly emea: string
  readonly apac: string
  /** Ticket ids: one of each team, the first assigned to ana. */
  readonly tickets: { readonly ours: string; readonly theirs: string }
  readonly customer: string
}

export async function runDesk(t: Parameters<typeof runApp>[0], files = deskFiles, rates?: Rates): Promise<Desk> {
  const [emea, apac] = [team('emea'), team('apac')]
  const people = [...['ana', 'luis', 'mei', 'mia', 'owen'].map(key => person(key)), person('root', { administrator: true })]
  const id = (key: string) => people.find(each => each.key === key)!.id
  const at = '2026-01-05T09:00:00.000Z'
  const base = { version: 1, created_at: at, created_by: 'mei', updated_at: at, updated_by: 'mei' }
  const [customer, ours, theirs] = [randomUUID(), randomUUID(), randomUUID()]
  const app = await runApp(t, {
    files,
    ...(rates && { rates }),
    seed: {
      people,
      teams: [emea, apac],
      memberships: [
        { person: 'ana', team: 'emea' },
        { person: 'luis', team: 'apac' },
      ],
      roles: [
        { role: 'agent', person: 'ana' },
        { role: 'agent', person: 'luis' },
        { role: 'manager', person: 'mei' },
        { role: 'manager', person: 'mia' },
        { role: 'viewer', person: 'owen' },
      ],
      records: {
        customer: [{ ...base, id: customer, fields: { name: 'Acme Ltd', owner: id('luis'), tier: 'gold', arr: '120000.00' } }],
        ticket: [
          {
            ...base,
            id: ours,
            fields: {
              subject: 'Printer on fire',
              priority: 'high',
              customer,
              team: emea.id,
              assignee: id('ana'),
              credit: '50.00',
            },
          },
          {
            ...base,
            id: theirs,
            fields: { subject: 'Canary of the other team', priority: 'low', customer, team: apac.id, assignee: id('luis') },
          },
        ],
      },
    },
  })
  return { app, emea: emea.id, apac: apac.id, tickets: { ours, theirs }, customer }
}

/** A desk for all tests of the suite it is called in: open before the first, gone after the last. */
export function deskOfSuite(files = deskFiles, rates?: Rates): { readonly desk: Desk } {
  const endings: (() => unknown)[] = []
  const holder = { desk: undefined as unknown as Desk }
  before(async () => {
    holder.desk = await runDesk({ after: done => void endings.push(done as () => unknown) }, files, rates)
  })
  after(async () => {
    for (const end of endings) await end()
  })
  return holder
}
