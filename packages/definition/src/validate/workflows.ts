/** Workflows: that states and transitions lead somewhere, and that approvals ask somebody. */
import { fieldTypes } from '../fields/registry.ts'
import type { Entity } from '../model/entity.ts'
import type { Approval, Transition, Workflow } from '../model/workflow.ts'
import { type Complaints, didYouMean } from './complaint.ts'

export function checkWorkflows(say: Complaints): void {
  for (const workflow of say.definition.workflows) {
    const path = `workflows.${workflow.name}`
    const entity = say.needEntity(workflow.entity, `${path}.entity`)
    for (const transition of workflow.transitions) {
      checkTransition(say, workflow, entity, transition, `${path}.transitions.${transition.name}`)
    }
    // a state that is misspelt would look unreachable
    if (
      workflow.transitions.every(transition =>
        [...transition.from, ...targets(transition)].every(name => isState(workflow, name)),
      )
    )
      checkPaths(say, workflow, path)
    checkDecisions(say, workflow, path)
  }
}

function isState(workflow: Workflow, name: string): boolean {
  return workflow.states.some(state => state.name === name)
}

/** Where a transition may lead. */
function targets({ to, approval }: Transition): string[] {
  if (!approval) return [to]
  const { approve, reject, askChanges } = approval.outcomes
  return [approve, reject, ...(askChanges ? [askChanges] : [])]
}

function checkTransition(
  say: Complaints,
  workflow: Workflow,
  entity: Entity | undefined,
  transition: Transition,
  path: string,
): void {
  const states = workflow.states.map(state => state.name)
  const needState = (name: string, at: string) => {
    if (!states.includes(name))
      say.add('workflow.unknown-state', at, `The workflow has no state "${name}".`, didYouMean(name, states))
  }
  for (const [index, name] of transition.from.entries()) {
    needState(name, transition.from.length === 1 ? `${path}.from` : `${path}.from.${index}`)
    if (workflow.states.find(state => state.name === name)?.final) {
      const message = `"${transition.name}" leaves the final state "${name}".`
      say.add(
        'workflow.final-left',
        `${path}.from`,
        message,
        'Take `final: true` from the state, or the state from the transition.',
      )
    }
  }
  for (const [index, role] of transition.roles.entries()) say.needRole(role, `${path}.roles.${index}`)
  if (!transition.approval) {
    needState(transition.to, `${path}.to`)
    if (transition.roles.length === 0 && transition.by === undefined) {
      const message = `Everybody who sees the record may take "${transition.name}".`
      say.add('workflow.open', path, message, 'Name `roles`, or say in `by` who it is for.')
    }
  }
  if (entity) checkInputs(say, entity, transition, path)
  if (transition.approval) {
    checkUnused(say, transition, path)
    checkApproval(say, entity, transition.approval, `${path}.approval`, needState)
  }
}

/** A rule that looks as if it held and is asked by nothing is worse than none. */
function checkUnused(say: Complaints, transition: Transition, path: string): void {
  const { roles, by, guard, require, inputs, set } = transition
  const given = {
    roles: roles.length > 0,
    by,
    guard,
    require: require.length > 0,
    inputs: inputs.length > 0,
    set: Object.keys(set).length > 0,
  }
  for (const [key, said] of Object.entries(given)) {
    if (said) say.add('approval.not-asked', `${path}.${key}`, `A decision has no "${key}".`, insteadOf[key])
  }
}

const insteadOf: Readonly<Record<string, string>> = {
  roles: 'Who decides stands in `steps`: `ask: role manager`.',
  by: 'Who decides stands in `steps`, and who never may in `never`.',
  guard: 'Ask it where the record is handed in, or of a step: `when`.',
  require: 'Require it where the record is handed in.',
  inputs: 'Whoever decides changes nothing; they may comment.',
  set: 'Set it in the step that follows the decision.',
}

function checkInputs(say: Complaints, entity: Entity, transition: Transition, path: string): void {
  const given = { require: transition.require, inputs: transition.inputs }
  for (const [key, names] of Object.entries(given)) {
    say.needFields(entity, names, `${path}.${key}`)
    for (const [index, name] of names.entries()) needWritable(say, entity, name, `${path}.${key}.${index}`)
  }
  for (const name of Object.keys(transition.set)) {
    if (say.needField(entity, name, `${path}.set.${name}`)) needWritable(say, entity, name, `${path}.set.${name}`)
  }
}

function needWritable(say: Complaints, entity: Entity, name: string, path: string): void {
  const field = entity.fields.find(each => each.name === name)
  if (!field || (!field.managed && fieldTypes[field.type].writable)) return
  say.add(
    'workflow.input',
    path,
    `"${name}" cannot be set: ${field.managed ? 'the platform keeps it' : 'it is computed'}.`,
    'Leave it out.',
  )
}

function checkApproval(
  say: Complaints,
  entity: Entity | undefined,
  approval: Approval,
  path: string,
  needState: (name: string, at: string) => void,
): void {
  const { outcomes, steps, never, voidedBy } = approval
  needState(outcomes.approve, `${path}.outcomes.approve`)
  needState(outcomes.reject, `${path}.outcomes.reject`)
  if (outcomes.askChanges) needState(outcomes.askChanges, `${path}.outcomes.ask_changes`)
  if (steps.length === 0) say.add('approval.no-steps', `${path}.steps`, 'The approval asks nobody.', 'Write at least one step.')
  if (!never.includes('creator')) {
    const message = 'Whoever created the record may approve it.'
    say.add('approval.own-request', path, message, 'Add `never: [creator, submitter, last_editor]`.')
  }
  const names = steps.map(step => step.name)
  for (const [index, { name, ask }] of steps.entries()) {
    const at = `${path}.steps.${index}`
    if (names.indexOf(name) < index) say.add('name.duplicate', `${at}.name`, `There are two steps called "${name}".`)
    if (ask.kind === 'role') say.needRole(ask.role, `${at}.ask`)
    if (entity && ask.kind === 'role' && ask.inTeam) needFieldOfType(say, entity, ask.inTeam, 'team', `${at}.ask`)
    if (entity && ask.kind === 'person') needFieldOfType(say, entity, ask.field, 'person', `${at}.ask`)
  }
  if (entity) say.needFields(entity, voidedBy, `${path}.voided_by`)
}

function needFieldOfType(say: Complaints, entity: Entity, name: string, type: 'team' | 'person', path: string): void {
  if (!say.needField(entity, name, path)) return
  const field = entity.fields.find(each => each.name === name)!
  if (field.type === type) return
  const fitting = entity.fields.filter(each => each.type === type).map(each => each.name)
  const hint = fitting.length > 0 ? `There is ${fitting.join(', ')}.` : `${entity.name} has no ${type} field.`
  say.add('approval.ask-field', path, `"${name}" is of type ${field.type}; this takes a ${type} field.`, hint)
}

function checkPaths(say: Complaints, workflow: Workflow, path: string): void {
  const reached = new Set([workflow.initial])
  // as many rounds as there are states is as far as any path goes
  for (const _ of workflow.states) {
    for (const transition of workflow.transitions)
      if (transition.from.some(name => reached.has(name))) for (const name of targets(transition)) reached.add(name)
  }
  for (const { name, final } of workflow.states) {
    const at = `${path}.states.${name}`
    if (!reached.has(name)) {
      const message = `No transition leads from "${workflow.initial}" to "${name}".`
      say.add('workflow.unreachable-state', at, message, 'Add a transition to it, or remove the state.')
    }
    if (!final && !workflow.transitions.some(transition => transition.from.includes(name))) {
      say.add('workflow.dead-end', at, `There is no way out of "${name}".`, 'Add a transition, or mark the state `final: true`.')
    }
  }
}

function checkDecisions(say: Complaints, workflow: Workflow, path: string): void {
  const owners = new Map<string, string>()
  for (const { name, from, approval } of workflow.transitions) {
    if (!approval) continue
    for (const state of from) {
      const owner = owners.get(state)
      if (owner) {
        const message = `"${owner}" and "${name}" are both decided in the state "${state}".`
        say.add('approval.second', `${path}.transitions.${name}`, message, 'Give each decision a state of its own.')
      } else owners.set(state, name)
    }
  }
}
