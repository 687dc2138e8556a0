/** How a grant admits a record, and what it lets see or change of it. The one place of the expectation that knows. */
import type { Grant, Operation } from '@bailiwick/definition/model/access.ts'
import type { Entity } from '@bailiwick/definition/model/index.ts'
import type { Actor, Row, Stage } from './stage.ts'

/** Whether the person holds the grant at all, whatever the record. */
export function held(grant: Grant, actor: Actor): boolean {
  return actor.roles.includes(grant.role)
}

function admits(stage: Stage, entity: Entity, grant: Grant, row: Row, actor: Actor): boolean {
  return held(grant, actor) && (grant.when === undefined || stage.holds(entity, grant.when, 'rule', row, actor))
}

/** The grants by which this person may do this with this record. */
export function admitting(stage: Stage, entity: Entity, operation: Operation, row: Row, actor: Actor): Grant[] {
  return entity.access.filter(grant => grant.can.includes(operation) && admits(stage, entity, grant, row, actor))
}

/** Whether the record may be left as it then is. */
export function permitsAfter(stage: Stage, entity: Entity, grant: Grant, after: Row, actor: Actor): boolean {
  const condition = grant.after ?? grant.when
  return condition === undefined || stage.holds(entity, condition, 'rule', after, actor)
}

export function givesField(grant: Grant, field: string): boolean {
  switch (grant.fields.kind) {
    case 'all':
      return true
    case 'only':
      return grant.fields.fields.includes(field)
    case 'except':
      return !grant.fields.fields.includes(field)
  }
}

/** The record's fields this person reads; undefined: not the record at all. */
export function readableFields(stage: Stage, entity: Entity, row: Row, actor: Actor): ReadonlySet<string> | undefined {
  const reads = admitting(stage, entity, 'read', row, actor)
  if (reads.length === 0) return undefined
  return new Set(entity.fields.map(field => field.name).filter(name => reads.some(grant => givesField(grant, name))))
}

/** Listed and found: readable and not in the trash. */
export function listed(stage: Stage, entity: Entity, row: Row, actor: Actor): boolean {
  return !row.deleted && admitting(stage, entity, 'read', row, actor).length > 0
}
