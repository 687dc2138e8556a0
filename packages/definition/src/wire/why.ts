/** Explanations: what somebody may do with a record, and by what. */
import type { Askable } from './problem.ts'
import type { Reference, ShareView } from './record.ts'

/** How a role is held: given to the person, or to a team they are in or beneath. */
export interface HeldThrough {
  /** "directly", "through the team Support, as a member of Support East" */
  readonly words: string
  readonly team?: Reference
  /** RFC 3339; absent: without end. */
  readonly until?: string
}

/** One access block, or for a step who takes it. */
export interface WhyGrant {
  readonly role: Reference
  /** "where its team is one of your teams or beneath them"; "on every ticket" */
  readonly words: string
  /** Empty: the role is not held. */
  readonly roleHeldThrough: readonly HeldThrough[]
  /** Whether it lets in this record. Null: the role is not held, or that would tell of something the asking person does not see. */
  readonly admits: boolean | null
  /** The fields it gives among those the asking person may name; absent where fields do not matter. */
  readonly fields?: readonly string[]
  /** Whether it gives what is asked here. Null where `admits` is not told. */
  readonly counts: boolean | null
}

export interface WhyShare {
  readonly id: string
  readonly by: Reference
  readonly with: Reference
  readonly level: ShareView['level']
  readonly until: string
  /** False: the sharer may no longer do what they shared. */
  readonly works: boolean
}

/** `GET …/{entity}/{id}/why?person=&action=&field=` */
export interface WhyView {
  readonly allowed: boolean
  readonly action: string
  readonly field?: string
  readonly person: Reference
  readonly grants: readonly WhyGrant[]
  readonly shares: readonly WhyShare[]
  /** The answer as one would give it. */
  readonly sentence: string
  /** Whether the asking person may ask about others, and who sees this. */
  readonly mayAskAboutOthers: boolean
  /** The record is in the trash, where nobody does more with it than to bring it back. */
  readonly trash?: true
}

/** One person of "Who can see this?". */
export interface AccessOf {
  readonly person: Reference
  /** `read`, `update`, `delete`, `comment`, `share`, `reveal`, `export`, `bulk`, `restore`, `transition.<name>`, `decide.<name>` */
  readonly may: readonly string[]
  /** Fields they read of those the asking person may name; absent: all of them. */
  readonly fields?: readonly string[]
  /** By what, each in words: "as Agent, where its team is one of Ana’s teams or beneath them". */
  readonly through: readonly string[]
  /** Of an earlier moment only: what is not known, and why. With an empty `may` it is not known whether they saw it at all. */
  readonly unclear?: string
}

/** `GET …/{entity}/{id}/access?at=` */
export interface AccessView {
  readonly items: readonly AccessOf[]
  readonly nextPageToken?: string
  /** Present when it was asked about an earlier moment: then `items` are of that moment and say who could see the record. */
  readonly past?: {
    /** RFC 3339 */
    readonly at: string
    /** False: nothing can be said of that moment, and `sentence` says why. */
    readonly known: boolean
    readonly sentence: string
    /** Of a moment before anything is known: from when on more is, RFC 3339. */
    readonly since?: string
    /** The number of the release whose rules held. */
    readonly release?: number
  }
}

/** `GET …/{entity}/{id}/readers`, newest first: who opened the record, as far as its entity has that recorded, and who had a masked field of it shown. */
export interface ReadersPage {
  readonly items: readonly {
    readonly id: string
    readonly at: string
    readonly kind: 'read' | 'reveal'
    readonly person: Reference | null
    /** As whom they looked, or who looked as them. */
    readonly onBehalfOf?: Reference
    /** reveal: the field that was shown, and the reason that was given. */
    readonly field?: string
    readonly comment?: string
  }[]
  readonly nextPageToken?: string
}

/** `GET /api/apps/{app}/refused-screens/{screen}`: what somebody is told who opens a screen that is not theirs. */
export interface RefusedScreen {
  /** Absent: there is no such screen, or none that they may know of. */
  readonly title?: string
  /** Which roles have it, as far as they may know. */
  readonly missing: string
  readonly askable: Askable
}

/** `GET /api/apps/{app}/creation-rights/{entity}`: whether the asking person may create such records, and else what they lack. */
export type CreationRight =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly missing: string; readonly askable: Askable }

/** `GET …/{entity}/{id}/change-right`: whether the asking person may change anything of the record, and else what they lack. */
export type ChangeRight =
  | { readonly allowed: true }
  /** `askable` is absent where no role would help, as in the trash. */
  | { readonly allowed: false; readonly missing: string; readonly askable?: Askable }

/** A right somebody was refused and asked for. */
export interface AccessRequest {
  readonly id: string
  readonly app: string
  readonly entity: string
  readonly record?: string
  readonly action: string
  readonly field?: string
  /** What these are called in the language of whoever reads it; absent: the app, or the thing in it, is there no more. */
  readonly titles: {
    readonly app?: string
    readonly entity?: string
    readonly field?: string
    /** Of the step, or the screen, that `action` names. */
    readonly step?: string
  }
  readonly reason: string
  readonly person: Reference
  readonly at: string
  readonly state: 'open' | 'granted' | 'declined'
  readonly decidedBy?: Reference
  readonly decidedAt?: string
  readonly note?: string
  /** Whether the asking person may decide on it. */
  readonly mayDecide: boolean
}
