import type { Grant } from './access.ts'
import type { Field } from './field.ts'

/** A kind of record: becomes one table, its rules, its API and its screens. */
export interface Entity {
  readonly id: string
  readonly name: string
  /** Singular and plural for people: "Ticket", "Tickets". */
  readonly label: string
  readonly labelPlural: string
  readonly icon?: string
  readonly description?: string
  /** The field (text-like, auto_number or formula of text) that names a record everywhere; raw ids are never shown. */
  readonly titleField: string
  readonly fields: readonly Field[]
  /** Composite uniqueness among records not in the trash. */
  readonly unique: readonly (readonly string[])[]
  /** Per-record validation: CEL over `record`, with the sentence a person reads when it is false. */
  readonly checks: readonly RecordCheck[]
  /** This entity's records are lines of another's: created, changed and deleted with it, in one transaction. */
  readonly parent?: { readonly entity: string; readonly field: string }
  readonly access: readonly Grant[]
  /** People may write comments on records (needs the `comment` right). */
  readonly comments: boolean
  /** Mails belong to its records; until they are connected the activity says so in their place. */
  readonly mails?: true
  /** Opening a record is written into the audit, once a person and hour. */
  readonly auditReads?: true
}

export interface RecordCheck {
  readonly name: string
  readonly when: string
  readonly message: string
  /** The field the message is shown at, if one. */
  readonly field?: string
  /** Made of that field's `require`, where it is written. */
  readonly from?: 'require'
}

/** What a check says that was made of a field's `require`. */
export const requireMessage = 'must be filled in, because of what the other fields say'

/** Fields every entity has. Their names cannot be used by a definition and no caller can set them. */
export const systemFields = [
  'id',
  'version',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'deleted_at',
  'deleted_by',
] as const
export type SystemField = (typeof systemFields)[number]
