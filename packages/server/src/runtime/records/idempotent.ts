/**
 * A write that is asked twice with the same Idempotency-Key happens once and answers twice. The key is taken in the write's own transaction: a concurrent
 * second waits for the first, a crash gives the key back together with the change. A refusal is kept too, after its transaction is gone.
 */
import { createHash } from 'node:crypto'
import type { Transaction } from '../../database/with-actor.ts'
import { problem } from '../../problems.ts'

export interface StoredAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

export interface IdempotencyKey {
  readonly key: string
  /** Of method, path, version and body: the same key with another request is a mistake, not a repetition. */
  readonly hash: Buffer
}

/** @throws `idempotency.invalid-key` */
export function idempotencyKey(header: string | undefined, request: readonly unknown[]): IdempotencyKey | undefined {
  if (header === undefined) return undefined
  if (!/^[\x21-\x7e]{1,200}$/.test(header)) throw problem('idempotency.invalid-key')
  return { key: header, hash: createHash('sha256').update(JSON.stringify(request)).digest() }
}

/** @returns the answer of the first run, or undefined: then this is the first run, and `finish` must be called before it ends */
export async function begin(tx: Transaction, { key, hash }: IdempotencyKey): Promise<StoredAnswer | undefined> {
  const [row] = (
    await tx.run({
      name: 'begin-idempotent',
      text: 'SELECT b.fresh, b.other, b.answer FROM bailiwick.begin_idempotent($1, $2) b',
      values: [key, hash],
    })
  ).rows
  const [fresh, other, stored] = (row ?? []) as [boolean, boolean, StoredAnswer | null]
  if (fresh) return undefined
  if (other) throw problem('idempotency.other-body')
  if (!stored) throw problem('idempotency.still-running')
  return stored
}

export async function finish(tx: Transaction, { key, hash }: IdempotencyKey, answer: StoredAnswer): Promise<void> {
  await tx.run({
    name: 'finish-idempotent',
    text: 'SELECT bailiwick.finish_idempotent($1, $2, $3, $4)',
    values: [key, hash, answer.status, JSON.stringify(answer)],
  })
}
