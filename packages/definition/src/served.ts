/** Which rules an index serves: the compiler makes the indexes, the validator says where none can. */
import type { CheckedExpression, Lookup } from './expressions/index.ts'
import { lookups } from './expressions/index.ts'
import type { Definition } from './model/app.ts'
import type { FieldTypeName } from './model/field.ts'

/** Short values, equal or not: texts may be longer than an index takes, and their place is the search. */
const keyTypes: readonly FieldTypeName[] = [
  'auto_number',
  'boolean',
  'choice',
  'date',
  'datetime',
  'integer',
  'person',
  'relation',
  'team',
]
const systemKeys: readonly string[] = ['id', 'created_at', 'created_by', 'updated_by']

/** The columns whose indexes find the records of a rule; undefined: every record has to be asked. */
export function servedBy(definition: Definition, rule: CheckedExpression): Lookup[] | undefined {
  return lookups(rule, ({ entity, field }) => {
    if (systemKeys.includes(field)) return true
    const found = definition.entities.find(each => each.name === entity)?.fields.find(each => each.name === field)
    return found !== undefined && keyTypes.includes(found.formula?.result ?? found.type)
  })
}
