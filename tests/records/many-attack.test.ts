/** LEAK-1, INJ-4, AUD-5, API-9, API-10, SESS-3, DOS-4: export, bulk and import as somebody hostile uses them, goes away from them, or has others use them. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { cell, fromCell } from '@bailiwick/definition/csv.ts'
import { defaultRates } from '../../packages/server/src/entry/http/rates.ts'
import { person, type RunningApp, runApp } from '../harness/app.ts'
import type { Browser } from '../harness/browser.ts'

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
  - { role: outer, can: [read] }
`,
  'entities/entry.yaml': `entity: entry
title: name
number: { prefix: E- }
fields:
  name: { type: text, required: true, search: true }
  code: { type: text, unique: true }
  owner: { type: person }
  open: { type: boolean }
  amount: { type: money, currency: EUR }
  iban: { type: text }
  extra: { type: json }
  customer: { type: relation, to: customer }
access:
  - { role: lead, can: [read, create, update, delete, restore, export, import, bulk] }
  - { role: clerk, can: [read, create, update, delete, bulk, import], when: record.owner == user.id }
  - { role: outer, can: [read], mask: [iban] }
  - { role: outer, can: [export], when: record.open == true, fields: [name, amount, iban, extra] }
  - { role: outer, can: [bulk, update], when: record.open == true, fields: [name] }
`,
  'entities/sheet.yaml': `entity: sheet
title: name
fields:
  name: { type: text, required: true }
  total: { type: rollup, over: lines, measure: sum, field: amount }
access:
  - { role: lead, can: [read, create, update, bulk] }
`,
  'entities/sheet_line.yaml': `entity: sheet_line
title: name
parent: sheet
fields:
  sheet: { type: relation, to: sheet, inverse: lines, required: true }
  name: { type: text, required: true }
  amount: { type: integer }
access:
  - { role: lead, can: [read, create, update, import, bulk] }
`,
  'workflows/entries.yaml': `workflow: entries
entity: entry
states:
  fresh: {}
  done: { final: true }
transitions:
  finish: { from: fresh, to: done, roles: [clerk, lead] }
`,
}

const path = '/api/apps/ledger/entry'
const lean = ({ id, version }: { readonly id: string; readonly version: number }) => ({ id, version })

describe('attacks', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  let lena: Browser
  let carl: Browser
  let otto: Browser

  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      {
        files,
        // They ask more often than anybody would.
        rates: { ...defaultRates, export: { perSecond: 1_000, burst: 1_000 } },
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
  })
  test.after(async () => {
    for (const end of endings) await end()
  })

  const entry = async (fields: object, by = lena): Promise<{ id: string; version: number }> => {
    const made = await by.post(path, { fields })
    assert.equal(made.status, 201, made.text)
    return made.json.record
  }
  const bulk = (by: Browser, body: object, headers = {}) => by.post(`${path}/bulk`, body, { headers })
  const bring = (by: Browser, body: object, headers = {}) => by.post(`${path}/import`, body, { headers })
  const exportsOf = (id: unknown) =>
    app.sql<{ person: string; detail: Record<string, unknown> }>(
      `SELECT person, detail FROM bailiwick.audit WHERE kind = 'export' AND detail->>'export' = $1 ORDER BY seq`,
      [id],
    )
  const fill = async (prefix: string, bytes: number, rows = 450) =>
    app.superuser(client =>
      client.query(
        `SET session_replication_role = replica;
         INSERT INTO ledger.entry (id, number, version, created_at, created_by, updated_at, updated_by, name, extra, status, status_since, "status$by", changed_in)
         SELECT bailiwick.uuidv7(), nextval('ledger."entry$number"'), 1, now() - n * interval '1 second', p.id, now(), p.id, '${prefix} ' || n, to_jsonb(repeat('x', ${bytes})), 'fresh', now(), p.id, pg_current_xact_id()
         FROM generate_series(1, ${rows}) n, (SELECT id FROM bailiwick.person LIMIT 1) p;
         RESET session_replication_role`,
      ),
    )
  const open = (by: Browser, node: RunningApp, query: URLSearchParams): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const cookie = Object.entries(by.cookies).map(([name, value]) => `${name}=${value}`)
      request(`${node.origin}${path}/export?${query}`, { headers: { cookie: cookie.join('; ') }, agent: false }, resolve)
        .on('error', reject)
        .end()
    })
  const starting = (prefix: string) => new URLSearchParams({ filter: `record.name.startsWith("${prefix}")` })

  test('HEAD of an export reads no list behind the back of somebody who gets no byte, nor notes it as complete', async () => {
    const prefix = `Head ${randomUUID()}`
    await fill(prefix, 10)
    const answer = await lena.ask('HEAD', `${path}/export?${starting(prefix)}`, {})
    await wait(1_500)
    const rows = await exportsOf(answer.headers['x-export-id'])
    assert.deepEqual(
      [answer.status, answer.bytes.length, rows.map(({ detail }) => [detail.phase, detail.rows])],
      [answer.status, 0, []],
    )
  })

  test('what is refused for want of a right in a bulk change or an import is on record, as it is of one record alone', async () => {
    const foreign = await entry({ name: 'Foreign', owner: app.person('lena'), open: false })
    const denials = async () =>
      Number((await app.sql<{ count: string }>(`SELECT count(*) FROM bailiwick.audit WHERE kind = 'access.denied'`))[0]!.count)
    let earlier = await denials()
    const alone = await otto.patch(`${path}/${foreign.id}`, { fields: { name: 'x' } }, { headers: { 'if-match': '"1"' } })
    assert.equal(alone.status, 403, alone.text)
    assert.equal((await denials()) - earlier, 1, 'alone')
    earlier = await denials()
    for (const refusals of ['all', 'skip']) {
      const many = await bulk(otto, { records: [{ id: foreign.id, version: 1 }], change: { name: 'x' }, refusals })
      const { problem } = many.json.results[0]
      assert.match(problem.code, /refused/)
    }
    assert.ok((await denials()) > earlier, 'as one of many nobody hears of it')
  })

  test('an import that is refused for want of a right is on record', async () => {
    const denials = async () =>
      Number((await app.sql<{ count: string }>(`SELECT count(*) FROM bailiwick.audit WHERE kind = 'access.denied'`))[0]!.count)
    const earlier = await denials()
    const many = await bring(carl, { rows: [{ name: 'x', owner: app.person('lena') }], refusals: 'skip' })
    assert.equal(many.json.results[0].problem.code, 'record.create-refused', many.text)
    assert.ok((await denials()) > earlier)
  })

  test('a version that no record can have is refused and no fault', async () => {
    const { id } = await entry({ name: 'Version' })
    for (const version of [1e21, 2 ** 31, 1e300]) {
      const answer = await bulk(lena, { records: [{ id, version }], change: { name: 'x' }, refusals: 'skip' })
      assert.ok(answer.status < 500, `${version}: ${answer.text}`)
    }
  })

  test('nothing is computed where the list separator of a spreadsheet is a semicolon, as in most of Europe', () => {
    for (const text of ['a;=1+1', 'a; =1+1', 'a\n=1+1', 'a;@SUM(1)', 'a\t=1+1', 'a";=1+1']) {
      const written = cell(text, true)
      // As such a spreadsheet reads the line `x,<cell>,y`: quotes count only where a field begins.
      const fields = `x,${written},y`.split(/[;\n]/)
      for (const field of fields) assert.doesNotMatch(field.replace(/^"/, ''), /^\s*[=+\-@]/, JSON.stringify(text))
      const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written
      assert.equal(fromCell(read), text)
    }
  })

  test('full-width signs begin a formula in East Asian spreadsheets', () => {
    for (const text of ['＝1+1', '＋1', '－1', '＠SUM(1)']) assert.equal(cell(text, true).replace(/^"/, '')[0], "'", text)
  })

  test('what a bulk change did not change is told from what it did: taking it back may overwrite nobody', async () => {
    const same = await entry({ name: 'Same', amount: '5.00' })
    const set = await bulk(lena, { records: [{ id: same.id, version: 1 }], change: { amount: '5.00' }, refusals: 'skip' })
    assert.equal(set.json.done, 1)
    // Meanwhile somebody changes it, which makes it version 2: what the screen takes its own change for.
    await lena.patch(`${path}/${same.id}`, { fields: { amount: '9.00' } }, { headers: { 'if-match': '"1"' } })
    // What bulk-bar.tsx wayBack() sends: version + 1 of each that was done, and the value before.
    const now = set.json.results[0].version ?? 2
    await bulk(lena, { records: [{ id: same.id, version: now }], change: { amount: '5.00' }, refusals: 'skip' })
    assert.equal((await lena.get(`${path}/${same.id}`)).json.record.amount, '9.00')
  })

  test('no other site makes a person export', async () => {
    const answer = await lena.get(`${path}/export?fields=name`, {
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    })
    assert.equal(
      answer.status,
      403,
      `${answer.status}, noted as ${JSON.stringify((await exportsOf(answer.headers['x-export-id'])).length)} rows in the person's name`,
    )
  })

  test('how many exports one person has under way has an end, and another person has places of their own', async () => {
    const prefix = `Many ${randomUUID()}`
    await fill(prefix, 40_000)
    const opened: IncomingMessage[] = []
    try {
      for (let turn = 0; turn < 4; turn += 1) opened.push(await open(lena, app, starting(prefix)))
      assert.deepEqual(
        opened.map(({ statusCode }) => statusCode),
        [200, 200, 200, 429],
      )
      opened.push(await open(otto, app, new URLSearchParams()))
      assert.equal(opened.at(-1)!.statusCode, 200)
    } finally {
      for (const each of opened) each.destroy()
      await wait(300)
    }
  })

  test('a node that stops with an export under way stops in time, and the audit says how it ended', async () => {
    const prefix = `Stop ${randomUUID()}`
    await fill(prefix, 40_000)
    const node = await app.secondNode()
    const browser = await node.as('lena')
    const response = await open(browser, node, starting(prefix))
    response.on('error', () => undefined)
    await wait(300)
    const began = performance.now()
    await node.close()
    const took = performance.now() - began
    await wait(300)
    const phases = (await exportsOf(response.headers['x-export-id'])).map(({ detail }) => detail.phase)
    response.destroy()
    assert.ok(took < 10_000, String(took))
    assert.deepEqual(phases, ['begun', 'broken off'])
  })

  test('whoever goes away at any moment of the beginning leaves an export that the audit says the end of', async () => {
    const prefix = `Away ${randomUUID()}`
    await fill(prefix, 5_000)
    const cookie = Object.entries(lena.cookies).map(([name, value]) => `${name}=${value}`)
    for (let turn = 0; turn < 20; turn += 1) {
      await new Promise<void>(resolve => {
        const asked = request(
          `${app.origin}${path}/export?${starting(prefix)}`,
          { headers: { cookie: cookie.join('; ') }, agent: false },
          response => response.on('error', () => undefined),
        )
        asked.on('error', () => undefined).on('close', () => resolve())
        asked.end()
        setTimeout(() => asked.destroy(), turn)
      })
    }
    const ends = () =>
      app.sql<{ phases: string[] }>(
        `SELECT array_agg(detail->>'phase' ORDER BY seq) AS phases FROM bailiwick.audit WHERE kind = 'export' AND detail->>'export' IN
         (SELECT detail->>'export' FROM bailiwick.audit WHERE kind = 'export' AND detail->>'filter' LIKE $1) GROUP BY detail->>'export'`,
        [`%${prefix}%`],
      )
    let rows = await ends()
    for (let turn = 0; turn < 100 && rows.some(({ phases }) => phases.length < 2); turn += 1) {
      await wait(50)
      rows = await ends()
    }
    assert.ok(rows.length > 0)
    assert.deepEqual(
      rows.filter(({ phases }) => phases.length !== 2),
      [],
    )
  })

  describe('what held', () => {
    test('view-as begun while an export is under way ends it', async () => {
      const prefix = `View ${randomUUID()}`
      await fill(prefix, 40_000)
      const browser = await app.as('lena')
      const response = await open(browser, app, starting(prefix))
      const viewing = await browser.post('/api/session/view-as', { app: 'ledger', person: app.person('otto') })
      assert.equal(viewing.status, 200, viewing.text)
      await assert.rejects(async () => {
        for await (const _ of response);
      })
      assert.equal((await browser.get(`${path}/export`)).status, 403)
    })

    test('signing out ends an export under way', async () => {
      const prefix = `Out ${randomUUID()}`
      await fill(prefix, 40_000)
      const browser = await app.as('lena')
      const response = await open(browser, app, starting(prefix))
      await browser.delete('/api/session')
      await assert.rejects(async () => {
        for await (const _ of response);
      })
    })

    test('tricks with fields and parameters', async () => {
      for (const query of [
        'fields=id',
        'fields=created_by',
        'fields=customer.name',
        'fields=name,customer.name',
        'fields=,',
        'fields=iban',
        'trash=only',
        'pageSize=1',
        'pageToken=x',
        'format=xlsx',
        'fields=name&fields=iban',
        'view=x',
        `fields=${'a'.repeat(5_001)}`,
        'fields=__proto__',
        'fields=constructor',
        'fields=search_text',
        'fields=number%24readable',
        'fields=status',
        'filter=record.iban%20%3D%3D%20%22x%22',
        'orderBy=iban',
        'search=%00',
      ]) {
        const answer = await otto.get(`${path}/export?${query}`)
        assert.ok(answer.status === 400, `${query}: ${answer.status} ${answer.text.slice(0, 200)}`)
      }
      const twice = await otto.get(`${path}/export?fields=name,name,%20name`)
      assert.equal(twice.text.split('\r\n')[0], '\uFEFFid,name,created_at,created_by,updated_at,updated_by')
    })

    test('two bulk changes of the same records at once: each record is changed once', async () => {
      const records = []
      for (let n = 0; n < 20; n += 1) records.push(await entry({ name: `Race ${n}` }))
      const seen = records.map(({ id }) => ({ id, version: 1 }))
      const answers = await Promise.all(
        [seen, [...seen].reverse()].map((records, n) => bulk(lena, { records, change: { name: `by ${n}` }, refusals: 'skip' })),
      )
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200],
      )
      assert.equal(
        answers.reduce((sum, { json }) => sum + json.done, 0),
        20,
      )
      for (const { json } of answers)
        for (const each of json.results) if (each.problem) assert.equal(each.problem.code, 'record.stale')
      const audits = await app.sql(`SELECT 1 FROM bailiwick.audit WHERE record = ANY ($1) AND kind = 'update'`, [
        seen.map(({ id }) => id),
      ])
      assert.equal(audits.length, 20)
    })

    test('a bulk change of lines beside one of the records they belong to, in opposite order: both are whole, and the totals are those of the lines', async () => {
      const at = '/api/apps/ledger'
      const post = async (path: string, body: object) => {
        const answer = await lena.post(`${at}/${path}`, body)
        assert.ok(answer.status < 300, answer.text)
        return answer.json
      }
      type Item = { id: string; version: number; name: string; amount?: number; total?: number | string }
      const all = async (entity: string) => (await lena.get(`${at}/${entity}?pageSize=100`)).json.items as Item[]
      for (let count = 0; count < 12; count += 1) {
        const { record } = await post('sheet', { fields: { name: 'fresh' } })
        const rows = [1, 2, 3].map(() => ({ sheet: record.id, name: 'fresh', amount: 1 }))
        await post('sheet_line/import', { rows })
      }
      const other = await app.as('lena')
      for (let round = 1; round <= 4; round += 1) {
        const [sheets, lines] = [await all('sheet'), (await all('sheet_line')).toReversed()]
        const [ofLines, ofSheets] = await Promise.all([
          lena.post(`${at}/sheet_line/bulk`, { records: lines.map(lean), change: { amount: round * 10 } }),
          other.post(`${at}/sheet/bulk`, { records: sheets.map(lean), change: { name: `round ${round}` } }),
        ])
        for (const answer of [ofLines, ofSheets]) {
          assert.equal(answer.status, 200, answer.text)
          assert.equal(answer.json.refused, 0, answer.text)
        }
        const [linesNow, sheetsNow] = [await all('sheet_line'), await all('sheet')]
        assert.ok(linesNow.length === 36 && linesNow.every(({ amount }) => amount === round * 10), `the lines of round ${round}`)
        assert.ok(
          sheetsNow.length === 12 && sheetsNow.every(({ name }) => name === `round ${round}`),
          `the sheets of round ${round}`,
        )
        assert.deepEqual(new Set(sheetsNow.map(({ total }) => Number(total))), new Set([round * 30]))
      }
    })

    test('a thousand refused rows, and unique conflicts among them, leave the rest right', async () => {
      const rows = Array.from({ length: 1_000 }, (_, n) =>
        n % 2 ? { name: `Even ${n}`, code: `c${n}` } : { name: `Odd ${n}`, code: 'c1' },
      )
      const done = await bring(lena, { rows, refusals: 'skip' })
      assert.equal(done.status, 200, done.text.slice(0, 500))
      // c1 is taken by row 0 (even index), then row 1 conflicts.
      assert.equal(done.json.done, 500)
      assert.equal(done.json.results[1].problem.code, 'record.duplicate')
      assert.doesNotMatch(done.text, /entry_|constraint|Key \(/)
      const [{ count }] = (await app.sql<{ count: string }>(
        `SELECT count(*) FROM bailiwick.audit a JOIN ledger.entry e ON e.id = a.record WHERE e.code LIKE 'c%' AND a.kind = 'create'`,
      )) as [{ count: string }]
      assert.equal(Number(count), 500)
      const all = await bring(lena, { rows: Array.from({ length: 1_000 }, () => ({ name: 'x', code: 'c1' })), refusals: 'skip' })
      assert.equal(all.json.refused, 1_000)
    })

    test('keys: other body, check and then in earnest, a refusal kept', async () => {
      const { id } = await entry({ name: 'Key' })
      const key = { 'idempotency-key': randomUUID() }
      const body = { records: [{ id, version: 1 }], change: { name: 'Done' } }
      const checked = await bulk(lena, { ...body, check: true }, key)
      assert.deepEqual([checked.status, checked.json.checked], [200, true])
      const done = await bulk(lena, body, key)
      assert.equal(done.status, 200, done.text)
      const other = await bulk(lena, { ...body, check: true }, key)
      assert.equal(other.status, 422)
      const refusing = { 'idempotency-key': randomUUID() }
      const one = await bulk(lena, body, refusing)
      const two = await bulk(lena, body, refusing)
      assert.deepEqual([one.status, two.status], [422, 422])
      assert.deepEqual(two.json.results, one.json.results)
    })

    test('hostile names and shapes', async () => {
      const { id } = await entry({ name: 'Shape' })
      for (const raw of [
        `{"records":[{"id":"${id}","version":1}],"change":{"__proto__":{"name":"x"}}}`,
        `{"records":[{"id":"${id}","version":1}],"change":{"constructor":"x"}}`,
        `{"records":[{"id":"${id}","version":1}],"change":{"toString":"x"}}`,
        `{"records":[{"id":"${id}","version":1}],"change":{"name$readable":"x"}}`,
        `{"records":[{"id":"urn:uuid:${id}","version":1}],"change":{"name":"x"}}`,
        `{"records":[{"id":"${id}","version":1.5}],"change":{"name":"x"}}`,
        `{"records":[{"id":"${id}","version":"1"}],"change":{"name":"x"}}`,
        `{"records":[{"id":"${id}","version":1},{"id":"${id.toUpperCase()}","version":1}],"change":{"name":"x"}}`,
        `{"records":[{"id":"${id}","version":1}],"transition":{"name":"finish","fields":{"name":"x"}}}`,
        `{"records":[{"id":"${id}","version":1}],"transition":{"name":"finish","fields":{"status":"done"}}}`,
        `{"records":[{"id":"${id}","version":1}],"change":{"name":"\\ud800"}}`,
        `{"records":[{"id":"${id}","version":1}],"change":{"extra":"\\u0000"}}`,
        `{"records":[{"id":"${id}","version":1}],"change":{"deleted_at":"2020-01-01T00:00:00Z"}}`,
        `{"records":[{"id":"${id}","version":1}],"change":{"number":5}}`,
      ]) {
        const answer = await lena.ask('POST', `${path}/bulk`, { raw })
        assert.ok(answer.status >= 400 && answer.status < 500, `${raw}: ${answer.status} ${answer.text}`)
      }
      assert.equal((await lena.get(`${path}/${id}`)).json.record.version, 1)
    })

    test('restoring and deleting in bulk takes the right to', async () => {
      const mine = await entry({ name: 'Mine', owner: app.person('carl') }, carl)
      await carl.delete(`${path}/${mine.id}`, { headers: { 'if-match': '"1"' } })
      const back = await bulk(carl, { records: [{ id: mine.id, version: 2 }], restore: true })
      assert.equal(back.status, 422, back.text)
      const alone = await carl.post(`${path}/${mine.id}/restore`, {}, { headers: { 'if-match': '"2"' } })
      assert.equal(back.json.results[0].problem.code, alone.json.code)
    })

    test('a hand-over in bulk is done, and the record leaves the sight of its writer', async () => {
      const mine = await entry({ name: 'Hand', owner: app.person('carl') }, carl)
      const given = await bulk(carl, { records: [{ id: mine.id, version: 1 }], change: { owner: app.person('lena') } })
      const other = await entry({ name: 'Hand', owner: app.person('carl') }, carl)
      const alone = await carl.patch(
        `${path}/${other.id}`,
        { fields: { owner: app.person('lena') } },
        { headers: { 'if-match': '"1"' } },
      )
      assert.equal(given.status === 200, alone.status === 200, `${given.text} ${alone.text}`)
    })

    test('a deadlock or a lock that does not come in the middle takes everything back', async () => {
      const records = [await entry({ name: 'L1' }), await entry({ name: 'L2' })].sort((a, b) => (a.id < b.id ? -1 : 1))
      await app.superuser(async client => {
        await client.query('BEGIN')
        await client.query('SELECT 1 FROM ledger.entry WHERE id = $1 FOR UPDATE', [records[1]!.id])
        const answer = await bulk(lena, {
          records: records.map(({ id }) => ({ id, version: 1 })),
          change: { name: 'x' },
          refusals: 'skip',
        })
        await client.query('ROLLBACK')
        assert.equal(answer.status, 503, answer.text)
      })
      assert.equal((await lena.get(`${path}/${records[0]!.id}`)).json.record.version, 1)
    })

    test('the way of one transaction is not that of the next on the connection', async () => {
      const mine = await entry({ name: 'Way', open: false, owner: app.person('carl') }, carl)
      for (let turn = 0; turn < 20; turn += 1) {
        await bulk(otto, { records: [{ id: mine.id, version: 1 }], change: { name: 'x' }, refusals: 'skip' })
        await otto.patch(`${path}/${mine.id}`, { fields: { name: 'y' } }, { headers: { 'if-match': '"1"' } })
      }
      const [row] = await app.asRuntime('otto', run =>
        run(`SELECT coalesce(current_setting('bailiwick.way', true), ''), current_setting('enable_bitmapscan')`),
      )
      assert.deepEqual(row, ['', 'on'])
    })
  })
})
