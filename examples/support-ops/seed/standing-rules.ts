/** What the desk set for itself: SLA policies, routing and the targets of the teams. */

import { createRecord, isoAt, updateRecord } from '../../seeding/ledger.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import type { Desk } from './desk.ts'
import { teamId, teams, type WorkTeam, workTeams } from './people.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export function addPolicies(desk: Desk): void {
  const minutes = { low: 480, medium: 240, high: 60, urgent: 30 }
  const hours = { low: 80, medium: 40, high: 16, urgent: 4 }
  const factor = { free: 3, standard: 1, business: 0.75, enterprise: 0.5 }
  const title = (word: string) => word[0]!.toUpperCase() + word.slice(1)
  let at = desk.begin - 3 * day
  for (const tier of ['free', 'standard', 'business', 'enterprise'] as const) {
    for (const priority of ['low', 'medium', 'high', 'urgent'] as const) {
      at += 70_000
      createRecord(
        desk,
        'sla_policy',
        { at, by: 'priya' },
        {
          name: `${title(tier)}, ${priority}`,
          tier,
          priority,
          first_response_minutes: Math.round(minutes[priority] * factor[tier]),
          resolution_hours: Math.max(2, Math.round(hours[priority] * factor[tier])),
          business_hours: !(tier === 'enterprise' && priority === 'urgent'),
          credit_percent: tier === 'free' ? null : { low: '0.5', medium: '1.0', high: '2.5', urgent: '5.0' }[priority],
          effective_from: isoAt(desk.begin).slice(0, 10),
        },
      )
    }
  }
}

export function addRouting(desk: Desk): void {
  const rules: readonly [string, WorkTeam, Record<string, SeedValue>][] = [
    ['Money of enterprise customers', 'billing', { products: ['billing', 'payouts'], tier: 'enterprise' }],
    ['Invoices and payouts', 'billing', { products: ['billing', 'payouts'] }],
    ['Enterprise, API and sign-in', 'escalations', { products: ['api', 'identity'], tier: 'enterprise' }],
    ['Americas', 'americas', { regions: ['americas'] }],
    ['Asia and Pacific to EMEA', 'emea', { regions: ['apac'] }],
    ['EMEA', 'emea', { regions: ['emea'] }],
    ['Mobile pilot', 'escalations', { products: ['mobile'] }],
    ['Everything else', 'emea', {}],
  ]
  for (const [index, [name, team, conditions]] of rules.entries()) {
    const at = desk.begin - 3 * day + 2 * hour + index * 4 * minute
    const record = createRecord(
      desk,
      'routing_rule',
      { at, by: 'priya' },
      { name, position: (index + 1) * 10, active: true, team: teamId(team), ...conditions },
    )
    if (name === 'Mobile pilot') {
      updateRecord(desk, record, { at: desk.begin + 61 * day + 9 * hour, by: 'priya' }, { active: false })
      continue
    }
    const matched = desk.now - desk.random.between(4, 300) * minute
    updateRecord(desk, record, { at: matched, by: 'sync' }, { last_matched_at: isoAt(matched) })
  }
}

export function addTargets(desk: Desk): void {
  const base: Readonly<Record<WorkTeam, readonly [number, number, number]>> = {
    emea: [90, 88, 110],
    americas: [90, 89, 80],
    billing: [120, 91, 90],
    escalations: [60, 84, 25],
  }
  const first = new Date(desk.begin)
  for (let month = 0; month < 10; month += 1) {
    const start = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1)
    if (start > desk.now) break
    const name = new Date(start).toLocaleString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })
    for (const team of workTeams) {
      const [minutes, csat, open] = base[team]
      const manager = { emea: 'tom', americas: 'mei', billing: 'sara', escalations: 'jonas' }[team]
      createRecord(
        desk,
        'team_target',
        {
          at: Math.max(desk.begin - 2 * day + month * hour, start - 3 * day) + workTeams.indexOf(team) * 11 * minute,
          by: manager,
        },
        {
          name: `${teams.find(({ key }) => key === team)!.name}, ${name}`,
          team: teamId(team),
          month: isoAt(start).slice(0, 10),
          first_response_minutes: minutes - month * 3,
          csat: (csat + month * 0.3).toFixed(1),
          open_limit: open,
        },
      )
    }
  }
}
