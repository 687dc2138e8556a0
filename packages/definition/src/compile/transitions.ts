/** Who may move a record on, as conditions: shared by the policies, the guard trigger, the offers shown to people and the inbox. */
import type { Entity } from '../model/entity.ts'
import type { Approval, ApprovalStep, Transition, Workflow } from '../model/workflow.ts'
import { entityNames, literal, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'

/** The role part alone: whether this person belongs to those who take the transition at all. */
export function takerRoles(transition: Transition, rules: RuleCompiler): string {
  const roles = transition.roles.length > 0 ? transition.roles : rules.definition.roles.map(role => role.name)
  return rules.branch({ roles }, emptyEntity, 't')
}

/** A role rule without a condition reads no entity. */
const emptyEntity = { name: '', fields: [] } as unknown as Entity

export function takerCondition(transition: Transition, entity: Entity, alias: string, rules: RuleCompiler): string {
  const roles = transition.roles.length > 0 ? transition.roles : rules.definition.roles.map(role => role.name)
  return rules.branch(transition.by === undefined ? { roles } : { roles, when: transition.by }, entity, alias)
}

/** Whether the acting person is among those a step asks; says nothing yet of four eyes. */
export function askedCondition(step: ApprovalStep, entity: Entity, alias: string, rules: RuleCompiler): string {
  const asked = askedOf(step, alias, rules)
  // Nobody is asked by a step that is passed over, or they could still reject.
  const needed = step.when === undefined ? undefined : rules.condition(step.when, entity, 'rule', alias)
  return needed === undefined ? asked : `(${asked} AND ${needed})`
}

function askedOf(step: ApprovalStep, alias: string, rules: RuleCompiler): string {
  if (step.ask.kind === 'person') return `${alias}.${quote(step.ask.field)} = ${rules.person()}`
  const roles = [step.ask.role]
  return step.ask.inTeam ? `${alias}.${quote(step.ask.inTeam)} = ANY(${rules.teamsAs(roles)})` : `(${rules.holds(roles)})`
}

export function approverCondition(approval: Approval, entity: Entity, alias: string, rules: RuleCompiler): string {
  return approval.steps.map(step => askedCondition(step, entity, alias, rules)).join(' OR ')
}

/** True when the acting person must not decide this record, whoever asks them: four eyes. */
export function neverCondition(approval: Approval, workflow: Workflow, alias: string, rules: RuleCompiler): string {
  const columns = { creator: 'created_by', submitter: `${workflow.field}$by`, last_editor: 'updated_by' }
  const tests = approval.never.map(kind => `${alias}.${quote(columns[kind])} = ${rules.person()}`)
  return tests.length > 0 ? `(${tests.join(' OR ')})` : 'false'
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
  const given = (decision: string, step?: string) =>
    `FROM ${vote} v WHERE v.record = ${alias}.id AND v.transition = ${literal(transition.name)} AND v.round = ${alias}.approval_round AND v.decision = ${literal(decision)}${
      step === undefined ? '' : ` AND v.step = ${literal(step)}`
    }`
  if (outcome !== 'approve') return `EXISTS (SELECT ${given(outcome)})`
  const all = transition.approval?.steps ?? []
  // Where every step is passed over nobody has agreed; without a vote the record would be anybody's to move on.
  const someone = all.every(step => step.when !== undefined) ? [`EXISTS (SELECT ${given('approve')})`] : []
  const steps = all.map(step => {
    const enough = `(SELECT count(DISTINCT v.person) ${given('approve', step.name)}) >= ${step.need}`
    return step.when === undefined
      ? enough
      : `(NOT coalesce(${rules.condition(step.when, entity, 'rule', alias)}, false) OR ${enough})`
  })
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
