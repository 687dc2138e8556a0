/** The example apps: a folder of definition files each, and the people and records a demo starts with. */
import { seed as supportOps } from '../examples/support-ops/seed/seed.ts'
import type { Seed } from '../examples/support-ops/seed/shape.ts'

export interface Example {
  /** Beneath `examples/`. */
  readonly folder: string
  readonly seed: (now: Date) => Seed
}

export const examples: readonly Example[] = [{ folder: 'support-ops', seed: supportOps }]
