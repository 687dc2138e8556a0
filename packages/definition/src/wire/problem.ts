import type { OneOfMany } from './many.ts'
import type { Reference } from './record.ts'

/** RFC 9457 problem, as every refusal of the HTTP surface looks. */
export interface Problem {
  /** `/problems/<code>`; the page under it explains. */
  readonly type: string
  /** A stable word code: `record.stale`, `approval.own-request`. Programs branch on this, never on the text. */
  readonly code: string
  readonly status: number
  readonly title: string
  /** What to do about it, in one sentence. */
  readonly hint?: string
  readonly detail?: string
  readonly requestId: string
  /** Field-level problems of a refused write, in the order of the form. */
  readonly fields?: readonly { readonly field: string; readonly message: string }[]
  /** 409/412 on a record: the version it has now. */
  readonly currentVersion?: number
  /** Of a filter that is not right: from which character on, counted from 0; `syntax`: it is no expression at all, and `detail` is for who writes CEL. */
  readonly filter?: { readonly at: number; readonly syntax?: true }
  /** Of many records in one request: those that were refused. */
  readonly results?: readonly OneOfMany[]
  /** 403 on a record: the right that is missing, in words that name nothing hidden. */
  readonly missing?: string
  /** Who could give it, and what to send to `POST /api/apps/{app}/access-requests`, with a reason, to ask them. */
  readonly askable?: Askable & Required<Pick<Askable, 'request'>>
}

export interface Askable {
  readonly people: readonly Reference[]
  /** Absent: there is nothing that can be asked for by name. */
  readonly request?: { readonly entity: string; readonly record?: string; readonly action: string; readonly field?: string }
}
