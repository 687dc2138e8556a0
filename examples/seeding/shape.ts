/** What a seed is: the people, records and past of an example app, before anything is loaded. Pure data; loading is another's work. */

/** Ids of people and teams are fixed, so that tests and links to a demo can name them. */
export interface Person {
  readonly key: string
  readonly id: string
  readonly name: string
  readonly email: string
  readonly title?: string
  /** One sentence on the sign-in page of a demo installation; only those who have one are offered there. */
  readonly demo?: string
  /** Administrator of the installation. */
  readonly administrator?: boolean
}

export interface Team {
  readonly key: string
  readonly id: string
  readonly name: string
  /** The key of the team above. */
  readonly parent?: string
}

export interface Membership {
  readonly person: string
  readonly team: string
}

/** An app role for a person, or for everybody in a team and beneath. By keys. */
export interface RoleGrant {
  readonly role: string
  readonly person?: string
  readonly team?: string
}

/** Wire values, with people, teams and records by id. A field that is absent is empty. */
export type SeedValue = string | number | boolean | null | readonly string[] | { readonly [key: string]: unknown }
export type SeedFields = Readonly<Record<string, SeedValue>>

export interface SeedRecord {
  readonly id: string
  readonly version: number
  readonly created_at: string
  /** The key of a person, as in `updated_by` and `state_by`. */
  readonly created_by: string
  readonly updated_at: string
  readonly updated_by: string
  readonly deleted_at?: string
  /** Who moved the record into its present state; four eyes look at it. Present where the entity has a workflow. */
  readonly state_by?: string
  readonly fields: SeedFields
}

export interface SeedEvent {
  readonly at: string
  /** The id of a person. */
  readonly person: string
  readonly entity: string
  readonly record: string
  readonly kind: 'create' | 'update' | 'transition' | 'vote' | 'comment'
  readonly transition?: string
  readonly comment?: string
  /** Changed fields only; null where a field was or became empty. */
  readonly before?: SeedFields
  readonly after?: SeedFields
  /** The record's version after the event. */
  readonly version: number
  /** Present on a vote. */
  readonly vote?: { readonly step: string; readonly decision: 'approve' | 'reject' | 'ask_changes'; readonly round: number }
}

/** Somebody follows a record since then. */
export interface SeedFollow {
  /** The key of a person. */
  readonly person: string
  readonly entity: string
  readonly record: string
  readonly at: string
}

/** What an event of the history is to somebody whom it concerns. */
export interface SeedNews {
  readonly id: string
  /** The key of a person. */
  readonly person: string
  readonly why: 'mention' | 'follow'
  readonly entity: string
  readonly record: string
  /** The event: when it was, who did it by id, and what it was. */
  readonly at: string
  readonly by: string
  readonly kind: SeedEvent['kind']
  readonly read: boolean
}

/** A list under a name, as its address has it. */
export interface SeedView {
  /** The key of a person. */
  readonly owner: string
  /** `s/queue`, `e/ticket` */
  readonly list: string
  readonly name: string
  readonly question: Readonly<Record<string, string>>
  /** Whoever holds one of them has the view too. */
  readonly roles?: readonly string[]
  readonly locked?: boolean
  /** The list opens with it for whoever holds one of the roles. */
  readonly default?: boolean
}

export interface Seed {
  readonly people: readonly Person[]
  readonly teams: readonly Team[]
  readonly memberships: readonly Membership[]
  readonly roles: readonly RoleGrant[]
  /** By entity, in an order in which every reference points at something earlier. Within an entity in order of creation. */
  readonly records: Readonly<Record<string, readonly SeedRecord[]>>
  /** In order of time. */
  readonly history: readonly SeedEvent[]
  readonly follows: readonly SeedFollow[]
  /** In order of time. */
  readonly news: readonly SeedNews[]
  readonly views: readonly SeedView[]
}
