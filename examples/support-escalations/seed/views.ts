/** Lists that people keep under a name, and those the administrators made for a role. */
import type { SeedView } from '../../seeding/shape.ts'

export const views: readonly SeedView[] = [
  {
    owner: 'amelie',
    list: 's/escalations',
    name: 'Promised and late',
    question: {
      filter: 'record.team in user.teams && record.due_on < today() && record.status != "closed"',
      orderBy: 'due_on',
    },
  },
  {
    owner: 'katja',
    list: 's/credits',
    name: 'What Europe gave',
    question: { filter: 'record.team in user.teams', group: 'status', summary: 'sum(granted)' },
  },
  {
    owner: 'oliver',
    list: 's/escalations',
    name: 'By level',
    roles: ['lead'],
    locked: false,
    question: { filter: 'record.status != "closed"', group: 'level' },
  },
  {
    owner: 'oliver',
    list: 's/credits',
    name: 'Of outages',
    roles: ['finance'],
    locked: true,
    question: { filter: 'record.reason == "outage"', columns: 'number,title,status,account,amount,created_at' },
  },
  {
    owner: 'oliver',
    list: 's/tickets',
    name: 'By product',
    roles: ['lead'],
    locked: true,
    default: true,
    question: { filter: 'record.state in ["open", "pending", "on_hold"]', group: 'product' },
  },
]
