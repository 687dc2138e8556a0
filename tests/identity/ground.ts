/**
 * A listening server over a database of its own, and browsers to visit it: what every test of identity stands on. Requests go over a real socket, because what is
 * tested (hosts, origins, cookies, content types) lives in headers.
 */
import { argon2Sync, randomBytes, randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { openDatabase } from '../../packages/server/src/database/open.ts'
import type { Route } from '../../packages/server/src/entry/http/route.ts'
import { createServer, type HttpInstallation, type ServerOptions } from '../../packages/server/src/entry/http/server.ts'
import type { Observation } from '../../packages/server/src/observations.ts'
import { hashPassword } from '../../packages/server/src/security/identity/password.ts'
import { deriveKeys } from '../../packages/server/src/security/secrets/keys.ts'
import { Browser } from '../harness/browser.ts'
import { cluster, createOpenedDatabase, testSecret } from '../harness/database.ts'
import { freePort } from '../harness/port.ts'

// Started here and not inside the first test, whose end would otherwise be the cluster's.
await cluster()

type Testing = Pick<TestContext, 'after'>

export interface Ground {
  readonly installation: HttpInstallation
  readonly server: FastifyInstance
  /** `http://localhost:<port>`, also the public address. */
  readonly origin: string
  readonly port: number
  readonly observed: Observation[]
  readonly databaseName: string
  /** Asks as the database's administrator, with the rights of the guard: for looking, and for moving clocks. */
  sql<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** As the cluster's superuser, for making things fail. */
  superuser(text: string): Promise<void>
  browser(options?: { cookies?: Readonly<Record<string, string>> }): Browser
  /** Another node on the same database, with a cold start. */
  secondNode(): Promise<Ground>
}

export interface GroundOptions extends ServerOptions {
  readonly demo?: boolean
  /** Default: the address it listens on. */
  readonly publicUrl?: string
  readonly routes?: (installation: HttpInstallation) => readonly Route[]
}

export async function openGround(t: Testing, options: GroundOptions = {}): Promise<Ground> {
  const database = await createOpenedDatabase(t)
  return openNode(t, database.address, options)
}

type Address = Awaited<ReturnType<typeof createOpenedDatabase>>['address']

async function openNode(t: Testing, address: Address, options: GroundOptions): Promise<Ground> {
  const keys = deriveKeys(testSecret)
  const database = await openDatabase(address, keys, 12, () => undefined)
  const observed: Observation[] = []
  const { data, gate } = database.connections
  const base = { data, gate, secrets: keys, demo: options.demo ?? false, observe: (o: Observation) => void observed.push(o) }
  let publicUrl = options.publicUrl ?? ''
  // The port is known only once it listens; the public address may be that port.
  const installation: HttpInstallation = {
    ...base,
    get publicUrl() {
      return publicUrl
    },
  }
  if (!publicUrl) publicUrl = `http://localhost:${await freePort()}`
  const server = await createServer(installation, options.routes?.(installation) ?? [], options)
  await server.listen({ host: '127.0.0.1', port: options.publicUrl ? 0 : Number(new URL(publicUrl).port) })
  const admin = await database.admin()
  const port = (server.server.address() as AddressInfo).port
  t.after(async () => {
    await server.close()
    await admin.end()
    await database.connections.close()
  })
  await admin.query('SET ROLE bailiwick_guard')
  return {
    installation,
    server,
    origin: publicUrl,
    port,
    observed,
    databaseName: address.database,
    sql: async (text, values = []) => (await admin.query(text, [...values])).rows,
    superuser: async text => {
      const client = await database.admin()
      await client.query(text).finally(() => client.end())
    },
    browser: (with_ = {}) => new Browser(port, new URL(publicUrl).host, new URL(publicUrl).origin, with_.cookies ?? {}),
    secondNode: () => openNode(t, address, options),
  }
}

export const goodPassword = 'seven quiet rivers 42'

/** At a fraction of the present cost, which each sign-in of the tests would pay; of a hash its own cost is read. */
const goodHash = (() => {
  const [memory, passes, parallelism] = [1_024, 1, 1]
  const nonce = randomBytes(16)
  const tag = argon2Sync('argon2id', { message: Buffer.from(goodPassword), nonce, tagLength: 32, memory, passes, parallelism })
  const [salt, hash] = [nonce, tag].map(bytes => bytes.toString('base64').replace(/=+$/, ''))
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${salt}$${hash}`
})()

/** A person as the platform's tables hold them, without going through the doors under test. */
export async function addPerson(
  ground: Ground,
  person: {
    name?: string
    email?: string
    administrator?: boolean
    password?: boolean | 'at full cost'
    demoSentence?: string
  } = {},
): Promise<{ id: string; email: string; name: string }> {
  const email = person.email ?? `p-${randomUUID()}@example.test`
  const name = person.name ?? 'Somebody'
  const [row] = await ground.sql<{ id: string }>(
    'INSERT INTO bailiwick.person (name, email, administrator, demo_sentence) VALUES ($1, $2, $3, $4) RETURNING id',
    [name, email, person.administrator ?? false, person.demoSentence ?? null],
  )
  if (person.password !== false) {
    const hash = person.password === 'at full cost' ? await hashPassword(goodPassword) : goodHash
    await ground.sql('INSERT INTO bailiwick.credential (person, password_hash) VALUES ($1, $2)', [row!.id, hash])
  }
  return { id: row!.id, email, name }
}

export async function signedIn(ground: Ground, email: string): Promise<Browser> {
  const browser = ground.browser()
  const answer = await browser.post('/api/session', { email, password: goodPassword })
  if (answer.status !== 200) throw new Error(`Signing in answered ${answer.status}: ${answer.text}`)
  return browser
}

/** An app that is live as far as identity looks: its name, its title and its roles. */
export async function addApp(ground: Ground, name: string, roles: readonly string[]): Promise<void> {
  await ground.sql('INSERT INTO bailiwick.app (name) VALUES ($1)', [name])
  await ground.sql(
    `WITH made AS (INSERT INTO bailiwick.release (app, number, definition, operations, compiler) VALUES ($1, 1, $2, '[]', 'test') RETURNING id)
     SELECT id FROM made`,
    [name, JSON.stringify({ app: { name, title: `The ${name}` }, roles: roles.map(role => ({ name: role, title: role })) })],
  )
  await ground.sql('UPDATE bailiwick.app SET live_release = (SELECT id FROM bailiwick.release WHERE app = $1) WHERE name = $1', [
    name,
  ])
}
