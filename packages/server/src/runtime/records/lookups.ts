/** By which columns of their own the records that somebody reads can be found. */
import { isMasked } from '@bailiwick/definition/compile/views.ts'
import { checkExpression, type OwnLookup, ownLookups } from '@bailiwick/definition/expressions/index.ts'
import type { Definition, Entity, Grant } from '@bailiwick/definition/model/index.ts'
import { conditionOf } from '@bailiwick/definition/model/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'

/**
 * @param reads the grants by which people of these roles read
 * @returns undefined where some rule admits records that no index of a column finds
 */
export function lookupsOfReads(
  definition: Definition,
  entity: Entity,
  reads: readonly Grant[],
): readonly OwnLookup[] | undefined {
  const found = new Map<string, OwnLookup>()
  for (const grant of reads) {
    const condition = conditionOf(grant)
    const checked = condition === undefined ? undefined : checkExpression(condition, scopeFor(definition, entity, 'rule'))
    const lookups = checked?.ok ? ownLookups(checked.expression) : undefined
    if (!lookups?.every(({ field }) => hasOwnOrder(entity, field))) return undefined
    for (const lookup of lookups) found.set(JSON.stringify(lookup), lookup)
  }
  return [...found.values()]
}

/** The compiler makes an index in the order of lists for each column that read rules compare; a mask is an expression, which no index serves. */
function hasOwnOrder(entity: Entity, name: string): boolean {
  if (name === 'created_by') return true
  const field = entity.fields.find(each => each.name === name)
  return (
    field !== undefined &&
    field.formula === undefined &&
    ['person', 'team', 'relation', 'choice'].includes(field.type) &&
    !isMasked(entity, name)
  )
}
