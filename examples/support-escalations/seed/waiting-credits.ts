/** The credits that wait for somebody on the day of the demonstration: something for everybody who decides, asks or issues. */
import type { CareTeam } from './people.ts'

/** Where a request stops or what happens to it on its way; `manager_agreed` waits for finance, `half_approved` for the second of two. */
export type Fate =
  | 'draft'
  | 'submitted'
  | 'changes_requested'
  | 'corrected'
  | 'manager_agreed'
  | 'half_approved'
  | 'approved'
  | 'failed'
  | 'issued'
  | 'rejected'
  | 'refused_by_finance'
  | 'withdrawn'

interface Standing {
  readonly fate: Fate
  readonly team: CareTeam
  readonly by: string
  /** US dollars. */
  readonly amount: number
  /** How long ago it was begun, about. */
  readonly days: number
}

export const standing: readonly Standing[] = [
  { fate: 'submitted', team: 'dach', by: 'femi', amount: 12_400, days: 0.9 },
  { fate: 'half_approved', team: 'dach', by: 'femi', amount: 11_800, days: 2.2 },
  { fate: 'manager_agreed', team: 'americas_asia', by: 'miguel', amount: 18_500, days: 1.6 },
  { fate: 'approved', team: 'uk_nordics', by: 'femi', amount: 10_250, days: 3 },
  { fate: 'submitted', team: 'uk_nordics', by: 'katja', amount: 6_200, days: 0.7 },
  { fate: 'manager_agreed', team: 'uk_nordics', by: 'femi', amount: 3_400, days: 1.3 },
  { fate: 'manager_agreed', team: 'americas_asia', by: 'rosa', amount: 2_750, days: 0.8 },
  { fate: 'failed', team: 'dach', by: 'amelie', amount: 2_310.4, days: 4 },
  { fate: 'submitted', team: 'americas_asia', by: 'rosa', amount: 2_200, days: 0.9 },
  { fate: 'manager_agreed', team: 'dach', by: 'amelie', amount: 1_800, days: 0.7 },
  { fate: 'submitted', team: 'uk_nordics', by: 'joel', amount: 1_450, days: 0.5 },
  { fate: 'approved', team: 'americas_asia', by: 'rosa', amount: 1_120, days: 2.5 },
  { fate: 'submitted', team: 'dach', by: 'amelie', amount: 780.5, days: 0.4 },
  { fate: 'changes_requested', team: 'dach', by: 'amelie', amount: 640, days: 1.4 },
  { fate: 'approved', team: 'uk_nordics', by: 'joel', amount: 520, days: 1.8 },
  { fate: 'submitted', team: 'uk_nordics', by: 'joel', amount: 430, days: 1.1 },
  { fate: 'approved', team: 'dach', by: 'amelie', amount: 385.2, days: 1.5 },
  { fate: 'submitted', team: 'americas_asia', by: 'rosa', amount: 310, days: 0.6 },
  { fate: 'changes_requested', team: 'americas_asia', by: 'rosa', amount: 290, days: 1.9 },
  { fate: 'submitted', team: 'dach', by: 'amelie', amount: 240, days: 1.2 },
  { fate: 'draft', team: 'dach', by: 'amelie', amount: 180, days: 0.3 },
  { fate: 'draft', team: 'uk_nordics', by: 'joel', amount: 950, days: 0.8 },
  { fate: 'failed', team: 'americas_asia', by: 'rosa', amount: 88.9, days: 2 },
  { fate: 'approved', team: 'dach', by: 'amelie', amount: 75, days: 0.9 },
  { fate: 'approved', team: 'uk_nordics', by: 'joel', amount: 60, days: 0.6 },
  { fate: 'approved', team: 'americas_asia', by: 'rosa', amount: 100, days: 1.1 },
]
