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
  /** Whoever holds one of them sees the view; absent: the owner alone. Its maker and who administers the app are told all of them, others those they hold. */
  readonly roles?: readonly Reference[]
  /** Of a view for roles: only its maker, and who administers the app, change it. */
  readonly locked?: true
  /** Those of the roles whose list opens with it; then it is as good as locked. */
  readonly firstFor?: readonly string[]
  /** Its name and what it asks. */
  readonly mayChange: boolean
  /** Its lock, and to delete it; whoever gives roles also says which roles have it, and what lists open with. */
  readonly mayKeep: boolean
  /** What of it the list would refuse this person, in words: a field that is gone, or that their roles do not show them. */
  readonly refused?: string
}
