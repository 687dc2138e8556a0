/** Screens and layouts: that they show what there is. */
import { fieldTypes } from '../fields/registry.ts'
import type { Entity } from '../model/entity.ts'
import { type Complaints, didYouMean } from './complaint.ts'

/** System fields people may look at. */
export const shownSystemFields = ['created_at', 'created_by', 'updated_at', 'updated_by'] as const

export function checkScreens(say: Complaints): void {
  const { screens, layouts } = say.definition
  checkNavigation(say)
  for (const screen of screens) {
    const path = `screens.${screen.name}`
    for (const [index, role] of screen.roles.entries()) say.needRole(role, `${path}.roles.${index}`)
    const entity = say.needEntity(screen.entity, `${path}.list`)
    if (!entity) continue
    say.needFields(entity, screen.columns, `${path}.columns`, shownSystemFields)
    checkOrder(say, entity, screen.orderBy, `${path}.order`)
  }
  for (const layout of layouts) {
    const path = `layouts.${layout.entity}`
    const entity = say.needEntity(layout.entity, `${path}.layout`)
    if (!entity) continue
    const shown = new Set<string>()
    for (const [index, section] of layout.sections.entries()) {
      const at = `${path}.sections.${index}.fields`
      say.needFields(entity, section.fields, at, shownSystemFields)
      for (const [position, name] of section.fields.entries()) {
        if (shown.has(name)) say.add('field.repeated', `${at}.${position}`, `"${name}" stands in an earlier section already.`)
      }
      for (const name of section.fields) shown.add(name)
    }
  }
}

function checkNavigation(say: Complaints): void {
  const { app, screens } = say.definition
  const placed = new Set<string>()
  for (const [index, group] of app.navigation.entries()) {
    for (const [position, name] of group.screens.entries()) {
      const path = `app.navigation.${index}.screens.${position}`
      if (!screens.some(screen => screen.name === name)) {
        const known = screens.map(screen => screen.name)
        say.add('navigation.no-such-screen', path, `There is no screen "${name}".`, didYouMean(name, known))
      } else if (placed.has(name))
        say.add('navigation.repeated', path, `"${name}" stands in the navigation already.`, 'Leave it in one place.')
      placed.add(name)
    }
  }
}

function checkOrder(say: Complaints, entity: Entity, order: string, path: string): void {
  for (const part of order.split(',')) {
    const match = /^\s*([a-z][a-z0-9_]*)(?:\s+(asc|desc))?\s*$/.exec(part)
    if (!match) {
      say.add(
        'screen.order',
        path,
        `"${part.trim()}" is no part of an order.`,
        'Write fields with asc or desc: `created_at desc, priority`.',
      )
      continue
    }
    const name = match[1]!
    if ((shownSystemFields as readonly string[]).includes(name) || !say.needField(entity, name, path)) continue
    const field = entity.fields.find(each => each.name === name)!
    if (!fieldTypes[field.type].sortable)
      say.add('screen.order', path, `Records cannot be sorted by "${name}", which is of type ${field.type}.`)
  }
}
