/** How a language explains a right: what somebody may do with a record, and by what. A further language is one more of these, and does not compile while it lacks a phrase. */
import type { About, Tongue } from '@bailiwick/definition/expressions/index.ts'
import type { Operation } from '@bailiwick/definition/model/index.ts'
import type { WhyShare } from '@bailiwick/definition/wire/index.ts'
import type { Language } from '../../problems.ts'
import type { UnclearReason } from './past/unclear.ts'
import { whyInGerman } from './why-phrases.de.ts'
import { whyInEnglish } from './why-phrases.en.ts'

/** What somebody would do. Titles are as `tongue` gives them. */
export interface Act {
  readonly kind: Operation | 'transition' | 'decide'
  /** What the record is called by its entity. */
  readonly entity: string
  readonly field?: string
  /** Of a workflow. */
  readonly step?: string
  /** Whether it is the values at hand that are refused. */
  readonly withTheseValues?: boolean
}

/** What stands in the way of a step. */
export type StepReason = 'state' | 'guard' | 'never' | 'voted' | 'closed'

/** Why a record cannot be told of at an earlier moment. */
export type Absence = { readonly because: 'gone' } | { readonly because: 'not-yet' | 'imported'; readonly since: string }

export interface WhyPhrases {
  readonly tongue: Tongue
  readonly somebody: string
  readonly someTeam: string

  // By what
  onEvery(entity: string): string
  where(clause: string): string
  readonly unseen: string
  readonly directly: string
  throughTeam(team: string): string
  throughMember(team: string, member: string): string
  until(words: string, moment: string): string
  shared(by: string, to: { readonly team: string } | { readonly person: About }, level: WhyShare['level'], until: string): string
  /** What a grant lets one do with a record that is there; absent where it is of no record. */
  readonly doing: Partial<Readonly<Record<Operation, string>>>
  through(doing: readonly string[], role: string, held: readonly string[], words: string): string

  // The answer. `may` is what `may` makes, without a full stop.
  may(about: About, act: Act, isSo: boolean): string
  said(may: string): string
  byRole(may: string, role: string, held: string, words: string): string
  byShare(may: string, share: string): string
  holdsNoRole(may: string, about: About, app: string): string
  seesNot(may: string, about: About): string
  inTrash(may: string): string
  notInTrash(may: string): string
  readonly reasons: Readonly<Record<StepReason, string>>
  masked(may: string): string
  /** Which roles give a right, and by what. */
  readonly noRole: string
  heldInVain(grants: readonly { readonly role: string; readonly words: string }[]): string
  given(grants: readonly { readonly role: string; readonly words: string }[]): string

  // Of an earlier moment
  noRelease(app: string, first: string | null): string
  noEntity(entity: string): string
  absent(entity: string, absence: Absence): string
  asAudited(release: number): string
  wasInTrash(entity: string): string
  readonly perhapsNotHere: string
  unknownWhether(reason: UnclearReason): string
  unknownAll(reason: UnclearReason): string
}

export const whyPhrases: Readonly<Record<Language, WhyPhrases>> = { en: whyInEnglish, de: whyInGerman }
