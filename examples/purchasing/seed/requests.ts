/** Requests: made each morning from the cards that have fallen low, and from what IT and roll-outs need; decided by amount, category and budget. */
import { commentOn, createRecord, dayAt, type LiveRecord, takeTransition, updateRecord, vote } from '../../seeding/ledger.ts'
import { addOrder } from './orders.ts'
import { personId, teamId } from './people.ts'
import { budgetOf } from './standing.ts'
import { fill } from './stock.ts'
import { categories, type Good } from './text/goods.ts'
import {
  answers,
  beyondReasons,
  cancellations,
  emergencies,
  findings,
  itReasons,
  objections,
  refusals,
  requestReasons,
} from './text/words.ts'
import { type Budget, type Card, type Department, day, euros, later, minute, openDay, recently, type Works } from './works.ts'

export interface Line {
  readonly card: Card
  readonly quantity: number
  /** Cents of one. */
  readonly price: number
}

export interface Request {
  readonly record: LiveRecord
  readonly by: string
  readonly lines: readonly Line[]
  readonly cents: number
  readonly budget: Budget
  /** Whether the budget had not enough left when it was asked for. */
  beyond: boolean
  readonly fate: Fate
}

/**
 * How far a request comes, when that is not left to chance: it stays a draft, waits for its first decision, is let through, or has an order that is a draft, waits, is approved, is sent;
 * whose delivery lies at the ramp or has come in part or in full, or whose invoice has come or is disputed.
 */
export type Fate =
  | 'any'
  | 'draft'
  | 'waits'
  | 'emergency'
  | 'order_draft'
  | 'order_waits'
  | 'order_approved'
  | 'order_sent'
  | 'arrived'
  | 'in_part'
  | 'received'
  | 'invoiced'
  | 'disputed'

/** Nothing comes between. */
export const isSettled = ({ fate }: Request) => fate !== 'any' && fate !== 'emergency'

export function reviewStock(works: Works, at: number): void {
  const low = [...works.cards.values()].filter(card => !card.awaited && card.onHand <= card.reorderPoint)
  for (const card of low.filter(({ place }) => place.from !== undefined)) fill(works, card, at)
  // One request for what one vendor sends to one store.
  const wanted = Map.groupBy(
    low.filter(({ place }) => place.from === undefined),
    ({ good, place }) => `${good.vendor} ${place.code}`,
  )
  let moment = at + 12 * minute
  for (const cards of wanted.values()) {
    // Some low cards are seen a day later, and then with more beside them.
    if (works.random.chance(0.35)) continue
    const also = [...works.cards.values()].filter(
      card =>
        card.place === cards[0]!.place &&
        card.good.vendor === cards[0]!.good.vendor &&
        !card.awaited &&
        !cards.includes(card) &&
        card.onHand <= card.reorderPoint * 1.35,
    )
    const lines = [...cards, ...also].slice(0, 6)
    // Nobody asks twice before the first request is written.
    for (const card of lines) card.awaited = true
    moment += works.random.between(3, 20) * minute
    works.agenda.plan(moment, then => askFor(works, then, lines, 'any'))
  }
}

const titles: Readonly<Record<Good['category'], string>> = {
  spares: 'Terminal spares',
  network: 'Cables and network parts',
  packaging: 'Packaging',
  consumables: 'Consumables',
  tools: 'Tools and safety',
  it: 'IT equipment',
}

/** @param times how much more than the usual quantity */
export function askFor(works: Works, at: number, cards: readonly Card[], fate: Fate, times = 1, title?: string): void {
  const { random } = works
  const [{ place, good }] = cards as [Card]
  for (const card of cards) card.awaited = true
  const category = good.category
  const lines = cards.map(card => ({
    card,
    // A month at least, in the lots in which the vendor sells.
    quantity: Math.max(1, Math.round(Math.max(card.good.reorderQuantity * card.place.part, card.leaving * 22) * times)),
    price: works.prices.get(card.good.sku)!,
  }))
  const cents = lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
  const department: Department = category === 'it' ? 'works_it' : place.team
  const by =
    category === 'it'
      ? 'kenji'
      : place.team === 'berlin'
        ? random.weighted([
            ['tobias', 40],
            ['jana', 60],
          ])
        : random.weighted([
            ['amelie', 45],
            ['rui', 55],
          ])
  const budget = budgetOf(works, department, at)
  const beyond = isBeyond(budget, cents)
  const named = title ?? (cards.length === 1 ? good.name : `${titles[category]} for ${place.name}`)
  const record = createRecord(
    works,
    'purchase_request',
    { at, by },
    {
      title: named,
      department: teamId(department),
      location: place.record.id,
      category: works.categories.get(category)!.id,
      budget: budget.record.id,
      amount: euros(cents),
      budget_state: 'within',
      needed_by: dayAt(openDay(at + (good.leadDays + random.between(4, 12)) * day)),
      reason: beyond
        ? random.pick(beyondReasons)
        : cents > 50_000 || random.chance(0.3)
          ? random.pick(category === 'it' ? itReasons : requestReasons)
          : null,
      emergency: false,
    },
  )
  for (const { card, quantity, price } of lines) {
    const line = { request: record.id, description: card.good.name, item: card.item.id, quantity, unit_price: euros(price) }
    createRecord(works, 'request_line', { at, by }, line)
  }
  const request: Request = { record, by, lines, cents, budget, beyond, fate }
  if (fate === 'draft') return
  works.agenda.plan(at + random.between(2, 12) * minute, then => submit(works, request, then))
}

const isBeyond = ({ promised, cents }: Budget, more: number) => promised + more > cents

function letGo({ lines }: Request): void {
  for (const { card } of lines) card.awaited = false
}

function submit(works: Works, request: Request, at: number, again = false): void {
  const { random } = works
  const { record, by, lines, budget, fate } = request
  const settled = again || isSettled(request)
  const owner = categories[lines[0]!.card.good.category].owner
  request.beyond = isBeyond(budget, request.cents)
  const changes = {
    budget_holder: personId(budget.holder),
    category_owner: personId(owner),
    budget_state: request.beyond ? 'beyond' : 'within',
  }
  // The step is refused without one.
  if (request.beyond && record.fields.reason === undefined)
    updateRecord(works, record, { at: at - minute, by }, { reason: random.pick(beyondReasons) })
  takeTransition(works, record, { at, by }, 'submit', 'submitted', { changes })
  if (fate === 'waits') return
  if (fate === 'emergency' || (!settled && random.chance(0.012))) {
    works.agenda.plan(later(works, at, random.between(10, 60)), then => letThrough(works, request, then))
    return
  }
  if (!settled && random.chance(0.02)) {
    works.agenda.plan(later(works, at, random.between(30, 300)), then => {
      takeTransition(works, record, { at: then, by }, 'cancel', 'cancelled', { comment: random.pick(cancellations) })
      letGo(request)
    })
    return
  }
  works.agenda.plan(later(works, at, random.delay(110, 0.8)), then =>
    decide(works, request, then, !settled && random.chance(0.05)),
  )
}

interface Asked {
  readonly step: string
  readonly of: readonly string[]
}

/** The steps that are asked as things stand, in their order, with who may decide in each. */
function stepsOf({ by, lines, cents, budget, beyond }: Request): Asked[] {
  const { owner, decides } = categories[lines[0]!.card.good.category]
  const above = (euro: number) => cents > euro * 100
  const steps: Asked[] = []
  if (by !== budget.holder) steps.push({ step: 'budget_holder', of: [budget.holder] })
  if (decides && by !== owner && owner !== budget.holder) steps.push({ step: 'category_owner', of: [owner] })
  if (above(500) || beyond || isBeyond(budget, cents) || by === budget.holder)
    steps.push({ step: 'finance', of: ['claire', 'ravi'] })
  if (above(5_000)) steps.push({ step: 'operations', of: ['henrik'] })
  if (above(50_000)) steps.push({ step: 'second_of_finance', of: ['claire', 'ravi'] })
  return steps
}

/** @param decided the steps that were, with who did */
function decide(
  works: Works,
  request: Request,
  at: number,
  objected: boolean,
  decided: ReadonlyMap<string, string> = new Map(),
): void {
  const { random } = works
  const { record, by } = request
  const [asked] = stepsOf(request).filter(({ step }) => !decided.has(step))
  const voted = [...decided.values()]
  const voter = random.pick(asked!.of.filter(person => !voted.includes(person)))
  const cast = (decision: 'approve' | 'reject' | 'ask_changes', comment?: string) =>
    vote(works, record, { at, by: voter }, 'decide', { step: asked!.step, decision }, comment)
  if (objected) {
    const comment = random.pick(objections)
    cast('ask_changes', comment)
    takeTransition(works, record, { at, by: voter }, 'decide', 'draft', { comment })
    works.agenda.plan(later(works, at, random.delay(90, 0.6)), then => {
      const reason = random.pick(answers.filter(answer => answer !== record.fields.reason))
      updateRecord(works, record, { at: then, by }, { reason })
      submit(works, request, then + 3 * minute, true)
    })
    return
  }
  if (!isSettled(request) && random.chance(0.015)) {
    const comment = random.pick(refusals)
    cast('reject', comment)
    takeTransition(works, record, { at, by: voter }, 'decide', 'rejected', { comment })
    letGo(request)
    return
  }
  cast('approve')
  const all = new Map([...decided, [asked!.step, voter]])
  if (stepsOf(request).some(({ step }) => !all.has(step))) {
    works.agenda.plan(later(works, at, random.delay(130, 0.8)), then => decide(works, request, then, false, all))
    return
  }
  takeTransition(works, record, { at, by: voter }, 'decide', 'approved')
  approved(works, request, at)
}

function approved(works: Works, request: Request, at: number): void {
  request.budget.promised += request.cents
  works.agenda.plan(later(works, at, works.random.delay(120, 0.7)), then => addOrder(works, request, then))
}

function letThrough(works: Works, request: Request, at: number): void {
  const { record } = request
  const comment = works.random.pick(emergencies)
  takeTransition(works, record, { at, by: 'henrik' }, 'let_through', 'approved', { changes: { emergency: true }, comment })
  approved(works, request, at)
  const reviewed = works.clock.after(at, works.random.between(2_500, 5_000))
  works.agenda.plan(reviewed, then => {
    const changes = { reviewed_on: dayAt(then), review_finding: works.random.pick(findings) }
    updateRecord(works, record, { at: then, by: 'ravi' }, changes)
    commentOn(
      works,
      record,
      { at: then + minute, by: 'henrik' },
      'Thank you. We talk about reorder points in the monthly review.',
    )
  })
}

/** What does not come from a low card: equipment for technicians, a roll-out, and what waits on the desks today. */
export function addPlannedRequests(works: Works): void {
  const card = (sku: string, code: string) => works.cards.get(`${sku} ${code}`)!
  const ask = (daysAgo: number, cards: readonly Card[], fate: Fate, times: number, title?: string) =>
    works.agenda.plan(recently(works, daysAgo, works.random.between(20, 200)), at => askFor(works, at, cards, fate, times, title))
  for (let index = 0; index < 14; index += 1)
    ask(
      380 - index * 26,
      [card('IT-6020', 'BER-1'), card('IT-6060', 'BER-1'), card('IT-6050', 'BER-1')].slice(0, 1 + (index % 3)),
      'any',
      0.25 + (index % 4) * 0.25,
    )
  // Large ones: decided by two people of finance.
  ask(210, [card('TS-1140', 'BER-1')], 'any', 7.5, '300 terminals for the pharmacy chain')
  ask(0.9, [card('TS-1140', 'LIS-1')], 'waits', 10.8, '302 terminals for the supermarkets')
  ask(64, [card('TS-1050', 'BER-1')], 'emergency', 0.6)
  ask(3, [card('TS-1090', 'LIS-1')], 'emergency', 0.8)
  ask(12, [card('CN-2070', 'BER-1')], 'order_draft', 0.8)
  ask(13, [card('PK-3050', 'LIS-1')], 'order_draft', 0.6)
  ask(11, [card('TS-1010', 'BER-1'), card('TS-1060', 'BER-1')], 'order_waits', 2.4)
  ask(10, [card('CO-4050', 'LIS-1')], 'order_waits', 1)
  ask(12, [card('CN-2060', 'LIS-1')], 'order_approved', 0.7)
  ask(9, [card('PK-3070', 'BER-1')], 'order_sent', 1)
  ask(15, [card('TO-5010', 'BER-1'), card('TO-5020', 'BER-1')], 'arrived', 0.8)
  ask(16, [card('PK-3030', 'LIS-1')], 'arrived', 0.5)
  ask(17, [card('CN-2010', 'BER-1'), card('CN-2040', 'BER-1')], 'arrived', 0.9)
  ask(24, [card('TS-1030', 'BER-1'), card('TS-1100', 'BER-1')], 'in_part', 1)
  ask(20, [card('CO-4010', 'LIS-1')], 'in_part', 1)
  ask(35, [card('TO-5080', 'BER-1')], 'received', 1)
  ask(34, [card('CO-4080', 'LIS-1')], 'received', 1)
  ask(36, [card('CN-2080', 'BER-1')], 'invoiced', 1)
  ask(37, [card('TO-5080', 'LIS-1')], 'invoiced', 1)
  ask(38, [card('CO-4080', 'BER-1'), card('CN-2090', 'BER-1')], 'disputed', 1)
  ask(2.2, [card('IT-6010', 'LIS-1')], 'waits', 1, 'Tablets for the new technicians')
  ask(1.6, [card('PK-3010', 'LIS-1'), card('PK-3020', 'LIS-1')], 'waits', 0.5)
  ask(1.1, [card('CO-4010', 'BER-1')], 'waits', 0.6)
  ask(0.8, [card('CN-2050', 'BER-1'), card('CN-2060', 'BER-1')], 'waits', 1.4)
  ask(0.6, [card('TO-5010', 'LIS-1'), card('TO-5020', 'LIS-1')], 'waits', 0.5)
  ask(0.5, [card('TS-1040', 'BER-1')], 'waits', 1)
  ask(1.3, [card('TO-5050', 'BER-1')], 'draft', 1)
  ask(0.4, [card('CN-2030', 'LIS-1')], 'draft', 1)
}
