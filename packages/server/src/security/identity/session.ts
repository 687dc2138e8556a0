/**
 * Sessions: opaque tokens whose hash stands in the database, so that a copy of the table opens nothing. All limits are database time.
 * Idle 30 minutes, absolute 12 hours (the table's default). The cookie is the entry's; who may sign in is decided by the callers.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Preferences } from '@bailiwick/definition/wire/session.ts'
import type { ClientBase, Pool } from 'pg'
import { longestView, type Viewing } from '../access/view-as.ts'

export type SignInMethod = 'password' | 'demo' | 'setup' | 'invitation'

export interface Session {
  readonly id: string
  /** sha256 of its token, hexadecimal. */
  readonly tokenHash: string
  readonly person: string
  readonly name: string
  readonly email: string
  /** Of the installation; nobody is while they view as somebody else. */
  readonly administrator: boolean
  readonly viewing: Viewing | null
  readonly method: SignInMethod
  /** When the person last proved who they are. */
  readonly authenticatedAt: Date
  /** Proved within the last 15 minutes, by the database's clock. */
  readonly fresh: boolean
  readonly expiresAt: Date
  /** Of the person who sits at the screen, also while they view as somebody else. */
  readonly preferences: Preferences
}

export interface OpenedSession {
  readonly id: string
  /** For the cookie, and for nothing else. */
  readonly token: string
}

/** 32 random bytes in base64url: 43 characters. */
const tokenForm = /^[A-Za-z0-9_-]{43}$/

export function makeToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

export function isToken(value: unknown): value is string {
  return typeof value === 'string' && tokenForm.test(value)
}

interface SessionRow {
  id: string
  person: string
  name: string
  email: string
  administrator: boolean
  method: SignInMethod
  authenticated_at: Date
  fresh: boolean
  expires_at: Date
  touch: boolean
  viewing_app: string | null
  viewing_person: string | null
  viewing_role: string | null
  viewing_since: Date | null
  view_over: boolean | null
  language: string | null
  time_zone: string | null
}

/** The live session of a token, or undefined. Notes that it was seen, at most once a minute. */
export async function identify(gate: Pool, token: string | undefined): Promise<Session | undefined> {
  if (!isToken(token)) return undefined
  const answer = await gate.query<SessionRow>({
    name: 'identify',
    text: `SELECT s.id, s.person, p.name, p.email, p.administrator, s.method, s.authenticated_at, s.expires_at,
        s.authenticated_at > now() - interval '15 minutes' AS fresh, s.seen_at < now() - interval '1 minute' AS touch,
        s.viewing_app, s.viewing_person, s.viewing_role, s.viewing_since, s.viewing_since <= now() - interval '${longestView} minutes' AS view_over,
        p.language, p.time_zone
      FROM bailiwick.session s JOIN bailiwick.person p ON p.id = s.person
      WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > now() AND s.seen_at > now() - interval '30 minutes' AND p.status = 'active'`,
    values: [hashToken(token)],
  })
  const row = answer.rows[0]
  if (!row) return undefined
  if (row.touch) {
    await gate.query({
      name: 'session-seen',
      text: `UPDATE bailiwick.session SET seen_at = now() WHERE id = $1 AND ended_at IS NULL AND seen_at < now() - interval '1 minute'`,
      values: [row.id],
    })
  }
  return {
    id: row.id,
    tokenHash: hashToken(token).toString('hex'),
    person: row.person,
    name: row.name,
    email: row.email,
    administrator: row.administrator && row.viewing_app === null,
    viewing:
      row.viewing_app === null
        ? null
        : {
            app: row.viewing_app,
            person: row.viewing_person,
            role: row.viewing_role,
            since: row.viewing_since!,
            over: row.view_over ?? true,
            byAdministrator: row.administrator,
          },
    method: row.method,
    authenticatedAt: row.authenticated_at,
    fresh: row.fresh,
    expiresAt: row.expires_at,
    preferences: { language: row.language, timeZone: row.time_zone },
  }
}

/**
 * Sessions seen within the last seconds, for requests whose work enters a transaction with the session's claims: there the database looks again whether this very
 * token is alive. Nothing else may rely on them.
 */
export class RecentSessions {
  readonly #gate: Pool
  readonly #kept = new Map<string, { readonly at: number; readonly session: Session }>()

  constructor(gate: Pool) {
    this.#gate = gate
  }

  async identify(token: string | undefined): Promise<Session | undefined> {
    if (!isToken(token)) return undefined
    const now = performance.now()
    const known = this.#kept.get(token)
    if (known && now - known.at < recently) return known.session
    const session = await identify(this.#gate, token)
    // A session that views as somebody else is looked up each time: whether it still does must not be remembered.
    if (!session || session.viewing) this.#kept.delete(token)
    else {
      if (this.#kept.size >= 10_000) this.#kept.clear()
      this.#kept.set(token, { at: now, session })
    }
    return session
  }

  /** After a change to the session or its person, so that the next request meets what is so now. */
  forget(token: string | undefined): void {
    if (token !== undefined) this.#kept.delete(token)
  }
}

/** Milliseconds. Short, because whether a session is idle is noted when it is looked up. */
const recently = 5_000

/** A new session with a new token, whatever the browser held before: nothing of an earlier cookie is ever reused. */
export async function openSession(
  client: ClientBase,
  person: string,
  method: SignInMethod,
  userAgent: string | undefined,
): Promise<OpenedSession> {
  const token = makeToken()
  const answer = await client.query<{ id: string }>(
    'INSERT INTO bailiwick.session (token_hash, person, method, user_agent) VALUES ($1, $2, $3, $4) RETURNING id',
    [hashToken(token), person, method, userAgent?.slice(0, 300) ?? null],
  )
  return { id: answer.rows[0]!.id, token }
}

export async function endSession(client: ClientBase, id: string): Promise<void> {
  await client.query('UPDATE bailiwick.session SET ended_at = now() WHERE id = $1 AND ended_at IS NULL', [id])
}

/** How many sessions of a person would open something at this moment, beside one. */
export async function countSessions(gate: Pool, person: string, beside: string): Promise<number> {
  const { rows } = await gate.query<{ count: number }>({
    name: 'count-sessions',
    text: `SELECT count(*)::int AS count FROM bailiwick.session
      WHERE person = $1 AND id <> $2 AND ended_at IS NULL AND expires_at > now() AND seen_at > now() - interval '30 minutes'`,
    values: [person, beside],
  })
  return rows[0]!.count
}

/** Every session of a person, but for one that may go on. */
export async function endSessions(client: ClientBase, person: string, except?: string): Promise<void> {
  await client.query(
    'UPDATE bailiwick.session SET ended_at = now() WHERE person = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $2',
    [person, except ?? null],
  )
}

/** The session goes on, as freshly proved, under a new token; the old one opens nothing. Undefined when it has ended meanwhile. */
export async function renewSession(client: ClientBase, id: string): Promise<string | undefined> {
  const token = makeToken()
  const renewed = await client.query(
    'UPDATE bailiwick.session SET token_hash = $2, authenticated_at = now(), seen_at = now() WHERE id = $1 AND ended_at IS NULL',
    [id, hashToken(token)],
  )
  return renewed.rowCount === 1 ? token : undefined
}
