/** By which columns of its own a record that a rule admits can be found, and whether an index has them in the order lists are read in. */
import { checkExpression, type OwnLookup, ownLookups } from '../expressions/index.ts'
import type { Definition, Entity } from '../model/index.ts'
import { scopeFor } from '../scope.ts'
import { isMasked } from './rules.ts'

/** @param when a condition of a grant, or none */
export function lookupsOf(definition: Definition, entity: Entity, when: string | undefined): OwnLookup[] | undefined {
  if (when === undefined) return undefined
  const checked = checkExpression(when, scopeFor(definition, entity, 'rule'))
  return checked.ok ? ownLookups(checked.expression) : undefined
}

/** The compiler makes an index in the order of lists for each column that read rules compare; a mask is an expression, which no index serves. */
export function hasOwnOrder(entity: Entity, name: string): boolean {
  if (name === 'created_by' || name === 'updated_by') return true
  const field = entity.fields.find(each => each.name === name)
  return (
    field !== undefined &&
    field.formula === undefined &&
    ['person', 'team', 'relation', 'choice', 'boolean', 'integer'].includes(field.type) &&
    !isMasked(entity, name)
  )
}
