/** A role of an app, from and until a moment (RFC 3339); absent: always. */
export interface GivenRole {
  readonly app: string
  readonly role: string
  readonly from?: string
  readonly until?: string
}

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
  readonly roles: readonly GivenRole[]
  readonly teams: readonly string[]
  /** Whom the person reports to. */
  readonly manager?: string
  readonly managerName?: string
  readonly lastSeenAt: string | null
}

/** A team as administrators see it. `GET /api/teams` → `{items: TeamAccount[]}`, `POST /api/teams`, `PATCH /api/teams/{id}` → `TeamAccount`. */
export interface TeamAccount {
  readonly id: string
  readonly name: string
  /** The team above; absent: at the top. */
  readonly parent?: string
  /** Held by everyone in the team and beneath it. */
  readonly roles: readonly GivenRole[]
  /** People directly in it. */
  readonly members: number
}

/** What administrators can give. `GET /api/roles` → `{items: AppRoles[]}`. */
export interface AppRoles {
  readonly app: string
  readonly title: string
  readonly roles: readonly { readonly name: string; readonly title: string; readonly description: string }[]
}
