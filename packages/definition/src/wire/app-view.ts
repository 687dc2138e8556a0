import type { Operation } from '../model/access.ts'
import type { ChoiceOption, FieldTypeName } from '../model/field.ts'
import type { PeriodName, Widget } from '../model/widget.ts'

/**
 * An app as one person sees it: `GET /api/apps/{app}`. Entities, fields and transitions the person has no grant for are absent,
 * not marked. What is allowed on a certain record stands on the record (`RecordView.can`); here is only what any grant could give.
 */
export interface AppView {
  readonly name: string
  readonly title: string
  readonly description?: string
  readonly icon?: string
  readonly color?: string
  readonly roles: readonly { readonly name: string; readonly title: string }[]
  /** The release the description belongs to; a change means: fetch again. */
  readonly release: string
  readonly entities: readonly EntityView[]
  /** Whose records they may create and none of which they read: a form, and nothing else. Absent where there are none. */
  readonly forms?: readonly EntityView[]
  /** In the order of the navigation. */
  readonly screens: readonly ScreenView[]
  readonly mayReadAudit: boolean
  /** Every role that people hold; said to who gives them. */
  readonly givesRoles?: readonly { readonly name: string; readonly title: string }[]
  readonly timeZone: string
  readonly businessTime: BusinessTimeView
}

/** When business time runs, by the clocks of the app's zone. */
export interface BusinessTimeView {
  /** ISO weekdays, Monday is 1. */
  readonly days: readonly number[]
  /** `09:00` */
  readonly from: string
  readonly to: string
}

export interface EntityView {
  readonly name: string
  readonly label: string
  readonly labelPlural: string
  readonly icon?: string
  readonly titleField: string
  readonly can: readonly Operation[]
  readonly comments: boolean
  /** Mails belong to its records. They are not connected yet. */
  readonly mails?: true
  /** Opening a record is written into the audit. */
  readonly auditReads?: true
  readonly fields: readonly FieldView[]
  readonly workflow?: WorkflowView
  readonly layout: {
    readonly wizard?: true
    /** What the form of a new record leaves out, unless it must be filled in. */
    readonly later?: readonly string[]
    readonly sections: readonly { readonly title?: string; readonly tab?: string; readonly fields: readonly string[] }[]
    readonly related: readonly {
      readonly entity: string
      readonly via: string
      readonly title: string
      readonly columns: readonly string[]
      /** The list is there where this holds. Absent also where it asks what this person may not read. */
      readonly show?: FieldCondition
    }[]
  }
  /** Lines edited inside this entity's form and saved with it: `inverse` name and line entity. */
  readonly lines: readonly { readonly name: string; readonly entity: string; readonly via: string }[]
  readonly searchable: boolean
  /** Titles of the roles that see all its records; absent where this person's do. */
  readonly seenBy?: readonly string[]
  /** Its records can be shared, by whoever may (`RecordView.can.share`). */
  readonly shareable: boolean
  /** Whoever is not signed in can send one, at `/form/{app}/{entity}`; said to who administers the app. */
  readonly publicForm?: true
}

/** A condition over the record's own fields, as `expressions/portable.ts` packs it. */
export interface FieldCondition {
  readonly tree: unknown
  readonly reads: Readonly<Record<string, unknown>>
}

/** A field of the record that is pointed at, or `relation.field` of one behind it, and the field of this record it has to be the same as, or `[relation, field]` of what this record points at. */
export interface FittingBy {
  readonly field: string
  readonly as: readonly string[]
  /** What this record points at, where that has to be looked up: the entity of `as[0]`. Of a line its own record is at hand. */
  readonly behind?: string
}

export interface FieldView {
  readonly name: string
  readonly title: string
  readonly type: FieldTypeName
  /** formula and rollup: the type of the result. */
  readonly result?: FieldTypeName
  readonly help?: string
  readonly required: boolean
  /** Panel and form show it where this holds. Absent also where it asks what this person may not read. */
  readonly show?: FieldCondition
  /** Must not be empty where this does not come to false; the server refuses it then, whatever the browser says. */
  readonly require?: FieldCondition
  /** A formula that comes to a number: what it comes to while the fields it reads are being written. Absent also where this person may not read them. */
  readonly computed?: FieldCondition
  readonly managed: boolean
  readonly sensitive: boolean
  /** No grant of theirs gives it: they read it of records that are shared with them, and of no other. */
  readonly byShare?: true
  readonly options?: readonly ChoiceOption[]
  readonly to?: string
  /** relation: which records the checks of the entity leave, as far as they say it by comparing. */
  readonly fits?: readonly FittingBy[]
  /** relation that is unique: what a record calls those that point at it. One that has some is taken. */
  readonly takenBy?: string
  /** money, and a formula or rollup that results in it. */
  readonly currency?: string
  /** Its digits are a name: they are not parted by thousands. */
  readonly grouping?: false
  /** Forms offer to read it with the camera. */
  readonly scan?: true
  readonly scale?: number
  readonly min?: number
  /** Of a number its value, of a text its characters, of a file its bytes. */
  readonly max?: number
  readonly sortable: boolean
  readonly groupable: boolean
  /** May be given at creation / changed, by some grant. */
  readonly creatable: boolean
  readonly updatable: boolean
  /** Value a new form starts with. */
  readonly default?: unknown
  /** Left empty at creation, it takes what a rule says. */
  readonly filled?: true
}

export interface WorkflowView {
  readonly name: string
  readonly field: string
  readonly initial: string
  readonly states: readonly { readonly name: string; readonly title: string; readonly color: string; readonly final: boolean }[]
  readonly transitions: readonly TransitionView[]
}

export interface TransitionView {
  readonly name: string
  readonly title: string
  readonly from: readonly string[]
  readonly to: string
  readonly require: readonly string[]
  readonly inputs: readonly string[]
  readonly comment: 'none' | 'optional' | 'required'
  /** Present: decided by votes (`POST …/votes`), not taken directly. */
  readonly approval?: {
    readonly steps: readonly { readonly name: string; readonly title: string; readonly need: number }[]
    readonly mayAskChanges: boolean
  }
}

/** What the screens of records have in common. */
export interface RecordsScreenView {
  readonly name: string
  readonly title: string
  readonly entity: string
  readonly icon?: string
  readonly filter?: string
  readonly badge: boolean
}

/** What a calendar and a timeline have in common: a record begins with `from`, a date or datetime. */
export interface TimesScreenView extends RecordsScreenView {
  readonly from: string
  readonly color?: string
  readonly card: readonly string[]
}

/** Widgets that this person could not be answered are absent. */
export interface DashboardView {
  readonly kind: 'dashboard'
  readonly name: string
  readonly title: string
  readonly icon?: string
  readonly period?: { readonly on: string; readonly default: PeriodName }
  readonly filters: readonly string[]
  readonly widgets: readonly Widget[]
}

export type ScreenView = (
  | DashboardView
  | (RecordsScreenView & { readonly kind: 'list'; readonly columns: readonly string[]; readonly orderBy: string })
  | (RecordsScreenView & {
      readonly kind: 'board'
      readonly by: string
      readonly card: readonly string[]
      readonly orderBy: string
    })
  | (TimesScreenView & { readonly kind: 'calendar'; readonly until?: string })
  | (TimesScreenView & { readonly kind: 'timeline'; readonly until: string; readonly by?: string })
  | (RecordsScreenView & {
      readonly kind: 'gallery'
      readonly picture?: string
      readonly card: readonly string[]
      readonly orderBy: string
    })
  | (RecordsScreenView & {
      readonly kind: 'tree'
      readonly parent: string
      readonly columns: readonly string[]
      readonly orderBy: string
    })
  | (RecordsScreenView & {
      readonly kind: 'pivot'
      readonly rows: readonly string[]
      readonly across?: string
      readonly measures: readonly string[]
    })
) & {
  /** Heading it stands under in the navigation; absent: none. */
  readonly group?: string
}
