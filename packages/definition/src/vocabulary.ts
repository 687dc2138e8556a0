/** What a definition calls its own things, for sentences about its rules. */
import type { Vocabulary } from './expressions/index.ts'
import type { Definition } from './model/app.ts'
import type { Field } from './model/field.ts'
import { lowered } from './sentence.ts'

const systemTitles: Readonly<Record<string, string>> = {
  created_by: 'creator',
  updated_by: 'last editor',
  created_at: 'moment of creation',
  updated_at: 'moment of the last change',
  version: 'version',
  id: 'id',
}

/** @param names what people and teams are called; who knows it is not the definition's matter */
export function vocabularyOf(definition: Definition, names: Pick<Vocabulary, 'person' | 'team'> = {}): Vocabulary {
  const entityOf = (name: string) => definition.entities.find(each => each.name === name)
  const fieldOf = (entity: string, field: string): Field | undefined => entityOf(entity)?.fields.find(each => each.name === field)
  const workflowOf = (entity: string, field: string) =>
    definition.workflows.find(workflow => workflow.entity === entity && workflow.field === field)
  return {
    ...names,
    field: (entity, field) => lowered(fieldOf(entity, field)?.title ?? systemTitles[field] ?? field.replaceAll('_', ' ')),
    option: (entity, field, value) =>
      workflowOf(entity, field)?.states.find(state => state.name === value)?.title ??
      fieldOf(entity, field)?.options?.find(option => option.name === value)?.title,
    currency: (entity, field) => fieldOf(entity, field)?.currency,
    entity: entity => lowered(entityOf(entity)?.label ?? entity),
    children: (_entity, name) => name.replaceAll('_', ' '),
    role: role => definition.roles.find(each => each.name === role)?.title ?? role,
  }
}
