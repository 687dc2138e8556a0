/** The accounts, as the CRM delivered them and as it changed them since. */

import { createRecord, dayAt, isoAt, updateRecord } from '../../seeding/ledger.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import { type Company, startNaming } from '../../seeding/text/companies.ts'
import type { Customer, Desk } from './desk.ts'
import { personId } from './people.ts'

const day = 86_400_000
const tiers = [
  ['free', 22],
  ['standard', 42],
  ['business', 26],
  ['enterprise', 10],
] as const
/** Least and greatest yearly revenue, seats. */
const sizes = {
  free: [0, 0, 1, 5],
  standard: [1_200, 12_000, 3, 40],
  business: [12_000, 90_000, 20, 220],
  enterprise: [90_000, 900_000, 150, 2_400],
} as const
const owners = {
  emea: [
    ['jonas', 30],
    ['ana', 18],
    ['tom', 22],
    ['sara', 8],
    [undefined, 22],
  ],
  americas: [
    ['luis', 42],
    ['mei', 28],
    ['diego', 10],
    [undefined, 20],
  ],
  apac: [
    ['hanna', 35],
    ['jonas', 25],
    ['mei', 15],
    [undefined, 25],
  ],
} as const
const products = ['billing', 'payouts', 'reporting', 'api', 'mobile', 'identity', 'workspace']
const remarks = [
  'Prefers mail to phone. Decisions need their finance lead.',
  'Two entities, one contract; ask which one is meant.',
  'Moved from a competitor; compares our answer times with theirs.',
  'Reference customer, agreed to two calls a year.',
  'Renewal talks have started; be quick with anything about invoices.',
  'All changes to bank details go through their treasury.',
  'Weekly call on Thursdays with the success team.',
]

const count = 1_500

export function addCustomers(desk: Desk): void {
  const { random } = desk
  const name = startNaming(random)
  // most came with the first import, the others as they signed
  const moments = Array.from({ length: count }, (_, index) =>
    index < 1_150 ? desk.begin - 2 * day + index * 1_700 : Math.floor(desk.begin + random.next() * (desk.now - desk.begin - day)),
  ).sort((one, other) => one - other)
  for (const [index, at] of moments.entries()) desk.customers.push(addCustomer(desk, name(), at, 4_100 + index * 7))
  for (const customer of desk.customers) followCustomer(desk, customer)
}

function addCustomer(desk: Desk, company: Company, at: number, crmNumber: number): Customer {
  const { random } = desk
  const tier = random.weighted(tiers)
  const [least, greatest, fewSeats, manySeats] = sizes[tier]
  const arr = least === 0 ? undefined : Math.round((least * (greatest / least) ** random.next()) / 60) * 60
  const owner = tier === 'free' ? undefined : random.weighted<string | undefined>(owners[company.region])
  const contact = company.person()
  const fields: Record<string, SeedValue> = {
    name: company.name,
    crm_id: `ACC-${crmNumber}`,
    tier,
    region: company.region,
    country: company.country,
    owner: owner === undefined ? null : personId(owner),
    arr: arr === undefined ? null : `${arr}.00`,
    seats: random.between(fewSeats, manySeats),
    health: random.weighted([
      ['healthy', 80],
      ['watch', 15],
      ['at_risk', 5],
    ]),
    products: products.filter(product => product === 'billing' || random.chance(tier === 'enterprise' ? 0.75 : 0.4)),
    contact: contact.name,
    contact_email: contact.email,
    contact_phone: random.chance(0.7) ? company.phone : null,
    website: company.website,
    renewal_on: tier === 'free' ? null : dayAt(desk.now + random.between(-10, 340) * day),
    notes: random.chance(0.18) ? random.pick(remarks) : null,
    synced_at: isoAt(at),
  }
  return {
    record: createRecord(desk, 'customer', { at, by: 'sync' }, fields),
    tier,
    region: company.region,
    person: company.person,
  }
}

/** What changed in the CRM since, always in the night. */
function followCustomer(desk: Desk, customer: Customer): void {
  const { random } = desk
  let at = customer.record.createdAt
  for (;;) {
    const nights = Math.ceil(random.delay(110, 0.7))
    at = Math.floor(at / day + nights) * day + 7_200_000 + random.between(0, 900_000)
    if (at > desk.now) return
    const changes: Record<string, SeedValue> = { synced_at: isoAt(at) }
    const kind = random.next()
    const arr = customer.record.fields.arr
    if (kind < 0.4 && typeof arr === 'string')
      changes.arr = `${Math.round((Number(arr) * (0.85 + random.next() * 0.5)) / 60) * 60}.00`
    else if (kind < 0.75)
      changes.health = random.weighted([
        ['healthy', 70],
        ['watch', 22],
        ['at_risk', 8],
      ])
    else {
      const contact = customer.person()
      changes.contact = contact.name
      changes.contact_email = contact.email
    }
    updateRecord(desk, customer.record, { at, by: 'sync' }, changes)
  }
}
