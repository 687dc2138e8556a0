/** Who names whom, and who follows what: only what they read. */
import { both, type Mention, type Watch, type Which } from '../../seeding/news.ts'
import { personId, teamId, type WorkTeam } from './people.ts'

const open = ['new', 'reopened', 'assigned', 'working', 'waiting', 'escalated']
const ticketsOf =
  (team: WorkTeam): Which =>
  ({ team: of }) =>
    of === teamId(team)
const openIn =
  (team: WorkTeam): Which =>
  ({ team: of, status }) =>
    of === teamId(team) && open.includes(String(status))
const refundsOf =
  (team: WorkTeam): Which =>
  ({ team: of }) =>
    of === teamId(team)
const workedOnBy =
  (person: string): Which =>
  ({ assignee }) =>
    assignee === personId(person)

export const mentions: readonly Mention[] = [
  {
    by: 'tom',
    whom: 'ana',
    entity: 'ticket',
    which: both(openIn('emea'), workedOnBy('ana')),
    text: 'can you call them before noon? They wrote to me as well.',
  },
  {
    by: 'ana',
    whom: 'tom',
    entity: 'ticket',
    which: both(openIn('emea'), workedOnBy('ana')),
    text: 'they ask for their money back. Do we make an exception here?',
  },
  {
    by: 'mei',
    whom: 'luis',
    entity: 'ticket',
    which: both(openIn('americas'), workedOnBy('luis')),
    text: 'this is one of your accounts; do they renew this quarter?',
  },
  {
    by: 'nadia',
    whom: 'sara',
    entity: 'refund_request',
    which: refundsOf('billing'),
    text: 'the bank has confirmed the first half, the rest comes tomorrow.',
  },
  {
    by: 'sara',
    whom: 'priya',
    entity: 'refund_request',
    which: refundsOf('billing'),
    text: 'the contract says thirty days, they are at forty. Your call.',
  },
  {
    by: 'hanna',
    whom: 'jonas',
    entity: 'ticket',
    which: openIn('escalations'),
    text: 'reproduced it on the test system. Shall I wake engineering?',
  },
  {
    by: 'hanna',
    whom: 'owen',
    entity: 'ticket',
    which: openIn('emea'),
    text: 'the third customer who asks for this. Is it on the roadmap?',
  },
  {
    by: 'priya',
    whom: 'ingrid',
    entity: 'export_request',
    text: 'the recipient has signed the agreement; the copy is with legal.',
  },
]

export const watches: readonly Watch[] = [
  { person: 'ana', entity: 'ticket', which: both(ticketsOf('emea'), workedOnBy('ana')) },
  { person: 'tom', entity: 'ticket', which: ticketsOf('emea') },
  { person: 'tom', entity: 'refund_request', which: refundsOf('emea') },
  { person: 'luis', entity: 'ticket', which: both(ticketsOf('americas'), workedOnBy('luis')) },
  { person: 'sara', entity: 'refund_request', which: refundsOf('billing') },
  { person: 'priya', entity: 'customer_change' },
  { person: 'priya', entity: 'ticket', which: ({ priority }) => priority === 'urgent' },
  { person: 'jonas', entity: 'ticket', which: ticketsOf('escalations') },
  { person: 'owen', entity: 'ticket', which: ticketsOf('emea') },
  { person: 'ingrid', entity: 'export_request' },
]
