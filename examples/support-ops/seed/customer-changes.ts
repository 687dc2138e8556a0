/** Merges and erasures of customers, each agreed to by two managers. */

import { type Act, createRecord, dayAt, type LiveRecord, takeTransition, tellUntilNow, vote } from '../../seeding/ledger.ts'
import type { Customer, Desk } from './desk.ts'
import { later, spread } from './moments.ts'

const day = 86_400_000
const managers = ['tom', 'mei', 'sara', 'jonas', 'priya']

/** `half`: one of the two has agreed. */
type Fate = 'draft' | 'submitted' | 'half' | 'approved' | 'done' | 'rejected'
const fates: readonly Fate[] = [
  ...(['done', 'done', 'rejected', 'done', 'done', 'done', 'rejected', 'done', 'done', 'done', 'done'] as const),
  ...(['approved', 'half', 'submitted', 'submitted', 'draft'] as const),
]

export function addCustomerChanges(desk: Desk): void {
  const { random } = desk
  const pairs = findPairs(desk.customers.filter(({ tier, record }) => tier !== 'enterprise' && record.createdAt < desk.begin))
  const moments = spread(desk, fates.length, 5)
  for (const [index, at] of moments.entries()) {
    const [one, other] = pairs.splice(random.between(0, pairs.length - 1), 1)[0]!
    const merge = index % 3 !== 2
    const by = random.pick(['ana', 'luis', 'nadia', 'hanna', 'diego', 'sara'])
    const name = String(one.record.fields.name)
    const record = createRecord(
      desk,
      'customer_change',
      { at, by },
      {
        number: `CHG-${101 + index}`,
        title: merge ? `Merge ${name} into ${String(other.record.fields.name)}` : `Erase ${name}`,
        kind: merge ? 'merge' : 'erase',
        customer: one.record.id,
        into: merge ? other.record.id : null,
        reason: merge
          ? random.pick([
              'Taken over in spring; one contract and one contact from now on.',
              'Entered twice, once by the CRM and once by hand. The other one has the contract.',
              'Renamed company; the old record gets no more mail.',
            ])
          : random.pick([
              'The owner closed the company and asked for erasure in writing.',
              'Trial account with made-up data, no contract, asked for by the contact.',
              'Retention period over, confirmed by legal.',
            ]),
        wanted_by: random.chance(0.5) ? dayAt(at + random.between(5, 30) * day) : null,
      },
    )
    tellUntilNow(() => decide(desk, record, { at, by }, fates[index]!, index % 3))
  }
}

function decide(desk: Desk, record: LiveRecord, { at, by }: Act, fate: Fate, first: number): void {
  const { random } = desk
  if (fate === 'draft') return
  const asked = later(desk, at, random.between(3, 40))
  takeTransition(desk, record, { at: asked, by }, 'submit', 'submitted')
  if (fate === 'submitted') return
  const [one, other] = managers.filter(key => key !== by).slice(first) as [string, string]
  const opening = { at: later(desk, asked, random.between(30, 400)), by: one }
  if (fate === 'rejected') {
    const comment = 'Both still have open tickets; ask again when they are closed.'
    vote(desk, record, opening, 'decide', { step: 'managers', decision: 'reject' }, comment)
    takeTransition(desk, record, opening, 'decide', 'rejected', { comment })
    return
  }
  vote(desk, record, opening, 'decide', { step: 'managers', decision: 'approve' })
  if (fate === 'half') return
  const second = { at: later(desk, opening.at, random.between(30, 300)), by: other }
  vote(desk, record, second, 'decide', { step: 'managers', decision: 'approve' })
  takeTransition(desk, record, second, 'decide', 'approved')
  if (fate === 'approved') return
  const comment = 'Carried out in the CRM and here, checked with the account owner.'
  takeTransition(desk, record, { at: later(desk, second.at, random.between(60, 900)), by: 'priya' }, 'carry_out', 'done', {
    comment,
  })
}

/** Customers of one country whose names begin alike: what people take for the same one. */
function findPairs(customers: readonly Customer[]): [Customer, Customer][] {
  const groups = Map.groupBy(
    customers,
    ({ record }) => `${String(record.fields.country)} ${String(record.fields.name).split(' ')[0]}`,
  )
  return [...groups.values()].filter(group => group.length > 1).map(group => [group[0]!, group[1]!])
}
