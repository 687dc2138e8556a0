/** Who works at the desk, in which team, with which role. */
import { fixedId } from '../../seeding/identifiers.ts'
import type { Membership, Person, RoleGrant, Team } from '../../seeding/shape.ts'

const company = 'northlight.example'

function person(number: number, name: string, title: string, more: Pick<Person, 'demo' | 'administrator'> = {}): Person {
  const key = name.split(' ')[0]!.toLowerCase()
  return { key, id: fixedId('person', number), name, email: `${name.toLowerCase().replace(' ', '.')}@${company}`, title, ...more }
}

export const people: readonly Person[] = [
  person(1, 'Ana Lima', 'Support agent, EMEA', {
    demo: 'Agent in EMEA: works on her own tickets, sees those of her team, and the revenue of her own accounts only.',
  }),
  person(2, 'Tom Okafor', 'Support manager, EMEA', {
    demo: 'Manager of EMEA: sees every team and decides on the refunds of his own.',
  }),
  person(3, 'Luis Prieto', 'Support agent, Americas', {
    demo: 'Agent in the Americas and owner of accounts: sees the revenue of his accounts only.',
  }),
  person(4, 'Sara Novak', 'Billing manager', {
    demo: 'Manager of Billing: most refunds and the larger exports wait for her.',
  }),
  person(5, 'Priya Raman', 'Head of support operations', {
    demo: 'Administrator: runs the desk, gives the roles and takes the second look at large refunds.',
    administrator: true,
  }),
  person(6, 'Jonas Weber', 'Escalations lead', {
    demo: 'Manager of Escalations: gets what others could not solve, and solves it himself.',
  }),
  person(7, 'Mei Tanaka', 'Support manager, Americas'),
  person(8, 'Hanna Lindqvist', 'Support engineer'),
  person(9, 'Diego Alvarez', 'Support agent, Americas'),
  person(10, 'Nadia Rahimi', 'Billing specialist'),
  person(11, 'Owen Clarke', 'Product manager', {
    demo: 'Viewer: follows the tickets of EMEA without learning who the customers are.',
  }),
  person(12, 'Ingrid Solberg', 'Security reviewer', {
    demo: 'Security reviewer: reads the audit, decides on exports with personal data, sees no ticket.',
  }),
  // What the help desk and the CRM deliver is written by an account of its own.
  { key: 'sync', id: fixedId('person', 90), name: 'Help desk sync', email: `sync@${company}`, title: 'Service account' },
]

export const teams: readonly Team[] = [
  { key: 'support', id: fixedId('team', 1), name: 'Support' },
  { key: 'emea', id: fixedId('team', 2), name: 'EMEA', parent: 'support' },
  { key: 'americas', id: fixedId('team', 3), name: 'Americas', parent: 'support' },
  { key: 'billing', id: fixedId('team', 4), name: 'Billing', parent: 'support' },
  { key: 'escalations', id: fixedId('team', 5), name: 'Escalations', parent: 'support' },
]

export const memberships: readonly Membership[] = [
  { person: 'priya', team: 'support' },
  { person: 'ana', team: 'emea' },
  { person: 'tom', team: 'emea' },
  { person: 'hanna', team: 'emea' },
  { person: 'owen', team: 'emea' },
  { person: 'luis', team: 'americas' },
  { person: 'mei', team: 'americas' },
  { person: 'diego', team: 'americas' },
  { person: 'sara', team: 'billing' },
  { person: 'nadia', team: 'billing' },
  { person: 'diego', team: 'billing' },
  { person: 'jonas', team: 'escalations' },
  { person: 'hanna', team: 'escalations' },
]

export const roles: readonly RoleGrant[] = [
  { role: 'admin', person: 'priya' },
  { role: 'connector', person: 'sync' },
  { role: 'manager', person: 'priya' },
  { role: 'manager', person: 'tom' },
  { role: 'manager', person: 'mei' },
  { role: 'manager', person: 'sara' },
  { role: 'manager', person: 'jonas' },
  { role: 'agent', person: 'ana' },
  { role: 'agent', person: 'luis' },
  { role: 'agent', person: 'diego' },
  { role: 'agent', person: 'hanna' },
  // A role may belong to a team: whoever joins Billing works as an agent there.
  { role: 'agent', team: 'billing' },
  { role: 'viewer', person: 'owen' },
  { role: 'reviewer', person: 'ingrid' },
]

export type WorkTeam = 'emea' | 'americas' | 'billing' | 'escalations'
export const workTeams: readonly WorkTeam[] = ['emea', 'americas', 'billing', 'escalations']

/** Who takes the tickets of a team, and how many of them. */
export const crew: Readonly<Record<WorkTeam, readonly (readonly [string, number])[]>> = {
  emea: [
    ['ana', 46],
    ['hanna', 36],
    ['tom', 18],
  ],
  americas: [
    ['luis', 45],
    ['diego', 38],
    ['mei', 17],
  ],
  billing: [
    ['nadia', 58],
    ['diego', 16],
    ['sara', 26],
  ],
  escalations: [
    ['jonas', 55],
    ['hanna', 45],
  ],
}

export const managerOf: Readonly<Record<WorkTeam, string>> = {
  emea: 'tom',
  americas: 'mei',
  billing: 'sara',
  escalations: 'jonas',
}

const personIds = new Map(people.map(one => [one.key, one.id]))
const teamIds = new Map(teams.map(one => [one.key, one.id]))

export function personId(key: string): string {
  const id = personIds.get(key)
  if (id === undefined) throw new Error(`nobody is called ${key}`)
  return id
}

export function teamId(key: string): string {
  const id = teamIds.get(key)
  if (id === undefined) throw new Error(`no team is called ${key}`)
  return id
}
