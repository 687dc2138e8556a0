/**
 * Changes of records, as statements. What a caller names is checked here so that the answer can be kind; whether the caller may is decided by the
 * policies and the guard trigger, on the row as it is at that moment.
 */
import { quote } from '@bailiwick/definition/compile/names.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Field } from '@bailiwick/definition/model/index.ts'
import { refusalFromDatabase } from '../../database/sqlstates.ts'
import type { Statement } from '../../database/with-actor.ts'
import { problem, type Said, say } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import { isForOthers, whyFixed } from './fixed.ts'
import { byId, type RecordKey } from './get.ts'
import { withoutHidden } from './hidden-fields.ts'
import { limits } from './query.ts'
import { preparedName } from './statement-names.ts'
import type { Surface } from './surface.ts'
import { surfaceOf } from './surface.ts'
import { columnType, Parameters } from './values.ts'

export type FieldInput = Readonly<Record<string, unknown>>

/** A line of which nothing is said is left as it is: nobody removes what they do not know of. */
export interface LineInput {
  /** Absent: the line is new. */
  readonly id?: string
  /** Of a line that is there, as its caller saw it: what others made of it since is not written over. */
  readonly version?: number
  readonly fields?: FieldInput
  /** true: to the trash; false: back from there. */
  readonly deleted?: boolean
}
export type LinesInput = Readonly<Record<string, readonly LineInput[]>>

/** The record an insert of this transaction made; the guard trigger keeps its id. */
export function justMade(entity: string): RecordKey {
  return { sql: `current_setting('bailiwick.made_${entity}')::uuid`, values: [] }
}

/** What audit and realtime are told besides the change itself. */
export function stating(facts: { readonly transition?: string; readonly comment?: string; readonly client?: string }): Statement {
  return {
    name: 'stating',
    text: `SELECT set_config('bailiwick.transition', $1, true), set_config('bailiwick.comment', $2, true), set_config('bailiwick.client', $3, true)`,
    values: [facts.transition ?? '', facts.comment ?? '', facts.client ?? ''],
  }
}

/** What a write looks at. */
export type Writing = Pick<Surface, 'app' | 'live' | 'workflow' | 'names' | 'writable' | 'shown'>

interface Assignment {
  readonly field: Field
  readonly value: string | null
}

/** @throws `record.invalid` with every field that cannot be read or set; `record.field-refused` where all that is wrong is that others may set them */
function assignments(surface: Writing, input: FieldInput, prefix = ''): Assignment[] {
  const read: Assignment[] = []
  const problems: { field: string; message: Said }[] = []
  let refused = 0
  // In one order, whatever order they came in: the same change is the same statement.
  for (const [name, value] of Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const entry = surface.writable.get(name)
    if (!entry) {
      const others = isForOthers(surface, name)
      if (others) refused += 1
      problems.push({ field: prefix + name, message: others ? say('field.refused') : whyFixed(surface, name) })
      continue
    }
    if (value === null || value === undefined) {
      read.push({ field: entry.field, value: null })
      continue
    }
    const outcome = fieldTypes[entry.field.type].toColumn(value, entry.field)
    if (outcome.ok) read.push({ field: entry.field, value: outcome.value })
    else problems.push({ field: prefix + name, message: outcome.says })
  }
  if (problems.length > 0)
    throw problem(refused === problems.length ? 'record.field-refused' : 'record.invalid', { fields: problems })
  return read
}

export function insertStatement(
  surface: Writing,
  input: FieldInput,
  parent?: { readonly via: string; readonly key: RecordKey },
  prefix = '',
): Statement {
  const parameters = new Parameters()
  const columns: string[] = []
  const values: string[] = []
  if (parent) {
    columns.push(quote(parent.via))
    values.push(parent.key.values[0] === undefined ? parent.key.sql : `${parameters.add(parent.key.values[0])}::uuid`)
  }
  for (const { field, value } of assignments(surface, input, prefix)) {
    if (field.name === parent?.via) continue
    if (value === null) continue
    columns.push(quote(field.name))
    values.push(`${parameters.add(value)}::${columnType(field)}`)
  }
  const list = columns.length > 0 ? `(${columns.join(', ')}) VALUES (${values.join(', ')})` : 'DEFAULT VALUES'
  const text = `INSERT INTO ${surface.names.write} ${list} RETURNING id`
  return { ...preparedName(surface.app.release, text), text, values: parameters.values }
}

/** A platform column of the same update: the trash mark, or the state a transition leads to. */
export type Extra = Readonly<Record<string, { readonly sql: string } | { readonly value: string }>>

/** Changes the row if it still has the version the caller saw; otherwise it changes nothing and says so by its row count. */
export function updateStatement(
  surface: Surface,
  key: RecordKey,
  version: number,
  input: FieldInput,
  extra: Extra = {},
  prefix = '',
): Statement {
  const parameters = new Parameters()
  const id = key.values[0] === undefined ? key.sql : `${parameters.add(key.values[0])}::uuid`
  const sets = assignments(surface, input, prefix).map(
    ({ field, value }) => `${quote(field.name)} = ${parameters.add(value)}::${columnType(field)}`,
  )
  for (const [column, to] of Object.entries(extra))
    sets.push(`${quote(column)} = ${'sql' in to ? to.sql : parameters.add(to.value)}`)
  if (sets.length === 0) throw problem('record.nothing-to-change')
  const text = `UPDATE ${surface.names.write} SET ${sets.join(', ')} WHERE id = ${id} AND version = ${parameters.add(version)}::integer`
  return { ...preparedName(surface.app.release, text), text, values: parameters.values }
}

/** New lines of a record made in the same transaction. */
export function newLineStatements(surface: Surface, lines: LinesInput | undefined, actor: Actor, parent: RecordKey): Statement[] {
  return lineInputs(surface, lines, actor).flatMap(({ name, via, target, inputs }) =>
    inputs.map((line, index) => {
      if (line.id !== undefined)
        throw problem('record.invalid', {
          fields: [{ field: `${name}[${index}].id`, message: say('lines.of-new') }],
        })
      return newLine(target, line, { via, key: parent }, `${name}[${index}]`)
    }),
  )
}

export function newLine(
  target: Surface,
  { fields = {} }: LineInput,
  parent: { readonly via: string; readonly key: RecordKey },
  place: string,
): Statement {
  return { ...insertStatement(target, fields, parent, `${place}.`), refused: atLine(target, fields, place) }
}

export function changedLine(target: Surface, line: KnownLine, place: string): Statement {
  const { id, version, fields = {}, deleted } = line
  const extra: Extra = deleted === undefined ? {} : { deleted_at: { sql: deleted ? 'now()' : 'NULL' } }
  return { ...updateStatement(target, byId(id), version, fields, extra, `${place}.`), refused: atLine(target, fields, place) }
}

/** `lines[2]` alone, where it is of no field of it. */
export const atPlace = (place: string, field: string) => (place && field ? `${place}.${field}` : place || field)

/** What the database refuses of a line is told at its place, and of its fields no more than its reader knows. */
function atLine(target: Surface, input: FieldInput, place: string): (error: unknown) => unknown {
  return error => {
    const refusal = refusalFromDatabase(error)
    if (!refusal?.extra.fields && refusal?.extra.index === undefined) return error
    const { index: _, ...extra } = withoutHidden(refusal, target, Object.keys(input)).extra
    const isOf = (field: string) => field === '' || target.live.fields.has(field)
    return problem(refusal.code, {
      ...extra,
      ...(extra.fields && {
        fields: extra.fields.map(each => (isOf(each.field) ? { ...each, field: atPlace(place, each.field) } : each)),
      }),
    })
  }
}

/** A line that is there, of which something is asked. */
export type KnownLine = LineInput & { readonly id: string; readonly version: number }

export interface LinesOf {
  readonly name: string
  readonly via: string
  readonly target: Surface
  readonly inputs: readonly LineInput[]
}

/** Of one that is named without more, nothing is asked. */
const isAsked = ({ id, fields = {}, deleted }: LineInput) =>
  id === undefined || deleted !== undefined || Object.keys(fields).length > 0

export const isKnown = (line: LineInput): line is KnownLine => line.id !== undefined && isAsked(line)

/** @throws `record.invalid` for kinds of lines that are not there, for too many, and for those of which it is not clear what is asked */
export function lineInputs(surface: Surface, lines: LinesInput | undefined, actor: Actor): LinesOf[] {
  return Object.entries(lines ?? {}).map(([name, inputs]) => {
    const line = surface.live.lines.get(name)
    const target = line ? surfaceOf(surface.app, line.entity, actor) : undefined
    if (!line || !target) throw problem('record.invalid', { fields: [{ field: name, message: say('lines.unknown') }] })
    if (inputs.filter(isAsked).length > limits.lines)
      throw problem('record.invalid', { fields: [{ field: name, message: say('lines.most', { most: limits.lines }) }] })
    const unclear = inputs.flatMap(({ id, version, fields = {}, deleted }, index) => {
      const place = `${name}[${index}]`
      if (id !== undefined && inputs.findIndex(each => each.id === id) < index)
        return [{ field: `${place}.id`, message: say('lines.twice') }]
      if (deleted !== undefined && (id === undefined || Object.keys(fields).length > 0))
        return [{ field: `${place}.deleted`, message: say('lines.deleted-alone') }]
      // Meant for a line that is there: a new one has no version.
      if (id === undefined && version !== undefined) return [{ field: `${place}.id`, message: say('lines.id') }]
      const asked = id !== undefined && (deleted !== undefined || Object.keys(fields).length > 0)
      return asked && version === undefined ? [{ field: `${place}.version`, message: say('lines.version') }] : []
    })
    if (unclear.length > 0) throw problem('record.invalid', { fields: unclear })
    return { name, via: line.via, target, inputs }
  })
}
