/** The whole seed of the escalations app. Deterministic: the same `now` gives the same seed. */
import { closeLedger } from '../../seeding/ledger.ts'
import { mention, newsOf } from '../../seeding/news.ts'
import type { Seed } from '../../seeding/shape.ts'
import { addAccounts, addAllowances, addPolicies } from './accounts.ts'
import { openCare } from './care.ts'
import { addCredits } from './credits.ts'
import { mentions, watches } from './news.ts'
import { memberships, people, roles, teams } from './people.ts'
import { addRunningEscalations } from './running-escalations.ts'
import { addMacros, addSyncs } from './standing.ts'
import { addTickets } from './tickets.ts'
import { views } from './views.ts'

/** References point at entities further up only. */
const order = [
  'account',
  'contact',
  'credit_policy',
  'credit_allowance',
  'macro',
  'ticket',
  'note',
  'escalation',
  'credit_request',
  'external_sync',
]

/** Each case is told to its end before the next, so running numbers are given afterwards, in order of time. */
const prefixes = { ticket: 'CASE-', escalation: 'ESC-', credit_request: 'CR-', external_sync: 'SYNC-' }

export function seed(now: Date): Seed {
  const care = openCare(now.getTime())
  addMacros(care)
  addAccounts(care)
  addPolicies(care)
  addAllowances(care)
  addTickets(care)
  addRunningEscalations(care)
  addCredits(care)
  addSyncs(care)
  mention(care, mentions(care))
  const past = closeLedger(care, order, prefixes)
  return { people, teams, memberships, roles, ...past, ...newsOf(care, past.history, watches(care), people), views }
}
