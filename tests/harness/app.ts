/**
 * A running installation with an app of the test's own: definition files in, people and records in, and then three ways to work with it: browsers over
 * HTTP, raw SQL as the runtime role in the name of a person, and raw SQL as those who may see everything.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { readDefinition } from '@bailiwick/definition/index.ts'
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { Client, ClientBase, PoolClient } from 'pg'
import type { AdminAddress } from '../../packages/server/src/database/open.ts'
import type { Rates } from '../../packages/server/src/entry/http/rates.ts'
import { importSeed, type SeedToImport } from '../../packages/server/src/governance/apps/import-seed.ts'
import { type Installation, openInstallation } from '../../packages/server/src/installation.ts'
import type { Observation } from '../../packages/server/src/observations.ts'
import { type Released, type ReleaseOptions, release } from '../../packages/server/src/release.ts'
import { signClaims } from '../../packages/server/src/security/access/actor.ts'
import { Browser } from './browser.ts'
import { cluster, createReleasedDatabase, testSecret } from './database.ts'
import { freePort } from './port.ts'

// Started here and not inside the first test, whose end would otherwise be the cluster's.
await cluster()

type Testing = Pick<TestContext, 'after'>
type Seed = Partial<SeedToImport>

export interface AppOptions {
  /** File path in the definition's folder → YAML text. `app.yaml` first, `entities/ticket.yaml` and so on. */
  readonly files: Readonly<Record<string, string>> | ReadonlyMap<string, string>
  /** Everybody named here may sign in as a demo persona. Without `people`, `roles` are given to people who are made as they are named. */
  readonly seed?: Seed
  /** False: a real installation, whose door asks for a password. */
  readonly demo?: boolean
  /** How often a caller may ask; absent: as a real installation. */
  readonly rates?: Rates
}

export interface RunningApp {
  readonly installation: Installation
  readonly address: AdminAddress
  readonly definition: Definition
  /** `http://localhost:<port>` */
  readonly origin: string
  readonly observed: readonly Observation[]
  /** The id of a person of the seed, by key. */
  person(key: string): string
  /** A browser in which this person is signed in. */
  as(key: string): Promise<Browser>
  /** A browser in which nobody is signed in. */
  stranger(): Browser
  /** Raw SQL in one transaction that entered with this person's signed claims and became bailiwick_runtime. Commits when `work` resolves. */
  asRuntime<T>(key: string, work: (run: Run, client: PoolClient) => Promise<T>): Promise<T>
  /** As the guard, which sees every row and every platform table. */
  sql<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** As the cluster's superuser, for breaking things. */
  superuser<T>(work: (client: ClientBase) => Promise<T>): Promise<T>
  /** Releases other files of the same app and makes this node serve them. */
  release(files: AppOptions['files'], options?: Partial<ReleaseOptions>): Promise<Released>
  /** Another node on the same database. */
  secondNode(): Promise<RunningApp>
  close(): Promise<void>
}

/** One statement; rows as arrays of JavaScript values. */
export type Run = (text: string, values?: readonly unknown[]) => Promise<unknown[][]>

export function person(key: string, more: Partial<SeedToImport['people'][number]> = {}): SeedToImport['people'][number] {
  const name = key.charAt(0).toUpperCase() + key.slice(1)
  return { key, id: randomUUID(), name, email: `${key}@example.test`, demo: `${name} of the tests.`, ...more }
}

export async function runApp(t: Testing, options: AppOptions): Promise<RunningApp> {
  const endings: (() => Promise<void>)[] = []
  // Last made, first ended: nodes stop before their database goes.
  t.after(async () => {
    for (const end of endings.reverse()) await end()
  })
  const end: Testing = { after: done => void endings.push(done as () => Promise<void>) }
  const files = asMap(options.files)
  const isMade = (outcome: Released) => {
    if (outcome.kind !== 'released') throw new Error(`The test's app was not released: ${JSON.stringify(outcome)}`)
  }
  const key = createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex')
    .slice(0, 16)
  const { database, isReleased } = await createReleasedDatabase(end, key, async admin =>
    isMade(await release(admin, files, { by: null })),
  )
  const seed = completeSeed(options.seed ?? {})
  const app = await openNode(end, database.address, files, seed, options.demo ?? true, options.rates)
  if (!isReleased) isMade(await app.release(files))
  const admin = await app.installation.database.admin()
  try {
    await importSeed(admin, app.definition, seed)
  } finally {
    await admin.end()
  }
  return app
}

function asMap(files: AppOptions['files']): ReadonlyMap<string, string> {
  return files instanceof Map ? files : new Map(Object.entries(files))
}

function completeSeed(seed: Seed): SeedToImport {
  const named = new Set([...(seed.roles ?? []), ...(seed.memberships ?? [])].flatMap(grant => grant.person ?? []))
  const people = [...(seed.people ?? [])]
  for (const key of named) if (!people.some(known => known.key === key)) people.push(person(key))
  return { teams: [], memberships: [], roles: [], records: {}, history: [], ...seed, people }
}

async function openNode(
  t: Testing,
  address: AdminAddress,
  files: ReadonlyMap<string, string>,
  seed: SeedToImport,
  demo: boolean,
  rates?: Rates,
): Promise<RunningApp> {
  const { definition, findings } = readDefinition(files)
  if (!definition)
    throw new Error(
      `The test's definition is not valid:\n${findings.map(finding => `${finding.code}: ${finding.message}`).join('\n')}`,
    )
  const observed: Observation[] = []
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const installation = await openInstallation({
    address,
    secret: testSecret,
    demo,
    publicUrl: origin,
    headFile: undefined,
    observe: observation => void observed.push(observation),
    poolSize: 8,
    ...(rates ? { rates } : {}),
  })
  await installation.server.listen({ port, host: '127.0.0.1' })
  const ids = new Map(seed.people.map(known => [known.key, known.id]))
  const personOf = (key: string) => {
    const id = ids.get(key)
    if (!id) throw new Error(`The test has nobody called “${key}”.`)
    return id
  }
  let closed: Promise<void> | undefined
  let guard: Promise<Client> | undefined
  const close = () => {
    closed ??= (async () => {
      await (await guard)?.end()
      await installation.close()
    })()
    return closed
  }
  t.after(close)
  const asAdmin = async <T>(work: (client: ClientBase) => Promise<T>): Promise<T> => {
    const admin = await installation.database.admin()
    try {
      return await work(admin)
    } finally {
      await admin.end()
    }
  }
  const app: RunningApp = {
    installation,
    address,
    definition,
    origin,
    observed,
    person: personOf,
    stranger: () => new Browser(port, `localhost:${port}`, origin, {}),
    as: async key => {
      const browser = app.stranger()
      const answer = await browser.post('/api/demo-session', { person: personOf(key) })
      if (answer.status !== 200) throw new Error(`Signing in as ${key} answered ${answer.status}: ${answer.text}`)
      return browser
    },
    asRuntime: async (key, work) => {
      const actor = await installation.floors.actors.gather(personOf(key), null, true)
      if (!actor) throw new Error(`${key} is not active.`)
      const claims = signClaims(installation.keys.claims, actor, `test-${randomUUID()}`)
      const client = await installation.database.connections.data.connect()
      let fault: Error | undefined
      try {
        await client.query('BEGIN')
        await client.query('SELECT bailiwick.enter($1, $2)', [claims.text, claims.signature])
        await client.query('SET LOCAL ROLE bailiwick_runtime')
        const result = await work(async (text, values = []) => {
          const answer = await client.query({ text, values: [...values], rowMode: 'array' })
          return answer.rows as unknown[][]
        }, client)
        await client.query('COMMIT')
        return result
      } catch (error) {
        fault = error as Error
        throw error
      } finally {
        // A hostile transaction's connection is not used again by other tests.
        client.release(fault ?? true)
      }
    },
    sql: async (text, values = []) => {
      // One connection for all of them, made anew when a test has torn it.
      guard ??= installation.database.admin().then(async client => {
        client.on('end', () => {
          guard = undefined
        })
        await client.query('SET ROLE bailiwick_guard')
        return client
      })
      return (await (await guard).query(text, [...values])).rows
    },
    superuser: asAdmin,
    release: async (next, options = {}) => {
      const outcome = await asAdmin(admin => release(admin, asMap(next), { by: null, ...options }))
      await installation.apps.refresh()
      return outcome
    },
    secondNode: () => openNode(t, address, files, seed, demo, rates),
    close,
  }
  return app
}
