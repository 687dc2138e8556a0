/** What a definition calls its own things, for sentences about its rules. */
import { english, type Tongue, type Vocabulary } from './expressions/index.ts'
import type { Definition } from './model/app.ts'
import type { Field } from './model/field.ts'

/** @param names what people and teams are called; who knows it is not the definition's matter */
export function vocabularyOf(
  definition: Definition,
  names: Pick<Vocabulary, 'person' | 'team'> = {},
  tongue: Tongue = english,
): Vocabulary {
  const entityOf = (name: string) => definition.entities.find(each => each.name === name)
  const fieldOf = (entity: string, field: string): Field | undefined => entityOf(entity)?.fields.find(each => each.name === field)
  const workflowOf = (entity: string, field: string) =>
    definition.workflows.find(workflow => workflow.entity === entity && workflow.field === field)
  const childrenOf = (entity: string, name: string) =>
    definition.entities.find(each => each.fields.some(field => field.to === entity && field.inverse === name))?.labelPlural
  return {
    ...names,
    field: (entity, field) => {
      const title = fieldOf(entity, field)?.title
      if (title === undefined && Object.hasOwn(tongue.system, field)) return tongue.system[field as keyof Tongue['system']]
      return tongue.title(title ?? field.replaceAll('_', ' '))
    },
    flag: (entity, field) => fieldOf(entity, field)?.title ?? field.replaceAll('_', ' '),
    option: (entity, field, value) =>
      workflowOf(entity, field)?.states.find(state => state.name === value)?.title ??
      fieldOf(entity, field)?.options?.find(option => option.name === value)?.title,
    currency: (entity, field) => fieldOf(entity, field)?.currency,
    entity: entity => tongue.label(entityOf(entity)?.label ?? entity),
    children: (entity, name) => tongue.children(name, childrenOf(entity, name)),
    role: role => definition.roles.find(each => each.name === role)?.title ?? role,
  }
}
