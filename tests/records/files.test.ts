/** FILE-1, FILE-2, LEAK-4: files go in whole or not at all, belong to one record and field, and are read by who reads those, as something no browser runs. */
import assert from 'node:assert/strict'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type FileRoom, roomTaken } from '../../packages/server/src/runtime/files/room.ts'
import { sweepOnce } from '../../packages/server/src/runtime/files/sweep.ts'
import { person, type Run, type RunningApp, runApp } from '../harness/app.ts'
import type { Answer, Browser } from '../harness/browser.ts'

const files = {
  'app.yaml': `app: claims
title: Claims
roles:
  clerk: { title: Clerk }
  manager: { title: Manager, administer: true, audit: true }
  viewer: { title: Viewer }
`,
  'entities/claim.yaml': `entity: claim
title: name
fields:
  name: { type: text, required: true }
  owner: { type: person }
  receipt: { type: file }
  passport: { type: file, sensitive: true }
  proof: { type: file }
access:
  - { role: manager, can: [read, create, update, delete, restore] }
  - { role: clerk, can: [read, create], when: record.owner == user.id, fields: { except: [passport] } }
  - { role: clerk, can: [update], when: record.owner == user.id, fields: [name, receipt] }
  - { role: viewer, can: [read], fields: [name] }
`,
  'entities/note.yaml': `entity: note
title: name
fields:
  name: { type: text, required: true }
  receipt: { type: file }
access:
  - { role: manager, can: [read, create, update] }
  - { role: clerk, can: [read, create, update] }
`,
  'entities/item.yaml': `entity: item
parent: claim
title: name
fields:
  name: { type: text, required: true }
  claim: { type: relation, to: claim, required: true, inverse: items }
  photo: { type: file }
  report: { type: file }
access:
  - { role: manager, can: [read, create, update, delete] }
  - { role: clerk, can: [read], when: record.claim.owner == user.id, fields: { except: [report] } }
`,
  'workflows/claims.yaml': `workflow: claims
entity: claim
states:
  open: {}
  settled: { final: true }
transitions:
  settle: { from: open, to: settled, roles: [clerk], require: [proof] }
`,
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const limit = 25 * 1024 * 1024
const path = '/api/apps/claims/claim'
const where = (query: Record<string, string>, entity = 'claim') =>
  `/api/apps/claims/${entity}/files?${new URLSearchParams(query)}`

describe('files', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  let ana: Browser
  let luis: Browser
  let mei: Browser
  let owen: Browser

  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      {
        files,
        seed: {
          people: [...['ana', 'luis', 'mei', 'owen', 'zoe'].map(key => person(key)), person('root', { administrator: true })],
          roles: [
            { role: 'clerk', person: 'ana' },
            { role: 'clerk', person: 'luis' },
            { role: 'manager', person: 'mei' },
            { role: 'viewer', person: 'owen' },
          ],
        },
      },
    )
    ;[ana, luis, mei, owen] = (await Promise.all(['ana', 'luis', 'mei', 'owen'].map(key => app.as(key)))) as [
      Browser,
      Browser,
      Browser,
      Browser,
    ]
  })
  after(async () => {
    for (const end of endings) await end()
  })

  const send = (
    who: Browser,
    content: Buffer | string,
    { field = 'receipt', name = 'r.bin', entity = 'claim', type = 'application/x-anything' as string | undefined } = {},
  ): Promise<Answer> => who.ask('POST', where({ field, name }, entity), { raw: content, headers: { 'content-type': type } })
  const uploaded = async (who: Browser, content: Buffer | string, rest: Parameters<typeof send>[2] = {}): Promise<string> => {
    const answer = await send(who, content, rest)
    assert.equal(answer.status, 201, answer.text)
    return answer.json.id
  }
  const create = (who: Browser, key: string, fields: Record<string, unknown> = {}) =>
    who.post(path, { fields: { name: 'A claim', owner: app.person(key), ...fields } })
  const made = async (who: Browser, key: string, fields: Record<string, unknown> = {}): Promise<string> => {
    const answer = await create(who, key, fields)
    assert.equal(answer.status, 201, answer.text)
    return answer.json.record.id
  }
  const change = async (who: Browser, id: string, fields: Record<string, unknown>) =>
    who.patch(
      `${path}/${id}`,
      { fields },
      { headers: { 'if-match': `"${(await mei.get(`${path}/${id}`)).json.record.version}"` } },
    )
  const fileOf = (who: Browser, id: string, field = 'receipt', query = '') => who.get(`${path}/${id}/files/${field}${query}`)
  const shape = ({ status, json }: Answer) => ({ status, ...json, requestId: '' })
  const count = async () =>
    (
      await app.sql<{ files: string; parts: string }>(
        'SELECT (SELECT count(*) FROM bailiwick.file)::text AS files, (SELECT count(*) FROM bailiwick.file_part)::text AS parts',
      )
    )[0]!

  test('a file is uploaded, attached, read back byte for byte, replaced, cleared, and each one it had is in the history', async () => {
    const first = randomBytes(700_001)
    const answer = await send(ana, first, { name: 'Übersicht – März.bin' })
    assert.deepEqual(
      [answer.status, { ...answer.json, id: '' }],
      [201, { id: '', name: 'Übersicht – März.bin', size: 700_001, type: 'application/octet-stream' }],
    )
    const { id: file } = answer.json
    const id = await made(ana, 'ana', { receipt: file })
    const wire = { id: file, title: 'Übersicht – März.bin', size: 700_001, type: 'application/octet-stream' }
    assert.deepEqual((await ana.get(`${path}/${id}`)).json.record.receipt, wire)
    assert.deepEqual((await ana.get(path)).json.items.find((item: { id: string }) => item.id === id).receipt, wire)
    const read = await fileOf(ana, id)
    assert.deepEqual([read.status, read.headers['content-length'], read.headers.etag], [200, '700001', `"${file}"`])
    assert.ok(read.bytes.equals(first))
    assert.equal((await ana.get(`${path}/${id}/files/receipt`, { headers: { 'if-none-match': `"${file}"` } })).status, 304)
    const [stored] = await app.sql<{ sha256: string; parts: string }>(
      `SELECT encode(sha256, 'hex') AS sha256, (SELECT count(*) FROM bailiwick.file_part WHERE file = f.id)::text AS parts FROM bailiwick.file f WHERE id = $1`,
      [file],
    )
    assert.deepEqual(stored, { sha256: createHash('sha256').update(first).digest('hex'), parts: '3' })

    const second = await uploaded(ana, png, { name: 'photo.png' })
    const replaced = await change(ana, id, { receipt: second })
    assert.deepEqual(replaced.json.record.receipt, { id: second, title: 'photo.png', size: png.length, type: 'image/png' })
    assert.ok((await fileOf(ana, id)).bytes.equals(png))
    assert.ok((await fileOf(ana, id, 'receipt', `?version=${file}`)).bytes.equals(first), 'the one before is kept')
    assert.equal((await change(ana, id, { receipt: null })).status, 200)
    assert.equal((await fileOf(ana, id)).status, 404)
    assert.ok((await fileOf(ana, id, 'receipt', `?version=${second}`)).bytes.equals(png))
    const history = (await ana.get(`${path}/${id}/history`)).json.items
    assert.deepEqual(
      history.map((entry: { changes: { field: string }[] }) => entry.changes.find(change => change.field === 'receipt')),
      [
        { field: 'receipt', before: replaced.json.record.receipt, after: null },
        { field: 'receipt', before: wire, after: replaced.json.record.receipt },
        { field: 'receipt', before: null, after: wire },
      ],
    )
    assert.equal((await change(ana, id, { receipt: file })).json.record.receipt.id, file, 'a change can be undone')
    const { items } = (await ana.get(`${path}/${id}/files/receipt/versions`)).json
    const by = { id: app.person('ana'), title: 'Ana' }
    assert.deepEqual(
      items.map((item: object) => ({ ...item, at: '' })),
      [
        { ...wire, present: true, at: '', person: by },
        { ...replaced.json.record.receipt, present: false, at: '', person: by },
      ],
    )
    assert.ok(items[0].at > items[1].at, 'the one that came back is the newest again')
  })

  test('files of its lines have their names in the record’s history, former ones too, for who reads the field', async () => {
    const at = { entity: 'item' }
    const photo = (name: string, field = 'photo') => uploaded(mei, png, { ...at, field, name })
    const item = { name: 'Door', photo: await photo('before.png'), report: await photo('secret.png', 'report') }
    const created = await mei.post(path, {
      fields: { name: 'With lines', owner: app.person('ana') },
      lines: { items: [{ fields: item }] },
    })
    assert.equal(created.status, 201, created.text)
    const { id } = created.json.record
    const [line] = (await mei.get(`${path}/${id}`)).json.lines.items
    const changed = await mei.patch(
      `/api/apps/claims/item/${line.id}`,
      { fields: { photo: await photo('after.png') } },
      { headers: { 'if-match': `"${line.version}"` } },
    )
    assert.equal(changed.status, 200, changed.text)
    const told = async (who: Browser) => {
      const { items } = (await who.get(`${path}/${id}/history`)).json
      type Side = { title: string | null } | null
      const changes: { field: string; before: Side; after: Side }[] = items.flatMap(
        (entry: { lines?: { changes: object[] }[] }) => entry.lines?.flatMap(({ changes }) => changes) ?? [],
      )
      return changes.flatMap(({ field, before, after }) =>
        field === 'name' ? [] : [[field, before?.title ?? null, after?.title ?? null].join(' ')],
      )
    }
    assert.deepEqual(await told(mei), ['photo before.png after.png', 'photo  before.png', 'report  secret.png'])
    assert.deepEqual(await told(ana), ['photo before.png after.png', 'photo  before.png'])
  })

  test('a purge takes a record’s files with it, and nobody else’s', async () => {
    const kept = await made(ana, 'ana', { receipt: await uploaded(ana, 'kept') })
    const id = await made(ana, 'ana', { receipt: await uploaded(ana, 'going') })
    await app.superuser(async client => {
      await client.query('BEGIN')
      await client.query('SET LOCAL ROLE bailiwick_guard')
      await client.query(`SELECT set_config('bailiwick.release', 'purge of the test', true)`)
      await client.query('DELETE FROM claims.claim WHERE id = $1', [id])
      await client.query('COMMIT')
    })
    assert.deepEqual(await app.sql('SELECT 1 FROM bailiwick.file WHERE record = $1', [id]), [])
    assert.equal((await fileOf(ana, kept)).text, 'kept')
  })

  test('a step takes the file it needs', async () => {
    const id = await made(ana, 'ana')
    const step = (fields: Record<string, unknown>) =>
      ana.post(`${path}/${id}/transitions/settle`, { fields }, { headers: { 'if-match': '"1"' } })
    assert.equal((await step({})).status, 422)
    assert.equal((await step({ proof: randomUUID() })).status, 422)
    const answer = await step({ proof: await uploaded(ana, 'the proof', { field: 'proof', name: 'proof.txt' }) })
    assert.deepEqual([answer.status, answer.json.record.proof.type], [200, 'text/plain'])
  })

  describe('what is not this person’s to attach is refused like an id that is nobody’s', () => {
    const rows: readonly (readonly [string, () => Promise<string>])[] = [
      ['another person’s upload', () => uploaded(luis, 'of luis')],
      ['an upload for another entity', () => uploaded(ana, 'x', { entity: 'note' })],
      ['an upload for another field', () => uploaded(ana, 'x', { field: 'proof' })],
      [
        'a file another record has',
        async () => {
          const file = await uploaded(ana, 'x')
          await made(ana, 'ana', { receipt: file })
          return file
        },
      ],
      [
        'a file another record had',
        async () => {
          const file = await uploaded(ana, 'x')
          const id = await made(ana, 'ana', { receipt: file })
          await change(ana, id, { receipt: null })
          return file
        },
      ],
      [
        'the file of a record that is hidden',
        async () => {
          const file = await uploaded(luis, 'x')
          await made(luis, 'luis', { receipt: file })
          return file
        },
      ],
      [
        'a file that was never finished',
        () => app.asRuntime('ana', async run => String((await run(`SELECT claims."claim$upload"('receipt', 'half')`))[0]?.[0])),
      ],
    ]
    for (const [what, file] of rows)
      test(what, async () => {
        const absent = shape(await create(ana, 'ana', { receipt: randomUUID() }))
        assert.deepEqual(
          [absent.status, absent.fields],
          [
            422,
            [
              {
                field: 'receipt',
                message: 'is not a file you uploaded for this, or it is no longer there: choose the file again',
              },
            ],
          ],
        )
        const id = await file()
        assert.deepEqual(shape(await create(ana, 'ana', { receipt: id })), absent)
        const own = await made(ana, 'ana')
        assert.deepEqual(shape(await change(ana, own, { receipt: id })), absent)
        assert.equal((await ana.get(`${path}/${own}`)).json.record.receipt, null)
      })
  })

  test('of two records that want one file at the same moment, one gets it', async () => {
    for (let round = 0; round < 5; round++) {
      const file = await uploaded(ana, 'wanted')
      const answers = await Promise.all([1, 2, 3, 4].map(() => create(ana, 'ana', { receipt: file })))
      assert.deepEqual(answers.map(answer => answer.status).sort(), [201, 422, 422, 422])
    }
  })

  test('hidden, absent, unreadable, foreign and swapped: every door answers the same', async () => {
    const [anas, luiss] = [await uploaded(ana, 'of ana'), await uploaded(luis, 'of luis')]
    const mine = await made(ana, 'ana', { receipt: anas })
    const theirs = await made(luis, 'luis', { receipt: luiss })
    const secret = await uploaded(mei, 'a passport', { field: 'passport' })
    assert.equal((await change(mei, mine, { passport: secret })).status, 200)
    const trashed = await made(ana, 'ana', { receipt: await uploaded(ana, 'thrown away') })
    await mei.delete(`${path}/${trashed}`, { headers: { 'if-match': '"1"' } })
    const absent = shape(await fileOf(ana, randomUUID()))
    assert.deepEqual([absent.status, absent.code], [404, 'record.not-found'])
    for (const [what, who, id, field, query] of [
      ['a hidden record', ana, theirs, 'receipt', ''],
      ['a hidden record, its file named', ana, theirs, 'receipt', `?version=${luiss}`],
      ['a file of a hidden record at one’s own', ana, mine, 'receipt', `?version=${luiss}`],
      ['one’s own file at a hidden record', ana, theirs, 'receipt', `?version=${anas}`],
      ['a file of another field', ana, mine, 'proof', `?version=${anas}`],
      ['an empty field', ana, mine, 'proof', ''],
      ['a masked field', ana, mine, 'passport', ''],
      ['a masked field’s file at an open one', ana, mine, 'receipt', `?version=${secret}`],
      ['a field outside every grant', owen, mine, 'receipt', ''],
      ['a field that is no file', ana, mine, 'name', ''],
      ['a field that is not there', ana, mine, 'nothing', ''],
      ['a file that is not there', ana, mine, 'receipt', `?version=${randomUUID()}`],
      ['a record in the trash', ana, trashed, 'receipt', ''],
    ] as const) {
      assert.deepEqual(shape(await fileOf(who, id, field, query)), absent, what)
      const versions = await who.get(`${path}/${id}/files/${field}/versions`)
      if (id === mine && who === ana && field === 'receipt')
        assert.deepEqual(
          versions.json.items.map((item: { id: string }) => item.id),
          [anas],
          'of the own one only what was in it',
        )
      else assert.deepEqual(shape(versions), absent, `${what}: versions`)
    }
    assert.equal((await mei.get(`${path}/${mine}/files/passport/versions`)).json.items[0].id, secret)
    assert.equal((await app.stranger().get(`${path}/${mine}/files/receipt/versions`)).status, 401)
    assert.equal((await fileOf(mei, mine, 'passport')).text, 'a passport')
    assert.equal((await fileOf(mei, trashed)).text, 'thrown away', 'who may restore it sees what is in it')
    assert.equal('passport' in (await ana.get(`${path}/${mine}`)).json.record, false)
    const seen = JSON.stringify((await ana.get(`${path}/${mine}/history`)).json)
    assert.ok(!seen.includes(secret) && !seen.includes('passport'))
    assert.equal((await app.stranger().get(`${path}/${mine}/files/receipt`)).status, 401)
    assert.equal((await (await app.as('zoe')).get(`${path}/${mine}/files/receipt`)).json.code, 'app.not-found')
  })

  test('who no longer reads the record no longer reads its file', async () => {
    const file = await uploaded(ana, 'handed over')
    const id = await made(ana, 'ana', { receipt: file })
    assert.equal((await fileOf(ana, id)).status, 200)
    assert.equal((await change(mei, id, { owner: app.person('luis') })).status, 200)
    assert.equal((await ana.get(`${path}/${id}/files/receipt`, { headers: { 'if-none-match': `"${file}"` } })).status, 404)
    assert.equal((await ana.get(`${path}/${id}/files/receipt/versions`)).status, 404)
    assert.equal((await fileOf(luis, id)).text, 'handed over')
    assert.equal((await luis.get(`${path}/${id}/files/receipt/versions`)).json.items[0].person.id, app.person('ana'))
  })

  test('an upload needs a right to give the field to some record', async () => {
    const before = await count()
    for (const [what, who, rest, status, code] of [
      ['a field one sees but gives to no record', owen, { field: 'receipt' }, 400, 'request.invalid'],
      ['a masked field', ana, { field: 'passport' }, 400, 'request.invalid'],
      ['a field that is no file', ana, { field: 'name' }, 400, 'request.invalid'],
      ['a field that is not there', ana, { field: 'nothing' }, 400, 'request.invalid'],
      ['an entity one does not read', owen, { entity: 'note' }, 404, 'entity.not-found'],
      ['an entity that is not there', ana, { entity: 'nothing' }, 404, 'entity.not-found'],
    ] as const) {
      const answer = await send(who, 'x', rest)
      assert.deepEqual([answer.status, answer.json.code], [status, code], what)
    }
    assert.deepEqual(shape(await send(ana, 'x', { field: 'passport' })), shape(await send(ana, 'x', { field: 'nothing' })))
    assert.equal((await send(app.stranger(), 'x')).status, 401)
    assert.equal(
      (await ana.ask('POST', where({ field: 'receipt', name: 'x' }), { raw: 'x', headers: { origin: 'https://evil.test' } }))
        .status,
      403,
    )
    assert.equal(
      (await ana.ask('POST', where({ field: 'receipt', name: 'x' }), { raw: 'x', headers: { 'content-encoding': 'gzip' } }))
        .status,
      415,
    )
    assert.deepEqual(await count(), before)
  })

  test('too much is refused with the limit, empty as empty, and neither leaves anything', async () => {
    const before = await count()
    const declared = await send(ana, Buffer.alloc(limit + 1))
    assert.deepEqual([declared.status, declared.json.code], [413, 'file.too-large'])
    assert.match(declared.json.detail, /25 MB/)
    const streamed = await ana.ask('POST', where({ field: 'receipt', name: 'x' }), {
      raw: Buffer.alloc(limit + 1),
      headers: { 'content-length': undefined, 'transfer-encoding': 'chunked' },
    })
    assert.deepEqual([streamed.status, streamed.json.code], [413, 'file.too-large'])
    const empty = await ana.ask('POST', where({ field: 'receipt', name: 'x' }), {})
    assert.deepEqual([empty.status, empty.json.code], [422, 'file.empty'])
    assert.deepEqual(await count(), before)
    assert.equal((await send(ana, Buffer.alloc(limit))).json.size, limit, 'exactly the limit is taken')
    assert.equal((await send(ana, 'x')).status, 201, 'the connection is whole again')
  })

  /** With so much left in bytes of one person's day and of all files. */
  async function withLeft<T>(key: string, left: { ofPersonADay?: number; ofAll?: number }, work: () => Promise<T>): Promise<T> {
    const floors = app.installation.floors as { fileRoom: FileRoom }
    const { fileRoom } = floors
    const taken = await roomTaken(app.installation.floors.gate, app.person(key))
    floors.fileRoom = {
      ofPersonADay: left.ofPersonADay === undefined ? fileRoom.ofPersonADay : taken.ofTheirs + left.ofPersonADay,
      ofAll: left.ofAll === undefined ? fileRoom.ofAll : taken.ofAll + left.ofAll,
    }
    try {
      return await work()
    } finally {
      floors.fileRoom = fileRoom
    }
  }

  test('one person uploads so much within a day, also by several at once; beyond that each is told what is used, and others are not kept from it', () =>
    withLeft('luis', { ofPersonADay: 300_000 }, async () => {
      const before = await count()
      const answers = await Promise.all([1, 2, 3].map(() => send(luis, randomBytes(200_000))))
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 413, 413])
      const refused = answers.find(({ status }) => status === 413)!
      assert.equal(refused.json.code, 'file.day-used-up')
      assert.match(refused.json.detail, /^The file has 1 MB\. Within the last 24 hours you uploaded 1 MB of \d+ MB\.$/)
      const after = await count()
      assert.deepEqual([Number(after.files), Number(after.parts)], [Number(before.files) + 1, Number(before.parts) + 1])
      const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' }
      const untold = await luis.ask('POST', where({ field: 'receipt', name: 'x' }), { raw: randomBytes(10), headers: chunked })
      assert.equal(untold.json.code, 'file.day-used-up', 'who does not say how much comes may send as much as a file may have')
      assert.equal((await send(luis, randomBytes(50_000))).status, 201, 'what still fits is taken')
      assert.equal((await send(mei, randomBytes(200_000))).status, 201)
    }))

  test('all files together take so much; beyond that nobody adds any, the log says so, and how much it is is for administrators', () =>
    withLeft('ana', { ofAll: 300_000 }, async () => {
      const answers = await Promise.all([send(ana, randomBytes(200_000)), send(luis, randomBytes(200_000))])
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 507])
      const refused = answers.find(({ status }) => status === 507)!
      assert.deepEqual([refused.json.code, refused.json.used], ['file.no-room', undefined])
      assert.match(
        refused.json.detail,
        /^The files of this installation may take \d+ MB together, and it does not fit in any more\.$/,
      )
      assert.ok(app.observed.some(each => each.kind === 'warning' && /BAILIWICK_FILES_LIMIT/.test(each.text)))
      const root = await app.as('root')
      const [row] = await app.sql<{ sum: string }>('SELECT sum(size)::text AS sum FROM bailiwick.file')
      const { all, personADay } = (await root.get('/api/file-room')).json
      assert.deepEqual([all.taken, all.most - all.taken, personADay.taken], [Number(row!.sum), 100_000, 0])
      const own = (await luis.get('/api/file-room')).json
      assert.deepEqual([Object.keys(own), own.personADay.most], [['file', 'personADay'], personADay.most])
      assert.ok(own.personADay.taken > 0, 'what one uploaded oneself is told to everybody')
    }))

  test('an upload that is broken off leaves nothing, and its connection serves others', async () => {
    const before = await count()
    for (const sent of [10, 600_000]) {
      await new Promise<void>(resolve => {
        const cookie = Object.entries(ana.cookies)
          .map(([name, value]) => `${name}=${value}`)
          .join('; ')
        const { port } = new URL(app.origin)
        const half = httpRequest({
          host: '127.0.0.1',
          port,
          method: 'POST',
          path: where({ field: 'receipt', name: 'half' }),
          headers: {
            host: `localhost:${port}`,
            cookie,
            origin: app.origin,
            'content-type': 'image/png',
            'content-length': 1_000_000,
          },
        })
        half.on('error', () => resolve())
        half.write(randomBytes(sent))
        setTimeout(() => half.destroy(), 300)
        half.on('close', () => resolve())
      })
    }
    await wait(500)
    assert.deepEqual(await count(), before)
    // What came of it took room for a while: for a day it is its sender's.
    const [incoming] = await app.sql<{ bytes: string; settled: boolean }>(
      'SELECT sum(bytes)::text AS bytes, bool_and(settled_at IS NOT NULL) AS settled FROM bailiwick.incoming WHERE person = $1 AND bytes < 1000000',
      [app.person('ana')],
    )
    assert.deepEqual(incoming, { bytes: String(2 * 256 * 1024), settled: true })
    const open = await app.superuser(client =>
      client.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' AND pid <> pg_backend_pid()`,
      ),
    )
    assert.equal(open.rowCount, 0, 'no transaction is left open')
    assert.deepEqual(
      app.observed.filter(each => each.kind === 'http.fault'),
      [],
    )
    assert.equal((await send(ana, 'x')).status, 201)
  })

  test('uploads that last leave connections to everybody else: one person has three at once, and the seventh of all is told to come again', async () => {
    const cookieOf = (browser: Browser) =>
      Object.entries(browser.cookies)
        .map(([name, value]) => `${name}=${value}`)
        .join('; ')
    const { port } = new URL(app.origin)
    const slowOf = (browser: Browser) => {
      const cookie = cookieOf(browser)
      const half = httpRequest({
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: where({ field: 'receipt', name: 'slow' }),
        headers: { host: `localhost:${port}`, cookie, origin: app.origin, 'content-length': 1_000 },
      })
      half.on('error', () => undefined)
      half.write('x')
      return half
    }
    const hers = [ana, ana, ana].map(slowOf)
    await wait(500)
    const fourth = await send(ana, 'x')
    assert.deepEqual([fourth.status, fourth.json.code], [429, 'request.too-many'], 'three are all she has at once')
    assert.equal((await send(luis, 'x')).status, 201, 'and nobody else’s')
    const slow = [...hers, ...[mei, mei, mei].map(slowOf)]
    await wait(500)
    const refused = await send(luis, 'x')
    assert.deepEqual([refused.status, refused.json.code], [503, 'server.busy'])
    assert.ok(refused.headers['retry-after'])
    assert.equal((await luis.get(path)).status, 200)
    for (const half of slow) half.destroy()
    await wait(1_000)
    assert.equal((await send(luis, 'x')).status, 201)
  })

  test('a sender that stops sending is told so, and leaves nothing', async () => {
    const before = await count()
    const cookie = Object.entries(ana.cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ')
    const { port } = new URL(app.origin)
    const status = await new Promise<number>((resolve, reject) => {
      const slow = httpRequest(
        {
          host: '127.0.0.1',
          port,
          method: 'POST',
          path: where({ field: 'receipt', name: 'slow' }),
          headers: { host: `localhost:${port}`, cookie, origin: app.origin, 'content-length': 1_000_000 },
        },
        response => {
          resolve(response.statusCode ?? 0)
          response.resume()
          slow.destroy()
        },
      )
      slow.on('error', reject)
      slow.write('the beginning')
    })
    assert.equal(status, 408)
    assert.deepEqual(await count(), before)
  })

  describe('whatever a file is, a browser gets something it does not run', () => {
    const gifScript = Buffer.concat([
      Buffer.from('GIF89a/*\x01\0'),
      Buffer.from('*/=1;alert(document.domain)//<script>alert(1)</script>'),
    ])
    for (const [what, content, claimed, type, mayShow] of [
      ['a png', png, 'image/png', 'image/png', true],
      ['a jpeg', Buffer.from('ffd8ffe000104a464946', 'hex'), 'text/html', 'image/jpeg', true],
      ['a webp', Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1'), 'image/webp', 'image/webp', true],
      ['a page that calls itself an image', '<html><script>alert(1)</script>', 'image/png', 'text/plain', false],
      ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml', 'text/plain', false],
      ['a page', '<!doctype html><body onload=alert(1)>', 'text/html; charset=utf-7', 'text/plain', false],
      ['a GIF that is a script too', gifScript, 'text/javascript', 'image/gif', true],
      ['a PDF that is a page too', '%PDF-1.7\n<script>alert(1)</script>', 'text/html', 'application/pdf', false],
      ['an archive', Buffer.from('504b030414000000', 'hex'), 'text/html', 'application/zip', false],
      ['text with NUL', 'a\0b', 'text/plain', 'application/octet-stream', false],
      ['bytes that are no UTF-8', Buffer.from('fffe3c00', 'hex'), 'text/html', 'application/octet-stream', false],
      ['text', 'Grüße', '\x22><x', 'text/plain', false],
    ] as const)
      test(what, async () => {
        const answer = await send(ana, content, { type: claimed, name: 'evil.html' })
        assert.deepEqual([answer.status, answer.json.type], [201, type], answer.text)
        const id = await made(ana, 'ana', { receipt: answer.json.id })
        for (const query of ['', '?inline=1']) {
          const { status, headers, bytes } = await fileOf(ana, id, 'receipt', query)
          assert.equal(status, 200)
          assert.ok(bytes.equals(Buffer.from(content)))
          assert.equal(headers['content-type'], type === 'text/plain' ? 'text/plain; charset=utf-8' : type)
          assert.equal(headers['x-content-type-options'], 'nosniff')
          assert.equal(headers['content-security-policy'], `sandbox; default-src 'none'`)
          assert.match(String(headers['content-disposition']), query && mayShow ? /^inline; / : /^attachment; /)
        }
        for (const query of ['?inline=0', '?inline=true', '?type=text/html', '?inline=1&inline=1', '?version=x'])
          assert.equal((await fileOf(ana, id, 'receipt', query)).status, 400, query)
      })
  })

  test('a picture of more pixels than a screen should unpack is not shown, in whatever way it says how many, and can be taken home', async () => {
    const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')
    const sized = (side: string) => [
      Buffer.concat([png.subarray(0, 16), bytes(`0000${side} 0000${side}`), png.subarray(24)]),
      bytes(`ffd8 ffe00004abcd ff ffc2 0011 08 ${side} ${side} 03`),
      bytes(`474946383961 ${swapped(side)} ${swapped(side)} 000000 2c 00000000 01000100 00`),
      // Browsers make room for a first frame that is larger than what it stands on; what stands before it is stepped over.
      bytes(
        `474946383961 01000100 800000 000000ffffff 21f90400000000 00 21fe 02abcd 01ef 00 2c 00000000 ${swapped(side)}${swapped(side)} 00`,
      ),
      // Browsers step over what does not belong there, and over marks that have no length.
      bytes(`ffd8 ffe00004abcd 00ff00 ffd0 ff01 ffc0 0011 08 ${side} ${side} 03 ffc0 0011 08 0001 0001 03`),
      bytes(`52494646 00000000 57454250 56503858 0a000000 00000000 ${swapped(side)}00 ${swapped(side)}00`),
    ]
    const swapped = (side: string) => side.slice(2) + side.slice(0, 2)
    const shown = async (content: Buffer) => {
      const id = await made(ana, 'ana', { receipt: (await send(ana, content)).json.id })
      assert.equal((await fileOf(ana, id)).status, 200)
      return fileOf(ana, id, 'receipt', '?inline=1')
    }
    for (const picture of sized('7530')) {
      const { status, bytes: body } = await shown(picture)
      assert.deepEqual([status, JSON.parse(body.toString()).code], [422, 'file.too-many-pixels'])
    }
    for (const picture of sized('0fa0')) assert.equal((await shown(picture)).status, 200)
    // Profiles of colours for print take megabytes before the size is said. What does not say it by then, or not at all, may have any.
    const late = (segments: number, after: string) =>
      Buffer.concat([
        bytes('ffd8'),
        ...Array.from({ length: segments }, () => Buffer.concat([bytes('ffe2ffff'), Buffer.alloc(65_533)])),
        bytes(after),
      ])
    assert.equal((await shown(late(30, 'ffc2 0011 08 0fa0 0fa0 03'))).status, 200)
    for (const picture of [
      late(30, 'ffc2 0011 08 7530 7530 03'),
      late(5, ''),
      late(70, 'ffc2 0011 08 0fa0 0fa0 03'),
      bytes('474946383961 30753075 000000 55'),
    ])
      assert.equal((await shown(picture)).status, 422, picture.toString('hex', 0, 20))
    // What ends without saying it is broken to a browser too.
    for (const broken of [
      'ffd8ffda0002',
      'ffd8ffe00001',
      'ffd8ff',
      '474946383961 30753075'.slice(0, 12),
      '89504e470d0a1a0a00000000',
    ])
      assert.equal((await shown(bytes(broken))).status, 200, broken)
  })

  describe('names', () => {
    for (const [what, given, stored] of [
      ['a way out of a folder', '../../etc/passwd', '....etcpasswd'],
      ['a way out of another', '..\\..\\boot.ini', '....boot.ini'],
      ['a folder', '..', 'file'],
      ['nothing but what is removed', '\u202e\r\n/', 'file'],
      ['a turned direction', 'invoice\u202egpj.exe', 'invoicegpj.exe'],
      ['what nobody sees', '\u200b\u3164\u200f', 'file'],
      ['what shows nothing', '\u00ad\u2800\ufe0f', 'file'],
      ['marks of direction between letters', 'a\u200f\u061cgpj.exe', 'agpj.exe'],
      ['a family of several signs', '👨\u200d👩\u200d👧.png', '👨\u200d👩\u200d👧.png'],
      ['line ends', 'a\r\nSet-Cookie: x=1\r\n\r\n<b>.txt', 'aSet-Cookie: x=1<b>.txt'],
      ['quotes', `"; filename="b.html`, `"; filename="b.html`],
      ['other signs of headers', `a'b*c%41(d)!.txt`, `a'b*c%41(d)!.txt`],
      ['letters with marks apart', 'Caf\u0065\u0301.txt', 'Caf\u00e9.txt'],
      ['letters of the world', 'отчёт 報告 🧾.pdf', 'отчёт 報告 🧾.pdf'],
      ['10,000 bytes', `${'x'.repeat(9_996)}.pdf`, `${'x'.repeat(251)}.pdf`],
      ['many bytes to a letter', `${'報'.repeat(300)}.pdf`, `${'報'.repeat(83)}.pdf`],
      ['a script', '<img src=x onerror=alert(1)>.png', '<img src=x onerror=alert(1)>.png'],
    ] as const)
      test(what, async () => {
        const answer = await send(ana, 'x', { name: given })
        assert.equal(answer.status, 201, answer.text)
        assert.equal(answer.json.name, stored)
        const id = await made(ana, 'ana', { receipt: answer.json.id })
        const { headers, bytes } = await fileOf(ana, id)
        assert.equal(bytes.toString(), 'x')
        const [, plain, encoded] =
          /^attachment; filename="([\w .()-]*)"; filename\*=UTF-8''([\w.~%-]+)$/.exec(String(headers['content-disposition'])) ??
          []
        assert.ok(plain)
        assert.equal(decodeURIComponent(encoded ?? ''), stored)
      })
    test('NUL is refused, and a sequence that is no character is taken for the signs it is written with', async () => {
      const named = (name: string) => ana.ask('POST', `/api/apps/claims/claim/files?field=receipt&name=${name}`, { raw: 'x' })
      assert.deepEqual([(await named('a%00b')).status, (await named('a%00b')).json.code], [400, 'request.bad-address'])
      assert.deepEqual([(await named('%ED%A0%80')).status, (await named('%ED%A0%80')).json.name], [201, '%ED%A0%80'])
    })
  })

  test('who takes a sensitive file is in the audit, in the same transaction; other files are read without a word', async () => {
    const id = await made(mei, 'mei', {
      passport: await uploaded(mei, randomBytes(600_000), { field: 'passport' }),
      receipt: await uploaded(mei, 'x'),
    })
    await fileOf(mei, id)
    const elsewhere = { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } }
    const taken = async (field: string) => (await mei.get(`${path}/${id}/files/${field}`, elsewhere)).status
    assert.deepEqual(
      [await taken('passport'), await taken('receipt')],
      [403, 200],
      'another site takes no sensitive file in her name',
    )
    const viewing = await app.as('mei')
    assert.equal((await viewing.post('/api/session/view-as', { app: 'claims', role: 'manager' })).status, 200)
    const seen = await viewing.get(`${path}/${id}/files/passport`)
    assert.deepEqual(
      [seen.status, seen.json?.code],
      [403, 'viewing.read-only'],
      'what is looked at as somebody else is not taken',
    )
    assert.equal((await viewing.get(`${path}/${id}/files/receipt`)).status, 200)
    const read = await fileOf(mei, id, 'passport')
    assert.equal(read.bytes.length, 600_000)
    assert.equal(read.headers['cache-control'], 'no-store')
    const rows = await app.sql<{ person: string; request: string; detail: { field: string } }>(
      `SELECT person, request, detail FROM bailiwick.audit WHERE record = $1 AND kind = 'file.read'`,
      [id],
    )
    assert.deepEqual(
      rows.map(row => [row.person, row.request, row.detail.field]),
      [[app.person('mei'), read.headers['x-request-id'], 'passport']],
    )
    const audit = (await mei.get(`/api/audit?record=${id}&kind=file.read`)).json.items
    assert.equal(audit[0].summary, 'read a file')
    assert.ok(!(await mei.get(`${path}/${id}/history`)).json.items.some((entry: { kind: string }) => entry.kind === 'file.read'))
  })

  describe('raw SQL as the runtime role', () => {
    const refused = (key: string, work: (run: Run) => Promise<unknown>, code: RegExp) =>
      assert.rejects(app.asRuntime(key, work), (error: { code?: string }) => code.test(error.code ?? ''))

    for (const sql of [
      'SELECT * FROM bailiwick.file',
      'SELECT * FROM bailiwick.file_part',
      'SELECT id, name FROM bailiwick.file',
      'UPDATE bailiwick.file SET record = NULL',
      'DELETE FROM bailiwick.file_part',
      `INSERT INTO bailiwick.file (app, entity, field, name, uploaded_by) VALUES ('claims', 'claim', 'receipt', 'x', bailiwick.person())`,
      `SELECT bailiwick.attach_file(bailiwick.uuidv7(), 'claims', 'claim', 'receipt', bailiwick.uuidv7())`,
      `SELECT bailiwick.begin_file('claims', 'claim', 'passport', 'x')`,
      'SELECT bailiwick.sweep_files(1)',
    ])
      test(`${sql.slice(0, 60)} is refused`, () => refused('ana', run => run(sql), /^42501$/))

    test('reads no file, no part and no name of what the person does not read', async () => {
      const theirs = await uploaded(luis, 'of luis')
      const hidden = await made(luis, 'luis', { receipt: theirs })
      const id = await made(ana, 'ana')
      const secret = await uploaded(mei, 'a passport', { field: 'passport' })
      await change(mei, id, { passport: secret })
      await app.asRuntime('ana', async run => {
        for (const [record, field, file] of [
          [hidden, 'receipt', theirs],
          [id, 'receipt', theirs],
          [id, 'passport', secret],
          [id, 'receipt', secret],
        ])
          assert.deepEqual(await run(`SELECT claims."claim$file_part"($1, $2, $3, 0)`, [record, field, file]), [[null]])
        assert.deepEqual(await run(`SELECT * FROM claims."claim$files"($1)`, [hidden]), [])
        assert.deepEqual(await run(`SELECT * FROM claims."claim$files"($1)`, [id]), [])
        assert.deepEqual(await run(`SELECT passport, "passport$file" FROM claims."claim$read" WHERE id = $1`, [id]), [
          [null, null],
        ])
      })
    })

    test('takes no part of a sensitive file past the audit', async () => {
      const file = await uploaded(mei, randomBytes(300_000), { field: 'passport' })
      const id = await made(mei, 'mei', { passport: file })
      const part = (number: number) => (run: Run) =>
        run(`SELECT octet_length(claims."claim$file_part"($1, 'passport', $2, ${number}))`, [id, file])
      assert.deepEqual(await app.asRuntime('mei', part(1)), [[null]])
      await app.asRuntime('mei', async run => {
        assert.deepEqual(await part(0)(run), [[262_144]])
        assert.deepEqual(await part(1)(run), [[37_856]])
      })
    })

    test('adds nothing to a file that is there, and begins none it may not give', async () => {
      const file = await uploaded(ana, 'whole')
      await refused('ana', run => run('SELECT bailiwick.add_file_part($1, $2)', [file, 'more']), /^BW403$/)
      await refused('ana', run => run(`SELECT bailiwick.finish_file($1, 'image/png', sha256('x'))`, [file]), /^BW403$/)
      await refused('ana', run => run(`SELECT claims."claim$upload"('passport', 'x')`), /^BW403$/)
      await refused('owen', run => run(`SELECT claims."claim$upload"('receipt', 'x')`), /^BW403$/)
      const begun = await app.asRuntime('ana', async run => (await run(`SELECT claims."claim$upload"('receipt', 'x')`))[0]?.[0])
      await refused('ana', run => run('SELECT bailiwick.add_file_part($1, $2)', [begun, 'late']), /^BW403$/)
      await refused('ana', run => run(`SELECT claims."claim$upload"('receipt', E'a\\nb')`), /^23514$/)
      await refused('ana', run => run(`SELECT claims."claim$upload"('receipt', 'a/b')`), /^23514$/)
      await refused('ana', run => run(`SELECT claims."claim$upload"('receipt', U&'a\\202Eb')`), /^23514$/)
      await refused(
        'ana',
        async run => {
          const mine = (await run(`SELECT claims."claim$upload"('receipt', 'x')`))[0]?.[0]
          await run('SELECT bailiwick.add_file_part($1, $2)', [mine, '<script>'])
          await run(`SELECT bailiwick.finish_file($1, 'text/html', sha256('x'))`, [mine])
        },
        /^23514$/,
      )
    })

    test('a type planted there is not believed: what is shown is decided by the bytes', async () => {
      const file = await app.asRuntime('ana', async run => {
        const mine = (await run(`SELECT claims."claim$upload"('receipt', 'x.png')`))[0]?.[0]
        await run('SELECT bailiwick.add_file_part($1, $2)', [mine, '<script>alert(1)</script>'])
        await run(`SELECT bailiwick.finish_file($1, 'image/png', sha256('x'))`, [mine])
        return mine
      })
      const { headers } = await fileOf(ana, await made(ana, 'ana', { receipt: file }), 'receipt', '?inline=1')
      assert.equal(headers['content-type'], 'application/octet-stream')
      assert.match(String(headers['content-disposition']), /^attachment; /)
    })
  })

  test('an upload that no record took is swept after a day, and nothing else is', async () => {
    const [young, old, taken] = [await uploaded(ana, 'young'), await uploaded(ana, 'old'), await uploaded(ana, 'taken')]
    const id = await made(ana, 'ana', { receipt: taken })
    await app.sql(`UPDATE bailiwick.file SET uploaded_at = now() - interval '25 hours' WHERE id = ANY ($1::uuid[])`, [
      [old, taken],
    ])
    assert.equal(await sweepOnce(app.installation.database.connections.gate), 1)
    assert.deepEqual(
      (await app.sql<{ id: string }>('SELECT id FROM bailiwick.file WHERE id = ANY ($1::uuid[])', [[young, old, taken]]))
        .map(row => row.id)
        .sort(),
      [young, taken].sort(),
    )
    assert.deepEqual(await app.sql('SELECT 1 FROM bailiwick.file_part WHERE file = $1', [old]), [])
    assert.equal((await create(ana, 'ana', { receipt: old })).status, 422)
    assert.equal((await fileOf(ana, id)).text, 'taken')
  })

  test('a renamed field and entity keep their files', async () => {
    const id = await made(ana, 'ana', { receipt: await uploaded(ana, 'still here') })
    const renamed = {
      ...files,
      'entities/claim.yaml': files['entities/claim.yaml']
        .replace('  receipt: { type: file }', '  voucher: { type: file, id: receipt }')
        .replace('[name, receipt]', '[name, voucher]'),
    }
    const outcome = await app.release(renamed)
    assert.equal(outcome.kind, 'released', JSON.stringify(outcome))
    assert.equal((await fileOf(ana, id, 'voucher')).text, 'still here')
    assert.equal((await ana.get(`${path}/${id}`)).json.record.voucher.title, 'r.bin')
    assert.equal((await app.release(files)).kind, 'released')
    assert.equal((await fileOf(ana, id)).text, 'still here')
  })
})
