/**
 * Whether somebody may look at an app as somebody else: who administers it may, and never upward. Whatever the other's read grants show must be covered by a
 * grant of the viewer's own. Decided on the definition alone, without a look at any record, so that the answer is the same whatever the records hold.
 */
import { isShareable } from '@bailiwick/definition/compile/rules.ts'
import { checkExpression } from '@bailiwick/definition/expressions/index.ts'
import type { Definition, Entity, Grant, Operation } from '@bailiwick/definition/model/index.ts'
import { conditionOf, covers, masks } from '@bailiwick/definition/model/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import { type Said, say } from '../../problems.ts'

/** What a session is viewing, as its row says. */
export interface Viewing {
  readonly app: string
  /** Who is viewed; null: a role. */
  readonly person: string | null
  readonly role: string | null
  readonly since: Date
  /** It has lasted as long as it may. */
  readonly over: boolean
  /** Whether the viewer is an administrator of the installation, which nobody is while viewing. */
  readonly byAdministrator: boolean
}

/** Minutes; the database measures them (`identify`, `bailiwick.enter`). */
export const longestView = 30

/** The one who looks: what counts is what they may see themselves. */
export interface Viewer {
  readonly administrator: boolean
  /** Of this app, without its name. */
  readonly roles: readonly string[]
}

export interface Viewed {
  /** Of a role the facts stay the viewer's own: id, teams, e-mail. */
  readonly kind: 'person' | 'role'
  readonly roles: readonly string[]
}

/** Something the viewed sees and the viewer does not. */
export interface Beyond {
  readonly what: 'entity' | 'rows' | 'field' | 'shared' | 'trash' | 'audit'
  readonly entity?: string
  readonly field?: string
  /** For people. */
  readonly sentence: Said
}

export function administers(definition: Definition, viewer: Viewer): boolean {
  return viewer.administrator || definition.roles.some(role => role.administer && viewer.roles.includes(role.name))
}

/** @returns everything that would be seen beyond the viewer's own sight; empty: the view is allowed */
export function seenBeyond(definition: Definition, viewer: Viewer, viewed: Viewed): Beyond[] {
  const beyond: Beyond[] = []
  const reviews = (roles: readonly string[]) => definition.roles.some(role => role.audit && roles.includes(role.name))
  for (const entity of definition.entities) {
    const given = (roles: readonly string[], operation: Operation) =>
      entity.access.filter(grant => roles.includes(grant.role) && grant.can.includes(operation))
    const own = given(viewer.roles, 'read')
    const theirs = given(viewed.roles, 'read')
    // A share gives what its sharer reads, who may hold any role; with whom something is shared now is no matter of the definition.
    const sharers = entity.access.filter(grant => grant.can.includes('read'))
    if (viewed.kind === 'person' && isShareable(entity) && beyondReads(definition, entity, own, sharers, viewed.kind).length > 0)
      beyond.push({
        what: 'shared',
        entity: entity.name,
        sentence: say('beyond.shared', { entity: entity.label }),
      })
    else if (theirs.length > 0) beyond.push(...beyondReads(definition, entity, own, theirs, viewed.kind))
    // What is shared may lie in the trash as well.
    if (theirs.length === 0 && !isShareable(entity)) continue
    // The trash shows what may be restored, which reading does not give.
    const restores = given(viewer.roles, 'restore')
    if (
      given(viewed.roles, 'restore').some(grant => !restores.some(own => sameRows(definition, entity, own, grant, viewed.kind)))
    )
      beyond.push({ what: 'trash', entity: entity.name, sentence: say('beyond.trash', { entity: entity.label }) })
  }
  if (reviews(viewed.roles) && !viewer.administrator && !reviews(viewer.roles))
    beyond.push({ what: 'audit', sentence: say('beyond.audit') })
  return beyond
}

function beyondReads(
  definition: Definition,
  entity: Entity,
  own: readonly Grant[],
  theirs: readonly Grant[],
  kind: Viewed['kind'],
): Beyond[] {
  if (own.length === 0) return [{ what: 'entity', entity: entity.name, sentence: say('beyond.entity', { entity: entity.label }) }]
  const fields = new Set<string>()
  let rows = false
  for (const grant of theirs) {
    const reaching = own.filter(candidate => sameRows(definition, entity, candidate, grant, kind))
    if (reaching.length === 0) rows = true
    else
      for (const { name } of entity.fields)
        if (
          covers(grant, name)
            ? !reaching.some(candidate => covers(candidate, name))
            : masks(grant, name) && !reaching.some(candidate => covers(candidate, name) || masks(candidate, name))
        )
          fields.add(name)
  }
  if (rows) return [{ what: 'rows', entity: entity.name, sentence: say('beyond.rows', { entity: entity.label }) }]
  return entity.fields
    .filter(field => fields.has(field.name))
    .map(field => ({
      what: 'field',
      entity: entity.name,
      field: field.name,
      sentence: say('beyond.field', { field: field.title, entity: entity.label }),
    }))
}

/**
 * Whether the viewer's grant admits every row the other one admits. The same condition, days included, does only where it asks the same facts: of another person none, and of a
 * role all but the roles, which are the viewer's no more.
 */
function sameRows(definition: Definition, entity: Entity, own: Grant, theirs: Grant, kind: Viewed['kind']): boolean {
  const condition = conditionOf(own)
  if (condition === undefined) return true
  if (condition !== conditionOf(theirs)) return false
  const asked = factsIn(definition, entity, condition)
  if (!asked) return false
  return kind === 'role' ? !asked.has('roles') : asked.size === 0
}

/** Which properties of `user` a condition asks; undefined: it cannot be told, so nothing follows from it. */
function factsIn(definition: Definition, entity: Entity, when: string): ReadonlySet<string> | undefined {
  const checked = checkExpression(when, scopeFor(definition, entity, 'rule'))
  if (!checked.ok) return undefined
  const found = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if (Array.isArray(node)) {
      for (const each of node) visit(each)
      return
    }
    const { op, property } = node as { op?: unknown; property?: unknown }
    if (op === 'user') found.add(String(property))
    for (const each of Object.values(node)) visit(each)
  }
  visit(checked.expression.typed)
  return found
}
