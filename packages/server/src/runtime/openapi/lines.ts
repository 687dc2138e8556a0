/** Lines of a record, as its description says how they travel with it. */

import { limits } from '../records/query.ts'
import type { Surface } from '../records/surface.ts'
import { type Json, pascal, ref } from './parts.ts'

const uuid: Json = { type: 'string', format: 'uuid' }

/** @param seen the entities this person knows of: lines of others they neither have nor name */
function kindsOf({ live }: Surface, seen: ReadonlySet<string>): [string, string][] {
  return [...live.lines].flatMap(([list, { entity }]) => (seen.has(entity) ? [[list, entity]] : []))
}

const ofEachKind = (kinds: readonly [string, string][], schemaOf: (entity: string) => Json): Json => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(kinds.map(([list, entity]) => [list, schemaOf(entity)])),
})

/** What a record's view has beside the record. */
export function linesOut(surface: Surface, seen: ReadonlySet<string>): Json {
  const kinds = kindsOf(surface, seen)
  if (kinds.length === 0) return {}
  return {
    lines: ofEachKind(kinds, entity => ({ type: 'array', items: ref(pascal(entity)) })),
    lineRights: ofEachKind(kinds, () => lineRights),
    addedLines: {
      ...ofEachKind(kinds, () => ({ type: 'array', items: uuid })),
      description: 'In the answer to a change that added lines: their ids, in the order in which they were sent.',
    },
  }
}

/** What is sent with a new record, or with a change of one. */
export function linesIn(surface: Surface, seen: ReadonlySet<string>, isNew: boolean): Json {
  const kinds = kindsOf(surface, seen)
  if (kinds.length === 0) return {}
  const added = (entity: string) => shape([], { fields: ref(`${pascal(entity)}Create`) }, 'A new line.')
  const known = (entity: string) => [
    shape(['id'], { id: uuid }, 'It is left as it is.'),
    shape(
      ['id', 'version', 'fields'],
      { id: uuid, version, fields: ref(`${pascal(entity)}Change`) },
      'A line that is there is changed, from the version that was seen.',
    ),
    shape(
      ['id', 'version', 'deleted'],
      { id: uuid, version, deleted: { type: 'boolean' } },
      'true: it goes to the trash; false: it comes back from there.',
    ),
  ]
  return {
    lines: {
      ...ofEachKind(kinds, entity => ({
        type: 'array',
        items: isNew ? added(entity) : { anyOf: [...known(entity), added(entity)] },
      })),
      description: `Of each kind at most ${limits.lines}. Lines that are not named stay as they are.`,
    },
  }
}

const version: Json = { type: 'integer', minimum: 1 }

const shape = (required: readonly string[], properties: Json, description: string): Json => ({
  type: 'object',
  description,
  required,
  additionalProperties: false,
  properties,
})

const lineRights: Json = {
  type: 'object',
  description: 'Whether lines of this kind may be added, and what may be done with each, in their order.',
  required: ['create', 'each'],
  properties: {
    create: { type: 'boolean' },
    each: {
      type: 'array',
      items: ref('RecordRights'),
    },
  },
}
