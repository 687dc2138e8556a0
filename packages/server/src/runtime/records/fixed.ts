/** Why a field that is named in a write takes no value from whoever names it: what sets it instead, or that others may. */
import { writableColumns } from '@bailiwick/definition/compile/views.ts'
import { covers, peopleRoles, type SystemField, systemFields } from '@bailiwick/definition/model/index.ts'
import { type Sentence, say } from '../../problems.ts'
import type { Surface } from './surface.ts'

type Asked = Pick<Surface, 'app' | 'live' | 'workflow' | 'shown'>

/** Whether some other role may set it, as far as the caller may know of the field. */
export function isForOthers({ app, live, workflow, shown }: Asked, name: string): boolean {
  const { entity } = live
  if (!shown.has(name) || !writableColumns(entity, workflow).create.includes(name)) return false
  const roles = new Set(peopleRoles(app.definition).map(role => role.name))
  return entity.access.some(
    grant => roles.has(grant.role) && (grant.can.includes('create') || grant.can.includes('update')) && covers(grant, name),
  )
}

/** A field that is shown but never written is named as such; anything else is unknown, hidden or not. */
export function whyFixed({ workflow, shown }: Asked, name: string): Sentence {
  // Whoever is shown nothing, as at a public form, is told of nothing.
  if (shown.size > 0 && systemFields.includes(name as SystemField)) return say('field.by-platform')
  const field = shown.get(name)?.field
  if (!field) return say('field.unknown')
  if (field.formula) return say('field.by-formula')
  if (field.rollup) return say('field.by-rollup')
  if (field.type === 'auto_number') return say('field.by-number')
  if (name === workflow?.field) return say('field.by-workflow')
  if (field.managed) return say('field.by-platform')
  const setting = workflow?.transitions.find(({ set }) => name in set)
  return setting ? say('field.by-step', { step: setting.title }) : say('field.fixed')
}
