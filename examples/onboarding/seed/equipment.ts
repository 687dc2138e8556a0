/** What hires need in their hands: requests with lines, the step of the department head above the standard bundle, and the assets that come of it. */
import {
  createRecord,
  dayAt,
  isoAt,
  type LiveRecord,
  stateOf,
  takeTransition,
  tellUntilNow,
  updateRecord,
  vote,
} from '../../seeding/ledger.ts'
import { day, daysAgo, type Fields, type Hire, later, minute, type Office, onDay, workingDay } from './office.ts'
import { teamId } from './people.ts'

type Item = readonly [item: string, category: string, quantity: number, price: number]

const standard: readonly Item[] = [
  ['Laptop 14", 16 GB', 'laptop', 1, 899],
  ['Screen 27"', 'monitor', 1, 229],
  ['Headset with noise cancelling', 'audio', 1, 119],
  ['Dock and cables', 'accessory', 1, 129],
]
const large: readonly Item[] = [
  ['Laptop 16", 64 GB', 'laptop', 1, 2_349],
  ['Screen 27", calibrated', 'monitor', 2, 389],
  ['Headset with noise cancelling', 'audio', 1, 119],
  ['Dock and cables', 'accessory', 1, 179],
]
const home: readonly Item[] = [
  ['Laptop 14", 32 GB', 'laptop', 1, 1_149],
  ['Screen 27"', 'monitor', 1, 229],
  ['Office chair, delivered', 'furniture', 1, 339],
  ['Headset with noise cancelling', 'audio', 1, 119],
]
const largeReasons = [
  'Builds of the mobile apps take forty minutes on the standard machine.',
  'Works with the full copy of the data warehouse on the machine.',
  'Designs in print colours; the standard screen shows them wrong.',
  'Runs the whole stack locally for support of the ledger.',
]
const homeReasons = [
  'No office nearby, so chair and screen go to the home workplace.',
  'Home workplace as agreed in the contract.',
]
const refusals = ['A machine of this size is in stock, please take that one.', 'The standard bundle is enough for this role.']
const objections = [
  'Please say which work needs the larger machine.',
  'Which of the two screens is meant? Only one is in the catalogue.',
]
const withdrawals = ['The colleague brings the machine of the internship along.', 'Ordered together with another request.']

export function addEquipment(office: Office): void {
  addStock(office)
  const waiting = office.hires.filter(waitsForPreparation).sort((one, other) => one.record.createdAt - other.record.createdAt)
  for (const [index, hire] of office.hires.entries()) {
    const mark = waiting.indexOf(hire)
    if (hire.preparedAt === undefined) {
      if (mark >= 0 && mark < 12) {
        const at = Math.max(
          daysAgo(office, fates[mark % fates.length] === 'approved' ? 5 : 0.4 + (index % 5) * 0.5),
          hire.record.createdAt + 45 * minute,
        )
        tellUntilNow(() => askFor(office, hire, at, fates[mark % fates.length]!))
      }
      continue
    }
    if (hire.portal === undefined && office.random.chance(0.22)) {
      tellUntilNow(() => fromStock(office, hire))
      continue
    }
    const at = later(office, hire.preparedAt, office.random.between(30, 600))
    tellUntilNow(() => askFor(office, hire, at, 'any'))
  }
}

/** Approved or asked for, and not begun: their equipment is what waits for decisions. */
const waitsForPreparation = (hire: Hire) =>
  hire.preparedAt === undefined && ['submitted', 'approved'].includes(stateOf(hire.record))

/** How far a request has come, when that is not left to chance; `it_only`: IT has agreed and the department head is asked. */
type Fate = 'any' | 'draft' | 'waits' | 'it_only' | 'approved'
/** Of what is asked for before preparation begins, those asked for first come first. */
const fates: readonly Fate[] = ['approved', 'waits', 'waits', 'it_only', 'draft', 'waits']

function askFor(office: Office, hire: Hire, at: number, fate: Fate): void {
  const { random } = office
  const items =
    fate === 'it_only'
      ? large
      : hire.place === 'remote'
        ? home
        : random.chance(hire.role === 'engineer' ? 0.3 : hire.role === 'product' ? 0.4 : 0.05)
          ? large
          : standard
  const amount = items.reduce((sum, [, , quantity, price]) => sum + quantity * price, 0)
  // Of what Laura asks for, Stefan decides; of what the people team asks for in her department, she does.
  const by = random.chance(0.8) ? (hire.manager === 'viktor' ? hire.partner : hire.manager) : hire.partner
  const record = createRecord(
    office,
    'equipment_request',
    { at, by },
    {
      title: `${items === large ? 'Large' : items === home ? 'Home' : 'Standard'} bundle for ${hire.name}`,
      hire: hire.record.id,
      department: teamId(hire.department),
      amount: `${amount}.00`,
      needed_by: dayAt(workingDay(hire.startDay - 2 * day, 'before')),
      reason: items === large ? random.pick(largeReasons) : items === home ? random.pick(homeReasons) : null,
    },
  )
  for (const [item, category, quantity, price] of items) {
    const line = { request: record.id, item, category, quantity, unit_price: `${price}.00` }
    createRecord(office, 'equipment_line', { at, by }, line)
  }
  if (fate === 'draft') return
  const submitted = at + random.between(2, 14) * minute
  takeTransition(office, record, { at: submitted, by }, 'submit', 'submitted')
  if (fate === 'waits') return
  decideOn(office, hire, { record, by, at: submitted, amount, fate })
}

interface Way {
  readonly record: LiveRecord
  readonly by: string
  at: number
  readonly amount: number
  readonly fate: Fate
}

function decideOn(office: Office, hire: Hire, way: Way): void {
  const { random } = office
  const { record, by } = way
  if (hire.portal === undefined && way.fate === 'any' && random.chance(0.03)) {
    way.at = later(office, way.at, random.between(20, 200))
    takeTransition(office, record, { at: way.at, by }, 'withdraw', 'withdrawn', { comment: random.pick(withdrawals) })
    return
  }
  const it = random.chance(0.6) ? 'grace' : 'viktor'
  way.at = later(office, way.at, random.delay(150, 0.7))
  if (hire.portal === undefined && way.fate === 'any' && random.chance(0.06)) {
    const comment = random.pick(objections)
    cast(office, way, it, 'technical_check', 'ask_changes', comment)
    takeTransition(office, record, { at: way.at, by: it }, 'decide', 'draft', { comment })
    way.at = later(office, way.at, random.delay(120, 0.6))
    updateRecord(
      office,
      record,
      { at: way.at, by },
      { reason: random.pick(largeReasons.filter(reason => reason !== record.fields.reason)) },
    )
    takeTransition(office, record, { at: way.at + minute, by }, 'submit', 'submitted')
    way.at = later(office, way.at, random.delay(120, 0.6))
  }
  cast(office, way, it, 'technical_check', 'approve')
  let last = it
  if (way.amount > 1_500) {
    if (way.fate === 'it_only') return
    last = hire.department === 'commercial' && by !== 'laura' ? 'laura' : 'stefan'
    way.at = later(office, way.at, random.delay(240, 0.8))
    if (hire.portal === undefined && random.chance(0.08)) {
      const comment = random.pick(refusals)
      cast(office, way, last, 'department_head', 'reject', comment)
      takeTransition(office, record, { at: way.at, by: last }, 'decide', 'rejected', { comment })
      tellUntilNow(() => fromStock(office, hire))
      return
    }
    cast(office, way, last, 'department_head', 'approve')
  }
  takeTransition(office, record, { at: way.at, by: last }, 'decide', 'approved')
  if (way.fate === 'approved') return
  order(office, hire, way)
}

function cast(
  office: Office,
  way: Way,
  by: string,
  step: string,
  decision: 'approve' | 'reject' | 'ask_changes',
  comment?: string,
): void {
  vote(office, way.record, { at: way.at, by }, 'decide', { step, decision }, comment)
}

function order(office: Office, hire: Hire, way: Way): void {
  const { random } = office
  const { record } = way
  way.at = later(office, way.at, random.delay(220, 0.6))
  const expected = workingDay(way.at + random.between(5, 12) * day, 'after')
  const reference = `PO-${random.between(40_000, 49_999)}`
  takeTransition(office, record, { at: way.at, by: 'grace' }, 'order', 'ordered', {
    changes: { order_reference: reference, expected_on: dayAt(expected) },
  })
  const assets = [addAsset(office, hire, 'laptop', way.at + minute, record)]
  if (random.chance(0.35)) assets.push(addAsset(office, hire, 'monitor', way.at + 2 * minute, record))
  const delivered = onDay(
    office,
    workingDay(
      expected +
        random.weighted([
          [0, 60],
          [day, 25],
          [4 * day, 15],
        ]),
      'after',
    ),
    random.between(30, 400),
  )
  const by = random.chance(0.7) ? 'paulo' : 'grace'
  tellUntilNow(() =>
    takeTransition(office, record, { at: delivered, by }, 'deliver', 'delivered', {
      changes: { delivered_on: isoAt(delivered).slice(0, 10) },
    }),
  )
  for (const asset of assets) tellUntilNow(() => handOver(office, hire, asset, delivered))
}

const models = {
  laptop: ['ThinkPad T14', 'ThinkPad P16', 'MacBook Pro 14', 'MacBook Pro 16', 'Latitude 7450'],
  monitor: ['UltraSharp U2724', 'ThinkVision P27', 'EIZO CS2740'],
  phone: ['Pixel 9a', 'iPhone 16e', 'Fairphone 5'],
  badge: ['Badge and locker key'],
} as const

function addAsset(
  office: Office,
  hire: Hire | undefined,
  category: keyof typeof models,
  at: number,
  request?: LiveRecord,
): LiveRecord {
  const { random } = office
  const cost = { laptop: [899, 2_349], monitor: [219, 389], phone: [329, 549], badge: [12, 20] }[category] as [number, number]
  return createRecord(
    office,
    'asset',
    { at, by: 'grace' },
    {
      tag: `${{ laptop: 'LT', monitor: 'MN', phone: 'PH', badge: 'BK' }[category]}-${2_001 + (office.records.asset?.length ?? 0)}`,
      model: random.pick(models[category]),
      category,
      request: request?.id ?? null,
      location: hire?.place ?? random.pick(['berlin', 'lisbon', 'toronto']),
      cost: `${random.between(...cost)}.00`,
      ordered_on: dayAt(at),
      condition: 'new',
    },
  )
}

/** As the maker gives them: one after the other, in no order anybody knows. */
function serialOf(office: Office, asset: LiveRecord): string {
  return `5CG${(4_100_000 + office.records.asset!.indexOf(asset) * 137).toString(36).toUpperCase()}`
}

function receive(office: Office, asset: LiveRecord, at: number): void {
  const changes: Fields = asset.fields.serial === undefined ? { serial: serialOf(office, asset) } : {}
  takeTransition(office, asset, { at, by: office.random.chance(0.6) ? 'paulo' : 'grace' }, 'receive', 'in_stock', { changes })
}

function handOver(office: Office, hire: Hire, asset: LiveRecord, delivered: number): void {
  receive(office, asset, delivered + 20 * minute)
  const day0 = onDay(office, hire.startDay, office.random.between(15, 120))
  const at =
    hire.place === 'remote' ? later(office, delivered, office.random.between(100, 900)) : Math.max(day0, delivered + 40 * minute)
  const changes = { holder: hire.record.id, assigned_on: isoAt(at).slice(0, 10) }
  takeTransition(office, asset, { at, by: office.random.chance(0.6) ? 'paulo' : 'grace' }, 'assign', 'assigned', { changes })
}

/** Machines that lie there, for those who need one tomorrow and for those who ask for none. */
function addStock(office: Office): void {
  for (let index = 0; index < 46; index += 1) {
    const at = later(office, office.begin + (index * 380 * day) / 46, office.random.between(60, 400))
    const category = office.random.weighted([
      ['laptop', 70],
      ['monitor', 15],
      ['phone', 15],
    ] as const)
    const asset = addAsset(office, undefined, category, at)
    const received = later(office, at, office.random.between(2_000, 5_000))
    tellUntilNow(() => {
      receive(office, asset, received)
      if (index % 23 !== 9) return
      const comment = 'The screen is broken and not worth the repair.'
      takeTransition(office, asset, { at: later(office, received, 4_000), by: 'viktor' }, 'retire', 'retired', { comment })
    })
  }
}

/** A laptop that is there already. */
function fromStock(office: Office, hire: Hire): void {
  const at = onDay(office, hire.startDay, office.random.between(20, 200))
  const free = office.records.asset!.find(
    asset =>
      stateOf(asset) === 'in_stock' &&
      asset.fields.category === 'laptop' &&
      asset.fields.request === undefined &&
      asset.updatedAt < at,
  )
  if (!free || at > office.now) return
  const changes = { holder: hire.record.id, assigned_on: isoAt(at).slice(0, 10), location: hire.place }
  takeTransition(office, free, { at, by: 'grace' }, 'assign', 'assigned', { changes })
}

export const takeBack = (office: Office, asset: LiveRecord, at: number, condition: string): void =>
  takeTransition(office, asset, { at, by: 'paulo' }, 'return', 'returned', {
    changes: { returned_on: isoAt(at).slice(0, 10), condition },
  })

export const backIntoStock = (office: Office, asset: LiveRecord, at: number): void =>
  takeTransition(office, asset, { at, by: 'grace' }, 'receive', 'in_stock', { changes: { holder: null } })
