/**
 * What a definition lets people do, right by right, each as a formula over rules: what a row policy, a view and the guard together come to for somebody who is not
 * acting. Two definitions are compared by ids, so what is renamed is the same; what says the same is left out and need not be counted.
 *
 * What shares give is not here: they hang on what sharers may do. What a record must satisfy after a change is a sentence (`rights-words.ts`), not a right on a row.
 */
import type { Rule, RuleCompiler } from '../compile/rules.ts'
import { coveringGrants, grantsFor, isMasked, rulesFor } from '../compile/rules.ts'
import { maskingGrants, writableColumns } from '../compile/views.ts'
import type { Operation } from '../model/access.ts'
import { type Definition, takersOf } from '../model/app.ts'
import type { Entity } from '../model/entity.ts'
import type { Approval, Transition, Workflow } from '../model/workflow.ts'
import { meaningOf } from './meaning.ts'

/** `rule` without roles: anybody. `self` compares a column that no field names, of one or of many, with the person. */
export type Formula =
  | { readonly op: 'nobody' }
  | { readonly op: 'rule'; readonly roles?: readonly string[]; readonly when?: string }
  | { readonly op: 'self'; readonly column: string; readonly many?: boolean }
  | { readonly op: 'and' | 'or'; readonly parts: readonly Formula[] }
  | { readonly op: 'not'; readonly part: Formula }

export type Act =
  | { readonly kind: 'operation'; readonly operation: Operation }
  /** Reading a field masked. */
  | { readonly kind: 'masked' }
  | { readonly kind: 'transition'; readonly transition: string }
  | { readonly kind: 'decide'; readonly transition: string; readonly step: string }

/** One right on the rows of an entity. */
export interface Right {
  readonly entity: Entity
  readonly act: Act
  /** Absent: on the record as a whole. */
  readonly field?: { readonly id: string; readonly name: string }
  /** Records in the trash, for bringing them back; else those that are not there. For creation: records like those. */
  readonly rows: 'live' | 'trash'
  /** Who may, on which rows: what the definition says of this act, and that they read the record. */
  readonly who: Formula
  /** What it says of this act alone. */
  readonly own: Formula
  /** The same as its rules, for people. */
  readonly says: readonly Rule[]
}

/** One right before and after, and the fields it is the same for. */
export interface RightChange {
  /** As they are called after the change, or were called where they go. */
  readonly entity: Entity
  readonly act: Act
  readonly wholeRecord: boolean
  readonly fields: readonly string[]
  readonly rows: 'live' | 'trash'
  readonly before: Formula
  readonly after: Formula
  readonly says: { readonly before: readonly Rule[]; readonly after: readonly Rule[] }
  /** Whether the definition says something else of this act itself; not, where only what it stands on changed, as reading is for changing. */
  readonly saidAnew: boolean
}

const nobody: Formula = { op: 'nobody' }
const rule = ({ roles, when }: Rule): Formula => ({ op: 'rule', roles, ...(when !== undefined && { when }) })
const anybody = (when: string): Formula => ({ op: 'rule', when })
const anyOf = (parts: readonly Formula[]): Formula =>
  parts.length === 0 ? nobody : parts.length === 1 ? parts[0]! : { op: 'or', parts }
const allOf = (...parts: readonly Formula[]): Formula => ({ op: 'and', parts })
const ruled = (rules: readonly Rule[]): Formula => anyOf(rules.map(rule))

/** What acts on a record as a whole, beside its fields. Whoever does not read a record does nothing with it. */
const wholeRecordActs: readonly Operation[] = [
  'read',
  'create',
  'delete',
  'restore',
  'comment',
  'export',
  'import',
  'share',
  'bulk',
]
const fieldActs: readonly Operation[] = ['read', 'create', 'update', 'reveal', 'export', 'import']

/** Every right on rows that a definition gives anybody, by a key that survives renames. */
export function rightsOf(definition: Definition): Map<string, Right> {
  const found = new Map<string, Right>()
  for (const entity of definition.entities) {
    const workflow = definition.workflows.find(each => each.entity === entity.name)
    for (const right of [...grantedRights(entity, workflow), ...(workflow ? workflowRights(entity, workflow, definition) : [])])
      found.set(keyOf(right), right)
  }
  return found
}

function keyOf({ entity, act, field }: Right): string {
  const name =
    act.kind === 'operation'
      ? act.operation
      : act.kind === 'decide'
        ? `${act.transition}/${act.step}`
        : act.kind === 'transition'
          ? act.transition
          : ''
  return JSON.stringify([entity.id, act.kind, name, field?.id ?? ''])
}

function grantedRights(entity: Entity, workflow: Workflow | undefined): Right[] {
  const reading = ruled(rulesFor(grantsFor(entity, 'read')))
  const of = (operation: Operation, field?: string) => {
    const grants = grantsFor(entity, operation)
    return ruled(rulesFor(field === undefined ? grants : coveringGrants(grants, field)))
  }
  /** What the right stands on beside its own grants. */
  const beneath = (operation: Operation, field?: string): Formula[] => {
    if (operation === 'read' || operation === 'create') return []
    if (operation === 'import') return [of('create', field)]
    if (operation === 'export') return [reading, ...(field !== undefined && isMasked(entity, field) ? [of('read', field)] : [])]
    return [reading]
  }
  const made: Right[] = []
  const add = (right: Omit<Right, 'entity' | 'who' | 'own' | 'rows'> & Partial<Right>, own: Formula, under: readonly Formula[]) =>
    made.push({ entity, rows: 'live', ...right, own, who: under.length === 0 ? own : allOf(...under, own) })
  for (const operation of wholeRecordActs) {
    if (operation === 'comment' && !entity.comments) continue
    const says = rulesFor(grantsFor(entity, operation))
    if (says.length === 0) continue
    const rows = operation === 'restore' ? 'trash' : 'live'
    add({ act: { kind: 'operation', operation }, rows, says }, ruled(says), beneath(operation))
  }
  const writable = writableColumns(entity, workflow).create
  for (const field of entity.fields) {
    const named = { id: field.id, name: field.name }
    const masking = rulesFor(maskingGrants(entity, field.name))
    for (const operation of fieldActs) {
      if (['create', 'update', 'import'].includes(operation) && !writable.includes(field.name)) continue
      if (operation === 'reveal' && masking.length === 0) continue
      const says = rulesFor(coveringGrants(grantsFor(entity, operation), field.name))
      if (says.length > 0)
        add({ act: { kind: 'operation', operation }, field: named, says }, ruled(says), beneath(operation, field.name))
    }
    if (masking.length > 0 && isMasked(entity, field.name)) {
      const clear = ruled(rulesFor(coveringGrants(grantsFor(entity, 'read'), field.name)))
      add({ act: { kind: 'masked' }, field: named, says: masking }, allOf(ruled(masking), { op: 'not', part: clear }), [])
    }
  }
  return made
}

function workflowRights(entity: Entity, workflow: Workflow, definition: Definition): Right[] {
  const reading = ruled(rulesFor(grantsFor(entity, 'read')))
  return workflow.transitions.flatMap((transition): Right[] => {
    const from = anybody(`record.${workflow.field} in [${transition.from.map(state => JSON.stringify(state)).join(', ')}]`)
    if (transition.approval) return decisions(entity, workflow, transition, transition.approval, reading, from)
    const roles = takersOf(transition, definition)
    const says = [transition.by === undefined ? { roles } : { roles, when: transition.by }]
    const own = allOf(from, ruled(says))
    return [
      { entity, act: { kind: 'transition', transition: transition.name }, rows: 'live', who: allOf(reading, own), own, says },
    ]
  })
}

/** Whom each step of an approval asks, four eyes included; whether it is the step's turn, and who voted already, is of the moment. */
function decisions(
  entity: Entity,
  workflow: Workflow,
  transition: Transition,
  approval: Approval,
  reading: Formula,
  from: Formula,
): Right[] {
  const approvers = rulesFor(grantsFor(entity, 'approve'))
  const involved = approval.never.flatMap((kind): Formula[] => {
    if (kind === 'creator') return [anybody('record.created_by == user.id')]
    if (kind === 'submitter') return [{ op: 'self', column: `${workflow.field}$by` }]
    return [anybody('record.updated_by == user.id'), { op: 'self', column: `${workflow.field}$editors`, many: true }]
  })
  return approval.steps.map((step): Right => {
    const { ask } = step
    const asked: Formula =
      ask.kind === 'person'
        ? anybody(`record.${ask.field} == user.id`)
        : rule({ roles: [ask.role], ...(ask.inTeam !== undefined && { when: `record.${ask.inTeam} in user.teams` }) })
    const parts = [
      from,
      asked,
      ...(step.when === undefined ? [] : [anybody(step.when)]),
      ...(approvers.length > 0 ? [ruled(approvers)] : []),
      ...(involved.length > 0 ? [{ op: 'not', part: anyOf(involved) } as const] : []),
    ]
    const says: Rule[] =
      asked.op === 'rule' ? [{ roles: asked.roles ?? [], ...(asked.when !== undefined && { when: asked.when }) }] : []
    const own = allOf(...parts)
    const act = { kind: 'decide', transition: transition.name, step: step.name } as const
    return { entity, act, rows: 'live', who: allOf(reading, own), own, says }
  })
}

/** Rights that say something else after the change, with what says the same for several fields as one. Fields that come or go are not among them. */
export function compareRights(before: RuleCompiler, after: RuleCompiler): RightChange[] {
  const [old, now] = [rightsOf(before.definition), rightsOf(after.definition)]
  return gather(
    [...new Set([...old.keys(), ...now.keys()])].flatMap(key => {
      const [was, is] = [old.get(key), now.get(key)]
      const right = is ?? was!
      if (!isOnBothSides(right, before.definition, after.definition)) return []
      const differs = (part: 'who' | 'own') =>
        (was && meaningOf(was[part], was.entity, before)) !== (is && meaningOf(is[part], is.entity, after))
      if (!differs('who')) return []
      return [
        {
          right,
          before: was?.who ?? nobody,
          after: is?.who ?? nobody,
          says: { before: was?.says ?? [], after: is?.says ?? [] },
          saidAnew: differs('own'),
        },
      ]
    }),
  )
}

/** Every right of a definition, for when not the rules change but who people are. */
export function everyRight(definition: Definition): RightChange[] {
  return gather(
    [...rightsOf(definition).values()].map(right => ({
      right,
      before: right.who,
      after: right.who,
      says: { before: right.says, after: right.says },
      saidAnew: false,
    })),
  )
}

function isOnBothSides(right: Right, before: Definition, after: Definition): boolean {
  const [was, is] = [before, after].map(side => side.entities.find(entity => entity.id === right.entity.id))
  // Of an entity that goes, what could be done with its records is told as a whole.
  if (!was || !is) return right.field === undefined && is === undefined
  const has = (entity: Entity) => right.field === undefined || entity.fields.some(field => field.id === right.field!.id)
  return has(was) && has(is)
}

type Compared = Pick<RightChange, 'before' | 'after' | 'says' | 'saidAnew'> & { readonly right: Right }

function gather(compared: readonly Compared[]): RightChange[] {
  const groups = new Map<string, Compared[]>()
  for (const each of compared) {
    const { right, before, after } = each
    const key = JSON.stringify([right.entity.id, right.act, right.rows, before, after])
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return [...groups.values()].map(group => {
    const { right, before, after, says } = group[0]!
    return {
      entity: right.entity,
      act: right.act,
      rows: right.rows,
      wholeRecord: group.some(each => each.right.field === undefined),
      fields: group.flatMap(each => each.right.field?.name ?? []),
      before,
      after,
      says,
      saidAnew: group.some(each => each.saidAnew),
    }
  })
}

/** Roles that the formula asks for. */
export function rolesOf(formula: Formula): string[] {
  switch (formula.op) {
    case 'rule':
      return [...(formula.roles ?? [])]
    case 'and':
    case 'or':
      return formula.parts.flatMap(rolesOf)
    case 'not':
      return rolesOf(formula.part)
    default:
      return []
  }
}
