/** The role of whoever is not signed in: that it opens forms and nothing else, and that a form can be sent and tells its sender nothing. */
import { fieldTypes } from '../fields/registry.ts'
import type { Grant } from '../model/access.ts'
import { covers } from '../model/access.ts'
import type { Role } from '../model/app.ts'
import type { Entity } from '../model/entity.ts'
import type { FieldTypeName } from '../model/field.ts'
import type { Complaints } from './complaint.ts'
import { tellingFields } from './telling.ts'

/** What a stranger could fill in only by knowing or sending what is not theirs to know or send, and what nobody fills in. */
export const notOnForms: readonly FieldTypeName[] = ['person', 'team', 'relation', 'file', 'formula', 'rollup', 'auto_number']

export function checkPublic(say: Complaints): void {
  const roles = say.definition.roles.filter(role => role.public)
  for (const [index, role] of roles.entries()) {
    checkRole(say, role, index > 0)
    for (const entity of say.definition.entities) checkForms(say, entity, role)
    checkSteps(say, role)
  }
}

function checkRole(say: Complaints, role: Role, isSecond: boolean): void {
  const path = `app.roles.${role.name}`
  if (isSecond)
    say.add(
      'role.public-twice',
      `${path}.public`,
      'There is more than one public role, and whoever is not signed in is one and the same to the app.',
      'Keep one of them, and give it the grants of the other.',
    )
  for (const key of ['administer', 'audit'] as const) {
    if (role[key])
      say.add(
        'role.public-duty',
        `${path}.${key}`,
        `"${role.name}" is held by whoever is not signed in, and "${key}" would let the whole world do it.`,
        `Remove \`${key}\`, or give it to another role.`,
      )
  }
}

function checkForms(say: Complaints, entity: Entity, role: Role): void {
  const grants = entity.access.flatMap((grant, index) => (grant.role === role.name ? [{ grant, index }] : []))
  for (const [place, { grant, index }] of grants.entries()) {
    const path = `entities.${entity.name}.access.${index}`
    if (place > 0)
      say.add(
        'access.public-twice',
        path,
        `${entity.name} has a public form already.`,
        'Put all fields of the form into one grant.',
      )
    const more = grant.can.filter(operation => operation !== 'create')
    if (more.length > 0)
      say.add(
        'access.public-operation',
        `${path}.can`,
        `Whoever is not signed in may create only, and this grant lets them ${more.join(', ')}.`,
        'Write `can: create`.',
      )
    for (const key of ['when', 'after', 'from', 'until'] as const) {
      if (grant[key] !== undefined)
        say.add(
          'access.public-condition',
          `${path}.${key}`,
          `A public form is there or it is not: "${key}" has nothing to decide by.`,
          'Remove it. What may be sent is said in `checks`.',
        )
    }
    if (grant.mask !== undefined && grant.mask.length > 0)
      say.add('access.public-condition', `${path}.mask`, 'Nothing is read through a public form.', 'Remove "mask".')
    checkFields(say, entity, grant, path)
  }
}

function checkFields(say: Complaints, entity: Entity, grant: Grant, path: string): void {
  if (grant.fields.kind !== 'only' || grant.fields.fields.length === 0) {
    say.add(
      'access.public-fields',
      grant.fields.kind === 'all' ? path : `${path}.fields`,
      'A public form offers the fields that are listed, and none that come later.',
      'List them: `fields: [subject, body]`.',
    )
    return
  }
  const telling = tellingFields(
    entity,
    field => covers(grant, field.name),
    field => field.managed || field.default !== undefined,
  )
  for (const [index, name] of grant.fields.fields.entries()) {
    const field = entity.fields.find(each => each.name === name)
    if (!field) continue
    const at = `${path}.fields.${index}`
    if (notOnForms.includes(field.type))
      say.add(
        'access.public-field',
        at,
        `"${name}" is of type ${field.type}, which no public form offers.`,
        'Leave it out, or ask for it in a text field.',
      )
    else if (telling.includes(field))
      say.add(
        'access.public-field',
        at,
        `"${name}" is unique${field.unique ? '' : ' together with others'}: the answer would tell a stranger whether somebody has that value.`,
        'Leave it out, or take `unique` away.',
      )
  }
  const missing = entity.fields.filter(
    field => field.required && !field.default && !field.managed && fieldTypes[field.type].writable && !covers(grant, field.name),
  )
  if (missing.length > 0)
    say.add(
      'access.public-incomplete',
      `${path}.fields`,
      `Nobody could send the form: it leaves out ${missing.map(field => `"${field.name}"`).join(', ')}, which must be filled in.`,
      'List the field, or give it a default.',
    )
}

function checkSteps(say: Complaints, role: Role): void {
  for (const workflow of say.definition.workflows) {
    for (const transition of workflow.transitions) {
      const path = `workflows.${workflow.name}.transitions.${transition.name}`
      const index = transition.roles.indexOf(role.name)
      if (index >= 0)
        say.add(
          'workflow.public-role',
          `${path}.roles.${index}`,
          `Whoever is not signed in takes no transition, and "${transition.name}" names "${role.name}".`,
          'Leave the role out.',
        )
      for (const [step, { ask }] of (transition.approval?.steps ?? []).entries()) {
        if (ask.kind === 'role' && ask.role === role.name)
          say.add(
            'workflow.public-role',
            `${path}.approval.steps.${step}.ask`,
            `Whoever is not signed in decides nothing, and this step asks "${role.name}".`,
            'Ask a role that people hold.',
          )
      }
    }
  }
}
