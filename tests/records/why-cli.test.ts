/** `bailiwick why` and `bailiwick who` beside a node that runs. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { testSecret } from '../harness/database.ts'
import { deskOfSuite } from '../harness/desk.ts'

const program = join(import.meta.dirname, '../../packages/server/src/entry/cli/main.ts')

describe('the commands why and who', () => {
  const suite = deskOfSuite()

  function run(...args: string[]): Promise<{ code: number; out: string }> {
    const { host, port, user, password, database } = suite.desk.app.address
    const url = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    const env = { ...process.env, DATABASE_URL: url, BAILIWICK_SECRET: testSecret, NODE_NO_WARNINGS: '1' }
    return new Promise(resolve =>
      execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out: stdout + stderr }),
      ),
    )
  }

  test('why says it in a sentence, with each grant, and exits 0 only where it is allowed', async () => {
    const yes = await run('why', 'desk', 'ticket', 'T-1001', '--person', 'ana@example.test', '--action', 'update')
    assert.equal(yes.code, 0, yes.out)
    assert.match(yes.out, /^Ana may change this ticket: as Agent \(held directly\), where its assignee is Ana\.$/m)
    assert.match(yes.out, /^ {2}Manager, on every ticket: not held; does not$/m)
    const no = await run('why', 'desk', 'ticket', suite.desk.tickets.ours, '--person', 'ana@example.test', '--field', 'credit')
    assert.equal(no.code, 1)
    assert.match(no.out, /^Ana may not see the credit of this ticket\. The role Agent|^Ana may not see the credit/m)
  })

  test('who lists everybody who sees the record, and nobody else', async () => {
    const { code, out } = await run('who', 'desk', 'ticket', 'T-1002')
    assert.equal(code, 0, out)
    assert.match(out, /^Luis: read, update, export$/m)
    assert.match(out, /^ {2}see as Viewer \(held directly\), on every ticket$/m)
    assert.doesNotMatch(out, /^Ana/m)
  })

  test('who --at says it of an earlier moment, and what is not known of it', async () => {
    const now = (
      await suite.desk.app.sql<{ at: string }>(
        `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at`,
      )
    )[0]!.at
    await suite.desk.app.sql(`DELETE FROM bailiwick.role_grant WHERE person = $1`, [suite.desk.app.person('owen')])
    const then = await run('who', 'desk', 'ticket', 'T-1002', '--at', now)
    assert.equal(then.code, 0, then.out)
    assert.match(then.out, /^As the audit has it, under release 1\.$/m)
    assert.match(then.out, /^Owen: read\n {2}see as Viewer \(held directly\), on every ticket$/m)
    assert.doesNotMatch((await run('who', 'desk', 'ticket', 'T-1002')).out, /^Owen/m)
    const before = await run('who', 'desk', 'ticket', 'T-1002', '--at', '2020-01-01T00:00:00Z')
    assert.equal(before.code, 1)
    assert.match(before.out, /^Desk had no release then/)
    assert.match((await run('who', 'desk', 'ticket', 'T-1002', '--at', 'noon')).out, /^at must be a moment with its zone/)
  })

  test('readers lists who opened it and who had a value shown', async () => {
    await suite.desk.app.sql(
      `INSERT INTO bailiwick.audit (kind, person, app, entity, record, comment, detail) VALUES ('reveal', $1, 'desk', 'ticket', $2, 'A call', '{"field": "body"}')`,
      [suite.desk.app.person('ana'), suite.desk.tickets.ours],
    )
    const { code, out } = await run('readers', 'desk', 'ticket', 'T-1001')
    assert.equal(code, 0, out)
    assert.match(out, /^\S+Z Ana had body shown: A call$/m)
  })

  test('what is not there is said, and what is asked wrongly exits with 2', async () => {
    for (const [args, code] of [
      [['who', 'desk', 'ticket', 'T-9999'], 1],
      [['who', 'desk', 'nothing', 'T-1001'], 1],
      [['who', 'nothing', 'ticket', 'T-1001'], 1],
      [['why', 'desk', 'ticket', 'T-1001', '--person', 'nobody@example.test'], 1],
      [['why', 'desk', 'ticket', 'T-1001'], 2],
      [['who', 'desk', 'ticket', 'T-1001', '--sideways'], 2],
    ] as const)
      assert.equal((await run(...args)).code, code, args.join(' '))
  })
})
