/** An app with every way to a right that there is: roles by person and by team, hops, days, masks, the chain of managers, shares, steps and approvals; and a world of it. */
import { randomUUID } from 'node:crypto'
import { type Dice, rollDice } from '@bailiwick/definition/write/random-definition.ts'
import { person, type RunningApp, runApp } from '../harness/app.ts'

export const files: Readonly<Record<string, string>> = {
  'app.yaml': `app: care
title: Care
roles:
  lead: { title: Lead, audit: true }
  agent: { title: Agent }
  clerk: { title: Clerk }
  desk: { title: Front desk, administer: true }
`,
  'entities/client.yaml': `entity: client
title: name
fields:
  name: { type: text, required: true }
  owner: { type: person }
  tier: { type: choice, options: [free, gold] }
access:
  - { role: lead, can: [read, create, update] }
  - { role: agent, can: read, when: record.owner == user.id }
  - { role: clerk, can: read, fields: { except: [tier] } }
`,
  'entities/case.yaml': `entity: case
title: subject
comments: true
fields:
  subject: { type: text, required: true }
  note: { type: long_text }
  iban: { type: text }
  rank: { type: choice, options: [low, high] }
  credit: { type: money, currency: EUR, sensitive: true }
  client: { type: relation, to: client, inverse: cases }
  team: { type: team }
  assignee: { type: person }
access:
  - { role: lead, can: [read, update, delete, restore, comment, share, reveal], after: "true" }
  - { role: agent, can: read, when: record.team in user.teams, fields: { except: [credit, note] }, mask: [iban] }
  - { role: agent, can: [read, comment], when: record.client.owner == user.id, fields: [subject, note, rank] }
  - { role: agent, can: [update, share], when: record.assignee == user.id, after: "true", fields: [subject, rank, note] }
  - { role: agent, can: read, when: record.assignee in user.reports }
  - { role: agent, can: [delete, restore], when: 'record.rank == "low" && record.created_by == user.id' }
  - { role: agent, can: reveal, when: record.assignee == user.id, fields: [iban] }
  - { role: clerk, can: read, when: record.credit > 100.00 || record.rank == "low", fields: { except: [credit] } }
  - { role: clerk, can: update, until: 2020-12-31, fields: [subject] }
  - { role: clerk, can: update, from: 2020-01-01, fields: [note], after: "true" }
  - { role: desk, can: read, fields: [subject, rank, team] }
`,
  'workflows/cases.yaml': `workflow: cases
entity: case
states:
  new: {}
  working: {}
  review: {}
  done: { final: true }
transitions:
  take: { from: [new], to: working, roles: [agent, lead], by: record.team in user.direct_teams }
  send: { from: [working], to: review, by: record.assignee == user.id, guard: { when: 'record.rank == "high"', message: Only high ones. } }
  decide:
    from: review
    approval:
      steps:
        - { name: lead, ask: role lead, need: 2 }
        - { name: agent, ask: role agent in record.team, need: 1 }
      never: [creator, last_editor]
      outcomes: { approve: done, reject: working }
`,
}

export interface WhyWorld {
  readonly app: RunningApp
  readonly dice: Dice
  readonly people: readonly string[]
  readonly cases: readonly string[]
  readonly clients: readonly string[]
  readonly team: (key: string) => string
}

export async function runWhyWorld(t: Parameters<typeof runApp>[0], seed: number, howMany = 12): Promise<WhyWorld> {
  const dice = rollDice(seed)
  const cast: Readonly<Record<string, string | undefined>> = {
    lena: undefined,
    ana: 'ben',
    ben: 'lena',
    cleo: undefined,
    dora: undefined,
    emil: 'ana',
    fay: undefined,
    gus: 'lena',
    // In a team that records are shared with, and nobody in the app.
    iris: undefined,
  }
  const teams = (['east', 'north', 'west'] as const).map(key => ({ key, id: randomUUID(), name: key.toUpperCase() }))
  const teamId = (key: string) => teams.find(each => each.key === key)!.id
  const people = Object.entries(cast).map(([key, manager]) => person(key, manager ? { manager } : {}))
  people.push(person('root', { administrator: true }))
  const keys = Object.keys(cast)
  const idOf = (key: string) => people.find(each => each.key === key)!.id
  const at = '2026-01-05T09:00:00.000Z'
  const base = () => ({ version: 1, created_at: at, created_by: dice.pick(keys), updated_at: at, updated_by: dice.pick(keys) })
  const clients = Array.from({ length: 3 }, () => randomUUID())
  const cases = Array.from({ length: howMany }, () => randomUUID())
  const app = await runApp(t, {
    files,
    seed: {
      people,
      teams: teams.map(team => (team.key === 'north' ? { ...team, parent: 'east' } : team)),
      memberships: [
        { person: 'ana', team: 'north' },
        { person: 'ben', team: 'east' },
        { person: 'emil', team: 'west' },
        { person: 'gus', team: 'north' },
        { person: 'iris', team: 'west' },
      ],
      roles: [
        { role: 'lead', person: 'lena' },
        { role: 'agent', team: 'east' },
        { role: 'agent', person: 'emil' },
        { role: 'clerk', person: 'cleo' },
        { role: 'clerk', person: 'gus' },
        { role: 'desk', person: 'dora' },
        { role: 'agent', person: 'fay' },
      ],
      records: {
        client: clients.map((id, index) => ({
          ...base(),
          id,
          fields: { name: `Client ${index}`, owner: idOf(dice.pick(keys)), tier: 'gold' },
        })),
        case: cases.map((id, index) => ({
          ...base(),
          id,
          ...(index % 6 === 5 ? { deleted_at: at } : {}),
          fields: {
            subject: `Case ${index}`,
            note: `Note ${index}`,
            iban: `DE02120300000000202${100 + index}`,
            rank: dice.pick(['low', 'high']),
            credit: dice.pick(['50.00', '150.00', '100.00']),
            client: dice.pick(clients),
            team: teamId(dice.pick(['east', 'north', 'west'])),
            assignee: idOf(dice.pick(keys)),
            status: dice.pick(['new', 'working', 'review', 'done']),
          },
        })),
      },
    },
  })
  // The import knows no rounds; whoever waits for a decision is in the first.
  await app.superuser(admin =>
    admin.query(`SET session_replication_role = replica; UPDATE care."case" SET approval_round = 1 WHERE status = 'review'`),
  )
  return { app, dice, people: keys, cases, clients, team: teamId }
}
