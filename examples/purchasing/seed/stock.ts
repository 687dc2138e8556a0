/** What moves on the cards: issues, what the stores send to workshop and vans, corrections, and what is kept for somebody. */
import { type Act, createRecord, dayAt, type LiveRecord, updateRecord } from '../../seeding/ledger.ts'
import { personId } from './people.ts'
import { corrections, lisbonSites, sites } from './text/words.ts'
import { type Card, dateOf, day, isWorkingDay, later, minute, onDay, recently, second, type Works } from './works.ts'

interface Move {
  readonly kind: 'opening' | 'receipt' | 'issue' | 'transfer_out' | 'transfer_in' | 'adjust' | 'count'
  readonly quantity: number
  readonly reference: string
  readonly receipt_line?: string
  readonly sent_with?: string
  readonly count_line?: string
}

/** The next line of the card. Two that come in one moment stand one second apart. */
export function writeLine(works: Works, card: Card, { at, by }: Act, move: Move): LiveRecord {
  const moment = Math.max(at, card.lastAt + second)
  const onHand = card.onHand + move.quantity
  if (onHand < 0) throw new Error(`${String(card.record.fields.name)} would fall below zero`)
  const place = { location: card.place.record.id, level: card.record.id, written_by: personId(by) }
  const record = createRecord(works, 'stock_move', { at: moment, by }, { ...move, ...place })
  card.onHand = onHand
  card.lastAt = moment
  return record
}

/** Who is at the shelves: receivers at the stores, the manager now and then. */
export function atShelf(works: Works, card: Card): string {
  if (card.place.team === 'lisbon') return works.random.chance(0.72) ? 'marta' : 'amelie'
  return works.random.weighted([
    ['olek', 62],
    ['marta', 12],
    ['tobias', 26],
  ])
}

/** More before the holidays, less in summer. */
function season(date: number): number {
  return [0.92, 0.95, 1, 1, 1.02, 0.98, 0.88, 0.74, 1.02, 1.1, 1.3, 1.25][new Date(date).getUTCMonth()]!
}

/** One agenda entry a day plans the rest of that day. */
export function addDays(works: Works, eachMorning: (at: number) => void): void {
  for (let date = dateOf(works.begin) + 5 * day; date <= works.now; date += day) {
    if (!isWorkingDay(date)) continue
    works.agenda.plan(onDay(works, date, 0), at => {
      for (const card of works.cards.values()) planIssues(works, card, date)
      works.agenda.plan(at + 95 * minute, () => eachMorning(at + 95 * minute))
    })
  }
}

/** So many days' use is taken at once: fast things in larger lots, so that a card gets a line every few days. */
const lotDays = (perDay: number) => (perDay >= 4 ? 5 : perDay >= 1 ? 6 : 1 / Math.max(perDay, 0.02) > 6 ? 1 / perDay : 6)

function planIssues(works: Works, card: Card, date: number): void {
  const { random } = works
  const days = lotDays(card.perDay)
  if (!random.chance((1 / days) * season(date))) return
  works.agenda.plan(onDay(works, date, random.between(10, 520)), at => {
    const wanted = Math.max(1, Math.round(card.perDay * days * (0.6 + random.next() * 0.8)))
    const quantity = Math.min(wanted, card.onHand)
    if (quantity === 0) return
    const by = atShelf(works, card)
    const isBoxed = card.good.category === 'packaging' || card.place.kind === 'workshop'
    const reference = isBoxed
      ? card.place.kind === 'workshop'
        ? `Repair lot ${random.between(3_100, 4_900)}`
        : `Dispatch of ${dayAt(at)}`
      : `Job ${random.between(20_100, 28_900)}, ${random.pick(card.place.team === 'berlin' ? sites : lisbonSites)}`
    writeLine(works, card, { at, by }, { kind: 'issue', quantity: -quantity, reference })
  })
}

/** A store fills what it serves, as far as it has enough itself. */
export function fill(works: Works, card: Card, at: number): void {
  const store = works.cards.get(`${card.good.sku} ${card.place.from}`)!
  const quantity = Math.min(Math.ceil(card.reorderPoint * 2.2 - card.onHand), store.onHand)
  if (quantity < 1) return
  card.awaited = true
  const by = atShelf(works, store)
  const sent = writeLine(
    works,
    store,
    { at, by },
    { kind: 'transfer_out', quantity: -quantity, reference: `To ${card.place.name}` },
  )
  works.agenda.plan(later(works, at, works.random.between(8, 45)), arrived => {
    card.awaited = false
    const reference = `From ${store.place.name}`
    writeLine(works, card, { at: arrived, by }, { kind: 'transfer_in', quantity, reference, sent_with: sent.id })
  })
}

/** What left the cards in 90 days is brought in now and then: nothing does it by itself. */
export function addUsage(works: Works): void {
  works.agenda.plan(recently(works, 3, 45), at => {
    const used = new Map<unknown, number>()
    for (const { createdAt, fields } of works.records.stock_move ?? [])
      if (createdAt > at - 90 * day && (fields.kind === 'issue' || fields.kind === 'transfer_out'))
        used.set(fields.level, (used.get(fields.level) ?? 0) - Number(fields.quantity))
    for (const { record, place } of works.cards.values())
      updateRecord(works, record, { at, by: place.manager }, { used: used.get(record.id) ?? 0 })
  })
}

/** Things break, expire and turn up again. */
export function addCorrections(works: Works): void {
  const cards = [...works.cards.values()]
  for (let moment = works.begin + 20 * day; moment < works.now; moment += 3 * day) {
    const card = works.random.pick(cards)
    works.agenda.plan(onDay(works, moment, works.random.between(60, 420)), at => {
      const reference = works.random.pick(corrections)
      const found = reference.startsWith('Found')
      const quantity = found ? works.random.between(1, 4) : -Math.min(works.random.between(1, 5), card.onHand)
      if (quantity !== 0) writeLine(works, card, { at, by: card.place.manager }, { kind: 'adjust', quantity, reference })
    })
  }
}

/** Kept for roll-outs; most have been let go since. */
export function addReservations(works: Works): void {
  const cards = [...works.cards.values()].filter(({ place, good }) => place.kind === 'store' && good.category !== 'packaging')
  for (let index = 0; index < 46; index += 1) {
    const card = works.random.pick(cards)
    const moment = works.now - (index < 16 ? works.random.between(1, 18) : works.random.between(25, 340)) * day
    works.agenda.plan(onDay(works, moment, works.random.between(30, 400)), at => {
      if (card.onHand < 4) return
      const places = card.place.team === 'berlin' ? sites : lisbonSites
      const quantity = works.random.between(1, Math.max(2, Math.floor(card.onHand / 3)))
      const until = at + works.random.between(10, 30) * day
      const fields = { level: card.record.id, purpose: `Roll-out ${works.random.pick(places)}`, quantity, until: dayAt(until) }
      const record = createRecord(works, 'reservation', { at, by: card.place.manager }, fields)
      works.agenda.plan(later(works, at, works.random.between(4_000, 9_000)), then =>
        updateRecord(works, record, { at: then, by: card.place.manager }, { released_on: dayAt(then) }),
      )
    })
  }
}
