/** What a record must offer to one person: what they may change, do and take. */
import type { Operation } from '@bailiwick/definition/model/access.ts'
import type { Entity } from '@bailiwick/definition/model/index.ts'
import { changing, givesField, inTrash, isRevealable, isShareable, listed, may, mayComment, mayReveal } from './grants.ts'
import { asSets, sorted } from './look.ts'
import { type Actor, isKept, isWritable, type Row, type Stage } from './stage.ts'
import { isTaker, stepStates, takerRole } from './workflow.ts'

export function offersOf(stage: Stage, entity: Entity, row: Row, actor: Actor): unknown {
  if (!listed(stage, entity, row, actor) && !inTrash(stage, entity, row, actor)) return null
  const own = (operation: Operation) => may(stage, entity, operation, row, actor)
  const updates = changing(stage, entity, row, undefined, actor)
  const workflow = stage.workflow(entity.name)
  const votes = stage.votes.get(entity.name) ?? []
  const transitions: Record<string, string> = {}
  const waiting: Record<string, readonly string[]> = {}
  for (const transition of workflow?.transitions ?? []) {
    if (!transition.from.includes(String(row.fields[workflow!.field]))) continue
    if (transition.approval) {
      waiting[transition.name] = stepStates(stage, entity, transition, row, votes)
      continue
    }
    transitions[transition.name] = !takerRole(stage, transition, actor)
      ? 'role'
      : !isTaker(stage, entity, transition, row, actor)
        ? 'by'
        : transition.guard && !stage.holds(entity, transition.guard.when, 'guard', row, actor)
          ? 'guard'
          : 'yes'
  }
  return sorted(
    asSets({
      update: entity.fields
        .filter(field => isKept(field) && isWritable(field) && updates.some(grant => givesField(grant, field.name)))
        .map(field => field.name),
      delete: own('delete'),
      restore: own('restore'),
      comment: entity.comments && mayComment(stage, entity, row, actor),
      ...(isShareable(entity) && { share: own('share') }),
      ...(entity.access.some(grant => grant.can.includes('reveal')) && {
        reveal: entity.fields
          .map(field => field.name)
          .filter(name => isRevealable(entity, name) && mayReveal(stage, entity, row, actor, name)),
      }),
      transitions,
      ...(workflow?.transitions.some(transition => transition.approval) && { waiting }),
    }),
  )
}
