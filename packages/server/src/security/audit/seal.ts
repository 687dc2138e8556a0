/**
 * Seals the audit behind the writers' backs: no writer waits, and every row is in a signed, chained batch within seconds. The newest seal is also appended to a
 * file outside the database, so that cutting off the end is found too.
 */

import type { KeyObject } from 'node:crypto'
import { createPrivateKey, createPublicKey, sign as signBytes, verify as verifyBytes } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import type { Pool } from 'pg'
import { chainRoot, merkleRoot } from './merkle.ts'

export interface SealKeys {
  readonly private: KeyObject
  readonly public: KeyObject
}

/** An Ed25519 key from its 32-byte seed (RFC 8410's PKCS #8 frame around it). */
export function sealKeys(seed: Buffer): SealKeys {
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  })
  return { private: key, public: createPublicKey(key) }
}

export function signatureHolds(keys: SealKeys, root: Buffer, signature: Buffer): boolean {
  return verifyBytes(null, root, keys.public, signature)
}

interface NextSeal {
  number: string
  from_xid: string
  to_xid: string
  previous: Buffer
  /** As PostgreSQL writes an array: it only passes through. */
  seqs: string
  count: number
  leaves: Buffer
}

const batchSize = 5_000

/** Seals what is complete now. @returns how many rows were sealed */
export async function sealOnce(gate: Pool, keys: SealKeys, headFile: string | undefined): Promise<number> {
  const { rows } = await gate.query<NextSeal>(
    'SELECT number::text, from_xid, to_xid, previous, seqs::text, cardinality(seqs) AS count, leaves FROM bailiwick.next_seal($1)',
    [batchSize],
  )
  const next = rows[0]
  if (!next) return 0
  const root = chainRoot(next.number, next.from_xid, next.to_xid, merkleRoot(next.leaves), next.previous)
  const signature = signBytes(null, root, keys.private)
  try {
    await gate.query('SELECT bailiwick.write_seal($1, $2, $3, $4, $5, $6, $7, $8)', [
      next.number,
      next.from_xid,
      next.to_xid,
      next.seqs,
      next.leaves,
      root,
      next.previous,
      signature,
    ])
  } catch (error) {
    if ((error as { code?: string }).code === '23505') return 0 // another node sealed it
    throw error
  }
  if (headFile)
    await appendFile(
      headFile,
      `${JSON.stringify({ number: next.number, root: root.toString('hex'), rows: next.count, at: new Date().toISOString() })}\n`,
    )
  return next.count
}

/** Seals until stopped; a failure is told and tried again. */
export function keepSealing(
  gate: Pool,
  keys: SealKeys,
  headFile: string | undefined,
  onError: (error: unknown) => void,
  everyMs = 1_000,
): { stop(): Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let wake: (() => void) | undefined
  const loop = (async () => {
    while (!stopped) {
      let sealed = 0
      try {
        sealed = await sealOnce(gate, keys, headFile)
      } catch (error) {
        if (!stopped) onError(error)
      }
      if (sealed < batchSize && !stopped) {
        await new Promise<void>(resolve => {
          wake = resolve
          timer = setTimeout(resolve, everyMs)
        })
      }
    }
  })()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      wake?.()
      await loop
    },
  }
}
