/** What stands before anything is bought: places, categories, vendors, items, cards with their opening stock, and the budgets of the quarters. */
import { createRecord, dayAt, takeTransition, updateRecord, vote } from '../../seeding/ledger.ts'
import { personId, teamId } from './people.ts'
import { writeLine } from './stock.ts'
import { type CategoryKey, categories, type Good, goods, places, vendors } from './text/goods.ts'
import { vendorBlocks, vendorHolds } from './text/words.ts'
import { type Card, type Department, dateOf, day, euros, later, minute, type Place, recently, type Works } from './works.ts'

export function addStanding(works: Works): void {
  addPlaces(works)
  addCategories(works)
  for (const [index, key] of Object.keys(vendors).entries()) {
    const [name, country, supplies, terms, risk] = vendors[key]!
    const wanted = { name, country, supplies, terms, risk, short: key, number: index }
    works.vendors.set(key, addVendor(works, later(works, works.begin, 30 + index * 25), wanted, 'approved'))
  }
  addItems(works)
  addBudgets(works)
  addOtherVendors(works)
}

function addPlaces(works: Works): void {
  for (const [index, [name, code, kind, team, address, part, from]] of places.entries()) {
    const manager = team === 'berlin' ? 'tobias' : 'amelie'
    const record = createRecord(
      works,
      'location',
      { at: later(works, works.begin, 2 + index * 3), by: 'renata' },
      { name, code, kind, team: teamId(team), manager: personId(manager), address, active: true },
    )
    works.places.set(code, { record, name, code, kind, team, manager, part, from })
  }
}

function addCategories(works: Works): void {
  for (const [index, key] of (Object.keys(categories) as CategoryKey[]).entries()) {
    const { name, owner, decides, account } = categories[key]
    const fields = { name, owner: personId(owner), owner_decides: decides, ledger_account: account }
    works.categories.set(
      key,
      createRecord(works, 'category', { at: later(works, works.begin, 22 + index * 2), by: 'renata' }, fields),
    )
  }
}

interface Wanted {
  readonly name: string
  readonly country: string
  readonly supplies: string
  readonly terms: string
  readonly risk: string
  readonly short: string
  readonly number: number
}

const codes: Readonly<Record<string, readonly [string, number, string]>> = {
  Germany: ['DE', 9, '+49 30 555'],
  Portugal: ['PT', 9, '+351 21 555'],
  Netherlands: ['NL', 9, '+31 20 555'],
  France: ['FR', 11, '+33 1 55 55'],
  Spain: ['ES', 9, '+34 91 555'],
  Ireland: ['IE', 8, '+353 1 555'],
}

type VendorFate = 'requested' | 'finance_asked' | 'legal_asked' | 'approved' | 'on_hold' | 'blocked'

function addVendor(works: Works, at: number, wanted: Wanted, fate: VendorFate) {
  const { random } = works
  const [code, digits, phone] = codes[wanted.country]!
  const number = (length: number) => Array.from({ length }, () => random.between(0, 9)).join('')
  const site = wanted.name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[^a-z ]/g, '')
    .split(' ')
    .slice(0, 2)
    .join('-')
  const { name, country, supplies, terms, risk } = wanted
  const record = createRecord(
    works,
    'vendor',
    { at, by: 'sofia' },
    {
      name,
      country,
      supplies,
      terms,
      risk,
      contact: random.pick(['Order desk', 'Key account', 'Inside sales', 'Customer service']),
      email: `orders@${site}.example`,
      phone: `${phone} ${number(4)}`,
      tax_id: `${code}${number(digits)}`,
      iban: `${code}${number(20)}`,
      bank_holder: name,
      risk_review_on: dayAt(works.now + random.between(-25, 300) * day),
    },
  )
  if (fate === 'requested') return record
  let moment = at + random.between(2, 9) * minute
  takeTransition(works, record, { at: moment, by: 'sofia' }, 'submit', 'review')
  if (fate === 'finance_asked') return record
  moment = later(works, moment, random.delay(60, 0.5))
  vote(works, record, { at: moment, by: random.chance(0.5) ? 'claire' : 'ravi' }, 'decide', {
    step: 'finance',
    decision: 'approve',
  })
  if (fate === 'legal_asked') return record
  moment = later(works, moment, random.delay(90, 0.5))
  if (fate === 'blocked') {
    const comment = vendorBlocks[wanted.number % vendorBlocks.length]!
    vote(works, record, { at: moment, by: 'dana' }, 'decide', { step: 'legal', decision: 'reject' }, comment)
    takeTransition(works, record, { at: moment, by: 'dana' }, 'decide', 'blocked', { comment })
    return record
  }
  vote(works, record, { at: moment, by: 'dana' }, 'decide', { step: 'legal', decision: 'approve' })
  takeTransition(works, record, { at: moment, by: 'dana' }, 'decide', 'approved')
  if (fate === 'on_hold') {
    const comment = vendorHolds[wanted.number % vendorHolds.length]!
    takeTransition(works, record, { at: later(works, moment, 9_000), by: 'sofia' }, 'hold', 'on_hold', { comment })
  }
  return record
}

/** Vendors nobody orders from now: new ones, those on hold, and those out of business with us. */
function addOtherVendors(works: Works): void {
  const others: readonly (readonly [string, string, string, VendorFate, number])[] = [
    ['Kabelwerk Oderland GmbH', 'Germany', 'Cat 7 by the drum', 'finance_asked', 7],
    ['Grünpack eG', 'Germany', 'Packaging without plastic', 'legal_asked', 10],
    ['Displaydoktor UG', 'Germany', 'Repair of displays', 'requested', 1.2],
    ['Celofix Embalagens Lda.', 'Portugal', 'Pallet wrap', 'on_hold', 190],
    ['Batterie Direkt Vertrieb GmbH', 'Germany', 'Batteries', 'on_hold', 260],
    ['Tecno Peças Usadas Lda.', 'Portugal', 'Used spares', 'blocked', 300],
    ['Global Terminal Parts Ltd.', 'Ireland', 'Spares of unclear origin', 'blocked', 150],
    // Both are there already, written otherwise.
    ['Voltora-Ersatzteile', 'Germany', 'Spare parts', 'requested', 0.9],
    ['KABELWERK Oderland', 'Germany', 'Cables', 'requested', 0.7],
  ]
  for (const [index, [name, country, supplies, fate, daysAgo]] of others.entries()) {
    const wanted = {
      name,
      country,
      supplies,
      terms: 'days_30',
      risk: fate === 'blocked' ? 'high' : 'medium',
      short: name,
      number: index,
    }
    works.agenda.plan(recently(works, daysAgo, 30 + index * 10), at => void addVendor(works, at, wanted, fate))
  }
  // One was put right: looked at again with a new account, and approved. Each act has its own entry, since orders go out between them.
  const held = works.vendors.get('Folia Iberia')!
  const next = (at: number, minutes: number, act: (at: number) => void) => works.agenda.plan(later(works, at, minutes), act)
  next(works.now - 120 * day, 60, holding => {
    takeTransition(works, held, { at: holding, by: 'ravi' }, 'hold', 'on_hold', { comment: vendorHolds[1]! })
    next(holding, 70, changing => {
      updateRecord(works, held, { at: changing, by: 'sofia' }, { iban: 'ES7620770024003102575766' })
      next(changing, 4, submitting => {
        takeTransition(works, held, { at: submitting, by: 'sofia' }, 'submit', 'review')
        next(submitting, 45, voting => {
          vote(works, held, { at: voting, by: 'claire' }, 'decide', { step: 'finance', decision: 'approve' })
          next(voting, 60, deciding => {
            vote(works, held, { at: deciding, by: 'dana' }, 'decide', { step: 'legal', decision: 'approve' })
            takeTransition(works, held, { at: deciding, by: 'dana' }, 'decide', 'approved')
          })
        })
      })
    })
  })
  works.agenda.plan(later(works, works.now - 70 * day, 90), at => {
    const record = works.records.vendor!.find(({ fields }) => fields.name === 'Batterie Direkt Vertrieb GmbH')!
    takeTransition(works, record, { at, by: 'sofia' }, 'block', 'blocked', { comment: vendorBlocks[1]! })
  })
}

function addItems(works: Works): void {
  for (const [index, good] of goods.entries()) {
    // Prices rise by some per cent within the year: the first is lower than what is paid now.
    const price = Math.round(good.price * 0.95)
    works.prices.set(good.sku, price)
    const item = createRecord(
      works,
      'item',
      { at: later(works, works.begin, 600 + index * 2), by: index % 3 === 0 ? 'beata' : 'samir' },
      {
        name: good.name,
        sku: good.sku,
        category: works.categories.get(good.category)!.id,
        unit: good.unit,
        barcode: `40${(123_450_000_00 + index * 7_919).toString()}`,
        vendor: works.vendors.get(good.vendor)!.id,
        price: euros(price),
        lead_days: good.leadDays,
        reorder_quantity: good.reorderQuantity,
        discontinued: false,
      },
    )
    works.items.set(good.sku, item)
  }
  const at = later(works, works.begin, 900)
  for (const place of works.places.values())
    for (const [index, good] of goods.entries()) if (lies(good, place)) addCard(works, place, good, at + index * 2 * minute)
}

function lies(good: Good, place: Place): boolean {
  if (place.kind === 'van') return good.where === 'everywhere'
  if (place.kind === 'workshop') return good.category === 'spares' || good.category === 'consumables'
  return good.where !== 'berlin' || place.team === 'berlin'
}

function addCard(works: Works, place: Place, good: Good, at: number): void {
  const { random } = works
  const perDay = good.perDay * place.part
  // What a store fills draws on its card too.
  const filled = [...works.places.values()].filter(other => other.from === place.code && lies(good, other))
  const leaving = perDay + filled.reduce((sum, { part }) => sum + good.perDay * part, 0)
  const days = place.from === undefined ? good.leadDays * 0.72 + 11 : 5
  const reorderPoint = Math.max(1, Math.ceil(leaving * days))
  const name = `${good.name}, ${place.name}`
  const shelf =
    place.kind === 'van'
      ? `D-${random.between(1, 12)}`
      : `${random.pick(['A', 'B', 'C', 'D'])}-${String(random.between(1, 24)).padStart(2, '0')}-${random.between(1, 4)}`
  const fields = { name, item: works.items.get(good.sku)!.id, location: place.record.id, bin: shelf, reorder_point: reorderPoint }
  const record = createRecord(works, 'stock_level', { at, by: place.manager }, fields)
  const item = works.items.get(good.sku)!
  const card: Card = { record, good, item, place, perDay, leaving, reorderPoint, onHand: 0, lastAt: at, awaited: false }
  works.cards.set(`${good.sku} ${place.code}`, card)
  const quantity = Math.ceil(
    reorderPoint * 1.1 + (place.from === undefined ? good.reorderQuantity : reorderPoint * 2) * (0.2 + random.next() * 0.9),
  )
  writeLine(
    works,
    card,
    { at: at + minute, by: place.manager },
    { kind: 'opening', quantity, reference: 'Stock when the cards were begun' },
  )
}

const holders: Readonly<Record<Department, readonly [string, number]>> = {
  berlin: ['tobias', 3_200_000],
  lisbon: ['amelie', 2_100_000],
  works_it: ['kenji', 1_600_000],
}
const departmentNames: Readonly<Record<Department, string>> = {
  berlin: 'Berlin store',
  lisbon: 'Lisbon store',
  works_it: 'Field IT',
}

function addBudgets(works: Works): void {
  const start = new Date(works.begin)
  for (let index = 0; index < 7; index += 1) {
    const month = start.getUTCMonth() - (start.getUTCMonth() % 3) + index * 3
    const begins = Date.UTC(start.getUTCFullYear(), month, 1)
    const ends = Date.UTC(start.getUTCFullYear(), month + 3, 1) - day
    const at = index === 0 ? later(works, works.begin, 1_000) : later(works, begins - 8 * day, 60)
    const quarter = `Q${((((month / 3) % 4) + 4) % 4) + 1} ${new Date(begins).getUTCFullYear()}`
    for (const [which, department] of (Object.keys(holders) as Department[]).entries()) {
      const [holder, usual] = holders[department]
      const cents = Math.round((usual * (quarter.startsWith('Q4') ? 1.25 : 1) * (1 + index * 0.02)) / 50_000) * 50_000
      works.agenda.plan(at + which * minute, moment => {
        const record = createRecord(
          works,
          'budget',
          { at: moment, by: 'ravi' },
          {
            name: `${departmentNames[department]}, ${quarter}`,
            department: teamId(department),
            holder: personId(holder),
            begins_on: dayAt(begins),
            ends_on: dayAt(ends),
            amount: euros(cents),
          },
        )
        const list = works.budgets.get(department) ?? []
        works.budgets.set(department, [...list, { record, holder, begins, ends, cents, promised: 0 }])
      })
    }
  }
}

export function budgetOf(works: Works, department: Department, at: number) {
  const list = works.budgets.get(department) ?? []
  return list.find(({ begins, ends }) => begins <= dateOf(at) && dateOf(at) <= ends) ?? list.at(-1)!
}
