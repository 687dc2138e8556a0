/** The life of a record: states, declared transitions, approvals. The state changes on no other path. */

export interface Workflow {
  readonly id: string
  readonly name: string
  readonly entity: string
  /** The `choice`-like field that holds the state; created by the workflow, never writable directly. Default name `status`. */
  readonly field: string
  readonly initial: string
  readonly states: readonly State[]
  readonly transitions: readonly Transition[]
}

export interface State {
  readonly name: string
  readonly title: string
  /** A palette word: gray, blue, violet, orange, green, red. */
  readonly color?: string
  /** No way on: the record is finished. */
  readonly final: boolean
  /** How long a record may stay here before it is overdue; the due time is stored on the record as `<field>_due`. */
  readonly due?: Due
}

/** `8 business hours` or `2 days`. Business time follows the app's calendar. */
export interface Due {
  readonly amount: number
  readonly unit: 'minutes' | 'hours' | 'days'
  readonly business: boolean
}

export interface Transition {
  readonly name: string
  readonly title: string
  readonly from: readonly string[]
  readonly to: string
  /** Roles that may take it; empty: any role whose person satisfies `by`. */
  readonly roles: readonly string[]
  /** CEL over `record` and `user`: who may take it. Absent: every holder of `roles`. */
  readonly by?: string
  /** CEL over `record` and `user`: must be true; with the sentence to show when it is not. */
  readonly guard?: { readonly when: string; readonly message: string }
  /** Fields that must not be empty after the transition. The caller may set them together with it. */
  readonly require: readonly string[]
  /** Fields the caller may set together with the transition beyond `require`. */
  readonly inputs: readonly string[]
  readonly comment: 'none' | 'optional' | 'required'
  /** Fields set by the transition itself: CEL over `record`, `user`, `now()`. */
  readonly set: Readonly<Record<string, string>>
  /** Present: the transition is a decision by approvers and `to` is not used. */
  readonly approval?: Approval
}

export interface Approval {
  readonly steps: readonly ApprovalStep[]
  /** Who may never decide, whatever role they hold. */
  readonly never: readonly ('creator' | 'submitter' | 'last_editor')[]
  /** Editing one of these while a decision is pending voids the votes already given. */
  readonly voidedBy: readonly string[]
  readonly outcomes: { readonly approve: string; readonly reject: string; readonly askChanges?: string }
}

export interface ApprovalStep {
  readonly name: string
  /** How people read it; absent in a definition that was read before there was one: from the name. */
  readonly title?: string
  /** `role <role>` or `role <role> in record.<team field>` or `record.<person field>`. */
  readonly ask: AskRole | AskPerson
  /** How many different people must approve. */
  readonly need: number
  /** CEL over `record`; the step is skipped when false. */
  readonly when?: string
}

export interface AskRole {
  readonly kind: 'role'
  readonly role: string
  /** A team field of the record: only role holders who are in that team. */
  readonly inTeam?: string
}

export interface AskPerson {
  readonly kind: 'person'
  /** A person field of the record. */
  readonly field: string
}
