/** Who may move a record on and who decides about it, as the definition says. */

import type { Entity } from '@bailiwick/definition/model/index.ts'
import type { Approval, ApprovalStep, Transition, Workflow } from '@bailiwick/definition/model/workflow.ts'
import { may } from './grants.ts'
import type { Actor, Row, Stage, Vote } from './stage.ts'

export function takerRole(stage: Stage, transition: Transition, actor: Actor): boolean {
  // A step of nobody's in particular is not one of whoever is not signed in.
  const people = stage.definition.roles.filter(role => !role.public)
  const roles = transition.roles.length > 0 ? transition.roles : people.map(role => role.name)
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

/** Whether the step asks this person; says nothing yet of four eyes, nor whether it is the step's turn. */
export function isAsked(stage: Stage, entity: Entity, step: ApprovalStep, row: Row, actor: Actor): boolean {
  if (!isNeeded(stage, entity, step, row) || !isMeant(step, row, actor)) return false
  // Where the right to approve is granted to anybody, it takes that right too.
  return !entity.access.some(grant => grant.can.includes('approve')) || may(stage, entity, 'approve', row, actor)
}

/** Whether the step is theirs at all, needed or not, with the right to approve or without. */
export function isMeant({ ask }: ApprovalStep, row: Row, actor: Actor): boolean {
  if (ask.kind === 'person') return !actor.isUnknown && row.fields[ask.field] === actor.id
  if (!actor.roles.includes(ask.role)) return false
  return ask.inTeam === undefined || actor.teams.includes(String(row.fields[ask.inTeam]))
}

/** Votes of the round the record is in. */
function counted(transition: Transition, row: Row, votes: readonly Vote[]): Vote[] {
  return votes.filter(
    vote => vote.record === row.id && vote.transition === transition.name && vote.round === row.fields.approval_round,
  )
}

/** Steps in their order: passed over, with enough votes, asked now, or later. */
export function stepStates(
  stage: Stage,
  entity: Entity,
  transition: Transition,
  row: Row,
  votes: readonly Vote[],
): ('skipped' | 'done' | 'open' | 'later')[] {
  let isTurn = true
  return transition.approval!.steps.map(step => {
    if (!isNeeded(stage, entity, step, row)) return 'skipped'
    const people = counted(transition, row, votes)
      .filter(vote => vote.step === step.name && vote.decision === 'approve')
      .map(vote => vote.person)
    if (new Set(people).size >= step.need) return 'done'
    const state = isTurn ? 'open' : 'later'
    isTurn = false
    return state
  })
}

export function isOpen(
  stage: Stage,
  entity: Entity,
  transition: Transition,
  step: ApprovalStep,
  row: Row,
  votes: readonly Vote[],
): boolean {
  return stepStates(stage, entity, transition, row, votes)[transition.approval!.steps.indexOf(step)] === 'open'
}

/** One vote a person, in whichever step. */
export function hasVoted(transition: Transition, row: Row, actor: Pick<Actor, 'id'>, votes: readonly Vote[]): boolean {
  return counted(transition, row, votes).some(vote => vote.person === actor.id)
}

/** Four eyes: who made, submitted or last changed it does not decide, nor whoever changed it while it waited. */
export function mayNever(approval: Approval, row: Row, actor: Actor): boolean {
  return whyNever(approval, row, actor).length > 0
}

export function whyNever(approval: Approval, row: Row, actor: Actor): Approval['never'] {
  const people = { creator: [row.created_by], submitter: [row.stateBy], last_editor: [row.updated_by, ...row.editors] }
  return approval.never.filter(kind => people[kind].includes(actor.id))
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
  const given = counted(transition, row, votes)
  if (given.some(vote => vote.decision === 'reject')) return approval.outcomes.reject
  if (given.some(vote => vote.decision === 'ask_changes')) return approval.outcomes.askChanges
  // Where every step is passed over nobody has agreed, and nothing is decided by nobody.
  if (given.length === 0) return undefined
  const states = stepStates(stage, entity, transition, row, votes)
  return states.every(state => state === 'done' || state === 'skipped') ? approval.outcomes.approve : undefined
}

/** Votes are counted anew whenever a state is entered that waits for a decision. */
export function waitsForDecision(workflow: Workflow, state: string): boolean {
  return workflow.transitions.some(transition => transition.approval && transition.from.includes(state))
}
