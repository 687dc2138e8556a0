/** Who may move a record on, as conditions: shared by the policies, the guard trigger, the offers shown to people and the inbox. */
import { takersOf } from '../model/app.ts'
import type { Entity } from '../model/entity.ts'
import type { Approval, ApprovalStep, Transition, Workflow } from '../model/workflow.ts'
import { entityNames, literal, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { grantsFor, rulesFor } from './rules.ts'

export function hasApproval(workflow: Workflow | undefined): workflow is Workflow {
  return workflow?.transitions.some(transition => transition.approval) ?? false
}

export function pendingStates(workflow: Workflow): string[] {
  return [...new Set(workflow.transitions.filter(transition => transition.approval).flatMap(transition => transition.from))]
}

/** The role part alone: whether this person belongs to those who take the transition at all. */
export function takerRoles(transition: Transition, rules: RuleCompiler): string {
  const roles = takersOf(transition, rules.definition)
  return rules.branch({ roles }, emptyEntity, 't')
}

/** A role rule without a condition reads no entity. */
const emptyEntity = { name: '', fields: [] } as unknown as Entity

export function takerCondition(transition: Transition, entity: Entity, alias: string, rules: RuleCompiler): string {
  const roles = takersOf(transition, rules.definition)
  return rules.branch(transition.by === undefined ? { roles } : { roles, when: transition.by }, entity, alias)
}

/** Whether the acting person is among those a step asks; says nothing yet of four eyes. */
export function askedCondition(step: ApprovalStep, entity: Entity, alias: string, rules: RuleCompiler): string {
  const approvers = rulesFor(grantsFor(entity, 'approve'))
  const asked = askedByStep(step, alias, rules)
  // Nobody is asked by a step that is passed over.
  const needed = step.when === undefined ? [] : [rules.condition(step.when, entity, 'rule', alias)]
  // Where the right to approve is granted at all, being asked is not enough.
  const may = approvers.length === 0 ? [] : [`(${rules.anyOf(approvers, entity, alias)})`]
  const all = [asked, ...needed, ...may]
  return all.length === 1 ? asked : `(${all.join(' AND ')})`
}

function askedByStep(step: ApprovalStep, alias: string, rules: RuleCompiler): string {
  if (step.ask.kind === 'person') return `${alias}.${quote(step.ask.field)} = ${rules.person()}`
  const roles = [step.ask.role]
  return step.ask.inTeam ? `${alias}.${quote(step.ask.inTeam)} = ANY(${rules.teamsAs(roles)})` : `(${rules.holds(roles)})`
}

export function approverCondition(approval: Approval, entity: Entity, alias: string, rules: RuleCompiler): string {
  return approval.steps.map(step => askedCondition(step, entity, alias, rules)).join(' OR ')
}

/** True when the acting person must not decide this record, whoever asks them: four eyes. */
export function neverCondition(approval: Approval, workflow: Workflow, alias: string, rules: RuleCompiler): string {
  const person = rules.person()
  const tests = approval.never.map(
    kind =>
      ({
        creator: `${alias}.created_by = ${person}`,
        submitter: `${alias}.${quote(`${workflow.field}$by`)} = ${person}`,
        // Everyone who changed it while it waited, and who did last before.
        last_editor: `${alias}.updated_by = ${person} OR ${person} = ANY (${alias}.${quote(`${workflow.field}$editors`)})`,
      })[kind],
  )
  return tests.length > 0 ? `(${tests.join(' OR ')})` : 'false'
}

/** Whether a step has what it needs, or is not asked at all. Run where every vote is seen. */
function stepDone(step: ApprovalStep, transition: Transition, entity: Entity, alias: string, rules: RuleCompiler): string {
  const { vote } = entityNames(rules.schema, entity.name)
  const enough = `(SELECT count(DISTINCT v.person) FROM ${vote} v WHERE v.record = ${alias}.id AND v.transition = ${literal(transition.name)} AND v.round = ${alias}.approval_round AND v.decision = 'approve' AND v.step = ${literal(step.name)}) >= ${step.need}`
  return step.when === undefined ? enough : `(${skipped(step, entity, alias, rules)} OR ${enough})`
}

function skipped(step: ApprovalStep, entity: Entity, alias: string, rules: RuleCompiler): string {
  return step.when === undefined ? 'false' : `NOT coalesce(${rules.condition(step.when, entity, 'rule', alias)}, false)`
}

/** Steps are asked in their order: one is open when those before it are done and it is not. */
export function openCondition(
  step: ApprovalStep,
  transition: Transition,
  entity: Entity,
  alias: string,
  rules: RuleCompiler,
): string {
  const steps = transition.approval!.steps
  const before = steps.slice(0, steps.indexOf(step)).map(each => stepDone(each, transition, entity, alias, rules))
  return `(${[...before, `NOT ${stepDone(step, transition, entity, alias, rules)}`].join(' AND ')})`
}

/** JSON of the steps in their order: `done`, `open`, `later` or `skipped`. */
export function stepStates(transition: Transition, entity: Entity, alias: string, rules: RuleCompiler): string {
  const states = transition.approval!.steps.map(step => {
    const skip = step.when === undefined ? '' : `WHEN ${skipped(step, entity, alias, rules)} THEN 'skipped' `
    return `CASE ${skip}WHEN ${stepDone(step, transition, entity, alias, rules)} THEN 'done' WHEN ${openCondition(step, transition, entity, alias, rules)} THEN 'open' ELSE 'later' END`
  })
  return `jsonb_build_array(${states.join(', ')})`
}

/** Whether the votes of the record's present round make this outcome. Run where every vote is seen. */
export function outcomeCondition(
  outcome: 'approve' | 'reject' | 'ask_changes',
  transition: Transition,
  entity: Entity,
  alias: string,
  rules: RuleCompiler,
): string {
  const { vote } = entityNames(rules.schema, entity.name)
  const given = (decision: string) =>
    `FROM ${vote} v WHERE v.record = ${alias}.id AND v.transition = ${literal(transition.name)} AND v.round = ${alias}.approval_round AND v.decision = ${literal(decision)}`
  if (outcome !== 'approve') return `EXISTS (SELECT ${given(outcome)})`
  const all = transition.approval?.steps ?? []
  // Where every step is passed over nobody has agreed; without a vote the record would be anybody's to move on.
  const someone = all.every(step => step.when !== undefined) ? [`EXISTS (SELECT ${given('approve')})`] : []
  const steps = all.map(step => stepDone(step, transition, entity, alias, rules))
  return `(${[...steps, ...someone, `NOT EXISTS (SELECT ${given('reject')})`, `NOT EXISTS (SELECT ${given('ask_changes')})`].join(' AND ')})`
}

/** The state each outcome leads to. */
export function outcomeStates(approval: Approval): ['approve' | 'reject' | 'ask_changes', string][] {
  const { approve, reject, askChanges } = approval.outcomes
  return [
    ['approve', approve],
    ['reject', reject],
    ...(askChanges === undefined ? [] : [['ask_changes', askChanges] as ['ask_changes', string]]),
  ]
}
