import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { hashLength, merkleRoot } from './merkle.ts'

/** As RFC 6962 describes it, a pair at a time; a node without a neighbour goes up as it is. */
function plainly(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!
  const next: Buffer[] = []
  for (let index = 0; index < leaves.length; index += 2) {
    const [left, right] = [leaves[index]!, leaves[index + 1]]
    next.push(right ? createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest() : left)
  }
  return plainly(next)
}

test('the root of any number of leaves is that of the plain way, and the leaves are left alone', () => {
  for (const count of [1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 100, 1_000, 1_023]) {
    const leaves = randomBytes(count * hashLength)
    const before = Buffer.from(leaves)
    const single = Array.from({ length: count }, (_, index) => leaves.subarray(index * hashLength, (index + 1) * hashLength))
    assert.deepEqual(Buffer.from(merkleRoot(leaves)), Buffer.from(plainly(single)), `${count} leaves`)
    assert.deepEqual(leaves, before)
  }
})

test('another order, another byte or one leaf less is another root', () => {
  const leaves = randomBytes(9 * hashLength)
  const root = merkleRoot(leaves)
  const swapped = Buffer.concat([
    leaves.subarray(hashLength, 2 * hashLength),
    leaves.subarray(0, hashLength),
    leaves.subarray(2 * hashLength),
  ])
  const touched = Buffer.from(leaves)
  touched[100] = touched[100]! ^ 1
  for (const other of [swapped, touched, leaves.subarray(hashLength)]) assert.notDeepEqual(merkleRoot(other), root)
})
