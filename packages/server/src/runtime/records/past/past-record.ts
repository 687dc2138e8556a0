/** One record as it was: today's row with every change since undone, or, of what is gone from it, what the audit was told last. */
import { fromWire, type Value } from '@bailiwick/definition/expressions/index.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Entity, Field } from '@bailiwick/definition/model/index.ts'
import { micros } from './micros.ts'
import type { PastReleases } from './past-releases.ts'
import { Unclear } from './unclear.ts'

type Columns = Readonly<Record<string, unknown>>

interface Change {
  readonly at: string
  readonly kind: string
  readonly person: string | null
  readonly before: Columns | null
  readonly after: Columns | null
  readonly version: number | null
  /** Of a time before the record was here. */
  readonly imported: boolean
}

/** As `bailiwick.past_records` gives it. */
export interface KnownRecord {
  readonly id: string
  readonly row: Columns | null
  readonly changes: readonly Change[]
}

export type RecordState = 'absent' | 'live' | 'trash'

/** @param at microseconds since 1970 */
export class PastRecord {
  readonly id: string
  readonly state: RecordState
  /** Why it was not there, or that this is not sure. */
  readonly because: 'not-yet' | 'not-yet-imported' | 'gone' | 'perhaps-not-imported' | undefined
  /** Since when the record is here, where that is known. */
  readonly since: string | undefined
  readonly #entity: Entity
  readonly #releases: PastReleases
  readonly #base: Columns
  readonly #baseEntity: Entity | undefined
  readonly #later: readonly Change[]
  readonly #earlier: readonly Change[]
  readonly #standing: boolean

  /** @param imported when the app's records were imported, if the audit has it */
  constructor(known: KnownRecord, entity: Entity, releases: PastReleases, at: bigint, imported: string | undefined) {
    this.id = known.id
    this.#entity = entity
    this.#releases = releases
    const after = (change: Change) => micros(change.at) > at
    this.#later = known.changes.filter(after)
    this.#earlier = known.changes.filter(change => !after(change))
    const purge = known.changes.find(change => change.kind === 'purge')
    this.#standing = known.row !== null
    this.#base = known.row ?? purge?.before ?? {}
    this.#baseEntity = releases.entityIn(purge && !known.row ? releases.at(purge.at) : releases.newest, entity.id)
    const made = known.changes.find(change => change.kind === 'create' && !change.imported)
    this.since = made?.at ?? imported
    this.because = !made && !imported && this.#standing ? 'perhaps-not-imported' : undefined
    if (made && after(made)) this.because = 'not-yet'
    else if (!made && imported !== undefined && micros(imported) > at) this.because = 'not-yet-imported'
    else if (!known.row && (!purge || !after(purge))) this.because = 'gone'
    const deleted = this.#column('deleted_at') !== null
    this.state = this.because !== undefined && this.because !== 'perhaps-not-imported' ? 'absent' : deleted ? 'trash' : 'live'
  }

  /** The value of a field of the release of then, by its name of then. @throws Unclear */
  value(field: string, type: Parameters<typeof fromWire>[0]): Value {
    const defined = this.#entity.fields.find(each => each.name === field)
    if (defined) {
      const stored = this.#stored(defined)
      return stored === null ? null : fromWire(type, fieldTypes[defined.type].fromAudit(stored, defined))
    }
    if (field === 'id') return this.id
    const stored = this.#system(field)
    if (stored === null || stored === undefined) return null
    if (type.kind === 'timestamp') return micros(String(stored))
    return type.kind === 'int' ? BigInt(String(stored)) : String(stored)
  }

  /** Never changes by anything but a change of its own. */
  #column(name: string): unknown {
    for (const change of this.#later) if (change.before && name in change.before) return change.before[name] ?? null
    return this.#base[name] ?? null
  }

  #stored(field: Field): unknown {
    const entityThen = (change: Change) => this.#releases.entityIn(this.#releases.at(change.at), this.#entity.id)
    const named = (entity: Entity | undefined) => entity?.fields.find(each => each.id === field.id)
    if (this.#releases.keptSince(this.#entity.id, field)) {
      for (const change of this.#later) {
        const name = named(entityThen(change))?.name
        if (change.before && name !== undefined && name in change.before) return change.before[name] ?? null
      }
      const name = named(this.#baseEntity)?.name
      if (name !== undefined) return this.#base[name] ?? null
    }
    // Its column is gone or was made over. What was last said of it before the moment is only under the name of then known for sure in this release.
    for (const change of [...this.#earlier].reverse()) {
      if (change.imported) break
      if (change.after && micros(change.at) >= this.#releases.from && field.name in change.after)
        return change.after[field.name] ?? null
      if (change.kind === 'create') {
        if (micros(change.at) >= this.#releases.from) return null
        break
      }
    }
    throw new Unclear({ kind: 'remade' })
  }

  #system(name: string): unknown {
    if (!['version', 'updated_at', 'updated_by'].includes(name)) return this.#column(name)
    const last = this.#earlier[this.#earlier.length - 1]
    const next = this.#later[0]
    // What moves these without a row of its own, and what was imported, shows in the numbers.
    if (!next) {
      const moved = last && !last.imported && Number(this.#base.version) !== last.version
      if (!this.#standing || moved) throw new Unclear({ kind: 'rewritten' })
      return this.#base[name] ?? null
    }
    if (!last || last.imported || last.version === null || next.version !== last.version + 1)
      throw new Unclear({ kind: 'rewritten' })
    if (last.kind === 'create') return last.after?.[name] ?? null
    return name === 'version' ? last.version : name === 'updated_at' ? last.at : last.person
  }
}
