/** RLS-1 to RLS-4: whatever SQL runs in a person's transaction, it sees and changes what the person may, and nothing more. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { signClaims } from '../../packages/server/src/security/access/actor.ts'
import type { Run } from '../harness/app.ts'
import { type Desk, deskOfSuite } from '../harness/desk.ts'

let desk: Desk

/** What ana sees of tickets, in any transaction of hers. */
const ours = [['Printer on fire']]
const look = (run: Run) => run('SELECT subject FROM desk."ticket$read" ORDER BY subject')

async function refused(work: Promise<unknown>, what: string): Promise<Error & { code?: string }> {
  try {
    await work
  } catch (error) {
    return error as Error & { code?: string }
  }
  assert.fail(`${what} was not refused`)
}

describe('raw SQL as the runtime role', () => {
  const suite = deskOfSuite()
  before(async () => {
    desk = suite.desk
  })

  test('sees what the person may see', async () => {
    assert.deepEqual(await desk.app.asRuntime('ana', look), ours)
    assert.equal((await desk.app.asRuntime('mei', look)).length, 2)
  })

  test('a field outside the grant is NULL on every path, and cannot be filtered by', async () => {
    assert.deepEqual(await desk.app.asRuntime('ana', run => run('SELECT credit FROM desk."ticket$read"')), [[null]])
    assert.deepEqual(
      await desk.app.asRuntime('ana', run => run('SELECT count(*)::int FROM desk."ticket$read" WHERE credit = 5000')),
      [[0]],
    )
    assert.deepEqual(
      await desk.app.asRuntime('mei', run => run('SELECT count(*)::int FROM desk."ticket$read" WHERE credit = 5000')),
      [[1]],
    )
  })

  test('fields of one grant never combine with rows of another', async () => {
    // luis reads arr of the customer he owns; ana reads the same row by a grant without arr.
    assert.deepEqual(await desk.app.asRuntime('luis', run => run('SELECT arr::text FROM desk."customer$read"')), [['12000000']])
    assert.deepEqual(await desk.app.asRuntime('ana', run => run('SELECT arr::text FROM desk."customer$read"')), [[null]])
  })

  for (const [what, sql] of [
    ['the table itself', 'SELECT * FROM desk.ticket'],
    ['what rules read', 'SELECT * FROM desk."ticket$rule"'],
    ['the audit', 'SELECT * FROM bailiwick.audit'],
    ['people', 'SELECT * FROM bailiwick.person'],
    ['password hashes', 'SELECT * FROM bailiwick.credential'],
    ['sessions', 'SELECT * FROM bailiwick.session'],
    ['role grants', `INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'manager', bailiwick.person())`],
    ['votes', 'SELECT * FROM desk."refund$vote"'],
    ['the claims key', 'SELECT * FROM bailiwick.setting'],
    ['truncation', 'TRUNCATE desk.ticket'],
    ['a table of its own', 'CREATE TABLE desk.mine (x int)'],
    ['a temporary table', 'CREATE TEMP TABLE mine (x int)'],
    ['a function of its own', `CREATE FUNCTION desk.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'`],
    ['switching rules off', 'ALTER TABLE desk.ticket DISABLE ROW LEVEL SECURITY'],
    ['switching a trigger off', 'ALTER TABLE desk.ticket DISABLE TRIGGER ALL'],
    ['dropping a policy', 'DROP VIEW desk."ticket$read"'],
    ['replication role', `SET session_replication_role = 'replica'`],
    ['row_security bypass', `SET row_security = off; SELECT * FROM desk.ticket`],
    ['the owner role', 'SET ROLE bailiwick_owner'],
    ['the guard role', 'SET ROLE bailiwick_guard'],
    ['the reader role', 'SET ROLE bailiwick_reader_all'],
    ['the session authorization', 'SET SESSION AUTHORIZATION postgres'],
    ['files of the server', `SELECT pg_read_file('/etc/passwd')`],
    ['programs of the server', `COPY (SELECT 1) TO PROGRAM 'true'`],
    ['copying a table out', 'COPY desk.ticket TO STDOUT'],
    ['large files', `SELECT lo_import('/etc/passwd')`],
    ['a signature of its own', `SELECT bailiwick.enter('x', '\\x00')`],
  ] as const) {
    test(`${what} stays closed`, async () => {
      const error = await refused(
        desk.app.asRuntime('ana', run => run(sql)),
        what,
      )
      assert.match(
        error.code ?? '',
        /^(42501|BW401|42P01|25P02|0A000|55000|42601|58P01)$/,
        `${what}: ${error.code} ${error.message}`,
      )
      assert.deepEqual(await desk.app.asRuntime('ana', look), ours, 'and nothing has changed')
    })
  }

  test('XML and cursor functions read through the same rules', async () => {
    for (const sql of [
      `SELECT query_to_xml('SELECT subject, credit FROM desk."ticket$read"', true, false, '')::text`,
      `SELECT table_to_xml('desk."ticket$read"'::regclass, true, false, '')::text`,
    ]) {
      const text = await desk.app.asRuntime('ana', async run => JSON.stringify(await run(sql))).catch(error => String(error))
      assert.doesNotMatch(text, /Canary|5000/)
    }
  })

  test('no setting of the session makes somebody of the person', async () => {
    const mei = desk.app.person('mei')
    const names = await desk.app.superuser(async client => {
      const { rows } = await client.query<{ name: string }>(
        `SELECT DISTINCT m[1] AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, regexp_matches(p.prosrc, '''(bailiwick\\.[a-z_$]+)''', 'g') m WHERE n.nspname IN ('bailiwick', 'desk')`,
      )
      return rows.map(row => row.name)
    })
    assert.ok(names.length >= 3, 'the functions read some settings')
    for (const name of names) {
      for (const value of [mei, `{${mei}}`, '{desk.manager}', '', 'on', 'x']) {
        const seen = await desk.app
          .asRuntime('ana', async run => {
            await run('SELECT set_config($1, $2, true)', [name, value])
            return look(run)
          })
          .catch((error: Error) => error)
        if (!(seen instanceof Error)) assert.ok(seen.length === 0 || seen[0]?.[0] === 'Printer on fire', `${name} = ${value}`)
        if (!(seen instanceof Error)) assert.ok(seen.length <= 1, `${name} = ${value} showed more`)
      }
    }
  })

  test('without claims there is nothing to see, and nothing to write', async () => {
    const { data } = desk.app.installation.database.connections
    const client = await data.connect()
    try {
      await client.query('BEGIN')
      await client.query('SET LOCAL ROLE bailiwick_runtime')
      const seen = await client.query('SELECT * FROM desk."ticket$read"').catch((error: { code?: string }) => error)
      if ('rows' in seen) assert.deepEqual(seen.rows, [])
      else assert.equal(seen.code, 'BW401')
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
    const bare = await data.query('SELECT * FROM desk."ticket$read"').catch((error: { code?: string }) => error)
    assert.equal((bare as { code?: string }).code, '42501', 'the login role itself may nothing')
  })

  test('claims that are altered, signed by another key, or run out are refused', async () => {
    const { installation } = desk.app
    const ana = await installation.floors.actors.gather(desk.app.person('ana'), null, true)
    const good = signClaims(installation.keys.claims, ana!, 'test')
    const enter = async (text: string, signature: Buffer) => {
      const client = await installation.database.connections.data.connect()
      try {
        await client.query('BEGIN')
        await client.query('SELECT bailiwick.enter($1, $2)', [text, signature])
      } finally {
        await client.query('ROLLBACK')
        client.release()
      }
    }
    await enter(good.text, good.signature)
    const altered = good.text.replace(desk.app.person('ana'), desk.app.person('mei'))
    const expired = signClaims(installation.keys.claims, { ...ana!, validUntil: Date.now() - 60_000 }, 'test')
    const foreign = signClaims(Buffer.alloc(32, 7), ana!, 'test')
    for (const [what, text, signature] of [
      ['altered', altered, good.signature],
      ['another key', foreign.text, foreign.signature],
      ['run out', expired.text, expired.signature],
      ['no signature', good.text, Buffer.alloc(0)],
    ] as const) {
      const error = await refused(enter(text, signature), what)
      assert.match(error.code ?? '', /^BW40[19]$/, `${what}: ${error.code}`)
    }
  })

  test('nobody becomes somebody else by entering twice', async () => {
    const { installation } = desk.app
    const mei = await installation.floors.actors.gather(desk.app.person('mei'), null, true)
    const hers = signClaims(installation.keys.claims, mei!, 'test')
    const seen = await desk.app
      .asRuntime('ana', async (run, client) => {
        await client.query('SELECT bailiwick.enter($1, $2)', [hers.text, hers.signature])
        return look(run)
      })
      .catch((error: Error) => error)
    assert.ok(seen instanceof Error, 'the second entering is refused')
  })

  test('a plan prepared for one person answers for the next one only what the next one may see', async () => {
    const { data } = desk.app.installation.database.connections
    const client = await data.connect()
    try {
      for (const [key, count] of [
        ['mei', 2],
        ['ana', 1],
        ['mei', 2],
        ['owen', 2],
        ['luis', 1],
      ] as const) {
        const actor = await desk.app.installation.floors.actors.gather(desk.app.person(key), null, true)
        const claims = signClaims(desk.app.installation.keys.claims, actor!, 'test')
        await client.query('BEGIN')
        await client.query('SELECT bailiwick.enter($1, $2)', [claims.text, claims.signature])
        await client.query('SET LOCAL ROLE bailiwick_runtime')
        const { rows } = await client.query({ name: 'shared', text: 'SELECT id FROM desk."ticket$read"' })
        await client.query(key === 'ana' ? 'ROLLBACK' : 'COMMIT')
        assert.equal(rows.length, count, key)
      }
    } finally {
      client.release()
    }
  })

  test('a connection that failed or was cancelled brings nothing of one person to the next', async () => {
    await refused(
      desk.app.asRuntime('mei', run => run('SELECT 1/0')),
      'a division by zero',
    )
    await refused(
      desk.app.asRuntime('mei', async run => {
        await run(`SET LOCAL statement_timeout = '20ms'`)
        return run('SELECT pg_sleep(5)')
      }),
      'a long statement',
    )
    for (let round = 0; round < 10; round++) assert.deepEqual(await desk.app.asRuntime('ana', look), ours)
  })

  test('errors made on purpose in a filter tell nothing of hidden rows', async () => {
    const sql = `SELECT subject FROM desk."ticket$read" WHERE 1 / (CASE WHEN subject LIKE 'Canary%' THEN 0 ELSE 1 END) = 1`
    assert.deepEqual(await desk.app.asRuntime('ana', run => run(sql)), ours, 'the hidden row is never looked at')
    const cast = `SELECT subject FROM desk."ticket$read" WHERE subject::text IN (SELECT subject FROM desk."ticket$read") AND (subject || ' x')::text <> ''`
    assert.deepEqual(await desk.app.asRuntime('ana', run => run(cast)), ours)
  })

  test('writing past the rules changes nothing', async () => {
    const { theirs } = desk.tickets
    const before = await desk.app.sql('SELECT * FROM desk.ticket ORDER BY id')
    for (const sql of [
      `UPDATE desk."ticket$write" SET subject = 'mine' WHERE id = '${theirs}'`,
      `DELETE FROM desk."ticket$write" WHERE id = '${theirs}'`,
      `UPDATE desk."ticket$write" SET credit = 1 WHERE true`,
      `UPDATE desk."ticket$write" SET created_by = bailiwick.person() WHERE true`,
      `UPDATE desk."ticket$write" SET deleted_at = now() WHERE true`,
      `UPDATE desk."ticket$write" SET priority = 'low', version = 99 WHERE true`,
      `INSERT INTO desk."ticket$write" (subject, team) VALUES ('sneaked', '${desk.apac}')`,
      `INSERT INTO desk."ticket$write" (subject, team, credit) VALUES ('sneaked', '${desk.emea}', 100)`,
    ]) {
      await desk.app.asRuntime('ana', run => run(sql)).catch(() => undefined)
      assert.deepEqual(await desk.app.sql('SELECT * FROM desk.ticket ORDER BY id'), before, sql)
    }
  })
})
