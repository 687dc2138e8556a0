/** What must be unlike all others says by its refusal that there is one: to whoever creates without reading that is all they could learn, and each value they try tells it. */
import type { Entity } from '../model/entity.ts'
import type { Field } from '../model/field.ts'

/**
 * @param gives whether somebody fills the field in
 * @param isAlike whether it is the same in what others leave out: by a default that is not each one's own
 * @returns of those they fill in, what must be unique by itself or together with such others
 */
export function tellingFields(entity: Entity, gives: (field: Field) => boolean, isAlike: (field: Field) => boolean): Field[] {
  const filled = new Set(entity.fields.filter(field => gives(field) || isAlike(field)).map(({ name }) => name))
  // Where one of them stays empty no other record has the same.
  const together = new Set(entity.unique.filter(rule => rule.every(name => filled.has(name))).flat())
  return entity.fields.filter(field => gives(field) && (field.unique || together.has(field.name)))
}
