/** Why credits are asked for, refused and sent back. */

/** By reason: what the request is called, and why this amount. */
export const credits = {
  outage: [
    ['Outage', 'Hours without service', 'Night run lost'],
    [
      'Share of the month’s fee for the hours of the outage, as the contract says.',
      'Five per cent for each full hour, three hours, rounded down.',
      'They paid two people to work through the night; half of that.',
    ],
  ],
  sla_missed: [
    ['SLA missed', 'Answered too late', 'Solved after the promised time'],
    [
      'Ten per cent of the month’s fee, as the contract says for the second miss in a quarter.',
      'One day late at severity 2: the table gives this amount.',
      'Time taken from the case, waiting for the customer not counted.',
    ],
  ],
  billing_error: [
    ['Charged for seats given back', 'Wrong plan on the invoice', 'Charged twice', 'Discount missing'],
    [
      'Difference between what was charged and what the order says.',
      'Seats were given back before the period began; the confirmation is in the case.',
      'The agreed discount was left out of two invoices.',
    ],
  ],
  data_fault: [
    ['Wrong figures delivered', 'Data shown to others', 'Report filed with our error'],
    [
      'They paid their adviser to file again; the bill is in the case.',
      'Two days of work to check what was seen by whom, at the rate of the contract.',
    ],
  ],
  late_delivery: [
    ['Same fault again', 'Promised date missed', 'Repair came late'],
    [
      'The workaround cost them about eight hours a month; two months.',
      'We gave a date in writing and missed it by two weeks.',
      'Fee of the affected module for the time it could not be used.',
    ],
  ],
  goodwill: [
    ['Goodwill', 'For their patience'],
    [
      'They were patient with us, and reported it in a way that helped everybody.',
      'Long-standing customer, first complaint in years.',
      'Agreed with the account manager before the renewal talk.',
    ],
  ],
} as const satisfies Readonly<Record<string, readonly [readonly string[], readonly string[]]>>
export type CreditReason = keyof typeof credits

export const refusals: readonly string[] = [
  'The contract leaves this out: planned maintenance was announced.',
  'Already credited with the invoice of the month before.',
  'Their own change caused it, see the notes of the case.',
  'More than the table gives. Please ask again for the amount of the contract.',
]

export const objections: readonly string[] = [
  'Please say how the amount comes about.',
  'Which invoice is it set off against?',
  'Take out the hours in which we waited for them.',
]

export const failures: readonly string[] = [
  'Invoice is paid already; billing takes no credit note for it.',
  'Account is blocked in billing because of a change of its tax number.',
  'Currency of the credit note differs from that of the invoice.',
]
