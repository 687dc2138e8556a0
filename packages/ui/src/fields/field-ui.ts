/** The browser's half of a field type: how a value looks, and how it is edited. Never asks who may; that is the server's answer. */
import type { EntityView, FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import type { ReactNode } from 'react'

export interface DisplayProps {
  readonly value: WireValue | undefined
  readonly field: FieldView
  readonly app: string
  /** In a table one line is all there is. */
  readonly dense?: boolean
}

export interface EditorProps {
  readonly value: WireValue | undefined
  readonly onChange: (value: WireValue) => void
  readonly field: FieldView
  readonly app: string
  readonly id?: string
  readonly error?: string | undefined
  readonly autoFocus?: boolean
  /** The value is settled: left by blur or Enter, or picked. */
  readonly onDone?: (value?: WireValue) => void
  readonly label?: ReactNode
  /** Beneath the control, and read out with it. */
  readonly help?: string | undefined
  readonly placeholder?: string
  /** The value is on its way: what saves it has to wait. */
  readonly onBusy?: (busy: boolean) => void
}

/** How values of a field type look. */
export interface FieldLook {
  readonly Display: (props: DisplayProps) => ReactNode
  /** Numbers stand at the right in tables. */
  readonly alignRight?: boolean
  /** A good width in a table, in pixels. */
  readonly width: number
  /** A form gives it a row of its own. */
  readonly wide?: true
  /** What is shown has links of its own, so it cannot itself be the button that edits. */
  readonly hasLinks?: boolean
}

export interface FieldUi extends FieldLook {
  readonly Editor: (props: EditorProps) => ReactNode
}

export function fieldOf(entity: EntityView, name: string): FieldView | undefined {
  return entity.fields.find(field => field.name === name)
}

/** What goes into a request: references by id, empty as null. */
export function toRequest(value: WireValue | undefined): unknown {
  if (value === undefined || value === '') return null
  if (Array.isArray(value)) return value.length === 0 ? null : value
  if (isReference(value)) return value.id
  return value
}

export function isReference(value: WireValue | undefined): value is { readonly id: string; readonly title: string | null } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'id' in value && 'title' in value
}
