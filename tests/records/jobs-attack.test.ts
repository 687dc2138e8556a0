/** I5, WF-3, AUD-5, DOS-3: what a job must not be used for. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { JobView } from '@bailiwick/definition/wire/index.ts'
import { signClaims } from '../../packages/server/src/security/access/actor.ts'
import { type RunningApp, runApp } from '../harness/app.ts'
import type { Browser } from '../harness/browser.ts'

const files = {
  'app.yaml': `app: ledger
title: Ledger
roles:
  lead: { title: Lead, administer: true, audit: true }
`,
  'entities/entry.yaml': `entity: entry
title: name
fields:
  name: { type: text, required: true }
  amount: { type: integer }
access:
  - { role: lead, can: [read, create, update, delete, restore, bulk] }
`,
  'workflows/entries.yaml': `workflow: entries
entity: entry
states:
  fresh: {}
  paid: { final: true }
transitions:
  pay: { from: fresh, to: paid, roles: [lead] }
`,
}

const path = '/api/apps/ledger/entry'

describe('jobs under attack', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  let lena: Browser
  let lutz: Browser

  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      { files, seed: { roles: ['lena', 'lutz'].map(key => ({ role: 'lead', person: key })) } },
    )
    lena = await app.as('lena')
    lutz = await app.as('lutz')
    await app.superuser(client =>
      client.query(`CREATE FUNCTION bailiwick.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.004); RETURN NEW; END $$;
        CREATE TRIGGER slow BEFORE UPDATE ON ledger.entry FOR EACH ROW EXECUTE FUNCTION bailiwick.slow()`),
    )
  })
  test.after(async () => {
    for (const end of endings) await end()
  })

  const fill = async (count: number): Promise<{ filter: string; ids: string[] }> => {
    const named = randomUUID()
    const ids = await app.superuser(async client => {
      await client.query('SET session_replication_role = replica')
      const made = await client.query<{ id: string }>(
        `INSERT INTO ledger.entry (id, version, created_at, created_by, updated_at, updated_by, name, amount, status, status_since, "status$by", changed_in)
         SELECT bailiwick.uuidv7(), 1, now(), $3, now(), $3, $1::text || ' ' || n, 10, 'fresh', now(), $3, pg_current_xact_id()
         FROM generate_series(1, $2::int) n RETURNING id`,
        [named, count, app.person('lena')],
      )
      return made.rows.map(({ id }) => id).sort()
    })
    return { filter: `record.name.startsWith("${named}")`, ids }
  }
  const begun = async (by: Browser, body: object): Promise<JobView> => {
    const answer = await by.post(`${path}/jobs`, body)
    assert.equal(answer.status, 202, answer.text)
    return answer.json
  }
  const until = async (by: Browser, id: string, holds: (job: JobView) => boolean): Promise<JobView> => {
    const last = Date.now() + 10_000
    for (;;) {
      const job = (await by.get(`/api/jobs/${id}`)).json as JobView
      if (holds(job)) return job
      if (Date.now() > last) throw new Error(`It did not come to that: ${JSON.stringify(job)}`)
      await wait(20)
    }
  }
  const ended = (by: Browser, id: string) => until(by, id, job => job.endedAt !== undefined)

  test('a step is taken of what was there when the job was begun, and of nothing that somebody wrote since, whatever is asked for', async () => {
    for (const asked of [{}, { ifUnchanged: false }]) {
      const { filter, ids } = await fill(100)
      const job = await begun(lena, { records: { filter }, transition: { name: 'pay' }, ...asked })
      assert.equal(job.ifUnchanged, true)
      const last = ids.at(-1)!
      const raised = await lutz.patch(`${path}/${last}`, { fields: { amount: 1_000_000 } }, { headers: { 'if-match': '"1"' } })
      assert.equal(raised.status, 200, raised.text)
      const { done, refused } = await ended(lena, job.id)
      assert.deepEqual([done, refused], [99, 1])
      assert.deepEqual(await app.sql('SELECT status, amount::int FROM ledger.entry WHERE id = $1', [last]), [
        { status: 'fresh', amount: 1_000_000 },
      ])
      const { items } = (await lena.get(`/api/jobs/${job.id}/results?outcome=refused`)).json
      assert.equal(items[0].problem.code, 'record.stale')
    }
  })

  test('who begins and stops jobs again and again fills no disk: what was not done is not kept, and of the oldest nothing is', async () => {
    const ids = Array.from({ length: 10_000 }, () => randomUUID())
    const job = await begun(lena, { records: { ids }, change: { amount: 1 } })
    const stopped = (await lena.post(`/api/jobs/${job.id}/cancel`)).json as JobView
    const [kept] = await app.sql<{ rows: number }>('SELECT count(*)::int AS rows FROM bailiwick.job_row WHERE job = $1', [job.id])
    assert.equal(kept?.rows, stopped.done + stopped.refused + stopped.unchanged)

    await app.sql(
      `INSERT INTO bailiwick.job (person, session, app, entity, doing, if_unchanged, state, total, ended_at)
       SELECT j.person, j.session, j.app, j.entity, j.doing, false, 'done', 100000, now() FROM bailiwick.job j, generate_series(1, 11) WHERE j.id = $1`,
      [job.id],
    )
    const { filter } = await fill(1)
    await ended(lena, (await begun(lena, { records: { filter }, change: { amount: 2 } })).id)
    const [left] = await app.sql<{ total: number }>(`SELECT sum(total)::int AS total FROM bailiwick.job WHERE person = $1`, [
      app.person('lena'),
    ])
    assert.ok(left!.total <= 1_000_001, String(left!.total))
    assert.equal((await lena.get(`/api/jobs/${job.id}`)).json.code, 'job.not-found', 'the oldest went first')
  })

  test('what the audit says of a job is which job it was, for raw SQL too', async () => {
    const [session] = await app.sql<{ id: string; token: string }>(
      `SELECT id, encode(token_hash, 'hex') AS token FROM bailiwick.session WHERE person = $1 AND ended_at IS NULL ORDER BY id DESC LIMIT 1`,
      [app.person('lutz')],
    )
    const { floors, keys, database } = app.installation
    const raw = async (asked: string) => {
      const actor = await floors.actors.gather(
        app.person('lutz'),
        { id: session!.id, tokenHash: session!.token, viewing: null },
        true,
      )
      const claims = signClaims(keys.claims, actor!, 'raw')
      const client = await database.connections.data.connect()
      try {
        await client.query('BEGIN')
        await client.query('SELECT bailiwick.enter($1, $2)', [claims.text, claims.signature])
        await client.query('SET LOCAL ROLE bailiwick_runtime')
        const { rows } = await client.query(
          `SELECT bailiwick.begin_job('ledger', 'entry', '{"trash": true}', false, $1, ARRAY[gen_random_uuid()], ARRAY[1]) AS id`,
          [asked],
        )
        await client.query('COMMIT')
        return rows[0].id as string
      } finally {
        client.release(true)
      }
    }
    const other = randomUUID()
    const id = await raw(JSON.stringify({ job: other, records: 0, act: 'change' }))
    const told = await app.sql<{ detail: Record<string, unknown> }>(
      `SELECT detail FROM bailiwick.audit WHERE kind = 'job.begun' AND request = 'raw'`,
    )
    assert.deepEqual(
      told.map(({ detail }) => [detail.job, detail.records]),
      [[id, 1]],
    )
    for (const asked of ['[]', '"x"', JSON.stringify({ filter: 'x'.repeat(70_000) })])
      await assert.rejects(raw(asked), { message: 'record.invalid' })
    await ended(lutz, id)
  })

  test('who keeps all of their own turns busy keeps nobody else’s jobs waiting, and their own is done when there is one again', async () => {
    const mine = await fill(150)
    const theirs = await fill(20)
    const job = await begun(lutz, { records: { filter: mine.filter }, change: { amount: 3 } })
    await until(lutz, job.id, ({ done }) => done > 0)
    let free: () => void = () => undefined
    const gone = new Promise<void>(resolve => {
      free = resolve
    })
    const holding = Array.from({ length: 20 }, () => app.installation.floors.turns.run(app.person('lutz'), undefined, () => gone))
    try {
      await wait(300)
      const other = await begun(lena, { records: { filter: theirs.filter }, change: { amount: 4 } })
      assert.equal((await ended(lena, other.id)).done, 20)
    } finally {
      free()
      await Promise.all(holding)
    }
    const { done, refused } = await ended(lutz, job.id)
    assert.deepEqual([done, refused], [150, 0])
  })

  test('goes on where others never stop asking: at a small pace, and to its end', async () => {
    const { filter } = await fill(20)
    const { data } = app.installation.floors
    let isOver = false
    const ask = async () => {
      while (!isOver) await data.query('SELECT pg_sleep(0.03)')
    }
    const asking = Array.from({ length: 45 }, ask)
    try {
      const job = await begun(lena, { records: { filter }, change: { amount: 5 } })
      assert.ok(data.waitingCount > 0, 'somebody waits all the time')
      assert.equal((await ended(lena, job.id)).done, 20)
      assert.ok(data.waitingCount > 0, 'and still does')
    } finally {
      isOver = true
      await Promise.all(asking)
    }
  })

  test('a refusal that is told again for its key names no job', async () => {
    const key = { headers: { 'idempotency-key': randomUUID() } }
    const body = { records: { filter: 'record.name == "nobody has it"' }, change: { amount: 1 } }
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await lena.post(`${path}/jobs`, body, key)
      assert.deepEqual([answer.status, answer.json.code, answer.headers.location], [422, 'job.empty', undefined])
    }
  })
})
