/** What people at the desk write to each other: notes on tickets, reasons for escalating and reopening. Slots as in the tickets. */

/** Things that can be said of any ticket, of one about money, of one about the product. */
interface Phrases {
  readonly any: readonly string[]
  readonly money: readonly string[]
  readonly product: readonly string[]
}

/** What fits a ticket of that product. */
export function phrasesFor(phrases: Phrases, product: string): readonly string[] {
  return [...phrases.any, ...(product === 'billing' || product === 'payouts' ? phrases.money : phrases.product)]
}

export const notes: Phrases = {
  any: [
    'Called {colleague}, they will send the file this afternoon.',
    'Customer confirms that it only happens in {office}.',
    'Customer would rather have a call, booked for {day} at {clock}.',
    'Second customer with this from {country}, linking them.',
    'Access was confirmed by their administrator.',
    'Waiting for an answer from {colleague}, promised by {day}.',
    'Talked it through with the account owner.',
    'Same symptom as in {batch}, but another cause.',
  ],
  money: [
    'Waiting for the bank; they promised an answer by {day}.',
    'Checked the account: no limit is set, so it is not that.',
    'Statement received, the booking of {day} is on it.',
    'Offered a credit, they will come back to us.',
    'Finance confirms: the payment came in without a reference.',
    'The amount matches the order, the tax does not.',
    'Asked for a screenshot of the bank statement.',
    'Compared with the contract, page {n2}: the customer is right.',
    '{erp} shows the same number on their side.',
    'Processor sees {n2} attempts, all with the same code.',
  ],
  product: [
    'Reproduced with a test account in {browser}.',
    'Could not reproduce it; asked for a recording.',
    'Log shows a timeout at {clock}, nothing before it.',
    'Engineering says the fix is in review.',
    'Asked for the request id and the exact time.',
    'The workaround holds; customer is calm.',
    'Compared both sides: {n3} rows differ, all from {month}.',
    'The certificate on their side expires in {n2} days, told them.',
    'Their proxy rewrites the answer; sent a capture.',
    'Not a defect: the setting is per entity. Explained with a screenshot.',
    'They are on {version}, which is older than the fix.',
    'Reads like a rights question; asked which role they have.',
  ],
}

export const customerAnswered: readonly string[] = [
  'Customer sent the file.',
  'Customer confirmed that it still happens.',
  'Answer from {colleague}: {n2} people are affected.',
  'They tried the steps; no change.',
  'Permission given to look into the account.',
  'Recording received, it shows the error at once.',
]

export const escalations: Phrases = {
  any: [
    'Customer asks for a manager by name.',
    'Third case this week, this needs one owner.',
    'Contract allows {n2} hours, most of them are gone.',
    'They mention their renewal in every mail.',
  ],
  money: [
    'Payroll depends on it and the bank closes at {clock}.',
    'The amount is far above what I may settle.',
    'Bank and processor blame each other.',
  ],
  product: [
    'Promised time is over and engineering has not picked it up.',
    'I have no access to the logs that would settle it.',
    'Possible exposure of personal data; security has been told.',
    'The workaround stopped working in {office}.',
  ],
}

export const reopenings: Phrases = {
  any: [
    'Customer wrote again: it came back on {day}.',
    'Closed too early; the file was never sent.',
    'The same with another account of theirs.',
  ],
  money: ['The refund mentioned in the answer has not arrived.', 'The corrected invoice has the old number.'],
  product: ['The fix works in {browser} but not in the app.', 'Only half of the affected people were corrected.'],
}
