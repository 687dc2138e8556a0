/** RLS-3: what SQL smuggled into one transaction can leave behind on its connection, and that the next person on it does not meet it. A pool of one, so that it is the same one. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Pool } from 'pg'
import { lintCatalog } from '../../packages/server/src/database/catalog-lint.ts'
import { openConnections } from '../../packages/server/src/database/connections.ts'
import { loginSettings } from '../../packages/server/src/database/login-settings.ts'
import { openDatabase } from '../../packages/server/src/database/open.ts'
import { type Rows, runAsActor, withActor } from '../../packages/server/src/database/with-actor.ts'
import { signClaims } from '../../packages/server/src/security/access/actor.ts'
import { deriveKeys } from '../../packages/server/src/security/secrets/keys.ts'
import { startCluster, testSecret } from '../harness/database.ts'
import { type Desk, deskOfSuite } from '../harness/desk.ts'

let desk: Desk
const who = {
  text: `SELECT bailiwick.person()::text, session_user::text, current_user::text, current_setting('search_path')`,
  values: [],
}
const look = { text: 'SELECT subject FROM desk."ticket$read" ORDER BY subject', values: [] }

describe('a session', () => {
  const suite = deskOfSuite()
  const pools: (() => Promise<void>)[] = []
  before(() => {
    desk = suite.desk
  })
  after(async () => {
    for (const end of pools) await end()
  })

  function poolOfOne(): Pool {
    const { loginPassword, gatePassword } = desk.app.installation.keys
    const connections = openConnections(desk.app.address, { login: loginPassword, gate: gatePassword }, 1, () => undefined)
    pools.push(() => connections.close())
    return connections.data
  }
  async function claims(key: string) {
    const actor = await desk.app.installation.floors.actors.gather(desk.app.person(key), null, true)
    return signClaims(desk.app.installation.keys.claims, actor!, `test-${randomUUID()}`)
  }
  const backend = async (pool: Pool, key: string) =>
    (await runAsActor(pool, await claims(key), [{ text: 'SELECT pg_backend_pid()', values: [] }]))[0]!.rows[0]![0]
  /** Commits, so that what is of the session stays. */
  const leave = async (pool: Pool, statements: readonly string[]) =>
    withActor(pool, await claims('ana'), async tx => {
      for (const text of statements) await tx.run({ text, values: [] })
    })
  const asked = async (pool: Pool, key = 'mei'): Promise<Rows[]> => runAsActor(pool, await claims(key), [who, look])

  for (const left of [
    'SET default_transaction_read_only = on',
    `SET default_transaction_isolation = 'serializable'`,
    'SET row_security = off',
    'SET statement_timeout = 1',
    `SET TimeZone = 'Asia/Tokyo'`,
    `SET DateStyle = 'German'`,
    `SET search_path = pg_temp, desk`,
    `SET SESSION bailiwick.release = 'x'`,
    `SET SESSION bailiwick.transition = 'decide'`,
    `SET SESSION bailiwick.lines_of = 'x'`,
    `SELECT set_config('bailiwick.person', bailiwick.person()::text, false), set_config('bailiwick.proof', current_setting('bailiwick.proof'), false)`,
    'SET ROLE bailiwick_runtime',
    'RESET ROLE',
    'SET SESSION AUTHORIZATION bailiwick_login',
    'COMMIT; SET ROLE bailiwick_runtime; BEGIN',
    'COMMIT; BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT 1; COMMIT; BEGIN',
    'LISTEN everything',
    `SELECT pg_advisory_lock(hashtext('bailiwick.release'))`,
  ]) {
    test(`“${left}” is not met by whoever is next on the connection`, async () => {
      const pool = poolOfOne()
      const fresh = await asked(pool)
      const times = { text: `SELECT created_at::text FROM desk."ticket$read" ORDER BY id`, values: [] }
      const [plain] = await runAsActor(pool, await claims('mei'), [times])
      const pid = await backend(pool, 'ana')
      await leave(pool, [left]).catch(() => undefined)
      const next = await asked(pool)
      assert.deepEqual(
        next.map(answer => answer.rows),
        fresh.map(answer => answer.rows),
      )
      const [later] = await runAsActor(pool, await claims('mei'), [times])
      assert.deepEqual(later!.rows, plain!.rows, 'times are written as ever')
      const changed = await runAsActor(pool, await claims('mei'), [
        {
          text: `UPDATE desk."ticket$write" SET priority = CASE WHEN $2 THEN 'low' ELSE 'high' END WHERE id = $1`,
          values: [desk.tickets.ours, Math.random() < 0.5],
        },
        {
          text: `SELECT current_setting('statement_timeout'), (SELECT count(*)::integer FROM pg_cursors), (SELECT count(*)::integer FROM pg_listening_channels()),
            (SELECT count(*)::integer FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())`,
          values: [],
        },
      ])
      assert.deepEqual([changed[0]!.rowCount, changed[1]!.rows], [1, [['15s', 0, 0, 0]]], 'and a change is made as ever')
      const nobody = await pool.query({ text: 'SELECT current_user::text, bailiwick.untouched()', rowMode: 'array' })
      assert.deepEqual(nobody.rows, [['bailiwick_login', true]])
      assert.equal(await backend(pool, 'mei'), pid, 'all of it on one connection')
    })
  }

  test('work that was at something else when entering failed runs nothing afterwards, on a connection that is somebody else’s by then', async () => {
    const pool = poolOfOne()
    const forged = { ...(await claims('ana')), signature: Buffer.alloc(32) }
    let late: Promise<unknown> | undefined
    const wait = new Promise<void>(resolve => setTimeout(resolve, 200))
    await assert.rejects(
      withActor(pool, forged, async tx => {
        await wait
        late = tx.run({ text: `SELECT set_config('bailiwick.late', 'yes', false)`, values: [] })
        await late
      }),
      /claims.forged/,
    )
    const next = withActor(pool, await claims('mei'), async tx => {
      await wait
      await new Promise(resolve => setTimeout(resolve, 50))
      return tx.run({ text: `SELECT current_setting('bailiwick.late', true), bailiwick.person()::text`, values: [] })
    })
    assert.deepEqual((await next).rows, [[null, desk.app.person('mei')]])
    await assert.rejects(late!, /The transaction is over/)
  })

  test('a statement prepared by SQL makes the session one that nobody enters again', async () => {
    const pool = poolOfOne()
    await asked(pool, 'ana')
    const pid = await backend(pool, 'ana')
    await leave(pool, [
      `PREPARE enter(text, bytea) AS SELECT bailiwick.untouched(), bailiwick.enter($1, $2), set_config('role', 'bailiwick_runtime', true), set_config('stolen.all', $1, false)`,
    ])
    await assert.rejects(asked(pool), { code: 'BW498' })
    const [, tickets] = await asked(pool)
    assert.equal(tickets!.rows.length, 2, 'the next asks on a new one')
    assert.notEqual(await backend(pool, 'mei'), pid)
  })

  test('one that is replaced under the name of the node’s own is not run in another’s name', async () => {
    const pool = poolOfOne()
    const named = { ...look, name: 'look' }
    await runAsActor(pool, await claims('ana'), [named])
    await leave(pool, ['DEALLOCATE look', `PREPARE look AS SELECT 'taken over'`])
    await assert.rejects(async () => runAsActor(pool, await claims('mei'), [named]), { code: 'BW498' })
    assert.equal((await runAsActor(pool, await claims('mei'), [named]))[0]!.rows.length, 2)
    await leave(pool, ['DEALLOCATE ALL'])
    const gone = await runAsActor(pool, await claims('mei'), [named]).catch((error: { code: string }) => error.code)
    if (gone !== '26000') assert.equal((gone as Rows[])[0]!.rows.length, 2)
    assert.equal((await runAsActor(pool, await claims('mei'), [named]))[0]!.rows.length, 2, 'and then it is as ever')
  })

  test('a node asks again by itself: people do not notice', async () => {
    const { data } = desk.app.installation.database.connections
    const mei = await desk.app.as('mei')
    // As many at once as the node has connections, and none leaves before all stand, so that each is one of them and nobody meets what another left.
    const many = data.options.max
    const all = Promise.withResolvers<void>()
    let standing = 0
    const leaveTogether = async () =>
      withActor(data, await claims('ana'), async tx => {
        standing += 1
        if (standing === many) all.resolve()
        await all.promise
        await tx.run({ text: 'PREPARE anything AS SELECT 1', values: [] })
      })
    await Promise.all(Array.from({ length: many }, leaveTogether))
    const answers = await Promise.all(Array.from({ length: 4 }, () => mei.get('/api/apps/desk/ticket')))
    for (const answer of answers) assert.equal(answer.status, 200, answer.text)
  })

  test('one person’s waiting questions leave the others theirs', async () => {
    const [ana, luis] = [await desk.app.as('ana'), await desk.app.as('luis')]
    const path = `/api/apps/desk/ticket/${desk.tickets.ours}`
    const { version } = (await ana.get(path)).json.record
    await desk.app.superuser(async admin => {
      await admin.query('BEGIN')
      await admin.query('SELECT FROM desk.ticket WHERE id = $1 FOR UPDATE', [desk.tickets.ours])
      let waiting = 12
      const slow = Array.from({ length: waiting }, () =>
        ana.patch(path, { fields: { subject: 'Slow' } }, { headers: { 'if-match': `"${version}"` } }).finally(() => {
          waiting -= 1
        }),
      )
      // Until as many of hers as she has turns wait for the lock.
      for (let held = 0; held < 2; ) {
        // Within a transaction it would be told again what it was told first.
        await admin.query('SELECT pg_stat_clear_snapshot()')
        const { rows } = await admin.query(
          `SELECT count(*)::integer AS held FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        )
        held = rows[0].held
      }
      for (let round = 0; round < 5; round += 1) assert.equal((await luis.get('/api/apps/desk/ticket')).status, 200)
      assert.ok(waiting > 0, 'luis was answered while ana waited')
      await admin.query('ROLLBACK')
      const answers = await Promise.all(slow)
      assert.equal(answers.filter(answer => answer.status === 200).length, 1)
      assert.ok(answers.every(answer => [200, 412, 503].includes(answer.status)))
    })
  })
})

describe('the login roles', () => {
  test('settings that SQL left on them are found by the lint and gone at the next start', async () => {
    // A cluster of its own: roles are the whole cluster's.
    const own = await startCluster()
    try {
      const open = async () => {
        const database = await openDatabase(own.address, deriveKeys(testSecret), 2, () => undefined)
        return database
      }
      const first = await open()
      const look = async () => {
        const admin = await first.admin()
        const found = await lintCatalog(admin, new Map())
        await admin.end()
        return found.filter(finding => finding.code === 'role.settings').map(finding => finding.object)
      }
      assert.deepEqual(await look(), [])
      const { data } = first.connections
      for (const sql of [
        `ALTER ROLE bailiwick_login SET statement_timeout = '1d'`,
        `ALTER ROLE bailiwick_login IN DATABASE postgres SET search_path = pg_temp`,
        // After this one it could leave no more.
        `ALTER ROLE bailiwick_login SET default_transaction_read_only = on`,
      ]) {
        const client = await data.connect()
        try {
          // Any role may change its own; that is PostgreSQL's.
          await client.query(sql)
        } finally {
          client.release(true)
        }
      }
      assert.equal((await look()).length, 3)
      await data.end().catch(() => undefined)
      const second = await open()
      assert.deepEqual(await look(), [])
      const { rows } = await second.connections.data.query(
        `SELECT current_setting('statement_timeout') AS time, current_setting('default_transaction_read_only') AS reading`,
      )
      assert.deepEqual(Object.values(rows[0] as object), [loginSettings[0]![1], 'off'])
      await second.connections.close()
      await first.connections.gate.end()
    } finally {
      await own.stop()
    }
  })
})
