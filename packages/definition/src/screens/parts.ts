/** What types of screen have in common. */
import { typeOf } from '../fields/registry.ts'
import type { Entity } from '../model/entity.ts'
import { lengths } from '../model/lengths.ts'
import type { RecordsScreen } from '../model/screen.ts'
import { limits } from '../read/limits.ts'
import { icons } from '../read/palette.ts'
import { expression, flag, list, name, oneOrMore, optional, pattern, required, text, word } from '../read/shape.ts'
import { type Complaints, didYouMean } from '../validate/complaint.ts'
import type { RecordsScreenView } from '../wire/app-view.ts'
import type { Sight } from './screen-type.ts'

/** System fields people may look at. */
export const shownSystemFields = ['created_at', 'created_by', 'updated_at', 'updated_by'] as const

export const defaultOrder = 'created_at desc'

// Keys, in the order the formatter writes them: those of every screen, what the type has of its own, those of records. ---------------------

export const firstKeys = {
  screen: required(name(), 'Name of the screen, and its place in addresses.'),
  id: optional(
    pattern(/^[a-z][a-z0-9_]{0,39}$/, 'an id: the first name it had', 'ticket'),
    'Stable identity. Absent: the name. Write the old name here when renaming, so that data follows.',
  ),
}
export const titleKeys = {
  title: required(text(lengths.title), 'What the navigation says.'),
  icon: optional(word('icon', icons), 'An icon of the built-in set.'),
}
export const lastKeys = {
  filter: optional(expression(), 'CEL over `record` and `user`: which records.'),
  badge: optional(flag(), 'Show a count in the navigation.'),
  roles: optional(oneOrMore(name(), limits.roles), 'Who sees it in the navigation. Never a permission.'),
}
export const orderKey = optional(text(200), 'For example `created_at desc, priority`. Default: newest first.')
export const fieldsKey = list(name(), limits.columns)

interface CommonText {
  readonly screen: string
  readonly id?: string
  readonly title: string
  readonly icon?: string
  readonly filter?: string
  readonly badge?: boolean
  readonly roles?: readonly string[]
}

export function buildRecords(text: CommonText, entity: string): RecordsScreen {
  return {
    id: text.id ?? text.screen,
    name: text.screen,
    title: text.title,
    entity,
    ...(text.icon && { icon: text.icon }),
    ...(text.filter !== undefined && { filter: text.filter }),
    badge: text.badge ?? false,
    roles: text.roles ?? [],
  }
}

/** The keys that say something: not absent, not false, not an empty list. */
export function said(text: Record<string, unknown>): Record<string, unknown> {
  const empty = (value: unknown) => value === undefined || value === false || (Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(text).filter(([, value]) => !empty(value)))
}

/** @param own keys of the type, beginning with the one that chooses it */
export function textOfRecords(screen: RecordsScreen, own: Record<string, unknown>): Record<string, unknown> {
  const { name, id, title, icon, filter, badge, roles } = screen
  return said({ screen: name, id: id === name ? undefined : id, ...own, title, icon, filter, badge, roles })
}

export const unlessDefault = (orderBy: string) => (orderBy === defaultOrder ? undefined : orderBy)

/** @returns the entity it shows, where there is one */
export function checkRecords(screen: RecordsScreen, key: string, say: Complaints): Entity | undefined {
  const path = `screens.${screen.name}`
  for (const [index, role] of screen.roles.entries()) say.needRole(role, `${path}.roles.${index}`)
  return say.needEntity(screen.entity, `${path}.${key}`)
}

export function checkOrder(say: Complaints, entity: Entity, order: string, path: string): void {
  for (const part of order.split(',')) {
    const match = /^\s*([a-z][a-z0-9_]*)(?:\s+(asc|desc))?\s*$/.exec(part)
    if (!match) {
      const hint = 'Write fields with asc or desc: `created_at desc, priority`.'
      say.add('screen.order', path, `"${part.trim()}" is no part of an order.`, hint)
      continue
    }
    const name = match[1]!
    if ((shownSystemFields as readonly string[]).includes(name) || !say.needField(entity, name, path)) continue
    const field = entity.fields.find(each => each.name === name)!
    if (!typeOf(field).sortable)
      say.add('screen.order', path, `Records cannot be sorted by "${name}", which is of type ${field.type}.`)
  }
}

/** The field, where it is of one of these types; a finding otherwise. */
export function needFieldOf(
  say: Complaints,
  entity: Entity,
  name: string,
  path: string,
  types: readonly string[],
  what: string,
): void {
  if (!say.needField(entity, name, path)) return
  const field = entity.fields.find(each => each.name === name)!
  if (types.includes(field.type)) return
  const fitting = entity.fields.filter(each => types.includes(each.type)).map(each => each.name)
  const hint = fitting.length > 0 ? didYouMean(name, fitting) : `${entity.name} has no field of type ${types.join(' or ')}.`
  say.add('screen.field', path, `"${name}" is of type ${field.type}; ${what} ${types.join(' or ')}.`, hint)
}

/** The first field an order goes by. */
export function firstOf(orderBy: string): string[] {
  const first = orderBy.split(',')[0]?.trim().split(/\s+/)[0]
  return first ? [first] : []
}

export function viewRecords(screen: RecordsScreen): RecordsScreenView {
  return {
    name: screen.name,
    title: screen.title,
    entity: screen.entity,
    badge: screen.badge,
    ...(screen.icon && { icon: screen.icon }),
    ...(screen.filter !== undefined && { filter: screen.filter }),
  }
}

export const shownOf = (fields: readonly string[], entity: string, sight: Sight) =>
  fields.filter(field => sight.shows(entity, field))
