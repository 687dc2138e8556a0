/**
 * The definition's path: read → validate → compile → plan → apply, in this order and whole. Nodes notice a new release by themselves (governance/apps/live-apps.ts).
 */
import { readDefinition } from '@bailiwick/definition/index.ts'
import type { Finding } from '@bailiwick/definition/model/index.ts'
import type { ClientBase } from 'pg'
import { applyRelease, type ReleaseOutcome } from './governance/releases/apply.ts'

export interface ReleaseOptions {
  readonly by: string | null
  readonly confirmLoss?: boolean
}

export type Released = ReleaseOutcome | { readonly kind: 'not-valid'; readonly findings: readonly Finding[] }

/** @param files a definition's files by their path in its folder */
export async function release(admin: ClientBase, files: ReadonlyMap<string, string>, options: ReleaseOptions): Promise<Released> {
  const { definition, findings } = readDefinition(files)
  if (!definition) return { kind: 'not-valid', findings }
  return applyRelease(admin, { definition, files, by: options.by, confirmLoss: options.confirmLoss ?? false })
}
