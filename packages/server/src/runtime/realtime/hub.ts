/**
 * Tells open screens that records changed: ids and versions, never values. What happened is read from the audit behind every running transaction, so no late
 * commit is missed and writers pay nothing. Before an event leaves, the record is looked up under the subscriber's own rules at that moment; one that is
 * out of their sight is mentioned only if their screen was given it before.
 */
import type { PresenceEvent, RecordEvent } from '@bailiwick/definition/wire/index.ts'
import type { Pool } from 'pg'
import type { LiveApp } from '../../database/live-model.ts'
import type { Observe } from '../../observations.ts'
import type { Actor, SessionBinding } from '../../security/access/actor.ts'
import { longestView } from '../../security/access/view-as.ts'
import type { Plan } from '../records/list.ts'
import { surfaceOf } from '../records/surface.ts'
import { reference } from '../records/values.ts'
import { type Place, Presence } from './presence.ts'

/** What decides what somebody may see, and until when it holds by itself. */
export interface Standing {
  readonly of: string
  /** Milliseconds since 1970, or Infinity. */
  readonly until: number
}

export function standingOf({ roles, teams, ownTeams, validUntil }: Actor): Standing {
  return { of: JSON.stringify([roles, teams, ownTeams]), until: validUntil }
}

export interface Subscriber {
  readonly app: string
  readonly session: SessionBinding
  readonly client: string | undefined
  /** Who listens; undefined while they view as somebody else, when what is their own is not told. */
  readonly person: string | undefined
  /** What they were made of when they began to listen. */
  readonly standing: Standing
  /** Runs a plan as this subscriber, now. */
  readonly ask: <T>(planFor: (actor: Actor) => Plan<T>) => Promise<T>
  send(event: RecordEvent): void
  /** There is something new among their notifications. */
  notify(): void
  /** Something moved among their jobs. */
  jobsMoved(): void
  /** Others who have the record open that this tab has open. */
  present(event: PresenceEvent): void
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

/** Kinds that followers are told of. */
const telling = new Set(['comment', 'transition', 'vote'])

const tabOf = (session: string, client: string | undefined) => (client ? `${session} ${client}` : undefined)

const tick = 250
const sessionCheck = 2_000
const jobCheck = 1_000
const standingCheck = 1_000
const mostAtOnce = 1_000
const directoryAtMost = 1_000
const mostSeen = 5_000
/** So long, in milliseconds, a request may take that was sent before its tab left. */
const onItsWay = 30_000

export class RealtimeHub {
  readonly #gate: Pool
  readonly #app: (name: string) => LiveApp | undefined
  readonly #observe: Observe
  /** Each with what they were made of when they last heard of it. */
  readonly #subscribers = new Map<Subscriber, Standing>()
  /** Ids a tab was given, so that it can be told that one left. Tabs name themselves, so each is kept with its session: another's name gives nothing. */
  readonly #seen = new Map<string, Set<string>>()
  #since: string | undefined
  #timer: NodeJS.Timeout | undefined
  #checkedAt = 0
  #jobsAt = 0
  #standingAt = 0
  #epoch: string | undefined
  /** What was last seen to have moved among a person's jobs. */
  #moves = new Map<string, string>()
  #stopped = false
  /** Since it was told that somebody has another name or manager. */
  #telling: NodeJS.Timeout | undefined
  #directoryMeanwhile = false
  readonly #presence: Presence
  /** Tabs whose last stream is gone, and until when what they said before is not heard. */
  readonly #left = new Map<string, number>()
  /** Records whose people are being told, and whether they have changed since that began. */
  readonly #changedMeanwhile = new Map<string, boolean>()

  /** @param nodeKey known to the nodes of this installation alone */
  constructor(gate: Pool, app: (name: string) => LiveApp | undefined, nodeKey: Buffer, observe: Observe) {
    this.#gate = gate
    this.#app = app
    this.#observe = observe
    this.#presence = new Presence(gate, nodeKey, observe, place => void this.#newsOf(place))
  }

  /** @returns call it when the connection is gone */
  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.set(subscriber, subscriber.standing)
    const tab = tabOf(subscriber.session.id, subscriber.client)
    if (tab) this.#left.delete(tab)
    this.#presence.start()
    if (!this.#timer && !this.#stopped) {
      this.#since = undefined
      this.#schedule(0)
    }
    return () => {
      this.#subscribers.delete(subscriber)
      if (tab && ![...this.#subscribers.keys()].some(other => tabOf(other.session.id, other.client) === tab)) {
        this.#seen.delete(tab)
        this.#presence.gone(tab)
        this.#leaves(tab)
      }
      if (this.#subscribers.size === 0) this.#presence.stop()
    }
  }

  #leaves(tab: string): void {
    const now = Date.now()
    for (const [each, until] of this.#left) {
      if (until > now) break
      this.#left.delete(each)
    }
    this.#left.set(tab, now + onItsWay)
  }

  /** A tab has a record open that its person reads; undefined: it has none. Said again every 20 seconds. */
  openIn(session: string, client: string | undefined, at: (Place & { readonly person: string }) | undefined): void {
    const tab = tabOf(session, client)
    if (!tab) return
    // What a page that was left had said last is answered after it is gone: nobody would take that back.
    if (at && (this.#left.get(tab) ?? 0) > Date.now()) return
    if (at) this.#presence.here(tab, at)
    else this.#presence.gone(tab)
  }

  /** Records a tab has just been given. */
  saw(session: string, client: string | undefined, entity: string, ids: readonly string[]): void {
    const tab = tabOf(session, client)
    if (!tab || ![...this.#subscribers.keys()].some(subscriber => tabOf(subscriber.session.id, subscriber.client) === tab)) return
    const seen = this.#seen.get(tab) ?? new Set()
    this.#seen.set(tab, seen)
    for (const id of ids) seen.add(`${entity} ${id}`)
    for (const oldest of seen) {
      if (seen.size <= mostSeen) break
      seen.delete(oldest)
    }
  }

  /** Somebody has another name, which stands on whatever screen, or another manager, on which rules may stand. Of many changes in a row it is told once in a while. */
  directoryChanged(): void {
    if (this.#telling) {
      this.#directoryMeanwhile = true
      return
    }
    for (const subscriber of this.#subscribers.keys()) subscriber.refetch()
    this.#telling = setTimeout(() => {
      this.#telling = undefined
      if (this.#directoryMeanwhile && !this.#stopped) this.directoryChanged()
    }, directoryAtMost)
    this.#directoryMeanwhile = false
    this.#telling.unref()
  }

  /** It was released anew: what a screen shows may be no more, or be no longer for its person. */
  appChanged(name: string): void {
    for (const subscriber of this.#subscribers.keys()) if (subscriber.app === name) subscriber.refetch()
  }

  get subscribers(): number {
    return this.#subscribers.size
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    clearTimeout(this.#telling)
    this.#presence.stop()
    for (const subscriber of this.#subscribers.keys()) subscriber.end()
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
          for (const subscriber of this.#subscribers.keys()) subscriber.refetch()
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
    await this.#tellJobs()
    await this.#tellStanding()
    if (this.#since === undefined) {
      const { rows } = await this.#gate.query<{ upto: string }>('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS upto')
      this.#since = rows[0]?.upto
      return
    }
    const { rows } = await this.#gate.query<ChangeRow>('SELECT * FROM bailiwick.changes_since($1, $2)', [
      this.#since,
      mostAtOnce + 1,
    ])
    const from = this.#since
    this.#since = rows[0]?.upto ?? this.#since
    const changes = rows.filter(row => row.app !== null && changing.has(row.kind))
    // Other rows of the audit, as of what was refused, take the place of changes among those that were asked for.
    if (rows.length > mostAtOnce) {
      for (const subscriber of this.#subscribers.keys()) subscriber.refetch()
      return
    }
    if (changes.length > 0) await Promise.all([...this.#subscribers.keys()].map(subscriber => this.#tell(subscriber, changes)))
    await this.#notify(
      from,
      changes.filter(({ kind }) => telling.has(kind)).map(({ record }) => record),
    )
  }

  /** Whose roles or teams are others now asks again for all that is shown: no record need have changed for it. */
  async #tellStanding(): Promise<void> {
    const now = Date.now()
    if (now - this.#standingAt < standingCheck) return
    this.#standingAt = now
    const { rows } = await this.#gate.query<{ epoch: string }>('SELECT bailiwick.guest_epoch()::text AS epoch')
    const epoch = rows[0]?.epoch
    const isAsked = ({ until }: Standing) => epoch !== this.#epoch || until <= now
    const asked = [...this.#subscribers].filter(([, standing]) => isAsked(standing))
    this.#epoch = epoch
    await Promise.all(asked.map(([subscriber, standing]) => this.#tellOwnStanding(subscriber, standing)))
  }

  async #tellOwnStanding(subscriber: Subscriber, known: Standing): Promise<void> {
    try {
      const standing = await subscriber.ask(actor => ({ statements: [], answer: () => standingOf(actor) }))
      // Whoever left meanwhile is not put back.
      if (this.#subscribers.has(subscriber)) this.#subscribers.set(subscriber, standing)
      if (standing.of !== known.of) subscriber.refetch()
    } catch {
      // Not answered for certain: the screen asks for itself.
      subscriber.refetch()
    }
  }

  /** Whichever node runs them. */
  async #tellJobs(): Promise<void> {
    if (Date.now() - this.#jobsAt < jobCheck) return
    this.#jobsAt = Date.now()
    const people = [...new Set([...this.#subscribers.keys()].flatMap(({ person }) => person ?? []))]
    if (people.length === 0) return
    const { rows } = await this.#gate.query<{ person: string; moves: string }>(
      'SELECT person, moves FROM bailiwick.job_moves($1)',
      [people],
    )
    const now = new Map(rows.map(({ person, moves }) => [person, moves]))
    for (const subscriber of this.#subscribers.keys()) {
      const { person } = subscriber
      if (person === undefined || now.get(person) === this.#moves.get(person)) continue
      subscriber.jobsMoved()
    }
    this.#moves = now
  }

  /** Whoever was told of something hears that they were, in whatever app they are: if they read the record still. */
  async #notify(since: string, records: readonly string[]): Promise<void> {
    const people = [...new Set([...this.#subscribers.keys()].flatMap(({ person }) => person ?? []))]
    if (records.length === 0 || people.length === 0) return
    const { rows } = await this.#gate.query<Place & { person: string }>(
      'SELECT person, app, entity, record FROM bailiwick.told_since($1, $2, $3)',
      [since, records, people],
    )
    for (const subscriber of this.#subscribers.keys()) {
      const told = rows.filter(({ person }) => person === subscriber.person)
      if (told.length > 0 && (await this.#anyVisible(subscriber, told))) subscriber.notify()
    }
  }

  async #anyVisible(subscriber: Subscriber, places: readonly Place[]): Promise<boolean> {
    for (const [entity, of] of Map.groupBy(places, place => `${place.app} ${place.entity}`)) {
      const [app = '', name = ''] = entity.split(' ')
      const ids = of.map(({ record }) => record)
      try {
        if ((await subscriber.ask(actor => this.#planVisible(app, name, ids, actor))).length > 0) return true
      } catch {
        // Not answered for certain: nothing is told.
      }
    }
    return false
  }

  /** Once, and once more after a rest when it has changed meanwhile: whoever comes and goes all the time buys no questions in the names of others. */
  async #newsOf(place: Place): Promise<void> {
    const key = `${place.app} ${place.entity} ${place.record}`
    const isAtIt = this.#changedMeanwhile.has(key)
    this.#changedMeanwhile.set(key, isAtIt)
    if (isAtIt) return
    do {
      this.#changedMeanwhile.set(key, false)
      await this.#tellPresent(place)
      await new Promise(resolve => setTimeout(resolve, tick).unref())
    } while (this.#changedMeanwhile.get(key) && !this.#stopped)
    this.#changedMeanwhile.delete(key)
  }

  /** Those who have a record open hear who else has, as long as they read it themselves. */
  async #tellPresent(place: Place): Promise<void> {
    const { app, entity, record } = place
    for (const subscriber of this.#subscribers.keys()) {
      const tab = tabOf(subscriber.session.id, subscriber.client)
      if (!tab || subscriber.app !== app || !this.#presence.isAt(tab, place)) continue
      const others = this.#presence.peopleAt(place).filter(person => person !== subscriber.person)
      try {
        const event = await subscriber.ask(actor => {
          const { statements, answer } = this.#planVisible(app, entity, [record], actor)
          return {
            statements,
            answer: (results, directory) =>
              answer(results, directory).length === 0
                ? undefined
                : { entity, id: record, people: others.map(person => reference(person, directory.personName(person))!) },
          }
        })
        if (event) subscriber.present(event)
      } catch {
        // Not answered for certain: nothing is told.
      }
    }
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
        this.saw(subscriber.session.id, subscriber.client, entity, [...visible])
      } catch {
        // Not answered for certain: nothing is told, the screen asks for itself.
        subscriber.refetch()
      }
    }
  }

  #tellOne(subscriber: Subscriber, change: ChangeRow, visible: boolean): void {
    // Only to itself: whoever knew what another tab calls itself could write in its name, and it would not look.
    const by = change.client && change.client === subscriber.client ? { by: change.client } : {}
    if (visible) {
      subscriber.send({
        entity: change.entity,
        id: change.record,
        kind: 'changed',
        ...(change.version === null ? {} : { version: change.version }),
        ...by,
      })
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
    const sessions = [...new Set([...this.#subscribers.keys()].map(subscriber => subscriber.session.id))]
    const { rows } = await this.#gate.query<{ id: string; token_hash: string; viewing_since: Date | null }>(
      `SELECT s.id, encode(s.token_hash, 'hex') AS token_hash, s.viewing_since FROM bailiwick.session s JOIN bailiwick.person p ON p.id = s.person
       WHERE coalesce(s.viewing_since > now() - interval '${longestView} minutes', true) AND s.id = ANY ($1::uuid[]) AND s.ended_at IS NULL AND s.expires_at > now() AND p.status = 'active'`,
      [sessions],
    )
    const alive = new Map(rows.map(row => [row.id, `${row.token_hash} ${row.viewing_since?.getTime()}`]))
    for (const subscriber of this.#subscribers.keys()) {
      const { id, tokenHash, viewing } = subscriber.session
      // A session that goes on under a new token, or as somebody else, is asked for again.
      if (alive.get(id) === `${tokenHash} ${viewing?.since.getTime()}`) continue
      this.#subscribers.delete(subscriber)
      subscriber.end()
    }
  }
}
