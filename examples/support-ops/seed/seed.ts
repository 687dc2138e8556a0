/** The whole seed of the support desk. Deterministic: the same `now` gives the same seed. */

import { closeLedger } from '../../seeding/ledger.ts'
import { mention, newsOf } from '../../seeding/news.ts'
import type { Seed } from '../../seeding/shape.ts'
import { addConnectorRuns } from './connector-runs.ts'
import { addCustomerChanges } from './customer-changes.ts'
import { addCustomers } from './customers.ts'
import { openDesk } from './desk.ts'
import { addExports } from './exports.ts'
import { addMacros } from './macros.ts'
import { mentions, watches } from './news.ts'
import { memberships, people, roles, teams } from './people.ts'
import { addQueue } from './queue.ts'
import { addRatings } from './ratings.ts'
import { addRefunds } from './refunds.ts'
import { addPolicies, addRouting, addTargets } from './standing-rules.ts'
import { addEvents } from './ticket-events.ts'
import { addTickets } from './tickets.ts'
import { views } from './views.ts'

/** References point at entities further up only. */
const order = [
  'sla_policy',
  'routing_rule',
  'team_target',
  'customer',
  'ticket',
  'ticket_event',
  'refund_request',
  'customer_change',
  'macro',
  'export_request',
  'csat_response',
  'connector_run',
  'queue_item',
  // Sent from outside: a demo begins without any.
  'contact_request',
]

export function seed(now: Date): Seed {
  const desk = openDesk(now.getTime())
  addPolicies(desk)
  addRouting(desk)
  addTargets(desk)
  addCustomers(desk)
  addTickets(desk)
  addEvents(desk)
  addRefunds(desk)
  addCustomerChanges(desk)
  addMacros(desk)
  addExports(desk)
  addRatings(desk)
  addConnectorRuns(desk)
  addQueue(desk)
  mention(desk, mentions)
  const past = closeLedger(desk, order)
  return { people, teams, memberships, roles, ...past, ...newsOf(desk, past.history, watches, people), views }
}
