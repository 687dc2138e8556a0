/** Setting and changing a person's password. Whatever could still open the account by the old state of things ends with it. */
import type { ClientBase } from 'pg'
import { problem } from '../../problems.ts'
import { recordDenial } from './denial.ts'
import { type Acting, actAs } from './gate-transaction.ts'
import { hashPassword, requireGoodPassword, verifyPassword } from './password.ts'
import type { Premises } from './premises.ts'
import { endSessions, renewSession, type Session } from './session.ts'
import { forgive, reserve, subjectsOf, withdraw } from './throttle.ts'

/** Sets it, and ends every link and every session of the person but the one that may go on. */
export async function setPassword(client: ClientBase, person: string, hash: string, goesOn?: string): Promise<void> {
  await client.query(
    `INSERT INTO bailiwick.credential (person, password_hash) VALUES ($1, $2)
     ON CONFLICT (person) DO UPDATE SET password_hash = excluded.password_hash, changed_at = now()`,
    [person, hash],
  )
  await client.query('UPDATE bailiwick.one_time_token SET used_at = now() WHERE person = $1 AND used_at IS NULL', [person])
  await endSessions(client, person, goesOn)
}

interface Proof {
  readonly acting: Acting
  readonly session: Session
  readonly source: string
  readonly device: string | undefined
}

/** Throttled like a sign-in: a stolen session must not be a place to guess the password. */
async function provePassword(premises: Premises, { acting, session, source, device }: Proof, password: string): Promise<void> {
  const { gate } = premises
  const ticket = await reserve(gate, subjectsOf({ email: session.email, address: source, device }, premises.secrets.token))
  let right: boolean
  try {
    const found = await gate.query<{ password_hash: string }>(
      'SELECT password_hash FROM bailiwick.credential WHERE person = $1',
      [session.person],
    )
    right = await verifyPassword(found.rows[0]?.password_hash, password)
  } catch (error) {
    await withdraw(gate, ticket)
    throw error
  }
  if (!right) {
    await recordDenial(gate, {
      kind: 'session.failed',
      request: acting.id,
      person: session.person,
      detail: { reason: 'wrong-password' },
    })
    throw problem('session.wrong-password')
  }
  await forgive(gate, ticket)
}

/** @returns the new token of this session; all others have ended */
export async function changePassword(
  premises: Premises,
  proof: Proof,
  given: { readonly current: string; readonly next: string },
): Promise<string> {
  requireGoodPassword(given.next, proof.session.email, 'next')
  await provePassword(premises, proof, given.current)
  const hash = await hashPassword(given.next)
  return actAs(premises, proof.acting, async client => {
    await setPassword(client, proof.session.person, hash, proof.session.id)
    return renew(client, proof.session)
  })
}

/** Proves again who sits there, for what needs a fresh sign-in. @returns the new token of this session */
export async function confirmPassword(premises: Premises, proof: Proof, password: string): Promise<string> {
  await provePassword(premises, proof, password)
  return actAs(premises, proof.acting, client => renew(client, proof.session))
}

async function renew(client: ClientBase, session: Session): Promise<string> {
  const token = await renewSession(client, session.id)
  if (!token) throw problem('session.ended')
  return token
}
