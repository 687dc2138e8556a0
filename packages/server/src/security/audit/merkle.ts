/** Merkle root over audit leaves (RFC 6962's shape: leaves and nodes are hashed with different first bytes). */
import { createHash } from 'node:crypto'

export const hashLength = 32

/** @param leaves concatenated 32-byte leaf hashes, at least one */
export function merkleRoot(leaves: Buffer): Buffer {
  let level: Buffer[] = []
  for (let start = 0; start < leaves.length; start += hashLength) level.push(leaves.subarray(start, start + hashLength))
  while (level.length > 1) {
    const next: Buffer[] = []
    for (let index = 0; index < level.length; index += 2) {
      const left = level[index]!
      const right = level[index + 1]
      next.push(right ? createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest() : left)
    }
    level = next
  }
  return level[0] ?? Buffer.alloc(hashLength)
}

/** What stands in a seal: the batch's root bound to its number, its window and the seal before. */
export function chainRoot(number: string, from: string, to: string, batchRoot: Buffer, previous: Buffer): Buffer {
  return createHash('sha256').update(`seal\n${number}\n${from}\n${to}\n`).update(batchRoot).update(previous).digest()
}
