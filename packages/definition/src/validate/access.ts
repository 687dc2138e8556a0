/** Grants: that they name what exists, and what they add up to for people who hold one role only. */
import { fieldTypes } from '../fields/registry.ts'
import type { FieldSelection, Grant, Operation } from '../model/access.ts'
import { conditionOf, covers } from '../model/access.ts'
import { peopleRoles } from '../model/app.ts'
import type { Entity } from '../model/entity.ts'
import { systemFields } from '../model/entity.ts'
import { type Field, isKept } from '../model/field.ts'
import type { Complaints } from './complaint.ts'
import { tellingFields } from './telling.ts'

export function checkAccess(say: Complaints): void {
  for (const entity of say.definition.entities) {
    for (const [index, grant] of entity.access.entries())
      checkGrant(say, entity, grant, `entities.${entity.name}.access.${index}`)
    checkReading(say, entity)
    checkRoleRights(say, entity)
  }
}

function granted(entity: Entity, operation: Operation): Grant[] {
  return entity.access.filter(grant => grant.can.includes(operation))
}

function isWritable(field: Field): boolean {
  return !field.managed && fieldTypes[field.type].writable
}

function checkGrant(say: Complaints, entity: Entity, grant: Grant, path: string): void {
  say.needRole(grant.role, `${path}.role`)
  if (grant.fields.kind !== 'all') checkSelection(say, entity, grant, grant.fields, `${path}.fields`)
  if (grant.after !== undefined && !grant.can.includes('update')) {
    say.add(
      'access.after-without-update',
      `${path}.after`,
      '"after" judges an updated row, and this grant does not update.',
      'Remove it, or add update to `can`.',
    )
  }
  checkMask(say, entity, grant, path)
  checkDays(say, grant, path)
}

function checkMask(say: Complaints, entity: Entity, grant: Grant, path: string): void {
  for (const [index, name] of (grant.mask ?? []).entries()) {
    const at = `${path}.mask.${index}`
    if (grant.can.some(operation => operation !== 'read')) {
      say.add(
        'access.mask-not-read',
        at,
        `"mask" says how a field is read, and this grant gives more than read.`,
        'Split the grant: one with `can: read` and `mask`, one with the rest.',
      )
      return
    }
    if (!say.needField(entity, name, at)) continue
    const field = entity.fields.find(each => each.name === name)
    if (field?.rollup && !isKept(field))
      say.add(
        'access.mask-rollup',
        at,
        `"${name}" is a roll-up: there is no part of it to show.`,
        'Leave it out of `fields` instead, or keep it in the record: `kept: true`.',
      )
  }
}

function checkDays(say: Complaints, grant: Grant, path: string): void {
  for (const key of ['from', 'until'] as const) {
    const day = grant[key]
    if (day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) !== day)
      say.add(
        'access.no-such-day',
        `${path}.${key}`,
        `"${day}" is no day of the calendar.`,
        'Write it as year, month and day: 2026-12-24.',
      )
  }
  if (grant.from !== undefined && grant.until !== undefined && grant.until < grant.from)
    say.add('access.days-reversed', `${path}.until`, 'The grant ends before it begins.', 'Swap the days, or remove one.')
}

function checkSelection(
  say: Complaints,
  entity: Entity,
  grant: Grant,
  selection: Exclude<FieldSelection, { kind: 'all' }>,
  path: string,
): void {
  const writes = grant.can.includes('create') || grant.can.includes('update')
  const only = selection.kind === 'only'
  const list = only ? path : `${path}.except`
  for (const [index, name] of selection.fields.entries()) {
    const at = `${list}.${index}`
    if ((systemFields as readonly string[]).includes(name)) {
      say.add(
        'access.system-field',
        at,
        `"${name}" is a system field: it is read with every record and written by nobody.`,
        'Leave it out.',
      )
      continue
    }
    if (!say.needField(entity, name, at)) continue
    if (selection.fields.indexOf(name) < index) say.add('field.repeated', at, `"${name}" is listed twice.`)
    const field = entity.fields.find(each => each.name === name)!
    if (only && writes && !grant.can.includes('read') && !isWritable(field)) {
      const why = field.managed ? 'is kept by the workflow' : `is of type ${field.type}, which is computed`
      say.add('access.managed-field', at, `Nobody can write "${name}": it ${why}.`, 'Leave it out; transitions move states.')
    }
  }
}

function checkReading(say: Complaints, entity: Entity): void {
  const path = `entities.${entity.name}`
  const reads = granted(entity, 'read')
  if (reads.length === 0) {
    say.add(
      'access.nobody-reads',
      `${path}.access`,
      `No role may read ${entity.name}.`,
      'Grant it: `- { role: …, can: [read] }`.',
    )
    return
  }
  const searched = entity.fields.filter(field => field.search)
  // running numbers are part of every search
  const found = searched.length > 0 ? [...searched, ...entity.fields.filter(field => field.type === 'auto_number')] : []
  for (const field of found) {
    const blind = reads.find(grant => !covers(grant, field.name))
    if (!blind) continue
    const message = `Search looks into "${field.name}", and the role "${blind.role}" reads ${entity.name} without it: finding a record would tell what the field says.`
    const hint = field.search
      ? 'Remove `search: true`, or let every read grant cover the field.'
      : 'Running numbers are always searched: let every read grant cover it.'
    say.add('search.restricted-field', `${path}.fields.${field.name}`, message, hint)
  }
  const roles = new Set(reads.map(grant => grant.role))
  for (const field of entity.fields.filter(each => each.sensitive)) {
    const kept = [...roles].some(
      role => !reads.some(grant => grant.role === role && conditionOf(grant) === undefined && covers(grant, field.name)),
    )
    if (kept || roles.size < peopleRoles(say.definition).length) continue
    const message = `"${field.name}" is sensitive, and every role reads it on every row.`
    say.add(
      'access.sensitive-open',
      `${path}.fields.${field.name}`,
      message,
      `Keep most roles from it: \`fields: { except: [${field.name}] }\`.`,
    )
  }
}

function checkRoleRights(say: Complaints, entity: Entity): void {
  const readers = new Set(granted(entity, 'read').map(grant => grant.role))
  const said = new Set<string>()
  for (const [index, grant] of entity.access.entries()) {
    const path = `entities.${entity.name}.access.${index}`
    const unseen = grant.can.filter(operation => operation !== 'read' && operation !== 'create')
    const isPublic = say.definition.roles.some(role => role.public && role.name === grant.role)
    if (unseen.length > 0 && !readers.has(grant.role) && !said.has(grant.role) && !isPublic) {
      said.add(grant.role)
      const message = `The role "${grant.role}" may ${unseen.join(', ')} ${entity.name}, but not read it.`
      say.add('access.writes-unseen', path, message, 'Grant read as well, at least for the same rows.')
    }
    if (grant.can.includes('create')) checkCreation(say, entity, grant, path)
    if (!isPublic && !readers.has(grant.role)) checkUnread(say, entity, grant, path)
  }
}

function checkUnread(say: Complaints, entity: Entity, grant: Grant, path: string): void {
  if (!grant.can.includes('create')) return
  const own = granted(entity, 'create').filter(each => each.role === grant.role)
  const gives = (field: Field) => isWritable(field) && own.some(each => covers(each, field.name))
  // A person by default is whoever creates: what they sent themselves they know.
  const isAlike = ({ managed, default: given, type }: Field) => managed || (given !== undefined && type !== 'person')
  const names = tellingFields(entity, gives, isAlike).filter(({ name }) => covers(grant, name))
  if (names.length === 0) return
  const which = names.map(field => `"${field.name}"`).join(', ')
  const message = `The role "${grant.role}" creates ${entity.name} and reads none, and ${which} must be unique: a refusal tells whether somebody has that value.`
  say.add('access.tells-unread', `${path}.fields`, message, 'Leave it out of the grant, take `unique` away, or grant read.')
}

/** Required fields that no create grant of the role covers can never be given, nor can a relation to what it does not read. */
function checkCreation(say: Complaints, entity: Entity, grant: Grant, path: string): void {
  const own = granted(entity, 'create').filter(each => each.role === grant.role)
  // Of a public form it is an error, said in public.ts.
  if (own[0] !== grant || say.definition.roles.some(role => role.public && role.name === grant.role)) return
  if (!entity.fields.some(isWritable)) {
    const message = `The role "${grant.role}" may create ${entity.name}, and there is nothing in it to fill in: no record can be made.`
    say.add('access.create-impossible', path, message, 'Add a field that is written, or take `create` away.')
    return
  }
  const missing = entity.fields.filter(
    field => field.required && !field.default && isWritable(field) && !own.some(each => covers(each, field.name)),
  )
  if (missing.length > 0) {
    const names = missing.map(field => `"${field.name}"`).join(', ')
    const message = `The role "${grant.role}" may create ${entity.name}, but no create grant lets it fill in ${names}.`
    say.add('access.create-impossible', `${path}.fields`, message, 'Cover the field, or give it a default.')
    return
  }
  const blind = entity.fields.find(field => field.required && !field.default && pointsAtUnread(say, field, grant.role))
  if (!blind) return
  const message = `The role "${grant.role}" may create ${entity.name} and reads no ${blind.to}: there is nothing to choose "${blind.name}" from, which is required.`
  const hint = `Grant read on ${blind.to}, at least for some rows, or give the field a default.`
  say.add('access.create-impossible', `${path}.fields`, message, hint)
}

/** Whoever points at a record reads it. One of these may be shared with them. */
function pointsAtUnread(say: Complaints, { to }: Field, role: string): boolean {
  const target = say.definition.entities.find(({ name }) => name === to)
  return (
    target !== undefined && granted(target, 'share').length === 0 && !granted(target, 'read').some(each => each.role === role)
  )
}
