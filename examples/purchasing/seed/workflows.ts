/** The states of records as the workflow files say them; the test of the seed holds the two against each other. */
import type { States } from '../../seeding/ledger.ts'

const due: States['due'] = {
  purchase_request: { submitted: '2 business days', approved: '3 business days', received: '5 business days' },
  purchase_order: {
    submitted: '1 business days',
    approved: '1 business days',
    sent: '3 business days',
    disputed: '5 business days',
  },
  receipt: { open: '1 business days' },
  invoice: { received: '5 business days', disputed: '5 business days' },
  vendor: { review: '5 business days' },
  vendor_request: { open: '3 business days' },
  count_session: { counted: '2 business days', variance_review: '2 business days' },
}

const initial: States['initial'] = {
  purchase_request: 'draft',
  purchase_order: 'draft',
  receipt: 'open',
  invoice: 'received',
  vendor: 'requested',
  vendor_request: 'open',
  count_session: 'open',
}

const pending: States['pending'] = {
  purchase_request: ['submitted'],
  purchase_order: ['submitted'],
  vendor: ['review'],
  count_session: ['variance_review'],
}

export const states: States = { due, initial, pending }

export const calendar = {
  from: 8,
  to: 17,
  days: [1, 2, 3, 4, 5],
  holidays: [
    '2026-01-01',
    '2026-04-03',
    '2026-04-06',
    '2026-05-01',
    '2026-05-14',
    '2026-05-25',
    '2026-12-25',
    '2027-01-01',
    '2027-03-26',
    '2027-03-29',
  ],
} as const
