/** Wishes for new vendors: some came to something, some were declined, some wait. */
import { createRecord, takeTransition } from '../../seeding/ledger.ts'
import { wishes } from './text/words.ts'
import { euros, later, recently, type Works } from './works.ts'

const became: Readonly<Record<string, string>> = {
  'Kabelwerk Oderland GmbH': 'accepted',
  'Displaydoktor UG': 'accepted',
  'Grünpack eG': 'accepted',
}

export function addWishes(works: Works): void {
  for (const [index, [name, country, supplies, reason, yearly]] of wishes.entries()) {
    const accepted = name in became
    const daysAgo = accepted ? 9 - index * 0.2 : index % 2 === 0 ? 1.5 + index * 0.3 : 60 + index * 31
    const by = country === 'Portugal' ? (index % 2 === 0 ? 'rui' : 'amelie') : index % 2 === 0 ? 'samir' : 'jana'
    works.agenda.plan(recently(works, daysAgo, 40 + index * 7), at => {
      const fields = { name, country, supplies, reason, yearly_spend: euros(yearly * 100) }
      const record = createRecord(works, 'vendor_request', { at, by }, fields)
      if (accepted) works.agenda.plan(recently(works, 0.6, 10 + index), then => accept(works, name, then))
      else if (daysAgo > 30)
        works.agenda.plan(later(works, at, 900), then => {
          const comment = 'A vendor we have can do the same; please ask the buyers.'
          takeTransition(works, record, { at: then, by: 'sofia' }, 'decline', 'declined', { comment })
        })
    })
  }
}

/** Accepted once the vendor is on file. */
function accept(works: Works, name: string, at: number): void {
  const record = works.records.vendor_request!.find(({ fields }) => fields.name === name)!
  const vendor = works.records.vendor!.find(({ fields }) => fields.name === name)
  if (vendor) takeTransition(works, record, { at, by: 'sofia' }, 'accept', 'accepted', { changes: { vendor: vendor.id } })
}
