/** A released app as a node holds it: the definition with what is looked up on every request. Made once per release, never changed. */
import type { Definition, Entity, Field, Workflow } from '@bailiwick/definition/model/index.ts'

export interface LiveApp {
  readonly name: string
  /** The release's id: names prepared statements, tells browsers when to fetch the app again. */
  readonly release: string
  readonly definition: Definition
  readonly entities: ReadonlyMap<string, LiveEntity>
}

export interface LiveEntity {
  readonly entity: Entity
  readonly fields: ReadonlyMap<string, Field>
  readonly workflow: Workflow | undefined
  /** Entities whose records are lines of this one, by the name this entity knows them by. */
  readonly lines: ReadonlyMap<string, { readonly entity: string; readonly via: string }>
  /** Every entity that relates to this one and says what it is called here. */
  readonly related: ReadonlyMap<string, { readonly entity: string; readonly via: string }>
  /** Of fields that were once kept in another way, by name: what they were, oldest first. */
  readonly former: ReadonlyMap<string, readonly FieldShape[]>
}

/** What says how a value of a field is kept, from one release on. */
export interface FieldShape {
  readonly entity: string
  /** Ids, which renames keep. */
  readonly field: string
  /** Where the release stands in the audit. */
  readonly since: bigint
  readonly shape: Pick<Field, 'type' | 'scale' | 'currency' | 'prefix'>
}

/** @param shapes of fields that have had more than one, oldest first */
export function liveApp(definition: Definition, release: string, shapes: readonly FieldShape[] = []): LiveApp {
  const entities = new Map<string, LiveEntity>()
  for (const entity of definition.entities) {
    const lines = new Map<string, { entity: string; via: string }>()
    const related = new Map<string, { entity: string; via: string }>()
    for (const other of definition.entities) {
      for (const field of other.fields) {
        if (field.to !== entity.name || field.inverse === undefined) continue
        related.set(field.inverse, { entity: other.name, via: field.name })
        if (other.parent?.entity === entity.name && other.parent.field === field.name)
          lines.set(field.inverse, { entity: other.name, via: field.name })
      }
    }
    entities.set(entity.name, {
      entity,
      fields: new Map(entity.fields.map(field => [field.name, field])),
      workflow: definition.workflows.find(workflow => workflow.entity === entity.name),
      lines,
      related,
      former: formerOf(entity, shapes),
    })
  }
  return { name: definition.app.name, release, definition, entities }
}

function formerOf(entity: Entity, shapes: readonly FieldShape[]): ReadonlyMap<string, readonly FieldShape[]> {
  const former = new Map<string, readonly FieldShape[]>()
  for (const field of entity.fields) {
    const own = shapes.filter(each => each.entity === entity.id && each.field === field.id)
    if (own.length > 0) former.set(field.name, own)
  }
  return former
}

/** The field as it was when this audit row was written. */
export function fieldAt(live: LiveEntity, field: Field, seq: bigint): Field {
  const shapes = live.former.get(field.name)
  const then = shapes?.findLast(each => each.since < seq) ?? shapes?.[0]
  if (!then) return field
  const { scale: _scale, currency: _currency, prefix: _prefix, ...rest } = field
  return { ...rest, ...then.shape }
}
