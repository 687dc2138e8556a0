/** What people write when a case is escalated. `{slot}` stands for a word of `seeding/text/slots.ts`. */

/** What it costs the customer, by reason. */
export const impacts = {
  outage: [
    'Nobody in {office} can work since {clock}; about {n3} people are affected.',
    'Their night run stopped half way. Orders of {day} are missing in {erp}.',
    'The whole company is locked out since this morning, {n3} people.',
    'All exports fail, and their auditor is in the house until {day}.',
  ],
  sla_missed: [
    'The contract gives us {n2} hours, and those were over yesterday.',
    'Second deadline in a row that we miss; they count the hours with us.',
    'Answered in time, not solved in time. They may claim a credit.',
    'They have asked {n2} times, each time somebody else answered.',
  ],
  repeated: [
    'The same fault as in {month}. They were told it was repaired.',
    'Third case about this in a quarter, always after an update.',
    'It comes back every month-end and costs them {n2} hours of work by hand.',
    'The workaround we gave them in {month} no longer helps.',
  ],
  money: [
    'Payroll is due on {day}; {n3} people would get no salary.',
    '{amt} {cur} are stuck between us and {bank}.',
    'They were charged for {n3} seats that they gave back.',
    'Tax was declared from our figures, and our figures were wrong.',
  ],
  security: [
    'A former colleague of theirs could still sign in on {day}.',
    'Somebody saw files of {supplier} that were not theirs to see.',
    'Their security team wants a written answer by {day}.',
  ],
  relationship: [
    'Their management wants to hear from ours, not from the desk.',
    'They mention the renewal in every mail. {colleague} wants a call.',
    'They have lost patience: {n2} people of ours, no answer.',
  ],
} as const

export const waits: readonly string[] = [
  'Need the file of {day} to compare.',
  'They test the repair in {office} and write by {day}.',
  'Asked {colleague} for the exact time and the account.',
  'Their administrator is back on {day}.',
  'Sent two ways to settle it; they choose.',
]

export const raised: readonly string[] = [
  'Promised time is over, and engineering has no date.',
  '{colleague} calls every morning; this needs a decision above me.',
  'More people affected than we thought: {n3}.',
  'It touches the contract, not only the fault.',
  'Second team involved, nobody decides between them.',
]

export const reopened: readonly string[] = [
  'It happened again on {day}, with another account of theirs.',
  'The repair holds in {office}, not in the other places.',
  'They found {n2} more cases when they checked.',
]

export const talk: readonly string[] = [
  'Spoke to {colleague}: they can wait until {day}, not longer.',
  'Engineering sees it in the logs, {n2} times since {day}.',
  'Promised them a written summary once it is over.',
  'The workaround carries them through the week.',
  'Reproduced together in a call, {clock} to {clock}.',
  'No other account has this so far; searched the last {n3} cases.',
  'Account manager knows and keeps still until {day}.',
  'Fix is in review, release on {day}.',
]
