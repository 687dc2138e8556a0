/** The states of records as the workflow files say them; the test of the seed holds the two against each other. */
import type { States } from '../../seeding/ledger.ts'

const due: States['due'] = {
  hire: {
    submitted: '2 business days',
    approved: '3 business days',
    postponed: '20 business days',
  },
  task: { doing: '5 business days' },
  equipment_request: { submitted: '2 business days', approved: '3 business days', ordered: '15 business days' },
  asset: { ordered: '20 business days', returned: '5 business days' },
  access_request: { requested: '2 business days', approved: '1 business days' },
  account_provision: { planned: '2 business days', failed: '1 business days' },
  training_assignment: { started: '10 business days' },
  document: { handed_in: '2 business days', returned: '5 business days' },
  offboarding: { running: '10 business days' },
}

const initial: States['initial'] = {
  hire: 'draft',
  task: 'blocked',
  equipment_request: 'draft',
  asset: 'ordered',
  access_request: 'draft',
  account_provision: 'planned',
  training_assignment: 'assigned',
  document: 'requested',
  offboarding: 'planned',
}

const pending: States['pending'] = { hire: ['submitted'], equipment_request: ['submitted'], access_request: ['requested'] }

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
