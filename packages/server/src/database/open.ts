/** Opens the database of an installation as its administrator and as its node: migrated, with the login roles' passwords in place. */
import pg from 'pg'
import type { InstallationKeys } from '../security/secrets/keys.ts'
import { freshKey, padKey } from '../security/secrets/keys.ts'
import type { Connections, DatabaseAddress } from './connections.ts'
import { openConnections } from './connections.ts'
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
    await setPassword(client, address, 'bailiwick_login', keys.loginPassword)
    await setPassword(client, address, 'bailiwick_gate', keys.gatePassword)
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

/** Sets the password only where it does not hold already: nodes starting together must not write the same catalog row. */
async function setPassword(admin: pg.Client, address: DatabaseAddress, role: string, password: string): Promise<void> {
  const probe = new pg.Client({ ...address, user: role, password })
  probe.on('error', () => undefined)
  try {
    await probe.connect()
    await probe.end()
  } catch {
    await admin.query(`ALTER ROLE ${role} PASSWORD ${quoteLiteral(password)}`)
  }
}
