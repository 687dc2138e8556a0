/** A session that begins or ends to look at an app as somebody else. Triggers write both into the audit; who may is decided in access/view-as.ts. */
import { peopleRoles } from '@bailiwick/definition/model/index.ts'
import type { ClientBase, Pool } from 'pg'
import type { LiveApp } from '../../database/live-model.ts'
import { problem, type Said, type Speaker, saidTogether, say } from '../../problems.ts'
import { type Actors, rolesIn } from '../access/actor.ts'
import { administers, type Beyond, seenBeyond, type Viewed, type Viewer } from '../access/view-as.ts'
import { type Acting, actAs, inRequest } from './gate-transaction.ts'
import type { Premises } from './premises.ts'
import { hashToken, makeToken, type Session } from './session.ts'

export type Wanted =
  | { readonly app: string; readonly person: string; readonly role?: undefined }
  | { readonly app: string; readonly role: string; readonly person?: undefined }

/** A role as it is offered: with what stands in the way, if something does. */
export interface ViewableRole {
  readonly name: string
  readonly title: string
  readonly refused?: string
}

function viewerOf(acting: Acting, session: Session, app: string): Viewer {
  return { administrator: session.administrator, roles: rolesIn(acting.actor, app) }
}

/** An app whose views this session may begin at all. */
function requireAdministered(acting: Acting, session: Session, app: LiveApp | undefined): asserts app is LiveApp {
  const viewer = app && viewerOf(acting, session, app.name)
  if (!app || !viewer || (viewer.roles.length === 0 && !viewer.administrator)) throw problem('app.not-found')
  if (!administers(app.definition, viewer)) throw problem('viewing.refused')
}

/** @param speaker tells what stands in the way */
export function viewableRoles(acting: Acting, session: Session, app: LiveApp | undefined, speaker: Speaker): ViewableRole[] {
  requireAdministered(acting, session, app)
  const viewer = viewerOf(acting, session, app.name)
  return peopleRoles(app.definition).map(({ name, title }) => {
    const beyond = seenBeyond(app.definition, viewer, { kind: 'role', roles: [name] })
    return { name, title, ...(beyond.length > 0 ? { refused: saidTogether(sentencesOf(beyond), speaker) } : {}) }
  })
}

/** @returns the new token of the session: what another node remembers of the old one is not enough to enter with */
export async function startViewing(
  premises: Premises,
  actors: Actors,
  acting: Acting,
  session: Session,
  app: LiveApp | undefined,
  wanted: Wanted,
): Promise<string> {
  requireAdministered(acting, session, app)
  const viewed = await viewedBy(actors, acting, app, wanted)
  const beyond = seenBeyond(app.definition, viewerOf(acting, session, app.name), viewed)
  if (beyond.length > 0) throw problem('viewing.upward', { hint: sentencesOf(beyond) })
  const token = makeToken()
  await actAs(premises, acting, async client => {
    const changed = await client.query(
      `UPDATE bailiwick.session SET token_hash = $2, viewing_app = $3, viewing_person = $4, viewing_role = $5, viewing_since = date_trunc('milliseconds', clock_timestamp())
       WHERE id = $1 AND ended_at IS NULL AND viewing_app IS NULL`,
      [session.id, hashToken(token), app.name, wanted.person ?? null, wanted.role ?? null],
    )
    if (changed.rowCount !== 1) throw problem('session.ended')
  })
  return token
}

async function viewedBy(actors: Actors, acting: Acting, app: LiveApp, wanted: Wanted): Promise<Viewed> {
  if (wanted.role !== undefined) {
    if (!peopleRoles(app.definition).some(role => role.name === wanted.role)) throw problem('role.not-found')
    return { kind: 'role', roles: [wanted.role] }
  }
  if (wanted.person === acting.actor.person) throw problem('viewing.yourself')
  const actor = await actors.gather(wanted.person, null, true)
  const roles = actor ? rolesIn(actor, app.name) : []
  // Who is not there, and who is there without a role in this app, are the same to whom administers it.
  if (roles.length === 0) throw problem('person.not-found', { hint: say('viewing.whom') })
  return { kind: 'person', roles }
}

function sentencesOf(beyond: readonly Beyond[]): Said[] {
  const said = beyond.slice(0, 3).map(each => each.sentence)
  return [...said, ...(beyond.length > 3 ? [say('beyond.more', { count: beyond.length - 3 })] : [])]
}

/** Ends what a session views, as its own person wants it. Nothing happens when it views nothing. */
export async function stopViewing(premises: Premises, acting: Acting, session: Session): Promise<void> {
  await actAs(premises, acting, client => clear(client, session.id))
}

/** Ends a view that may not go on: its time is up, or a right it stood on is gone. */
export async function endView(gate: Pool, session: Session, request: string, reason: string): Promise<void> {
  await inRequest(gate, request, async client => {
    await client.query(`SELECT set_config('bailiwick.comment', $1, true)`, [reason])
    await clear(client, session.id, session.viewing?.since)
  })
}

/** @param since only the view that began then: another one may have begun meanwhile */
async function clear(client: ClientBase, session: string, since?: Date): Promise<void> {
  await client.query(
    `UPDATE bailiwick.session SET viewing_app = NULL, viewing_person = NULL, viewing_role = NULL, viewing_since = NULL
     WHERE id = $1 AND viewing_app IS NOT NULL AND ($2::timestamptz IS NULL OR viewing_since = $2)`,
    [session, since ?? null],
  )
}
