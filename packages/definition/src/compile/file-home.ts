/** Where a file is at home, and what stands beside its id. Apart from what is made for files, because the guard and the views say it too. */
import type { Entity } from '../model/entity.ts'
import type { Field } from '../model/field.ts'
import { literal, quote } from './names.ts'

/** Where a file belongs, as arguments: by ids of the definition, which renaming keeps. */
export function fileHome(entity: Entity, field: Field, schema: string): string {
  return [schema, entity.id, field.id].map(literal).join(', ')
}

/** What a read view says of a file beside its id. */
export function fileFacts(field: Field): string {
  return `(SELECT pg_catalog.jsonb_build_object('title', f.name, 'size', f.size, 'type', f.type) FROM bailiwick.file f WHERE f.id = t.${quote(field.name)} AND f.record = t.id)`
}
