/**
 * Tells open screens that records changed: ids and versions, never values. What happened is read from the audit behind every running transaction, so no late
 * commit is missed and writers pay nothing. Before an event leaves, the record is looked up under the subscriber's own rules at that moment; one that is
 * out of their sight is mentioned only if their screen was given it before.
 */
import type { RecordEvent } from '@bailiwick/definition/wire/index.ts'
import type { Pool } from 'pg'
import type { LiveApp } from '../../database/live-model.ts'
import type { Observe } from '../../observations.ts'
import type { Actor, SessionBinding } from '../../security/access/actor.ts'
import { longestView } from '../../security/access/view-as.ts'
import type { Plan } from '../records/list.ts'
import { surfaceOf } from '../records/surface.ts'

export interface Subscriber {
  readonly app: string
  readonly session: SessionBinding
  readonly client: string | undefined
  /** Runs a plan as this subscriber, now. */
  readonly ask: <T>(planFor: (actor: Actor) => Plan<T>) => Promise<T>
  send(event: RecordEvent): void
  /** The subscriber missed something: fetch what is shown again. */
  refetch(): void
  /** The session ended; nothing is sent after this. */
  end(): void
}

interface ChangeRow {
  upto: string
  app: string | null
  entity: string
  record: string
  kind: string
  version: number | null
  client: string | null
}

/** Kinds of audit rows that say a record is not what it was; a refused attempt is nobody's news. */
const changing = new Set([
  'create',
  'update',
  'transition',
  'vote',
  'comment',
  'delete',
  'restore',
  'purge',
  'import',
  'share',
  'unshare',
])

const tabOf = (session: string, client: string | undefined) => (client ? `${session} ${client}` : undefined)

const tick = 250
const sessionCheck = 2_000
const mostAtOnce = 1_000
const mostSeen = 5_000

export class RealtimeHub {
  readonly #gate: Pool
  readonly #app: (name: string) => LiveApp | undefined
  readonly #observe: Observe
  readonly #subscribers = new Set<Subscriber>()
  /** Ids a tab was given, so that it can be told that one left. Tabs name themselves, so each is kept with its session: another's name gives nothing. */
  readonly #seen = new Map<string, Set<string>>()
  #since: string | undefined
  #timer: NodeJS.Timeout | undefined
  #checkedAt = 0
  #stopped = false

  constructor(gate: Pool, app: (name: string) => LiveApp | undefined, observe: Observe) {
    this.#gate = gate
    this.#app = app
    this.#observe = observe
  }

  /** @returns call it when the connection is gone */
  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber)
    if (!this.#timer && !this.#stopped) {
      this.#since = undefined
      this.#schedule(0)
    }
    return () => {
      this.#subscribers.delete(subscriber)
      const tab = tabOf(subscriber.session.id, subscriber.client)
      if (tab && ![...this.#subscribers].some(other => tabOf(other.session.id, other.client) === tab)) this.#seen.delete(tab)
    }
  }

  /** Records a tab has just been given. */
  saw(session: string, client: string | undefined, entity: string, ids: readonly string[]): void {
    const tab = tabOf(session, client)
    if (!tab || ![...this.#subscribers].some(subscriber => tabOf(subscriber.session.id, subscriber.client) === tab)) return
    const seen = this.#seen.get(tab) ?? new Set()
    this.#seen.set(tab, seen)
    for (const id of ids) seen.add(`${entity} ${id}`)
    for (const oldest of seen) {
      if (seen.size <= mostSeen) break
      seen.delete(oldest)
    }
  }

  get subscribers(): number {
    return this.#subscribers.size
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    for (const subscriber of this.#subscribers) subscriber.end()
    this.#subscribers.clear()
  }

  #schedule(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#look()
        .catch(error => {
          this.#observe({
            kind: 'warning',
            text: 'Realtime could not read the latest changes; open screens will fetch again.',
            error,
          })
          this.#since = undefined
          for (const subscriber of this.#subscribers) subscriber.refetch()
        })
        .finally(() => {
          this.#timer = undefined
          if (this.#subscribers.size > 0 && !this.#stopped) this.#schedule(tick)
        })
    }, ms)
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    await this.#endDeadSessions()
    if (this.#since === undefined) {
      const { rows } = await this.#gate.query<{ upto: string }>('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS upto')
      this.#since = rows[0]?.upto
      return
    }
    const { rows } = await this.#gate.query<ChangeRow>('SELECT * FROM bailiwick.changes_since($1, $2)', [
      this.#since,
      mostAtOnce + 1,
    ])
    this.#since = rows[0]?.upto ?? this.#since
    const changes = rows.filter(row => row.app !== null && changing.has(row.kind))
    if (changes.length > mostAtOnce) {
      for (const subscriber of this.#subscribers) subscriber.refetch()
      return
    }
    if (changes.length > 0) await Promise.all([...this.#subscribers].map(subscriber => this.#tell(subscriber, changes)))
  }

  async #tell(subscriber: Subscriber, all: readonly ChangeRow[]): Promise<void> {
    const newest = new Map<string, ChangeRow>()
    for (const change of all) if (change.app === subscriber.app) newest.set(`${change.entity} ${change.record}`, change)
    if (newest.size === 0) return
    const byEntity = Map.groupBy(newest.values(), change => change.entity)
    for (const [entity, changes] of byEntity) {
      try {
        const visible = new Set(
          await subscriber.ask(actor =>
            this.#planVisible(
              subscriber.app,
              entity,
              changes.map(change => change.record),
              actor,
            ),
          ),
        )
        for (const change of changes) this.#tellOne(subscriber, change, visible.has(change.record))
      } catch {
        // Not answered for certain: nothing is told, the screen asks for itself.
        subscriber.refetch()
      }
    }
  }

  #tellOne(subscriber: Subscriber, change: ChangeRow, visible: boolean): void {
    const by = change.client ? { by: change.client } : {}
    if (visible) {
      subscriber.send({
        entity: change.entity,
        id: change.record,
        kind: 'changed',
        ...(change.version === null ? {} : { version: change.version }),
        ...by,
      })
      this.saw(subscriber.session.id, subscriber.client, change.entity, [change.record])
      return
    }
    const seen = this.#seen.get(tabOf(subscriber.session.id, subscriber.client) ?? '')
    if (seen?.delete(`${change.entity} ${change.record}`))
      subscriber.send({ entity: change.entity, id: change.record, kind: 'left', ...by })
  }

  #planVisible(appName: string, entity: string, ids: readonly string[], actor: Actor): Plan<string[]> {
    const app = this.#app(appName)
    const surface = app ? surfaceOf(app, entity, actor) : undefined
    if (!surface) return { statements: [], answer: () => [] }
    return {
      statements: [
        { text: `SELECT t.id FROM ${surface.names.read} t WHERE t.id = ANY ($1::uuid[])`, values: [`{${ids.join(',')}}`] },
      ],
      answer: ([result]) => (result?.rows ?? []).map(row => String(row[0])),
    }
  }

  /** A session that ended anywhere closes its streams within seconds, whether or not anything changes. */
  async #endDeadSessions(): Promise<void> {
    if (Date.now() - this.#checkedAt < sessionCheck) return
    this.#checkedAt = Date.now()
    const sessions = [...new Set([...this.#subscribers].map(subscriber => subscriber.session.id))]
    const { rows } = await this.#gate.query<{ id: string; token_hash: string; viewing_since: Date | null }>(
      `SELECT s.id, encode(s.token_hash, 'hex') AS token_hash, s.viewing_since FROM bailiwick.session s JOIN bailiwick.person p ON p.id = s.person
       WHERE coalesce(s.viewing_since > now() - interval '${longestView} minutes', true) AND s.id = ANY ($1::uuid[]) AND s.ended_at IS NULL AND s.expires_at > now() AND p.status = 'active'`,
      [sessions],
    )
    const alive = new Map(rows.map(row => [row.id, `${row.token_hash} ${row.viewing_since?.getTime()}`]))
    for (const subscriber of this.#subscribers) {
      const { id, tokenHash, viewing } = subscriber.session
      // A session that goes on under a new token, or as somebody else, is asked for again.
      if (alive.get(id) === `${tokenHash} ${viewing?.since.getTime()}`) continue
      this.#subscribers.delete(subscriber)
      subscriber.end()
    }
  }
}
