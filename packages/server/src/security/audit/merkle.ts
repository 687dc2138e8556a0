/** Merkle root over audit leaves (RFC 6962's shape: leaves and nodes are hashed with different first bytes). */
import { createHash, hash } from 'node:crypto'

export const hashLength = 32

/**
 * Level after level is written over the one before, in one buffer: a first import is one transaction, and so one batch, of some hundred thousand leaves.
 * @param leaves concatenated 32-byte leaf hashes, at least one; not changed
 */
export function merkleRoot(leaves: Buffer): Buffer {
  const level = Buffer.from(leaves)
  const pair = Buffer.alloc(1 + 2 * hashLength, 1)
  for (let count = leaves.length / hashLength; count > 1; count = Math.ceil(count / 2)) {
    for (let index = 0; index < count; index += 2) {
      const at = index * hashLength
      const to = at / 2
      if (index + 1 < count) {
        level.copy(pair, 1, at, at + 2 * hashLength)
        hash('sha256', pair, 'buffer').copy(level, to)
      } else level.copy(level, to, at, at + hashLength)
    }
  }
  return level.subarray(0, hashLength)
}

/** What stands in a seal: the batch's root bound to its number, its window and the seal before. */
export function chainRoot(number: string, from: string, to: string, batchRoot: Buffer, previous: Buffer): Buffer {
  return createHash('sha256').update(`seal\n${number}\n${from}\n${to}\n`).update(batchRoot).update(previous).digest()
}
