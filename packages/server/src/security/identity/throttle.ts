/**
 * How often a secret may be guessed, counted in the database so that all nodes count together. An attempt is counted before it is checked
 * and given back when it was right; parallel guesses cannot overtake the count.
 *
 * Four counters. `pair` (account and network) stops a single guesser early. `account` stops many networks that guess one account, `source` one network that
 * guesses many accounts. Blocks double from five seconds and end at fifteen minutes, so nobody is locked out for good; and a browser that has
 * signed in to the account before brings a device cookie and is counted by it alone (`device`), so a stranger's guesses do not even delay its owner.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Pool } from 'pg'
import { problem } from '../../problems.ts'
import { networkOf } from './network.ts'

/** Failures within an hour before the first block. */
const free = { pair: 5, device: 5, code: 10, account: 30, source: 100 } as const

const firstBlock = 5
const longestBlock = 900

export interface Attempt {
  /** Normalised; undefined when what was typed is no address. */
  readonly email: string | undefined
  readonly address: string
  /** The device cookie, as it came. */
  readonly device?: string | undefined
}

/** What was counted, so that it can be given back. */
export type Ticket = readonly { readonly subject: string; readonly blockedUntil: string }[]

export function subjectsOf(attempt: Attempt, key: Buffer): string[] {
  const network = networkOf(attempt.address)
  if (attempt.email === undefined) return [`source:${network}`]
  const device = knownDevice(attempt.device, attempt.email, key)
  if (device) return [`device:${device}`]
  return [`account:${attempt.email}`, `pair:${attempt.email}|${network}`, `source:${network}`]
}

/** For codes and links, which belong to no account until they are redeemed. */
export function codeSubject(address: string): string[] {
  return [`code:${networkOf(address)}`]
}

const freeSql = `CASE split_part(a.subject, ':', 1) ${Object.entries(free)
  .map(([kind, count]) => `WHEN '${kind}' THEN ${count}`)
  .join(' ')} ELSE 5 END`
const countSql = `CASE WHEN a.window_start < clock_timestamp() - interval '1 hour' THEN 1 ELSE a.failures + 1 END`

/** A blocked subject is left as it is and not answered: refused attempts neither lengthen a block nor count anywhere. */
const reserveSql = `
  INSERT INTO bailiwick.attempt AS a (subject, failures, window_start) SELECT s, 1, clock_timestamp() FROM unnest($1::text[]) s ORDER BY s
  ON CONFLICT (subject) DO UPDATE SET
    failures = ${countSql},
    window_start = CASE WHEN a.window_start < clock_timestamp() - interval '1 hour' THEN clock_timestamp() ELSE a.window_start END,
    blocked_until = CASE WHEN ${countSql} > ${freeSql}
      THEN clock_timestamp() + make_interval(secs => least(${longestBlock}, ${firstBlock} * power(2, least(a.failures - ${freeSql}, 12))))
      ELSE '-infinity' END
  WHERE a.blocked_until <= clock_timestamp()
  RETURNING a.subject, a.blocked_until::text AS "blockedUntil"`

let attempts = 0

/** Counts an attempt on every subject, or refuses it with the time to wait. */
export async function reserve(gate: Pool, subjects: readonly string[]): Promise<Ticket> {
  if (++attempts % 500 === 0) await forgetOld(gate)
  const client = await gate.connect()
  try {
    await client.query('BEGIN')
    const counted = await client.query<Ticket[number]>(reserveSql, [[...subjects]])
    const admitted = counted.rows.length === subjects.length
    await client.query(admitted ? 'COMMIT' : 'ROLLBACK')
    if (admitted) return counted.rows
    const blocked = await client.query<{ seconds: number | null }>(
      'SELECT ceil(extract(epoch FROM max(blocked_until) - clock_timestamp()))::int AS seconds FROM bailiwick.attempt WHERE subject = ANY ($1) AND blocked_until > clock_timestamp()',
      [[...subjects]],
    )
    throw problem('session.too-many-attempts', { retryAfter: blocked.rows[0]?.seconds ?? 1 })
  } catch (error) {
    // Harmless after the end of the transaction; needed when a statement failed.
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

/**
 * Takes the attempt back after the secret was right, and forgives this guesser. Counters shared with others only lose this one attempt: signing in
 * to an account of one's own must not clear what one did to the accounts of others.
 */
export async function forgive(gate: Pool, ticket: Ticket): Promise<void> {
  await takeBack(gate, ticket, `split_part(a.subject, ':', 1) IN ('pair', 'device')`)
}

/** Takes the attempt back because it was never checked. */
export async function withdraw(gate: Pool, ticket: Ticket): Promise<void> {
  await takeBack(gate, ticket, 'false')
}

async function takeBack(gate: Pool, ticket: Ticket, wholly: string): Promise<void> {
  await gate.query(
    `UPDATE bailiwick.attempt a SET
      failures = CASE WHEN ${wholly} THEN 0 ELSE greatest(a.failures - 1, 0) END,
      blocked_until = CASE WHEN ${wholly} OR a.blocked_until = t.blocked_until THEN '-infinity' ELSE a.blocked_until END
    FROM (SELECT subject, blocked_until FROM unnest($1::text[], $2::timestamptz[]) AS u (subject, blocked_until)
      JOIN LATERAL (SELECT FROM bailiwick.attempt x WHERE x.subject = u.subject ORDER BY x.subject FOR UPDATE) l ON true) t
    WHERE a.subject = t.subject`,
    [ticket.map(entry => entry.subject), ticket.map(entry => entry.blockedUntil)],
  )
}

async function forgetOld(gate: Pool): Promise<void> {
  await gate.query(`DELETE FROM bailiwick.attempt WHERE window_start < now() - interval '1 day' AND blocked_until < now()`)
}

/** A cookie that says: this browser has signed in to this account. It opens nothing; it only has a counter of its own. */
export function makeDeviceCookie(email: string, key: Buffer): string {
  const nonce = randomBytes(16).toString('base64url')
  return `${nonce}.${deviceProof(nonce, email, key).toString('base64url')}`
}

function knownDevice(cookie: string | undefined, email: string, key: Buffer): string | undefined {
  const parts = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/.exec(cookie ?? '')
  if (!parts) return undefined
  const [, nonce = '', proof = ''] = parts
  return timingSafeEqual(Buffer.from(proof, 'base64url'), deviceProof(nonce, email, key)) ? nonce : undefined
}

function deviceProof(nonce: string, email: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`device\n${nonce}\n${email}`).digest()
}
