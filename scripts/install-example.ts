/**
 * Installs an example: its first release, then its people, records and past. A process of its own: this takes half a gigabyte for a moment, and that would stay
 * with the server. Started by `installInOwnProcess`, which sends the database's address.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { readDefinition } from '@bailiwick/definition/index.ts'
import pg from 'pg'
import type { AdminAddress } from '../packages/server/src/database/open.ts'
import { readFolder } from '../packages/server/src/entry/cli/folder.ts'
import { importSeed } from '../packages/server/src/governance/apps/import-seed.ts'
import { release } from '../packages/server/src/release.ts'
import { exampleFolder, examples } from './examples.ts'

/** @throws a sentence when the example could not be loaded, or was broken off; its database is then as it was */
export async function installInOwnProcess(folder: string, address: AdminAddress, ending?: AbortSignal): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [folder], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    ...(ending && { signal: ending }),
  })
  // Through the channel: an argument or a variable of the environment would show the password to others on this machine.
  child.send(address)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  if (code !== 0) throw new Error(`The example data of ${folder} could not be loaded.`)
}

async function install(folder: string, address: AdminAddress): Promise<void> {
  const example = examples.find(each => each.folder === folder)
  const files = await readFolder(exampleFolder(folder))
  const { definition } = readDefinition(files)
  if (!example || !definition) throw new Error(`There is no example “${folder}”.`)
  const admin = new pg.Client({ ...address })
  await admin.connect()
  try {
    const outcome = await release(admin, files, { by: null })
    if (outcome.kind !== 'released' && outcome.kind !== 'unchanged') return
    const seed = await example.loadSeed()
    await importSeed(admin, definition, seed(new Date()))
  } finally {
    await admin.end()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.once('message', address => {
    process.disconnect?.()
    install(process.argv[2] ?? '', address as AdminAddress).catch((error: Error) => {
      console.error(error.message)
      process.exitCode = 1
    })
  })
}
