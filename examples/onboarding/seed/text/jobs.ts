/** What people are hired for, and why. */

export type JobFamily = 'engineer' | 'product' | 'sales' | 'success' | 'operations'
export type Place = 'berlin' | 'lisbon' | 'toronto' | 'remote'

export const familyTitles: Readonly<Record<JobFamily, string>> = {
  engineer: 'Engineer',
  product: 'Product and design',
  sales: 'Sales',
  success: 'Customer success',
  operations: 'Operations',
}

export const placeTitles: Readonly<Record<Place, string>> = {
  berlin: 'Berlin',
  lisbon: 'Lisbon',
  toronto: 'Toronto',
  remote: 'remote',
}

export const jobTitles: Readonly<Record<JobFamily, readonly string[]>> = {
  engineer: [
    'Software engineer, billing',
    'Software engineer, payouts',
    'Senior software engineer, API',
    'Backend engineer, ledger',
    'Frontend engineer, workspace',
    'Mobile engineer, Android',
    'Mobile engineer, iOS',
    'Site reliability engineer',
    'Data engineer, reporting',
    'Quality engineer',
    'Platform engineer',
    'Engineering intern',
  ],
  product: [
    'Product manager, reporting',
    'Product designer',
    'Senior product designer',
    'User researcher',
    'Product analyst',
    'Technical writer',
  ],
  sales: [
    'Account executive, DACH',
    'Account executive, Iberia',
    'Account executive, Canada',
    'Sales development representative',
    'Solutions consultant',
    'Partner manager',
    'Sales operations analyst',
  ],
  success: [
    'Customer success manager',
    'Support agent, EMEA',
    'Support agent, Americas',
    'Billing specialist',
    'Implementation consultant',
    'Support engineer',
  ],
  operations: [
    'Accountant',
    'Financial analyst',
    'Legal counsel',
    'People partner',
    'Recruiter',
    'IT specialist',
    'Office coordinator',
    'Procurement specialist',
  ],
}

/** Salary a year in EUR: least and greatest. */
export const pay: Readonly<Record<JobFamily, readonly [number, number]>> = {
  engineer: [58_000, 98_000],
  product: [56_000, 92_000],
  sales: [44_000, 78_000],
  success: [38_000, 62_000],
  operations: [40_000, 74_000],
}

export const reasons: Readonly<Record<JobFamily, readonly string[]>> = {
  engineer: [
    'Two people carry the on-call rota of this service; with a third nobody is on call every other week.',
    'Replaces a colleague who moved to the platform group in spring. The seat is in the plan.',
    'The migration to the new ledger needs one more pair of hands until the end of next year.',
    'Planned growth of the team, second of three seats.',
    'We could not staff the reporting work that sales has promised for the third quarter.',
  ],
  product: [
    'The team has had no designer of its own since the split and waits for others each sprint.',
    'Replacement; the handover is two weeks, so the first day should not slip.',
    'Research for the new onboarding of customers was done by agencies so far and cost more than this seat.',
  ],
  sales: [
    'The territory was covered from Berlin and grew past what one person can answer.',
    'Replacement, the pipeline is handed over by the team lead until then.',
    'Two partners signed and both expect a contact of their own.',
    'Planned seat of the second half, approved with the budget.',
  ],
  success: [
    'First response in the evening hours is above target three weeks in a row.',
    'Seasonal: invoices of January double the questions about billing.',
    'Replacement of a colleague who became team lead.',
    'Enterprise customers get a named contact; this is the fourth of five.',
  ],
  operations: [
    'The auditors asked for a second person in the closing, this is that seat.',
    'Covers a parental leave of fourteen months.',
    'We have been paying an agency for this for a year.',
    'Planned seat, approved with the budget.',
  ],
}
