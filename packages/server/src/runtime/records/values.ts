/** Values between PostgreSQL and the wire, and the statement being written meanwhile. */
import { quote } from '@bailiwick/definition/compile/names.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Field, FieldTypeName } from '@bailiwick/definition/model/index.ts'
import type { FileReference, Reference } from '@bailiwick/definition/wire/index.ts'

/** Collects parameters while SQL is written; request values reach PostgreSQL in no other way. */
export class Parameters {
  readonly values: (string | number | boolean | null)[]

  /** @param before those of the same statement that are written already */
  constructor(before: readonly (string | number | boolean | null)[] = []) {
    this.values = [...before]
  }

  /** @returns `$n` */
  add(value: string | number | boolean | null): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}

export function columnType(field: Field): string {
  const column = fieldTypes[field.type].column(field)
  if (column === undefined) throw new Error(`${field.name} is not stored`)
  return column.replace(/ COLLATE .*/, '')
}

export const referenceTypes: readonly FieldTypeName[] = ['person', 'team', 'relation', 'file']

export function reference(id: string | null, title: string | null | undefined): Reference | null {
  return id === null ? null : { id, title: title ?? null }
}

export type FileFacts = Omit<FileReference, 'id'>

/** Without facts it is no file of this record: nothing is said of it. */
export function fileReference(id: string | null, facts: FileFacts | null | undefined): FileReference | null {
  return id === null ? null : { id, ...(facts ?? { title: null, size: null, type: null }) }
}

/** What PostgreSQL's text of a timestamptz in UTC becomes on the wire: RFC 3339 with milliseconds. */
export const timestampSql = (column: string) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

export function at(alias: string, name: string): string {
  return `${alias}.${quote(name)}`
}
