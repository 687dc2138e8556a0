/** Names of people and teams for pickers and labels. Anyone signed in may know them, and nothing else about anybody. */
import type { PersonView, TeamView } from '@bailiwick/definition/wire/session.ts'
import type { Pool } from 'pg'

export interface PeopleAsked {
  readonly search?: string
  readonly ids?: readonly string[]
  /** Only who holds a role of this app, themselves or through a team. */
  readonly app?: string
}

const most = 50

export async function findPeople(gate: Pool, asked: PeopleAsked): Promise<PersonView[]> {
  const found = await gate.query<{ id: string; name: string; title: string | null; active: boolean }>(
    `WITH RECURSIVE
      given AS (SELECT g.person, g.team FROM bailiwick.role_grant g WHERE g.app = $3 AND g.valid_from <= now() AND g.valid_until > now()),
      beneath AS (SELECT team FROM given WHERE team IS NOT NULL UNION SELECT t.id FROM bailiwick.team t JOIN beneath b ON t.parent = b.team),
      holding AS (SELECT person FROM given WHERE person IS NOT NULL UNION SELECT m.person FROM bailiwick.membership m JOIN beneath b ON m.team = b.team)
    SELECT p.id, p.name, p.title, p.status = 'active' AS active FROM bailiwick.person p
    WHERE ($1::text IS NULL OR p.name ILIKE $1 OR p.title ILIKE $1)
      AND (CASE WHEN $2::uuid[] IS NULL THEN p.status = 'active' ELSE p.id = ANY ($2) END)
      AND ($3::text IS NULL OR p.id IN (SELECT person FROM holding))
    -- Who types a name means whoever is called so, before those whose title or name only has it within.
    ORDER BY CASE WHEN $1::text IS NULL OR p.name ILIKE substr($1, 2) OR p.name ILIKE '% ' || substr($1, 2) THEN 0 WHEN p.name ILIKE $1 THEN 1 ELSE 2 END, p.name, p.id
    LIMIT $4`,
    [
      asked.search ? `%${asked.search.replace(/[\\%_]/g, '\\$&')}%` : null,
      asked.ids ?? null,
      asked.app ?? null,
      asked.ids ? 200 : most,
    ],
  )
  return found.rows.map(({ id, name, title, active }) => ({ id, name, ...(title ? { title } : {}), active }))
}

export async function listTeams(gate: Pool): Promise<TeamView[]> {
  const found = await gate.query<{ id: string; name: string; parent: string | null }>(
    'SELECT id, name, parent FROM bailiwick.team ORDER BY name, id LIMIT 2000',
  )
  return found.rows.map(({ id, name, parent }) => ({ id, name, ...(parent ? { parent } : {}) }))
}
