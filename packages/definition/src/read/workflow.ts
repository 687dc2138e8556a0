import type { Entity } from '../model/entity.ts'
import type { Field } from '../model/field.ts'
import type { Approval, ApprovalStep, Due, State, Transition, Workflow } from '../model/workflow.ts'
import type { Findings } from './findings.ts'
import type { ApprovalText, StateText, TransitionText, WorkflowText } from './text-form.ts'
import { titleFromName } from './words.ts'

export function buildWorkflow(text: WorkflowText, path: string, findings: Findings): Workflow {
  const states = [...text.states].map(([name, state]) => buildState(name, state))
  if (states.length === 0) {
    findings.hole('workflow.no-states', {
      path: `${path}.states`,
      message: 'A workflow needs at least one state.',
      hint: 'The first is where records start.',
    })
  }
  return {
    id: text.id ?? text.workflow,
    name: text.workflow,
    entity: text.entity,
    field: text.field ?? 'status',
    initial: states[0]?.name ?? '',
    states,
    transitions: [...text.transitions].map(([name, each]) =>
      buildTransition(name, each, `${path}.transitions.${name}`, findings),
    ),
  }
}

function buildState(name: string, text: StateText): State {
  return {
    name,
    title: text.title ?? titleFromName(name),
    ...(text.color && { color: text.color }),
    final: text.final ?? false,
    ...(text.due && { due: parseDue(text.due) }),
  }
}

function parseDue(text: string): Due {
  const [amount, ...words] = text.split(' ')
  const unit = words.at(-1)!.replace(/s?$/, 's') as Due['unit']
  return { amount: Number(amount), unit, business: words[0] === 'business' }
}

export function printDue(due: Due): string {
  const unit = due.amount === 1 ? due.unit.slice(0, -1) : due.unit
  return `${due.amount} ${due.business ? 'business ' : ''}${unit}`
}

function buildTransition(name: string, text: TransitionText, path: string, findings: Findings): Transition {
  const approval = text.approval && buildApproval(text.approval, `${path}.approval`, findings)
  if (text.to === undefined && !approval) {
    findings.hole('transition.no-target', {
      path,
      message: `The transition "${name}" does not say where it leads.`,
      hint: 'Write `to:` and the state, or make it an `approval`.',
    })
  }
  if (text.to !== undefined && approval) {
    findings.add('transition.no-target', {
      path: `${path}.to`,
      message: 'An approval leads to its outcomes; "to" is not used.',
      hint: 'Remove `to`.',
    })
  }
  return {
    name,
    title: text.title ?? titleFromName(name),
    from: text.from,
    to: approval?.outcomes.approve ?? text.to ?? '',
    roles: text.roles ?? [],
    ...(text.by !== undefined && { by: text.by }),
    ...(text.guard && { guard: text.guard }),
    require: text.require ?? [],
    inputs: text.inputs ?? [],
    comment: text.comment ?? (approval ? 'optional' : 'none'),
    set: Object.fromEntries(text.set ?? []),
    ...(approval && { approval }),
  }
}

function buildApproval(text: ApprovalText, path: string, findings: Findings): Approval {
  return {
    steps: text.steps.map((step, index) => ({
      name: step.name,
      title: step.title ?? titleFromName(step.name),
      ask: parseAsk(step.ask, `${path}.steps.${index}.ask`, findings),
      need: step.need ?? 1,
      ...(step.when !== undefined && { when: step.when }),
    })),
    never: text.never ?? [],
    voidedBy: text.voided_by ?? [],
    outcomes: {
      approve: text.outcomes.approve,
      reject: text.outcomes.reject,
      ...(text.outcomes.ask_changes && { askChanges: text.outcomes.ask_changes }),
    },
  }
}

function parseAsk(text: string, path: string, findings: Findings): ApprovalStep['ask'] {
  const role = /^role ([a-z][a-z0-9_]*)(?: in record\.([a-z][a-z0-9_]*))?$/.exec(text)
  if (role) return { kind: 'role', role: role[1]!, ...(role[2] && { inTeam: role[2] }) }
  const person = /^record\.([a-z][a-z0-9_]*)$/.exec(text)
  if (person) return { kind: 'person', field: person[1]! }
  findings.hole('approval.ask', {
    path,
    message: `"${text}" names nobody to ask.`,
    hint: 'Write `role manager`, `role manager in record.team` or `record.owner`.',
  })
  return { kind: 'person', field: '' }
}

export function printAsk(ask: ApprovalStep['ask']): string {
  if (ask.kind === 'person') return `record.${ask.field}`
  return ask.inTeam === undefined ? `role ${ask.role}` : `role ${ask.role} in record.${ask.inTeam}`
}

/** What a workflow adds to its entity. Kept by the platform; nobody writes these. */
export function managedFields(workflow: Workflow): Field[] {
  const make = (name: string, type: Field['type'], title: string, more: Partial<Field> = {}): Field => ({
    ...{ id: name, name, type, title, required: false, unique: false, managed: true, search: false, sensitive: false },
    ...more,
  })
  const { field } = workflow
  const title = titleFromName(field)
  const options = workflow.states.map(state => ({
    name: state.name,
    title: state.title,
    ...(state.color && { color: state.color }),
  }))
  const state = make(field, 'choice', title, { required: true, default: { kind: 'value', value: workflow.initial }, options })
  const times = [make(`${field}_due`, 'datetime', 'Due'), make(`${field}_since`, 'datetime', `${title} since`)]
  const decided = workflow.transitions.some(transition => transition.approval)
  return [state, ...times, ...(decided ? [make('approval_round', 'integer', 'Approval round')] : [])]
}

/** The entity with its workflow's fields. A second workflow, or a field that is in the way, is a finding. */
export function addWorkflow(entity: Entity, workflow: Workflow, path: string, findings: Findings): Entity {
  const added = managedFields(workflow)
  for (const field of added) {
    const taken = entity.fields.find(each => each.name === field.name || each.id === field.id)
    if (!taken) continue
    const message = `The workflow "${workflow.name}" adds the field "${field.name}" to ${entity.name}, and there is one already.`
    const hint = taken.managed
      ? 'An entity lives by one workflow.'
      : 'Remove or rename the field, or give the workflow another `field`.'
    findings.hole(taken.managed ? 'workflow.second' : 'workflow.field-taken', {
      path: taken.managed ? `${path}.entity` : `entities.${entity.name}.fields.${taken.name}`,
      message,
      hint,
    })
    return entity
  }
  for (const field of added) findings.places.move(`entities.${entity.name}.fields.${field.name}`, path)
  return { ...entity, fields: [...entity.fields, ...added] }
}
