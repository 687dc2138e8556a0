/** Deliveries: on the day or late, in full, in part, too much, damaged. Each goes on the cards before it counts as taken in. */
import { createRecord, dayAt, isoAt, type LiveRecord, stateOf, takeTransition } from '../../seeding/ledger.ts'
import { planInvoice } from './invoices.ts'
import type { Order, OrderLine } from './orders.ts'
import { writeLine } from './stock.ts'
import { vendors } from './text/goods.ts'
import { carriers, damages } from './text/words.ts'
import { day, hour, later, minute, onDay, openDay, recently, second, type Works } from './works.ts'

/** What a delivery brings of one line. */
interface Part {
  readonly line: OrderLine
  readonly accepted: number
  readonly damaged: number
}

/** @param confirmed when the vendor said the day: nothing comes before */
export function planDeliveries(works: Works, order: Order, confirmed: number): void {
  const { random } = works
  if (['arrived', 'in_part'].includes(order.request.fate)) {
    works.agenda.plan(
      Math.max(recently(works, order.request.fate === 'arrived' ? 1.3 : 2.6, random.between(30, 120)), confirmed + hour),
      at => arrive(works, order, at),
    )
    return
  }
  const lateness = vendors[order.lines[0]!.card.good.vendor]![5]
  const late = random.chance(0.1 + lateness * 0.05) ? random.between(1, 3 + lateness * 2) : 0
  const early = late === 0 && random.chance(0.2) ? 1 : 0
  const date = openDay(order.expected + (late - early) * day)
  works.agenda.plan(Math.max(onDay(works, date, random.between(15, 430)), confirmed + hour), at => arrive(works, order, at))
}

function arrive(works: Works, order: Order, at: number): void {
  const { random } = works
  const open = order.lines.filter(line => line.accepted < line.quantity)
  const first = order.lines.every(({ delivery }) => delivery === 0)
  const inPart = first && (order.request.fate === 'in_part' || random.chance(0.16))
  const parts = open
    .filter((_, index) => !inPart || index === 0 || random.chance(0.5))
    .map(line => {
      const left = line.quantity - line.accepted
      const comes = inPart && left > 3 ? Math.ceil(left * (0.4 + random.next() * 0.4)) : left
      const damaged = first && random.chance(0.05) ? Math.min(comes, random.between(1, 3)) : 0
      const over = damaged === 0 && !inPart && line.quantity >= 60 && random.chance(0.02) ? random.between(1, 3) : 0
      return { line, accepted: comes - damaged + over, damaged }
    })
  takeIn(works, order, at, parts)
}

function takeIn(works: Works, order: Order, at: number, parts: readonly Part[]): void {
  const { random } = works
  const { place } = order.lines[0]!.card
  const by = place.team === 'berlin' && random.chance(0.68) ? 'olek' : 'marta'
  const damaged = parts.some(part => part.damaged > 0)
  const receipt = createRecord(
    works,
    'receipt',
    { at, by },
    {
      title: String(order.record.fields.title),
      order: order.record.id,
      location: place.record.id,
      delivery_note: `LS ${random.between(70_000, 99_999)}/${(works.records.receipt?.length ?? 0) % 97}`,
      received_on: dayAt(at),
      carrier: random.pick(carriers),
      remarks: damaged ? random.pick(damages) : null,
    },
  )
  const taken = parts.map(({ line, accepted, damaged: broken }) => {
    line.delivery += 1
    line.accepted += accepted
    const outcome = line.accepted === line.quantity ? 'complete' : line.accepted > line.quantity ? 'over' : 'partial'
    const fields = {
      receipt: receipt.id,
      description: line.card.good.name,
      order_line: line.record.id,
      delivery: line.delivery,
      accepted,
      damaged: broken,
      to_date: line.accepted,
      outcome,
    }
    return { line, accepted, record: createRecord(works, 'receipt_line', { at, by }, fields) }
  })
  if (order.request.fate === 'arrived') return
  works.agenda.plan(at + random.between(6, 50) * minute, then => putAway(works, order, receipt, taken, then))
}

function putAway(
  works: Works,
  order: Order,
  receipt: LiveRecord,
  taken: readonly { line: OrderLine; accepted: number; record: LiveRecord }[],
  at: number,
): void {
  const { random } = works
  const by = receipt.createdBy
  let moment = at
  for (const { line, accepted, record } of taken) {
    if (accepted === 0) continue
    const reference = `Delivery ${String(receipt.fields.delivery_note)}`
    const move = writeLine(
      works,
      line.card,
      { at: moment, by },
      { kind: 'receipt', quantity: accepted, reference, receipt_line: record.id },
    )
    moment = move.createdAt + 20 * second
  }
  takeTransition(works, receipt, { at: moment, by }, 'post', 'posted')
  const open = order.lines.filter(line => line.accepted < line.quantity)
  for (const { line } of taken) if (!open.includes(line)) line.card.awaited = false
  if (open.length > 0) {
    if (stateOf(order.record) === 'acknowledged')
      takeTransition(works, order.record, { at: moment + minute, by }, 'receive_part', 'partly_received')
    works.agenda.plan(later(works, moment, random.between(40, 300)), then => {
      if (stateOf(order.request.record) === 'ordered')
        takeTransition(works, order.request.record, { at: then, by: order.buyer }, 'receive_part', 'partly_received')
    })
    if (order.request.fate === 'in_part') return
    works.agenda.plan(onDay(works, openDay(moment + random.between(2, 9) * day), random.between(20, 400)), then =>
      arrive(works, order, then),
    )
    return
  }
  const changes = { delivered_on: dayAt(moment) }
  takeTransition(works, order.record, { at: moment + minute, by }, 'receive_all', 'received', { changes })
  works.agenda.plan(later(works, moment, random.between(30, 400)), then => {
    const arrived = { received_at: isoAt(then) }
    takeTransition(works, order.request.record, { at: then, by: order.buyer }, 'receive_all', 'received', { changes: arrived })
    if (order.request.fate === 'received') return
    works.agenda.plan(later(works, then, random.between(300, 2_600)), closing =>
      takeTransition(
        works,
        order.request.record,
        { at: closing, by: random.chance(0.5) ? order.request.by : order.buyer },
        'close',
        'closed',
      ),
    )
  })
  if (order.request.fate !== 'received') planInvoice(works, order, moment + 2 * minute)
}
