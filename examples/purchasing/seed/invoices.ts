/** Invoices: held against order and delivery, disputed where they ask for more, and paid by whoever did not enter them. */
import { createRecord, dayAt, type LiveRecord, stateOf, takeTransition } from '../../seeding/ledger.ts'
import type { Order } from './orders.ts'
import { acceptances, invoiceDisputes } from './text/words.ts'
import { day, euros, later, minute, openDay, type Works } from './works.ts'

const termDays: Readonly<Record<string, number>> = { prepaid: 7, days_14: 14, days_30: 30, days_60: 60 }

export function planInvoice(works: Works, order: Order, at: number): void {
  works.agenda.plan(later(works, at, works.random.delay(900, 0.7)), then => enter(works, order, then))
}

interface Entered {
  readonly order: Order
  readonly record: LiveRecord
  /** Who entered it, and so who pays it not. */
  readonly by: string
  readonly payer: string
}

function enter(works: Works, order: Order, at: number): void {
  const { random } = works
  const by = random.chance(0.7) ? 'claire' : 'ravi'
  const { fate } = order.request
  const freight =
    fate === 'disputed'
      ? 8_900
      : random.weighted([
          [0, 84],
          [random.between(300, 2_400), 10],
          [random.between(2_600, 19_000), 6],
        ])
  const dated = at - random.between(0, 4) * day
  const days = termDays[String(order.vendor.fields.terms)]!
  const reference = `${new Date(dated).getUTCFullYear()}-${random.between(1_000, 9_999)}-${(works.records.invoice?.length ?? 0) + 11}`
  const record = createRecord(
    works,
    'invoice',
    { at, by },
    {
      title: String(order.record.fields.title),
      vendor: order.vendor.id,
      order: order.record.id,
      reference,
      amount: euros(order.cents + freight),
      invoiced_on: dayAt(dated),
      pay_by: dayAt(openDay(dated + days * day)),
    },
  )
  const entered: Entered = { order, record, by, payer: by === 'claire' ? 'ravi' : 'claire' }
  takeTransition(works, order.record, { at: at + minute, by }, 'invoice', 'invoiced')
  if (fate === 'invoiced') return
  works.agenda.plan(later(works, at, random.delay(260, 0.8)), then => {
    if (freight > 2_500) dispute(works, entered, then)
    else match(works, entered, then, 'claire')
  })
}

function match(works: Works, entered: Entered, at: number, by: string): void {
  takeTransition(works, entered.record, { at, by }, 'match', 'matched')
  matched(works, entered, at + minute, by)
}

function matched(works: Works, entered: Entered, at: number, by: string): void {
  takeTransition(works, entered.order.record, { at, by }, 'match', 'matched')
  const payDay = Date.parse(`${String(entered.record.fields.pay_by)}T00:00:00Z`)
  const when = Math.max(payDay - works.random.between(0, 4) * day, at)
  works.agenda.plan(later(works, when, works.random.between(30, 300)), then => pay(works, entered, then))
}

function dispute(works: Works, entered: Entered, at: number): void {
  const { random } = works
  const { order, record } = entered
  const comment = invoiceDisputes[record.id.charCodeAt(35) % 2]!
  takeTransition(works, record, { at, by: 'claire' }, 'dispute', 'disputed', { comment })
  takeTransition(works, order.record, { at: at + minute, by: 'claire' }, 'dispute', 'disputed', { comment })
  if (order.request.fate === 'disputed') return
  works.agenda.plan(later(works, at, random.delay(1_800, 0.6)), then => {
    takeTransition(works, record, { at: then, by: 'henrik' }, 'accept_difference', 'matched', {
      comment: random.pick(acceptances),
    })
    works.agenda.plan(later(works, then, random.between(30, 200)), next => matched(works, entered, next, 'claire'))
  })
}

function pay(works: Works, { order, record, payer }: Entered, at: number): void {
  // Nothing goes out to a vendor on hold, nor by whoever has just put them on hold or decided on them.
  if (stateOf(order.vendor) !== 'approved') {
    works.agenda.plan(later(works, at, 1_080), then => pay(works, { order, record, payer, by: record.createdBy }, then))
    return
  }
  const changes = { payment_reference: `SEPA ${works.random.between(400_000, 899_999)}`, paid_on: dayAt(at) }
  takeTransition(works, record, { at, by: payer }, 'pay', 'paid', { changes })
  takeTransition(works, order.record, { at: at + minute, by: payer }, 'pay', 'paid')
}
