/** The select list of records and how its rows become wire records. One list serves pages, single records and lines. */
import { entityNames } from '@bailiwick/definition/compile/names.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import { type Field, isKept } from '@bailiwick/definition/model/index.ts'
import type { RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import type { Directory } from '../directory.ts'
import type { Surface, SurfaceField } from './surface.ts'
import { at, type FileFacts, fileReference, reference, timestampSql } from './values.ts'

/** One thing a row carries: how many columns it takes and what it puts on the record. */
interface Part {
  readonly columns: readonly string[]
  readonly put: (values: readonly unknown[], record: Record<string, WireValue>, directory: Directory) => void
}

export interface Selection {
  readonly sql: string
  readonly width: number
  read(row: readonly unknown[], directory: Directory): RecordRow
}

export interface Expansion {
  /** The relation on this entity. */
  readonly relation: SurfaceField
  readonly target: Surface
  readonly field: SurfaceField
}

/**
 * @param alias of the row source: one of the entity's read views
 * @param fields what to carry; names come from the surface, never from a request
 */
export function selection(
  surface: Surface,
  alias: string,
  fields: readonly SurfaceField[],
  expansions: readonly Expansion[] = [],
  trash = false,
): Selection {
  const parts = [
    ...systemParts(alias, trash),
    ...fields.map(field => fieldPart(surface, alias, field)),
    ...expansions.map(expansion => expandedPart(surface, alias, expansion)),
  ]
  return {
    sql: parts.flatMap(part => part.columns).join(', '),
    width: parts.reduce((sum, part) => sum + part.columns.length, 0),
    read: (row, directory) => {
      const record: Record<string, WireValue> = {}
      let position = 0
      for (const part of parts) {
        part.put(row.slice(position, position + part.columns.length), record, directory)
        position += part.columns.length
      }
      return record as unknown as RecordRow
    },
  }
}

function systemParts(alias: string, trash: boolean): Part[] {
  const plain = (name: string, sql = at(alias, name)): Part => ({
    columns: [sql],
    put: ([value], record) => {
      record[name] = value as WireValue
    },
  })
  const person = (name: string): Part => ({
    columns: [at(alias, name)],
    put: ([id], record, directory) => {
      record[name] = reference(id as string | null, directory.personName(id as string | null))
    },
  })
  const parts = [
    plain('id'),
    plain('version'),
    plain('created_at', timestampSql(at(alias, 'created_at'))),
    plain('updated_at', timestampSql(at(alias, 'updated_at'))),
    person('created_by'),
    person('updated_by'),
  ]
  return trash ? [...parts, plain('deleted_at', timestampSql(at(alias, 'deleted_at')))] : parts
}

function fieldPart(surface: Surface, alias: string, { field, masked, partly }: SurfaceField): Part {
  const inner = valuePart(surface, alias, field, field.name)
  if (!masked) return inner
  // A masked field says on each row whether it may be read there; where it may not, the record does not have it at all.
  return {
    columns: [at(alias, `${field.name}$readable`), ...(partly ? [at(alias, `${field.name}$masked`)] : []), ...inner.columns],
    put: ([readable, ...rest], record, directory) => {
      if (readable === true) inner.put(partly ? rest.slice(1) : rest, record, directory)
      else if (partly && rest[0] !== null) record[field.name] = { masked: String(rest[0]) }
    },
  }
}

function valuePart(surface: Surface, alias: string, field: Field, name: string): Part {
  const column = at(alias, field.name)
  if (field.type === 'person' || field.type === 'team') {
    const title = (directory: Directory, id: string | null) =>
      field.type === 'person' ? directory.personName(id) : directory.teamName(id)
    return {
      columns: [column],
      put: ([id], record, directory) => {
        record[name] = reference(id as string | null, title(directory, id as string | null))
      },
    }
  }
  if (field.type === 'relation') {
    return {
      columns: [column, titleSql(surface, field, column)],
      put: ([id, title], record) => {
        record[name] = reference(id as string | null, title as string | null)
      },
    }
  }
  if (field.type === 'file') {
    return {
      columns: [column, at(alias, `${field.name}$file`)],
      put: ([id, facts], record) => {
        record[name] = fileReference(id as string | null, facts as FileFacts | null)
      },
    }
  }
  return {
    columns: [wireSql(surface, field, column)],
    put: ([value], record) => {
      record[name] = value as WireValue
    },
  }
}

/** A roll-up travels like the field it sums. */
export function wireSql(surface: Surface, field: Field, column: string): string {
  if (field.rollup?.field !== undefined && !isKept(field)) {
    const over = surface.live.related.get(field.rollup.over)
    const measured = over ? surface.app.entities.get(over.entity)?.fields.get(field.rollup.field) : undefined
    if (measured) return fieldTypes[measured.type].toWireSql(column, measured)
  }
  return fieldTypes[field.type].toWireSql(column, field)
}

/** What people call the related record, read under the reader's own rules for it. */
export function titleSql(surface: Surface, field: Field, column: string): string {
  const target = surface.app.entities.get(field.to ?? '')
  const title = target?.fields.get(target.entity.titleField)
  if (!target || !title) return 'NULL::text'
  const { read } = entityNames(surface.app.name, target.entity.name)
  return `(SELECT ${fieldTypes[title.type].toWireSql(at('x', title.name), title)} FROM ${read} x WHERE x.id = ${column})`
}

function expandedPart(surface: Surface, alias: string, { relation, target, field }: Expansion): Part {
  const column = at(alias, relation.field.name)
  const inner = valuePart(target, 'x', field.field, `${relation.field.name}.${field.field.name}`)
  const hidden = surface.app.entities.get(target.live.entity.name)
  const { read } = entityNames(surface.app.name, hidden?.entity.name ?? '')
  return { columns: inner.columns.map(sql => `(SELECT ${sql} FROM ${read} x WHERE x.id = ${column})`), put: inner.put }
}
