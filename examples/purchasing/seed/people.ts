/** Who buys, takes in, pays and looks: the field service of the same company as the other examples, other people of it. */
import { fixedId } from '../../seeding/identifiers.ts'
import type { Membership, Person, RoleGrant, Team } from '../../seeding/shape.ts'

const company = 'northlight.example'

/** Ids of people and teams are those of an installation; the support desk's begin at 1, onboarding's at 101, these at 201. */
function person(number: number, name: string, title: string, demo?: string): Person {
  const key = name.split(' ')[0]!.toLowerCase()
  const email = `${name.toLowerCase().replace(' ', '.')}@${company}`
  return { key, id: fixedId('person', 200 + number), name, email, title, ...(demo === undefined ? {} : { demo }) }
}

export const people: readonly Person[] = [
  person(
    1,
    'Renata Havel',
    'Systems manager, field service',
    'Administrator of purchasing: gives its roles, keeps items and places. Reads no bank details.',
  ),
  person(
    2,
    'Henrik Dahl',
    'Head of operations',
    'Decides on what costs more than 5,000 EUR and on large count differences; lets emergencies through, with a reason.',
  ),
  person(
    3,
    'Tobias Keller',
    'Store manager, Berlin',
    'Keeps the stock of Berlin, holds its budget, and asks for what is needed. Sees no card of Lisbon.',
  ),
  person(4, 'Amelie Roux', 'Store manager, Lisbon'),
  person(
    5,
    'Kenji Mori',
    'IT lead, field service',
    'Asks for equipment of his team, and decides on what others ask for from IT.',
  ),
  person(6, 'Samir Aziz', 'Buyer', 'Turns approved requests into orders. Takes no delivery in.'),
  person(7, 'Beata Wolski', 'Buyer'),
  person(
    8,
    'Olek Zielinski',
    'Goods receiving, Berlin',
    'Takes deliveries in at Berlin and writes them on the stock cards. Sees no price.',
  ),
  person(
    9,
    'Marta Silva',
    'Goods receiving, both stores',
    'Takes deliveries in at Berlin and Lisbon: the second person at the same ramp.',
  ),
  person(
    10,
    'Claire Dupont',
    'Accounts payable',
    'Finance: decides on requests and orders, matches invoices and pays those that somebody else entered.',
  ),
  person(
    11,
    'Ravi Menon',
    'Financial controller',
    'Finance as well: pays what Claire entered, and never what he entered himself.',
  ),
  person(12, 'Sofia Marino', 'Vendor manager', 'Keeps vendors, tax ids and bank details. Pays nothing.'),
  person(13, 'Dana Whitfield', 'Legal counsel', 'Decides on new vendors after finance. Reads no bank details.'),
  person(14, 'Victor Osei', 'Internal auditor', 'Reads requests, orders, moves and payments, and the audit. Changes nothing.'),
  person(
    15,
    'Jana Vogt',
    'Workshop lead, Berlin',
    'Asks for what the Berlin store and workshop need, and follows it to the shelf.',
  ),
  person(16, 'Rui Matos', 'Technician lead, Lisbon'),
]

export const teams: readonly Team[] = [
  { key: 'field_service', id: fixedId('team', 201), name: 'Field Service' },
  { key: 'stores', id: fixedId('team', 202), name: 'Stores', parent: 'field_service' },
  { key: 'berlin', id: fixedId('team', 203), name: 'Berlin store', parent: 'stores' },
  { key: 'lisbon', id: fixedId('team', 204), name: 'Lisbon store', parent: 'stores' },
  { key: 'works_it', id: fixedId('team', 205), name: 'Field IT', parent: 'field_service' },
  { key: 'purchasing', id: fixedId('team', 206), name: 'Purchasing', parent: 'field_service' },
  { key: 'payables', id: fixedId('team', 207), name: 'Payables', parent: 'field_service' },
]

export const memberships: readonly Membership[] = [
  { person: 'henrik', team: 'field_service' },
  { person: 'renata', team: 'field_service' },
  { person: 'tobias', team: 'berlin' },
  { person: 'olek', team: 'berlin' },
  { person: 'marta', team: 'stores' },
  { person: 'jana', team: 'berlin' },
  { person: 'rui', team: 'lisbon' },
  { person: 'amelie', team: 'lisbon' },
  { person: 'kenji', team: 'works_it' },
  { person: 'samir', team: 'purchasing' },
  { person: 'beata', team: 'purchasing' },
  { person: 'claire', team: 'payables' },
  { person: 'ravi', team: 'payables' },
]

export const roles: readonly RoleGrant[] = [
  { role: 'admin', person: 'renata' },
  { role: 'ops_head', person: 'henrik' },
  { role: 'location_manager', person: 'tobias' },
  { role: 'location_manager', person: 'amelie' },
  { role: 'requester', person: 'jana' },
  { role: 'requester', person: 'rui' },
  // Whoever joins IT may ask for what it needs, whoever joins the buyers buys. Who takes goods in asks for none, and so learns no price.
  { role: 'requester', team: 'works_it' },
  { role: 'buyer', team: 'purchasing' },
  { role: 'receiver', person: 'olek' },
  { role: 'receiver', person: 'marta' },
  { role: 'finance', team: 'payables' },
  { role: 'vendor_manager', person: 'sofia' },
  { role: 'legal', person: 'dana' },
  { role: 'auditor', person: 'victor' },
]

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
