import type { Problem } from './problem.ts'

/** How many fields a request for a list may name: all that an entity has (`limits.fields`), and what every record has beside them. */
export const mostFields = 256

/**
 * Records as they travel. Values by field type: text-like, choice, url, email, phone, auto_number: string · integer: number ·
 * decimal, money: exact decimal string ("12.50") · boolean · date "2026-11-24" · datetime RFC 3339 UTC · multi_choice: string[] ·
 * person, team, relation: Reference, file: FileReference on the way out, id string on the way in · json: any · empty: null.
 */
export interface Reference {
  readonly id: string
  /** How people call it. Null: it exists but the reader may not see it (shown as "Not visible to you"). */
  readonly title: string | null
}

/** A field this reader sees only masked, e.g. "•••• 4821"; an empty one is absent. */
export interface Masked {
  readonly masked: string
}

/** A file of a record: its bytes are at `GET …/{entity}/{id}/files/{field}?version={file id}`. */
export interface FileReference extends Reference {
  /** In bytes. */
  readonly size: number | null
  /** By content: `image/png`, `text/plain` … */
  readonly type: string | null
}

/** `GET /api/file-room`, in bytes: what one file may have, what oneself uploaded within 24 hours, and for administrators what all files take. */
export interface FileRoomView {
  readonly file: { readonly most: number }
  readonly personADay: Room
  readonly all?: Room
}

export interface Room {
  readonly taken: number
  readonly most: number
}

/** `GET …/{entity}/{id}/files/{field}/versions`: `{ items }`, the present one first, then newest first. */
export interface FileVersion extends FileReference {
  readonly present: boolean
  /** When it was last put in, and by whom; null where the history no longer says. */
  readonly at: string | null
  readonly person: Reference | null
}

/** `POST …/{entity}/files?field=&name=` with the bytes as body: the id is what the field takes. */
export interface UploadedFile {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly type: string
}

export type WireValue =
  | string
  | number
  | boolean
  | null
  | Reference
  | Masked
  | FileReference
  | readonly string[]
  | { readonly [key: string]: unknown }
  | readonly unknown[]

export interface RecordRow {
  readonly id: string
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly created_by: Reference | null
  readonly updated_by: Reference | null
  /** Present only in the trash. */
  readonly deleted_at?: string
  /** A field the reader may not see on this record is absent; an empty one is null. */
  readonly [field: string]: WireValue | undefined
}

/** `GET …/{entity}` */
export interface RecordPage {
  readonly items: readonly RecordRow[]
  readonly nextPageToken?: string
  /** With `count=capped` or `count=exact`: what this reader could list. `capped: true`: there are more than `count`. */
  readonly count?: number
  readonly capped?: boolean
  /** Nothing that this reader could list here has the words searched for: these have similar ones. */
  readonly similar?: boolean
  /** With `rights=each`: of each of the items, in their order. */
  readonly rights?: readonly RecordRights[]
}

/** What this reader may do with one record of a list or one line. */
export interface RecordRights {
  readonly update: readonly string[]
  readonly delete: boolean
}

/** `GET …/{entity}/{id}` : the record, what may be done with it, and why not. ETag is `"<version>"`. */
export interface RecordView {
  readonly record: RecordRow
  /** What this reader could not see is named in no way; `hidden` counts nothing. */
  readonly can: {
    readonly update: readonly string[]
    readonly delete: boolean
    readonly restore: boolean
    readonly comment: boolean
    /** Present where records of this entity can be shared. */
    readonly share?: boolean
    /** Masked fields whose value this reader may have shown, on record (`POST …/reveal`). */
    readonly reveal?: readonly string[]
  }
  /** Every transition leaving the present state that the app shows this person, allowed or not. */
  readonly transitions: readonly TransitionOffer[]
  readonly approval?: ApprovalView
  readonly lines?: Readonly<Record<string, readonly RecordRow[]>>
  readonly lineRights?: Readonly<Record<string, LineRights>>
  /** In the answer to a change that added lines: their ids, in the order in which they were sent. */
  readonly addedLines?: Readonly<Record<string, readonly string[]>>
}

/** What this reader may do with one kind of a record's lines. */
export interface LineRights {
  /** Whether adding is offered: where a rule that decides on the line itself gives it, the line is judged when it is saved. */
  readonly create: boolean
  /** Of each of the lines, in their order. */
  readonly each: readonly RecordRights[]
}

export interface TransitionOffer {
  readonly name: string
  readonly allowed: boolean
  /** Why not, as a sentence: the guard's message, "Only the assignee may do this". */
  readonly reason?: string
}

export interface ApprovalView {
  readonly transition: string
  readonly step: string
  readonly need: number
  /** All steps in the order in which they are asked. */
  readonly steps: readonly StepView[]
  /** Every vote of this round, whatever step it was cast in. */
  readonly given: readonly Vote[]
  readonly mayDecide: boolean
  /** "You cannot decide a request you made". */
  readonly reason?: string
  readonly round: number
}

export interface StepView {
  readonly name: string
  readonly title: string
  readonly need: number
  /** Approvals it has. */
  readonly given: number
  /** `skipped`: its condition does not hold for this record. */
  readonly state: 'done' | 'open' | 'later' | 'skipped'
  /** Who is asked, in words: "Manager of its team". */
  readonly asks: string
  /** Of one that is open and not asked in every case: by what rule this record asks for it, as a clause. */
  readonly why?: string
}

export interface Vote {
  readonly person: Reference
  readonly decision: 'approve' | 'reject' | 'ask_changes'
  readonly comment: string | null
  readonly at: string
  readonly step: string
}

/** `GET …/{id}/shares`: a record given to a person or team, beyond what their roles give them. */
export interface ShareView {
  readonly id: string
  readonly by: Reference
  readonly person?: Reference
  readonly team?: Reference
  readonly level: 'read' | 'comment' | 'edit'
  readonly until: string
  readonly since: string
  /** False while the sharer may no longer do themselves what the share gives: it gives nothing then. */
  readonly works: boolean
}

/** `GET …/{id}/history`, newest first, keyset pages like a list. */
export interface HistoryPage {
  readonly items: readonly HistoryEntry[]
  readonly nextPageToken?: string
}
export interface HistoryEntry {
  readonly id: string
  readonly at: string
  readonly person: Reference | null
  readonly onBehalfOf?: Reference
  readonly kind:
    | 'create'
    | 'update'
    | 'transition'
    | 'vote'
    | 'comment'
    | 'delete'
    | 'restore'
    | 'import'
    | 'reveal'
    | 'share'
    | 'unshare'
  readonly transition?: string
  readonly comment?: string
  /** Whom the comment names (`@[id]`), by their names of today. */
  readonly mentions?: readonly Reference[]
  readonly decision?: Vote['decision']
  /** reveal: the field that was shown. */
  readonly field?: string
  /** share, unshare: with whom, and what it gives. */
  readonly share?: { readonly with: Reference; readonly level: ShareView['level']; readonly until: string }
  /** Only fields the reader may see now. Values as in RecordRow. */
  readonly changes: readonly FieldChange[]
  /** What the same transaction did to lines of the record, as far as the reader may see them. */
  readonly lines?: readonly LineChange[]
  /** Of more lines than are told here: how many there were. */
  readonly linesTotal?: number
}

export interface FieldChange {
  readonly field: string
  readonly before: WireValue
  readonly after: WireValue
}

export interface LineChange {
  /** The id of this entry in the line's own history. */
  readonly id: string
  readonly entity: string
  readonly line: Reference
  readonly kind: 'create' | 'update' | 'transition' | 'delete' | 'restore' | 'import'
  readonly changes: readonly FieldChange[]
}

/** `GET …/{entity}/aggregate?groupBy=status&measures=count,sum(amount)` */
export interface AggregateView {
  readonly groups: readonly {
    readonly key: Readonly<Record<string, WireValue>>
    readonly values: Readonly<Record<string, number | string | null>>
  }[]
  /** More groups than the limit exist. */
  readonly truncated: boolean
  /** As of a list: nothing has the words searched for, and this is of records that have similar ones. */
  readonly similar?: boolean
}

/** One line of `POST /api/apps/:app/aggregate-many`, in the order in which questions are answered. */
export interface FiguresLine {
  /** Of the question, from 0. */
  readonly index: number
  readonly figures?: AggregateView
  /** What the question would have been refused with alone. */
  readonly problem?: Problem
}

/** `GET /api/inbox`: decisions waiting for this person, over all apps. */
export interface InboxView {
  readonly items: readonly {
    readonly app: string
    readonly entity: string
    readonly id: string
    readonly version: number
    readonly title: string
    readonly number?: string
    readonly transition: string
    readonly step: string
    readonly since: string | null
    readonly due: string | null
    readonly requestedBy: Reference | null
  }[]
}

/** One line of the audit list, `GET /api/audit` (right: audit). */
export interface AuditRow {
  readonly seq: string
  readonly at: string
  readonly kind: string
  readonly person: Reference | null
  readonly onBehalfOf?: Reference
  readonly app: string | null
  readonly entity: string | null
  readonly record: string | null
  /** Number and title of an app's record as it is now; null when the reader may not see that record, or it is gone. */
  readonly recordTitle?: string | null
  readonly requestId: string | null
  readonly summary: string
  readonly before: unknown
  readonly after: unknown
  readonly sealed: boolean
}

/** Server-sent events of `GET /api/apps/{app}/events`. */
export interface RecordEvent {
  readonly entity: string
  readonly id: string
  /** `changed` the subscriber may see it; `left` it is out of their sight now (only sent for ids they could see). */
  readonly kind: 'changed' | 'left'
  readonly version?: number
  /** The client id given by the writer in `X-Client-Id`, where it is the subscriber's own, so that it can ignore its echo. */
  readonly by?: string
}

/** Server-sent event `presence`: others who have the record open that this tab has open. */
export interface PresenceEvent {
  readonly entity: string
  readonly id: string
  readonly people: readonly Reference[]
}
