/** Orders: written from an approved request, decided on, sent and confirmed. What arrives of them is told beside. */
import {
  commentOn,
  createRecord,
  dayAt,
  type LiveRecord,
  stateOf,
  takeTransition,
  updateRecord,
  vote,
} from '../../seeding/ledger.ts'
import { planDeliveries } from './deliveries.ts'
import { personId } from './people.ts'
import { isSettled, type Line, type Request } from './requests.ts'
import { chases, objections, orderCancellations, orderRefusals } from './text/words.ts'
import { dateOf, day, euros, later, minute, openDay, second, type Works } from './works.ts'

export interface OrderLine extends Line {
  readonly record: LiveRecord
  /** Deliveries and pieces accepted so far. */
  delivery: number
  accepted: number
}

export interface Order {
  readonly record: LiveRecord
  readonly request: Request
  readonly buyer: string
  readonly vendor: LiveRecord
  readonly lines: readonly OrderLine[]
  readonly cents: number
  /** Midnight of the day the vendor has confirmed. */
  expected: number
}

/** While the vendor is out of use nothing is ordered: the buyer looks again two days later. */
function whenInUse(works: Works, vendor: LiveRecord, at: number, act: (at: number) => void): void {
  works.agenda.plan(at, then => {
    if (stateOf(vendor) === 'approved') act(then)
    else whenInUse(works, vendor, later(works, then, 1_080), act)
  })
}

export function addOrder(works: Works, request: Request, at: number): void {
  const vendor = works.vendors.get(request.lines[0]!.card.good.vendor)!
  whenInUse(works, vendor, at, then => writeOrder(works, request, vendor, then))
}

function writeOrder(works: Works, request: Request, vendor: LiveRecord, at: number): void {
  const { random } = works
  const buyer = random.chance(0.68) ? 'samir' : 'beata'
  // A larger lot is a little cheaper now and then; the request's price is what has been approved.
  const discount = random.chance(0.25) ? 0.98 : 1
  const lines = request.lines.map(line => ({ ...line, price: Math.floor(line.price * discount) }))
  const cents = lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
  const { good, place } = request.lines[0]!.card
  const expected = openDay(dateOf(at) + (good.leadDays + random.between(0, 4)) * day)
  const record = createRecord(
    works,
    'purchase_order',
    { at, by: buyer },
    {
      title: String(request.record.fields.title),
      vendor: vendor.id,
      request: request.record.id,
      location: place.record.id,
      buyer: personId(buyer),
      amount: euros(cents),
      expected_on: dayAt(expected),
    },
  )
  const written = lines.map(line => {
    const fields = {
      order: record.id,
      description: line.card.good.name,
      item: line.card.item.id,
      quantity: line.quantity,
      unit_price: euros(line.price),
    }
    const made = createRecord(works, 'order_line', { at, by: buyer }, fields)
    return { ...line, record: made, delivery: 0, accepted: 0 }
  })
  const order: Order = { record, request, buyer, vendor, lines: written, cents, expected }
  if (request.fate === 'order_draft') return
  whenInUse(works, vendor, at + random.between(3, 20) * minute, then => submit(works, order, then))
}

function submit(works: Works, order: Order, at: number): void {
  takeTransition(works, order.record, { at, by: order.buyer }, 'submit', 'submitted')
  if (order.request.fate === 'order_waits') return
  works.agenda.plan(later(works, at, works.random.delay(80, 0.7)), then => decideByFinance(works, order, then))
}

function decideByFinance(works: Works, order: Order, at: number): void {
  const { random } = works
  const { record, buyer } = order
  const voter = random.chance(0.6) ? 'claire' : 'ravi'
  const cast = (decision: 'approve' | 'reject' | 'ask_changes', comment?: string) =>
    vote(works, record, { at, by: voter }, 'decide', { step: 'finance', decision }, comment)
  const settled = isSettled(order.request)
  if (!settled && random.chance(0.015)) {
    const comment = random.pick(orderRefusals)
    cast('reject', comment)
    takeTransition(works, record, { at, by: voter }, 'decide', 'rejected', { comment })
    addOrder(works, order.request, later(works, at, 500))
    return
  }
  if (!settled && random.chance(0.02)) {
    const comment = objections[2]!
    cast('ask_changes', comment)
    takeTransition(works, record, { at, by: voter }, 'decide', 'draft', { comment })
    works.agenda.plan(later(works, at, 90), then => {
      commentOn(works, record, { at: then, by: buyer }, 'Checked with the vendor: it is the price of their present list.')
      whenInUse(works, order.vendor, then + 2 * minute, again => submit(works, order, again))
    })
    return
  }
  cast('approve')
  if (order.cents <= 500_000) {
    approve(works, order, at, voter)
    return
  }
  works.agenda.plan(later(works, at, random.delay(150, 0.7)), then => {
    vote(works, record, { at: then, by: 'henrik' }, 'decide', { step: 'operations', decision: 'approve' })
    approve(works, order, then, 'henrik')
  })
}

function approve(works: Works, order: Order, at: number, by: string): void {
  const { random } = works
  takeTransition(works, order.record, { at, by }, 'decide', 'approved')
  if (order.request.fate === 'order_approved') return
  whenInUse(works, order.vendor, later(works, at, random.delay(45, 0.7)), then => {
    if (!isSettled(order.request) && random.chance(0.015)) {
      const comment = random.pick(orderCancellations)
      takeTransition(works, order.record, { at: then, by: order.buyer }, 'cancel', 'cancelled', { comment })
      addOrder(works, order.request, later(works, then, 400))
    } else send(works, order, then)
  })
}

function send(works: Works, order: Order, at: number): void {
  const { record, request, buyer } = order
  takeTransition(works, record, { at, by: buyer }, 'send', 'sent', { changes: { sent_on: dayAt(at) } })
  if (stateOf(request.record) === 'approved')
    takeTransition(works, request.record, { at: at + minute, by: buyer }, 'order', 'ordered')
  if (request.fate === 'order_sent') return
  works.agenda.plan(later(works, at, works.random.delay(380, 0.7)), then => acknowledge(works, order, then))
}

function acknowledge(works: Works, order: Order, at: number): void {
  const { random } = works
  const { record, buyer, lines } = order
  // Some confirm a later day than was asked for.
  if (random.chance(0.3)) order.expected = openDay(order.expected + random.between(1, 6) * day)
  order.expected = Math.max(order.expected, openDay(dateOf(at) + day))
  const changes = {
    vendor_reference: `${random.pick(['AB', 'OC', 'AUF'])}-${random.between(310_000, 989_000)}`,
    expected_on: dayAt(order.expected),
  }
  takeTransition(works, record, { at, by: buyer }, 'acknowledge', 'acknowledged', { changes })
  for (const [index, { card }] of lines.entries()) reprice(works, card.good.sku, at + (index + 1) * 10 * second, buyer)
  planDeliveries(works, order, at)
  works.agenda.plan(later(works, order.expected + 2 * day, random.between(20, 200)), then => {
    if (stateOf(record) === 'acknowledged') commentOn(works, record, { at: then, by: buyer }, random.pick(chases))
  })
}

/** With a confirmation comes the price of the next order. Orders keep theirs. */
function reprice(works: Works, sku: string, at: number, by: string): void {
  if (!works.random.chance(0.12)) return
  const price = Math.round(works.prices.get(sku)! * (1 + works.random.between(1, 3) / 100))
  works.prices.set(sku, price)
  updateRecord(works, works.items.get(sku)!, { at, by }, { price: euros(price) })
}
