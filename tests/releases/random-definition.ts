/** Random definitions that the validator accepts: entities that point at each other, fields of every type, rules, workflows, approvals. */
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import { type FieldTypeName, fieldTypeNames } from '@bailiwick/definition/model/field.ts'
import type { Dice } from '@bailiwick/definition/write/random-definition.ts'
import { at, type Draft, type DraftEntity, type DraftField, freeName, freshId, inverseOf, type Open, words } from './draft.ts'

type Grant = DraftEntity['access'][number]
type Workflow = Draft['workflows'][number]

const flags = { required: false, unique: false, managed: false, search: false, sensitive: false }
const titled = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')
const searchable = (field: DraftField) => fieldTypes[field.type].searchable
/** Half of the model's rule: what a unique index makes sense on. */
const distinct: readonly FieldTypeName[] = [
  'text',
  'integer',
  'decimal',
  'money',
  'date',
  'choice',
  'email',
  'relation',
  'person',
]

export function randomDraft(dice: Dice): Draft {
  const draft: Draft = { roles: [], entities: [], workflows: [], screens: [], made: 0 }
  addRole(dice, draft)
  addRole(dice, draft)
  for (let count = 2 + dice.below(3); count > 0; count -= 1) addEntity(dice, draft)
  for (const entity of draft.entities) if (dice.below(2) === 0) addWorkflow(dice, draft, entity)
  for (const entity of draft.entities) {
    for (let count = dice.below(2); count > 0; count -= 1) addComputed(dice, draft, entity)
    addRules(dice, draft, entity)
  }
  return draft
}

export function addRole(dice: Dice, draft: Draft): void {
  const name = `${freeName(dice, draft.roles)}_role`
  if (draft.roles.some(role => role.name === name)) return
  draft.roles.push({ id: freshId(draft, 'role'), name, title: titled(name), audit: false, administer: true })
}

export function addEntity(dice: Dice, draft: Draft, name = freeName(dice, draft.entities)): DraftEntity {
  const entity: DraftEntity = {
    id: freshId(draft, 'entity'),
    name,
    label: titled(name),
    labelPlural: `${titled(name)}s`,
    titleField: '',
    fields: [],
    unique: [],
    checks: [],
    access: [],
    comments: dice.below(3) === 0,
  }
  const title = makeField(dice, draft, entity, 'text')
  entity.fields.push({ ...title, required: dice.below(2) === 0 })
  entity.titleField = at(title)
  entity.access.push({ role: at(dice.pick(draft.roles)), can: ['read', 'create', 'update', 'delete'], fields: { kind: 'all' } })
  draft.entities.push(entity)
  for (let count = 1 + dice.below(5); count > 0; count -= 1) addField(dice, draft, entity)
  const parent = entity.fields.find(field => field.to && field.to !== at(entity))
  if (parent && dice.below(2) === 0) {
    parent.required = true
    entity.parent = { entity: parent.to!, field: at(parent) }
  }
  return entity
}

export function addField(dice: Dice, draft: Draft, entity: DraftEntity): DraftField {
  const numbered = entity.fields.some(field => field.type === 'auto_number')
  const types = fieldTypeNames.filter(type => type !== 'formula' && type !== 'rollup' && !(type === 'auto_number' && numbered))
  const field = makeField(dice, draft, entity, dice.pick(types))
  entity.fields.push(field)
  return field
}

export function makeField(dice: Dice, draft: Draft, entity: DraftEntity, type: FieldTypeName): DraftField {
  const name = freeName(dice, entity.fields)
  const field: DraftField = { ...flags, id: freshId(draft, 'field'), name, type, title: titled(name) }
  return shape(dice, draft, field)
}

/** What a field of its type says beyond the name. */
export function shape(dice: Dice, draft: Draft, { id, name, title, type, ...old }: DraftField): DraftField {
  const field: DraftField = { ...flags, id, name, title, type, required: old.required }
  const given = type !== 'auto_number' && type !== 'formula' && type !== 'rollup'
  field.required &&= given
  if (given && dice.below(5) === 0) field.required = true
  if (distinct.includes(type) && dice.below(4) === 0) field.unique = true
  if (type === 'integer' && dice.below(3) === 0) Object.assign(field, { min: -100, max: dice.pick([1000, 2 ** 40]) })
  if (type === 'text' && dice.below(3) === 0) field.max = dice.pick([12, 5000])
  if (type === 'decimal') field.scale = dice.below(5)
  if (type === 'money') field.currency = dice.pick(['EUR', 'JPY', 'KWD'])
  if (type === 'money' && dice.below(4) === 0) field.scale = dice.below(5)
  if (type === 'choice' || type === 'multi_choice') field.options = old.options ?? randomOptions(dice)
  if (type === 'auto_number' && dice.below(2) === 0) field.prefix = 'SUP-'
  if (type === 'relation') {
    field.to = at(dice.pick(draft.entities))
    if (dice.below(2) === 0) field.inverse = inverseOf(field)
  }
  if (searchable(field) && dice.below(4) === 0) field.search = true
  if (type === 'choice' && dice.below(3) === 0) field.default = { kind: 'value', value: field.options![0]!.name }
  if (type === 'date' && dice.below(3) === 0) field.default = { kind: 'expression', expression: 'today()' }
  if (type === 'person' && dice.below(3) === 0) field.default = { kind: 'expression', expression: 'user.id' }
  if (type === 'boolean' && dice.below(3) === 0) field.default = { kind: 'value', value: true }
  if (type === 'integer' && dice.below(3) === 0) field.validate = { when: 'value != 13', message: 'is unlucky' }
  return field
}

export function randomOptions(dice: Dice): NonNullable<DraftField['options']> {
  const names = words.filter(() => dice.below(3) === 0)
  return (names.length > 0 ? names : ['size']).map(name => ({ name, title: titled(name) }))
}

/** A formula over the record or a roll-up over its children, where there is something to compute from. */
export function addComputed(dice: Dice, draft: Draft, entity: DraftEntity): boolean {
  const makers: (() => Partial<Open<DraftField>> & { type: FieldTypeName })[] = []
  for (const field of entity.fields) {
    const read = `record.${at(field)}`
    const formula = (expression: string, result: FieldTypeName, more = {}) =>
      makers.push(() => ({ type: 'formula', formula: { expression, result }, ...more }))
    const { currency, scale } = field
    if (field.type === 'integer') formula(`${read} * 2`, 'integer')
    if (field.type === 'integer') formula(`${read} > 3`, 'boolean')
    if (field.type === 'text' || field.type === 'choice') formula(`${read} + "!"`, dice.pick(['text', 'long_text']))
    // No sum of two: one that has too many digits refuses the record, which is a matter of writing and not of releases.
    if (field.type === 'decimal') formula(`-${read}`, 'decimal', { scale: scale ?? 2 })
    if (field.type === 'money') formula(`${read} + ${read}`, 'money', { currency, ...(scale !== undefined && { scale }) })
    if (field.type === 'boolean') formula(`!${read}`, 'boolean')
    if (field.type === 'date') formula(read, 'date')
    if (field.type === 'choice') formula(`${read} == "${field.options![0]!.name}"`, 'boolean')
    if (field.rollup?.kept && field.rollup.measure === 'count') formula(`${read} + 1`, 'integer')
  }
  for (const child of draft.entities) {
    for (const relation of child.fields) {
      if (relation.to !== at(entity) || !relation.inverse) continue
      const over = relation.inverse
      makers.push(() => ({ type: 'rollup', rollup: { over, measure: 'count' } }))
      makers.push(() => ({ type: 'rollup', rollup: { over, measure: 'count', kept: true } }))
      for (const measured of child.fields) {
        const kept = (measure: 'sum' | 'min' | 'max') =>
          makers.push(() => ({ type: 'rollup', rollup: { over, measure, field: at(measured), kept: true } }))
        if (['integer', 'money', 'decimal', 'date', 'datetime'].includes(measured.type)) kept(dice.pick(['min', 'max']))
        // What has no limit may come to more than a column holds.
        if ((measured.type === 'integer' && measured.max) || measured.rollup?.kept) kept('sum')
        if (measured.formula?.result === 'integer') kept('max')
      }
      for (const measured of child.fields.filter(each => ['integer', 'money', 'decimal'].includes(each.type)))
        makers.push(() => ({ type: 'rollup', rollup: { over, measure: dice.pick(['sum', 'max']), field: at(measured) } }))
    }
  }
  if (makers.length === 0) return false
  const name = freeName(dice, entity.fields)
  entity.fields.push({ ...flags, id: freshId(draft, 'field'), name, title: titled(name), ...dice.pick(makers)() })
  return true
}

/** A condition of a rule over this entity. */
export function randomCondition(dice: Dice, draft: Draft, entity: DraftEntity): string {
  const asks = ['record.created_by == user.id']
  for (const field of entity.fields) {
    const read = `record.${at(field)}`
    if (field.type === 'person') asks.push(`${read} == user.id`)
    if (field.type === 'team') asks.push(`${read} in user.teams`)
    if (field.type === 'boolean') asks.push(read)
    if (field.type === 'integer') asks.push(`${read} > 3 || record.created_by == user.id`)
    if (field.type === 'text') asks.push(`${read} == "size"`)
    if (field.type === 'choice') asks.push(`${read} == "${field.options![0]!.name}"`)
    const target = draft.entities.find(each => at(each) === field.to)
    if (target) asks.push(`${read}.${target.titleField} == "size"`)
  }
  for (const child of draft.entities)
    for (const relation of child.fields)
      if (relation.to === at(entity) && relation.inverse)
        asks.push(`record.${relation.inverse}.exists(c, c.${child.titleField} == "total")`)
  return dice.pick(asks)
}

/** Grants, checks and combinations over the fields there are. */
export function addRules(dice: Dice, draft: Draft, entity: DraftEntity): void {
  for (let count = 1 + dice.below(3); count > 0; count -= 1) entity.access.push(randomGrant(dice, draft, entity))
  if (dice.below(3) === 0) addCombination(dice, entity)
  const number = entity.fields.find(field => field.type === 'integer')
  if (number && dice.below(2) === 0) {
    const when = `record.${at(number)} == null || record.${at(number)} != 7`
    entity.checks.push({ name: freshId(draft, 'check'), when, message: 'Not seven.', field: at(number) })
  }
  if (dice.below(3) === 0) addScreen(dice, draft, entity)
}

export function addCombination(dice: Dice, entity: DraftEntity): void {
  const able = entity.fields.filter(field => [...distinct, 'boolean'].includes(field.type))
  const pair = able.filter(() => dice.below(2) === 0).slice(0, 3)
  if (pair.length > 1) entity.unique.push(pair.map(at))
}

export function addScreen(dice: Dice, draft: Draft, entity: DraftEntity): void {
  if (dice.below(2) === 0) addList(dice, draft, entity)
  else addDashboard(draft, entity)
}

/** What its figures are made of stands in the index of all records, whatever becomes of those fields. */
function addDashboard(draft: Draft, entity: DraftEntity): void {
  const id = freshId(draft, 'screen')
  const groupable = entity.fields.filter(field => fieldTypes[field.type].groupable).map(at)
  const measures = entity.fields
    .filter(field => ['integer', 'decimal', 'money'].includes(field.type))
    .map(field => `sum(${at(field)})`)
  draft.screens.push({
    id,
    name: id,
    kind: 'dashboard',
    title: titled(id),
    filters: [],
    widgets: [
      ...groupable.map(by => ({ kind: 'bar' as const, ...figuresOf(entity), by, top: 5 })),
      ...measures.map(measure => ({ kind: 'number' as const, ...figuresOf(entity), measure })),
    ],
    roles: [],
  })
}

const figuresOf = (entity: DraftEntity) => ({
  title: 'Figures',
  of: at(entity),
  measure: 'count',
  width: 'third' as const,
  allTime: false,
})

function addList(dice: Dice, draft: Draft, entity: DraftEntity): void {
  const sortable = entity.fields.filter(field => fieldTypes[field.type].sortable)
  const id = freshId(draft, 'screen')
  const orderBy = sortable.length > 0 ? `${at(dice.pick(sortable))} desc` : 'created_at desc'
  const columns = [entity.titleField]
  draft.screens.push({
    id,
    name: id,
    kind: 'list',
    title: titled(id),
    entity: at(entity),
    columns,
    orderBy,
    badge: false,
    roles: [],
  })
}

export function randomGrant(dice: Dice, draft: Draft, entity: DraftEntity): Grant {
  const some = entity.fields.filter(() => dice.below(3) > 0).map(at)
  const can = dice.pick<Grant['can']>([
    ['read'],
    ['read', 'update'],
    ['read', 'create', 'comment'],
    ['read', 'update', 'restore'],
  ])
  const grant: Grant = { role: at(dice.pick(draft.roles)), can: [...can], fields: { kind: 'all' } }
  if (dice.below(2) === 0) grant.when = randomCondition(dice, draft, entity)
  if (some.length > 0 && dice.below(2) === 0) grant.fields = { kind: dice.below(2) === 0 ? 'only' : 'except', fields: some }
  return grant
}

export const stateNames = ['new', 'size', 'waiting', 'item', 'done']

export function addWorkflow(dice: Dice, draft: Draft, entity: DraftEntity): boolean {
  if (draft.workflows.some(workflow => workflow.entity === at(entity))) return false
  const id = freshId(draft, 'workflow')
  const field = dice.pick(['status', 'phase'])
  const workflow: Workflow = { id, name: id, entity: at(entity), field, initial: '', states: [], transitions: [] }
  setStates(dice, draft, workflow, stateNames.slice(0, 2 + dice.below(4)))
  if (dice.below(2) === 0) addApproval(dice, draft, workflow, entity)
  draft.workflows.push(workflow)
  return true
}

/** One way through all states. */
export function setStates(dice: Dice, draft: Draft, workflow: Workflow, names: readonly string[]): void {
  workflow.initial = names[0]!
  workflow.states = names.map((name, index) => ({ name, title: titled(name), final: index === names.length - 1 }))
  if (dice.below(2) === 0) workflow.states[0]!.due = { amount: 2, unit: 'days', business: dice.below(2) === 0 }
  workflow.transitions = names.slice(1).map((name, index) => ({
    name: `to_${name}`,
    title: titled(name),
    from: [names[index]!],
    to: name,
    roles: [at(dice.pick(draft.roles))],
    require: [],
    inputs: [],
    comment: 'none',
    set: {},
  }))
}

/** The last step becomes a decision. */
export function addApproval(dice: Dice, draft: Draft, workflow: Workflow, entity: DraftEntity): boolean {
  const last = workflow.transitions.at(-1)
  if (!last || last.approval) return false
  const people = entity.fields.filter(field => field.type === 'person')
  const ask =
    people.length > 0 && dice.below(2) === 0
      ? ({ kind: 'person', field: at(dice.pick(people)) } as const)
      : ({ kind: 'role', role: at(dice.pick(draft.roles)) } as const)
  last.roles = []
  last.approval = {
    steps: [
      { name: 'first', ask, need: 1 },
      { name: 'second', ask: { kind: 'role', role: at(dice.pick(draft.roles)) }, need: 1 },
    ],
    never: ['creator'],
    voidedBy: [entity.titleField],
    outcomes: { approve: last.to, reject: workflow.initial },
  }
  last.comment = 'optional'
  return true
}
