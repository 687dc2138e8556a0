/** `plan` and `release`: from a folder to a running app. */
import { compile } from '@bailiwick/definition/compile/compile.ts'
import type { Table } from '@bailiwick/definition/compile/compiled.ts'
import { printFinding, readDefinition } from '@bailiwick/definition/index.ts'
import { plan } from '@bailiwick/definition/plan/plan.ts'
import { type Database, openDatabase } from '../../database/open.ts'
import { summaryOf } from '../../governance/changes/diff-words.ts'
import { diffPermissions } from '../../governance/changes/permission-diff.ts'
import { ReleaseRefused, rehearseRelease } from '../../governance/releases/apply.ts'
import { release } from '../../release.ts'
import { deriveKeys } from '../../security/secrets/keys.ts'
import { asked } from './check.ts'
import { openPlace } from './context.ts'
import { readFolder } from './folder.ts'
import type { Command } from './main.ts'

export const planCommand: Command = {
  usage: 'plan <folder>',
  does: 'say what releasing a definition would do to the database',
  run: async ([folder]) => {
    if (!folder) return asked('plan <folder>')
    const { definition, findings } = readDefinition(await readFolder(folder))
    for (const finding of findings) console.log(printFinding(finding))
    if (!definition) return 1
    return withDatabase(async admin => {
      await admin.query('SET ROLE bailiwick_guard')
      const { rows } = await admin.query<{ number: number; operations: { tables: Table[] } }>(
        'SELECT r.number, r.operations FROM bailiwick.app a JOIN bailiwick.release r ON r.id = a.live_release WHERE a.name = $1',
        [definition.app.name],
      )
      const live = rows[0]
      const compiled = compile(definition)
      const planned = plan(
        live ? { schema: compiled.schema, tables: live.operations.tables, derived: [] } : undefined,
        compiled,
        (live?.number ?? 0) + 1,
      )
      for (const operation of planned.operations)
        console.log(
          `${operation.describe}${operation.rewrites ? ' Rewrites the table.' : ''}${operation.loss ? ` Loss: ${operation.loss}` : ''}`,
        )
      console.log(
        `${planned.operations.length} operations on tables; ${compiled.derived.length} views, policies, functions and triggers made anew.`,
      )
      if (!live) return 0
      await admin.query('RESET ROLE')
      const rights = await diffPermissions(admin, { app: definition.app.name, to: definition, within: 30_000 })
      console.log(`${summaryOf(rights)} Who and where: bailiwick rights ${definition.app.name} --to ${folder}`)
      if (planned.operations.length === 0) return 0
      try {
        await rehearseRelease(admin, definition)
      } catch (error) {
        if (!(error instanceof ReleaseRefused)) throw error
        console.log(`This would be refused:\n${error.sentences.join('\n')}`)
        return 1
      }
      console.log('Tried on the records there are, and taken back: nothing stands in its way.')
      if (planned.losses.length > 0) console.log('It needs --confirm-loss.')
      return 0
    })
  },
}

export const releaseCommand: Command = {
  usage: 'release <folder> [--confirm-loss]',
  does: 'put a definition into the database, whole or not at all',
  run: async args => {
    const folder = args.find(arg => !arg.startsWith('--'))
    if (!folder) return asked('release <folder> [--confirm-loss]')
    return withDatabase(async admin => {
      try {
        const outcome = await release(admin, await readFolder(folder), { by: null, confirmLoss: args.includes('--confirm-loss') })
        if (outcome.kind === 'not-valid') for (const finding of outcome.findings) console.log(printFinding(finding))
        if (outcome.kind === 'needs-confirmation')
          console.log(`${outcome.losses.join('\n')}\nSay --confirm-loss to release all the same.`)
        if (outcome.kind === 'unchanged') console.log(`Nothing to do: release ${outcome.number} is the same.`)
        if (outcome.kind === 'released')
          console.log(`Release ${outcome.number} is live: ${outcome.operations.length} operations.`)
        return outcome.kind === 'released' || outcome.kind === 'unchanged' ? 0 : 1
      } catch (error) {
        if (!(error instanceof ReleaseRefused)) throw error
        console.log(error.sentences.join('\n'))
        return 1
      }
    })
  },
}

/** A command's own visit to the database; a server that runs is not disturbed. */
export async function withDatabase(
  work: (admin: import('pg').Client, place: Awaited<ReturnType<typeof openPlace>>, database: Database) => Promise<number>,
): Promise<number> {
  const place = await openPlace(line => console.error(line))
  try {
    const database = await openDatabase(place.address, deriveKeys(place.secret), 2, error => console.error(error.message))
    const admin = await database.admin()
    try {
      return await work(admin, place, database)
    } finally {
      await admin.end()
      await database.connections.close()
    }
  } finally {
    await place.close()
  }
}
