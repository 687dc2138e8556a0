/** Who takes care of escalated cases, in which team, with which role. The same organisation as the support desk's, other people of it. */
import { fixedId } from '../../seeding/identifiers.ts'
import type { Membership, Person, RoleGrant, Team } from '../../seeding/shape.ts'

const company = 'northlight.example'

/** Ids of people and teams are those of an installation: the support desk's begin at 1, onboarding's at 101, these at 401. */
function person(number: number, name: string, title: string, demo?: string): Person {
  const key = name.split(' ')[0]!.toLowerCase()
  const email = `${name.toLowerCase().replace(' ', '.')}@${company}`
  return { key, id: fixedId('person', 400 + number), name, email, title, ...(demo === undefined ? {} : { demo }) }
}

export const people: readonly Person[] = [
  person(
    1,
    'Amelie Krause',
    'Support agent, DACH',
    'Agent in DACH: accounts, tickets and escalations of her team without revenue; asks for credits.',
  ),
  person(
    2,
    'Joel Sandberg',
    'Support agent, UK and Nordics',
    'Agent in UK and Nordics: beside Amelie’s team, and sees nothing of it.',
  ),
  person(3, 'Rosa Delgado', 'Support agent, Americas and Asia'),
  person(
    4,
    'Femi Adeyemi',
    'Escalation lead',
    'Escalation lead: sees every escalation, says who works on it and at which level. Sees no revenue.',
  ),
  person(
    5,
    'Katja Lorenz',
    'Support manager, Europe',
    'Support manager of both European teams: decides on their credits above 100 USD, though not on her own.',
  ),
  person(
    6,
    'Miguel Torres',
    'Support manager, Americas and Asia',
    'Support manager of Americas and Asia: everything in sight, decides for his team.',
  ),
  person(
    7,
    'Beatrice Holm',
    'Head of credit control',
    'Finance: credits above 1,000 USD wait for her, those above 10,000 for a second person too.',
  ),
  person(
    8,
    'Anil Kapur',
    'Credit controller',
    'Finance: the second pair of eyes, issues what was approved, keeps policies and allowances.',
  ),
  person(
    9,
    'Sofia Marchetti',
    'Account manager, EMEA',
    'Account manager: reads what concerns her own accounts, and of notes what the customer reads.',
  ),
  person(10, 'Liam Walsh', 'Account manager, Americas and Asia'),
  person(11, 'Greta Falk', 'Internal auditor', 'Auditor: who granted which credit and when; reads and exports, changes nothing.'),
  person(
    12,
    'Oliver Stein',
    'Head of customer care',
    'Administrator of escalations: gives the roles, brings in files of other systems, and decides on what his managers ask for.',
  ),
]

export const teams: readonly Team[] = [
  { key: 'care', id: fixedId('team', 401), name: 'Customer Care' },
  { key: 'europe', id: fixedId('team', 402), name: 'Care Europe', parent: 'care' },
  { key: 'dach', id: fixedId('team', 403), name: 'Care DACH', parent: 'europe' },
  { key: 'uk_nordics', id: fixedId('team', 404), name: 'Care UK and Nordics', parent: 'europe' },
  { key: 'americas_asia', id: fixedId('team', 405), name: 'Care Americas and Asia', parent: 'care' },
  { key: 'escalation_desk', id: fixedId('team', 406), name: 'Escalation Desk', parent: 'care' },
  { key: 'credit_control', id: fixedId('team', 407), name: 'Credit Control' },
  { key: 'account_management', id: fixedId('team', 408), name: 'Account Management' },
]

export const memberships: readonly Membership[] = [
  { person: 'oliver', team: 'care' },
  { person: 'katja', team: 'europe' },
  { person: 'amelie', team: 'dach' },
  { person: 'joel', team: 'uk_nordics' },
  { person: 'miguel', team: 'americas_asia' },
  { person: 'rosa', team: 'americas_asia' },
  { person: 'femi', team: 'escalation_desk' },
  { person: 'beatrice', team: 'credit_control' },
  { person: 'anil', team: 'credit_control' },
  { person: 'sofia', team: 'account_management' },
  { person: 'liam', team: 'account_management' },
]

export const roles: readonly RoleGrant[] = [
  { role: 'admin', person: 'oliver' },
  { role: 'agent', person: 'amelie' },
  { role: 'agent', person: 'joel' },
  { role: 'agent', person: 'rosa' },
  { role: 'lead', person: 'femi' },
  // Above both managers: who else would decide on what they ask for?
  { role: 'manager', person: 'oliver' },
  { role: 'manager', person: 'katja' },
  { role: 'manager', person: 'miguel' },
  // Whoever joins one of these teams does its work.
  { role: 'finance', team: 'credit_control' },
  { role: 'account_manager', team: 'account_management' },
  { role: 'auditor', person: 'greta' },
]

export type CareTeam = 'dach' | 'uk_nordics' | 'americas_asia'
export const careTeams: readonly CareTeam[] = ['dach', 'uk_nordics', 'americas_asia']

export const agentOf: Readonly<Record<CareTeam, string>> = { dach: 'amelie', uk_nordics: 'joel', americas_asia: 'rosa' }
export const managerOf: Readonly<Record<CareTeam, string>> = { dach: 'katja', uk_nordics: 'katja', americas_asia: 'miguel' }

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
