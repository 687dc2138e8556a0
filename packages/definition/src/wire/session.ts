/** Who is signed in and what they may open. `GET /api/session`. */
export interface SessionView {
  readonly person: { readonly id: string; readonly name: string; readonly email: string; readonly administrator: boolean }
  readonly apps: readonly {
    readonly name: string
    readonly title: string
    readonly icon?: string
    readonly color?: string
    readonly roles: readonly string[]
    /** Whether it may be viewed as somebody else; which roles, says `GET /api/session/view-as?app=`. */
    readonly mayViewAs?: true
  }[]
  /** While an app is viewed as somebody else: then `person` is who is viewed (without an e-mail address), `apps` is that app, and every write is refused. */
  readonly viewing?: ViewingView
  /** Of whoever sits at the screen, also while they view as somebody else. */
  readonly preferences: Preferences
  /** A demo installation: shown in a strip that cannot be missed. */
  readonly demo: boolean
  readonly signedInAt: string
  readonly expiresAt: string
}

/** How a person reads. `GET` and `PATCH /api/session/preferences`; what is left out of a PATCH stays. */
export interface Preferences {
  /** BCP 47, in its canonical form: `de`, `de-AT`. Null: as the browser says. */
  readonly language: string | null
  /** IANA: `Europe/Berlin`. Null: as the browser says. */
  readonly timeZone: string | null
}

export interface ViewingView {
  readonly app: { readonly name: string; readonly title: string }
  /** A person, or a role of the viewer's own person. */
  readonly kind: 'person' | 'role'
  /** The titles of the roles that are viewed. */
  readonly roles: readonly string[]
  /** Who looks. */
  readonly by: { readonly id: string; readonly name: string }
  readonly since: string
  /** When it ends by itself. */
  readonly until: string
}

/** `GET /api/session/view-as?app=`. `refused` says what stands in the way. */
export interface ViewableRoles {
  readonly roles: readonly { readonly name: string; readonly title: string; readonly refused?: string }[]
}

/** The session of the cookie that was sent, if it lives: `GET /api/sign-in/session`, for pages that ask before anybody is signed in. */
export interface PresentSession {
  readonly session: SessionView | null
}

/** One's own sessions beside the one that asks. `GET /api/sessions`. */
export interface OwnSessions {
  readonly others: number
}

/** What the sign-in page needs before anyone is signed in. `GET /api/sign-in`. */
export interface SignInView {
  readonly demo: boolean
  /** No administrator yet: ask for the one-time code printed on the console. */
  readonly setupNeeded: boolean
  /** Demo mode only. */
  readonly personas: readonly { readonly id: string; readonly name: string; readonly title: string; readonly sentence: string }[]
  /** Demo mode only: who takes part in which app, by the ids of personas. */
  readonly apps?: readonly { readonly title: string; readonly description: string | null; readonly personas: readonly string[] }[]
}

/** A person or a team in pickers and labels. `GET /api/directory/people?search=`, `/api/directory/teams`. */
export interface PersonView {
  readonly id: string
  readonly name: string
  readonly title?: string
  readonly active: boolean
}
export interface TeamView {
  readonly id: string
  readonly name: string
  readonly parent?: string
}
