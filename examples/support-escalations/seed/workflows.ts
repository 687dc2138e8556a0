/** The states of records as the workflow files say them; the test of the seed holds the two against each other. */
import type { States } from '../../seeding/ledger.ts'

const due: States['due'] = {
  escalation: {
    new: '2 business hours',
    triaged: '4 business hours',
    in_progress: '16 business hours',
    waiting_customer: '5 business days',
    waiting_engineering: '3 business days',
    resolved: '3 business days',
    reopened: '2 business hours',
  },
  credit_request: {
    submitted: '8 business hours',
    submitted_large: '8 business hours',
    changes_requested: '3 business days',
    granted_at_once: '2 business days',
    manager_approved: '2 business days',
    finance_approved: '2 business days',
    failed: '1 business days',
  },
}

const initial: States['initial'] = { escalation: 'new', credit_request: 'draft' }

const pending: States['pending'] = { credit_request: ['submitted', 'submitted_large'] }

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
