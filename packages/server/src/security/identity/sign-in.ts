/** Signing in with a password. A known and an unknown account get the same counting, the same work, the same statements and the same answer. */
import type { ClientBase } from 'pg'
import { problem } from '../../problems.ts'
import { recordDenial } from './denial.ts'
import { normaliseEmail } from './email.ts'
import { inRequest } from './gate-transaction.ts'
import { networkOf } from './network.ts'
import { verifyPassword } from './password.ts'
import type { Premises } from './premises.ts'
import { hashToken, isToken, type OpenedSession, openSession, type SignInMethod } from './session.ts'
import { forgive, reserve, subjectsOf, withdraw } from './throttle.ts'

/** What every way of signing in knows about the request. */
export interface SignInRequest {
  readonly id: string
  /** Network address. */
  readonly source: string
  readonly userAgent: string | undefined
  /** The session token the browser brought, if any: that session ends when a new one is opened. */
  readonly token: string | undefined
}

export async function signIn(
  premises: Premises,
  request: SignInRequest & { readonly device: string | undefined },
  given: { readonly email: string; readonly password: string },
): Promise<OpenedSession & { readonly email: string }> {
  const { gate } = premises
  const email = normaliseEmail(given.email)
  const ticket = await reserve(
    gate,
    subjectsOf({ email, address: request.source, device: request.device }, premises.secrets.token),
  )
  let right: boolean
  let person: string | undefined
  try {
    const found = await gate.query<{ id: string; active: boolean; password_hash: string | null }>({
      name: 'credential',
      text: `SELECT p.id, p.status = 'active' AS active, c.password_hash
        FROM bailiwick.person p LEFT JOIN bailiwick.credential c ON c.person = p.id WHERE p.email = $1`,
      values: [email ?? ''],
    })
    const row = found.rows[0]
    person = row?.id
    right = await verifyPassword(row?.active && row.password_hash ? row.password_hash : undefined, given.password)
  } catch (error) {
    await withdraw(gate, ticket)
    throw error
  }
  if (!right || !person || !email) {
    const source = networkOf(request.source)
    await recordDenial(gate, {
      kind: 'session.failed',
      request: request.id,
      person,
      detail: { reason: 'wrong-credentials', source },
    })
    premises.observe({ kind: 'session.denied', request: request.id, source, reason: 'wrong credentials' })
    throw problem('session.wrong-credentials')
  }
  await forgive(gate, ticket)
  return { ...(await openFor(premises, request, person, 'password')), email }
}

/** The one place where a proved person gets a session. Whoever was suspended a moment ago does not. */
export async function openFor(
  premises: Premises,
  request: SignInRequest,
  person: string,
  method: SignInMethod,
): Promise<OpenedSession> {
  return inRequest(premises.gate, request.id, async client => {
    const active = await client.query(`SELECT FROM bailiwick.person WHERE id = $1 AND status = 'active' FOR SHARE`, [person])
    if (active.rowCount !== 1) throw problem('session.wrong-credentials')
    await endReplaced(client, request.token)
    return openSession(client, person, method, request.userAgent)
  })
}

/** The session the browser brought is replaced by the new one, not left beside it. */
export async function endReplaced(client: ClientBase, token: string | undefined): Promise<void> {
  if (!isToken(token)) return
  await client.query('UPDATE bailiwick.session SET ended_at = now() WHERE token_hash = $1 AND ended_at IS NULL', [
    hashToken(token),
  ])
}
