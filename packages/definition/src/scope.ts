/**
 * What an expression of a definition may talk about: the app's entities as the type checker wants them, and who is in the room for each purpose.
 * The validator, the compiler, the server's filters and the browser all ask here, so that one expression means one thing everywhere.
 */
import type { EntityShape, FieldShape, Scope } from './expressions/schema.ts'
import type { ValueType } from './expressions/value-type.ts'
import { fieldTypes } from './fields/registry.ts'
import { childrenOf } from './fields/result-field.ts'
import { isNeverEmpty } from './fields/rollup.ts'
import type { Definition } from './model/app.ts'
import type { Entity } from './model/entity.ts'
import type { Field } from './model/field.ts'

/**
 * rule: a grant's `when` and `after`, a transition's `by` · guard, set: of a transition · default: of a field at creation · step: whether an
 * approval step is asked · validate: of a field · check: of an entity · formula · filter: of a screen or a list.
 */
export type ExpressionPurpose = 'rule' | 'guard' | 'set' | 'default' | 'step' | 'validate' | 'check' | 'formula' | 'filter'

/** Who is in the room. */
export interface Room {
  readonly record: boolean
  readonly user: boolean
  readonly clock: boolean
}

// Checks and validations hold for good, not for the person or the moment that wrote: another edit years later must not trip over them.
export const rooms: Readonly<Record<ExpressionPurpose, Room>> = {
  rule: { record: true, user: true, clock: true },
  guard: { record: true, user: true, clock: true },
  set: { record: true, user: true, clock: true },
  default: { record: false, user: true, clock: true },
  step: { record: true, user: false, clock: false },
  validate: { record: true, user: false, clock: false },
  check: { record: true, user: false, clock: false },
  formula: { record: true, user: false, clock: false },
  filter: { record: true, user: true, clock: true },
}

/** @param field of `validate`: the field whose value is `value` */
export function scopeFor(definition: Definition, entity: Entity, purpose: ExpressionPurpose, field?: Field): Scope {
  const room = rooms[purpose]
  const variables = new Map<string, FieldShape>()
  if (room.record) variables.set('record', { type: { kind: 'record', entity: entity.name }, nullable: false })
  if (room.user) variables.set('user', { type: { kind: 'user' }, nullable: false })
  if (purpose === 'validate' && field) variables.set('value', { ...fieldShape(field), nullable: false })
  return {
    entities: entityShapes(definition),
    variables,
    functions: { now: room.clock, today: room.clock },
    zone: definition.app.calendar.timeZone,
  }
}

const shapesOf = new WeakMap<Definition, ReadonlyMap<string, EntityShape>>()

/** Definitions are frozen values, and every expression of one asks again. */
function entityShapes(definition: Definition): ReadonlyMap<string, EntityShape> {
  const known = shapesOf.get(definition)
  if (known) return known
  const shapes = new Map(definition.entities.map(entity => [entity.name, entityShape(entity, definition)]))
  shapesOf.set(definition, shapes)
  return shapes
}

function entityShape(entity: Entity, definition: Definition): EntityShape {
  const relations = entity.fields.filter(field => field.type === 'relation' && field.to !== undefined)
  return {
    name: entity.name,
    fields: new Map([
      ...systemShapes(entity),
      ...entity.fields.filter(isComparable).map(field => [field.name, fieldShape(field)] as const),
    ]),
    relations: new Map(relations.map(field => [field.name, { entity: field.to!, nullable: !field.required }])),
    children: new Map(childrenOf(entity, definition).map(({ name, ...child }) => [name, child])),
  }
}

/** A roll-up that is not kept has no column: it is computed when it is read, under the reader's rules, so no rule can depend on it. */
function isComparable(field: Field): boolean {
  return fieldTypes[field.type].column(field) !== undefined
}

function fieldShape(field: Field): FieldShape {
  const options = (field.formula?.result ?? field.type) === 'choice' ? field.options?.map(option => option.name) : undefined
  return {
    type: fieldTypes[field.type].valueType(field),
    nullable: !field.required && field.type !== 'auto_number' && !isNeverEmpty(field),
    ...(options && { options }),
  }
}

function systemShapes(entity: Entity): [string, FieldShape][] {
  const shape = (type: ValueType, nullable = false): FieldShape => ({ type, nullable })
  const person: ValueType = { kind: 'id', of: 'person' }
  return [
    ['id', shape({ kind: 'id', of: 'record', entity: entity.name })],
    ['version', shape({ kind: 'int' })],
    ['created_at', shape({ kind: 'timestamp' })],
    ['updated_at', shape({ kind: 'timestamp' })],
    ['created_by', shape(person, true)],
    ['updated_by', shape(person, true)],
  ]
}
