/**
 * The definition's path: read → validate → compile → plan → apply, in this order and whole. Nodes notice a new release by themselves (governance/apps/live-apps.ts).
 */
import { compilerVersion } from '@bailiwick/definition/compile/compile.ts'
import { readDefinition } from '@bailiwick/definition/index.ts'
import type { Finding } from '@bailiwick/definition/model/index.ts'
import type { ClientBase } from 'pg'
import { applyRelease, type ReleaseOutcome } from './governance/releases/apply.ts'

export interface ReleaseOptions {
  readonly by: string | null
  readonly confirmLoss?: boolean
  /** What these files say, where that has been read already. */
  readonly reading?: ReturnType<typeof readDefinition>
}

export type Released = ReleaseOutcome | { readonly kind: 'not-valid'; readonly findings: readonly Finding[] }

/** @param files a definition's files by their path in its folder */
export async function release(admin: ClientBase, files: ReadonlyMap<string, string>, options: ReleaseOptions): Promise<Released> {
  const { definition, findings } = options.reading ?? readDefinition(files)
  if (!definition) return { kind: 'not-valid', findings }
  return applyRelease(admin, { definition, files, by: options.by, confirmLoss: options.confirmLoss ?? false })
}

/**
 * Releases the live apps that another version of the product compiled anew, as they are: the server asks for what its own compiler makes.
 * @returns the names of those apps
 * @throws a sentence when a newer version compiled one, and when this one does not accept a definition any more; the app stays as it is
 */
export async function releaseForThisVersion(admin: ClientBase): Promise<string[]> {
  await admin.query('SET ROLE bailiwick_guard')
  const { rows } = await admin.query<{ name: string; compiler: string; files: Record<string, string> }>(
    `SELECT a.name, r.compiler, r.files FROM bailiwick.app a JOIN bailiwick.release r ON r.id = a.live_release WHERE r.compiler <> $1 ORDER BY a.name`,
    [compilerVersion],
  )
  await admin.query('RESET ROLE')
  for (const { name, compiler, files } of rows) {
    if (Number(compiler) > Number(compilerVersion))
      throw new Error(
        `“${name}” was released by a newer version of Bailiwick. Start that version, or restore a backup from before.`,
      )
    const outcome = await release(admin, new Map(Object.entries(files)), { by: null })
    if (outcome.kind === 'not-valid')
      throw new Error(
        `“${name}” is not valid for this version of Bailiwick. Start the version before, release it as this one wants it, and come back:\n${outcome.findings.map(finding => `  ${finding.message}`).join('\n')}`,
      )
    if (outcome.kind === 'needs-confirmation')
      throw new Error(
        `“${name}” would lose data in this version: ${outcome.losses.join(' ')} Release it by hand with --confirm-loss.`,
      )
  }
  return rows.map(({ name }) => name)
}
