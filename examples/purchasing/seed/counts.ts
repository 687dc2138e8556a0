/** Counts: each month some cards of each store. Small differences are posted, larger ones looked at first. */
import { createRecord, dayAt, type LiveRecord, takeTransition, updateRecord, vote } from '../../seeding/ledger.ts'
import { writeLine } from './stock.ts'
import { countReasons } from './text/words.ts'
import { type Card, day, euros, later, minute, onDay, openDay, type Place, recently, second, type Works } from './works.ts'

interface Counted {
  readonly card: Card
  readonly difference: number
  readonly record: LiveRecord
}

export function addCounts(works: Works): void {
  for (const code of ['BER-1', 'LIS-1', 'BER-2']) {
    const place = works.places.get(code)!
    const cards = [...works.cards.values()].filter(card => card.place === place)
    let index = works.random.between(0, cards.length)
    for (let moment = works.begin + 25 * day; moment < works.now + 10 * day; moment += 27 * day) {
      const date = openDay(moment)
      const some = Array.from({ length: 9 }, () => cards[index++ % cards.length]!)
      works.agenda.plan(onDay(works, date - 3 * day, works.random.between(30, 300)), at => open(works, place, date, some, at))
    }
  }
  // What waits today: one counted this morning, one whose difference Henrik has to look at, one planned for next week.
  const berlin = works.places.get('BER-1')!
  const ours = [...works.cards.values()].filter(card => card.place === berlin)
  works.agenda.plan(recently(works, 2.4, 60), at => open(works, berlin, works.now - day, ours.slice(20, 26), at, 'review'))
  const lisbon = works.places.get('LIS-1')!
  const theirs = [...works.cards.values()].filter(card => card.place === lisbon)
  works.agenda.plan(recently(works, 2.1, 30), at => open(works, lisbon, works.now - day, theirs.slice(8, 13), at, 'counted'))
  works.agenda.plan(recently(works, 1.2, 90), at => open(works, lisbon, openDay(works.now + 6 * day), [], at, 'open'))
}

type Fate = 'any' | 'open' | 'counted' | 'review'

function open(works: Works, place: Place, date: number, cards: readonly Card[], at: number, fate: Fate = 'any'): void {
  const month = new Date(date).toLocaleDateString('en-GB', { month: 'long', timeZone: 'UTC' })
  const fields = { title: `${place.name}, ${month}`, location: place.record.id, kind: 'cycle', planned_on: dayAt(date) }
  const record = createRecord(works, 'count_session', { at, by: place.manager }, fields)
  if (fate === 'open') return
  const when =
    fate === 'any'
      ? Math.max(onDay(works, date, works.random.between(20, 200)), at + 30 * minute)
      : later(works, at, works.random.between(10, 20))
  works.agenda.plan(when, then => count(works, record, place, cards, then, fate))
}

function count(works: Works, session: LiveRecord, place: Place, cards: readonly Card[], at: number, fate: Fate): void {
  const { random } = works
  const so = works.records.count_session!.indexOf(session)
  const large = fate === 'review' || (fate === 'any' && so % 4 === 1)
  // Where most lies, most is amiss.
  const worst = cards.toSorted((one, other) => other.onHand - one.onHand)[0]
  const counted = cards.map((card, index) => {
    // A small difference is at most one in fifty; a large one is what somebody has to explain.
    const least = Math.floor(card.onHand / 50)
    const difference =
      large && card === worst
        ? -Math.min(card.onHand, Math.max(2, Math.ceil(card.onHand * 0.12)))
        : random.chance(0.3)
          ? random.between(-least, least)
          : 0
    const price = works.prices.get(card.good.sku)!
    // Small, but dear: those are looked at as well, and so are not posted as they are.
    const kept = Math.abs(difference * price) > 25_000 && !large ? 0 : difference
    const fields = {
      session: session.id,
      description: card.good.name,
      level: card.record.id,
      expected: card.onHand,
      counted: card.onHand + kept,
      unit_cost: euros(price),
    }
    return {
      card,
      difference: kept,
      record: createRecord(works, 'count_line', { at: at + index * 40 * second, by: place.manager }, fields),
    }
  })
  const finished = at + (cards.length + 2) * minute
  works.agenda.plan(finished, then => {
    takeTransition(works, session, { at: then, by: place.manager }, 'finish', 'counted', { changes: { counted_on: dayAt(then) } })
    if (fate === 'counted') return
    if (large && counted.some(({ difference }) => difference !== 0))
      works.agenda.plan(later(works, then, random.between(10, 60)), next => review(works, session, place, counted, next, fate))
    else if (fate === 'any' && so % 8 === 2)
      works.agenda.plan(then + 15 * minute, next => recount(works, session, place, counted, next))
    else works.agenda.plan(later(works, then, random.between(10, 90)), next => post(works, session, place, counted, next))
  })
}

function recount(works: Works, session: LiveRecord, place: Place, counted: readonly Counted[], at: number): void {
  takeTransition(works, session, { at, by: place.manager }, 'recount', 'open')
  const again = at + 20 * minute
  works.agenda.plan(again, then => {
    takeTransition(works, session, { at: then, by: place.manager }, 'finish', 'counted', { changes: { counted_on: dayAt(then) } })
    works.agenda.plan(then + 10 * minute, next => post(works, session, place, counted, next))
  })
}

function review(works: Works, session: LiveRecord, place: Place, counted: readonly Counted[], at: number, fate: Fate): void {
  const { random } = works
  takeTransition(works, session, { at, by: place.manager }, 'ask_review', 'variance_review', {
    changes: { explanation: random.pick(countReasons) },
  })
  if (fate === 'review') return
  works.agenda.plan(later(works, at, random.delay(200, 0.6)), then => {
    vote(works, session, { at: then, by: 'henrik' }, 'decide', { step: 'operations', decision: 'approve' })
    takeTransition(works, session, { at: then, by: 'henrik' }, 'decide', 'posted')
    putRight(works, place, counted, then + 5 * minute)
  })
}

function post(works: Works, session: LiveRecord, place: Place, counted: readonly Counted[], at: number): void {
  takeTransition(works, session, { at, by: place.manager }, 'post', 'posted')
  putRight(works, place, counted, at + minute)
}

/** Each difference is a line on its card. */
function putRight(works: Works, place: Place, counted: readonly Counted[], at: number): void {
  for (const [index, { card, difference, record }] of counted.entries()) {
    works.agenda.plan(later(works, at, index * 2), then => {
      updateRecord(works, card.record, { at: then, by: place.manager }, { counted_on: dayAt(then) })
      if (difference === 0 || card.onHand + difference < 0) return
      writeLine(
        works,
        card,
        { at: then, by: place.manager },
        { kind: 'count', quantity: difference, reference: 'Counted', count_line: record.id },
      )
    })
  }
}
