/** What people at the desk write to each other: notes on tickets, reasons for escalating and reopening. Slots as in the tickets. */

export const notes: readonly string[] = [
  'Reproduced with a test account in {browser}.',
  'Could not reproduce it; asked for a recording.',
  'Called {colleague}, they will send the file this afternoon.',
  'Same symptom as in the thread with {batch}, but another cause.',
  'Log shows a timeout at {clock}, nothing before it.',
  'Customer confirms that it only happens in {office}.',
  'Checked the account: no limit is set, so it is not that.',
  'Engineering says the fix is in review.',
  'Waiting for the bank; they promised an answer by {day}.',
  'Sent the steps from the macro, adapted to {erp}.',
  'Second customer with this from {country}, linking them.',
  'Asked for the request id and the exact time.',
  'The workaround holds; customer is calm.',
  'Customer would rather have a call, booked for {day} at {clock}.',
  'Compared both exports: {n3} rows differ, all from {month}.',
  'The certificate on their side expires in {n2} days, told them.',
  'Access was confirmed by their administrator.',
  'Their proxy rewrites the answer; sent a capture.',
  'Offered a credit, they will come back to us.',
  'Not a defect: the setting is per entity. Explained with a screenshot.',
  'They are on {version}, which is older than the fix.',
]

export const customerAnswered: readonly string[] = [
  'Customer sent the file.',
  'Customer confirmed that it still happens.',
  'Answer from {colleague}: {n2} people are affected.',
  'They tried the steps; no change.',
  'Permission given to look into the account.',
  'Recording received, it shows the error at once.',
]

export const escalations: readonly string[] = [
  'Promised time is over and engineering has not picked it up.',
  'Customer asks for a manager by name.',
  'Third case this week, this needs one owner.',
  'Money is involved and the bank closes at {clock}.',
  'I have no access to the logs that would settle it.',
  'Contract allows {n2} hours, most of them are gone.',
  'Possible exposure of personal data; security has been told.',
  'The workaround stopped working in {office}.',
]

export const reopenings: readonly string[] = [
  'Customer wrote again: it came back on {day}.',
  'The fix works in {browser} but not in the app.',
  'Only half of the affected people were corrected.',
  'The same error with another account of theirs.',
  'The refund mentioned in the answer has not arrived.',
  'Closed too early; the file was never sent.',
]
