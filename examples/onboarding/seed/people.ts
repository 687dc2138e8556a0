/** Who takes part in onboarding, in which team, with which role. The same organisation as the support desk's, other people of it. */
import { fixedId } from '../../seeding/identifiers.ts'
import type { Membership, Person, RoleGrant, Team } from '../../seeding/shape.ts'

const company = 'northlight.example'

/** Ids of people and teams are those of an installation; the support desk's begin at 1, these at 101. */
function person(number: number, name: string, title: string, demo?: string): Person {
  const key = name.split(' ')[0]!.toLowerCase()
  const email = `${name.toLowerCase().replace(' ', '.')}@${company}`
  return { key, id: fixedId('person', 100 + number), name, email, title, ...(demo === undefined ? {} : { demo }) }
}

export const people: readonly Person[] = [
  person(
    1,
    'Elena Fischer',
    'Head of people operations',
    'Administrator of onboarding and one of the two who approve hires. Sees everything but pay.',
  ),
  person(
    2,
    'Karim Haddad',
    'People partner',
    'People team: hires wait for his decision, he keeps templates, documents and feedback. Sees no pay.',
  ),
  person(
    3,
    'Marcus Bell',
    'Engineering manager',
    'Hiring manager: asks for hires and equipment, follows his own hires and nobody else’s.',
  ),
  person(
    4,
    'Laura Castellano',
    'Commercial director',
    'Hires for Commercial and heads it: decides on equipment above the standard bundle, though not on her own requests.',
  ),
  person(
    5,
    'Stefan Brandt',
    'Chief operating officer',
    'Department head: sees the hires of every department and decides on equipment above 1,500 EUR.',
  ),
  person(
    6,
    'Viktor Nilsson',
    'IT operations lead',
    'IT: accounts, access and equipment. Owns several systems, so that access to them waits for him.',
  ),
  person(7, 'Grace Muriuki', 'IT specialist'),
  person(
    8,
    'Paulo Duarte',
    'Workplace coordinator',
    'Workplace: desks, badges and deliveries; sees no price and no private address.',
  ),
  person(9, 'Yuki Sato', 'Security engineer', 'Security: the last step of every privileged access, and the list of who has it.'),
  person(10, 'Helen Armstrong', 'Payroll accountant', 'Payroll: the only one here who sees salary and bank details.'),
  person(11, 'Ruth Vogel', 'Internal auditor', 'Auditor: reads who approved which access and when, exports it, changes nothing.'),
  person(12, 'Daniel Kovac', 'Software engineer', 'Buddy: sees the hires he looks after and the tasks given to him.'),
  person(
    13,
    'Noah Lindgren',
    'Software engineer',
    'New colleague since last week: sees his own tasks, documents, training and equipment.',
  ),
]

export const teams: readonly Team[] = [
  { key: 'company', id: fixedId('team', 101), name: 'Northlight' },
  { key: 'engineering', id: fixedId('team', 102), name: 'Engineering', parent: 'company' },
  { key: 'commercial', id: fixedId('team', 103), name: 'Commercial', parent: 'company' },
  { key: 'operations', id: fixedId('team', 104), name: 'Operations', parent: 'company' },
  { key: 'people_ops', id: fixedId('team', 105), name: 'People Operations', parent: 'operations' },
  { key: 'it', id: fixedId('team', 106), name: 'IT', parent: 'operations' },
  { key: 'workplace', id: fixedId('team', 107), name: 'Workplace', parent: 'operations' },
  { key: 'security', id: fixedId('team', 108), name: 'Security', parent: 'operations' },
  { key: 'finance', id: fixedId('team', 109), name: 'Finance', parent: 'operations' },
]

export const memberships: readonly Membership[] = [
  { person: 'stefan', team: 'company' },
  { person: 'marcus', team: 'engineering' },
  { person: 'daniel', team: 'engineering' },
  { person: 'noah', team: 'engineering' },
  { person: 'laura', team: 'commercial' },
  { person: 'viktor', team: 'it' },
  { person: 'grace', team: 'it' },
  { person: 'elena', team: 'people_ops' },
  { person: 'karim', team: 'people_ops' },
  { person: 'paulo', team: 'workplace' },
  { person: 'yuki', team: 'security' },
  { person: 'helen', team: 'finance' },
]

export const roles: readonly RoleGrant[] = [
  { role: 'admin', person: 'elena' },
  { role: 'hr', person: 'elena' },
  { role: 'hr', person: 'karim' },
  { role: 'hiring_manager', person: 'marcus' },
  { role: 'hiring_manager', person: 'laura' },
  { role: 'hiring_manager', person: 'viktor' },
  { role: 'department_head', person: 'stefan' },
  { role: 'department_head', person: 'laura' },
  // Whoever joins IT, Workplace or Security works on that team's tasks.
  { role: 'it', team: 'it' },
  { role: 'facilities', team: 'workplace' },
  { role: 'security', team: 'security' },
  { role: 'payroll', person: 'helen' },
  { role: 'buddy', person: 'daniel' },
  { role: 'buddy', person: 'grace' },
  { role: 'buddy', person: 'karim' },
  { role: 'auditor', person: 'ruth' },
  { role: 'new_hire', person: 'noah' },
]

export type Department = 'engineering' | 'commercial' | 'operations'
export type DoingTeam = 'people_ops' | 'it' | 'workplace' | 'security' | 'finance'

export const managerOf: Readonly<Record<Department, string>> = {
  engineering: 'marcus',
  commercial: 'laura',
  operations: 'viktor',
}
export const buddyOf: Readonly<Record<Department, string>> = { engineering: 'daniel', commercial: 'karim', operations: 'grace' }

/** Who does the tasks of a team, and how many of them. */
export const crew: Readonly<Record<DoingTeam, readonly (readonly [string, number])[]>> = {
  people_ops: [
    ['karim', 70],
    ['elena', 30],
  ],
  it: [
    ['grace', 62],
    ['viktor', 38],
  ],
  workplace: [['paulo', 1]],
  security: [['yuki', 1]],
  finance: [['helen', 1]],
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
