/** Who may do what on which row, computed in JavaScript from definition, rows and people. Shares no code with what counts it in the database. */
import { type CheckedExpression, checkExpression, holds } from '@bailiwick/definition/expressions/index.ts'
import type { Grant, Operation } from '@bailiwick/definition/model/access.ts'
import type { Definition, Entity } from '@bailiwick/definition/model/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import { factsOf, type Row, type UserFacts, type World } from '../differential/world.ts'

export interface StatefulRow extends Row {
  readonly state_by?: string
  readonly editors?: readonly string[]
}

export interface Clock {
  readonly now: bigint
  readonly today: string
}

/** `entity id|act|field id` → rows. */
export type Rights = Map<string, Set<string>>

const wholeRecord: readonly Operation[] = ['read', 'create', 'delete', 'restore', 'comment', 'export', 'import', 'share', 'bulk']
const byField: readonly Operation[] = ['read', 'create', 'update', 'reveal', 'export', 'import']

export function rightsOf(definition: Definition, world: World, user: UserFacts, clock: Clock): Rights {
  const found: Rights = new Map()
  const add = (key: string, row: Row) => {
    const rows = found.get(key) ?? new Set()
    found.set(key, rows.add(row.id))
  }
  for (const entity of definition.entities) {
    const workflow = definition.workflows.find(each => each.entity === entity.name)
    for (const row of (world.get(entity.name) ?? []) as StatefulRow[]) {
      const facts = factsOf(definition, world, row, user, clock)
      const allows = (condition: string | undefined) =>
        condition === undefined || holds(checked(definition, entity, condition), facts)
      const held = (roles: readonly string[]) => roles.some(role => user.roles.includes(role))
      const admitting = (operation: Operation): readonly Grant[] =>
        entity.access.filter(
          grant =>
            grant.can.includes(operation) &&
            held([grant.role]) &&
            (grant.from ?? clock.today) <= clock.today &&
            (grant.until ?? clock.today) >= clock.today &&
            allows(grant.when),
        )
      const reads = admitting('read')
      if (row.deleted) {
        if (reads.length > 0 && admitting('restore').length > 0) add(`${entity.id}|restore|`, row)
        continue
      }
      for (const operation of wholeRecord) {
        if (operation === 'restore' || (operation === 'comment' && !entity.comments)) continue
        const beneath = operation === 'import' ? admitting('create') : reads
        const may = admitting(operation).length > 0 && (operation === 'create' || beneath.length > 0)
        if (may) add(`${entity.id}|${operation}|`, row)
      }
      for (const field of entity.fields) {
        const isWritable = !field.managed && !field.formula
        const isMasked = entity.access.some(grant => grant.can.includes('read') && grant.mask?.includes(field.name))
        for (const operation of byField) {
          if (['create', 'update', 'import'].includes(operation) && !isWritable) continue
          if (operation === 'reveal' && !isMasked) continue
          const giving = (other: Operation) => admitting(other).some(grant => gives(grant, field.name))
          const stands =
            operation === 'create' ||
            (operation === 'import' ? giving('create') : operation === 'export' ? giving('read') : reads.length > 0)
          const may = giving(operation) && stands
          if (may) add(`${entity.id}|${operation}|${field.id}`, row)
        }
        if (!reads.some(grant => gives(grant, field.name)) && reads.some(grant => grant.mask?.includes(field.name)))
          add(`${entity.id}|masked|${field.id}`, row)
      }
      if (!workflow || reads.length === 0) continue
      for (const transition of workflow.transitions) {
        if (!transition.from.includes(String(row.fields[workflow.field]))) continue
        if (!transition.approval) {
          const roles = transition.roles.length > 0 ? transition.roles : definition.roles.map(role => role.name)
          if (held(roles) && allows(transition.by)) add(`${entity.id}|transition ${transition.name}|`, row)
          continue
        }
        const involved = {
          creator: [row.created_by],
          last_editor: [row.updated_by, ...(row.editors ?? [])],
          submitter: [row.state_by],
        }
        if (transition.approval.never.some(kind => involved[kind].includes(user.id))) continue
        if (entity.access.some(grant => grant.can.includes('approve')) && admitting('approve').length === 0) continue
        for (const step of transition.approval.steps) {
          const { ask } = step
          const asked =
            ask.kind === 'person'
              ? row.fields[ask.field] === user.id
              : held([ask.role]) && (ask.inTeam === undefined || user.teams.includes(String(row.fields[ask.inTeam])))
          if (asked && allows(step.when)) add(`${entity.id}|decide ${transition.name}/${step.name}|`, row)
        }
      }
    }
  }
  return found
}

function gives(grant: Grant, field: string): boolean {
  if (grant.mask?.includes(field)) return false
  return grant.fields.kind === 'all' || grant.fields.fields.includes(field) === (grant.fields.kind === 'only')
}

const known = new WeakMap<Definition, Map<string, CheckedExpression>>()

function checked(definition: Definition, entity: Entity, condition: string): CheckedExpression {
  const ofDefinition = known.get(definition) ?? new Map<string, CheckedExpression>()
  known.set(definition, ofDefinition)
  const key = `${entity.name} ${condition}`
  const found = ofDefinition.get(key)
  if (found) return found
  const checking = checkExpression(condition, scopeFor(definition, entity, 'rule'))
  if (!checking.ok) throw new Error(checking.problems[0]?.message)
  ofDefinition.set(key, checking.expression)
  return checking.expression
}
