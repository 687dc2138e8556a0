/** By which columns of their own the records that somebody reads can be found. */
import { leadsOf, lookupsOf } from '@bailiwick/definition/compile/leads.ts'
import { isMasked } from '@bailiwick/definition/compile/views.ts'
import type { OwnLookup } from '@bailiwick/definition/expressions/index.ts'
import type { Definition, Entity, Grant } from '@bailiwick/definition/model/index.ts'
import { conditionOf } from '@bailiwick/definition/model/index.ts'

/** A column and its values; `lead`: the number by which the database tells them. */
export interface ListLookup {
  readonly field: string
  readonly values: Exclude<OwnLookup['values'], object> | readonly string[] | { readonly lead: number }
}

/**
 * @param reads the grants by which people of these roles read
 * @returns undefined where some rule admits records that no index of a column finds
 */
export function lookupsOfReads(
  definition: Definition,
  entity: Entity,
  reads: readonly Grant[],
): readonly ListLookup[] | undefined {
  const leads = leadsOf(definition, entity)
  const found = new Map<string, ListLookup>()
  for (const grant of reads) {
    const when = conditionOf(grant)
    const lookups = lookupsOf(definition, entity, when)
    if (!lookups?.every(({ field }) => hasOwnOrder(entity, field))) return undefined
    for (const { field, values } of lookups) {
      const lookup: ListLookup =
        typeof values === 'object' && 'condition' in values
          ? {
              field,
              values: {
                lead: leads.findIndex(lead => lead.rule.when === when && JSON.stringify(lead.beyond) === JSON.stringify(values)),
              },
            }
          : { field, values }
      found.set(JSON.stringify(lookup), lookup)
    }
  }
  return [...found.values()]
}

/** The compiler makes an index in the order of lists for each column that read rules compare; a mask is an expression, which no index serves. */
function hasOwnOrder(entity: Entity, name: string): boolean {
  if (name === 'created_by' || name === 'updated_by') return true
  const field = entity.fields.find(each => each.name === name)
  return (
    field !== undefined &&
    field.formula === undefined &&
    ['person', 'team', 'relation', 'choice', 'boolean', 'integer'].includes(field.type) &&
    !isMasked(entity, name)
  )
}
