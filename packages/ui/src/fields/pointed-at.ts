/** What a picker has to know of records that the written one points at: of a stock move, which item its card is of. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { useQueries } from '@tanstack/react-query'
import { topQuery } from '../client/queries.ts'
import type { FieldValues } from './field-conditions.ts'
import { isReference } from './field-ui.ts'
import type { PointedAt, WrittenValuesValue } from './written-values.ts'

/** @returns nothing of a relation that is empty: there is nothing to go with */
export function usePointedAt(
  app: string,
  { fits }: FieldView,
  written: WrittenValuesValue | undefined,
): { readonly pointed: PointedAt; readonly pending: boolean } {
  const looked = (fits ?? []).flatMap(({ as: [relation = '', name], behind }) => {
    const value = written?.values[relation]
    return behind && name && isReference(value) ? [{ relation, name, behind, id: value.id }] : []
  })
  return useQueries({
    queries: looked.map(({ behind, id, name }) => ({
      ...topQuery(app, behind, { filter: `record.id == ${JSON.stringify(id)}`, fields: name }, 1),
      // What another record says is no guess at this one.
      placeholderData: undefined,
      staleTime: 10_000,
    })),
    combine: answers => {
      const pointed: Record<string, FieldValues> = {}
      for (const [index, { relation }] of looked.entries())
        pointed[relation] = { ...pointed[relation], ...answers[index]?.data?.items[0] }
      return { pointed, pending: answers.some(answer => answer.isPending) }
    },
  })
}
