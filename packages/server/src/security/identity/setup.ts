/** The first administrator: let in by a one-time code that only who can read the console knows. Once there is one, this door is shut for good. */
import { randomBytes } from 'node:crypto'
import { problem, say } from '../../problems.ts'
import { setPassword } from './credential.ts'
import { recordDenial } from './denial.ts'
import { normaliseEmail } from './email.ts'
import { inRequest } from './gate-transaction.ts'
import { hashPassword, requireGoodPassword } from './password.ts'
import type { Premises } from './premises.ts'
import { hashToken, type OpenedSession, openSession } from './session.ts'
import { endReplaced, type SignInRequest } from './sign-in.ts'
import { codeSubject, reserve } from './throttle.ts'

/** Without letters that look like digits: somebody types this from a screen. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function makeCode(): string {
  const letters = [...randomBytes(20)].map(byte => alphabet[byte % 32]).join('')
  return letters.replace(/(.{5})(?=.)/g, '$1-')
}

function hashCode(code: string): Buffer {
  const plain = code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return hashToken(`setup ${plain}`)
}

const administratorExists = `SELECT EXISTS (SELECT FROM bailiwick.person WHERE administrator AND status = 'active') AS found`

export async function isSetupNeeded(premises: Pick<Premises, 'gate'>): Promise<boolean> {
  const answer = await premises.gate.query<{ found: boolean }>(administratorExists)
  return answer.rows[0]?.found !== true
}

/** A new code, valid for an hour; an earlier one is void. @returns undefined when there is an administrator */
export async function createSetupCode(
  premises: Pick<Premises, 'gate'>,
): Promise<{ readonly code: string; readonly expiresAt: Date } | undefined> {
  if (!(await isSetupNeeded(premises))) return undefined
  const code = makeCode()
  return inRequest(premises.gate, '', async client => {
    await client.query(`UPDATE bailiwick.one_time_token SET used_at = now() WHERE purpose = 'setup' AND used_at IS NULL`)
    const made = await client.query<{ expires_at: Date }>(
      `INSERT INTO bailiwick.one_time_token (token_hash, purpose, expires_at) VALUES ($1, 'setup', now() + interval '1 hour') RETURNING expires_at`,
      [hashCode(code)],
    )
    return { code, expiresAt: made.rows[0]!.expires_at }
  })
}

export interface FirstAdministrator {
  readonly code: string
  readonly name: string
  readonly email: string
  readonly password: string
}

export async function setUp(premises: Premises, request: SignInRequest, given: FirstAdministrator): Promise<OpenedSession> {
  const { gate } = premises
  if (!(await isSetupNeeded(premises))) throw problem('setup.not-needed')
  const email = normaliseEmail(given.email)
  if (!email) throw problem('request.invalid', { fields: [{ field: 'email', message: say('person.no-email') }] })
  requireGoodPassword(given.password, email, 'password')
  const hash = hashCode(given.code)
  const known = await gate.query(
    `SELECT FROM bailiwick.one_time_token WHERE token_hash = $1 AND purpose = 'setup' AND used_at IS NULL AND expires_at > now()`,
    [hash],
  )
  if (known.rowCount !== 1) {
    await reserve(gate, codeSubject(request.source))
    await recordDenial(gate, { kind: 'setup.failed', request: request.id, detail: { reason: 'wrong-code' } })
    throw problem('setup.wrong-code')
  }
  const passwordHash = await hashPassword(given.password)
  return inRequest(gate, request.id, async client => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('bailiwick.administrator'))`)
    const used = await client.query(
      `UPDATE bailiwick.one_time_token SET used_at = now() WHERE token_hash = $1 AND purpose = 'setup' AND used_at IS NULL AND expires_at > now()`,
      [hash],
    )
    if (used.rowCount !== 1) throw problem('setup.wrong-code')
    if ((await client.query<{ found: boolean }>(administratorExists)).rows[0]?.found) throw problem('setup.not-needed')
    const made = await client.query<{ id: string }>(
      `INSERT INTO bailiwick.person (name, email, administrator) VALUES ($1, $2, true)
       ON CONFLICT (email) DO NOTHING RETURNING id`,
      [given.name, email],
    )
    const person = made.rows[0]?.id
    if (!person) throw problem('person.email-taken')
    await setPassword(client, person, passwordHash)
    await endReplaced(client, request.token)
    return openSession(client, person, 'setup', request.userAgent)
  })
}
