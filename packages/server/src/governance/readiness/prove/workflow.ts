/** Who may move a record on and who decides about it, as the definition says. */

import type { Entity } from '@bailiwick/definition/model/index.ts'
import type { Approval, ApprovalStep, Transition, Workflow } from '@bailiwick/definition/model/workflow.ts'
import type { Actor, Row, Stage, Vote } from './stage.ts'

export function takerRole(stage: Stage, transition: Transition, actor: Actor): boolean {
  const roles = transition.roles.length > 0 ? transition.roles : stage.definition.roles.map(role => role.name)
  return actor.roles.some(role => roles.includes(role))
}

export function isTaker(stage: Stage, entity: Entity, transition: Transition, row: Row, actor: Actor): boolean {
  if (!takerRole(stage, transition, actor)) return false
  return transition.by === undefined || stage.holds(entity, transition.by, 'rule', row, actor)
}

/** A step whose condition does not hold is passed over. */
export function isNeeded(stage: Stage, entity: Entity, step: ApprovalStep, row: Row): boolean {
  return step.when === undefined || stage.holds(entity, step.when, 'rule', row)
}

/** Whether the step asks this person; says nothing yet of four eyes. */
export function isAsked(stage: Stage, entity: Entity, step: ApprovalStep, row: Row, actor: Actor): boolean {
  if (!isNeeded(stage, entity, step, row)) return false
  if (step.ask.kind === 'person') return row.fields[step.ask.field] === actor.id
  if (!actor.roles.includes(step.ask.role)) return false
  return step.ask.inTeam === undefined || actor.teams.includes(String(row.fields[step.ask.inTeam]))
}

/** Four eyes: who made, submitted or last changed it does not decide. */
export function mayNever(approval: Approval, row: Row, actor: Actor): boolean {
  const people = { creator: row.created_by, submitter: row.stateBy, last_editor: row.updated_by }
  return approval.never.some(kind => people[kind] === actor.id)
}

/** What these votes of one round come to; undefined: nothing yet. */
export function outcomeOf(
  stage: Stage,
  entity: Entity,
  transition: Transition,
  row: Row,
  votes: readonly Vote[],
): string | undefined {
  const approval = transition.approval!
  const counted = votes.filter(
    vote => vote.record === row.id && vote.transition === transition.name && vote.round === row.fields.approval_round,
  )
  if (counted.some(vote => vote.decision === 'ask_changes' || vote.decision === 'reject'))
    return counted.some(vote => vote.decision === 'reject') ? approval.outcomes.reject : approval.outcomes.askChanges
  // Where every step is passed over nobody has agreed, and nothing is decided by nobody.
  if (counted.length === 0) return undefined
  const enough = approval.steps.every(step => {
    if (!isNeeded(stage, entity, step, row)) return true
    const approved = counted.filter(vote => vote.step === step.name && vote.decision === 'approve')
    return new Set(approved.map(vote => vote.person)).size >= step.need
  })
  return enough ? approval.outcomes.approve : undefined
}

/** Votes are counted anew whenever a state is entered that waits for a decision. */
export function waitsForDecision(workflow: Workflow, state: string): boolean {
  return workflow.transitions.some(transition => transition.approval && transition.from.includes(state))
}
