/** Who is signed in and what they may open. */
import type { SessionView } from '@bailiwick/definition/wire/session.ts'
import { type Actor, rolesIn } from '../access/actor.ts'
import type { Premises } from './premises.ts'
import type { Session } from './session.ts'

interface AppRow {
  name: string
  title: string
  icon: string | null
  color: string | null
}

export async function viewSession(premises: Premises, session: Session, actor: Actor): Promise<SessionView> {
  const live = await premises.gate.query<AppRow>({
    name: 'live-apps',
    text: `SELECT a.name, r.definition -> 'app' ->> 'title' AS title, r.definition -> 'app' ->> 'icon' AS icon, r.definition -> 'app' ->> 'color' AS color
      FROM bailiwick.app a JOIN bailiwick.release r ON r.id = a.live_release ORDER BY title`,
  })
  const apps = live.rows.map(app => ({ ...app, roles: rolesIn(actor, app.name) })).filter(app => app.roles.length > 0)
  return {
    person: { id: session.person, name: session.name, email: session.email, administrator: session.administrator },
    apps: apps.map(({ name, title, icon, color, roles }) => ({
      name,
      title,
      ...(icon ? { icon } : {}),
      ...(color ? { color } : {}),
      roles,
    })),
    demo: premises.demo,
    signedInAt: session.authenticatedAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
  }
}
