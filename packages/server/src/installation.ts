/** An installation as one node runs it: database, live apps, the audit's sealer, realtime, and the HTTP server on top. */

import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { AdminAddress, Database } from './database/open.ts'
import { openDatabase } from './database/open.ts'
import { Turns } from './database/turns.ts'
import { Pending } from './entry/http/pending.ts'
import type { Rates } from './entry/http/rates.ts'
import { appRoutes } from './entry/http/routes/apps.ts'
import { eventRoutes } from './entry/http/routes/events.ts'
import { figureRoutes } from './entry/http/routes/figures.ts'
import { fileRoutes } from './entry/http/routes/files.ts'
import { jobRoutes } from './entry/http/routes/jobs.ts'
import { manyRoutes } from './entry/http/routes/many.ts'
import { notificationRoutes } from './entry/http/routes/notifications.ts'
import { permissionDiffRoutes } from './entry/http/routes/permission-diff.ts'
import { proofRoutes } from './entry/http/routes/proof.ts'
import { publicFormRoutes } from './entry/http/routes/public-forms.ts'
import { recordRoutes } from './entry/http/routes/records.ts'
import { viewAsRoutes } from './entry/http/routes/view-as.ts'
import { viewRoutes } from './entry/http/routes/views.ts'
import { whyRoutes } from './entry/http/routes/why.ts'
import { createServer } from './entry/http/server.ts'
import { LiveApps } from './governance/apps/live-apps.ts'
import type { Observe } from './observations.ts'
import { type Floors, openSurface, transactInAbsence } from './request.ts'
import { Directory } from './runtime/directory.ts'
import type { FileRoom } from './runtime/files/room.ts'
import { keepSweeping } from './runtime/files/sweep.ts'
import { keepRunning } from './runtime/jobs/runner.ts'
import { RealtimeHub } from './runtime/realtime/hub.ts'
import { Actors } from './security/access/actor.ts'
import { keepSealing, sealKeys } from './security/audit/seal.ts'
import type { InstallationKeys } from './security/secrets/keys.ts'
import { deriveKeys } from './security/secrets/keys.ts'

export interface InstallationOptions {
  readonly address: AdminAddress
  readonly secret: string
  readonly demo: boolean
  readonly publicUrl: string
  /** Where the newest seals are also written; undefined: nowhere outside the database. */
  readonly headFile: string | undefined
  readonly observe: Observe
  readonly poolSize?: number
  /** Addresses or networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[]
  /** How often one person and one address may ask; undefined: the limits of the server. */
  readonly rates?: Rates
  /** The largest file that is taken, in bytes; 25 MB when absent. */
  readonly fileLimit?: number
  /** How much may be uploaded; 1,000 MB of a person within a day and 50 GB of all when absent. */
  readonly fileRoom?: FileRoom
}

export interface Installation {
  readonly database: Database
  readonly keys: InstallationKeys
  readonly apps: LiveApps
  readonly floors: Floors
  /** Not listening yet. */
  readonly server: FastifyInstance
  close(): Promise<void>
}

export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  const { observe } = options
  const keys = deriveKeys(options.secret)
  const database = await openDatabase(options.address, keys, options.poolSize ?? 20, error =>
    observe({ kind: 'database.lost', error }),
  )
  const { data, gate } = database.connections
  const apps = new LiveApps(gate, observe)
  await apps.start()
  const actors = new Actors(gate, name => apps.get(name))
  const floors: Floors = {
    data,
    gate,
    turns: new Turns(Math.max(2, Math.floor((options.poolSize ?? 20) / 4))),
    actors,
    directory: new Directory(gate),
    claimsKey: keys.claims,
    tokenKey: keys.token,
    fileLimit: options.fileLimit ?? 25 * 1024 * 1024,
    fileRoom: options.fileRoom ?? { ofPersonADay: 1_000 * 1024 ** 2, ofAll: 50 * 1024 ** 3 },
    app: name => apps.get(name),
  }
  const hub = new RealtimeHub(gate, name => apps.get(name), keys.token, observe)
  floors.directory.whenChanged(() => hub.directoryChanged())
  apps.whenChanged(name => hub.appChanged(name))
  const sealer = keepSealing(gate, sealKeys(keys.auditSeed), options.headFile, {
    onUnsealed: error =>
      observe({
        kind: 'warning',
        text: 'The audit has not been sealed for a minute; it is kept, and sealing is tried again',
        error,
      }),
    onSealed: () => observe({ kind: 'note', text: 'The audit is sealed again.' }),
  })
  const sweeper = keepSweeping(gate, error =>
    observe({ kind: 'warning', text: 'Uploads that nobody kept could not be removed; it is tried again.', error }),
  )
  const jobs = keepRunning({
    gate,
    observe,
    inTheNameOf: (person, requestId, work) => transactInAbsence(floors, { person, requestId }, work),
    open: (app, entity, actor) => openSurface(floors, app, entity, actor),
    isBusy: () => data.waitingCount > 0,
  })
  const pending = new Pending()
  const premises = {
    ...{ data, gate, secrets: keys, demo: options.demo, publicUrl: options.publicUrl, observe, app: floors.app },
    // The change stands, whatever becomes of this.
    directoryChanged: () => floors.directory.renew().catch(() => undefined),
  }
  const server = await createServer(
    premises,
    [
      ...viewAsRoutes(floors, premises),
      ...publicFormRoutes(floors, options.rates),
      ...recordRoutes(floors, hub, gate),
      ...figureRoutes(floors, observe),
      ...manyRoutes(floors, pending),
      ...jobRoutes(floors, jobs.kick),
      ...viewRoutes(floors),
      ...whyRoutes(floors),
      ...notificationRoutes(floors),
      ...fileRoutes(floors, observe),
      ...appRoutes(floors, gate, () => apps.all(), options.publicUrl),
      ...eventRoutes(floors, hub),
      ...permissionDiffRoutes(premises, name => apps.get(name), database.admin),
      ...proofRoutes(premises, name => apps.get(name)),
    ],
    { actors, trustedProxies: options.trustedProxies ?? [], ...(options.rates ? { rates: options.rates } : {}) },
  )
  return {
    database,
    keys,
    apps,
    floors,
    server,
    close: async () => {
      hub.stop()
      await server.close()
      await pending.settled(3_000)
      await jobs.stop()
      await sealer.stop()
      await sweeper.stop()
      await apps.stop()
      await database.connections.close()
    },
  }
}

/** The secret of an installation that keeps its own: made once, readable by its owner only. */
export async function ownSecret(dataFolder: string): Promise<string> {
  const file = join(dataFolder, 'secret')
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error
  }
  await mkdir(dataFolder, { recursive: true })
  const secret = randomBytes(32).toString('base64')
  await writeFile(file, `${secret}\n`, { mode: 0o600, flag: 'wx' })
  await chmod(file, 0o600)
  return secret
}
