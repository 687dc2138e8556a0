/** Why a value was refused, as it is said at its cell. */
import type { EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { fieldSentence, type Refused } from '../../client/http.ts'

export function reasonAt(field: FieldView, entity: EntityView, refused: Refused): string {
  const { fields = [] } = refused.problem
  const titleOf = (name: string) => entity.fields.find(each => each.name === name)?.title
  if (fields.length === 0) return refused.message
  // Which field it is, its cell shows.
  return fields.map(each => fieldSentence(each.message, titleOf(each.field), each.field === field.name)).join(' ')
}
