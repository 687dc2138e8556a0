/**
 * Who a request acts for, and what that is made of. Gathered from the database in one snapshot and kept for seconds; every transaction
 * states the epoch it was gathered at, and the database refuses a stale one (`BW409 claims.stale`), so a kept actor is never a wrong one.
 */
import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { sign } from '../secrets/keys.ts'

/** A session as a transaction is bound to it: with another token it is not entered, whatever a node remembers. */
export interface SessionBinding {
  readonly id: string
  /** sha256 of the token, hexadecimal. */
  readonly tokenHash: string
}

export interface Actor {
  readonly person: string
  /** The session the request came with; null for an act of the system itself (a release, an import). */
  readonly session: SessionBinding | null
  readonly behalf: string | null
  /** `app.role` */
  readonly roles: readonly string[]
  /** The person's teams and every team beneath them. */
  readonly teams: readonly string[]
  readonly ownTeams: readonly string[]
  readonly epoch: string
  /** When a dated grant starts or ends next; milliseconds since 1970, or Infinity. */
  readonly validUntil: number
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
  readonly #kept = new Map<string, { at: number; row: GatheredRow }>()

  constructor(gate: Pool) {
    this.#gate = gate
  }

  /**
   * @param fresh true after the database called the kept claims stale
   * @returns undefined when the person is not active
   */
  async gather(person: string, session: SessionBinding | null, fresh = false): Promise<Actor | undefined> {
    const now = Date.now()
    let entry = this.#kept.get(person)
    if (fresh || !entry || now - entry.at > 60_000) {
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
      entry = { at: now, row }
      if (this.#kept.size > 10_000) this.#kept.clear()
      this.#kept.set(person, entry)
    }
    const { row } = entry
    return {
      person,
      session,
      behalf: null,
      roles: row.roles,
      teams: row.teams,
      ownTeams: row.own_teams,
      epoch: row.epoch,
      validUntil: row.valid_until instanceof Date ? row.valid_until.getTime() : Number.POSITIVE_INFINITY,
    }
  }
}
