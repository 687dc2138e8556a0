/** What customers read. Each: summary, text, and the macro it was written from, by shortcut; empty: written freely. */
export type NoteText = readonly [summary: string, body: string, macro: string]

export const requests: readonly NoteText[] = [
  [
    'Asked for a recording',
    'Could you record the screen while it happens? One minute is enough, beginning shortly before.',
    'ask-recording',
  ],
  ['Asked for the file', 'Please send us the file of {day} as it is, without opening it in between.', 'ask-file'],
  [
    'Asked who is affected',
    'How many people see this, and do they sit in one office? That tells us where to look first.',
    'ask-reach',
  ],
  ['Asked for time and account', 'At what time did it happen, with which account, and in which browser?', 'ask-time'],
  ['Asked for a decision', 'There are two ways to settle it. Please tell us which one suits your month-end better.', ''],
]

export const updates: readonly NoteText[] = [
  [
    'Told them who owns it',
    'Your case now has one person who stays with it until it is solved. You hear from us again by {day}.',
    'one-owner',
  ],
  [
    'News of the escalation',
    'We know what happens and are working on why. The workaround of this morning stays safe to use.',
    'known-cause',
  ],
  ['Date of the repair', 'Engineering has the repair in review. It reaches you with the release of {day}.', 'release-date'],
  ['Called them', 'As said in our call: nothing is lost, and what was sent on {day} is being sent again.', ''],
  [
    'Apology for the delay',
    'We promised an answer for yesterday and did not give one. That was our fault. Here is where we are.',
    'late-answer',
  ],
]

export const answers: readonly NoteText[] = [
  ['Solved', 'This is solved, and this is what we did:', 'solved'],
  ['Solved, please check', 'It should work again. Please check on your side, and write to us if it does not.', 'solved-check'],
  ['Answer', 'Here is the answer to your question:', ''],
  ['Solved, and what we change', 'This is solved. We have also looked at how it could happen.', 'solved-lesson'],
]
