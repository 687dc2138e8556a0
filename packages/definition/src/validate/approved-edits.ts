/** Approvals that an edit goes round: what is decided must not be changed behind those who decide. */
import { checkExpression } from '../expressions/index.ts'
import type { Typed } from '../expressions/typed.ts'
import { fieldTypes } from '../fields/registry.ts'
import { conditionOf, covers, type Grant } from '../model/access.ts'
import type { Entity } from '../model/entity.ts'
import type { Approval, Transition, Workflow } from '../model/workflow.ts'
import { scopeFor } from '../scope.ts'
import type { Complaints } from './complaint.ts'

export function checkApprovedEdits(say: Complaints): void {
  for (const workflow of say.definition.workflows) {
    const entity = say.entity(workflow.entity)
    if (!entity) continue
    for (const transition of workflow.transitions) {
      if (transition.approval) checkApproval(say, entity, workflow, transition, transition.approval)
    }
  }
}

function checkApproval(say: Complaints, entity: Entity, workflow: Workflow, transition: Transition, approval: Approval): void {
  const { voidedBy } = approval
  const writable = entity.fields
    .filter(field => !field.managed && fieldTypes[field.type].writable && field.formula === undefined)
    .map(field => field.name)
  const deciding = new Set(approval.steps.flatMap(({ ask }) => (ask.kind === 'role' ? [ask.role] : [])))
  const trusted = (role: string) =>
    deciding.has(role) || say.definition.roles.find(({ name }) => name === role)?.administer === true
  const safe = workflow.states
    .map(({ name }) => name)
    .filter(name => !transition.from.includes(name) && name !== approval.outcomes.approve && name !== approval.outcomes.reject)
  const states = safe.map(name => `"${name}"`).join(', ')
  const hint = safe.length > 0 ? `Let the grant's \`when\` say the states: record.${workflow.field} in [${states}].` : ''
  for (const [index, grant] of entity.access.entries()) {
    if (!grant.can.includes('update')) continue
    const path = `entities.${entity.name}.access.${index}`
    const weighed = voidedBy.length > 0 ? voidedBy.filter(field => writable.includes(field)) : writable
    const changed = weighed.filter(field => covers(grant, field))
    if (changed.length === 0) continue
    const reached = statesOf(say, entity, workflow, grant)
    const waiting = transition.from.find(state => reached.has(state))
    const { approve } = approval.outcomes
    if (waiting && voidedBy.length === 0) {
      const message = `${entity.name}: ${list(changed)} may be changed by "${grant.role}" while "${transition.name}" waits for a decision, and the votes stand.`
      say.add('approval.edited', path, message, `Write \`voided_by: [${changed.join(', ')}]\` into the approval. ${hint}`.trim())
    } else if (reached.has(approve) && !trusted(grant.role)) {
      const message = `${entity.name}: ${list(changed)} may be changed by "${grant.role}" after "${transition.name}" was approved, and it stays "${approve}".`
      say.add('approval.edited', path, message, hint || undefined)
    }
  }
}

function list(names: readonly string[]): string {
  const few = names.slice(0, 3).map(name => `"${name}"`)
  return names.length > 3 ? `${few.join(', ')} and ${names.length - 3} more` : few.join(', ')
}

/** The states in which the grant may hold. What is asked of the state in another way is taken for a restriction: a warning must not cry wolf. */
function statesOf(say: Complaints, entity: Entity, workflow: Workflow, grant: Grant): ReadonlySet<string> {
  const all = new Set(workflow.states.map(({ name }) => name))
  const condition = conditionOf(grant)
  if (condition === undefined) return all
  const checking = checkExpression(condition, scopeFor(say.definition, entity, 'rule'))
  return checking.ok ? restrict(checking.expression.typed, workflow.field, all) : new Set()
}

function restrict(typed: Typed, field: string, all: ReadonlySet<string>): ReadonlySet<string> {
  if (typed.op === 'and') return both(restrict(typed.left, field, all), restrict(typed.right, field, all))
  if (typed.op === 'or') return new Set([...restrict(typed.left, field, all), ...restrict(typed.right, field, all)])
  const named = namedStates(typed, field)
  if (named) return both(all, named)
  if (typed.op === 'not') {
    const not = namedStates(typed.operand, field)
    if (not) return new Set([...all].filter(state => !not.has(state)))
  }
  if (typed.op === 'compare' && typed.how === '!=') {
    const not = namedStates({ ...typed, how: '==' }, field)
    if (not) return new Set([...all].filter(state => !not.has(state)))
  }
  return JSON.stringify(typed, (_, value) => (typeof value === 'bigint' ? String(value) : value)).includes(`"field":"${field}"`)
    ? new Set()
    : all
}

/** `record.status == "draft"`, `record.status in ["draft", "returned"]` */
function namedStates(typed: Typed, field: string): ReadonlySet<string> | undefined {
  const isState = (side: Typed) => side.op === 'field' && side.path.length === 0 && side.field === field
  const words = (sides: readonly Typed[]) => {
    const found = sides.flatMap(side => (side.op === 'literal' && typeof side.value === 'string' ? [side.value] : []))
    return found.length === sides.length ? new Set(found) : undefined
  }
  if (typed.op === 'compare' && typed.how === '==') {
    if (isState(typed.left)) return words([typed.right])
    if (isState(typed.right)) return words([typed.left])
  }
  if (typed.op === 'in' && isState(typed.element) && typed.list.op === 'list') return words(typed.list.elements)
  return undefined
}

const both = (one: ReadonlySet<string>, other: ReadonlySet<string>) => new Set([...one].filter(state => other.has(state)))
