/** Wishes for new vendors: some came to something, some were declined, some wait. */
import { createRecord, type LiveRecord, takeTransition } from '../../seeding/ledger.ts'
import { type Wish, wishes } from './text/words.ts'
import { euros, recently, type Works } from './works.ts'

export function addWishes(works: Works): void {
  for (const [index, wish] of wishes.entries()) {
    const { name, country, supplies, reason, yearly, by, daysAgo, became } = wish
    works.agenda.plan(recently(works, daysAgo, 40 + index * 7), at => {
      const fields = { name, country, supplies, reason, yearly_spend: euros(yearly * 100) }
      const record = createRecord(works, 'vendor_request', { at, by }, fields)
      if (became) works.agenda.plan(recently(works, became[1], 200 + index * 5), then => decide(works, record, wish, then))
    })
  }
}

/** Accepted once the vendor is on file. */
function decide(works: Works, record: LiveRecord, { name, became }: Wish, at: number): void {
  const act = { at, by: 'sofia' }
  if (became![0] === 'declined') {
    const comment = 'A vendor we have can do the same; please ask the buyers.'
    takeTransition(works, record, act, 'decline', 'declined', { comment })
    return
  }
  const vendor = works.records.vendor!.find(({ fields }) => fields.name === name)!
  takeTransition(works, record, act, 'accept', 'accepted', { changes: { vendor: vendor.id } })
}
