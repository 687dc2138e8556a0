/** Jobs on nodes and databases that fail: what was done is done once, what was not is done later, and one record that cannot be done keeps no other. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { JobResultsPage, JobView } from '@bailiwick/definition/wire/index.ts'
import { type RunningApp, runApp } from '../harness/app.ts'
import type { Browser } from '../harness/browser.ts'

const files = {
  'app.yaml': `app: ledger
title: Ledger
roles:
  lead: { title: Lead, administer: true }
`,
  'entities/entry.yaml': `entity: entry
title: name
fields:
  name: { type: text, required: true }
  note: { type: text }
access:
  - { role: lead, can: [read, create, update, bulk] }
`,
}

describe('jobs where something fails', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  let lena: Browser

  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      { files, seed: { roles: [{ role: 'lead', person: 'lena' }] } },
    )
    lena = await app.as('lena')
    await app.superuser(client =>
      client.query(`CREATE FUNCTION bailiwick.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF NEW.name LIKE 'Slow%' THEN PERFORM pg_sleep(0.004); END IF;
          IF NEW.name LIKE 'Broken%' THEN RAISE EXCEPTION 'a fault of ours' USING ERRCODE = 'XX000'; END IF;
          RETURN NEW; END $$;
        CREATE TRIGGER slow BEFORE UPDATE ON ledger.entry FOR EACH ROW EXECUTE FUNCTION bailiwick.slow()`),
    )
  })
  test.after(async () => {
    for (const end of endings) await end()
  })

  const fill = async (names: readonly string[]): Promise<string[]> => {
    const made = await app.superuser(async client => {
      await client.query('SET session_replication_role = replica')
      return client.query<{ id: string }>(
        `INSERT INTO ledger.entry (id, version, created_at, created_by, updated_at, updated_by, name, changed_in)
         SELECT bailiwick.uuidv7(), 1, now(), $2, now(), $2, n, pg_current_xact_id() FROM unnest($1::text[]) n RETURNING id`,
        [names, app.person('lena')],
      )
    })
    return made.rows.map(({ id }) => id)
  }
  const slow = (count: number) => fill(Array.from({ length: count }, (_, n) => `Slow ${n}`))
  const begun = async (ids: readonly string[], note = randomUUID()): Promise<JobView> => {
    const answer = await lena.post('/api/apps/ledger/entry/jobs', { records: { ids }, change: { note } })
    assert.equal(answer.status, 202, answer.text)
    return answer.json
  }
  const until = async (id: string, holds: (job: JobView) => boolean): Promise<JobView> => {
    const last = Date.now() + 25_000
    for (;;) {
      const job = (await lena.get(`/api/jobs/${id}`)).json as JobView
      if (holds(job)) return job
      if (Date.now() > last) throw new Error(`It did not come to that: ${JSON.stringify(job)}`)
      await wait(20)
    }
  }
  const ended = (id: string) => until(id, job => job.endedAt !== undefined)
  const counts = ({ state, done, refused, unchanged }: JobView) => [state, done, refused, unchanged]
  /** Each record was changed by the job exactly once. */
  const onceEach = async (job: JobView, ids: readonly string[]) => {
    const changed = await app.sql<{ record: string; count: number }>(
      `SELECT record, count(*)::int AS count FROM bailiwick.audit WHERE request = $1 AND kind = 'update' GROUP BY record`,
      [`job-${job.id}`],
    )
    assert.deepEqual(
      changed.filter(({ count }) => count !== 1),
      [],
    )
    assert.deepEqual(changed.map(({ record }) => record).sort(), [...ids].sort())
  }

  test('one record that always fails is given up and told so, and every other is done', async () => {
    const names = Array.from({ length: 9 }, (_, n) => (n === 4 ? 'Broken' : `Whole ${n}`))
    const ids = await fill(names)
    const job = await begun(ids)
    // Meanwhile others have their turn.
    const beside = await slow(30)
    assert.deepEqual(counts(await ended((await begun(beside)).id)), ['done', 30, 0, 0])
    assert.deepEqual(counts(await ended(job.id)), ['done', 8, 1, 0])
    const { items } = (await lena.get(`/api/jobs/${job.id}/results?outcome=refused`)).json as JobResultsPage
    assert.deepEqual(
      items.map(({ id, problem }) => [id, problem?.code]),
      [[ids[4], 'server.fault']],
    )
    assert.doesNotMatch(JSON.stringify(items), /fault of ours/, 'nothing from inside')
    await onceEach(
      job,
      ids.filter((_, n) => n !== 4),
    )
  })

  test('a batch that is torn off leaves nothing, and is done again, once', async () => {
    const ids = await slow(200)
    const job = await begun(ids)
    await until(job.id, ({ done }) => done > 0)
    let torn = 0
    for (let turn = 0; torn < 2 && turn < 100; turn += 1) {
      const killed = await app.superuser(client =>
        client.query(
          `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
           WHERE l.relation = 'bailiwick.job_row'::regclass AND a.usename = 'bailiwick_login' AND a.datname = current_database() LIMIT 1`,
        ),
      )
      torn += killed.rowCount ?? 0
      await wait(20)
    }
    assert.ok(torn > 0, 'one was met in the middle')
    assert.deepEqual(counts(await ended(job.id)), ['done', 200, 0, 0])
    await onceEach(job, ids)
  })

  test('two nodes share jobs and do nothing twice; one that dies with a job in its hand leaves it to the other', async () => {
    const other = await app.secondNode()
    const all = [await slow(60), await slow(60)]
    const jobs = [await begun(all[0]!), await begun(all[1]!)]
    for (const [index, { id }] of jobs.entries()) {
      const job = await ended(id)
      assert.deepEqual(counts(job), ['done', 60, 0, 0])
      await onceEach(job, all[index]!)
    }
    await other.close()
    // As a node leaves a job that it took and died with.
    const ids = await slow(5)
    const holder = randomUUID()
    const [left] = (await app.sql<JobView>(
      `WITH j AS (INSERT INTO bailiwick.job (person, session, app, entity, doing, if_unchanged, state, total, holder, due_at)
         SELECT o.person, o.session, o.app, o.entity, o.doing, false, 'running', 5, $2, clock_timestamp() + interval '500 milliseconds' FROM bailiwick.job o WHERE o.id = $1 RETURNING *),
       r AS (INSERT INTO bailiwick.job_row (job, number, record) SELECT j.id, n, u FROM j, unnest($3::uuid[]) WITH ORDINALITY x (u, n))
       SELECT id FROM j`,
      [jobs[0]!.id, holder, ids],
    )) as [JobView]
    await wait(200)
    assert.equal((await lena.get(`/api/jobs/${left.id}`)).json.done, 0, 'it is that node’s for a while')
    const taken = await ended(left.id)
    assert.deepEqual(counts(taken), ['done', 5, 0, 0])
    await onceEach(taken, ids)
    const gate = app.installation.database.connections.gate
    await gate.query('SELECT bailiwick.stop_job($1, $2, $3)', [left.id, holder, '{"code": "server.fault", "extra": {}}'])
    assert.equal((await ended(left.id)).state, 'done', 'who was given up on has no say any more')
  })

  test('results are kept for two weeks after the end, and no longer', async () => {
    const kept = await ended((await begun(await slow(2))).id)
    const old = await ended((await begun(await slow(2))).id)
    assert.equal(new Date(kept.keptUntil!).getTime() - new Date(kept.endedAt!).getTime(), 14 * 24 * 60 * 60 * 1000)
    await app.sql(`UPDATE bailiwick.job SET ended_at = now() - interval '15 days' WHERE id = $1`, [old.id])
    const gate = app.installation.database.connections.gate
    const sweep = async () => (await gate.query<{ swept: number }>('SELECT bailiwick.sweep_jobs() AS swept')).rows[0]?.swept
    assert.deepEqual([await sweep(), await sweep()], [1, 0])
    assert.equal((await lena.get(`/api/jobs/${old.id}`)).status, 404)
    assert.equal((await lena.get(`/api/jobs/${kept.id}`)).json.state, 'done')
    assert.deepEqual(await app.sql('SELECT job FROM bailiwick.job_row WHERE job = $1', [old.id]), [])
  })
})
