/** Every expression of a definition, type-checked in the scope of its purpose and held to the type its place needs. */
import {
  type CheckedExpression,
  checkExpression,
  type ExpressionProblem,
  evaluate,
  type Facts,
  failed,
  immutable,
  type Typed,
  type Value,
  type ValueType,
} from '../expressions/index.ts'
import { describe, sameType } from '../expressions/types.ts'
import { fieldTypes } from '../fields/registry.ts'
import type { Grant } from '../model/access.ts'
import type { Entity } from '../model/entity.ts'
import type { Field } from '../model/field.ts'
import type { Screen } from '../model/screen.ts'
import type { Transition } from '../model/workflow.ts'
import { type ExpressionPurpose, scopeFor } from '../scope.ts'
import { servedBy } from '../served.ts'
import { type Complaints, didYouMean } from './complaint.ts'
import type { FindingCode } from './finding-kinds.ts'

export function checkExpressions(say: Complaints): void {
  for (const entity of say.definition.entities) checkEntity(new Desk(say, entity), entity)
  for (const workflow of say.definition.workflows) {
    const entity = say.entity(workflow.entity)
    if (!entity) continue
    for (const transition of workflow.transitions) {
      checkTransition(new Desk(say, entity), entity, transition, `workflows.${workflow.name}.transitions.${transition.name}`)
    }
  }
  for (const layout of say.definition.layouts) {
    const entity = say.entity(layout.entity)
    if (!entity) continue
    for (const [index, { show }] of layout.related.entries())
      ownCondition(new Desk(say, entity), entity, show, `layouts.${layout.entity}.related.${index}.show`)
  }
  for (const screen of say.definition.screens) {
    for (const { of, text, path } of conditionsOf(screen)) {
      const entity = say.entity(of)
      if (entity) new Desk(say, entity).condition(text, 'filter', `screens.${screen.name}.${path}`)
    }
  }
}

interface Condition {
  readonly of: string
  readonly text: string
  readonly path: string
}

function conditionsOf(screen: Screen): Condition[] {
  const told = (of: string, text: string | undefined, path: string) => (text === undefined ? [] : [{ of, text, path }])
  if ('entity' in screen) return told(screen.entity, screen.filter, 'filter')
  return screen.widgets.flatMap((widget, index) => {
    if (widget.kind === 'text') return []
    const at = `dashboard.${index}`
    const share = widget.kind === 'number' ? widget.share : undefined
    return [...told(widget.of, widget.filter, `${at}.filter`), ...told(widget.of, share, `${at}.share`)]
  })
}

/** Checks expressions over one entity. */
class Desk {
  readonly say: Complaints
  readonly #entity: Entity

  constructor(say: Complaints, entity: Entity) {
    this.say = say
    this.#entity = entity
  }

  condition(text: string, purpose: ExpressionPurpose, path: string, field?: Field): CheckedExpression | undefined {
    const checking = checkExpression(text, scopeFor(this.say.definition, this.#entity, purpose, field))
    if (checking.ok) return checking.expression
    this.#tell(checking.problems, path)
    return undefined
  }

  /** An expression whose result goes into the field. */
  value(
    text: string,
    purpose: ExpressionPurpose,
    path: string,
    field: Field,
    wrong: FindingCode,
    start = 0,
  ): CheckedExpression | undefined {
    const wanted = fieldTypes[field.type].valueType(field)
    const checking = checkExpression(text, scopeFor(this.say.definition, this.#entity, purpose), { into: wanted })
    if (!checking.ok) {
      this.#tell(checking.problems, path, start)
      return undefined
    }
    const { expression } = checking
    const problem = misfit(expression, wanted, field)
    if (problem) this.say.add(wrong, path, problem)
    return expression
  }

  #tell(problems: readonly ExpressionProblem[], path: string, start = 0): void {
    for (const { code, message, hint, offset } of problems) {
      const said = hint ?? this.#rollupHint(code, message)
      this.say.addExpression({ level: 'error', code, message, ...(said && { hint: said }), path, offset: start + offset })
    }
  }

  /** The checker knows no roll-ups; people who name one should learn why. */
  #rollupHint(code: string, message: string): string | undefined {
    const named = (field: Field) => field.rollup && !field.rollup.kept && message.includes(`“${field.name}”`)
    const rollup = code === 'expression.unknown-field' && this.#entity.fields.find(named)
    return rollup
      ? `A roll-up is computed when it is read. Add \`kept: true\` to it, or ask the records themselves, as in size(record.${rollup.rollup!.over}).`
      : undefined
  }
}

/** Why the result cannot go into the field. */
function misfit({ typed, type }: CheckedExpression, wanted: ValueType, field: Field): string | undefined {
  if (type.kind === 'null') return field.required ? `"${field.name}" is required and cannot be emptied.` : undefined
  if (!sameType(type, wanted)) return `The expression is ${describe(type)}; "${field.name}" holds ${describe(wanted)}.`
  if (field.formula || typed.op !== 'literal' || typeof typed.value !== 'string' || wanted.kind !== 'string') return undefined
  const outcome = fieldTypes[field.type].toColumn(typed.value, field)
  return outcome.ok ? undefined : `The text "${typed.value}" does not fit "${field.name}": it ${outcome.message}`
}

function checkEntity(desk: Desk, entity: Entity): void {
  const path = `entities.${entity.name}`
  for (const field of entity.fields) if (!field.managed) checkField(desk, entity, field, `${path}.fields.${field.name}`)
  for (const [index, check] of entity.checks.entries()) {
    if (check.from) continue
    desk.condition(check.when, 'check', `${path}.checks.${index}.when`)
    if (check.field) desk.say.needField(entity, check.field, `${path}.checks.${index}.field`)
  }
  for (const [index, grant] of entity.access.entries()) {
    if (grant.can.includes('share'))
      desk.say.add(
        'access.shares-cost',
        `${path}.access.${index}.can`,
        `What is shared of ${entity.name} is judged anew for each list that somebody opens whom a share reaches; with forty shares a page takes about three times as long.`,
      )
    if (grant.when !== undefined) checkRule(desk, entity, grant, grant.when, `${path}.access.${index}.when`)
    if (grant.after !== undefined) desk.condition(grant.after, 'rule', `${path}.access.${index}.after`)
  }
}

/** Only reading goes over many records: what changes one has found it already. */
function checkRule(desk: Desk, entity: Entity, grant: Grant, when: string, path: string): void {
  const checked = desk.condition(when, 'rule', path)
  if (!checked || !grant.can.includes('read')) return
  if (servedBy(desk.say.definition, checked)) {
    // Lines are read from their record, and not listed by themselves.
    if (entity.parent) return
    const relations = farthest(checked.typed)
    if (relations > 1)
      desk.say.add(
        'access.rule-far',
        path,
        `"${grant.role}" reads ${entity.name} by something two relations away: each list looks up the way there first, and a page takes about three times as long as one without rules.`,
        'Keep what it ends at on the record itself or one relation away, as `record.customer.owner == user.id`, if lists of it are opened all day.',
      )
    else if (relations === 1 || asksReports(checked.typed))
      desk.say.add(
        'access.rule-looks-up',
        path,
        `Each list of ${entity.name} that "${grant.role}" opens looks up ${relations === 1 ? 'what stands behind the relation' : 'who reports to them'} first; a page takes about one and a half times as long.`,
      )
    return
  }
  desk.say.add(
    'access.rule-unindexed',
    path,
    `No index finds the records that "${grant.role}" reads of ${entity.name} by this rule: each list asks record after record, and is slowest for whoever sees few.`,
    'Add a part that names them, as in `record.team in user.teams && …`, or keep the answer in a choice or yes/no field and compare that.',
  )
}

/** How many relations the longest way in the expression has. */
function farthest(node: unknown): number {
  if (node === null || typeof node !== 'object') return 0
  const { op, path } = node as { op?: string; path?: readonly unknown[] }
  const own = op === 'field' && path ? path.length : 0
  return Math.max(own, ...Object.values(node).map(farthest))
}

/** Whether it asks who reports to the person; teams are told by the claims. */
function asksReports(node: unknown): boolean {
  if (node === null || typeof node !== 'object') return false
  const { op, property } = node as { op?: string; property?: string }
  return (op === 'user' && (property === 'reports' || property === 'direct_reports')) || Object.values(node).some(asksReports)
}

function checkField(desk: Desk, entity: Entity, field: Field, path: string): void {
  checkWhenShown(desk, entity, field, path)
  if (field.validate) desk.condition(field.validate.when, 'validate', `${path}.validate.when`, field)
  if (field.default?.kind === 'expression') {
    // the expression begins after "= "
    desk.value(field.default.expression, 'default', `${path}.default`, field, 'default.expression', 2)
  }
  if (!field.formula) return
  const checked = desk.value(field.formula.expression, 'formula', `${path}.is`, field, 'formula.result')
  if (!checked) return
  if (field.formula.result === 'choice') checkOutcomes(desk, checked, field, `${path}.is`)
  const other = formulaIn(checked, entity)
  if (other) {
    const message = `"${field.name}" reads "${other}", which is a formula itself.`
    desk.say.add('formula.changing', `${path}.is`, message, 'Write out what that formula computes.')
  } else if (!immutable(checked)) {
    const message = `"${field.name}" does not depend on its own record alone.`
    desk.say.add('formula.changing', `${path}.is`, message, 'Leave out related records, the user and the clock.')
  }
}

/** What it comes to is told apart by cases and named in each, so that nothing but an option can stand in the column. */
function checkOutcomes(desk: Desk, { typed }: CheckedExpression, { name, options = [] }: Field, path: string): void {
  const names = options.map(option => option.name)
  const outcomes = outcomesOf(typed)
  if (!outcomes.every(each => each.op === 'literal')) {
    const message = `"${name}" is a choice, and not each of its outcomes is one of the options by name.`
    desk.say.add(
      'formula.outcome',
      path,
      message,
      'Tell cases apart and name an option in each: `record.amount > 100 ? "large" : "small"`.',
    )
  }
  for (const each of outcomes)
    if (each.op === 'literal' && typeof each.value === 'string' && !names.includes(each.value))
      desk.say.add('formula.outcome', path, `"${name}" has no option "${each.value}".`, didYouMean(each.value, names))
}

const outcomesOf = (typed: Typed): Typed[] =>
  typed.op === 'if' ? [...outcomesOf(typed.then), ...outcomesOf(typed.otherwise)] : [typed]

/** A formula of this entity that the expression reads. */
function formulaIn({ reads }: CheckedExpression, entity: Entity): string | undefined {
  const isFormula = (name: string) => entity.fields.some(field => field.name === name && field.formula)
  return reads.find(read => read.entity === entity.name && isFormula(read.field))?.field
}

/** What a browser judges, of a form while it is being written: there is nothing but the record's own fields then. */
function ownCondition(desk: Desk, entity: Entity, text: string | undefined, path: string): CheckedExpression | undefined {
  const checked = text === undefined ? undefined : desk.condition(text, 'check', path)
  if (!checked) return undefined
  const formula = formulaIn(checked, entity)
  if (!formula && immutable(checked)) return checked
  desk.say.add(
    'field.condition-beyond',
    path,
    formula ? `This reads "${formula}", which is a formula.` : 'This looks at more than the record itself.',
    'Ask fields that people fill in; for the rest write a check of the entity.',
  )
  return undefined
}

function checkWhenShown(desk: Desk, entity: Entity, field: Field, path: string): void {
  const own = (text: string | undefined, key: string) => ownCondition(desk, entity, text, `${path}.${key}`)
  own(field.show, 'show')
  if (field.require !== undefined && field.type === 'json')
    desk.say.add('field.key-of-other-type', `${path}.require`, 'Free JSON cannot be required by a condition.')
  const required = fieldTypes[field.type].writable ? own(field.require, 'require') : undefined
  if (field.required && field.require !== undefined)
    desk.say.add(
      'field.require-idle',
      `${path}.require`,
      `"${field.name}" is required whatever this comes to.`,
      'Leave out `required` or `require`.',
    )
  if (field.required && field.show !== undefined && !field.default)
    desk.say.add(
      'field.required-hidden',
      `${path}.show`,
      `"${field.name}" is required, and a form that does not show it cannot be saved.`,
      'Write `require` with the same condition instead of `required`, or give it a default.',
    )
  if (required && !field.required && evaluate(required, barely(entity)) === failed)
    desk.say.add(
      'field.require-fails',
      `${path}.require`,
      `Where the fields it asks are empty this fails, and "${field.name}" is required then.`,
      'Ask first whether they are filled in: `has(record.amount) && record.amount > 1000`.',
    )
}

/** A record in which what need not be filled in is empty. */
function barely(entity: Entity): Facts<Entity> {
  const none = () => null
  return {
    record: () => entity,
    field: (_row, _entity, name) => {
      const field = entity.fields.find(each => each.name === name)
      return field && !field.required && field.type !== 'auto_number' ? null : someValue(field)
    },
    value: none,
    byId: () => undefined,
    children: () => [],
    user: none,
    now: () => 0n,
    today: () => '2000-01-01',
  }
}

function someValue(field: Field | undefined): Value {
  switch (field && fieldTypes[field.type].valueType(field).kind) {
    case 'bool':
      return false
    case 'int':
    case 'scaled':
      return 1n
    case 'date':
      return '2000-01-01'
    case 'string':
    case 'id':
      return 'x'
    // Moments, and what the platform keeps of every record.
    default:
      return 0n
  }
}

function checkTransition(desk: Desk, entity: Entity, transition: Transition, path: string): void {
  if (transition.by !== undefined) desk.condition(transition.by, 'rule', `${path}.by`)
  if (transition.guard) desk.condition(transition.guard.when, 'guard', `${path}.guard.when`)
  for (const [name, expression] of Object.entries(transition.set)) {
    const field = entity.fields.find(each => each.name === name)
    if (field) desk.value(expression, 'set', `${path}.set.${name}`, field, 'workflow.set-type')
  }
  for (const [index, step] of (transition.approval?.steps ?? []).entries()) {
    if (step.when !== undefined) desk.condition(step.when, 'step', `${path}.approval.steps.${index}.when`)
  }
}
