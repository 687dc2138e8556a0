/** AUD-2, AUD-3: the audit cannot be changed by whoever serves requests, and what an administrator of the database changes is found and named. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { readHeads } from '../../packages/server/src/entry/cli/verify.ts'
import { keepSealing, sealKeys, sealOnce } from '../../packages/server/src/security/audit/seal.ts'
import { verifyAudit } from '../../packages/server/src/security/audit/verify.ts'
import type { RunningApp } from '../harness/app.ts'
import { deskOfSuite } from '../harness/desk.ts'

describe('the audit', () => {
  const suite = deskOfSuite()
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-seals-'))
  const heads = join(folder, 'heads.jsonl')
  let app: RunningApp

  before(async () => {
    app = suite.desk.app
    // More seals than one digit counts, and more than verifying reads at a time.
    for (let number = 0; number < 25; number += 1) {
      await app.sql(`SELECT bailiwick.audit_event('test', NULL, 'r', NULL, NULL, NULL, '{}')`)
      await sealEverything()
    }
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const keys = () => sealKeys(app.installation.keys.auditSeed)
  const gate = () => app.installation.database.connections.gate
  /** A running node seals too; whichever was first, all is sealed when this ends. What other databases of the cluster are doing holds seals up. */
  async function sealEverything(): Promise<void> {
    for (const began = Date.now(); Date.now() - began < 120_000; await new Promise(resolve => setTimeout(resolve, 20))) {
      await sealOnce(gate(), keys(), heads)
      const [row] = await app.sql<{ open: boolean }>(
        `SELECT EXISTS (SELECT FROM bailiwick.audit WHERE xid >= coalesce((SELECT max(to_xid::text::bigint)::text::xid8 FROM bailiwick.audit_seal), '0')) AS open`,
      )
      if (row?.open === false) return
    }
    assert.fail('The audit did not become sealed.')
  }
  /** What verifying says after `sql`, which is undone again. */
  const verifyAfter = (sql: readonly string[], known = readHeads(heads)) =>
    app.superuser(async client => {
      await client.query('BEGIN')
      try {
        await client.query('ALTER TABLE bailiwick.audit DISABLE TRIGGER append_only')
        await client.query('ALTER TABLE bailiwick.audit_seal DISABLE TRIGGER append_only')
        for (const statement of sql) await client.query(statement)
        await client.query('SET LOCAL ROLE bailiwick_audit_reader')
        return await verifyAudit(client, keys(), known)
      } finally {
        await client.query('ROLLBACK')
      }
    })

  test('is as it was sealed, over more than twenty seals', async () => {
    const result = await verifyAfter([])
    assert.deepEqual(result.faults, [])
    assert.equal(result.unsealed, 0)
    assert.ok(result.seals > 20 && result.rows > 25, `${result.seals} seals, ${result.rows} rows`)
  })

  test('tells every column of every sealed row that is changed, and which row it was', async () => {
    const rows = await app.sql<{ seq: string }>('SELECT seq::text FROM bailiwick.audit a ORDER BY a.seq')
    const changes = [
      `at = at + interval '1 second'`,
      `kind = kind || 'x'`,
      'person = gen_random_uuid()',
      'on_behalf_of = gen_random_uuid()',
      'session = gen_random_uuid()',
      `request = coalesce(request, '') || 'x'`,
      `app = coalesce(app, '') || 'x'`,
      `entity = coalesce(entity, '') || 'x'`,
      'record = gen_random_uuid()',
      `transition = coalesce(transition, '') || 'x'`,
      `comment = coalesce(comment, '') || 'x'`,
      `before = '{"forged": true}'`,
      `after = '{"forged": true}'`,
      `detail = '{"forged": true}'`,
      // Nothing and JSON's null read alike.
      `before = CASE WHEN before IS NULL THEN 'null'::jsonb ELSE '{}' END`,
    ]
    for (const [index, change] of changes.entries()) {
      const { seq } = rows[(index * 3) % rows.length]!
      const { faults } = await verifyAfter([`UPDATE bailiwick.audit SET ${change} WHERE seq = ${seq}`])
      assert.deepEqual(
        faults.map(fault => [fault.kind, fault.seq]),
        [['changed', seq]],
        change,
      )
    }
  })

  test('tells rows that are removed, and rows put in between', async () => {
    const [last] = await app.sql<{ seq: string; xid: string }>(
      'SELECT seq::text, xid::text FROM bailiwick.audit a ORDER BY a.seq DESC LIMIT 1',
    )
    const removed = await verifyAfter([`DELETE FROM bailiwick.audit WHERE seq = ${last!.seq}`])
    assert.deepEqual(
      removed.faults.map(fault => [fault.kind, fault.seq]),
      [['removed', last!.seq]],
    )
    const inserted = await verifyAfter([`INSERT INTO bailiwick.audit (xid, kind) VALUES ('${last!.xid}', 'forged')`])
    assert.deepEqual(
      inserted.faults.map(fault => fault.kind),
      ['inserted'],
    )
  })

  test('tells a seal that is changed, missing, or cut off with all its rows', async () => {
    const changed = await verifyAfter([
      `UPDATE bailiwick.audit_seal SET leaves = sha256('x') || substr(leaves, 33) WHERE number = 12`,
    ])
    assert.ok(changed.faults.some(fault => fault.kind === 'seal-broken' && fault.seal === '12'))
    const missing = await verifyAfter(['DELETE FROM bailiwick.audit_seal WHERE number = 12'])
    assert.ok(missing.faults.some(fault => fault.kind === 'seal-missing' && fault.seal === '12'))
    const cut = [
      'DELETE FROM bailiwick.audit a WHERE a.xid >= (SELECT s.from_xid FROM bailiwick.audit_seal s WHERE s.number = 20)',
      'DELETE FROM bailiwick.audit_seal WHERE number >= 20',
    ]
    // Inside the database nothing is wrong any more: that is what the heads outside are for.
    assert.deepEqual((await verifyAfter(cut, [])).faults, [])
    assert.deepEqual(
      (await verifyAfter(cut)).faults.map(fault => fault.kind),
      ['head-missing'],
    )
  })

  test('refuses every change by whoever serves requests, and by its own owner', async () => {
    for (const role of [
      'bailiwick_login',
      'bailiwick_gate',
      'bailiwick_runtime',
      'bailiwick_guard',
      'bailiwick_owner',
      'bailiwick_audit',
    ]) {
      for (const table of ['audit', 'audit_seal']) {
        for (const sql of [
          `UPDATE bailiwick.${table} SET ${table === 'audit' ? `comment = 'x'` : `root = ''`}`,
          `DELETE FROM bailiwick.${table}`,
          `TRUNCATE bailiwick.${table}`,
        ]) {
          await app.superuser(async client => {
            await client.query('BEGIN')
            await client.query(`SET LOCAL ROLE ${role}`)
            await assert.rejects(client.query(sql), /permission denied|audit\.append-only/, `${role}: ${sql}`)
            await client.query('ROLLBACK')
          })
        }
      }
    }
  })

  test('is sealed too when one transaction wrote more than a statement of a request has time for', async () => {
    const { options } = gate()
    const hurried = new pg.Pool({ ...options, password: options.password, max: 1, options: '-c statement_timeout=25ms' })
    try {
      await app.sql(
        `SELECT bailiwick.audit_event('test', NULL, 'r', NULL, NULL, NULL, jsonb_build_object('n', n)) FROM generate_series(1, 12000) n`,
      )
      await assert.rejects(hurried.query('SELECT pg_sleep(1)'), /statement timeout/)
      for (const began = Date.now(); (await sealOnce(hurried, keys(), heads)) > 0 && Date.now() - began < 60_000; );
      await sealEverything()
      assert.deepEqual((await verifyAfter([])).faults, [])
    } finally {
      await hurried.end()
    }
  })

  test('that cannot be sealed is tried again quietly, and told only when it lasts, and when it is over', async () => {
    const { options } = gate()
    const pool = new pg.Pool({ ...options, password: 'wrong', max: 1 })
    const told: string[] = []
    const sealer = keepSealing(pool, keys(), heads, {
      onUnsealed: () => told.push('unsealed'),
      onSealed: () => told.push('sealed'),
      everyMs: 20,
      patienceMs: 400,
    })
    try {
      await new Promise(resolve => setTimeout(resolve, 200))
      assert.equal(told.join(), '', 'a moment is not told')
      for (let waited = 0; told.length === 0 && waited < 10_000; waited += 20)
        await new Promise(resolve => setTimeout(resolve, 20))
      assert.equal(told.join(), 'unsealed')
      pool.options.password = options.password
      for (let waited = 0; !told.includes('sealed') && waited < 10_000; waited += 20)
        await new Promise(resolve => setTimeout(resolve, 20))
      assert.equal(told.at(-1), 'sealed')
    } finally {
      await sealer.stop()
      await pool.end()
    }
  })
})
