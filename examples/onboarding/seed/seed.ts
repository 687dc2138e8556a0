/** The whole seed of the onboarding portal. Deterministic: the same `now` gives the same seed. */
import { closeLedger } from '../../seeding/ledger.ts'
import { mention, newsOf } from '../../seeding/news.ts'
import type { Seed } from '../../seeding/shape.ts'
import { addAccess } from './access.ts'
import { addEquipment } from './equipment.ts'
import { addHires } from './hires.ts'
import { addLeavers } from './leaving.ts'
import { mentions, watches } from './news.ts'
import { openOffice } from './office.ts'
import { addDocuments, addFeedback, addTraining } from './papers.ts'
import { memberships, people, roles, teams } from './people.ts'
import { addSessions } from './sessions.ts'
import { addSystems, addTemplates } from './standing.ts'
import { addTasks } from './tasks.ts'
import { views } from './views.ts'

/** References point at entities further up only. */
const order = [
  'system',
  'task_template',
  'template_task',
  'hire',
  'task',
  'equipment_request',
  'equipment_line',
  'asset',
  'access_request',
  'account_provision',
  'training_assignment',
  'document',
  'feedback',
  'offboarding',
  'session',
  'attendance',
]

/** Each hire is told to its end before the next, so running numbers are given afterwards, in order of time. */
const prefixes = {
  hire: 'HIR-',
  task: 'TSK-',
  equipment_request: 'EQ-',
  access_request: 'ACC-',
  account_provision: 'PRV-',
  document: 'DOC-',
  offboarding: 'OFF-',
  attendance: 'ATT-',
  feedback: 'FB-',
}

export function seed(now: Date): Seed {
  const office = openOffice(now.getTime())
  addSystems(office)
  addTemplates(office)
  addHires(office)
  addTasks(office)
  addEquipment(office)
  addAccess(office)
  addDocuments(office)
  addTraining(office)
  addFeedback(office)
  addLeavers(office)
  addSessions(office)
  mention(office, mentions(office))
  const past = closeLedger(office, order, prefixes)
  return { people, teams, memberships, roles, ...past, ...newsOf(office, past.history, watches(office), people), views }
}
