/** A proof as a value: what is stored with the release and printed. */
import type { FieldLine, Line } from './tally.ts'

export interface Proof {
  readonly app: string
  readonly release: { readonly id: string; readonly number: number }
  readonly at: string
  readonly seconds: number
  readonly seed: number
  readonly rounds: number
  readonly cases: number
  /** How many cases came out otherwise than the evaluator says. */
  readonly differing: number
  /** The first of them in words. */
  readonly differences: readonly string[]
  /** Permitted, and kept out by a constraint of the table. */
  readonly constrained: number
  readonly catalog: { readonly objects: number; readonly differences: readonly string[] }
  /** What the catalog lint has to say of the live app. */
  readonly lint: readonly string[]
  /** Rules that were met in one direction only. */
  readonly unmet: readonly string[]
  readonly lines: readonly Line[]
  readonly fields: readonly FieldLine[]
  readonly versions: { readonly compiler: string; readonly postgres: string; readonly node: string }
}

/** Everything that speaks against the live release, in sentences. */
export function faultsOf(proof: Proof): readonly string[] {
  return [...proof.lint, ...proof.catalog.differences, ...proof.differences]
}

export function isProved(proof: Proof): boolean {
  return proof.differing === 0 && proof.catalog.differences.length === 0 && proof.lint.length === 0
}
