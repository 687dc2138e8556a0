/** What people see. A definition without screens gets one list per entity. */
import type { PeriodName, Widget } from './widget.ts'

interface AnyScreen {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly icon?: string
  /** Roles that see it in the navigation; empty: everyone who may read what it shows. Never a permission. */
  readonly roles: readonly string[]
}

/** It shows records of one entity. */
export interface RecordsScreen extends AnyScreen {
  readonly entity: string
  /** CEL over `record` and `user`; shown as chips. */
  readonly filter?: string
  /** Show a count beside the navigation item. */
  readonly badge: boolean
}

export interface ListScreen extends RecordsScreen {
  readonly kind: 'list'
  readonly columns: readonly string[]
  /** `created_at desc, priority` */
  readonly orderBy: string
}

/** Cards in columns, one for each state or option; a card that is dragged takes the step that leads there. */
export interface BoardScreen extends RecordsScreen {
  readonly kind: 'board'
  /** The state of the workflow, or a choice. */
  readonly by: string
  /** Fields on a card, beneath its title. */
  readonly card: readonly string[]
  /** Of the cards within a column. */
  readonly orderBy: string
}

/** Records on the days they begin and last. */
export interface CalendarScreen extends RecordsScreen {
  readonly kind: 'calendar'
  /** A date or datetime. */
  readonly from: string
  /** Of the same type; absent: a record stands on one day. */
  readonly until?: string
  /** The state or choice whose colour it has. */
  readonly color?: string
  /** Fields told beside its title. */
  readonly card: readonly string[]
}

/** Records as bars over an axis of time. */
export interface TimelineScreen extends RecordsScreen {
  readonly kind: 'timeline'
  readonly from: string
  readonly until: string
  /** What rows are grouped by. */
  readonly by?: string
  readonly color?: string
  readonly card: readonly string[]
}

/** Figures and records of several entities at a glance. It has no entity of its own; its widgets have. */
export interface DashboardScreen extends AnyScreen {
  readonly kind: 'dashboard'
  /** The one control of time for all widgets; absent: there is none. */
  readonly period?: { readonly on: string; readonly default: PeriodName }
  /** Fields by which people narrow every widget whose entity has them. */
  readonly filters: readonly string[]
  readonly widgets: readonly Widget[]
}

/** Cards with a picture in a grid. */
export interface GalleryScreen extends RecordsScreen {
  readonly kind: 'gallery'
  /** A file; an image is shown, and the initials of the title where there is none. */
  readonly picture?: string
  /** Fields on a card, beneath its title. */
  readonly card: readonly string[]
  readonly orderBy: string
}

/** Records beneath the records they belong to. It has no condition: that would tear branches off. */
export interface TreeScreen extends RecordsScreen {
  readonly kind: 'tree'
  /** A relation of the entity to itself. */
  readonly parent: string
  readonly columns: readonly string[]
  /** Of the records beneath one. */
  readonly orderBy: string
}

/** Figures over records, by what stands in their rows and columns. */
export interface PivotScreen extends RecordsScreen {
  readonly kind: 'pivot'
  /** One to three groupable fields, the outer first. */
  readonly rows: readonly string[]
  readonly across?: string
  /** `count`, `sum(amount)`, `avg(amount)` */
  readonly measures: readonly string[]
}

export type Screen =
  | ListScreen
  | BoardScreen
  | CalendarScreen
  | TimelineScreen
  | GalleryScreen
  | TreeScreen
  | PivotScreen
  | DashboardScreen
export type ScreenKind = Screen['kind']

/** How one record is laid out in the side panel and the form. */
export interface RecordLayout {
  readonly entity: string
  /** The form asks for one section after the other. */
  readonly wizard?: true
  /** Fields that the form of a new record leaves out. */
  readonly later?: readonly string[]
  readonly sections: readonly LayoutSection[]
  /** Child entities shown beneath, by the child's relation: `escalation.ticket`. */
  readonly related: readonly RelatedRecords[]
}

export interface LayoutSection {
  readonly title?: string
  /** Sections of one tab are shown together, and those of other tabs not. */
  readonly tab?: string
  readonly fields: readonly string[]
}

export interface RelatedRecords {
  readonly entity: string
  readonly via: string
  readonly title?: string
  /** Absent: the first columns of its list. */
  readonly columns?: readonly string[]
  /** CEL over `record`, the record's own fields: the list is there where it is true. Layout, never a permission. */
  readonly show?: string
}
