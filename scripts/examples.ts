/** The example apps: a folder of definition files each, and the people and records a demo starts with. */
import { fileURLToPath } from 'node:url'
import type { Seed } from '../examples/seeding/shape.ts'

export interface Example {
  /** Beneath `examples/`. */
  readonly folder: string
  /** Loaded where it is needed only: a node that serves has no use for it. */
  readonly loadSeed: () => Promise<(now: Date) => Seed>
}

export function exampleFolder(name: string): string {
  return fileURLToPath(new URL(`../examples/${name}`, import.meta.url))
}

export const examples: readonly Example[] = [
  { folder: 'support-ops', loadSeed: async () => (await import('../examples/support-ops/seed/seed.ts')).seed },
  { folder: 'onboarding', loadSeed: async () => (await import('../examples/onboarding/seed/seed.ts')).seed },
  { folder: 'support-escalations', loadSeed: async () => (await import('../examples/support-escalations/seed/seed.ts')).seed },
  { folder: 'purchasing', loadSeed: async () => (await import('../examples/purchasing/seed/seed.ts')).seed },
]
