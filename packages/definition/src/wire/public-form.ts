import type { ChoiceOption, FieldTypeName } from '../model/field.ts'
import type { FieldCondition } from './app-view.ts'

/** A form as whoever is not signed in sees it: `GET /api/public/apps/{app}/forms/{entity}`. Nothing of the app beside it. */
export interface PublicFormView {
  readonly title: string
  readonly description?: string
  /** In the order of the grant. */
  readonly fields: readonly PublicFieldView[]
}

export interface PublicFieldView {
  readonly name: string
  readonly title: string
  readonly type: FieldTypeName
  readonly required: boolean
  readonly help?: string
  readonly options?: readonly ChoiceOption[]
  readonly currency?: string
  readonly scale?: number
  readonly min?: number
  readonly max?: number
  /** Shown and asked for where this holds, as on any form. Absent also where it reads what is not on this one. */
  readonly show?: FieldCondition
  readonly require?: FieldCondition
  /** What it begins with. */
  readonly default?: unknown
}

/** What is said of a form that was sent: not which record it became. */
export interface PublicReceipt {
  readonly received: true
  /** The record's running number, to mention when asking about it. */
  readonly number?: string
}
