/** Which records a list shows, by the list's path: `s/queue`, `e/ticket`. */
import { screensOf } from './default-screens.ts'
import type { Definition, Entity } from './model/index.ts'

/** @returns undefined where the app has no such list */
export function entityOfList(definition: Definition, list: string): Entity | undefined {
  const [kind, name] = list.split('/')
  const screen = kind === 's' ? screensOf(definition).find(each => each.name === name) : undefined
  const of = kind === 'e' ? name : screen && 'entity' in screen ? screen.entity : undefined
  return definition.entities.find(each => each.name === of)
}
