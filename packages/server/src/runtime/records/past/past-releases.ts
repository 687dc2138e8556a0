/** The releases from the one whose rules held at a moment until now, and what a field and an entity were called in each. Ids are what stays. */
import { measuredBy } from '@bailiwick/definition/fields/kept.ts'
import type { Definition, Entity, Field } from '@bailiwick/definition/model/index.ts'
import { type LiveApp, liveApp } from '../../../database/live-model.ts'
import { micros } from './micros.ts'

export interface Released {
  readonly id: string
  readonly number: number
  /** As PostgreSQL's JSON has it. */
  readonly at: string
  readonly definition: Definition
}

const keptApps = new Map<string, LiveApp>()

/** Rules are checked once for each release. */
function appOf({ id, definition }: Released): LiveApp {
  const known = keptApps.get(id)
  if (known) return known
  if (keptApps.size >= 50) keptApps.clear()
  const made = liveApp(definition, id)
  keptApps.set(id, made)
  return made
}

export class PastReleases {
  readonly #releases: readonly Released[]
  readonly app: LiveApp

  /** @param releases by number, at least one */
  constructor(releases: readonly Released[]) {
    this.#releases = releases
    this.app = appOf(releases[0]!)
  }

  get number(): number {
    return this.#releases[0]!.number
  }

  /** Microseconds since 1970. */
  get from(): bigint {
    return micros(this.#releases[0]!.at)
  }

  get newest(): Definition {
    return this.#releases[this.#releases.length - 1]!.definition
  }

  /** Of a moment before all of them: the first. */
  at(moment: string): Definition {
    const time = micros(moment)
    return (this.#releases.findLast(release => micros(release.at) <= time) ?? this.#releases[0]!).definition
  }

  entityIn(definition: Definition, id: string): Entity | undefined {
    return definition.entities.find(entity => entity.id === id)
  }

  /** Every name of an entity, and of one of its fields. */
  names(entityId: string, fieldId: string): { readonly entities: string[]; readonly fields: string[] } {
    const entities = this.#releases.flatMap(({ definition }) => this.entityIn(definition, entityId) ?? [])
    return {
      entities: [...new Set(entities.map(entity => entity.name))],
      fields: [...new Set(entities.flatMap(entity => entity.fields.filter(each => each.id === fieldId).map(each => each.name)))],
    }
  }

  /** Whether the field was kept, and kept as it was, in every release since, so that what stands in its column now was put there by people. */
  keptSince(entityId: string, field: Field): boolean {
    const shape = shapeOf(field)
    const kept = this.#releases.every(({ definition }) => {
      const same = this.entityIn(definition, entityId)?.fields.find(each => each.id === field.id)
      return same !== undefined && shapeOf(same) === shape
    })
    if (!kept) return false
    const { entities } = this.app.definition
    const entity = this.entityIn(this.app.definition, entityId)
    // So is what is counted of other records.
    const measured = entity && field.rollup ? measuredBy(entities, entity, field) : undefined
    if (measured?.field) return this.keptSince(measured.entity.id, measured.field)
    if (!field.formula) return true
    // A formula is computed anew from parts that were made over.
    const words = new Set(field.formula.expression.match(/[a-z][a-z0-9_]*/g))
    const parts = entity?.fields.filter(each => !each.formula && words.has(each.name))
    return (parts ?? []).every(part => this.keptSince(entityId, part))
  }
}

/** Whatever a release gives records that are there another value for; a choice that becomes a state is filled where it was empty. */
function shapeOf({ type, scale, currency, formula, rollup, to, managed }: Field): string {
  return JSON.stringify([type, scale ?? null, currency ?? null, formula ?? null, rollup ?? null, to ?? null, managed])
}
