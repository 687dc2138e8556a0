/** Lists that people keep under a name, and those the administrators made for a role. */
import type { SeedView } from '../../seeding/shape.ts'

export const views: readonly SeedView[] = [
  {
    owner: 'karim',
    list: 's/tasks',
    name: 'My week',
    question: { filter: 'record.assignee == user.id && !(record.status in ["done", "skipped"])', orderBy: 'due_on' },
  },
  {
    owner: 'marcus',
    list: 's/hires',
    name: 'Contracts that end',
    question: {
      filter: 'record.contract_ends_on != null',
      columns: 'name,status,contract_ends_on,job_title,department',
      orderBy: 'contract_ends_on',
    },
  },
  {
    owner: 'elena',
    list: 's/hires',
    name: 'By place',
    roles: ['hr'],
    locked: false,
    question: { filter: '!(record.status in ["completed", "cancelled"])', group: 'location' },
  },
  {
    owner: 'elena',
    list: 's/hires',
    name: 'On their way',
    roles: ['it'],
    locked: true,
    question: { filter: 'record.status in ["approved", "preparing", "ready"]', orderBy: 'start_on' },
  },
  {
    owner: 'elena',
    list: 's/assets',
    name: 'By state',
    roles: ['it'],
    locked: true,
    default: true,
    question: { group: 'status' },
  },
]
