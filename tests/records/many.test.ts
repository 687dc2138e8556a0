/** LEAK-1, INJ-4, BULK-1, BULK-2, RLS-6, API-1: many records out, in and at once, each by a right of its own and never by more than one record alone would take. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { cell, fromCell } from '@bailiwick/definition/csv.ts'
import { person, type RunningApp, runApp } from '../harness/app.ts'
import type { Answer, Browser } from '../harness/browser.ts'

const files = {
  'app.yaml': `app: ledger
title: Ledger
roles:
  clerk: { title: Clerk }
  outer: { title: Outer }
  lead: { title: Lead, administer: true, audit: true }
`,
  'entities/customer.yaml': `entity: customer
title: name
fields:
  name: { type: text, required: true }
  owner: { type: person }
access:
  - { role: lead, can: [read, create, update] }
  - { role: clerk, can: [read], when: record.owner == user.id }
`,
  'entities/entry.yaml': `entity: entry
title: name
fields:
  name: { type: text, required: true, search: true }
  owner: { type: person }
  open: { type: boolean }
  amount: { type: money, currency: EUR }
  iban: { type: text }
  tags: { type: multi_choice, options: [red, green] }
  extra: { type: json }
  customer: { type: relation, to: customer }
access:
  - { role: lead, can: [read, create, update, delete, restore, export, import, bulk] }
  - { role: clerk, can: [read, create, update], when: record.owner == user.id }
  - { role: clerk, can: [import, bulk], when: record.owner == user.id && record.open == true, fields: [name, owner, open, customer] }
  - { role: outer, can: [read], mask: [iban] }
  - { role: outer, can: [export], when: record.open == true, fields: [name, amount, iban, extra] }
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

describe('many records at once', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  let lena: Browser
  let carl: Browser
  let otto: Browser
  let hidden: string
  let own: string

  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      {
        files,
        seed: {
          people: ['lena', 'carl', 'otto'].map(key => person(key)),
          roles: [
            { role: 'lead', person: 'lena' },
            { role: 'clerk', person: 'carl' },
            { role: 'outer', person: 'otto' },
          ],
        },
      },
    )
    lena = await app.as('lena')
    carl = await app.as('carl')
    otto = await app.as('otto')
    const make = async (fields: object) => (await lena.post('/api/apps/ledger/customer', { fields })).json.record.id as string
    hidden = await make({ name: 'Hidden', owner: app.person('lena') })
    own = await make({ name: 'Own', owner: app.person('carl') })
  })
  test.after(async () => {
    for (const end of endings) await end()
  })

  const entry = async (fields: object, by = lena): Promise<{ id: string; version: number }> => {
    const made = await by.post(path, { fields })
    assert.equal(made.status, 201, made.text)
    return made.json.record
  }
  const state = () => app.sql<{ id: string; version: number }>('SELECT id, version FROM ledger.entry ORDER BY id')
  const exported = async (by: Browser, query: Record<string, string> = {}): Promise<Answer> =>
    by.get(`${path}/export?${new URLSearchParams(query)}`)
  const exportsOf = (id: unknown) =>
    app.sql<{ person: string; detail: Record<string, unknown> }>(
      `SELECT person, detail FROM bailiwick.audit WHERE kind = 'export' AND detail->>'export' = $1 ORDER BY seq`,
      [id],
    )

  describe('export', () => {
    const named = `Exported ${randomUUID()}`
    before(async () => {
      const shared = { name: named, amount: '12.50', iban: 'DE02', tags: ['red', 'green'], extra: { a: '=1' }, customer: own }
      await entry({ ...shared, open: true, owner: app.person('carl') })
      await entry({ ...shared, open: false, owner: app.person('carl') })
    })
    const filter = `record.name == "${named}"`

    test('whoever may export gets what they list as a file, noted before it begins and after it ends, with the count', async () => {
      const answer = await exported(lena, { filter, orderBy: 'open desc' })
      assert.equal(answer.status, 200, answer.text)
      const lines = answer.text.split('\r\n')
      assert.equal(
        lines[0],
        '\uFEFFid,name,owner,owner.id,open,amount,iban,tags,extra,customer,customer.id,status,status_due,status_since,created_at,created_by,updated_at,updated_by',
      )
      assert.equal(lines.length, 4, answer.text)
      assert.match(
        lines[1]!,
        new RegExp(`,${named},Carl,${app.person('carl')},true,12.50,DE02,"red; green","\\{""a"":""'=1""\\}",Own,${own},fresh,`),
      )
      assert.match(String(answer.headers['content-disposition']), /attachment; filename="entry-\d{4}-\d\d-\d\d-[0-9a-f]{8}\.csv"/)
      const rows = await exportsOf(answer.headers['x-export-id'])
      assert.deepEqual(
        rows.map(({ person, detail }) => [person, detail.phase, detail.rows]),
        [
          [app.person('lena'), 'begun', undefined],
          [app.person('lena'), 'complete', 2],
        ],
      )
      assert.equal(rows[0]!.detail.filter, filter)
    })

    test('only records and fields that a grant to export gives leave, and of those only what is read', async () => {
      const answer = await exported(otto, { filter, format: 'ndjson' })
      const rows = answer.text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as Record<string, unknown>)
      assert.equal(rows.length, 1, 'the closed one is read and does not leave')
      assert.deepEqual(
        Object.keys(rows[0]!).filter(name => !/^(id|version|created|updated)/.test(name)),
        ['name', 'amount', 'extra'],
        'a masked value does not leave, though the grant to export names it',
      )
      assert.doesNotMatch(answer.text, /DE02|red/)
      for (const field of ['iban', 'tags', 'nothing']) {
        const refused = await exported(otto, { filter, fields: field })
        assert.deepEqual([refused.status, refused.json.code], [400, 'query.unknown-field'], field)
      }
      const rest = await exported(otto, { filter: 'record.iban == "DE02"' })
      assert.equal(rest.status, 400, 'nor is it filtered by')
    })

    test('without the right nothing leaves and the refusal is on record, in raw SQL too', async () => {
      const [{ count: before }] = (await app.sql<{ count: string }>(
        `SELECT count(*) FROM bailiwick.audit WHERE kind = 'export'`,
      )) as [{ count: string }]
      const refused = await exported(carl)
      assert.deepEqual([refused.status, refused.json.code], [403, 'export.refused'])
      assert.deepEqual(
        await app.sql(
          `SELECT person, detail->>'code' AS code FROM bailiwick.audit WHERE kind = 'access.denied' ORDER BY seq DESC LIMIT 1`,
        ),
        [{ person: app.person('carl'), code: 'export.refused' }],
      )
      assert.deepEqual(await app.asRuntime('carl', run => run('SELECT id FROM ledger."entry$export"')), [])
      await assert.rejects(
        app.asRuntime('carl', run => run(`SELECT ledger."entry$exporting"($1, '{}')`, [randomUUID()])),
        { code: 'BW403' },
      )
      assert.deepEqual(await app.sql(`SELECT count(*) FROM bailiwick.audit WHERE kind = 'export'`), [{ count: before }])
      assert.equal((await exported(app.stranger())).status, 401)
    })

    test('what cannot be noted does not begin, and what cannot be noted to end is not passed off as whole', async () => {
      const broken = async (phase: string) => {
        await app.superuser(client =>
          client.query(`CREATE FUNCTION bailiwick.no_${phase}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF NEW.kind = 'export' AND NEW.detail->>'phase' = '${phase}' THEN RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER no_${phase} BEFORE INSERT ON bailiwick.audit FOR EACH ROW EXECUTE FUNCTION bailiwick.no_${phase}()`),
        )
        try {
          return await exported(lena, { filter }).then(
            answer => ({ status: answer.status, text: answer.text }),
            () => 'broken off' as const,
          )
        } finally {
          await app.superuser(client => client.query(`DROP FUNCTION bailiwick.no_${phase}() CASCADE`))
        }
      }
      const begun = await broken('begun')
      assert.ok(begun !== 'broken off' && begun.status >= 500 && !begun.text.includes(named), JSON.stringify(begun))
      assert.equal(await broken('complete'), 'broken off')
    })

    /** Past triggers, for they are many. */
    const fill = async (prefix: string, bytes: number, count = 450) =>
      app.superuser(client =>
        client.query(
          `SET session_replication_role = replica;
           INSERT INTO ledger.entry (id, version, created_at, created_by, updated_at, updated_by, name, extra, status, status_since, "status$by", changed_in)
           SELECT bailiwick.uuidv7(), 1, now() - n * interval '1 second', p.id, now(), p.id, '${prefix} ' || n, to_jsonb(repeat('x', ${bytes})), 'fresh', now(), p.id, pg_current_xact_id()
           FROM generate_series(1, ${count}) n, (SELECT id FROM bailiwick.person LIMIT 1) p;
           RESET session_replication_role`,
        ),
      )

    test('a long list leaves whole, each record once, in the order of the list', async () => {
      const prefix = `Long ${randomUUID()}`
      await fill(prefix, 1)
      const answer = await exported(lena, {
        filter: `record.name.startsWith("${prefix}")`,
        fields: 'name',
        orderBy: 'created_at desc',
      })
      const names = answer.text
        .trim()
        .split('\r\n')
        .slice(1)
        .map(line => line.split(',')[1])
      assert.deepEqual(
        names,
        Array.from({ length: 450 }, (_, n) => `${prefix} ${n + 1}`),
      )
      assert.equal((await exportsOf(answer.headers['x-export-id']))[1]?.detail.rows, 450)
    })

    test('a large list leaves only for whoever proved a moment ago who they are, a small one for everybody; asked whether it would, nothing leaves (SESS-4)', async () => {
      const prefix = `Whole ${randomUUID()}`
      await fill(prefix, 1, 1_001)
      const large = { filter: `record.name.startsWith("${prefix}")`, fields: 'name' }
      const small = { ...large, filter: `${large.filter} && record.name != "${prefix} 7"` }
      const noted = () => app.sql(`SELECT count(*) FROM bailiwick.audit WHERE kind = 'export'`)
      const old = await app.as('lena')
      await app.sql(
        `UPDATE bailiwick.session SET authenticated_at = now() - interval '16 minutes' WHERE id = (SELECT max(id::text)::uuid FROM bailiwick.session WHERE person = $1)`,
        [app.person('lena')],
      )
      const before = await noted()
      for (const check of [{}, { check: 'true' }] as Record<string, string>[]) {
        const refused = await exported(old, { ...large, ...check })
        assert.deepEqual([refused.status, refused.json.code], [403, 'session.not-fresh'], JSON.stringify(check))
      }
      assert.deepEqual(
        [(await exported(old, { ...small, check: 'true' })).status, (await exported(lena, { ...large, check: 'true' })).status],
        [204, 204],
      )
      assert.equal((await exported(carl, { ...large, check: 'true' })).json.code, 'export.refused')
      // By a name that each record has alone, figures are the list.
      const figures = (who: Browser, { filter }: typeof large, check?: 'true') =>
        who.get(`${path}/aggregate/export?${new URLSearchParams({ groupBy: 'name', filter, ...(check && { check }) })}`)
      for (const check of [undefined, 'true'] as const)
        assert.equal((await figures(old, large, check)).json.code, 'session.not-fresh')
      assert.deepEqual([(await figures(old, small, 'true')).status, (await figures(lena, large, 'true')).status], [204, 204])
      assert.equal((await figures(carl, large, 'true')).json.code, 'export.refused')
      assert.deepEqual(await noted(), before, 'nothing has left')
      assert.equal((await figures(old, small)).text.trim().split('\r\n').length, 1_001)
      assert.equal((await exported(old, small)).text.trim().split('\r\n').length, 1_001)
      assert.equal((await exported(lena, large)).text.trim().split('\r\n').length, 1_002)
    })

    test('whoever loses the right, or goes away, gets no more, and the audit says how much had left', async () => {
      const prefix = `Large ${randomUUID()}`
      await fill(prefix, 40_000)
      const query = new URLSearchParams({ filter: `record.name.startsWith("${prefix}")` })
      const opened = async (then: (response: IncomingMessage) => Promise<void>) => {
        const response = await new Promise<IncomingMessage>((resolve, reject) => {
          const cookie = Object.entries(lena.cookies).map(([name, value]) => `${name}=${value}`)
          request(`${app.origin}${path}/export?${query}`, { headers: { cookie: cookie.join('; ') } }, resolve)
            .on('error', reject)
            .end()
        })
        assert.equal(response.statusCode, 200)
        await then(response)
        let rows = await exportsOf(response.headers['x-export-id'])
        for (let turn = 0; rows.length < 2 && turn < 200; turn += 1) {
          await wait(25)
          rows = await exportsOf(response.headers['x-export-id'])
        }
        const [begun, ended] = rows.map(({ detail }) => detail)
        assert.deepEqual([begun?.phase, ended?.phase, rows[1]?.person], ['begun', 'broken off', app.person('lena')])
        assert.ok(Number(ended?.rows) < 450, String(ended?.rows))
      }
      await opened(async response => void response.destroy())
      await opened(async response => {
        await app.sql(`DELETE FROM bailiwick.role_grant WHERE role = 'lead' AND person = $1`, [app.person('lena')])
        try {
          await assert.rejects(async () => {
            for await (const _ of response);
          })
        } finally {
          await app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('ledger', 'lead', $1)`, [
            app.person('lena'),
          ])
        }
      })
    })

    test('nothing in a cell is computed by a spreadsheet, and everything comes back as it was', () => {
      const parts = ['=', '+', '-', '@', '\t', '\r', '\n', "'", '"', ',', ';', ' ', 'a', '1', 'ä', '\u2028']
      let seed = Number(process.env.BAILIWICK_SEED ?? Math.floor(Math.random() * 2 ** 31))
      const first = seed
      const dice = (sides: number) => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
        return (seed >> 8) % sides
      }
      for (let turn = 0; turn < 5_000; turn += 1) {
        const text = Array.from({ length: dice(6) }, () => parts[dice(parts.length)]).join('')
        const written = cell(text, true)
        const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written
        assert.doesNotMatch(read, /^\s*[=+\-@]|^[\t\r]/, `${JSON.stringify(text)}, seed ${first}`)
        assert.equal(fromCell(read), text, `seed ${first}`)
        if (!written.startsWith('"')) assert.doesNotMatch(written, /[",\r\n]/, `${JSON.stringify(text)}, seed ${first}`)
      }
    })
  })

  describe('bulk', () => {
    const bulk = (by: Browser, body: object, headers = {}) => by.post(`${path}/bulk`, body, { headers })

    test('many are changed as each alone would be, with an audit row each', async () => {
      const records = [await entry({ name: 'One' }), await entry({ name: 'Two' })]
      const done = await bulk(lena, { records: records.map(({ id, version }) => ({ id, version })), change: { amount: '3.00' } })
      assert.equal(done.status, 200, done.text)
      assert.deepEqual(
        { ...done.json, results: done.json.results.map((each: { id: string }) => each.id) },
        { done: 2, refused: 0, checked: false, results: records.map(({ id }) => id) },
      )
      const rows = await app.sql(
        `SELECT kind, after->>'amount' AS amount FROM bailiwick.audit WHERE record = ANY ($1) AND kind = 'update'`,
        [records.map(({ id }) => id)],
      )
      assert.equal(rows.length, 2)
    })

    test('without the right on that record it is refused, though each alone could be changed', async () => {
      const open = await entry({ name: 'Open', owner: app.person('carl'), open: true }, carl)
      const closed = await entry({ name: 'Closed', owner: app.person('carl'), open: false }, carl)
      const foreign = await entry({ name: 'Foreign' })
      const records = [open, closed, foreign].map(({ id, version }) => ({ id, version }))
      const earlier = await state()
      const all = await bulk(carl, { records, change: { name: 'Changed' } })
      assert.deepEqual([all.status, all.json.code], [422, 'many.refused'])
      assert.deepEqual(
        all.json.results.map((each: { index: number; problem: { code: string } }) => [each.index, each.problem.code]),
        [
          [1, 'record.bulk-refused'],
          [2, 'record.not-found'],
        ],
      )
      assert.deepEqual(await state(), earlier, 'nothing is half done')
      const some = await bulk(carl, { records, change: { name: 'Changed' }, refusals: 'skip' })
      assert.deepEqual([some.status, some.json.done, some.json.refused], [200, 1, 2], some.text)
      assert.equal((await carl.get(`${path}/${open.id}`)).json.record.name, 'Changed')
      assert.equal((await carl.get(`${path}/${closed.id}`)).json.record.name, 'Closed')
      const refused = await bulk(otto, { records, change: { name: 'Changed' } })
      assert.deepEqual([refused.status, refused.json.code], [403, 'record.bulk-refused'])
      await assert.rejects(
        app.asRuntime('carl', run =>
          run(`SELECT set_config('bailiwick.way', 'bulk', true)`).then(() =>
            run(`UPDATE ledger."entry$write" SET name = 'x' WHERE id = $1`, [closed.id]),
          ),
        ),
        { code: 'BW403', message: 'record.bulk-refused' },
      )
    })

    test('a record that somebody changed since, one in the trash and one that takes a comment are refused, and say so', async () => {
      const stale = await entry({ name: 'Stale' })
      await lena.patch(`${path}/${stale.id}`, { fields: { name: 'Newer' } }, { headers: { 'if-match': '"1"' } })
      const trashed = await entry({ name: 'Trashed' })
      await lena.delete(`${path}/${trashed.id}`, { headers: { 'if-match': '"1"' } })
      const fresh = await entry({ name: 'Fresh' })
      const records = [
        { id: stale.id, version: 1 },
        { id: trashed.id, version: 2 },
        { id: fresh.id, version: 1 },
        { id: randomUUID(), version: 1 },
      ]
      const codes = (answer: Answer) =>
        answer.json.results.map((each: { problem?: { code: string } }) => each.problem?.code ?? 'done')
      assert.deepEqual(codes(await bulk(lena, { records, change: { name: 'x' }, refusals: 'skip', check: true })), [
        'record.stale',
        'record.in-trash',
        'done',
        'record.not-found',
      ])
      assert.equal((await lena.get(`${path}/${fresh.id}`)).json.record.name, 'Fresh', 'what is checked is not done')
      assert.deepEqual(codes(await bulk(lena, { records, transition: { name: 'finish' }, refusals: 'skip' })), [
        'record.stale',
        'record.in-trash',
        'record.invalid',
        'record.not-found',
      ])
      const stepped = await bulk(lena, { records: [records[2]!], transition: { name: 'finish', comment: 'All at once' } })
      assert.equal(stepped.status, 200, stepped.text)
      assert.deepEqual(codes(await bulk(lena, { records: [records[1]!], restore: true })), ['done'])
      assert.deepEqual(codes(await bulk(lena, { records: [{ id: fresh.id, version: 2 }], trash: true })), ['done'])
    })

    test('each may be given something of its own, judged as each alone would be', async () => {
      const open = await entry({ name: 'Mine', owner: app.person('carl'), open: true }, carl)
      const closed = await entry({ name: 'Shut', owner: app.person('carl'), open: false }, carl)
      const records = [
        { id: open.id, version: 1, change: { name: 'Mine, changed' } },
        { id: closed.id, version: 1, change: { name: 'Shut, changed' } },
      ]
      const earlier = await state()
      const checked = await bulk(carl, { records, refusals: 'skip', check: true })
      assert.deepEqual(
        checked.json.results.map((each: { problem?: { code: string } }) => each.problem?.code),
        [undefined, 'record.bulk-refused'],
      )
      assert.deepEqual([(await bulk(carl, { records })).status, await state()], [422, earlier], 'all or none')
      const wrong = await bulk(lena, {
        records: [
          { id: open.id, version: 1, change: { amount: 'much' } },
          { id: closed.id, version: 1, change: { amount: '2.50' } },
        ],
        refusals: 'skip',
      })
      assert.deepEqual([wrong.status, wrong.json.done], [200, 1], wrong.text)
      assert.equal(wrong.json.results[0].problem.fields[0].field, 'amount')
      assert.equal((await lena.get(`${path}/${closed.id}`)).json.record.amount, '2.50')
      assert.equal((await lena.get(`${path}/${open.id}`)).json.record.version, 1)
    })

    test('what the request itself gets wrong is said once, and nothing happens', async () => {
      const { id } = await entry({ name: 'Wrong' })
      const earlier = await state()
      const seen = { id, version: 1 }
      for (const body of [
        { records: [seen] },
        { records: [seen], change: {}, trash: true },
        { records: [{ ...seen, change: { name: 'x' } }], change: { name: 'y' } },
        { records: [{ ...seen, change: { name: 'x' } }], trash: true },
        {
          records: [
            { ...seen, change: { name: 'x' } },
            { id: randomUUID(), version: 1 },
          ],
        },
        { records: [seen, seen], change: { name: 'x' } },
        { records: [], trash: true },
        { records: [seen], trash: false },
        { records: [seen], change: {} },
        { records: [seen], transition: { name: 'nowhere' } },
        { records: [seen], change: { id: randomUUID() } },
        { records: [seen], change: { status: 'done' } },
        { records: [seen], change: { created_by: app.person('carl') } },
        { records: Array.from({ length: 1_001 }, () => ({ id: randomUUID(), version: 1 })), trash: true },
      ]) {
        const answer = await bulk(lena, body)
        assert.ok([400, 404, 422].includes(answer.status), answer.text)
      }
      assert.deepEqual(await state(), earlier)
    })

    test('asked twice with one key it happens once', async () => {
      const { id } = await entry({ name: 'Once' })
      const key = { 'idempotency-key': randomUUID() }
      const body = { records: [{ id, version: 1 }], change: { name: 'Twice' } }
      const first = await bulk(lena, body, key)
      const second = await bulk(lena, body, key)
      assert.deepEqual([first.status, second.status, second.json], [200, 200, first.json])
      assert.equal((await lena.get(`${path}/${id}`)).json.record.version, 2)
    })
  })

  describe('import', () => {
    const bring = (by: Browser, body: object, headers = {}) => by.post(`${path}/import`, body, { headers })
    const mine = (more: object = {}) => ({ name: 'Brought', owner: app.person('carl'), open: true, ...more })

    test('rows come in as each alone would, or none of them, with the number of each that is wrong', async () => {
      const earlier = await state()
      const refused = await bring(carl, {
        rows: [
          mine(),
          mine({ name: '' }),
          mine({ open: false }),
          mine({ amount: '1.00' }),
          mine({ owner: app.person('lena') }),
          mine({ customer: hidden }),
          mine({ customer: randomUUID() }),
          mine({ id: randomUUID() }),
          mine({ open: 'perhaps' }),
        ],
      })
      assert.equal(refused.status, 422, refused.text)
      assert.deepEqual(
        refused.json.results.map((each: { index: number; problem: { code: string; fields?: { field: string }[] } }) => [
          each.index,
          each.problem.code,
          each.problem.fields?.[0]?.field,
        ]),
        [
          [1, 'record.invalid', 'name'],
          [2, 'record.import-refused', undefined],
          [3, 'record.field-refused', 'amount'],
          [4, 'record.create-refused', undefined],
          [5, 'record.invalid', 'customer'],
          [6, 'record.invalid', 'customer'],
          [7, 'record.invalid', 'id'],
          [8, 'record.invalid', 'open'],
        ],
      )
      const [unseen, absent] = refused.json.results.slice(4, 6)
      assert.deepEqual(unseen.problem, absent.problem, 'a hidden record is refused as one that is not there')
      assert.deepEqual(await state(), earlier, 'and nothing came in')
    })

    test('what is right comes in where the rest may be left out, and only checking brings nothing', async () => {
      const earlier = await state()
      const rows = [mine(), mine({ name: '' }), mine({ customer: own })]
      const checked = await bring(carl, { rows, refusals: 'skip', check: true })
      assert.deepEqual([checked.status, checked.json.done, checked.json.refused, checked.json.checked], [200, 2, 1, true])
      assert.deepEqual(await state(), earlier)
      const done = await bring(carl, { rows, refusals: 'skip' })
      assert.deepEqual([done.status, done.json.done, done.json.refused], [200, 2, 1], done.text)
      const { id } = done.json.results[2]
      assert.equal((await carl.get(`${path}/${id}`)).json.record.customer.title, 'Own')
      assert.equal((await state()).length, earlier.length + 2)
    })

    test('the same import sent twice brings its rows once', async () => {
      const key = { 'idempotency-key': randomUUID() }
      const first = await bring(carl, { rows: [mine()] }, key)
      const second = await bring(carl, { rows: [mine()] }, key)
      assert.deepEqual([first.status, second.json], [200, first.json])
      const { id } = first.json.results[0]
      assert.deepEqual(await app.sql(`SELECT kind FROM bailiwick.audit WHERE record = $1`, [id]), [{ kind: 'create' }])
    })

    test('without the right nobody imports', async () => {
      const earlier = await state()
      const refused = await bring(otto, { rows: [mine()] })
      assert.deepEqual([refused.status, refused.json.code], [403, 'record.import-refused'])
      assert.deepEqual(await state(), earlier)
    })
  })

  test('an explanation tells who may export and who may change in bulk, and by what', async () => {
    const { id } = await entry({ name: 'Explained', owner: app.person('carl'), open: false })
    const why = async (key: string, query: string) =>
      (await lena.get(`${path}/${id}/why?person=${app.person(key)}&${query}`)).json as { allowed: boolean; sentence: string }
    assert.equal((await why('lena', 'action=export')).allowed, true)
    assert.equal((await why('otto', 'action=export')).allowed, false)
    assert.match(
      (await why('otto', 'action=export&field=name')).sentence,
      /may not export the name of this entry.*where “Open” is/i,
    )
    assert.equal((await why('carl', 'action=bulk')).allowed, false)
    assert.match((await why('carl', 'action=bulk')).sentence, /as one of many at once/)
  })
})
