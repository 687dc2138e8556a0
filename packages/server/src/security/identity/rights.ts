/** Roles and teams of people, as administrators give them. What they mean is the definition's; here they only stand. */
import type { AppRoles } from '@bailiwick/definition/wire/account.ts'
import type { ClientBase, Pool } from 'pg'
import { problem, say } from '../../problems.ts'

export interface RoleOfApp {
  readonly app: string
  readonly role: string
  /** From and until which moment, RFC 3339; absent: always. */
  readonly from?: string
  readonly until?: string
}

/** The dates of a grant as JSON keeps them; those that are not there are left out. */
export const datedRole = `jsonb_strip_nulls(jsonb_build_object('app', g.app, 'role', g.role,
  'from', CASE WHEN isfinite(g.valid_from) THEN to_char(g.valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END,
  'until', CASE WHEN isfinite(g.valid_until) THEN to_char(g.valid_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END))`

export const dates = (roles: readonly RoleOfApp[]) => [
  roles.map(role => role.from ?? '-infinity'),
  roles.map(role => role.until ?? 'infinity'),
]

/** Adds roles given here (source `local`); one that is held already gets these dates. */
export async function giveRoles(client: ClientBase, person: string, roles: readonly RoleOfApp[]): Promise<void> {
  if (roles.length === 0) return
  await requireRoles(client, roles)
  await client.query(
    `INSERT INTO bailiwick.role_grant AS g (app, role, person, valid_from, valid_until)
     SELECT r.app, r.role, $1::uuid, r.starts, r.ends FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[]) AS r (app, role, starts, ends)
     ON CONFLICT (app, role, person, team, source) DO UPDATE SET valid_from = excluded.valid_from, valid_until = excluded.valid_until
       WHERE (g.valid_from, g.valid_until) IS DISTINCT FROM (excluded.valid_from, excluded.valid_until)`,
    [person, roles.map(role => role.app), roles.map(role => role.role), ...dates(roles)],
  )
}

/** Makes these the roles given here; what comes through teams or from elsewhere is not touched. */
export async function replaceRoles(client: ClientBase, person: string, roles: readonly RoleOfApp[]): Promise<void> {
  await client.query(
    `DELETE FROM bailiwick.role_grant g WHERE g.person = $1 AND g.source = 'local'
     AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS r (app, role) WHERE r.app = g.app AND r.role = g.role)`,
    [person, roles.map(role => role.app), roles.map(role => role.role)],
  )
  await giveRoles(client, person, roles)
}

export async function requireRoles(client: ClientBase, roles: readonly RoleOfApp[]): Promise<void> {
  const backwards = roles.find(
    role => role.from !== undefined && role.until !== undefined && Date.parse(role.from) >= Date.parse(role.until),
  )
  if (backwards)
    throw problem('request.invalid', { fields: [{ field: 'roles', message: say('role.backwards', { role: backwards.role }) }] })
  const unknown = await client.query<RoleOfApp>(
    `SELECT r.app, r.role FROM unnest($1::text[], $2::text[]) AS r (app, role)
     WHERE NOT EXISTS (
       SELECT FROM bailiwick.app a JOIN bailiwick.release l ON l.id = a.live_release, jsonb_array_elements(l.definition -> 'roles') d
       WHERE a.name = r.app AND d ->> 'name' = r.role AND (d ->> 'public')::boolean IS NOT TRUE)`,
    [roles.map(role => role.app), roles.map(role => role.role)],
  )
  const first = unknown.rows[0]
  if (first)
    throw problem('role.not-found', {
      fields: [{ field: 'roles', message: say('role.unknown', { app: first.app, role: first.role }) }],
    })
}

export async function addTeams(client: ClientBase, person: string, teams: readonly string[]): Promise<void> {
  if (teams.length === 0) return
  const known = await client.query<{ id: string }>('SELECT id FROM bailiwick.team WHERE id = ANY ($1::uuid[])', [[...teams]])
  if (known.rows.length !== new Set(teams.map(team => team.toLowerCase())).size) throw problem('team.not-found')
  await client.query(
    'INSERT INTO bailiwick.membership (person, team) SELECT $1, t FROM unnest($2::uuid[]) t ON CONFLICT DO NOTHING',
    [person, [...teams]],
  )
}

export async function replaceTeams(client: ClientBase, person: string, teams: readonly string[]): Promise<void> {
  await client.query('DELETE FROM bailiwick.membership WHERE person = $1 AND team <> ALL ($2::uuid[])', [person, [...teams]])
  await addTeams(client, person, teams)
}

/** Nobody widens their own rights while somebody else could do it for them. The only administrator of a new installation has nobody to ask. */
export async function refuseOwnRights(client: Pick<Pool | ClientBase, 'query'>, acting: string, person: string): Promise<void> {
  if (acting !== person) return
  const others = await (client as Pool).query(
    `SELECT FROM bailiwick.person WHERE administrator AND status = 'active' AND id <> $1 LIMIT 1`,
    [person],
  )
  if (others.rowCount !== 0) throw problem('person.own-rights')
}

/**
 * The same where the change is not of the person: their team is given a role or moved, or somebody is put beneath them. What the acting person is made of is compared
 * before and after, whatever the change was.
 */
export async function withoutOwnGain<T>(client: ClientBase, acting: string, work: () => Promise<T>): Promise<T> {
  const before = await madeOf(client, acting)
  const result = await work()
  const after = await madeOf(client, acting)
  if (gained(before, after)) await refuseOwnRights(client, acting, acting)
  return result
}

/** A role for a time, in seconds since 1970. */
interface Held {
  readonly role: string
  readonly from: number | null
  readonly until: number | null
}

interface Made {
  /** Teams, and who is beneath, each as a thing of its own: to be the next above somebody is more than to be above them. */
  readonly things: readonly string[]
  readonly held: readonly Held[]
}

function gained(before: Made, after: Made): boolean {
  const had = new Set(before.things)
  const within = (one: Held, other: Held) =>
    one.role === other.role &&
    (one.from ?? Number.NEGATIVE_INFINITY) >= (other.from ?? Number.NEGATIVE_INFINITY) &&
    (one.until ?? Number.POSITIVE_INFINITY) <= (other.until ?? Number.POSITIVE_INFINITY)
  return after.things.some(thing => !had.has(thing)) || after.held.some(one => !before.held.some(other => within(one, other)))
}

async function madeOf(client: ClientBase, person: string): Promise<Made> {
  // A role that began is held from now on, however long ago it began.
  const { rows } = await client.query<{ things: string[]; held: Held[] }>(
    `SELECT ARRAY(SELECT 'team ' || t FROM unnest(c.teams) t UNION SELECT 'member ' || t FROM unnest(c.own_teams) t
         UNION SELECT 'above ' || r FROM unnest(bailiwick.reports_of($1)) r UNION SELECT 'next above ' || p.id FROM bailiwick.person p WHERE p.manager = $1) AS things,
       coalesce((SELECT jsonb_agg(jsonb_build_object('role', g.app || '.' || g.role,
           'from', CASE WHEN g.valid_from > now() THEN extract(epoch FROM g.valid_from) END,
           'until', CASE WHEN isfinite(g.valid_until) THEN extract(epoch FROM g.valid_until) END))
         FROM bailiwick.role_grant g WHERE (g.person = $1 OR g.team = ANY (bailiwick.teams_over($1))) AND g.valid_until > now()), '[]') AS held
     FROM bailiwick.gather_claims($1) c`,
    [person],
  )
  return rows[0] ?? { things: [], held: [] }
}

/** Every role of every live app that can be given, with the words its definition has for it. */
export async function listRoles(gate: Pool): Promise<AppRoles[]> {
  const found = await gate.query<AppRoles>(
    `SELECT a.name AS app, l.definition -> 'app' ->> 'title' AS title,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('name', d ->> 'name', 'title', d ->> 'title', 'description', coalesce(d ->> 'description', ''))), '[]')
        FROM jsonb_array_elements(l.definition -> 'roles') d WHERE (d ->> 'public')::boolean IS NOT TRUE) AS roles
     FROM bailiwick.app a JOIN bailiwick.release l ON l.id = a.live_release ORDER BY a.name`,
  )
  return found.rows
}
