/** By which columns of their own the records that somebody reads can be found. */
import { leadsOf } from '@bailiwick/definition/compile/leads.ts'
import { hasOwnOrder, lookupsOf } from '@bailiwick/definition/compile/lookups.ts'
import type { OwnLookup } from '@bailiwick/definition/expressions/index.ts'
import type { Definition, Entity, Grant } from '@bailiwick/definition/model/index.ts'
import { conditionOf } from '@bailiwick/definition/model/index.ts'

/** A column and its values; `lead`: the number by which the database tells them. */
export interface ListLookup {
  readonly field: string
  readonly values: Exclude<OwnLookup['values'], object> | readonly string[] | { readonly lead: number }
  readonly also?: NonNullable<OwnLookup['also']>
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
    for (const { field, values, also } of lookups) {
      const besides = also && hasOwnOrder(entity, also.field) ? { also } : {}
      const lookup: ListLookup =
        typeof values === 'object' && 'condition' in values
          ? {
              field,
              values: {
                lead: leads.findIndex(lead => lead.rule.when === when && JSON.stringify(lead.beyond) === JSON.stringify(values)),
              },
              ...besides,
            }
          : { field, values, ...besides }
      found.set(JSON.stringify(lookup), lookup)
    }
  }
  return [...found.values()]
}
