/** Teams as administrators make and change them. They form a tree: whoever is in a team has what is given to the teams above it. Never removed, because records name them. */
import type { TeamAccount } from '@bailiwick/definition/wire/account.ts'
import type { ClientBase } from 'pg'
import { problem } from '../../problems.ts'
import { type Acting, actAs } from './gate-transaction.ts'
import type { Premises } from './premises.ts'
import { datedRole, dates, type RoleOfApp, requireRoles, withoutOwnGain } from './rights.ts'

interface TeamRow {
  id: string
  name: string
  parent: string | null
  roles: RoleOfApp[]
  members: number
}

const teamSql = `
  SELECT t.id, t.name, t.parent,
    coalesce((SELECT jsonb_agg(${datedRole} ORDER BY g.app, g.role) FROM bailiwick.role_grant g
      WHERE g.team = t.id AND g.valid_until > now()), '[]') AS roles,
    (SELECT count(*)::integer FROM bailiwick.membership m WHERE m.team = t.id) AS members
  FROM bailiwick.team t`

function accountOf({ parent, ...row }: TeamRow): TeamAccount {
  return { ...row, ...(parent ? { parent } : {}) }
}

/** All of them, by name. */
export async function listTeamAccounts({ gate }: Pick<Premises, 'gate'>): Promise<TeamAccount[]> {
  const found = await gate.query<TeamRow>(`${teamSql} ORDER BY t.name, t.id`)
  return found.rows.map(accountOf)
}

export interface TeamChange {
  readonly name?: string
  /** Null: at the top. */
  readonly parent?: string | null
  /** The whole list of what is given to the team here. */
  readonly roles?: readonly RoleOfApp[]
}

export async function makeTeam(
  premises: Premises,
  acting: Acting,
  given: TeamChange & { readonly name: string },
): Promise<TeamAccount> {
  return actAs(premises, acting, async client => {
    if (given.parent) await requireTeam(client, given.parent)
    const made = await client.query<{ id: string }>('INSERT INTO bailiwick.team (name, parent) VALUES ($1, $2) RETURNING id', [
      given.name,
      given.parent ?? null,
    ])
    const id = made.rows[0]!.id
    if (given.roles) await replaceTeamRoles(client, id, given.roles)
    return readTeam(client, id)
  })
}

export async function changeTeam(premises: Premises, acting: Acting, id: string, change: TeamChange): Promise<TeamAccount> {
  return actAs(premises, acting, async client => {
    // One move at a time: two at once could close a circle that neither sees.
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('bailiwick.teams'))`)
    await requireTeam(client, id)
    if (change.name !== undefined) await client.query('UPDATE bailiwick.team SET name = $2 WHERE id = $1', [id, change.name])
    await withoutOwnGain(client, acting.actor.person, async () => {
      if (change.parent !== undefined) await moveTeam(client, id, change.parent!)
      if (change.roles) await replaceTeamRoles(client, id, change.roles)
    })
    return readTeam(client, id)
  })
}

async function moveTeam(client: ClientBase, id: string, parent: string | null): Promise<void> {
  if (parent) {
    await requireTeam(client, parent)
    const beneath = await client.query(
      `WITH RECURSIVE above AS (
         SELECT t.id, t.parent FROM bailiwick.team t WHERE t.id = $2
         UNION SELECT t.id, t.parent FROM bailiwick.team t JOIN above a ON t.id = a.parent)
       SELECT FROM above WHERE id = $1`,
      [id, parent],
    )
    if (beneath.rowCount !== 0) throw problem('team.circle')
  }
  await client.query('UPDATE bailiwick.team SET parent = $2 WHERE id = $1', [id, parent])
}

async function requireTeam(client: ClientBase, id: string): Promise<void> {
  const found = await client.query('SELECT FROM bailiwick.team WHERE id = $1', [id])
  if (found.rowCount !== 1) throw problem('team.not-found')
}

async function replaceTeamRoles(client: ClientBase, team: string, roles: readonly RoleOfApp[]): Promise<void> {
  await requireRoles(client, roles)
  const lists = [team, roles.map(role => role.app), roles.map(role => role.role)]
  await client.query(
    `DELETE FROM bailiwick.role_grant g WHERE g.team = $1 AND g.source = 'local'
     AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS r (app, role) WHERE r.app = g.app AND r.role = g.role)`,
    lists,
  )
  await client.query(
    `INSERT INTO bailiwick.role_grant AS g (app, role, team, valid_from, valid_until)
     SELECT r.app, r.role, $1::uuid, r.starts, r.ends FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[]) AS r (app, role, starts, ends)
     ON CONFLICT (app, role, person, team, source) DO UPDATE SET valid_from = excluded.valid_from, valid_until = excluded.valid_until
       WHERE (g.valid_from, g.valid_until) IS DISTINCT FROM (excluded.valid_from, excluded.valid_until)`,
    [...lists, ...dates(roles)],
  )
}

async function readTeam(client: ClientBase, id: string): Promise<TeamAccount> {
  const found = await client.query<TeamRow>(`${teamSql} WHERE t.id = $1`, [id])
  return accountOf(found.rows[0]!)
}
