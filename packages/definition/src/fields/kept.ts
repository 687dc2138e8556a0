/** Kept roll-ups carry what they result in, as the column they have needs it: known once all entities are read. */
import type { Entity } from '../model/entity.ts'
import type { Field, FieldTypeName } from '../model/field.ts'

interface Result {
  readonly type: FieldTypeName
  readonly scale?: number
  readonly currency?: string
}

export interface Measured {
  /** The child records. */
  readonly entity: Entity
  /** Their relation to this record. */
  readonly via: Field
  /** Absent for a count of all, and where there is no such field. */
  readonly field?: Field
}

/** What a roll-up runs over; undefined where no relation calls its records so. */
export function measuredBy(entities: readonly Entity[], entity: Entity, { rollup }: Field): Measured | undefined {
  for (const child of entities) {
    const via = child.fields.find(each => each.to === entity.name && each.inverse !== undefined && each.inverse === rollup?.over)
    if (!via) continue
    const field = child.fields.find(each => each.name === rollup?.field)
    return { entity: child, via, ...(field && { field }) }
  }
  return undefined
}

/** The entities with the results of their kept roll-ups; one that measures nothing of use, or itself, stays without and is complained about. */
export function withKept(entities: readonly Entity[]): Entity[] {
  return entities.map(entity => {
    if (!entity.fields.some(field => field.rollup?.kept)) return entity
    return { ...entity, fields: entity.fields.map(field => completed(entities, entity, field)) }
  })
}

function completed(entities: readonly Entity[], entity: Entity, field: Field): Field {
  const result = field.rollup?.kept && resultOf(entities, entity, field, [])
  if (!result) return field
  const { type, scale, currency } = result
  return {
    ...field,
    ...(scale !== undefined && { scale }),
    ...(currency !== undefined && { currency }),
    rollup: { ...field.rollup!, result: type },
  }
}

function resultOf(entities: readonly Entity[], entity: Entity, field: Field, seen: readonly Field[]): Result | undefined {
  const { rollup } = field
  const measured = measuredBy(entities, entity, field)
  if (!rollup || !measured || seen.includes(field)) return undefined
  if (rollup.measure === 'count') return { type: 'integer' }
  if (!measured.field) return undefined
  if (measured.field.rollup)
    return measured.field.rollup.kept ? resultOf(entities, measured.entity, measured.field, [...seen, field]) : undefined
  const { type, formula, scale, currency } = measured.field
  const result = formula?.result ?? type
  const summable = ['integer', 'decimal', 'money']
  const known = rollup.measure === 'sum' ? summable : [...summable, 'date', 'datetime']
  return known.includes(result)
    ? { type: result, ...(scale !== undefined && { scale }), ...(currency !== undefined && { currency }) }
    : undefined
}
