/** The records that rules of a moment look at, fetched as the evaluator asks for them: what is missing stops it, is fetched, and it begins again. */
import { type CheckedExpression, type Facts, holds } from '@bailiwick/definition/expressions/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import type { Transaction } from '../../../database/with-actor.ts'
import type { PastPeople } from './past-people.ts'
import { askPast, type Vouch } from './past-question.ts'
import { type KnownRecord, PastRecord } from './past-record.ts'
import type { PastReleases } from './past-releases.ts'
import { Unclear } from './unclear.ts'

/** A list of more than this is not looked at, and all rules together reach no more other records than that. */
const mostChildren = 200
const mostRecords = 1_000

class Missing extends Error {
  readonly fetch: () => Promise<void>

  constructor(fetch: () => Promise<void>) {
    super('not fetched yet')
    this.fetch = fetch
  }
}

export interface Moment {
  /** As it was asked for. */
  readonly text: string
  readonly micros: bigint
  /** `YYYY-MM-DD` in the time zone of the app of then. */
  readonly today: string
}

export class PastWorld {
  readonly #tx: Transaction
  readonly #vouch: Vouch
  readonly #releases: PastReleases
  readonly #people: PastPeople
  readonly #moment: Moment
  readonly #imported: string | undefined
  readonly #records = new Map<string, PastRecord>()
  readonly #children = new Map<string, readonly string[] | Unclear>()

  constructor(
    tx: Transaction,
    vouch: Vouch,
    releases: PastReleases,
    people: PastPeople,
    moment: Moment,
    imported: string | undefined,
  ) {
    this.#tx = tx
    this.#vouch = vouch
    this.#releases = releases
    this.#people = people
    this.#moment = moment
    this.#imported = imported
  }

  async record(entity: string, id: string): Promise<PastRecord> {
    await this.#fetch(entity, [id])
    return this.#records.get(id)!
  }

  /** Whether the condition held for the person; an Unclear where that cannot be known. */
  async holds(checked: CheckedExpression, record: PastRecord, person: string): Promise<boolean | Unclear> {
    for (;;) {
      try {
        return holds(checked, this.#facts(record, person))
      } catch (error) {
        if (error instanceof Unclear) return error
        if (!(error instanceof Missing)) throw error
        await error.fetch()
      }
    }
  }

  #facts(record: PastRecord, person: string): Facts<PastRecord> {
    return {
      record: () => record,
      value: name => {
        throw new Error(`There is no ${name} here.`)
      },
      field: (row, entity, field) => row.value(field, this.#typeOf(entity, field)),
      byId: (entity, id) => live(this.#known(entity, id)),
      children: (entity, via, id) =>
        this.#listed(entity, via, id)
          .flatMap(each => live(this.#known(entity, each)) ?? [])
          .filter(child => child.value(via, this.#typeOf(entity, via)) === id),
      user: property => this.#people.user(person, property),
      now: () => this.#moment.micros,
      today: () => this.#moment.today,
    }
  }

  #typeOf(entity: string, field: string) {
    const { definition, entities } = this.#releases.app
    return scopeFor(definition, entities.get(entity)!.entity, 'rule').entities.get(entity)!.fields.get(field)!.type
  }

  #known(entity: string, id: string): PastRecord {
    const known = this.#records.get(id)
    if (!known) throw new Missing(() => this.#fetch(entity, [id]))
    return known
  }

  #listed(entity: string, via: string, id: string): readonly string[] {
    const key = `${entity} ${via} ${id}`
    const known = this.#children.get(key)
    if (known instanceof Unclear) throw known
    if (!known) throw new Missing(() => this.#fetchChildren(key, entity, via, id))
    return known
  }

  async #fetch(entity: string, ids: readonly string[]): Promise<void> {
    const wanted = ids.filter(id => !this.#records.has(id))
    if (wanted.length === 0) return
    if (this.#records.size + wanted.length > mostRecords) throw new Unclear({ kind: 'reach', most: mostRecords })
    const { app } = this.#releases
    const then = app.entities.get(entity)!.entity
    const name = this.#releases.entityIn(this.#releases.newest, then.id)?.name ?? entity
    const found = await askPast<KnownRecord[]>(this.#tx, this.#vouch, {
      ask: 'records',
      app: app.name,
      entity: name,
      ids: wanted,
    })
    for (const each of found)
      this.#records.set(each.id, new PastRecord(each, then, this.#releases, this.#moment.micros, this.#imported))
  }

  async #fetchChildren(key: string, entity: string, via: string, id: string): Promise<void> {
    const { app } = this.#releases
    const then = app.entities.get(entity)!
    const field = then.fields.get(via)!
    const now = this.#releases.entityIn(this.#releases.newest, then.entity.id)
    const names = this.#releases.names(then.entity.id, field.id)
    // Without its column nobody knows all who pointed here.
    if (!this.#releases.keptSince(then.entity.id, field)) return void this.#children.set(key, new Unclear({ kind: 'remade' }))
    const ids = await askPast<string[]>(this.#tx, this.#vouch, {
      ask: 'children',
      app: app.name,
      entity: now!.name,
      via: now!.fields.find(each => each.id === field.id)!.name,
      entities: names.entities,
      former: names.fields,
      record: id,
      at: this.#moment.text,
      most: mostChildren + 1,
    })
    if (ids.length > mostChildren) return void this.#children.set(key, new Unclear({ kind: 'many', most: mostChildren }))
    await this.#fetch(entity, ids)
    this.#children.set(key, ids)
  }
}

function live(record: PastRecord): PastRecord | undefined {
  if (record.because === 'perhaps-not-imported') throw new Unclear({ kind: 'imported' })
  return record.state === 'live' ? record : undefined
}
