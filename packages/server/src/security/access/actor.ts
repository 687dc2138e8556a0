/**
 * Who a request acts for, and what that is made of. Gathered from the database in one snapshot and kept for seconds; every transaction
 * states the epoch it was gathered at, and the database refuses a stale one (`BW409 claims.stale`), so a kept actor is never a wrong one.
 */
import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import type { LiveApp } from '../../database/live-model.ts'
import { problem, say } from '../../problems.ts'
import { sign } from '../secrets/keys.ts'
import { administers, seenBeyond, type Viewing } from './view-as.ts'

/** A session as a transaction is bound to it: with another token it is not entered, whatever a node remembers. */
export interface SessionBinding {
  readonly id: string
  /** sha256 of the token, hexadecimal. */
  readonly tokenHash: string
  /** As whom the session looks at an app; absent or null: as its own person. */
  readonly viewing?: Viewing | null
}

/** The one app that is open while somebody else is viewed, and the release on which that was judged. */
export interface View {
  readonly app: string
  readonly release: string
}

export interface Actor {
  readonly person: string
  /** The session the request came with; null for an act of the system itself (a release, an import). */
  readonly session: SessionBinding | null
  /** Who looks, while `person` is whom they look as. */
  readonly behalf: string | null
  /** Present: nothing can be changed, and nothing but this app is there. */
  readonly view: View | null
  /** `app.role` */
  readonly roles: readonly string[]
  /** The person's teams and every team beneath them. */
  readonly teams: readonly string[]
  readonly ownTeams: readonly string[]
  readonly epoch: string
  /** When a dated grant starts or ends next; milliseconds since 1970, or Infinity. */
  readonly validUntil: number
  /** In which languages whoever asks reads, best first; absent: as each app says. No claim, and nothing is decided by it. */
  readonly languages?: readonly string[]
}

/** What a transaction is entered with: text and its signature. */
export interface SignedClaims {
  readonly text: string
  readonly signature: Buffer
}

/** The roles this person holds in one app, without the app's name. */
export function rolesIn(actor: Actor, app: string): string[] {
  const prefix = `${app}.`
  return actor.roles.filter(role => role.startsWith(prefix)).map(role => role.slice(prefix.length))
}

/** The person that whoever is not signed in acts as: `bailiwick.guest()`. */
export const guest = '00000000-0000-7000-8000-006775657374'

/** Whoever sends a public form, with the app's public role and nothing else. */
export async function gatherGuest(gate: Pool, app: string, role: string): Promise<Actor> {
  const { rows } = await gate.query<{ epoch: string }>({
    name: 'guest-epoch',
    text: 'SELECT bailiwick.guest_epoch()::text AS epoch',
  })
  return {
    person: guest,
    session: null,
    behalf: null,
    view: null,
    roles: [`${app}.${role}`],
    teams: [],
    ownTeams: [],
    epoch: rows[0]?.epoch ?? '',
    validUntil: Number.POSITIVE_INFINITY,
  }
}

const claimsLifetime = 30

/** @param request the request id that stands in every audit row of this transaction */
export function signClaims(key: Buffer, actor: Actor, request: string): SignedClaims {
  const until = Math.min(Math.floor(Date.now() / 1000) + claimsLifetime, actor.validUntil / 1000)
  const text = [
    actor.person,
    actor.session?.id ?? '',
    arrayLiteral(actor.roles),
    arrayLiteral(actor.teams),
    arrayLiteral(actor.ownTeams),
    actor.behalf ?? '',
    request.replaceAll('\n', ' '),
    actor.epoch,
    String(until),
    actor.session === null ? 'system' : 'session',
    randomBytes(9).toString('base64url'),
    actor.session?.tokenHash ?? '',
    actor.view?.app ?? '',
    actor.view?.release ?? '',
  ].join('\n')
  return { text, signature: sign(key, text) }
}

/** Roles and ids hold neither quotes nor commas: names are `[a-z0-9_.]`, ids are uuids. */
function arrayLiteral(values: readonly string[]): string {
  return `{${values.join(',')}}`
}

interface GatheredRow {
  roles: string[]
  teams: string[]
  own_teams: string[]
  epoch: string
  valid_until: Date | number
}

/** Actors by person, for as long as the database agrees with them. */
export class Actors {
  readonly #gate: Pool
  readonly #app: (name: string) => LiveApp | undefined
  readonly #kept = new Map<string, { at: number; row: GatheredRow }>()

  /** @param app the live app of a name, on which views are judged; without it nobody views anything */
  constructor(gate: Pool, app: (name: string) => LiveApp | undefined = () => undefined) {
    this.#gate = gate
    this.#app = app
  }

  /**
   * @param fresh true after the database called the kept claims stale
   * @returns undefined when the person is not active
   * @throws `viewing.ended` when the session views what may not be viewed any more
   */
  async gather(person: string, session: SessionBinding | null, fresh = false): Promise<Actor | undefined> {
    if (session?.viewing) return this.#gatherViewed(person, session, session.viewing, fresh)
    const row = await this.#row(person, fresh)
    return (
      row && {
        person,
        session,
        behalf: null,
        view: null,
        roles: row.roles,
        teams: row.teams,
        ownTeams: row.own_teams,
        epoch: row.epoch,
        validUntil: validUntil(row),
      }
    )
  }

  /** Judged anew each time, on what both are made of at one and the same epoch: the database refuses the claims when either has changed since. */
  async #gatherViewed(viewer: string, session: SessionBinding, viewing: Viewing, fresh: boolean): Promise<Actor | undefined> {
    if (viewing.over) throw problem('viewing.ended', { detail: say('viewing.too-long') })
    const app = this.#app(viewing.app)
    const [own, row] = await this.#rowsOfOneEpoch(viewer, viewing.person ?? viewer, fresh)
    if (!own) return undefined
    const ofApp = (roles: readonly string[]) => roles.filter(role => role.startsWith(`${viewing.app}.`))
    const roles = viewing.role === null ? ofApp(row?.roles ?? []) : [`${viewing.app}.${viewing.role}`]
    const bare = (names: readonly string[]) => names.map(role => role.slice(viewing.app.length + 1))
    if (!app || !row || roles.length === 0 || !bare(roles).every(name => app.definition.roles.some(role => role.name === name)))
      throw problem('viewing.ended', { detail: say('viewing.no-role') })
    const looking = { administrator: viewing.byAdministrator, roles: bare(ofApp(own.roles)) }
    const viewed = { kind: viewing.role === null ? 'person' : 'role', roles: bare(roles) } as const
    if (!administers(app.definition, looking) || seenBeyond(app.definition, looking, viewed).length > 0)
      throw problem('viewing.ended', { detail: say('viewing.own-rights') })
    return {
      person: viewing.person ?? viewer,
      session,
      behalf: viewer,
      view: { app: viewing.app, release: app.release },
      roles,
      teams: row.teams,
      ownTeams: row.own_teams,
      epoch: row.epoch,
      validUntil: Math.min(validUntil(own), validUntil(row)),
    }
  }

  async #rowsOfOneEpoch(
    one: string,
    other: string,
    fresh: boolean,
  ): Promise<readonly [GatheredRow | undefined, GatheredRow | undefined]> {
    for (let attempt = 0; ; attempt += 1) {
      const first = await this.#row(one, fresh || attempt > 0)
      const second = other === one ? first : await this.#row(other, fresh || attempt > 0)
      if (!first || !second || first.epoch === second.epoch) return [first, second]
      if (attempt >= 3) throw problem('request.try-again', { retryAfter: 1 })
    }
  }

  async #row(person: string, fresh: boolean): Promise<GatheredRow | undefined> {
    const now = Date.now()
    const entry = this.#kept.get(person)
    if (!fresh && entry && now - entry.at <= 60_000) return entry.row
    const answer = await this.#gate.query<GatheredRow>({
      name: 'gather-claims',
      text: 'SELECT roles, teams, own_teams, epoch::text, valid_until FROM bailiwick.gather_claims($1)',
      values: [person],
    })
    const row = answer.rows[0]
    if (!row) {
      this.#kept.delete(person)
      return undefined
    }
    if (this.#kept.size > 10_000) this.#kept.clear()
    this.#kept.set(person, { at: now, row })
    return row
  }
}

function validUntil(row: GatheredRow): number {
  return row.valid_until instanceof Date ? row.valid_until.getTime() : Number.POSITIVE_INFINITY
}
