/** The states of records as the workflow files say them; the test of the seed holds the two against each other. */
import type { States } from '../../seeding/ledger.ts'

const due: States['due'] = {
  ticket: {
    new: '2 business hours',
    assigned: '4 business hours',
    working: '16 business hours',
    waiting: '5 business days',
    escalated: '4 business hours',
    resolved: '3 business days',
    reopened: '2 business hours',
  },
  refund_request: { submitted: '8 business hours', changes_requested: '3 business days', approved: '2 business days' },
  macro: { submitted: '2 business days' },
  customer_change: { submitted: '3 business days', approved: '5 business days' },
  export_request: { submitted: '8 business hours', approved: '1 business days' },
}

const initial: States['initial'] = {
  ticket: 'new',
  refund_request: 'draft',
  macro: 'draft',
  customer_change: 'draft',
  export_request: 'draft',
}

const pending: States['pending'] = {
  refund_request: ['submitted'],
  macro: ['submitted'],
  customer_change: ['submitted'],
  export_request: ['submitted'],
}

export const states: States = { due, initial, pending }

export const calendar = {
  from: 9,
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
