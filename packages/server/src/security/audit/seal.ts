/**
 * Seals the audit behind the writers' backs: no writer waits, and every row is in a signed, chained batch within seconds. The newest seal is also appended to a
 * file outside the database, so that cutting off the end is found too.
 */

import type { KeyObject } from 'node:crypto'
import { createPrivateKey, createPublicKey, sign as signBytes, verify as verifyBytes } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import type { Pool, PoolClient } from 'pg'
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

/** A transaction is sealed whole: one that brought some hundred thousand rows takes longer than any statement of a request may. */
const longest = '10min'

/** Seals what is complete now. @returns how many rows were sealed */
export async function sealOnce(gate: Pool, keys: SealKeys, headFile: string | undefined, ending?: AbortSignal): Promise<number> {
  const client = await gate.connect()
  let isOut = true
  const giveBack = (broken: boolean) => {
    if (isOut) client.release(broken)
    isOut = false
  }
  const cut = () => giveBack(true)
  ending?.addEventListener('abort', cut)
  let failed = true
  try {
    await client.query(`BEGIN; SET LOCAL statement_timeout = '${longest}'`)
    const next = await sealNext(client, keys)
    await client.query('COMMIT')
    failed = false
    if (next && headFile)
      await appendFile(
        headFile,
        `${JSON.stringify({ number: next.number, root: next.root.toString('hex'), rows: next.count, at: new Date().toISOString() })}\n`,
      )
    return next?.count ?? 0
  } catch (error) {
    if ((error as { code?: string }).code === '23505') return 0 // another node sealed it
    throw error
  } finally {
    ending?.removeEventListener('abort', cut)
    // A connection of which it is not known where it stands is not used again.
    giveBack(failed)
  }
}

async function sealNext(
  client: PoolClient,
  keys: SealKeys,
): Promise<{ number: string; root: Buffer; count: number } | undefined> {
  const { rows } = await client.query<NextSeal>(
    'SELECT number::text, from_xid, to_xid, previous, seqs::text, cardinality(seqs) AS count, leaves FROM bailiwick.next_seal($1)',
    [batchSize],
  )
  const next = rows[0]
  if (!next) return undefined
  const root = chainRoot(next.number, next.from_xid, next.to_xid, merkleRoot(next.leaves), next.previous)
  const signature = signBytes(null, root, keys.private)
  await client.query('SELECT bailiwick.write_seal($1, $2, $3, $4, $5, $6, $7, $8)', [
    next.number,
    next.from_xid,
    next.to_xid,
    next.seqs,
    next.leaves,
    root,
    next.previous,
    signature,
  ])
  return { number: next.number, root, count: next.count }
}

export interface Sealing {
  /** It has failed for longer than a busy moment lasts, and still does. Told once a period of patience. */
  readonly onUnsealed: (error: unknown) => void
  /** After that: everything is sealed again. */
  readonly onSealed: () => void
  readonly everyMs?: number
  readonly patienceMs?: number
}

/** Seals until stopped. What fails is tried again quietly, and told when it lasts. */
export function keepSealing(
  gate: Pool,
  keys: SealKeys,
  headFile: string | undefined,
  { onUnsealed, onSealed, everyMs = 1_000, patienceMs = 60_000 }: Sealing,
): { stop(): Promise<void> } {
  const ending = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let wake: (() => void) | undefined
  const loop = (async () => {
    let failingSince: number | undefined
    let isTold = false
    while (!ending.signal.aborted) {
      let sealed = 0
      try {
        sealed = await sealOnce(gate, keys, headFile, ending.signal)
        if (isTold) onSealed()
        failingSince = undefined
        isTold = false
      } catch (error) {
        failingSince ??= performance.now()
        if (performance.now() - failingSince >= patienceMs && !ending.signal.aborted) {
          onUnsealed(error)
          isTold = true
          failingSince = performance.now()
        }
      }
      if (sealed < batchSize && !ending.signal.aborted) {
        await new Promise<void>(resolve => {
          wake = resolve
          timer = setTimeout(resolve, everyMs)
        })
      }
    }
  })()
  return {
    stop: async () => {
      ending.abort()
      clearTimeout(timer)
      wake?.()
      await loop
    },
  }
}
