/** What happened to records somebody follows, or where they were mentioned, as far as they may read it now. */
import type { HistoryEntry, Reference } from './record.ts'

/** How a comment names a person, so that it shows what they are called today. */
export const mentionPattern = /@\[([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\]/g

/** People one comment may name. */
export const mostMentions = 20

export interface NotificationView {
  readonly id: string
  readonly app: string
  readonly entity: string
  /** With its number and title as they are now. */
  readonly record: Reference
  readonly why: 'mention' | 'follow'
  readonly at: string
  readonly read: boolean
  /** It stands for all that a job did to records one follows: a job is one piece of news. */
  readonly ofJob?: true
  /** What happened, as the record's history tells it to this reader. */
  readonly entry: HistoryEntry
}

/** `GET /api/notifications` */
export interface NotificationsPage {
  readonly items: readonly NotificationView[]
  /** Of all of one's newest 200, how many are not read and may still be. */
  readonly unread: number
}

/** `POST …/{id}/comments` */
export interface CommentView extends HistoryEntry {
  /** People the comment names who may not read the record: they were told nothing. */
  readonly untold?: readonly Reference[]
}

/** One's own request that others decide on, `GET /api/inbox/requests`. */
export interface RequestView {
  readonly app: string
  readonly entity: string
  readonly id: string
  readonly number?: string
  /** Where this person is not given it, the name of its kind. */
  readonly title: string
  readonly transition: string
  readonly state: string
  readonly since: string | null
  readonly due: string | null
  /** Who is asked now, in words, and how far it is: step 2 of 3. */
  readonly asks: string
  readonly step: number
  readonly steps: number
}
