import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Surface, SurfaceField } from '../records/surface.ts'
import { linesOut } from './lines.ts'
import { type Json, pascal, ref } from './parts.ts'
import { similar } from './shared-schemas.ts'

export function valueSchema(entry: SurfaceField, direction: 'in' | 'out'): Json {
  const schema = plainSchema(entry, direction)
  return entry.partly && direction === 'out' ? { anyOf: [schema, ref('Masked')] } : schema
}

function plainSchema({ field }: SurfaceField, direction: 'in' | 'out'): Json {
  const isReference = field.type === 'person' || field.type === 'team' || field.type === 'relation' || field.type === 'file'
  if (field.type === 'file' && direction === 'out') return { oneOf: [ref('File'), { type: 'null' }] }
  if (isReference && direction === 'out') return { oneOf: [ref('Reference'), { type: 'null' }] }
  const schema = isReference ? { type: 'string', format: 'uuid' } : fieldTypes[field.type].jsonSchema(field)
  return { oneOf: [schema, { type: 'null' }], title: field.title, ...(field.help ? { description: field.help } : {}) }
}

const input = ({ writable }: Surface, among: (field: SurfaceField) => boolean): Json => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries([...writable.values()].filter(among).map(field => [field.field.name, valueSchema(field, 'in')])),
})

export const creationSchema = (surface: Surface): Json => ({
  [`${pascal(surface.live.entity.name)}Create`]: input(surface, field => field.creatable),
})

export function schemasOf(surface: Surface, seen: ReadonlySet<string>): Json {
  const name = pascal(surface.live.entity.name)
  const system = {
    id: { type: 'string', format: 'uuid' },
    version: { type: 'integer' },
    created_at: { type: 'string', format: 'date-time' },
    updated_at: { type: 'string', format: 'date-time' },
  }
  const person = { oneOf: [ref('Reference'), { type: 'null' }] }
  return {
    [name]: {
      type: 'object',
      required: Object.keys(system),
      properties: {
        ...system,
        created_by: person,
        updated_by: person,
        ...Object.fromEntries([...surface.shown.values()].map(field => [field.field.name, valueSchema(field, 'out')])),
      },
    },
    [`${name}Page`]: {
      type: 'object',
      required: ['items'],
      properties: {
        items: { type: 'array', items: ref(name) },
        nextPageToken: { type: 'string' },
        count: { type: 'integer' },
        capped: { type: 'boolean' },
        similar,
        rights: {
          type: 'array',
          description: 'With `rights=each`: of each of the items, in their order.',
          items: ref('RecordRights'),
        },
      },
    },
    [`${name}View`]: {
      type: 'object',
      required: ['record', 'can', 'transitions'],
      properties: {
        record: ref(name),
        can: ref('Can'),
        transitions: { type: 'array', items: ref('TransitionOffer') },
        approval: ref('Approval'),
        ...linesOut(surface, seen),
      },
    },
    ...creationSchema(surface),
    [`${name}Change`]: input(surface, field => field.updatable),
  }
}
