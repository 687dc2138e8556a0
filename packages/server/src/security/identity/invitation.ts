/**
 * Invitations: a link an administrator hands over, by which one person chooses a password, once, within an hour. The person and their rights stand from the
 * moment of inviting; the link only proves who they are. A new link makes the earlier one void; so does any change of the password.
 */
import type { ClientBase } from 'pg'
import { problem, say } from '../../problems.ts'
import { setPassword } from './credential.ts'
import { normaliseEmail } from './email.ts'
import { type Acting, actAs, inRequest } from './gate-transaction.ts'
import { hashPassword, requireGoodPassword } from './password.ts'
import type { Premises } from './premises.ts'
import { addTeams, giveRoles, type RoleOfApp } from './rights.ts'
import { hashToken, isToken, makeToken, type OpenedSession, openSession } from './session.ts'
import { endReplaced, type SignInRequest } from './sign-in.ts'

export interface InvitationLink {
  readonly person: string
  /** Made of the configured public address, never of a request's Host. */
  readonly link: string
  readonly expiresAt: string
}

export interface Invited {
  readonly email: string
  readonly name: string
  readonly title?: string
  readonly roles?: readonly RoleOfApp[]
  readonly teams?: readonly string[]
}

export async function invite(premises: Premises, acting: Acting, given: Invited): Promise<InvitationLink> {
  const email = normaliseEmail(given.email)
  if (!email) throw problem('request.invalid', { fields: [{ field: 'email', message: say('person.no-email') }] })
  return actAs(premises, acting, async client => {
    const made = await client.query<{ id: string }>(
      'INSERT INTO bailiwick.person (name, email, title) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING RETURNING id',
      [given.name, email, given.title ?? null],
    )
    const person = made.rows[0]?.id
    if (!person) throw problem('person.email-taken')
    await giveRoles(client, person, given.roles ?? [])
    await addTeams(client, person, given.teams ?? [])
    return makeLink(premises, client, acting, person)
  })
}

/** A new link for somebody who is here: the first one was lost, or the password was. */
export async function inviteAgain(premises: Premises, acting: Acting, person: string): Promise<InvitationLink> {
  // Otherwise a stolen session could choose a password without knowing the present one.
  if (person === acting.actor.person) throw problem('access.refused', { hint: say('person.own-password') })
  return actAs(premises, acting, async client => {
    const found = await client.query(`SELECT FROM bailiwick.person WHERE id = $1 AND status = 'active' FOR SHARE`, [person])
    if (found.rowCount !== 1) throw problem('person.not-found')
    await client.query(`UPDATE bailiwick.one_time_token SET used_at = now() WHERE person = $1 AND used_at IS NULL`, [person])
    return makeLink(premises, client, acting, person)
  })
}

async function makeLink(premises: Premises, client: ClientBase, acting: Acting, person: string): Promise<InvitationLink> {
  const token = makeToken()
  const made = await client.query<{ expires_at: Date }>(
    `INSERT INTO bailiwick.one_time_token (token_hash, purpose, person, created_by, expires_at)
     VALUES ($1, 'invitation', $2, $3, now() + interval '1 hour') RETURNING expires_at`,
    [hashToken(token), person, acting.actor.person],
  )
  const link = new URL(`/invitation/${token}`, premises.publicUrl).href
  return { person, link, expiresAt: made.rows[0]!.expires_at.toISOString() }
}

const ofToken = `FROM bailiwick.one_time_token t JOIN bailiwick.person p ON p.id = t.person
  WHERE t.token_hash = $1 AND t.purpose = 'invitation' AND t.used_at IS NULL AND t.expires_at > now() AND p.status = 'active'`

export interface Invitee {
  readonly email: string
  readonly name: string
}

/** Who a link is for. */
export async function readInvitation(premises: Premises, token: string): Promise<Invitee> {
  if (!isToken(token)) throw problem('invitation.not-valid')
  const found = await premises.gate.query<Invitee>(`SELECT p.email, p.name ${ofToken}`, [hashToken(token)])
  const invitee = found.rows[0]
  if (!invitee) throw problem('invitation.not-valid')
  return invitee
}

export async function acceptInvitation(
  premises: Premises,
  request: SignInRequest,
  token: string,
  given: { readonly password: string; readonly name?: string },
): Promise<OpenedSession> {
  const invitee = await readInvitation(premises, token)
  requireGoodPassword(given.password, invitee.email, 'password')
  const passwordHash = await hashPassword(given.password)
  return inRequest(premises.gate, request.id, async client => {
    const used = await client.query<{ person: string }>(
      `UPDATE bailiwick.one_time_token SET used_at = now()
       WHERE token_hash = $1 AND purpose = 'invitation' AND used_at IS NULL AND expires_at > now() RETURNING person`,
      [hashToken(token)],
    )
    const person = used.rows[0]?.person
    if (!person) throw problem('invitation.not-valid')
    const active = await client.query(`SELECT FROM bailiwick.person WHERE id = $1 AND status = 'active' FOR SHARE`, [person])
    if (active.rowCount !== 1) throw problem('invitation.not-valid')
    if (given.name) await client.query('UPDATE bailiwick.person SET name = $2 WHERE id = $1 AND name <> $2', [person, given.name])
    await setPassword(client, person, passwordHash)
    await endReplaced(client, request.token)
    return openSession(client, person, 'invitation', request.userAgent)
  })
}
