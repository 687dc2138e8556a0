/** Lists that people keep under a name, and those the administrators made for a role. */
import type { SeedView } from '../../seeding/shape.ts'

export const views: readonly SeedView[] = [
  {
    owner: 'ana',
    list: 's/tickets',
    name: 'My urgent ones',
    question: { filter: 'record.assignee == user.id && record.priority == "urgent"', orderBy: 'updated_at desc' },
  },
  {
    owner: 'tom',
    list: 's/tickets',
    name: 'By assignee',
    question: { filter: 'record.team in user.teams && !(record.status in ["resolved", "closed"])', group: 'assignee' },
  },
  {
    owner: 'tom',
    list: 's/tickets',
    name: 'Open in the team',
    roles: ['agent', 'manager'],
    locked: false,
    question: { filter: 'record.team in user.teams && !(record.status in ["resolved", "closed"])', group: 'status' },
  },
  {
    owner: 'priya',
    list: 's/tickets',
    name: 'Reopened this quarter',
    roles: ['manager'],
    locked: true,
    question: {
      filter: 'record.reopened_count > 0 && record.created_at > now() - duration("2160h")',
      columns: 'number,subject,status,reopened_count,assignee,team,root_cause,updated_at',
    },
  },
  {
    owner: 'priya',
    list: 's/refunds',
    name: 'What was granted',
    roles: ['manager'],
    locked: true,
    default: true,
    question: { group: 'status', summary: 'sum(amount),sum(net)' },
  },
]
