/** What is known of a field only with the whole definition at hand. */
import type { Definition } from '../model/app.ts'
import type { Entity } from '../model/entity.ts'
import { type Field, isKept } from '../model/field.ts'

/** The lists of other records an entity has, by the `inverse` names of the relations that point at it. */
export function childrenOf(entity: Entity, definition: Definition): { name: string; entity: string; via: string }[] {
  return definition.entities.flatMap(other =>
    other.fields
      .filter(field => field.to === entity.name && field.inverse !== undefined)
      .map(field => ({ name: field.inverse!, entity: other.name, via: field.name })),
  )
}

/**
 * The field as its values are: a formula as a field of its result's type, a roll-up as a count or as the field it measures.
 * Undefined where the roll-up measures nothing that exists.
 */
export function resultField(definition: Definition, entity: Entity, field: Field): Field | undefined {
  const plain = {
    id: field.id,
    name: field.name,
    title: field.title,
    required: false,
    unique: false,
    managed: false,
    search: false,
    sensitive: field.sensitive,
  }
  if (field.formula) {
    const { scale, currency, options } = field
    return {
      ...plain,
      type: field.formula.result,
      ...(scale !== undefined && { scale }),
      ...(currency && { currency }),
      ...(options && { options }),
    }
  }
  if (!field.rollup) return field
  if (isKept(field)) {
    const { scale, currency } = field
    return { ...plain, type: field.rollup.result!, ...(scale !== undefined && { scale }), ...(currency && { currency }) }
  }
  if (field.rollup.measure === 'count') return { ...plain, type: 'integer' }
  const child = childrenOf(entity, definition).find(each => each.name === field.rollup!.over)
  const childEntity = definition.entities.find(each => each.name === child?.entity)
  const measured = childEntity?.fields.find(each => each.name === field.rollup!.field)
  if (!childEntity || !measured || (measured.rollup && !isKept(measured))) return undefined
  const result = resultField(definition, childEntity, measured)
  return (
    result && {
      ...plain,
      type: result.type,
      ...(result.scale !== undefined && { scale: result.scale }),
      ...(result.currency && { currency: result.currency }),
    }
  )
}
