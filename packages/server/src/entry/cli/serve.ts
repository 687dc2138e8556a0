/** `serve`: starts everything, says where to open it, and stops it in order. */

import { readDefinition } from '@bailiwick/definition/index.ts'
import type { ClientBase } from 'pg'
import { lockInstallation } from '../../database/installation-lock.ts'
import type { AdminAddress } from '../../database/open.ts'
import { isSeeded } from '../../governance/apps/import-seed.ts'
import { ReleaseRefused } from '../../governance/releases/apply.ts'
import { lintLive } from '../../governance/releases/lint-live.ts'
import { type Installation, openInstallation } from '../../installation.ts'
import { logAsJson, logForTerminal, openObservations } from '../../observations.ts'
import { type Released, release, releaseForThisVersion } from '../../release.ts'
import { createSetupCode } from '../../security/identity/setup.ts'
import { dataFolder, headFile, openPlace } from './context.ts'
import { readFolder } from './folder.ts'
import type { Command } from './main.ts'
import { NotUnderstood, readServeSettings, type ServeSettings } from './serve-settings.ts'

/** An app that comes with the product: where its definition is, and what a demo starts with. */
export interface ExampleApp {
  readonly folder: string
  /** Releases it for the first time and puts its people, records and past into the database. */
  readonly install: (address: AdminAddress, ending: AbortSignal) => Promise<void>
}

const usage = 'serve [--no-demo] [--port 4000]'

export const serveCommand: Command = {
  usage,
  does: 'start the installation (PORT, BAILIWICK_DATA, DATABASE_URL, BAILIWICK_SECRET, BAILIWICK_URL, BAILIWICK_PROXIES, BAILIWICK_FILE_LIMIT, BAILIWICK_DAY_LIMIT, BAILIWICK_FILES_LIMIT)',
  run: args => serve(args, []),
}

/** @param examples released and filled in a demo installation */
export async function serve(args: readonly string[], examples: readonly ExampleApp[]): Promise<number> {
  let settings: ServeSettings
  try {
    settings = readServeSettings(args)
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error
    console.error(error.message)
    return 2
  }
  const { port, trustedProxies, fileLimit, fileRoom } = settings
  const demo = settings.demo && examples.length > 0
  const publicUrl = (process.env.BAILIWICK_URL ?? `http://localhost:${port}`).replace(/\/$/, '')
  const { observe, subscribe } = openObservations()
  const write = (line: string) => void process.stderr.write(line.endsWith('\n') ? line : `${line}\n`)
  subscribe(process.stderr.isTTY || demo ? logForTerminal(write) : logAsJson(write))
  const unlock = process.env.DATABASE_URL ? () => undefined : lockInstallation(dataFolder(), publicUrl)
  const ending = stopSignal()
  try {
    const place = await openPlace(line => console.error(line))
    place.own(text => observe({ kind: 'warning', text }))
    let installation: Installation | undefined
    try {
      installation = await openInstallation({
        address: place.address,
        secret: place.secret,
        demo,
        publicUrl,
        headFile: headFile(place.dataFolder),
        observe,
        trustedProxies,
        fileLimit,
        fileRoom,
      })
      const looked = demo ? await loadExamples(installation, examples, place.address, ending) : new Set<string>()
      ending.throwIfAborted()
      await compileAnew(installation)
      await refuseWeakCatalog(installation, looked)
      ending.throwIfAborted()
      if (!demo) {
        const code = await createSetupCode({ gate: installation.database.connections.gate })
        // On the console and nowhere else: a log file is no place for it.
        if (code)
          console.log(
            `There is no administrator yet. Setup code, valid until ${code.expiresAt.toISOString().slice(11, 16)} UTC: ${code.code}`,
          )
      }
      await installation.server.listen({ port, host: process.env.HOST ?? (demo ? 'localhost' : '0.0.0.0') })
      console.log(`ready: ${publicUrl}`)
      await aborted(ending)
    } catch (error) {
      // What a wanted end breaks off is no failure.
      if (!ending.aborted) throw error
    } finally {
      await installation?.close()
      await place.close()
    }
  } finally {
    unlock()
  }
  return 0
}

/** The first signal asks to stop, a later one does not ask. Whoever ends a whole group is heard twice at once: by us, and through the process that started us. */
function stopSignal(): AbortSignal {
  const ending = new AbortController()
  let asked: number | undefined
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked !== undefined && performance.now() - asked > 1_000) process.exit(1)
      if (asked !== undefined) return
      asked = performance.now()
      console.log('Stopping. What is under way is finished first.')
      ending.abort()
    })
  }
  return ending.signal
}

function aborted(ending: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (ending.aborted) resolve()
    else ending.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** @returns the apps of which a release has just seen that the database holds what it should */
async function loadExamples(
  installation: Installation,
  examples: readonly ExampleApp[],
  address: AdminAddress,
  ending: AbortSignal,
): Promise<ReadonlySet<string>> {
  const looked = new Set<string>()
  const admin = await installation.database.admin()
  try {
    for (const example of examples) {
      ending.throwIfAborted()
      const files = await readFolder(example.folder)
      const reading = readDefinition(files)
      const { definition } = reading
      if (definition && !(await isSeeded(admin, definition.app.name))) {
        console.log(`Loading ${definition.app.title} and its example data …`)
        await example.install(address, ending)
      }
      const outcome = await releaseExample(admin, files, reading)
      if (outcome.kind === 'not-valid')
        throw new Error(
          `The example in ${example.folder} is not valid: ${outcome.findings.map(finding => finding.message).join(' ')}`,
        )
      if (definition && outcome.kind === 'unchanged') looked.add(definition.app.name)
      // Somebody's records are worth more than the newest example: it is served as it was.
      if (outcome.kind === 'stays')
        console.log(
          `${definition?.app.title} stays as it was released: ${outcome.reasons.join(' ')} To have what is new: bailiwick release ${example.folder} --confirm-loss`,
        )
    }
    await installation.apps.refresh()
  } finally {
    await admin.end()
  }
  return looked
}

async function releaseExample(
  admin: ClientBase,
  files: ReadonlyMap<string, string>,
  reading: ReturnType<typeof readDefinition>,
): Promise<Released | { readonly kind: 'stays'; readonly reasons: readonly string[] }> {
  try {
    const outcome = await release(admin, files, { by: null, reading })
    return outcome.kind === 'needs-confirmation' ? { kind: 'stays', reasons: outcome.losses } : outcome
  } catch (error) {
    if (error instanceof ReleaseRefused) return { kind: 'stays', reasons: error.sentences }
    throw error
  }
}

/** After an upgrade: what the version before compiled is compiled by this one, before anything is served. */
async function compileAnew(installation: Installation): Promise<void> {
  const admin = await installation.database.admin()
  try {
    const names = await releaseForThisVersion(admin)
    if (names.length === 0) return
    console.log(`Released anew for this version: ${names.join(', ')}`)
    await installation.apps.refresh()
  } finally {
    await admin.end()
  }
}

/** Nothing is served while a rule is missing in the database. */
async function refuseWeakCatalog(installation: Installation, looked: ReadonlySet<string>): Promise<void> {
  const admin = await installation.database.admin()
  try {
    const findings = await lintLive(admin, looked)
    if (findings.length > 0)
      throw new Error(
        `The database does not hold the rules it should; nothing is served.\n${findings.map(finding => `  ${finding.sentence}`).join('\n')}\nWhat a release makes is put right by a release of the same files: bailiwick release FOLDER. What was changed in the schema bailiwick itself has to be put back by whoever changed it, or by restoring a backup.`,
      )
  } finally {
    await admin.end()
  }
}
