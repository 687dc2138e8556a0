/** Accounts as the CRM has them, their contacts, and what changed since, brought in every Monday. */
import { createRecord, dayAt, isoAt, updateRecord } from '../../seeding/ledger.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import { type Company, startNaming } from '../../seeding/text/companies.ts'
import { type Account, type Care, day, hour, minute, type Region, type Tier, yearOf } from './care.ts'
import { type CareTeam, personId, teamId } from './people.ts'

const count = 620
const tiers: readonly (readonly [Tier, number])[] = [
  ['standard', 46],
  ['business', 38],
  ['enterprise', 16],
]
/** Least and greatest yearly revenue. */
const sizes: Readonly<Record<Tier, readonly [number, number]>> = {
  standard: [2_400, 18_000],
  business: [18_000, 120_000],
  enterprise: [120_000, 1_400_000],
}
const german = ['Germany', 'Austria', 'Switzerland']
const languages: Readonly<Record<string, string>> = {
  Germany: 'de',
  Austria: 'de',
  Switzerland: 'de',
  France: 'fr',
  Spain: 'es',
  Mexico: 'es',
  Chile: 'es',
  Portugal: 'pt',
  Brazil: 'pt',
  Japan: 'ja',
}
const jobs = [
  'Head of finance',
  'Controller',
  'Accounts payable lead',
  'IT manager',
  'System administrator',
  'Operations manager',
  'Chief financial officer',
  'Treasury analyst',
  'Integration engineer',
  'Office manager',
]

export function addAccounts(care: Care): void {
  const { random } = care
  const name = startNaming(random)
  // Most came with the first import, the others as they signed.
  const moments = Array.from({ length: count }, (_, index) =>
    index < 540
      ? care.begin - 2 * day + index * 2_100
      : mondayAfter(care.begin + random.next() * (care.now - care.begin - 9 * day), index),
  ).sort((one, other) => one - other)
  for (const [index, at] of moments.entries()) care.accounts.push(addAccount(care, name(), Math.floor(at), 20_310 + index * 3))
  for (const account of care.accounts) followAccount(care, account)
}

/** Files of the CRM come on Mondays in the morning. */
function mondayAfter(moment: number, order: number): number {
  const midnight = Math.floor(moment / day) * day
  const weekday = new Date(midnight).getUTCDay()
  return midnight + ((8 - weekday) % 7) * day + 7 * hour + (order % 40) * 1_000
}

function addAccount(care: Care, company: Company, at: number, crmNumber: number): Account {
  const { random } = care
  const tier = random.weighted(tiers)
  const [least, greatest] = sizes[tier]
  const team: CareTeam = company.region === 'emea' ? (german.includes(company.country) ? 'dach' : 'uk_nordics') : 'americas_asia'
  const manager = tier === 'standard' && random.chance(0.6) ? undefined : company.region === 'emea' ? 'sofia' : 'liam'
  const record = createRecord(
    care,
    'account',
    { at, by: 'oliver' },
    {
      name: company.name,
      crm_id: `CRM-${crmNumber}`,
      tier,
      region: company.region,
      country: company.country,
      team: teamId(team),
      owner: manager === undefined ? null : personId(manager),
      arr: `${Math.round((least * (greatest / least) ** random.next()) / 60) * 60}.00`,
      health: random.weighted([
        ['healthy', 76],
        ['watch', 17],
        ['at_risk', 7],
      ]),
      renewal_on: dayAt(care.now + random.between(-5, 350) * day),
      website: company.website,
      synced_at: isoAt(at),
    },
  )
  const account: Account = { record, tier, region: company.region as Region, team, contacts: [], allowances: new Map() }
  for (let number = 0; number < random.between(1, tier === 'enterprise' ? 4 : 2); number += 1) {
    const { name, email } = company.person()
    account.contacts.push(
      createRecord(
        care,
        'contact',
        { at: at + 900, by: 'oliver' },
        {
          name,
          account: record.id,
          job_title: random.pick(jobs),
          email,
          phone: random.chance(0.6) ? company.phone : null,
          language: languages[company.country] ?? 'en',
          told_of_escalations: number === 0,
        },
      ),
    )
  }
  return account
}

function followAccount(care: Care, { record }: Account): void {
  const { random } = care
  let at = record.createdAt
  for (;;) {
    at = mondayAfter(at + random.delay(95, 0.6) * day, record.createdAt)
    if (at > care.now) return
    const arr = Number(record.fields.arr)
    const changes: Record<string, SeedValue> = { synced_at: isoAt(at) }
    if (random.chance(0.5)) changes.arr = `${Math.round((arr * (0.86 + random.next() * 0.4)) / 60) * 60}.00`
    else
      changes.health = random.weighted([
        ['healthy', 66],
        ['watch', 24],
        ['at_risk', 10],
      ])
    updateRecord(care, record, { at, by: 'oliver' }, changes)
  }
}

const limits: Readonly<Record<Tier, readonly [agent: number, lead: number, manager: number, cap: number]>> = {
  standard: [500, 1_000, 2_000, 2_000],
  business: [1_500, 5_000, 12_000, 15_000],
  enterprise: [5_000, 20_000, 40_000, 60_000],
}
const regionNames: Readonly<Record<Region, string>> = { emea: 'EMEA', americas: 'Americas', apac: 'APAC' }

/** When Credit Control prepares a year: in the December before. */
const preparedAt = (care: Care, year: number) => Math.max(care.begin - 2 * day, Date.UTC(year - 1, 11, 14, 9))

/** A set of policies for each year. Where prices are lower, so are credits. */
export function addPolicies(care: Care): void {
  for (let year = yearOf(care.begin); preparedAt(care, year) < care.now - hour; year += 1) {
    const start = preparedAt(care, year)
    let at = start
    for (const region of ['emea', 'americas', 'apac'] as const) {
      for (const [tier, [agent, lead, manager, cap]] of Object.entries(limits) as [Tier, (typeof limits)[Tier]][]) {
        at += 3 * minute
        const factor = region === 'apac' ? 0.8 : 1
        const money = (value: number) => `${value * factor}.00`
        const record = createRecord(
          care,
          'credit_policy',
          { at, by: 'beatrice' },
          {
            name: `${regionNames[region]}, ${tier}, ${year}`,
            region,
            tier,
            agent_max: money(agent),
            lead_max: money(lead),
            manager_max: money(manager),
            yearly_cap: money(cap),
            effective_from: `${year}-01-01`,
            effective_until: `${year}-12-31`,
          },
        )
        care.policies.set(`${region} ${tier} ${year}`, record)
      }
    }
  }
}

/** Credit Control opens the next year of every account in December, and that of a new account the day after it came. */
export function addAllowances(care: Care): void {
  for (let year = yearOf(care.begin); preparedAt(care, year) < care.now - hour; year += 1) {
    const start = care.office.after(preparedAt(care, year) + hour, 60)
    for (const [index, account] of care.accounts.entries()) {
      const { record, region, tier, allowances } = account
      if (yearOf(record.createdAt) > year) continue
      const at = Math.max(start, care.office.after(record.createdAt + 4 * hour, 30)) + index * 400
      if (at > care.now) continue
      const policy = care.policies.get(`${region} ${tier} ${year}`)!
      const cap = Number(policy.fields.yearly_cap)
      const fields = {
        name: `${String(record.fields.name)}, ${year}`,
        account: record.id,
        year: String(year),
        policy: policy.id,
        cap: `${cap}.00`,
        closed: false,
      }
      allowances.set(year, { record: createRecord(care, 'credit_allowance', { at, by: 'anil' }, fields), policy, cap, taken: 0 })
    }
  }
}
