/** Lists that people keep under a name, and those the administrators made for a role. */
import type { SeedView } from '../../seeding/shape.ts'

export const views: readonly SeedView[] = [
  {
    owner: 'tobias',
    list: 's/requests',
    name: 'Mine of this year',
    question: { filter: 'record.created_by == user.id', orderBy: 'needed_by desc', group: 'status' },
  },
  {
    owner: 'claire',
    list: 's/invoices',
    name: 'To pay this week',
    question: { filter: 'record.status == "matched"', orderBy: 'pay_by', summary: 'sum(amount)' },
  },
  {
    owner: 'renata',
    list: 's/orders',
    name: 'By buyer',
    roles: ['buyer'],
    locked: false,
    question: { filter: 'record.status in ["sent", "acknowledged", "partly_received"]', group: 'buyer', summary: 'sum(amount)' },
  },
  {
    owner: 'renata',
    list: 's/requests',
    name: 'Emergencies',
    roles: ['finance'],
    locked: true,
    question: { filter: 'record.emergency', columns: 'number,title,status,amount,reviewed_on,review_finding,created_by' },
  },
  {
    owner: 'renata',
    list: 's/orders',
    name: 'By vendor',
    roles: ['finance'],
    locked: true,
    default: true,
    question: { group: 'vendor', summary: 'sum(amount)' },
  },
]
