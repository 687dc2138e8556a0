/** What is done for a new colleague: the tasks of the templates, with days counted from the first day. */
import type { DoingTeam } from '../people.ts'
import type { JobFamily, Place } from './jobs.ts'

export interface TaskText {
  /** Names it for those that wait for it. */
  readonly key: string
  readonly title: string
  /** Undefined: the department of the hire, in the person of the manager. */
  readonly team?: DoingTeam
  readonly offset: number
  readonly after?: string
  /** Done by the new colleague. */
  readonly forHire?: true
  /** Done by the buddy. */
  readonly buddy?: true
  /** What the evidence says; `{n}` stands for a number of five digits. */
  readonly evidence?: string
  readonly instructions: string
}

const everywhere: readonly TaskText[] = [
  {
    key: 'contract',
    title: 'Send the contract for signature',
    team: 'people_ops',
    offset: -21,
    evidence: 'Sent by courier, receipt {n}',
    instructions: 'Two copies, the signed one back before payroll begins. No service for electronic signatures is connected yet.',
  },
  {
    key: 'payroll',
    title: 'Set up the payroll record',
    team: 'finance',
    offset: -10,
    after: 'contract',
    instructions: 'Salary and bank details are entered on the hire. Nobody outside payroll reads them.',
  },
  {
    key: 'directory',
    title: 'Create the directory account and mailbox',
    team: 'it',
    offset: -7,
    after: 'contract',
    evidence: 'Directory id NL{n}',
    instructions: 'By hand in the directory; no identity provider is connected yet. Note the id as evidence.',
  },
  {
    key: 'welcome',
    title: 'Send the welcome mail with the plan of the first week',
    team: 'people_ops',
    offset: -7,
    instructions: 'To the private address. Mail is not connected yet: write it from your own mailbox.',
  },
  {
    key: 'laptop',
    title: 'Prepare and encrypt the laptop',
    team: 'it',
    offset: -4,
    after: 'directory',
    evidence: 'Serial number 5CG{n}',
    instructions: 'Disk encrypted, recovery key in the vault, updates installed, user signed out.',
  },
  {
    key: 'plan',
    title: 'Write the plan for the first thirty days',
    offset: -3,
    instructions: 'Whom to meet, what to read, and one thing that is finished by the end of the second week.',
  },
  {
    key: 'bank',
    title: 'Send bank details to payroll',
    team: 'people_ops',
    offset: 1,
    forHire: true,
    instructions: 'On the form that payroll sent you. They are entered by payroll and shown to nobody else.',
  },
  {
    key: 'lunch',
    title: 'Lunch or a call on the first day',
    offset: 0,
    buddy: true,
    instructions: 'Questions nobody asks in a meeting: where things are, who decides what, how people write to each other.',
  },
  {
    key: 'key',
    title: 'Enrol the security key',
    team: 'security',
    offset: 1,
    after: 'directory',
    evidence: 'Key {n} enrolled, spare in the safe',
    instructions: 'In person or in a call with the camera on; check the identity document first.',
  },
  {
    key: 'conduct',
    title: 'Read and sign the code of conduct',
    team: 'people_ops',
    offset: 3,
    forHire: true,
    instructions: 'Twenty minutes. Sign the last page, and upload it under My documents.',
  },
  {
    key: 'course',
    title: 'Finish the security basics course',
    team: 'people_ops',
    offset: 10,
    after: 'key',
    forHire: true,
    instructions: 'Forty minutes, with a test at the end; 80 % is enough.',
  },
  {
    key: 'talk',
    title: 'Hold the conversation after thirty days',
    offset: 30,
    after: 'plan',
    instructions: 'What is clear, what is not, what you both expect of the next sixty days.',
  },
]

const probation: TaskText = {
  key: 'probation',
  title: 'Confirm the end of probation in writing',
  team: 'people_ops',
  offset: 80,
  after: 'talk',
  evidence: 'Letter of {n} on file',
  instructions: 'Ask the manager first, two weeks before the date.',
}

const byPlace: Readonly<Record<Place, readonly TaskText[]>> = {
  berlin: [
    {
      key: 'badge',
      title: 'Order badge and locker, Berlin',
      team: 'workplace',
      offset: -5,
      evidence: 'Badge B-{n}',
      instructions: 'Photo from the hire. The locker is on the floor of the team.',
    },
    {
      key: 'desk',
      title: 'Prepare the desk, Berlin',
      team: 'workplace',
      offset: -2,
      after: 'badge',
      instructions: 'Screen, dock, chair set up, name on the plan of the floor.',
    },
    probation,
  ],
  lisbon: [
    {
      key: 'badge',
      title: 'Register with the building and order the key card, Lisbon',
      team: 'workplace',
      offset: -6,
      evidence: 'Key card L-{n}',
      instructions: 'The reception needs three working days and the number of the identity document.',
    },
    {
      key: 'desk',
      title: 'Prepare the desk, Lisbon',
      team: 'workplace',
      offset: -2,
      after: 'badge',
      instructions: 'Screen, dock, chair set up. Desks by the window are shared.',
    },
    {
      key: 'medical',
      title: 'Book the occupational health visit',
      team: 'people_ops',
      offset: 12,
      instructions: 'Required in Portugal within fifteen days of the first day.',
    },
  ],
  toronto: [
    {
      key: 'badge',
      title: 'Request building access, Toronto',
      team: 'workplace',
      offset: -6,
      evidence: 'Access card T-{n}',
      instructions: 'Through the portal of the landlord. Cards are handed out by the concierge.',
    },
    {
      key: 'desk',
      title: 'Prepare the desk, Toronto',
      team: 'workplace',
      offset: -2,
      after: 'badge',
      instructions: 'Screen, dock, chair set up; label with the extension.',
    },
  ],
  remote: [
    {
      key: 'courier',
      title: 'Ship laptop and screen by tracked courier',
      team: 'workplace',
      offset: -3,
      after: 'laptop',
      evidence: 'Tracking 1Z{n}',
      instructions: 'To the private address, signature on delivery. The laptop is locked until the first call.',
    },
    {
      key: 'home',
      title: 'Check the declaration of the home workplace',
      team: 'workplace',
      offset: 5,
      after: 'courier',
      instructions: 'Desk, chair, light and a picture of the plugs.',
    },
    probation,
  ],
}

/** The first piece of real work, by role. */
const byRole: Readonly<Record<JobFamily, TaskText>> = {
  engineer: {
    key: 'craft',
    title: 'Bring a first small change to production',
    offset: 8,
    forHire: true,
    instructions:
      'From the list of small things of the team, reviewed by the buddy. How to build and test stands in the handbook of the repository.',
  },
  product: {
    key: 'craft',
    title: 'Sit in on two interviews with customers',
    offset: 8,
    forHire: true,
    instructions: 'Research has the dates. Write down what surprised you, half a page.',
  },
  sales: {
    key: 'craft',
    title: 'Show the product to your manager as you would to a customer',
    offset: 8,
    forHire: true,
    instructions: 'Thirty minutes, with the demo account. You get notes, no marks.',
  },
  success: {
    key: 'craft',
    title: 'Answer five tickets with somebody beside you',
    offset: 8,
    forHire: true,
    instructions: 'From the queue of your team. The buddy reads the answers before they go out.',
  },
  operations: {
    key: 'craft',
    title: 'Go through the calendar of the month end with your manager',
    offset: 8,
    forHire: true,
    instructions: 'Which days are fixed, who waits for whom, and what is yours.',
  },
}

/** In order of their days; what is waited for comes first. */
export function templateTasks(role: JobFamily, place: Place): readonly TaskText[] {
  const all = [...everywhere, ...byPlace[place], byRole[role]].sort((one, other) => one.offset - other.offset)
  const placed: TaskText[] = []
  const add = (task: TaskText) => {
    if (placed.includes(task)) return
    const before = all.find(({ key }) => key === task.after)
    if (before) add(before)
    placed.push(task)
  }
  for (const task of all) add(task)
  return placed
}

export const skipReasons = [
  'Comes back to us: account and badge are still there from the last contract.',
  'Not needed, the hire works from the customer’s office for the first quarter.',
  'Done together with the hire of the same day, see the other task.',
  'The contract is shorter than the probation.',
  'Has all of this from the internship.',
]

export const taskRemarks = [
  'Asked twice, the answer came today.',
  'Waiting for the supplier, they promise Thursday.',
  'Done in the call this morning.',
  'The photo was missing, asked for it by mail.',
  'Moved by a day, the manager is travelling.',
  'Second attempt: the name was misspelt in the directory.',
]
