/** Screens and layouts: that they show what there is. */
import { shownSystemFields } from '../screens/parts.ts'
import { checkScreen } from '../screens/registry.ts'
import { type Complaints, didYouMean } from './complaint.ts'

export function checkScreens(say: Complaints): void {
  const { screens, layouts } = say.definition
  checkNavigation(say)
  for (const screen of screens) checkScreen(screen, say)
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
    say.needFields(entity, layout.later ?? [], `${path}.later`)
    for (const [index, name] of (layout.later ?? []).entries()) {
      const field = entity.fields.find(each => each.name === name)
      if (field?.required && field.default === undefined)
        say.add('layout.later-required', `${path}.later.${index}`, `No ${entity.name} can be made without "${name}".`)
    }
    for (const [index, related] of layout.related.entries()) {
      const target = say.entity(related.entity)
      if (target && related.columns)
        say.needFields(target, related.columns, `${path}.related.${index}.columns`, shownSystemFields)
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
