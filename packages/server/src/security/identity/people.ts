/** People as administrators see and change them. Triggers end sessions with the status, keep a last administrator, move the claims' epoch and write the audit. */
import type { PersonAccount } from '@bailiwick/definition/wire/account.ts'
import type { ClientBase } from 'pg'
import { problem, say } from '../../problems.ts'
import { type Acting, actAs } from './gate-transaction.ts'
import type { Premises } from './premises.ts'
import { datedRole, type RoleOfApp, refuseOwnRights, replaceRoles, replaceTeams, withoutOwnGain } from './rights.ts'
import { endSessions } from './session.ts'

interface AccountRow {
  id: string
  name: string
  email: string
  title: string | null
  status: PersonAccount['status']
  administrator: boolean
  has_password: boolean
  manager: string | null
  manager_name: string | null
  roles: RoleOfApp[]
  teams: string[]
  last_seen_at: Date | null
}

const accountSql = `
  SELECT p.id, p.name, p.email, p.title, p.status, p.administrator,
    EXISTS (SELECT FROM bailiwick.credential c WHERE c.person = p.id) AS has_password,
    p.manager, (SELECT m.name FROM bailiwick.person m WHERE m.id = p.manager) AS manager_name,
    coalesce((SELECT jsonb_agg(${datedRole} ORDER BY g.app, g.role) FROM bailiwick.role_grant g
      WHERE g.person = p.id AND g.valid_until > now()), '[]') AS roles,
    coalesce((SELECT array_agg(m.team::text ORDER BY m.team) FROM bailiwick.membership m WHERE m.person = p.id), '{}') AS teams,
    (SELECT max(s.seen_at) FROM bailiwick.session s WHERE s.person = p.id) AS last_seen_at
  FROM bailiwick.person p`

function accountOf(row: AccountRow): PersonAccount {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    ...(row.title ? { title: row.title } : {}),
    status: row.status,
    administrator: row.administrator,
    invited: !row.has_password,
    roles: row.roles,
    teams: row.teams,
    ...(row.manager ? { manager: row.manager } : {}),
    ...(row.manager_name ? { managerName: row.manager_name } : {}),
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  }
}

/** By name, in pages: `after` is the id of the last one of the page before. */
export async function listPeople(
  premises: Premises,
  asked: { search?: string; after?: string; pageSize?: number },
): Promise<{ items: PersonAccount[]; nextPageToken?: string }> {
  const size = asked.pageSize ?? 100
  const found = await premises.gate.query<AccountRow>(
    `${accountSql}
     WHERE p.id <> bailiwick.guest() AND ($1::text IS NULL OR p.name ILIKE $1 OR p.email LIKE lower($1))
       AND ($2::uuid IS NULL OR (p.name, p.id) > (SELECT x.name, x.id FROM bailiwick.person x WHERE x.id = $2))
     ORDER BY p.name, p.id LIMIT $3`,
    [asked.search ? `%${asked.search.replace(/[\\%_]/g, '\\$&')}%` : null, asked.after ?? null, size + 1],
  )
  const items = found.rows.slice(0, size).map(accountOf)
  const last = items.at(-1)
  return { items, ...(found.rows.length > size && last ? { nextPageToken: last.id } : {}) }
}

export interface PersonChange {
  readonly name?: string
  readonly title?: string | null
  readonly status?: PersonAccount['status']
  readonly administrator?: boolean
  /** Whom the person reports to; null: nobody. */
  readonly manager?: string | null
  /** The whole list of what is given here. */
  readonly roles?: readonly RoleOfApp[]
  readonly teams?: readonly string[]
}

export async function changePerson(premises: Premises, acting: Acting, id: string, change: PersonChange): Promise<PersonAccount> {
  return actAs(premises, acting, async client => {
    // No stronger: it would wait for whatever of theirs is under way and names them, as an upload does for as long as its sender likes.
    const found = await client.query<{ administrator: boolean }>(
      'SELECT administrator FROM bailiwick.person WHERE id = $1 AND id <> bailiwick.guest() FOR NO KEY UPDATE',
      [id],
    )
    const before = found.rows[0]
    if (!before) throw problem('person.not-found')
    if (change.roles || change.teams || change.administrator === true) await refuseOwnRights(client, acting.actor.person, id)
    if (change.manager) await requirePerson(client, change.manager)
    // A constraint holds this one, before the trigger that names a longer circle.
    if (change.manager?.toLowerCase() === id)
      throw problem('record.invalid', { fields: [{ field: 'manager', message: say('person.manager-circle') }] })
    await withoutOwnGain(client, acting.actor.person, async () => {
      await updateRow(client, id, change)
      if (change.roles) await replaceRoles(client, id, change.roles)
      if (change.teams) await replaceTeams(client, id, change.teams)
    })
    if (change.administrator !== undefined && change.administrator !== before.administrator) await endSessions(client, id)
    const after = await client.query<AccountRow>(`${accountSql} WHERE p.id = $1`, [id])
    return accountOf(after.rows[0]!)
  })
}

async function requirePerson(client: ClientBase, id: string): Promise<void> {
  const found = await client.query('SELECT FROM bailiwick.person WHERE id = $1 AND id <> bailiwick.guest()', [id])
  if (found.rowCount !== 1) throw problem('person.not-found')
}

/** The columns are named here; only values come from the request. */
async function updateRow(client: ClientBase, id: string, change: PersonChange): Promise<void> {
  const columns = (['name', 'title', 'status', 'administrator', 'manager'] as const).filter(
    column => change[column] !== undefined,
  )
  if (columns.length === 0) return
  const sets = columns.map((column, i) => `${column} = $${i + 2}`).join(', ')
  await client.query(`UPDATE bailiwick.person SET ${sets} WHERE id = $1`, [id, ...columns.map(column => change[column])])
}
