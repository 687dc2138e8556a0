/**
 * Checks that the audit is what was sealed, and names every place where it is not. Reads as bailiwick_audit_reader; trusts only the seal key and the file of
 * heads kept outside the database.
 */
import type { ClientBase } from 'pg'
import { chainRoot, hashLength, merkleRoot } from './merkle.ts'
import type { SealKeys } from './seal.ts'
import { signatureHolds } from './seal.ts'

export interface AuditFault {
  readonly kind: 'changed' | 'removed' | 'inserted' | 'seal-broken' | 'seal-missing' | 'head-missing'
  /** The audit row's number, or the seal's. */
  readonly seq?: string
  readonly seal?: string
  readonly sentence: string
}

export interface Verification {
  readonly rows: number
  readonly seals: number
  readonly unsealed: number
  readonly faults: readonly AuditFault[]
}

export interface Head {
  readonly number: string
  readonly root: string
}

interface SealRow {
  number: string
  from_xid: string
  to_xid: string
  seqs: string[]
  leaves: Buffer
  root: Buffer
  previous: Buffer
  signature: Buffer
}

/** @param heads what the file outside says; empty when there is none, which is told as a fault only if seals exist */
export async function verifyAudit(client: ClientBase, keys: SealKeys, heads: readonly Head[]): Promise<Verification> {
  const faults: AuditFault[] = []
  let previous: Buffer | undefined
  let edge = '0'
  let rows = 0
  let seals = 0
  const rootByNumber = new Map<string, string>()
  for (;;) {
    const batch = await client.query<SealRow>(
      'SELECT number::text, from_xid::text, to_xid::text, seqs, leaves, root, previous, signature FROM bailiwick.audit_seal WHERE number > $1 ORDER BY audit_seal.number LIMIT 20',
      [seals],
    )
    if (batch.rows.length === 0) break
    for (const seal of batch.rows) {
      if (seal.number !== String(seals + 1)) {
        faults.push({
          kind: 'seal-missing',
          seal: String(seals + 1),
          sentence: `Seals ${seals + 1} to ${Number(seal.number) - 1} are missing.`,
        })
      }
      seals = Number(seal.number)
      const root = chainRoot(seal.number, seal.from_xid, seal.to_xid, merkleRoot(seal.leaves), seal.previous)
      const intact =
        root.equals(seal.root) &&
        signatureHolds(keys, seal.root, seal.signature) &&
        seal.leaves.length === seal.seqs.length * hashLength
      const chained = (previous === undefined || previous.equals(seal.previous)) && seal.from_xid === edge
      if (!intact || !chained)
        faults.push({
          kind: 'seal-broken',
          seal: seal.number,
          sentence: `Seal ${seal.number} itself was changed: its ${intact ? 'place in the chain' : 'signature'} does not hold.`,
        })
      rootByNumber.set(seal.number, seal.root.toString('hex'))
      previous = seal.root
      edge = seal.to_xid
      rows += await compareBatch(client, seal, faults)
    }
  }
  const open = await client.query<{ count: string }>(
    'SELECT count(*)::text AS count FROM bailiwick.audit WHERE xid >= $1::xid8',
    [edge],
  )
  for (const head of heads) {
    if (rootByNumber.get(head.number) !== head.root) {
      faults.push({
        kind: 'head-missing',
        seal: head.number,
        sentence: `The file of heads knows a seal ${head.number} that the database ${rootByNumber.has(head.number) ? 'has with other content' : 'does not have: the end was cut off'}.`,
      })
      break
    }
  }
  return { rows, seals, unsealed: Number(open.rows[0]?.count ?? 0), faults }
}

async function compareBatch(client: ClientBase, seal: SealRow, faults: AuditFault[]): Promise<number> {
  const present = await client.query<{ seq: string; leaf: Buffer }>(
    'SELECT a.seq::text, bailiwick.audit_leaf(a) AS leaf FROM bailiwick.audit a WHERE a.xid >= $1::xid8 AND a.xid < $2::xid8 ORDER BY a.seq',
    [seal.from_xid, seal.to_xid],
  )
  const sealed = new Map(seal.seqs.map((seq, index) => [seq, seal.leaves.subarray(index * hashLength, (index + 1) * hashLength)]))
  for (const { seq, leaf } of present.rows) {
    const expected = sealed.get(seq)
    sealed.delete(seq)
    if (!expected)
      faults.push({
        kind: 'inserted',
        seq,
        seal: seal.number,
        sentence: `Audit row ${seq} was inserted after seal ${seal.number} was made.`,
      })
    else if (!expected.equals(leaf))
      faults.push({
        kind: 'changed',
        seq,
        seal: seal.number,
        sentence: `Audit row ${seq} is not what seal ${seal.number} holds: it was changed.`,
      })
  }
  for (const seq of sealed.keys())
    faults.push({ kind: 'removed', seq, seal: seal.number, sentence: `Audit row ${seq} of seal ${seal.number} was removed.` })
  return present.rows.length
}
