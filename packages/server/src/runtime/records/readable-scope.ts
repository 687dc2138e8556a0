/** What an expression of these people may name: a field that they do not read is none, for whatever the checker would say of it would tell that it is there. */
import type { EntityShape, Scope } from '@bailiwick/definition/expressions/schema.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import type { Actor } from '../../security/access/actor.ts'
import { type Surface, surfaceOf } from './surface.ts'

export const systemReadable: Readonly<Record<string, true>> = {
  id: true,
  version: true,
  created_at: true,
  created_by: true,
  updated_at: true,
  updated_by: true,
}

export function readableScope(surface: Surface, actor: Actor): Scope {
  const scope = scopeFor(surface.app.definition, surface.live.entity, 'filter')
  const gives = (entity: string, field: string) =>
    Object.hasOwn(systemReadable, field) || surfaceOf(surface.app, entity, actor)?.fields.has(field) === true
  const shapeOf = (shape: EntityShape): EntityShape => ({
    ...shape,
    fields: new Map([...shape.fields].filter(([field]) => gives(shape.name, field))),
    relations: new Map([...shape.relations].filter(([field]) => gives(shape.name, field))),
    children: new Map([...shape.children].filter(([, { entity, via }]) => gives(entity, via))),
  })
  const entities = [...scope.entities].filter(([entity]) => surfaceOf(surface.app, entity, actor))
  return { ...scope, entities: new Map(entities.map(([entity, shape]) => [entity, shapeOf(shape)])) }
}
