/** A list as somebody likes to see it, under a name: `GET /api/apps/{app}/saved-views` */
import type { Reference } from './record.ts'

/** What stands in the list's address. */
export interface ViewQuestion {
  readonly filter?: string
  readonly orderBy?: string
  readonly search?: string
  readonly columns?: string
  readonly shared?: 'me'
  /** Of a pivot. */
  readonly rows?: string
  readonly across?: string
  readonly measures?: string
  /** Of a list: what it is grouped by, its figures, the last column that stays in sight, and widths in pixels: `subject:300`. */
  readonly group?: string
  readonly summary?: string
  readonly pin?: string
  readonly widths?: string
}

export interface SavedView {
  readonly id: string
  /** The list's path: `s/queue`, `e/ticket`. */
  readonly list: string
  readonly name: string
  readonly question: ViewQuestion
  readonly owner: Reference
  /** Whoever holds it sees the view; absent: the owner alone. */
  readonly role?: Reference
  /** Of a view for a role: only its maker, and who administers the app, change it. */
  readonly locked?: true
  /** The list opens with it for whoever holds the role; then it is as good as locked. */
  readonly default?: true
  /** Its name and what it asks. */
  readonly mayChange: boolean
  /** Its lock, and to delete it; whoever gives roles also says which role has it, and what lists open with. */
  readonly mayKeep: boolean
}
