/** The whole seed of purchasing. Deterministic: the same `now` gives the same seed. */
import { closeLedger } from '../../seeding/ledger.ts'
import { mention, newsOf } from '../../seeding/news.ts'
import type { Seed } from '../../seeding/shape.ts'
import { addCounts } from './counts.ts'
import { mentions, watches } from './news.ts'
import { memberships, people, roles, teams } from './people.ts'
import { addPlannedRequests, reviewStock } from './requests.ts'
import { addStanding } from './standing.ts'
import { addCorrections, addDays, addReservations, addUsage } from './stock.ts'
import { views } from './views.ts'
import { addWishes } from './wishes.ts'
import { openWorks } from './works.ts'

/** References point at entities further up only. */
const order = [
  'location',
  'category',
  'vendor',
  'vendor_request',
  'item',
  'stock_level',
  'reservation',
  'budget',
  'purchase_request',
  'request_line',
  'purchase_order',
  'order_line',
  'receipt',
  'receipt_line',
  'invoice',
  'count_session',
  'count_line',
  'stock_move',
]

/** What was planned first is not always begun first, so running numbers are given afterwards, in order of time. */
const prefixes = {
  vendor: 'VEN-',
  vendor_request: 'VRQ-',
  purchase_request: 'PR-',
  purchase_order: 'PO-',
  receipt: 'REC-',
  invoice: 'INV-',
  count_session: 'CNT-',
}

export function seed(now: Date): Seed {
  const works = openWorks(now.getTime())
  addStanding(works)
  addDays(works, at => reviewStock(works, at))
  addPlannedRequests(works)
  addCorrections(works)
  addReservations(works)
  addUsage(works)
  addCounts(works)
  addWishes(works)
  works.agenda.run()
  mention(works, mentions(works))
  const past = closeLedger(works, order, prefixes)
  return { people, teams, memberships, roles, ...past, ...newsOf(works, past.history, watches(works), people), views }
}
