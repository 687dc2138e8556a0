/**
 * A real PostgreSQL for tests: one throw-away cluster for the run (scripts/test.mjs starts it), or for the file when it is run by hand. Each test file gets databases of
 * its own and leaves none behind. BAILIWICK_TEST_SERVER=system takes the machine's PostgreSQL instead of the embedded one: the newest installed, or the one whose folder
 * of programs BAILIWICK_TEST_BINARIES names.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import { startEmbedded } from '../../packages/server/src/database/embedded.ts'
import { type AdminAddress, openDatabase } from '../../packages/server/src/database/open.ts'
import { deriveKeys } from '../../packages/server/src/security/secrets/keys.ts'

/** Every node of a test cluster shares the login roles, so they share the secret their passwords are made of. */
export const testSecret = 'only-for-tests-only-for-tests-only-for-tests'

export interface TestDatabase {
  readonly address: AdminAddress
  /** A connection as the cluster's superuser; ended when the test is. */
  connect(): Promise<pg.Client>
  drop(): Promise<void>
}

export interface Cluster {
  readonly address: AdminAddress
  stop(): Promise<void>
}

let shared: Promise<Cluster> | undefined
/** Databases of the file; they go before the cluster does. */
const endings: (() => Promise<void>)[] = []

/** The cluster of this run. */
export function cluster(): Promise<Cluster> {
  shared ??= (async () => {
    const given = process.env.BAILIWICK_TEST_CLUSTER
    const running = given ? { address: JSON.parse(given) as AdminAddress, stop: async () => undefined } : await startCluster()
    after(async () => {
      for (const end of endings) await end()
      await running.stop()
    })
    return running
  })()
  return shared
}

export async function startCluster(kind = process.env.BAILIWICK_TEST_SERVER): Promise<Cluster> {
  const folder = mkdtempSync(join(inMemory() ?? tmpdir(), 'bailiwick-test-'))
  execFileSync('chmod', ['755', folder])
  const server = kind === 'system' ? startSystem(folder) : await startEmbedded({ dataFolder: folder, throwAway: true })
  return {
    address: server.address,
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** In bytes; a run needs a tenth of it. */
const roomInMemory = 6 * 2 ** 30

/** A folder that is no disk, where there is one with room: each database is some three hundred files, which a disk takes five times as long to make. */
function inMemory(): string | undefined {
  const folder = '/dev/shm'
  if (!existsSync(folder)) return undefined
  const { bavail, bsize } = statfsSync(folder)
  return Math.min(bavail * bsize, freemem()) > roomInMemory ? folder : undefined
}

/** @param t dropped after this test or suite; without it, after the file */
export async function createDatabase(
  t?: { after(done: () => Promise<void>): void },
  options: { readonly template?: string } = {},
): Promise<TestDatabase> {
  const { address } = await cluster()
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdmin(address, `CREATE DATABASE ${name}${options.template ? ` TEMPLATE ${options.template}` : ''}`)
  const clients: pg.Client[] = []
  const database: TestDatabase = {
    address: { ...address, database: name },
    connect: async () => {
      const client = new pg.Client({ ...address, database: name })
      client.on('error', () => undefined)
      await client.connect()
      clients.push(client)
      return client
    },
    drop: async () => {
      await Promise.all(clients.map(client => client.end().catch(() => undefined)))
      await asAdmin(address, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
  if (t) t.after(() => database.drop())
  else endings.push(() => database.drop())
  return database
}

let opened: Promise<string> | undefined

/** A database as it is when a node has opened it for the first time: a copy of one of the cluster's, which is made when it is first needed. */
export async function createOpenedDatabase(t?: Parameters<typeof createDatabase>[0]): Promise<TestDatabase> {
  opened ??= makeOpened((await cluster()).address)
  return createDatabase(t, { template: await opened })
}

/**
 * The same with an app in it. What is asked for once is a database as it was opened; from the second time on the cluster keeps one in which it is released, and copies it.
 * @param key of what is released
 * @param release does so as the cluster's superuser
 */
export async function createReleasedDatabase(
  t: Parameters<typeof createDatabase>[0],
  key: string,
  release: (client: pg.Client) => Promise<void>,
): Promise<{ database: TestDatabase; isReleased: boolean }> {
  const { address } = await cluster()
  opened ??= makeOpened(address)
  const template = (await keptRelease(address, await opened, `released_${key}`, release)) ?? (await opened)
  return { database: await createDatabase(t, { template }), isReleased: template !== (await opened) }
}

/** @returns undefined when it is asked for the first time */
async function keptRelease(
  address: AdminAddress,
  opened: string,
  name: string,
  release: (client: pg.Client) => Promise<void>,
): Promise<string | undefined> {
  const client = new pg.Client({ ...address })
  await client.connect()
  try {
    const isKept = async () => (await client.query('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount === 1
    if (await isKept()) return name
    const { rowCount } = await client.query('INSERT INTO asked_for VALUES ($1) ON CONFLICT DO NOTHING', [name])
    if (rowCount === 1) return undefined
    // As below: another process may be making it.
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name])
    if (await isKept()) return name
    await client.query(`CREATE DATABASE ${name}_half TEMPLATE ${opened}`)
    const database = await openAsNode({ ...address, database: `${name}_half` })
    const admin = await database.admin()
    await release(admin)
    await admin.end()
    await database.connections.close()
    await client.query(`ALTER DATABASE ${name}_half RENAME TO ${name}`)
    return name
  } finally {
    await client.end()
  }
}

const openAsNode = (address: AdminAddress) => openDatabase(address, deriveKeys(testSecret), 1, () => undefined)

async function makeOpened(address: AdminAddress): Promise<string> {
  const name = 'opened_by_a_node'
  const client = new pg.Client({ ...address })
  await client.connect()
  try {
    // Another process of the run may be making it; only what is whole has the name.
    await client.query("SELECT pg_advisory_lock(hashtext('bailiwick tests'))")
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rowCount) return name
    await client.query('CREATE TABLE asked_for (name text PRIMARY KEY)')
    await client.query(`CREATE DATABASE ${name}_half`)
    const database = await openAsNode({ ...address, database: `${name}_half` })
    await database.connections.close()
    await client.query(`ALTER DATABASE ${name}_half RENAME TO ${name}`)
    return name
  } finally {
    await client.end()
  }
}

async function asAdmin(address: AdminAddress, sql: string): Promise<void> {
  const client = new pg.Client({ ...address })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Databases a run left behind; a test that leaves one has not ended what it began. */
export async function leftovers(address: AdminAddress): Promise<string[]> {
  const client = new pg.Client({ ...address })
  await client.connect()
  const { rows } = await client.query<{ datname: string }>(`SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'`)
  await client.end()
  return rows.map(row => row.datname)
}

function systemBinaries(): string {
  const given = process.env.BAILIWICK_TEST_BINARIES
  if (given) {
    if (!existsSync(join(given, 'initdb'))) throw new Error(`BAILIWICK_TEST_BINARIES is “${given}”; there is no initdb in it.`)
    return given
  }
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  const found = versions.map(version => join(root, version, 'bin')).find(folder => existsSync(join(folder, 'initdb')))
  if (!found) throw new Error('There is no system PostgreSQL to test against. Install it: apt-get install postgresql')
  return found
}

function startSystem(folder: string): Cluster {
  const binaries = systemBinaries()
  const data = join(folder, 'data')
  const socket = join(folder, 'socket')
  const asRoot = process.getuid?.() === 0
  const identity = asRoot ? { uid: 65_534, gid: 65_534 } : {}
  for (const path of [data, socket]) {
    mkdirSync(path, { mode: 0o700 })
    if (asRoot) chownSync(path, 65_534, 65_534)
  }
  const run = (program: string, args: string[]) => {
    const done = spawnSync(join(binaries, program), args, {
      ...identity,
      cwd: '/',
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    if (done.status !== 0) throw new Error(`${program} failed: ${done.stderr}`)
  }
  run('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync'])
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socket,
    fsync: 'off',
    jit: 'off',
    max_connections: '150',
    timezone: 'UTC',
  }
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  run('pg_ctl', ['-D', data, '-w', '-l', join(data, 'log'), '-o', options.join(' '), 'start'])
  return {
    address: { host: socket, port: 5432, database: 'postgres', user: 'postgres', password: 'unused' },
    stop: async () => run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']),
  }
}
