/** What a change opens and closes, for people: `POST /api/apps/{app}/permission-diff`, `bailiwick rights`. */

export interface PermissionDiff {
  readonly app: string
  /** Where more becomes possible, and where less does. A change that does both to one right is in both. */
  readonly widens: readonly RightDiff[]
  readonly narrows: readonly RightDiff[]
  /** What the definitions say differently, in sentences; also what nobody gains or loses by at this moment. */
  readonly says: readonly string[]
  /** Rights that changed and could not be counted, with the reason. */
  readonly uncounted: readonly { readonly right: string; readonly reason: string }[]
}

/** One right that people gain or lose, with exact numbers. */
export interface RightDiff {
  readonly sentence: string
  /** Absent: a right on the app itself. */
  readonly entity?: string
  /** `read`, `masked`, `transition`, `decide`, `enter`, `audit`, `administer` and the other operations of grants. */
  readonly act: string
  /** Of a workflow: the transition, and the step of its approval. */
  readonly transition?: string
  readonly step?: string
  /** On the record as a whole, beside the fields named. */
  readonly wholeRecord: boolean
  readonly fields: readonly string[]
  /** Of these fields, those the definition calls sensitive. */
  readonly sensitive: readonly string[]
  readonly people: number
  /** Records that somebody gains or loses it on, and how many there are. For `create`: records like those. */
  readonly rows: number
  readonly of: number
  /** Person by person: how many records each gains or loses it on, summed. */
  readonly pairs: number
  /** Present: the numbers are no less than these, for this reason; nothing is estimated. */
  readonly atLeast?: string
  /** Those with the most records first; at most 50. */
  readonly first: readonly { readonly id: string; readonly name: string; readonly rows: number }[]
}
