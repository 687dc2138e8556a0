/** RLS-6, FILE-1, API-8: rights that are taken while something is under way. What comes after is nothing, and what was half-way is whole or not there. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { JobResult, JobView } from '@bailiwick/definition/wire/index.ts'
import { person, type RunningApp, runApp } from '../harness/app.ts'
import type { Browser } from '../harness/browser.ts'

const files = {
  'app.yaml': `app: box
title: Box
roles:
  employee: { title: Employee }
  clerk: { title: Clerk }
  officer: { title: Officer }
  lead: { title: Lead, administer: true, audit: true }
`,
  'entities/entry.yaml': `entity: entry
title: name
comments: true
fields:
  name: { type: text, required: true }
  owner: { type: person }
  open: { type: boolean }
  amount: { type: integer }
  iban: { type: text }
  paper: { type: file }
access:
  - { role: lead, can: [read, create, update, bulk, comment] }
  - { role: clerk, can: [read, create, update, comment], when: record.owner == user.id, fields: { except: [iban] } }
  - { role: clerk, can: [bulk], when: record.owner == user.id && record.open == true }
`,
  'entities/report.yaml': `entity: report
title: subject
number: { prefix: R- }
fields:
  subject: { type: text, required: true }
  amount: { type: integer }
  weight: { type: integer, default: 7 }
  doubled: { type: formula, is: record.amount * record.weight, result: integer }
  proof: { type: file }
  verdict: { type: text, default: canary }
  about: { type: relation, to: entry }
checks:
  - { name: most, when: 'record.doubled == null || record.doubled < 7000', field: doubled, message: That weighs too much. }
access:
  - { role: employee, can: [create], fields: [subject, amount, proof, about] }
  - { role: officer, can: [read, update] }
`,
  'entities/detail.yaml': `entity: detail
title: what
parent: report
fields:
  what: { type: text, required: true }
  report: { type: relation, to: report, required: true, inverse: details }
access:
  - { role: employee, can: [create] }
  - { role: officer, can: [read] }
`,
  'workflows/reports.yaml': `workflow: reports
entity: report
states:
  waiting: {}
  kept: {}
  dropped: { final: true }
transitions:
  decide:
    from: waiting
    approval:
      steps: [{ name: look, ask: role officer, need: 1 }]
      never: [requester]
      outcomes: { approve: kept, reject: dropped }
`,
}
const entries = '/api/apps/box/entry'
const reports = '/api/apps/box/report'

describe('rights that are taken meanwhile', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  let lena: Browser
  let root: Browser

  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      {
        files,
        seed: {
          people: [
            ...['lena', 'lutz', 'carl', 'emil', 'olga', 'omar'].map(key => person(key)),
            person('root', { administrator: true }),
          ],
          roles: [
            { role: 'lead', person: 'lena' },
            { role: 'lead', person: 'lutz' },
            { role: 'clerk', person: 'carl' },
            { role: 'employee', person: 'emil' },
            { role: 'officer', person: 'olga' },
            { role: 'officer', person: 'omar' },
          ],
        },
      },
    )
    lena = await app.as('lena')
    root = await app.as('root')
  })
  test.after(async () => {
    for (const end of endings) await end()
  })

  /** By the route an administrator takes. */
  const change = async (key: string, body: object): Promise<void> => {
    const answer = await root.patch(`/api/people/${app.person(key)}`, body)
    assert.equal(answer.status, 200, answer.text)
  }
  const roles = (key: string, ...held: string[]) => change(key, { roles: held.map(role => ({ app: 'box', role })) })
  const made = async (by: Browser, fields: object): Promise<string> => {
    const answer = await by.post(entries, { fields })
    assert.equal(answer.status, 201, answer.text)
    return answer.json.record.id
  }
  const ifMatch = (version: number) => ({ headers: { 'if-match': `"${version}"` } })
  const handOver = async (id: string, version: number) => {
    const answer = await lena.patch(`${entries}/${id}`, { fields: { owner: null } }, ifMatch(version))
    assert.equal(answer.status, 200, answer.text)
  }

  test('what is asked again with its key is answered with what its writer reads by then, and happens no second time', async () => {
    const lutz = await app.as('lutz')
    const once = (version = 1) => ({ headers: { 'idempotency-key': randomUUID(), 'if-match': `"${version}"` } })
    const [creating, changing, commenting] = [once(), once(), once()]
    const fields = { name: 'Once', owner: app.person('lutz'), iban: 'canary' }
    const create = () => lutz.post(entries, { fields }, creating)
    const first = await create()
    assert.equal(first.json.record.iban, 'canary')
    const { id } = first.json.record
    const update = () => lutz.patch(`${entries}/${id}`, { fields: { amount: 5 } }, changing)
    const comment = () => lutz.post(`${entries}/${id}/comments`, { text: 'Looks good.' }, commenting)
    assert.deepEqual([(await update()).status, (await comment()).status], [200, 201])

    await roles('lutz', 'clerk')
    for (const again of [await create(), await update()]) {
      assert.deepEqual([again.json.record.id, again.json.record.amount], [id, 5])
      assert.doesNotMatch(again.text, /canary|iban/)
    }
    assert.equal((await comment()).status, 201)
    await handOver(id, 2)
    assert.deepEqual([(await create()).status, (await create()).json], [201, { id, handedOver: true }])
    assert.deepEqual([(await update()).status, (await update()).json], [200, { id, handedOver: true }])
    assert.equal((await comment()).json.code, 'record.not-found')
    await roles('lutz')
    for (const again of [await create(), await update(), await comment()])
      assert.deepEqual([again.status, again.json.code], [404, 'app.not-found'])
    assert.deepEqual(await app.sql(`SELECT version FROM box.entry WHERE name = 'Once'`), [{ version: 3 }])
    await roles('lutz', 'lead')
    assert.equal((await create()).json.record.iban, 'canary', 'and with the right it is theirs to read again')
  })

  describe('an upload under way keeps nobody from taking its sender’s rights, and leaves nothing then', () => {
    for (const [what, take, giveBack, code] of [
      ['the role is taken', () => roles('lutz'), () => roles('lutz', 'lead'), 'app.not-found'],
      [
        'the sender is switched off',
        () => change('lutz', { status: 'suspended' }),
        () => change('lutz', { status: 'active' }),
        'session.ended',
      ],
    ] as const)
      test(what, async () => {
        const lutz = await app.as('lutz')
        const kept = () => app.sql('SELECT count(*) FROM bailiwick.file')
        const noted = () => app.sql(`SELECT count(*) FROM bailiwick.audit WHERE kind = 'file.upload'`)
        const before = [await kept(), await noted()]
        const half = randomBytes(300_000)
        const { request, answered } = opened(app, lutz, 'POST', `${entries}/files?field=paper&name=a.bin`, 2 * half.length)
        request.write(half)
        // It has begun when its transaction names the sender.
        await until(async () => {
          const [open] = await app.superuser(async client => {
            const found = await client.query(
              `SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' AND query ~ 'add_file_part'`,
            )
            return found.rows as { open: number }[]
          })
          return open!.open > 0
        })
        await take()
        request.end(half)
        const response = await answered
        assert.equal(JSON.parse(await textOf(response)).code, code)
        assert.deepEqual([await kept(), await noted()], before)
        await giveBack()
      })
  })

  test('who loses the record while its file leaves gets no more of it, and never a file that seems whole', async () => {
    const size = 16_000_000
    const sent = await lena.ask('POST', `${entries}/files?field=paper&name=a.bin`, {
      raw: randomBytes(size),
      headers: { 'content-type': 'application/octet-stream' },
    })
    const id = await made(lena, { name: 'Paper', owner: app.person('carl'), paper: sent.json.id })
    const { request, answered } = opened(app, await app.as('carl'), 'GET', `${entries}/${id}/files/paper`)
    request.end()
    const response = await answered
    assert.deepEqual([response.statusCode, response.headers['content-length']], [200, String(size)])
    await handOver(id, 1)
    let came = 0
    await assert.rejects(async () => {
      for await (const part of response) came += part.length
    })
    assert.ok(came < size, String(came))
  })

  test('who takes back many at once after a right is gone is refused record by record, with its reason and on record', async () => {
    const lutz = await app.as('lutz')
    const owner = app.person('lutz')
    const ids: string[] = []
    for (const fields of [{ owner, open: true }, { owner, open: false }, { owner: null }])
      ids.push(await made(lutz, { name: 'Many', amount: 1, ...fields }))
    const ended = async (id: string): Promise<JobView> => {
      await until(async () => (await lutz.get(`/api/jobs/${id}`)).json.endedAt !== undefined)
      return (await lutz.get(`/api/jobs/${id}`)).json
    }
    const job = await ended((await lutz.post(`${entries}/jobs`, { records: { ids }, change: { amount: 2 } })).json.id)
    assert.equal(job.done, 3)
    await roles('lutz', 'clerk')
    const back = await ended((await lutz.post(`/api/jobs/${job.id}/undo`)).json.id)
    assert.deepEqual([back.state, back.done, back.refused], ['done', 1, 2])
    const { items } = (await lutz.get(`/api/jobs/${back.id}/results`)).json as { items: JobResult[] }
    assert.deepEqual(
      items.map(({ id, title, problem }) => [id, title, problem?.code]),
      [
        [ids[0], 'Many', undefined],
        [ids[1], 'Many', 'record.bulk-refused'],
        [ids[2], null, 'record.not-found'],
      ],
    )
    assert.deepEqual(
      (await app.sql<{ amount: string }>('SELECT amount FROM box.entry WHERE id = ANY ($1) ORDER BY id', [ids])).map(row =>
        Number(row.amount),
      ),
      [1, 2, 2],
    )
    assert.deepEqual(
      await app.sql(
        `SELECT person, detail ->> 'code' AS code, detail ->> 'records' AS records FROM bailiwick.audit WHERE kind = 'access.denied' AND detail ->> 'job' = $1`,
        [back.id],
      ),
      [{ person: owner, code: 'record.bulk-refused', records: ids[1] }],
    )
    await roles('lutz')
    assert.equal((await lutz.post(`/api/jobs/${back.id}/undo`)).json.code, 'app.not-found')
    await roles('lutz', 'lead')
  })

  test('who is asked to decide and loses the role finds nothing and decides nothing; it waits for the others', async () => {
    const emil = await app.as('emil')
    const omar = await app.as('omar')
    const olga = await app.as('olga')
    const { id } = (await emil.post(reports, { fields: { subject: 'Decide' } })).json
    const vote = (by: Browser) =>
      by.post(`${reports}/${id}/votes`, { transition: 'decide', step: 'look', decision: 'approve' }, ifMatch(1))
    const waiting = async (by: Browser) => (await by.get('/api/inbox')).json.items.map((item: { id: string }) => item.id)
    assert.deepEqual(await waiting(omar), [id])
    await roles('omar', 'employee')
    assert.deepEqual(await waiting(omar), [])
    assert.equal((await vote(omar)).json.code, 'entity.not-found')
    await roles('omar', 'officer')
    assert.equal((await omar.get(`${reports}/${id}`)).status, 200, 'what is given back is there at once')
    await change('omar', { status: 'suspended' })
    assert.equal((await vote(omar)).status, 401)
    await change('omar', { status: 'active' })
    assert.deepEqual(await app.sql('SELECT count(*)::int AS votes FROM box."report$vote"'), [{ votes: 0 }])
    assert.deepEqual(await waiting(olga), [id])
    assert.equal((await vote(olga)).status, 200)
  })

  test('a form that is sent without reading tells its sender nothing of what became of it, nor of what there is', async () => {
    const emil = await app.as('emil')
    const send = (fields: object, asking = {}) => emil.post(reports, { fields: { subject: 'Sent', ...fields } }, asking)
    const once = { headers: { 'idempotency-key': randomUUID() } }
    const sent = await send({ amount: 3 }, once)
    assert.deepEqual([sent.status, Object.keys(sent.json), sent.headers.etag], [201, ['id', 'handedOver'], undefined])
    assert.deepEqual((await send({ amount: 3 }, once)).json, sent.json)
    const { id } = sent.json
    for (const path of ['', `/${id}`, `/${id}/history`, `/${id}/files/proof`, '/aggregate', '/export'])
      assert.equal((await emil.get(`${reports}${path}`)).json.code, 'entity.not-found', path)
    assert.deepEqual([(await emil.get('/api/inbox')).json.items, (await emil.get('/api/notifications')).json.items], [[], []])

    const refusal = async (fields: object) => {
      const { status, json, text } = await send(fields)
      assert.equal(status, 422, text)
      assert.doesNotMatch(text, /canary|doubled|verdict|weight/)
      return json.fields
    }
    // A rule on what they do not see is told without its name.
    assert.deepEqual(await refusal({ amount: 1_000 }), [{ field: '', message: 'That weighs too much.' }])
    const entry = await made(lena, { name: 'There' })
    assert.deepEqual(await refusal({ about: entry }), await refusal({ about: randomUUID() }))
    const upload = async (by: Browser) =>
      (await by.ask('POST', `${reports}/files?field=proof&name=a.txt`, { raw: 'a', headers: { 'content-type': 'text/plain' } }))
        .json.id
    const own = await upload(emil)
    assert.equal((await send({ proof: own })).status, 201)
    assert.deepEqual(await refusal({ proof: own }), await refusal({ proof: randomUUID() }))
    const line = (report: string) => emil.post('/api/apps/box/detail', { fields: { what: 'A line', report } })
    // Of what belongs to what they read nothing of there is no form.
    for (const { status, json } of [await line(id), await line(randomUUID())])
      assert.deepEqual([status, json.code], [404, 'entity.not-found'])
    assert.equal(
      (await emil.post(reports, { fields: { subject: 'Lines' }, lines: { details: [{ fields: { what: 'x' } }] } })).status,
      422,
    )

    await roles('emil', 'clerk')
    const late = [await send({ amount: 3 }, once), await send({})]
    assert.deepEqual(
      late.map(({ json }) => json.code),
      ['entity.not-found', 'entity.not-found'],
    )
    assert.deepEqual(await app.sql(`SELECT count(*)::int AS sent FROM box.report WHERE subject IN ('Sent', 'Lines')`), [
      { sent: 2 },
    ])
    await roles('emil', 'employee')
  })
})

/** A request whose body, or whose answer, is taken piece by piece. */
function opened(app: RunningApp, by: Browser, method: string, path: string, size?: number) {
  const cookie = Object.entries(by.cookies).map(([name, value]) => `${name}=${value}`)
  const request = httpRequest(`${app.origin}${path}`, {
    method,
    headers: {
      cookie: cookie.join('; '),
      ...(size !== undefined && {
        origin: app.origin,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/octet-stream',
        'content-length': String(size),
      }),
    },
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => request.on('response', resolve).on('error', reject))
  return { request, answered }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of response) text += part
  return text
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const last = Date.now() + 10_000
  while (!(await holds())) {
    if (Date.now() > last) throw new Error('It did not come to that.')
    await wait(20)
  }
}
