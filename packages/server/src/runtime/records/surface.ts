/**
 * What an entity looks like to people of certain roles: which fields there are for them, which view serves their lists. It plans and it explains; the
 * database decides. A person without any read grant has no surface: to them the entity does not exist, but for a form where they may create.
 */

import { revealable } from '@bailiwick/definition/compile/functions.ts'
import type { EntityNames } from '@bailiwick/definition/compile/names.ts'
import { entityNames } from '@bailiwick/definition/compile/names.ts'
import { isMasked, isShareable } from '@bailiwick/definition/compile/rules.ts'
import { maskingGrants, writableColumns } from '@bailiwick/definition/compile/views.ts'
import { typeOf } from '@bailiwick/definition/fields/registry.ts'
import type { Field, Grant, Operation, Transition, Workflow } from '@bailiwick/definition/model/index.ts'
import { conditionOf, covers, masks, operations, takersOf } from '@bailiwick/definition/model/index.ts'
import type { LiveApp, LiveEntity } from '../../database/live-model.ts'
import type { Actor } from '../../security/access/actor.ts'
import { rolesIn } from '../../security/access/actor.ts'
import { type ListLookup, lookupsOfReads } from './lookups.ts'

export interface SurfaceField {
  readonly field: Field
  /** Readable only on some rows: then the row says so itself, in `<field>$readable`. */
  readonly masked: boolean
  /** Where it may not be read it may be shown masked, in `<field>$masked`. */
  readonly partly: boolean
  /** None of their grants gives it; a share of a record may. */
  readonly byShare: boolean
  readonly creatable: boolean
  readonly updatable: boolean
}

export interface Surface {
  readonly app: LiveApp
  readonly live: LiveEntity
  readonly names: EntityNames
  readonly workflow: Workflow | undefined
  readonly roles: readonly string[]
  readonly can: readonly Operation[]
  /** Fields whose value some grant gives, in the definition's order: what may be filtered, sorted, grouped and searched by. */
  readonly fields: ReadonlyMap<string, SurfaceField>
  /** The same and those that are only ever shown masked. */
  readonly shown: ReadonlyMap<string, SurfaceField>
  /** Fields that may be written though not read: named so that a write is not refused as unknown. */
  readonly writable: ReadonlyMap<string, SurfaceField>
  /** Records of the entity can be shared, by whoever may. */
  readonly shareable: boolean
  /** They create records and read none, as of a box for suggestions: then its fields are what its form has, and no other is theirs. */
  readonly sends: boolean
  /** Some role of theirs reads every record. */
  readonly seesAll: boolean
  /** Masked fields somebody may have shown in the clear. */
  readonly revealable: ReadonlySet<string>
  /** The view this person's lists are planned best on; all views give the same rows. */
  readonly listView: string
  /** How the records these people read by grants are found piece by piece; undefined where they are not. */
  readonly lookups: readonly ListLookup[] | undefined
}

const kept = new WeakMap<LiveApp, Map<string, Surface | undefined>>()

/** @returns undefined when the actor's roles give no reading of this entity, and when there is no such entity */
export function surfaceOf(app: LiveApp, entity: string, actor: Actor): Surface | undefined {
  const live = app.entities.get(entity)
  if (!live) return undefined
  const roles = rolesIn(actor, app.name)
  const key = `${entity} ${roles.join(' ')}`
  let surfaces = kept.get(app)
  if (!surfaces) {
    surfaces = new Map()
    kept.set(app, surfaces)
  }
  if (!surfaces.has(key)) surfaces.set(key, makeSurface(app, live, roles))
  return surfaces.get(key)
}

const keptSending = new WeakMap<LiveApp, Map<string, Surface | undefined>>()

/**
 * What those have who may create records of an entity and read none. To everything but creation the entity does not exist for them.
 *
 * @returns undefined where they have a surface, where they may create nothing, and where something that is required is not in the form: it could never be sent
 */
export function sendingSurfaceOf(app: LiveApp, entity: string, actor: Actor): Surface | undefined {
  const live = app.entities.get(entity)
  if (!live || surfaceOf(app, entity, actor)) return undefined
  const roles = rolesIn(actor, app.name)
  const key = `${entity} ${roles.join(' ')}`
  const surfaces = keptSending.get(app) ?? new Map<string, Surface | undefined>()
  keptSending.set(app, surfaces)
  if (!surfaces.has(key))
    surfaces.set(
      key,
      makeSendingSurface(app, live, roles, other => surfaceOf(app, other, actor) !== undefined),
    )
  return surfaces.get(key)
}

function makeSendingSurface(
  app: LiveApp,
  live: LiveEntity,
  roles: readonly string[],
  reads: (entity: string) => boolean,
): Surface | undefined {
  const { entity, workflow } = live
  const creating = entity.access.filter(grant => roles.includes(grant.role) && grant.can.includes('create'))
  if (creating.length === 0) return undefined
  const writable = new Set(writableColumns(entity, workflow).create)
  if (writable.size === 0) return undefined
  const given = new Map(
    entity.fields
      .filter(({ name }) => writable.has(name) && creating.some(grant => covers(grant, name)))
      // There is nothing to choose from, and no other id is taken.
      .filter(({ to }) => to === undefined || reads(to))
      .map((field): [string, SurfaceField] => [
        field.name,
        { field, masked: false, partly: false, byShare: false, creatable: true, updatable: false },
      ]),
  )
  const isLeftOut = ({ name, required, default: byDefault }: Field) =>
    required && byDefault === undefined && writable.has(name) && !given.has(name)
  if (entity.fields.some(isLeftOut)) return undefined
  const names = entityNames(app.name, entity.name)
  return {
    app,
    live,
    names,
    workflow: undefined,
    roles,
    can: ['create'],
    // What a condition of the form may look at: what stands in it.
    fields: given,
    shown: given,
    writable: given,
    shareable: false,
    sends: true,
    seesAll: false,
    revealable: new Set(),
    listView: names.read,
    lookups: undefined,
  }
}

function makeSurface(app: LiveApp, live: LiveEntity, roles: readonly string[]): Surface | undefined {
  const { entity, workflow } = live
  const grants = entity.access.filter(grant => roles.includes(grant.role))
  const having = (operation: Operation) => grants.filter(grant => grant.can.includes(operation))
  const all = (operation: Operation) => entity.access.filter(grant => grant.can.includes(operation))
  const reads = having('read')
  // What is shared needs no grant of one's own.
  if (reads.length === 0 && !(isShareable(entity) && roles.length > 0)) return undefined
  const names = entityNames(app.name, entity.name)
  const writableNames = new Set(writableColumns(entity, workflow).create)
  const takes = (role: string) => roles.includes(role)
  const given = (among: readonly Grant[], field: string) => among.some(grant => covers(grant, field))
  const fields = new Map<string, SurfaceField>()
  const shown = new Map<string, SurfaceField>()
  const shared = isShareable(entity)
  const writable = new Map<string, SurfaceField>()
  for (const field of entity.fields) {
    const entry: SurfaceField = {
      field,
      masked: isMasked(entity, field.name),
      partly: maskingGrants(entity, field.name).length > 0,
      byShare: !given(reads, field.name) && !reads.some(grant => masks(grant, field.name)),
      creatable: writableNames.has(field.name) && given(having('create'), field.name),
      updatable:
        writableNames.has(field.name) && (given(having('update'), field.name) || (shared && given(all('update'), field.name))),
    }
    if (given(shared ? all('read') : reads, field.name)) fields.set(field.name, entry)
    if (fields.has(field.name) || reads.some(grant => masks(grant, field.name))) shown.set(field.name, entry)
    // What a step asks for, of those who take it, is named to nobody else who does not read it.
    const asked = askedByTransitions(workflow, field.name)
    const isAsked = shown.has(field.name) ? asked.length > 0 : asked.some(step => takersOf(step, app.definition).some(takes))
    if (entry.creatable || entry.updatable || isAsked) writable.set(field.name, entry)
  }
  const everyRow = entity.access.some(grant => grant.can.includes('read') && conditionOf(grant) === undefined)
  const seesEveryRow = reads.some(grant => conditionOf(grant) === undefined)
  const hasConditional = shared || entity.access.some(grant => grant.can.includes('read') && conditionOf(grant) !== undefined)
  return {
    app,
    live,
    names,
    workflow,
    roles,
    // Of what there is nothing to write none is made: the database has nothing that could be given.
    can: operations.filter(operation => having(operation).length > 0 && (operation !== 'create' || writableNames.size > 0)),
    fields,
    shown,
    writable,
    shareable: shared,
    sends: false,
    seesAll: seesEveryRow,
    revealable: new Set(revealable(entity)),
    listView: seesEveryRow ? names.readAll : everyRow && hasConditional ? names.readSome : names.read,
    lookups: lookupsOfReads(app.definition, entity, reads),
  }
}

/** Those that a field may be given with. */
export function askedByTransitions(workflow: Workflow | undefined, field: string): Transition[] {
  return (workflow?.transitions ?? []).filter(({ require, inputs }) => require.includes(field) || inputs.includes(field))
}

export function isSortable(field: Field): boolean {
  return typeOf(field).sortable
}
