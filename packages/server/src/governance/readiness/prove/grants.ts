/** How a grant admits a record, and what it lets see or change of it; and what a share adds. The one place of the expectation that knows. */
import type { Grant, Operation } from '@bailiwick/definition/model/access.ts'
import type { Entity } from '@bailiwick/definition/model/index.ts'
import type { Actor, Row, Share, ShareLevel, Stage } from './stage.ts'

/** Whether the person holds the grant at all, whatever the record. */
export function held(grant: Grant, actor: Actor): boolean {
  return actor.roles.includes(grant.role)
}

/** Whether the grant says of no record that it is not meant. */
export function isUnconditional(grant: Grant): boolean {
  return grant.when === undefined && grant.from === undefined && grant.until === undefined
}

/** The first and the last day belong to it. Days are compared as they are written. */
function isInItsDays(stage: Stage, { from, until }: Grant): boolean {
  const { today } = stage.clock
  return (from === undefined || from <= today) && (until === undefined || today <= until)
}

export function admits(stage: Stage, entity: Entity, grant: Grant, row: Row, actor: Actor): boolean {
  return (
    held(grant, actor) &&
    isInItsDays(stage, grant) &&
    (grant.when === undefined || stage.holds(entity, grant.when, 'rule', row, actor))
  )
}

/** The person's own grants by which they may do this with this record. */
export function admitting(stage: Stage, entity: Entity, operation: Operation, row: Row, actor: Actor): Grant[] {
  return entity.access.filter(grant => grant.can.includes(operation) && admits(stage, entity, grant, row, actor))
}

export function may(stage: Stage, entity: Entity, operation: Operation, row: Row, actor: Actor): boolean {
  return entity.access.some(grant => grant.can.includes(operation) && admits(stage, entity, grant, row, actor))
}

/** Whether the record may be left as it then is. Its days are asked once, before. */
export function permitsAfter(stage: Stage, entity: Entity, grant: Grant, after: Row, actor: Actor): boolean {
  const condition = grant.after ?? grant.when
  return condition === undefined || stage.holds(entity, condition, 'rule', after, actor)
}

/** What a grant shows masked it does not give. */
export function givesField(grant: Grant, field: string): boolean {
  if (grant.mask?.includes(field)) return false
  switch (grant.fields.kind) {
    case 'all':
      return true
    case 'only':
      return grant.fields.fields.includes(field)
    case 'except':
      return !grant.fields.fields.includes(field)
  }
}

export function isShareable(entity: Entity): boolean {
  return entity.access.some(grant => grant.can.includes('share'))
}

/** Whether the share gives its level now: by what the sharer may do with the record by grants of their own. Who left, or lost the role, gives nothing. */
export function works(stage: Stage, entity: Entity, share: Share, row: Row, level: ShareLevel = share.level): boolean {
  if (share.ended || share.over) return false
  const sharer = sharerOf(stage, share)
  if (!sharer || !may(stage, entity, 'read', row, sharer) || !may(stage, entity, 'share', row, sharer)) return false
  if (level === 'read') return true
  if (level === 'comment') return share.level !== 'read' && may(stage, entity, 'comment', row, sharer)
  return share.level === 'edit' && may(stage, entity, 'update', row, sharer)
}

export function sharerOf(stage: Stage, share: Share): Actor | undefined {
  return stage.actors.find(actor => actor.id === share.sharedBy)
}

export function reaches(share: Share, actor: Actor): boolean {
  if (actor.isUnknown) return false
  // Who holds no role of the app has nothing in it, whatever reaches their team.
  if (actor.roles.length === 0) return false
  return share.person === actor.id || (share.team !== null && actor.teamsAbove.includes(share.team))
}

/** Shares that give this person this much of the record; of a record in the trash nothing is given. */
export function sharedWith(stage: Stage, entity: Entity, row: Row, actor: Actor, level: ShareLevel): Share[] {
  if (row.deleted || !isShareable(entity)) return []
  return stage.sharesOf(entity.name, row.id).filter(share => reaches(share, actor) && works(stage, entity, share, row, level))
}

/** The record's fields this person reads; undefined: not the record at all. A share gives exactly what its sharer reads of it. */
export function readableFields(stage: Stage, entity: Entity, row: Row, actor: Actor): ReadonlySet<string> | undefined {
  const shares = sharedWith(stage, entity, row, actor, 'read')
  const own = admitting(stage, entity, 'read', row, actor)
  if (own.length === 0 && shares.length === 0) return undefined
  const lent = shares.flatMap(share => admitting(stage, entity, 'read', row, sharerOf(stage, share)!))
  return new Set(entity.fields.map(field => field.name).filter(name => [...own, ...lent].some(grant => givesField(grant, name))))
}

/** Whether the person sees the record, wherever it is. */
export function sees(stage: Stage, entity: Entity, row: Row, actor: Actor): boolean {
  return may(stage, entity, 'read', row, actor) || sharedWith(stage, entity, row, actor, 'read').length > 0
}

/** Listed and found: readable and not in the trash. */
export function listed(stage: Stage, entity: Entity, row: Row, actor: Actor): boolean {
  return !row.deleted && sees(stage, entity, row, actor)
}

/** Seen in the trash: by who could bring it back. */
export function inTrash(stage: Stage, entity: Entity, row: Row, actor: Actor): boolean {
  return row.deleted && may(stage, entity, 'read', row, actor) && may(stage, entity, 'restore', row, actor)
}

export function mayComment(stage: Stage, entity: Entity, row: Row, actor: Actor): boolean {
  return may(stage, entity, 'comment', row, actor) || sharedWith(stage, entity, row, actor, 'comment').length > 0
}

/**
 * By which grants the record may be changed: the person's own and, as the sharers hold them, those of whoever shared it for editing.
 * @param after as it then would be; undefined: whatever it then is
 */
export function changing(stage: Stage, entity: Entity, row: Row, after: Row | undefined, actor: Actor): Grant[] {
  const by = (who: Actor) =>
    admitting(stage, entity, 'update', row, who).filter(
      grant => after === undefined || permitsAfter(stage, entity, grant, after, who),
    )
  if (!isShareable(entity)) return by(actor)
  const shared = stage
    .sharesOf(entity.name, row.id)
    .filter(share => share.level === 'edit' && reaches(share, actor) && works(stage, entity, share, row, 'read'))
  return [...by(actor), ...shared.flatMap(share => by(sharerOf(stage, share)!))]
}

/** What leaves with the record in an export; undefined: not the record at all. Only what is read, and only what a right to export gives. */
export function exportableFields(stage: Stage, entity: Entity, row: Row, actor: Actor): ReadonlySet<string> | undefined {
  if (!listed(stage, entity, row, actor)) return undefined
  const grants = admitting(stage, entity, 'export', row, actor)
  if (grants.length === 0) return undefined
  const readable = readableFields(stage, entity, row, actor)!
  return new Set([...readable].filter(name => grants.some(grant => givesField(grant, name))))
}

/** Whether somebody sees the field masked at all, and this person does on this record. */
export function isEverMasked(entity: Entity, field: string): boolean {
  return entity.access.some(grant => grant.can.includes('read') && grant.mask?.includes(field))
}

export function showsMasked(stage: Stage, entity: Entity, row: Row, actor: Actor, field: string): boolean {
  return admitting(stage, entity, 'read', row, actor).some(grant => grant.mask?.includes(field))
}

/** Fields that somebody may be shown on record: masked for someone, and covered by a right to reveal. */
export function isRevealable(entity: Entity, field: string): boolean {
  return isEverMasked(entity, field) && entity.access.some(grant => grant.can.includes('reveal') && givesField(grant, field))
}

export function mayReveal(stage: Stage, entity: Entity, row: Row, actor: Actor, field: string): boolean {
  return isRevealable(entity, field) && admitting(stage, entity, 'reveal', row, actor).some(grant => givesField(grant, field))
}
