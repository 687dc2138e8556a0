import type { Entity } from './entity.ts'
import type { Finding } from './finding.ts'
import type { RecordLayout, Screen } from './screen.ts'
import type { Translation } from './translation.ts'
import type { Transition, Workflow } from './workflow.ts'

/** One internal tool, whole: what the three doors (Studio, prompt, files) edit and the compiler reads. */
export interface Definition {
  /** The version of the language, not of the app. */
  readonly language: 1
  readonly app: App
  readonly roles: readonly Role[]
  readonly entities: readonly Entity[]
  readonly workflows: readonly Workflow[]
  readonly screens: readonly Screen[]
  readonly layouts: readonly RecordLayout[]
  /** Its texts in other languages; absent: in none. */
  readonly translations?: readonly Translation[]
}

export interface App {
  /** `[a-z][a-z0-9_]{0,29}`: the schema's and the URL's name. */
  readonly name: string
  readonly title: string
  readonly description?: string
  /** BCP 47 tag of the language its texts are in; absent: `usualLanguage`. */
  readonly language?: string
  readonly icon?: string
  readonly color?: string
  readonly calendar: Calendar
  /** The screens in the order of the navigation; those it does not name follow. Empty: by name. */
  readonly navigation: readonly NavigationGroup[]
}

/** Screens that stand together in the navigation. */
export interface NavigationGroup {
  /** Absent: at the top, without a heading. */
  readonly title?: string
  readonly screens: readonly string[]
}

/** When business time runs. */
export interface Calendar {
  /** IANA name. */
  readonly timeZone: string
  /** ISO weekdays, Monday is 1. */
  readonly days: readonly number[]
  /** `09:00` */
  readonly from: string
  readonly to: string
  /** ISO dates without business time. */
  readonly holidays: readonly string[]
}

export interface Role {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly description?: string
  /** May read this app's audit. */
  readonly audit: boolean
  /** May grant this app's roles to people. */
  readonly administer: boolean
  /** Held by whoever is not signed in, and by nobody else: it opens public forms and nothing more. */
  readonly public?: true
}

/** The roles that people can hold. */
export function peopleRoles(definition: Pick<Definition, 'roles'>): Role[] {
  return definition.roles.filter(role => !role.public)
}

/** Who may take it by their role: where none is named, everybody who holds one, and whoever is not signed in holds none of those. */
export function takersOf(transition: Transition, definition: Pick<Definition, 'roles'>): readonly string[] {
  return transition.roles.length > 0 ? transition.roles : peopleRoles(definition).map(role => role.name)
}

export function publicRole(definition: Pick<Definition, 'roles'>): Role | undefined {
  return definition.roles.find(role => role.public)
}

/** The outcome of reading a definition: a model when there is no error, and everything there is to say. */
export interface Reading {
  readonly definition?: Definition
  readonly findings: readonly Finding[]
}
