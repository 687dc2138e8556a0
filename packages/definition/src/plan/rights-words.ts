/** What two definitions say differently of rights, in sentences: all there is to say where nothing can be counted, and the reasons where it can. */
import type { Rule, RuleCompiler } from '../compile/rules.ts'
import { coveringGrants, grantsFor, rulesFor } from '../compile/rules.ts'
import { conditionAfter } from '../model/access.ts'
import { type Definition, peopleRoles, type Role } from '../model/app.ts'
import type { Entity } from '../model/entity.ts'
import type { Act, RightChange } from './rights.ts'

export function rulesInWords(rules: readonly Rule[], definition: Definition): string {
  if (rules.length === 0) return 'nobody'
  return rules
    .map(({ roles, when }) => `${whoInWords(roles, definition)}${when === undefined ? '' : ` where ${when}`}`)
    .join('; ')
}

function whoInWords(roles: readonly string[], definition: Definition): string {
  if (roles.length === 0) return 'whoever is named there'
  const title = (name: string) => definition.roles.find(role => role.name === name)?.title ?? name
  const people = peopleRoles(definition)
  const everybody = people.length > 0 && people.every(role => roles.includes(role.name))
  const others = everybody ? roles.filter(name => !people.some(role => role.name === name)) : roles
  return [...(everybody ? ['everybody'] : []), ...others.map(title)].join(', ')
}

const verbs: Readonly<Record<string, string>> = {
  read: 'read',
  create: 'create',
  update: 'change',
  delete: 'delete',
  restore: 'restore',
  comment: 'comment on',
  export: 'export',
  import: 'import',
  share: 'share',
  bulk: 'change in bulk',
  approve: 'decide on',
  reveal: 'reveal',
}

/** `read`, `read masked`, `take “Submit” on`: what somebody can do. */
export function verbOf(act: Act, entity: Entity, definition: Definition): string {
  if (act.kind === 'operation') return verbs[act.operation] ?? act.operation
  if (act.kind === 'masked') return 'see masked'
  const transition = definition.workflows
    .find(workflow => workflow.entity === entity.name)
    ?.transitions.find(each => each.name === act.transition)
  const title = transition?.title ?? act.transition
  return act.kind === 'transition' ? `take “${title}” on` : `decide “${title}” (step ${act.step}) on`
}

/** `Salary, Grade`; empty for the record as a whole. */
export function fieldsInWords(change: Pick<RightChange, 'entity' | 'fields' | 'wholeRecord'>): string {
  const titles = change.fields.map(name => change.entity.fields.find(field => field.name === name)?.title ?? name)
  // What is given with the whole record needs no names where it is all of it.
  if (change.wholeRecord && change.fields.length + managedOf(change.entity) >= change.entity.fields.length) return ''
  return titles.length > 6 ? `${titles.slice(0, 5).join(', ')} and ${titles.length - 5} more fields` : titles.join(', ')
}

const managedOf = (entity: Entity) => entity.fields.filter(field => field.managed || field.formula || field.rollup).length

/** `Employee: read Salary: Manager → Manager; Agent where …` */
export function changeInWords(change: RightChange, before: Definition, after: Definition): string {
  const { entity, act, says } = change
  const what = [verbOf(act, entity, after), fieldsInWords(change)].filter(part => part !== '').join(' ')
  const [was, is] = [rulesInWords(says.before, before), rulesInWords(says.after, after)]
  return `${entity.labelPlural}: ${what}: ${was === is ? `${is}, under other conditions` : `${was} → ${is}`}`
}

/** What comes, goes or is asked of people beside rights on rows. */
export function otherChanges(before: RuleCompiler, after: RuleCompiler): string[] {
  const [was, is] = [before.definition, after.definition]
  return [...roleChanges(was, is), ...entityChanges(was, is), ...is.entities.flatMap(entity => duties(was, is, entity))]
}

function roleChanges(was: Definition, is: Definition): string[] {
  const named = (definition: Definition, name: string) => definition.roles.find(role => role.name === name)
  const attributes = (role: Role | undefined) => ({
    audit: role?.audit ?? false,
    administer: role?.administer ?? false,
    public: role?.public ?? false,
  })
  const said = {
    audit: ['reads the audit', 'no longer reads the audit'],
    administer: ['gives the roles of this app', 'no longer gives the roles of this app'],
    public: [
      'is for whoever is not signed in: everybody who reaches this installation, and none of the people here',
      'is no longer for whoever is not signed in',
    ],
  } as const
  return [
    ...is.roles.filter(role => !named(was, role.name)).map(role => `New role: ${role.title}.`),
    ...was.roles.filter(role => !named(is, role.name)).map(role => `The role ${role.title} goes.`),
    ...is.roles.flatMap(role =>
      (['audit', 'administer', 'public'] as const)
        .filter(key => attributes(role)[key] !== attributes(named(was, role.name))[key])
        .map(key => `${role.title} ${said[key][attributes(role)[key] ? 0 : 1]}.`),
    ),
  ]
}

function entityChanges(was: Definition, is: Definition): string[] {
  const other = (definition: Definition, entity: Entity) => definition.entities.find(each => each.id === entity.id)
  const readers = (definition: Definition, entity: Entity, field?: string) =>
    rulesInWords(
      rulesFor(field === undefined ? grantsFor(entity, 'read') : coveringGrants(grantsFor(entity, 'read'), field)),
      definition,
    )
  const fields = (from: Entity, to: Entity) => to.fields.filter(field => !from.fields.some(each => each.id === field.id))
  return [
    ...is.entities
      .filter(entity => !other(was, entity))
      .map(entity => `New: ${entity.labelPlural}, read by ${readers(is, entity)}.`),
    ...was.entities.filter(entity => !other(is, entity)).map(entity => `${entity.labelPlural} go, with all rights on them.`),
    ...is.entities.flatMap(entity => {
      const old = other(was, entity)
      if (!old) return []
      return [
        ...fields(old, entity).map(
          field => `New field: ${entity.label} ${field.title}, read by ${readers(is, entity, field.name)}.`,
        ),
        ...fields(entity, old).map(field => `${entity.label} ${field.title} goes.`),
      ]
    }),
  ]
}

/** What a record must satisfy: it takes part in who may do what, and no row there is shows it. */
function duties(was: Definition, is: Definition, entity: Entity): string[] {
  const old = was.entities.find(each => each.id === entity.id)
  if (!old) return []
  const afterwards = (of: Entity) =>
    [...new Set(grantsFor(of, 'update').map(grant => `${grant.role}: ${conditionAfter(grant) ?? 'anything'}`))].sort().join('; ')
  const guards = (definition: Definition, of: Entity) =>
    new Map(
      definition.workflows
        .filter(workflow => workflow.entity === of.name)
        .flatMap(workflow => workflow.transitions)
        .map(transition => [transition.name, { title: transition.title, guard: transition.guard?.when ?? '' }] as const),
    )
  const needs = (definition: Definition, of: Entity) =>
    new Map(
      definition.workflows
        .filter(workflow => workflow.entity === of.name)
        .flatMap(workflow => workflow.transitions)
        .flatMap(transition =>
          (transition.approval?.steps ?? []).map(step => [`“${transition.title}” (step ${step.name})`, step.need] as const),
        ),
    )
  const oldGuards = guards(was, old)
  const oldNeeds = needs(was, old)
  return [
    ...(afterwards(old) === afterwards(entity)
      ? []
      : [
          `${entity.labelPlural}: what a change may lead to: ${afterwards(old) || 'nothing'} → ${afterwards(entity) || 'nothing'}`,
        ]),
    ...[...guards(is, entity)].flatMap(([name, { title, guard }]) => {
      const before = oldGuards.get(name)
      return before === undefined || before.guard === guard
        ? []
        : [`${entity.labelPlural}: “${title}” asks for ${guard || 'nothing'}, instead of ${before.guard || 'nothing'}`]
    }),
    ...[...needs(is, entity)].flatMap(([step, need]) => {
      const before = oldNeeds.get(step)
      return before === undefined || before === need ? [] : [`${entity.labelPlural}: ${step} needs ${need} instead of ${before}`]
    }),
  ]
}
