/** What people see of an entity the definition lays out nowhere: a list of the fields worth a column, and one section of all fields. */
import { typeOf } from './fields/registry.ts'
import { childrenOf } from './fields/result-field.ts'
import type { Definition } from './model/app.ts'
import type { Entity } from './model/entity.ts'
import type { Field } from './model/field.ts'
import type { RecordLayout, Screen } from './model/screen.ts'
import { defaultOrder } from './screens/parts.ts'

/** The app's screens; for an app without any, a list per entity (lines are edited inside their parent and have none). */
export function screensOf(definition: Definition): readonly Screen[] {
  if (definition.screens.length > 0) return definition.screens
  return definition.entities
    .filter(entity => !entity.parent)
    .map(entity => ({
      ...{ id: entity.name, name: entity.name, kind: 'list', title: entity.labelPlural, entity: entity.name },
      ...(entity.icon && { icon: entity.icon }),
      ...{ columns: columnsOf(entity), orderBy: defaultOrder, badge: false, roles: [] },
    }))
}

/** Eight columns: the running number, the title and the state first, then what is short. */
export function columnsOf(entity: Entity): readonly string[] {
  const state = entity.fields.find(field => field.managed && field.type === 'choice')
  const number = entity.fields.find(field => field.type === 'auto_number')
  const first = [number?.name, entity.titleField, state?.name].filter(name => name !== undefined)
  const short = entity.fields.filter(field => !field.managed && isShort(field)).map(field => field.name)
  return [...new Set([...first, ...short])].slice(0, 8)
}

function isShort(field: Field): boolean {
  return typeOf(field).groupable || typeOf(field).sortable
}

export function layoutOf(definition: Definition, entity: Entity): RecordLayout {
  const own = definition.layouts.find(layout => layout.entity === entity.name)
  if (own) return own
  const lines = (child: string, via: string) =>
    definition.entities.some(each => each.name === child && each.parent?.field === via)
  const related = childrenOf(entity, definition).filter(child => !lines(child.entity, child.via))
  return {
    entity: entity.name,
    sections: [{ fields: entity.fields.filter(field => !field.managed).map(field => field.name) }],
    related: related.map(({ entity: child, via }) => ({ entity: child, via })),
  }
}
