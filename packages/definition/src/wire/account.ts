/** A person as administrators see them. `GET /api/people` → `{items: PersonAccount[], nextPageToken?}`, `PATCH /api/people/{id}` → `PersonAccount`. */
export interface PersonAccount {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly title?: string
  readonly status: 'active' | 'suspended' | 'left'
  readonly administrator: boolean
  /** Has not chosen a password yet. */
  readonly invited: boolean
  /** Given to the person; what comes through teams is not listed here. */
  readonly roles: readonly { readonly app: string; readonly role: string }[]
  readonly teams: readonly string[]
  readonly lastSeenAt: string | null
}
