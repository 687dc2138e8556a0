/** Opens the database of an installation as its administrator and as its node: migrated, with the login roles' passwords in place. */

import { quote } from '@bailiwick/definition/compile/names.ts'
import pg from 'pg'
import type { InstallationKeys } from '../security/secrets/keys.ts'
import { freshKey, padKey } from '../security/secrets/keys.ts'
import type { Connections, DatabaseAddress } from './connections.ts'
import { openConnections } from './connections.ts'
import { loginSettings } from './login-settings.ts'
import { migrate } from './migrate.ts'
import { quoteLiteral } from './quote.ts'

/** How the administrator connects: a role that may create roles and schemas. */
export interface AdminAddress extends DatabaseAddress {
  readonly user: string
  readonly password: string
}

export interface Database {
  readonly connections: Connections
  /** Migrations that ran now. */
  readonly migrated: readonly number[]
  readonly serverVersion: number
  /** A new administrator connection, for releases; the caller ends it. */
  admin(): Promise<pg.Client>
}

/** @throws with a sentence when the server is older than PostgreSQL 15 */
export async function openDatabase(
  address: AdminAddress,
  keys: InstallationKeys,
  size: number,
  onError: (error: Error) => void,
): Promise<Database> {
  const admin = async () => {
    const client = new pg.Client({
      ...address,
      options: '-c TimeZone=UTC -c DateStyle=ISO',
      application_name: 'bailiwick release',
    })
    client.on('error', onError)
    await client.connect()
    return client
  }
  const client = await admin()
  try {
    const serverVersion = Number(
      (await client.query<{ v: string }>(`SELECT current_setting('server_version_num') AS v`)).rows[0]?.v,
    )
    if (serverVersion < 150000)
      throw new Error(`Bailiwick needs PostgreSQL 15 or newer; this server is ${Math.floor(serverVersion / 10000)}.`)
    const migrated = await migrate(client, { node: padKey(keys.claims), context: padKey(freshKey()) })
    await keepLogin(client, address, 'bailiwick_login', keys.loginPassword)
    await keepLogin(client, address, 'bailiwick_gate', keys.gatePassword)
    return {
      connections: openConnections(address, { login: keys.loginPassword, gate: keys.gatePassword }, size, onError),
      migrated,
      serverVersion,
      admin,
    }
  } finally {
    await client.end()
  }
}

/**
 * The login roles as this installation needs them. Any role may change its own settings and password, so SQL that was smuggled in once could have left something there; what
 * holds already is not written again, because nodes starting together must not write the same catalog row.
 */
async function keepLogin(admin: pg.Client, address: DatabaseAddress, role: string, password: string): Promise<void> {
  await again(async () => {
    const { rows } = await admin.query<{ right: boolean }>(
      `SELECT coalesce(bool_and(s.setdatabase = 0 AND s.setconfig @> $2::text[] AND s.setconfig <@ $2::text[]), false) AS right
       FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole WHERE r.rolname = $1`,
      [role, loginSettings.map(([name, value]) => `${name}=${value}`)],
    )
    if (rows[0]?.right) return
    const { rows: databases } = await admin.query<{ name: string }>(
      `SELECT d.datname AS name FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole JOIN pg_database d ON d.oid = s.setdatabase WHERE r.rolname = $1`,
      [role],
    )
    for (const { name } of databases) await admin.query(`ALTER ROLE ${role} IN DATABASE ${quote(name)} RESET ALL`)
    await admin.query(`ALTER ROLE ${role} RESET ALL`)
    for (const [name, value] of loginSettings) await admin.query(`ALTER ROLE ${role} SET ${name} = ${quoteLiteral(value)}`)
  })
  const probe = new pg.Client({ ...address, user: role, password })
  probe.on('error', () => undefined)
  try {
    await probe.connect()
    await probe.end()
  } catch {
    await again(() => admin.query(`ALTER ROLE ${role} PASSWORD ${quoteLiteral(password)}`))
  }
}

/** Another node may be writing the same row at this moment. */
async function again(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await work()
      return
    } catch (error) {
      if (attempt >= 10 || !/concurrently updated/.test(String(error))) throw error
      await new Promise(resolve => setTimeout(resolve, 50 + Math.random() * 200))
    }
  }
}
