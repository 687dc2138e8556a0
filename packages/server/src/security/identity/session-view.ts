/** Who is signed in and what they may open. While they view as somebody else: as that one, and who looks. */
import type { SessionView } from '@bailiwick/definition/wire/session.ts'
import { inLanguageOf } from '../../database/live-model.ts'
import { type Actor, rolesIn } from '../access/actor.ts'
import { longestView } from '../access/view-as.ts'
import type { Premises } from './premises.ts'
import type { Session } from './session.ts'

interface AppRow {
  name: string
  title: string
  icon: string | null
  color: string | null
  roles: { name: string; title: string; administer?: boolean }[]
}

export async function viewSession(premises: Premises, session: Session, actor: Actor): Promise<SessionView> {
  const live = await premises.gate.query<AppRow>({
    name: 'live-apps',
    text: `SELECT a.name, r.definition -> 'app' ->> 'title' AS title, r.definition -> 'app' ->> 'icon' AS icon, r.definition -> 'app' ->> 'color' AS color,
        r.definition -> 'roles' AS roles
      FROM bailiwick.app a JOIN bailiwick.release r ON r.id = a.live_release ORDER BY title`,
  })
  const apps = live.rows
    .map(app => ({ ...inWords(premises, app, actor.languages ?? []), held: rolesIn(actor, app.name) }))
    .filter(app => app.held.length > 0)
  const { viewing } = session
  const mayViewAs = (app: (typeof apps)[number]) =>
    !viewing && (session.administrator || app.roles.some(role => role.administer && app.held.includes(role.name)))
  return {
    person: viewing
      ? { id: actor.person, name: await nameOf(premises, actor.person), email: '', administrator: false }
      : { id: session.person, name: session.name, email: session.email, administrator: session.administrator },
    apps: apps.map(app => ({
      name: app.name,
      title: app.title,
      ...(app.icon ? { icon: app.icon } : {}),
      ...(app.color ? { color: app.color } : {}),
      roles: app.held,
      ...(mayViewAs(app) ? { mayViewAs: true as const } : {}),
    })),
    ...(viewing ? { viewing: viewOf(session, viewing, apps) } : {}),
    preferences: session.preferences,
    demo: premises.demo,
    signedInAt: session.authenticatedAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
  }
}

/** What it and its roles are called by whoever reads these languages. */
function inWords({ app: live }: Premises, row: AppRow, languages: readonly string[]): AppRow {
  const known = live?.(row.name)
  if (!known) return row
  const { app, roles } = inLanguageOf(known, languages).definition
  const titles = new Map(roles.map(role => [role.name, role.title]))
  return { ...row, title: app.title, roles: row.roles.map(role => ({ ...role, title: titles.get(role.name) ?? role.title })) }
}

function viewOf(
  session: Session,
  viewing: NonNullable<Session['viewing']>,
  apps: readonly (AppRow & { held: readonly string[] })[],
): NonNullable<SessionView['viewing']> {
  const app = apps.find(each => each.name === viewing.app)
  return {
    app: { name: viewing.app, title: app?.title ?? viewing.app },
    kind: viewing.role === null ? 'person' : 'role',
    roles: (app?.roles ?? []).filter(role => app?.held.includes(role.name)).map(role => role.title),
    by: { id: session.person, name: session.name },
    since: viewing.since.toISOString(),
    until: new Date(viewing.since.getTime() + longestView * 60_000).toISOString(),
  }
}

async function nameOf({ gate }: Premises, person: string): Promise<string> {
  const found = await gate.query<{ name: string }>('SELECT name FROM bailiwick.person WHERE id = $1', [person])
  return found.rows[0]?.name ?? ''
}
