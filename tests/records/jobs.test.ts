/** BULK-1, BULK-2, RLS-6: many records changed while nobody waits, each by its person's own right at that moment, once, and by nobody else's hand. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { JobResult, JobView, NotificationsPage } from '@bailiwick/definition/wire/index.ts'
import { person, type RunningApp, runApp } from '../harness/app.ts'
import type { Browser } from '../harness/browser.ts'
import { EventStream } from '../harness/stream.ts'

const files = {
  'app.yaml': `app: ledger
title: Ledger
roles:
  clerk: { title: Clerk }
  lead: { title: Lead, administer: true, audit: true }
`,
  'entities/entry.yaml': `entity: entry
title: name
fields:
  name: { type: text, required: true, search: true }
  owner: { type: person }
  open: { type: boolean }
  amount: { type: money, currency: EUR }
  iban: { type: text }
access:
  - { role: lead, can: [read, create, update, delete, restore, bulk] }
  - { role: clerk, can: [read, create, update], when: record.owner == user.id, fields: { except: [iban] } }
  - { role: clerk, can: [bulk], when: record.owner == user.id && record.open == true }
`,
  'workflows/entries.yaml': `workflow: entries
entity: entry
states:
  fresh: {}
  done: { final: true }
transitions:
  finish: { from: fresh, to: done, roles: [clerk, lead], comment: required }
`,
}

const path = '/api/apps/ledger/entry'

describe('jobs', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  let lena: Browser
  let carl: Browser

  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      {
        files,
        seed: {
          people: [...['lena', 'lutz', 'carl', 'otto'].map(key => person(key)), person('root', { administrator: true })],
          roles: [
            { role: 'lead', person: 'lena' },
            { role: 'lead', person: 'lutz' },
            { role: 'clerk', person: 'carl' },
          ],
        },
      },
    )
    lena = await app.as('lena')
    carl = await app.as('carl')
    // What is slow is under way long enough to be met there; what is broken never goes.
    await app.superuser(client =>
      client.query(`CREATE FUNCTION bailiwick.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF NEW.name LIKE 'Slow%' THEN PERFORM pg_sleep(0.004); END IF;
          IF NEW.name LIKE 'Broken%' AND NEW.amount IS NOT NULL THEN RAISE EXCEPTION 'a fault of ours' USING ERRCODE = 'XX000'; END IF;
          RETURN NEW; END $$;
        CREATE TRIGGER slow BEFORE UPDATE ON ledger.entry FOR EACH ROW EXECUTE FUNCTION bailiwick.slow()`),
    )
  })
  test.after(async () => {
    for (const end of endings) await end()
  })

  /** Past triggers, for they are many. @returns a filter that finds them */
  const fill = async (prefix: string, count: number, more: { open?: boolean; owner?: string } = {}): Promise<string> => {
    const named = `${prefix} ${randomUUID()}`
    await app.superuser(async client => {
      await client.query('SET session_replication_role = replica')
      await client.query(
        `INSERT INTO ledger.entry (id, version, created_at, created_by, updated_at, updated_by, name, open, owner, status, status_since, "status$by", changed_in)
         SELECT bailiwick.uuidv7(), 1, now(), p.id, now(), p.id, $1::text || ' ' || n, $2, $3, 'fresh', now(), p.id, pg_current_xact_id()
         FROM generate_series(1, $4::int) n, (SELECT $5::uuid AS id) p`,
        [named, more.open ?? null, more.owner ?? null, count, app.person('lena')],
      )
    })
    return `record.name.startsWith("${named}")`
  }
  const begin = (by: Browser, body: object, headers = {}) => by.post(`${path}/jobs`, body, { headers })
  const begun = async (by: Browser, body: object): Promise<JobView> => {
    const answer = await begin(by, body)
    assert.equal(answer.status, 202, answer.text)
    return answer.json
  }
  const get = async (by: Browser, id: string): Promise<JobView> => (await by.get(`/api/jobs/${id}`)).json
  const until = async (by: Browser, id: string, holds: (job: JobView) => boolean): Promise<JobView> => {
    const last = Date.now() + 20_000
    for (;;) {
      const job = await get(by, id)
      if (holds(job)) return job
      if (Date.now() > last) throw new Error(`It did not come to that: ${JSON.stringify(job)}`)
      await wait(20)
    }
  }
  const ended = (by: Browser, id: string) => until(by, id, job => job.endedAt !== undefined)
  const settled = (job: JobView) => job.done + job.refused + job.unchanged
  const underWay = (by: Browser, id: string) => until(by, id, job => settled(job) > 0)
  const resultsOf = async (by: Browser, id: string, query = ''): Promise<JobResult[]> => {
    const all: JobResult[] = []
    for (let token: string | undefined = '0'; token !== undefined; ) {
      const { json } = await by.get(`/api/jobs/${id}/results?pageToken=${token}${query}`)
      all.push(...json.items)
      token = json.nextPageToken
    }
    return all
  }
  const counts = ({ state, total, done, refused, unchanged }: JobView) => [state, total, done, refused, unchanged]
  const of = (filter: string) => /"(.*)"/.exec(filter)![1]!
  const rows = (filter: string) =>
    app.sql<{ id: string; version: number; amount: string | null; name: string; deleted: boolean }>(
      `SELECT id, version, (amount / 100.0)::numeric(10, 2)::text AS amount, name, deleted_at IS NOT NULL AS deleted FROM ledger.entry WHERE name LIKE $1 || '%' ORDER BY id`,
      [of(filter)],
    )
  const audit = (kinds: string[], job: string) =>
    app.sql<{ kind: string; person: string; detail: Record<string, unknown> }>(
      `SELECT kind, person, detail FROM bailiwick.audit WHERE kind = ANY ($1) AND detail ->> 'job' = $2 ORDER BY seq`,
      [kinds, job],
    )
  const everything = async () => ({
    jobs: await app.sql('SELECT count(*) FROM bailiwick.job'),
    records: await app.sql('SELECT sum(version) FROM ledger.entry'),
    audit: await app.sql(
      `SELECT count(*) FROM bailiwick.audit WHERE kind LIKE 'job%' OR kind IN ('update', 'transition', 'delete')`,
    ),
  })

  test('what its person lists is changed record by record, told as it goes, and what comes to match later is left alone', async () => {
    const stream = await EventStream.open(app.origin, lena, '/api/apps/ledger/events')
    const filter = await fill('Slow', 130)
    const key = { 'idempotency-key': randomUUID() }
    const body = { records: { filter }, change: { amount: '3.00' } }
    const first = await begin(lena, body, key)
    assert.deepEqual([first.status, first.json.state, first.json.total], [202, 'waiting', 130], first.text)
    assert.equal(first.headers.location, `/api/jobs/${first.json.id}`)
    assert.equal((await begin(lena, body, key)).json.id, first.json.id, 'asked twice with one key, it is one job')
    const job = await underWay(lena, first.json.id)
    assert.equal(job.state, 'running')
    assert.equal((await lena.post(path, { fields: { name: `${of(filter)} late` } })).status, 201)
    const touched = (await rows(filter)).find(({ version }) => version === 1)!
    await lena.patch(`${path}/${touched.id}`, { fields: { iban: 'DE1' } }, { headers: { 'if-match': '"1"' } })
    assert.deepEqual(
      counts(await ended(lena, job.id)),
      ['done', 130, 130, 0, 0],
      'what somebody changed meanwhile is changed as it then is',
    )
    const after = await rows(filter)
    assert.deepEqual(
      after.map(({ amount, version }) => [amount, version]).filter(([amount]) => amount !== '3.00'),
      [[null, 1]],
    )
    const updates = await app.sql(
      `SELECT record FROM bailiwick.audit WHERE kind = 'update' AND request = $1 AND person = $2 AND after->>'amount' IS NOT NULL`,
      [`job-${job.id}`, app.person('lena')],
    )
    assert.equal(new Set(updates.map(({ record }) => record)).size, 130)
    assert.equal(updates.length, 130, 'each once')
    const [from, to] = await audit(['job.begun', 'job.ended'], job.id)
    assert.deepEqual(from?.detail, { job: job.id, act: 'change', fields: ['amount'], filter, records: 130 }, 'names and no value')
    assert.deepEqual(to?.detail, { job: job.id, state: 'done', done: 130, refused: 0, unchanged: 0, left: 0 })
    assert.deepEqual([from?.person, to?.person], [app.person('lena'), app.person('lena')])
    // It is looked once a second: a fast machine is done between two looks.
    const words = () => stream.events.filter(({ name }) => name === 'job').length
    await stream.until('word of the job', () => words() >= 1)
    const results = await resultsOf(lena, job.id)
    assert.deepEqual(
      [results.length, results[0]?.outcome, results[0]?.title, results.at(-1)?.number],
      [130, 'done', after[0]?.name, 130],
    )
    assert.deepEqual(
      counts(await ended(lena, (await begun(lena, body)).id)),
      ['done', 131, 1, 0, 130],
      'what is so already is told apart',
    )
    await stream.until('word of the other job', () => words() >= 2)
    stream.close()
  })

  test('what its person may not is refused one by one, told with its reason and on record, and nothing else happens', async () => {
    const owner = app.person('carl')
    const open = await fill('Mine', 3, { owner, open: true })
    const shut = await fill('Mine', 2, { owner, open: false })
    const foreign = await fill('Foreign', 1, { open: true })
    const [other] = await rows(foreign)
    const named = `record.name.startsWith("Mine") || record.name.startsWith("Foreign")`
    const job = await ended(carl, (await begun(carl, { records: { filter: named }, change: { amount: '1.00' } })).id)
    assert.deepEqual(counts(job), ['done', 5, 3, 2, 0], 'only what is read is meant')
    assert.deepEqual(
      (await resultsOf(carl, job.id, '&outcome=refused')).map(({ problem }) => problem?.code),
      ['record.bulk-refused', 'record.bulk-refused'],
    )
    // A slow machine may have needed two batches.
    const denied = await audit(['access.denied'], job.id)
    assert.deepEqual(
      [...new Set(denied.map(({ person: who, detail }) => `${who} ${detail.code}`))],
      [`${owner} record.bulk-refused`],
    )
    assert.equal(
      denied.reduce((sum, { detail }) => sum + Number(detail.count), 0),
      2,
    )
    assert.deepEqual(
      (await rows(shut)).map(({ version }) => version),
      [1, 1],
    )
    assert.deepEqual(await rows(foreign), [other])
    const ids = [...(await rows(open)).map(({ id }) => id), other!.id, randomUUID()]
    const byId = await ended(carl, (await begun(carl, { records: { ids }, change: { amount: '2.00' } })).id)
    assert.deepEqual(
      (await resultsOf(carl, byId.id)).map(({ problem }) => problem?.code ?? 'done').sort(),
      ['done', 'done', 'done', 'record.not-found', 'record.not-found'],
      'one that is hidden and one that is not there are answered alike',
    )
    assert.deepEqual(await rows(foreign), [other])
  })

  test('who may not, what is not right and what is too much is refused at once, and no job is there', async () => {
    const filter = await fill('Plain', 2)
    const looking = await app.as('root')
    await app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('ledger', 'lead', $1)`, [app.person('root')])
    assert.equal((await looking.post('/api/session/view-as', { app: 'ledger', person: app.person('carl') })).status < 300, true)
    const earlier = await everything()
    const change = { amount: '9.00' }
    for (const [by, body, status, code] of [
      [app.stranger(), { records: { filter }, change }, 401, 'session.missing'],
      [await app.as('otto'), { records: { filter }, change }, 404, 'app.not-found'],
      [looking, { records: { filter }, change }, 403, 'viewing.read-only'],
      [lena, { change }, 400, 'request.invalid'],
      [lena, { records: { filter } }, 400, 'request.invalid'],
      [lena, { records: { filter }, change, trash: true }, 400, 'request.invalid'],
      [lena, { records: { filter, ids: [randomUUID()] }, change }, 400, 'request.invalid'],
      [lena, { records: { filter: 'record.nothing == 1' }, change }, 400, 'query.unknown-field'],
      [lena, { records: { filter }, change: { nothing: 1 } }, 422, 'record.invalid'],
      [lena, { records: { filter }, change: { amount: 'much' } }, 422, 'record.invalid'],
      [lena, { records: { filter }, transition: { name: 'nothing' } }, 404, 'transition.unknown'],
      [lena, { records: { filter: 'record.name == "nobody has it"' }, change }, 422, 'job.empty'],
      [carl, { records: { filter: 'record.iban == "DE1"' }, change }, 400, 'query.unknown-field'],
      [carl, { records: { trash: 'only' }, restore: true }, 403, 'record.restore-refused'],
      [carl, { records: {}, change: { iban: 'x' } }, 422, 'record.invalid'],
    ] as const) {
      const answer = await begin(by, body)
      assert.deepEqual([answer.status, answer.json.code], [status, code], JSON.stringify(body))
    }
    assert.deepEqual((await looking.get('/api/jobs')).json, { items: [] }, 'who views as somebody has no jobs meanwhile')
    assert.deepEqual(await everything(), earlier)

    const slow = await fill('Slow', 200)
    const jobs = [
      await begun(lena, { records: { filter: slow }, change }),
      await begun(lena, { records: { filter: slow }, change }),
    ]
    jobs.push(await begun(lena, { records: { filter: slow }, change }))
    const fourth = await begin(lena, { records: { filter: slow }, change })
    assert.deepEqual([fourth.status, fourth.json.code], [409, 'job.too-many'])
    for (const job of jobs) assert.equal((await lena.post(`/api/jobs/${job.id}/cancel`)).json.state, 'cancelled')
  })

  test('a job is its own person’s alone, for raw SQL too', async () => {
    const filter = await fill('Slow', 60)
    const job = await begun(lena, { records: { filter }, change: { amount: '5.00' } })
    await underWay(lena, job.id)
    for (const by of [carl, await app.as('lutz')]) {
      for (const [method, rest] of [
        ['GET', ''],
        ['GET', '/results'],
        ['POST', '/cancel'],
        ['POST', '/undo'],
      ] as const) {
        const answer = await by.ask(method, `/api/jobs/${job.id}${rest}`, {})
        const absent = await by.ask(method, `/api/jobs/${randomUUID()}${rest}`, {})
        assert.deepEqual([answer.status, answer.json.code, absent.json.code], [404, 'job.not-found', 'job.not-found'], rest)
      }
      assert.doesNotMatch((await by.get('/api/jobs')).text, new RegExp(job.id))
    }
    const asLutz = (text: string, values: unknown[] = []) => app.asRuntime('lutz', run => run(text, values))
    for (const table of ['job', 'job_row'])
      for (const text of [`SELECT * FROM bailiwick.${table}`, `DELETE FROM bailiwick.${table}`])
        await assert.rejects(asLutz(text), { code: '42501' }, text)
    assert.deepEqual(await asLutz('SELECT * FROM bailiwick.jobs($1, 10)', [job.id]), [])
    assert.deepEqual(await asLutz('SELECT * FROM bailiwick.job_results($1, NULL, 0, 10)', [job.id]), [])
    for (const name of ['cancel_job', 'undo_job'])
      await assert.rejects(asLutz(`SELECT bailiwick.${name}($1)`, [job.id]), { message: 'job.not-found' }, name)
    const [{ holder }] = (await app.sql<{ holder: string | null }>('SELECT holder FROM bailiwick.job WHERE id = $1', [
      job.id,
    ])) as [{ holder: string | null }]
    assert.deepEqual(
      await asLutz('SELECT * FROM bailiwick.hold_job($1, $2, 10)', [job.id, holder]),
      [],
      'not even who knows its holder',
    )
    await assert.rejects(asLutz(`SELECT bailiwick.settle_job($1, $2, '[]', '[]')`, [job.id, holder]), {
      message: 'job.not-found',
    })
    for (const name of [
      'claim_job(interval)',
      'stop_job(uuid, uuid, jsonb)',
      'postpone_job(uuid, uuid, interval)',
      'sweep_jobs()',
      'job_moves(uuid[])',
    ])
      for (const role of ['bailiwick_runtime', 'bailiwick_login'])
        assert.deepEqual(
          await app.sql(`SELECT has_function_privilege($1, 'bailiwick.' || $2, 'EXECUTE') AS may`, [role, name]),
          [{ may: false }],
          name,
        )
    // Of one's own, the holder is not told, and without it there is no hand in it.
    const asLena = (text: string, values: unknown[] = []) => app.asRuntime('lena', run => run(text, values))
    assert.deepEqual(await asLena('SELECT * FROM bailiwick.hold_job($1, gen_random_uuid(), 10)', [job.id]), [])
    await assert.rejects(
      asLena(`SELECT bailiwick.begin_job('ledger', 'entry', '{"trash": true}', false, '{}', ARRAY[gen_random_uuid()], ARRAY[1])`),
      {
        message: 'session.missing',
      },
    )
    await assert.rejects(
      asLena(
        `SELECT bailiwick.begin_job('ledger', 'entry', '{"trash": true}', false, '{}', ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 100001)), ARRAY[1])`,
      ),
      { message: 'job.too-large' },
    )
    assert.deepEqual(counts(await ended(lena, job.id)), ['done', 60, 60, 0, 0], 'none of it touched the job')
  })

  test('a job that is stopped does nothing more, and what it did is taken back but for what somebody changed since', async () => {
    const filter = await fill('Slow', 150)
    const job = await begun(lena, { records: { filter }, change: { amount: '7.00' } })
    await underWay(lena, job.id)
    assert.equal((await lena.post(`/api/jobs/${job.id}/undo`)).json.code, 'job.under-way')
    const stopped = (await lena.post(`/api/jobs/${job.id}/cancel`)).json as JobView
    assert.equal(stopped.state, 'cancelled')
    assert.ok(stopped.done > 0 && stopped.done < 150, String(stopped.done))
    const then = await rows(filter)
    await wait(250)
    assert.deepEqual(await rows(filter), then, 'nothing more is done')
    assert.equal(then.filter(({ amount }) => amount === '7.00').length, stopped.done)
    assert.equal((await audit(['job.ended'], job.id))[0]?.detail.left, 150 - stopped.done)
    const changed = then.find(({ amount }) => amount === '7.00')!
    const lutz = await app.as('lutz')
    await lutz.patch(`${path}/${changed.id}`, { fields: { amount: '8.00' } }, { headers: { 'if-match': `"${changed.version}"` } })
    const undone = await lena.post(`/api/jobs/${job.id}/undo`)
    assert.deepEqual([undone.status, undone.json.undoes, undone.json.total], [202, job.id, stopped.undoable], undone.text)
    assert.equal((await lena.post(`/api/jobs/${job.id}/undo`)).json.id, undone.json.id, 'asked again meanwhile, it is the same')
    const back = await ended(lena, undone.json.id)
    assert.deepEqual(counts(back), ['done', stopped.done, stopped.done - 1, 1, 0])
    assert.equal((await resultsOf(lena, back.id, '&outcome=refused'))[0]?.problem?.code, 'record.stale')
    assert.deepEqual(
      [...new Set((await rows(filter)).map(({ amount }) => amount))].sort(),
      ['8.00', null],
      'what another wrote stands',
    )
    assert.equal((await get(lena, job.id)).undoneBy, back.id)
  })

  test('what is deleted comes back, a step is taken and not taken back, and only what is as it was where that is asked for', async () => {
    const filter = await fill('Bin', 4)
    const first = await ended(lena, (await begun(lena, { records: { filter }, trash: true })).id)
    assert.deepEqual(
      (await rows(filter)).map(({ deleted }) => deleted),
      [true, true, true, true],
    )
    const back = await ended(lena, (await lena.post(`/api/jobs/${first.id}/undo`)).json.id)
    assert.deepEqual([...counts(back), (await rows(filter)).some(({ deleted }) => deleted)], ['done', 4, 4, 0, 0, false])
    const again = await ended(lena, (await begun(lena, { records: { filter }, trash: true })).id)
    assert.equal(again.done, 4)
    const restored = await ended(lena, (await begun(lena, { records: { trash: 'only', filter }, restore: true })).id)
    assert.deepEqual(counts(restored), ['done', 4, 4, 0, 0])

    const finish = { name: 'finish', comment: 'All of them' }
    const stepped = await ended(lena, (await begun(lena, { records: { filter }, transition: finish })).id)
    assert.deepEqual([stepped.done, stepped.undoable], [4, 0])
    assert.equal((await lena.post(`/api/jobs/${stepped.id}/undo`)).json.code, 'job.not-undoable')

    const slow = await fill('Slow', 100)
    const job = await begun(lena, { records: { filter: slow }, change: { amount: '1.00' }, ifUnchanged: true })
    const last = (await rows(slow)).at(-1)!
    await lena.patch(`${path}/${last.id}`, { fields: { iban: 'DE2' } }, { headers: { 'if-match': '"1"' } })
    assert.deepEqual(counts(await ended(lena, job.id)), ['done', 100, 99, 1, 0])
    assert.equal((await rows(slow)).at(-1)?.amount, null)
  })

  test('a job is one piece of news for each follower, of a record they read when they look', async () => {
    const filter = await fill('News', 12, { owner: app.person('carl') })
    const records = (await rows(filter)).map(({ id }) => id)
    await app.superuser(client =>
      client.query(
        `INSERT INTO bailiwick.follow (person, app, entity, record, following)
         SELECT p, 'ledger', 'entry', r, true FROM unnest($1::uuid[]) p, unnest($2::uuid[]) r`,
        [[app.person('carl'), app.person('lutz'), app.person('lena')], records],
      ),
    )
    const give = (ids: readonly string[], owner: string | null) =>
      app.superuser(async client => {
        await client.query('SET session_replication_role = replica')
        await client.query('UPDATE ledger.entry SET owner = $2 WHERE id = ANY ($1)', [ids, owner])
      })
    const finish = { name: 'finish', comment: 'All of them' }
    assert.equal((await ended(lena, (await begun(lena, { records: { filter }, transition: finish })).id)).done, 12)
    const news = async (by: Browser) => {
      const { items, unread } = (await by.get('/api/notifications')).json as NotificationsPage
      return { of: items.filter(({ record }) => records.includes(record.id)), unread }
    }
    const lutz = await app.as('lutz')
    for (const by of [carl, lutz]) {
      const { of, unread } = await news(by)
      assert.deepEqual(
        [of.map(({ ofJob, read, entry }) => [ofJob, read, entry.comment]), unread],
        [[[true, false, 'All of them']], 1],
      )
    }
    assert.deepEqual((await news(lena)).of, [], 'it is no news to who did it')
    const [kept] = await app.sql<{ count: number }>(
      'SELECT max(n.count)::int AS count FROM (SELECT count(*) FROM bailiwick.notification WHERE record = ANY ($1) GROUP BY person) n',
      [records],
    )
    assert.equal(kept!.count, 5, 'a few to choose from, however many they were')
    const [told] = (await news(carl)).of
    await give([told!.record.id], null)
    const other = await news(carl)
    assert.deepEqual([other.of.length, other.unread, other.of[0]!.record.id === told!.record.id], [1, 1, false])
    await carl.post('/api/notifications/read', { ids: [other.of[0]!.id], read: true })
    await give([told!.record.id], app.person('carl'))
    assert.equal((await news(carl)).unread, 0, 'what was read is read of the whole job')
    await give(records, null)
    assert.deepEqual((await news(carl)).of, [])
  })

  test('who keeps a role and loses that by which the step is taken takes it no more: each record after that is refused, and stays', async () => {
    const lutz = app.person('lutz')
    const grant = (role: string) =>
      app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('ledger', $2, $1) ON CONFLICT DO NOTHING`, [
        lutz,
        role,
      ])
    await grant('lead')
    await grant('clerk')
    const by = await app.as('lutz')
    // Half are another's, which a clerk does not read; the rest are theirs, and closed to what a clerk does to many.
    const [others, own] = [await fill('Slow', 100), await fill('Slow', 100, { owner: lutz, open: false })]
    const finish = { name: 'finish', comment: 'All of them' }
    const job = await begun(by, { records: { filter: `${others} || ${own}` }, transition: finish })
    await underWay(by, job.id)
    await app.sql(`DELETE FROM bailiwick.role_grant WHERE person = $1 AND role = 'lead'`, [lutz])
    const end = await ended(by, job.id)
    const all = await resultsOf(by, job.id)
    const finished = async (filter: string) =>
      app.sql<{ id: string }>(`SELECT id FROM ledger.entry WHERE name LIKE $1 || '%' AND status = 'done'`, [of(filter)])
    const done = [...(await finished(others)), ...(await finished(own))].map(({ id }) => id)
    assert.deepEqual(all.flatMap(({ outcome, id }) => (outcome === 'done' ? id : [])).sort(), done.sort())
    assert.ok(
      end.state === 'done' && end.done === done.length && end.refused === 200 - done.length && done.length < 200,
      JSON.stringify(end),
    )
    const refused = all.filter(({ outcome }) => outcome === 'refused')
    assert.deepEqual([...new Set(refused.map(({ problem }) => problem?.code))].sort(), [
      'record.bulk-refused',
      'record.not-found',
    ])
    // Of what is read no more, no name is told.
    for (const { problem, title } of refused)
      assert.equal(title === null, problem?.code === 'record.not-found', JSON.stringify(problem))
    await app.sql(`DELETE FROM bailiwick.role_grant WHERE person = $1`, [lutz])
    await grant('lead')
  })

  test('who is locked, signed out everywhere or loses the right does nothing more, and the job says why it stopped', async () => {
    const root = await app.as('root')
    const stops = async (by: Browser, how: () => Promise<unknown>, code: string) => {
      const filter = await fill('Slow', 150)
      const job = await begun(by, { records: { filter }, change: { amount: '4.00' } })
      await underWay(by, job.id)
      await how()
      // The batch that had begun then is the last.
      const done = async () => (await rows(filter)).filter(({ amount }) => amount === '4.00').length
      const [{ settled: told }] = (await app.sql<{ settled: number }>(`SELECT done AS settled FROM bailiwick.job WHERE id = $1`, [
        job.id,
      ])) as [{ settled: number }]
      for (let turn = 0; turn < 300; turn += 1) {
        const [row] = await app.sql('SELECT state, reason FROM bailiwick.job WHERE id = $1 AND ended_at IS NOT NULL', [job.id])
        if (row) {
          assert.deepEqual([row.state, (row.reason as { code: string }).code], ['stopped', code])
          break
        }
        await wait(20)
      }
      const count = await done()
      assert.ok(count < 150 && count <= told + 60, `${count} after ${told}`)
      assert.deepEqual(
        (await audit(['job.ended'], job.id)).map(({ detail }) => [detail.state, detail.reason, detail.done]),
        [['stopped', code, count]],
      )
      return job
    }
    const grant = `INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('ledger', 'lead', $1)`
    const lutz = app.person('lutz')
    await stops(
      await app.as('lutz'),
      () => app.sql(`DELETE FROM bailiwick.role_grant WHERE person = $1`, [lutz]),
      'app.not-found',
    )
    await app.sql(grant, [lutz])
    const job = await stops(
      await app.as('lutz'),
      () => app.sql('UPDATE bailiwick.session SET ended_at = now() WHERE person = $1 AND ended_at IS NULL', [lutz]),
      'session.ended',
    )
    const told = await get(await app.as('lutz'), job.id)
    assert.deepEqual([told.state, told.reason?.title], ['stopped', 'Your session has ended'])
    await stops(
      await app.as('lutz'),
      async () => {
        const answer = await root.patch(`/api/people/${lutz}`, { status: 'suspended' })
        assert.ok(answer.status < 300, answer.text)
      },
      'session.ended',
    )
  })

  test('a session that only idles stops nothing: whoever began it may close the page and go', async () => {
    const filter = await fill('Slow', 40)
    const mine = await app.as('lena')
    const job = await begun(mine, { records: { filter }, change: { amount: '6.00' } })
    await app.sql(
      `UPDATE bailiwick.session SET seen_at = now() - interval '2 hours', expires_at = now() - interval '1 hour' WHERE id = (SELECT session FROM bailiwick.job WHERE id = $1)`,
      [job.id],
    )
    assert.deepEqual(counts(await ended(lena, job.id)), ['done', 40, 40, 0, 0])
  })
})
