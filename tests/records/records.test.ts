/** The records API as a client meets it: reading under rules, writing whole or not at all, and refusing in sentences. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import type { Answer, Browser } from '../harness/browser.ts'
import { type Desk, deskFiles, deskOfSuite } from '../harness/desk.ts'

/** A record that nobody decides on: its version does not tell of its lines. Agents do not see lines that are secret. */
const claimFiles = {
  'entities/claim.yaml': `entity: claim
title: reason
fields:
  reason: { type: text, required: true }
access:
  - { role: manager, can: [read, create, update, delete] }
  - { role: agent, can: [read, update] }
`,
  'entities/claim_line.yaml': `entity: claim_line
title: part
parent: claim
fields:
  part: { type: text, required: true, unique: true }
  price: { type: integer }
  secret: { type: boolean }
  claim: { type: relation, to: claim, inverse: lines, required: true }
access:
  - { role: manager, can: [read, create, update, delete, restore] }
  - { role: agent, can: [read, create, update], when: record.secret != true }
`,
}

let desk: Desk
let ana: Browser
let luis: Browser
let mei: Browser
let owen: Browser
const path = '/api/apps/desk/ticket'
const q = (query: Record<string, string>) => `${path}?${new URLSearchParams(query)}`
const subjects = (answer: Answer) => answer.json.items.map((item: { subject: string }) => item.subject)

describe('records', () => {
  const suite = deskOfSuite({ ...deskFiles, ...claimFiles })
  before(async () => {
    desk = suite.desk
    ;[ana, luis, mei, owen] = (await Promise.all(['ana', 'luis', 'mei', 'owen'].map(key => desk.app.as(key)))) as [
      Browser,
      Browser,
      Browser,
      Browser,
    ]
  })

  test('each person lists, counts, finds and sums only what they may see', async () => {
    assert.deepEqual(subjects(await ana.get(path)), ['Printer on fire'])
    assert.equal((await ana.get(q({ count: 'exact' }))).json.count, 1)
    assert.equal((await mei.get(q({ count: 'exact' }))).json.count, 2)
    assert.deepEqual(subjects(await ana.get(q({ search: 'canary' }))), [])
    assert.deepEqual(subjects(await mei.get(q({ search: 'canary' }))), ['Canary of the other team'])
    const groups = (await ana.get(`${path}/aggregate?groupBy=priority`)).json.groups
    assert.deepEqual(groups, [{ key: { priority: 'high' }, values: { count: 1 } }])
  })

  test('a list says of each of its records what one may do with it, as the record does, and of no other', async () => {
    for (const by of [ana, luis, mei, owen]) {
      const { items, rights } = (await by.get(q({ rights: 'each', fields: 'id' }))).json
      assert.equal(rights.length, items.length)
      for (const [index, { id }] of items.entries()) {
        const { can } = (await by.get(`${path}/${id}`)).json
        assert.deepEqual(rights[index], { update: can.update, delete: can.delete })
      }
    }
    const some = (await ana.get(q({ rights: 'each', filter: `record.id in ["${desk.tickets.ours}","${desk.tickets.theirs}"]` })))
      .json
    assert.deepEqual(
      some.rights.map(({ update }: { update: string[] }) => update.includes('subject') && !update.includes('credit')),
      [true],
    )
    assert.equal((await mei.get(q({ rights: 'each', trash: 'only' }))).json.rights, undefined)
    assert.equal((await mei.get(path)).json.rights, undefined)
  })

  test('a hidden record answers as one that does not exist, on every door', async () => {
    const absent = randomUUID()
    const shape = ({ status, json }: Answer) => ({ status, code: json.code, title: json.title })
    for (const ask of [
      (id: string) => ana.get(`${path}/${id}`),
      (id: string) => ana.get(`${path}/${id}/history`),
      (id: string) => ana.patch(`${path}/${id}`, { fields: { subject: 'x' } }, { headers: { 'if-match': '"1"' } }),
      (id: string) => ana.delete(`${path}/${id}`, { headers: { 'if-match': '"1"' } }),
      (id: string) => ana.post(`${path}/${id}/comments`, { text: 'x' }),
      (id: string) => ana.post(`${path}/${id}/restore`, {}, { headers: { 'if-match': '"1"' } }),
    ]) {
      assert.deepEqual(shape(await ask(desk.tickets.theirs)), shape(await ask(absent)))
    }
  })

  test('a field outside the grant is absent, and asking for it reads like asking for one that is not there', async () => {
    assert.ok(!('credit' in (await ana.get(`${path}/${desk.tickets.ours}`)).json.record))
    assert.equal((await mei.get(`${path}/${desk.tickets.ours}`)).json.record.credit, '50.00')
    const [hidden, absent] = [
      await ana.get(q({ filter: 'record.credit > 1.00' })),
      await ana.get(q({ filter: 'record.nothing > 1.00' })),
    ]
    assert.equal(hidden.status, 400)
    assert.deepEqual([hidden.json.code, hidden.json.status], [absent.json.code, absent.json.status])
    // What a checker says of a field tells its kind and its options.
    for (const filter of [
      'record.# == "x"',
      'record.# > 1',
      'record.# + 1 == 2',
      'record.#.x == 1',
      'record.# && 1 == "x"',
      'size(record.#) == 1',
      'record.#.exists(x, x.y == 1)',
      '!record.#',
    ]) {
      const said = async (by: Browser, field: string) => {
        const { requestId: _, ...rest } = (await by.get(q({ filter: filter.replace('#', field) }))).json
        return rest
      }
      const absent = await said(ana, 'nothing')
      assert.deepEqual(await said(ana, 'credit'), absent, filter)
      // Who looks on reads no customers either, nor anything beyond.
      for (const field of ['assignee', 'due', 'tags', 'customer', 'customer.tier', 'customer.arr'])
        assert.deepEqual(await said(owen, field), absent, `${filter} of ${field}`)
    }
    assert.match((await mei.get(q({ filter: 'record.priority == "none"' }))).json.detail, /“priority” is never “none”/)
    assert.equal((await ana.get(q({ orderBy: 'credit' }))).status, 400)
    assert.equal((await ana.get(q({ fields: 'credit' }))).status, 400)
    assert.equal((await ana.get(`${path}/aggregate?groupBy=priority&measures=sum(credit)`)).status, 400)
    const view = (await ana.get('/api/apps/desk')).json.entities.find((entity: { name: string }) => entity.name === 'ticket')
    assert.ok(!view.fields.some((field: { name: string }) => field.name === 'credit'))
    assert.deepEqual(
      Object.keys((await owen.get(path)).json.items[0]).filter(key => ['body', 'assignee', 'customer', 'tags'].includes(key)),
      [],
    )
  })

  test('pages hold every record once while others come and go', async () => {
    for (let i = 0; i < 30; i++)
      assert.equal(
        (await mei.post(path, { fields: { subject: `Page ${String(i % 4)}`, team: desk.apac, priority: 'low' } })).status,
        201,
      )
    const seen: string[] = []
    let token = ''
    for (let page = 0; page < 20; page++) {
      const answer = await luis.get(
        q({ pageSize: '7', orderBy: 'subject desc, created_at', ...(token ? { pageToken: token } : {}) }),
      )
      assert.equal(answer.status, 200, answer.text)
      seen.push(...answer.json.items.map((item: { id: string }) => item.id))
      await mei.post(path, { fields: { subject: 'AAA', team: desk.apac } })
      token = answer.json.nextPageToken ?? ''
      if (!token) break
    }
    assert.equal(new Set(seen).size, seen.length, 'none twice')
    assert.ok(seen.length >= 31)
    for (const [subject, priority] of [
      ['Page one', 'high'],
      ['Page two', 'medium'],
    ])
      assert.equal((await mei.post(path, { fields: { subject, team: desk.apac, priority } })).status, 201)
    for (const orderBy of ['priority', 'priority desc']) {
      const met: string[] = []
      for (let more: string | undefined = ''; more !== undefined; ) {
        const { json } = await luis.get(q({ pageSize: '7', orderBy, ...(more && { pageToken: more }) }))
        met.push(...json.items.map((item: { priority: string }) => item.priority))
        more = json.nextPageToken
      }
      const inOrder = orderBy.endsWith('desc') ? ['high', 'medium', 'low'] : ['low', 'medium', 'high']
      assert.deepEqual([...new Set(met)], inOrder, 'choices by their place among the options, not by their letters')
      assert.deepEqual(
        met,
        [...met].sort((one, other) => inOrder.indexOf(one) - inOrder.indexOf(other)),
      )
    }
    const next = (await luis.get(q({ pageSize: '7', orderBy: 'subject' }))).json.nextPageToken
    assert.equal((await luis.get(q({ pageSize: '7', orderBy: 'priority', pageToken: next }))).status, 400, 'of another question')
    assert.equal((await mei.get(q({ pageSize: '7', orderBy: 'subject', pageToken: next }))).status, 400, 'of another person')
    assert.equal(
      (await luis.get(q({ pageToken: `${next.slice(0, -3)}AAA`, pageSize: '7', orderBy: 'subject' }))).status,
      400,
      'altered',
    )
  })

  test('a record is made with its defaults and number, changed by who may, and every change says what it was', async () => {
    const made = await ana.post(path, {
      fields: { subject: '  Screen flickers ', team: desk.emea, assignee: desk.app.person('ana') },
    })
    assert.equal(made.status, 201, made.text)
    const { id, version, number, priority } = made.json.record
    assert.match(number, /^T-\d+$/)
    assert.equal(priority, 'medium')
    const changed = await ana.patch(
      `${path}/${id}`,
      { fields: { priority: 'high', tags: ['bug', 'vip'] } },
      { headers: { 'if-match': `"${version}"` } },
    )
    assert.equal(changed.status, 200, changed.text)
    assert.deepEqual(changed.json.record.tags, ['bug', 'vip'])
    const stale = await ana.patch(`${path}/${id}`, { fields: { priority: 'low' } }, { headers: { 'if-match': `"${version}"` } })
    assert.equal(stale.status, 412)
    assert.equal((await ana.patch(`${path}/${id}`, { fields: { priority: 'low' } })).status, 428)
    const history = (await ana.get(`${path}/${id}/history`)).json.items
    assert.deepEqual(
      history[0].changes.find((change: { field: string }) => change.field === 'priority'),
      { field: 'priority', before: 'medium', after: 'high' },
    )
    const now = (await ana.get(`${path}/${id}`)).json.record.version
    const cleared = await ana.patch(`${path}/${id}`, { fields: { tags: null } }, { headers: { 'if-match': `"${now}"` } })
    assert.equal(cleared.status, 200, cleared.text)
    assert.equal(cleared.json.record.tags, null)
  })

  test('a change that changes nothing is accepted and leaves no trace; who may not see the record learns nothing by it', async () => {
    const url = `${path}/${desk.tickets.ours}`
    const before = (await ana.get(url)).json
    const rows = () => desk.app.sql('SELECT count(*) FROM bailiwick.audit WHERE record = $1', [desk.tickets.ours])
    const audited = await rows()
    const tag = { headers: { 'if-match': `"${before.record.version}"` } }
    const answer = await ana.patch(url, { fields: { subject: before.record.subject, tags: null } }, tag)
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.json.record, before.record, 'version and time are what they were')
    assert.deepEqual(await rows(), audited)
    assert.equal((await luis.patch(url, { fields: { subject: before.record.subject } }, tag)).status, 404)
  })

  test('a record in the trash is not moved there again', async () => {
    const made = (await mei.post(path, { fields: { subject: 'Twice', team: desk.emea } })).json.record
    const url = `${path}/${made.id}`
    assert.equal((await mei.delete(url, { headers: { 'if-match': '"1"' } })).status, 204)
    const kept = await desk.app.sql('SELECT deleted_at, deleted_by, version FROM desk.ticket WHERE id = $1', [made.id])
    const again = await mei.delete(url, { headers: { 'if-match': '"2"' } })
    assert.equal(again.status, 409)
    assert.equal(again.json.code, 'record.in-trash')
    assert.deepEqual(await desk.app.sql('SELECT deleted_at, deleted_by, version FROM desk.ticket WHERE id = $1', [made.id]), kept)
  })

  test('what is wrong is said field by field, and nothing is written', async () => {
    const count = async () => (await desk.app.sql('SELECT FROM desk.ticket')).length
    const before = await count()
    const bad = await mei.post(path, {
      fields: { subject: '', priority: 'urgent', team: 'nowhere', due: '2026-02-30', credit: 'much', tags: ['x'] },
    })
    assert.equal(bad.status, 422, bad.text)
    assert.deepEqual(
      bad.json.fields.map((each: { field: string }) => each.field).sort(),
      ['credit', 'due', 'priority', 'subject', 'tags', 'team'].filter(name =>
        bad.json.fields.some((each: { field: string }) => each.field === name),
      ),
    )
    for (const { message } of bad.json.fields) assert.match(message, /^[a-z].{5,}/, message)
    const negative = await mei.post(path, { fields: { subject: 'x', team: desk.emea, credit: '-1.00' } })
    assert.equal(negative.status, 422)
    assert.match(negative.text, /A credit is not negative/)
    assert.equal(
      (await ana.post(path, { fields: { subject: 'x', team: desk.emea, credit: '1.00' } })).status >= 400,
      true,
      'a field without a grant',
    )
    assert.equal(
      (await ana.post(path, { fields: { subject: 'x', team: desk.apac } })).status >= 400,
      true,
      'a row outside the rule',
    )
    assert.equal(await count(), before)
  })

  test('a hand-over out of one’s own sight is done and said', async () => {
    const made = await ana.post(path, { fields: { subject: 'Hand over', team: desk.emea, assignee: desk.app.person('ana') } })
    const { id, version } = made.json.record
    const moved = await ana.patch(
      `${path}/${id}`,
      { fields: { team: desk.apac, assignee: desk.app.person('luis') } },
      { headers: { 'if-match': `"${version}"` } },
    )
    assert.equal(moved.status, 200, moved.text)
    assert.equal(moved.json.handedOver, true)
    assert.equal((await ana.get(`${path}/${id}`)).status, 404)
    assert.equal((await luis.get(`${path}/${id}`)).json.record.subject, 'Hand over')
  })

  test('of teams, those are offered that can be saved there, and to whoever writes no such field none is', async () => {
    const offered = async (key: string, query: string) =>
      (await (await desk.app.as(key)).get(`/api/apps/desk/usable-teams?${query}`)).json.items?.map(
        (team: { id: string }) => team.id,
      )
    for (const key of ['ana', 'luis', 'mei']) {
      const browser = await desk.app.as(key)
      const saved: string[] = []
      for (const team of [desk.apac, desk.emea]) {
        const { status } = await browser.post('/api/apps/desk/ticket', { fields: { subject: 'Whose?', team } })
        if (status === 201) saved.push(team)
      }
      assert.deepEqual((await offered(key, 'entity=ticket&field=team&writing=create')).sort(), saved.sort(), key)
    }
    assert.equal((await offered('ana', 'entity=ticket&field=team&writing=update')).length, 2, 'it may be handed over')
    for (const query of ['entity=ticket&field=team&writing=create', 'entity=ticket&field=subject&writing=create'])
      assert.deepEqual(await offered('owen', query), [], query)
    assert.equal(await offered('owen', 'entity=refund&field=team&writing=create'), undefined)
  })

  test('an idempotency key makes one record of many attempts, and is the person’s own', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const body = { fields: { subject: 'Once', team: desk.emea } }
    const answers = await Promise.all([1, 2, 3, 4].map(() => ana.post(path, body, { headers })))
    assert.ok(
      answers.every(answer => answer.status === 201 || answer.status === 409),
      answers.map(answer => answer.text).join('\n'),
    )
    const again = await ana.post(path, body, { headers })
    assert.equal(again.status, 201)
    assert.equal((await desk.app.sql(`SELECT FROM desk.ticket WHERE subject = 'Once'`)).length, 1)
    assert.equal((await ana.post(path, { fields: { subject: 'Other', team: desk.emea } }, { headers })).status, 422)
    assert.equal((await mei.post(path, body, { headers })).status, 201, 'another person’s key is another key')
    assert.equal((await desk.app.sql(`SELECT FROM desk.ticket WHERE subject = 'Once'`)).length, 2)
    // What was answered to one act is no answer to another of the same record, version and body.
    const { id, version } = again.json.record
    const once = { headers: { 'idempotency-key': randomUUID(), 'if-match': `"${version}"` } }
    assert.equal((await mei.patch(`${path}/${id}`, {}, once)).json.code, 'record.nothing-to-change')
    assert.equal((await mei.post(`${path}/${id}/restore`, {}, once)).json.code, 'idempotency.other-body')
  })

  test('the trash keeps what was deleted, for who may look into it', async () => {
    const made = (await mei.post(path, { fields: { subject: 'Mistake', team: desk.emea } })).json.record
    assert.equal((await ana.delete(`${path}/${made.id}`, { headers: { 'if-match': `"${made.version}"` } })).status, 403)
    assert.equal((await mei.delete(`${path}/${made.id}`, { headers: { 'if-match': `"${made.version}"` } })).status, 204)
    assert.equal((await ana.get(`${path}/${made.id}`)).status, 404)
    assert.ok((await mei.get(`${path}/${made.id}`)).json.record.deleted_at, 'who may restore it sees it, marked')
    assert.ok(!subjects(await mei.get(path)).includes('Mistake'))
    const [row] = await desk.app.sql<{ version: number }>('SELECT version FROM desk.ticket WHERE id = $1', [made.id])
    const back = await mei.post(`${path}/${made.id}/restore`, {}, { headers: { 'if-match': `"${row!.version}"` } })
    assert.equal(back.status, 200, back.text)
    assert.equal((await ana.get(`${path}/${made.id}`)).json.record.subject, 'Mistake')
  })

  test('hostile filters, orders and texts are a 4xx or plain data, never a 5xx', async () => {
    const texts = [
      `'; DROP TABLE desk.ticket; --`,
      '\u202Eevil',
      '𝒳'.repeat(50),
      '{"$ne":1}',
      '__proto__',
      '<img src=x onerror=alert(1)>',
      '${7*7}',
      '%00',
      '\\',
      '$1',
    ]
    for (const text of texts) {
      for (const query of [
        { search: text },
        { filter: `record.subject == ${JSON.stringify(text)}` },
        { filter: text },
        { orderBy: text },
        { fields: text },
        { pageToken: text },
      ]) {
        const answer = await ana.get(q(query as unknown as Record<string, string>))
        assert.ok(answer.status < 500, `${JSON.stringify(query)}: ${answer.status} ${answer.text}`)
      }
      const made = await ana.post(path, { fields: { subject: text, team: desk.emea } })
      assert.ok(made.status < 500, made.text)
      if (made.status === 201) assert.equal(made.json.record.subject, text)
    }
    for (const filter of ['('.repeat(500), `record.subject == "${'x'.repeat(20_000)}"`, '[1,2].map(x, x)', 'record'])
      assert.match(String((await ana.get(q({ filter }))).status), /^4/, filter.slice(0, 40))
    // PostgreSQL's engine takes such a pattern in linear time.
    await ana.post(path, { fields: { subject: `${'a'.repeat(190)}!`, team: desk.emea } })
    assert.equal((await ana.get(q({ filter: 'record.subject.matches("(a+)+$")' }))).status, 200)
    for (const query of [
      'pageSize=0',
      'pageSize=-1',
      'pageSize=100000',
      'pageSize=x',
      'count=yes',
      'search=',
      'unknown=1',
      'filter=1&filter=2',
    ]) {
      const answer = await ana.get(`${path}?${query}`)
      assert.ok(answer.status < 500, query)
    }
    for (const fields of [
      null,
      [],
      'x',
      { subject: { a: 1 } },
      { subject: ['x'] },
      { tags: 'bug' },
      { team: { id: 1 } },
      { constructor: 1 },
      { __proto__x: 1 },
    ]) {
      const answer = await ana.post(path, { fields })
      assert.ok(answer.status >= 400 && answer.status < 500, JSON.stringify(fields))
    }
  })

  test('a filter that is too long, or has a number too large to be one, is refused as a filter by whatever asks with it', async () => {
    const long = Array.from({ length: 200 }, (_, index) => `record.subject == "word ${index}"`).join(' || ')
    for (const [filter, code, detail] of [
      [long, 'query.too-long', 'A filter has at most 4,000 characters.'],
      ['record.version > 99999999999999999999', 'query.invalid-filter', /whole number written here is at most/],
    ] as const) {
      const asked = new URLSearchParams({ filter })
      for (const answer of [
        await ana.get(`${path}?${asked}`),
        await ana.get(`${path}/aggregate?${asked}`),
        await ana.post('/api/apps/desk/aggregate-many', { questions: [{ entity: 'ticket', filter }] }),
      ]) {
        const said = answer.json ?? JSON.parse(answer.text.split('\n')[0]!).problem
        assert.equal(said.code, code, answer.text)
        if (typeof detail === 'string') assert.equal(said.detail, detail)
        else assert.match(said.detail, detail)
      }
    }
  })

  test('nobody who is not signed in, and nobody without a role, learns that the app is there', async () => {
    assert.equal((await desk.app.stranger().get(path)).status, 401)
    assert.equal((await ana.get('/api/apps/nowhere/ticket')).json.code, 'app.not-found')
    assert.equal((await ana.get('/api/apps/desk/nothing')).json.code, 'entity.not-found')
  })

  test('the audit has a row for each change and each refusal, with who, in which request, before and after', async () => {
    const made = await ana.post(path, { fields: { subject: 'Audited', team: desk.emea, assignee: desk.app.person('ana') } })
    const { id } = made.json.record
    await ana.patch(`${path}/${id}`, { fields: { priority: 'high' } }, { headers: { 'if-match': '"1"' } })
    const denied = await ana.delete(`${path}/${id}`, { headers: { 'if-match': '"2"' } })
    assert.equal(denied.status, 403)
    const rows = await desk.app.sql<{
      kind: string
      person: string
      request: string
      before: { priority?: string }
      after: { priority?: string }
    }>('SELECT kind, person, request, before, after FROM bailiwick.audit WHERE record = $1 ORDER BY seq', [id])
    assert.deepEqual(
      rows.map(row => row.kind),
      ['create', 'update', 'access.denied'],
    )
    assert.ok(rows.every(row => row.person === desk.app.person('ana') && row.request))
    assert.equal(rows[1]!.before.priority, 'medium')
    assert.equal(rows[1]!.after.priority, 'high')
    assert.equal((await ana.get('/api/audit')).status, 403)
    assert.equal((await mei.get(`/api/audit?app=desk&record=${id}`)).json.items.length, 3)
  })

  describe('lines saved with their record', () => {
    interface Line {
      readonly id: string
      readonly version: number
      readonly part: string
      readonly price: number | null
    }
    let mia: Browser
    let at: string
    let begun: Line[]
    let tag: { headers: { 'if-match': string } }
    const save = (who: Browser, lines: object[]) => who.patch(at, { lines: { lines } }, tag)
    const parts = async () => ((await mei.get(at)).json.lines.lines as Line[]).map(({ part, price }) => `${part} ${price}`).sort()
    const change = ({ id, version }: Line, fields: object) => ({ id, version, fields })
    const made = (what: string) => `${what} ${randomUUID().slice(0, 8)}`
    const claimed = async (lines: object[]) => {
      const answer = await mei.post('/api/apps/desk/claim', {
        fields: { reason: 'Broken' },
        lines: { lines: lines.map(fields => ({ fields })) },
      })
      assert.equal(answer.status, 201, answer.text)
      at = `/api/apps/desk/claim/${answer.json.record.id}`
      tag = { headers: { 'if-match': `"${answer.json.record.version}"` } }
      begun = answer.json.lines.lines
    }
    before(async () => {
      mia = await desk.app.as('mia')
    })

    test('of two people who began alike, neither takes out what the other added, and one who writes over the other’s line is refused', async () => {
      const [hinge, bolt, nut] = [made('Hinge'), made('Bolt'), made('Nut')] as const
      await claimed([{ part: hinge, price: 1 }])
      const added = await save(mia, [{ fields: { part: bolt, price: 2 } }])
      assert.equal(added.status, 200, added.text)
      assert.equal(added.headers.etag, tag.headers['if-match'], 'the record’s own version does not tell')
      const second = await save(mei, [change(begun[0]!, { price: 9 }), { fields: { part: nut, price: 3 } }])
      assert.equal(second.status, 200, second.text)
      assert.deepEqual(await parts(), [`${hinge} 9`, `${bolt} 2`, `${nut} 3`].sort(), 'all of it stands')
      for (const lines of [
        [change(begun[0]!, { price: 5 }), { fields: { part: made('Never'), price: 1 } }],
        [{ id: begun[0]!.id, version: 1, deleted: true }],
      ]) {
        const late = await save(mia, lines)
        assert.deepEqual(
          [late.status, late.json.code, late.json.fields],
          [412, 'record.stale', [{ field: 'lines[0]', message: 'was changed by somebody else since you saw it' }]],
        )
      }
      assert.deepEqual(await parts(), [`${hinge} 9`, `${bolt} 2`, `${nut} 3`].sort(), 'nothing of what was refused was done')
    })

    test('of saves at the same moment each line that was added stays, and one of two that change a line is told', async () => {
      await claimed([{ part: made('First'), price: 0 }])
      for (let round = 1; round <= 6; round += 1) {
        const line = ((await mei.get(at)).json.lines.lines as Line[]).find(({ id }) => id === begun[0]!.id)!
        const answers = await Promise.all(
          [mei, mia, mei, mia].map((who, index) =>
            save(who, [
              { fields: { part: made('Added'), price: round } },
              ...(index < 2 ? [change(line, { price: 100 * round + index })] : []),
            ]),
          ),
        )
        assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 412], answers.map(({ text }) => text).join())
        const now = (await mei.get(at)).json.lines.lines as Line[]
        assert.equal(now.length, 1 + 3 * round)
        for (const { json } of answers.filter(({ status }) => status === 200))
          assert.ok(now.some(({ id }) => id === json.addedLines.lines[0]))
      }
    })

    test('saves that name the same lines in another order wait for each other, and not in a circle', async () => {
      await claimed(Array.from({ length: 30 }, () => ({ part: made('Many'), price: 0 })))
      for (let round = 1; round <= 4; round += 1) {
        const lines = ((await mei.get(at)).json.lines.lines as Line[]).map(line => change(line, { price: round }))
        const answers = await Promise.all([save(mei, lines), save(mia, lines.toReversed())])
        assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412], answers.map(({ text }) => text).join())
      }
    })

    test('lines that somebody does not see stay through their save, and are named to them like lines that are not there', async () => {
      const [open, secret] = [made('Open'), made('Secret')] as const
      await claimed([
        { part: open, price: 1 },
        { part: secret, price: 2, secret: true },
      ])
      const seen = (await ana.get(at)).json.lines.lines as Line[]
      assert.deepEqual(
        seen.map(({ part }) => part),
        [open],
      )
      assert.equal((await save(ana, [change(seen[0]!, { price: 4 })])).status, 200)
      assert.deepEqual(await parts(), [`${open} 4`, `${secret} 2`].sort())
      const hidden = begun.find(({ part }) => part === secret)!
      for (const [id, asked] of [hidden.id, randomUUID()].flatMap(id => [
        [id, { fields: { price: 7 } }] as const,
        [id, { deleted: true }] as const,
        [id, { deleted: false }] as const,
      ])) {
        const refused = await save(ana, [{ id, version: 1, ...asked }])
        assert.deepEqual(
          [refused.status, refused.json.fields],
          [422, [{ field: 'lines[0].id', message: 'is not a line of this record' }]],
        )
      }
      const denied = await save(ana, [{ id: seen[0]!.id, version: 2, deleted: true }])
      assert.equal(denied.status, 403, denied.text)
      assert.deepEqual(await parts(), [`${open} 4`, `${secret} 2`].sort())
    })

    test('the activity of a record tells what was done to its lines, one entry for each save, without lines and fields that its reader does not see', async () => {
      const [open, secret, late] = [made('Open'), made('Secret'), made('Late')] as const
      await claimed([
        { part: open, price: 1 },
        { part: secret, price: 2, secret: true },
      ])
      const line = (part: string) => begun.find(each => each.part === part)!
      const saves = [
        [{ id: line(open).id, version: 1, fields: { price: 60 } }, { fields: { part: late, price: 3 } }],
        [change(line(secret), { price: 777 })],
        [{ id: line(open).id, version: 2, deleted: true }],
      ]
      for (const lines of saves) assert.equal((await save(mei, lines)).status, 200)
      const named = await mei.patch(
        at,
        { fields: { reason: 'Bent' }, lines: { lines: [change(line(secret), { price: 3 }), { id: line(secret).id }] } },
        tag,
      )
      assert.equal(named.status, 422, 'a save that is refused')
      type Told = {
        kind: string
        changes: object[]
        lines?: { kind: string; line: { title: string }; changes: { field: string; before: unknown; after: unknown }[] }[]
      }
      const told = async (who: Browser, more = '') => {
        const answer = await who.get(`${at}/history${more}`)
        assert.equal(answer.status, 200, answer.text)
        return (answer.json.items as Told[]).map(({ kind, changes, lines = [] }) => [
          `${kind} ${changes.length}`,
          ...lines.map(each =>
            [each.kind, each.line.title, ...each.changes.map(({ field, before, after }) => `${field} ${before} > ${after}`)].join(
              ' ',
            ),
          ),
        ])
      }
      const taken = ['update 0', `delete ${open}`]
      const changed = ['update 0', `update ${open} price 1 > 60`, `create ${late} part null > ${late} price null > 3`]
      const first = (...more: string[]) => ['create 1', `create ${open} part null > ${open} price null > 1`, ...more]
      const whole = [
        taken,
        ['update 0', `update ${secret} price 2 > 777`],
        changed,
        first(`create ${secret} part null > ${secret} price null > 2 secret null > true`),
      ]
      assert.deepEqual(await told(mei), whole)
      assert.deepEqual(await told(mei, '?part=changes'), whole)
      assert.deepEqual(await told(mei, '?part=comments'), [])
      assert.deepEqual(await told(ana), [taken, changed, first()], 'nothing of what is secret, not even that there was a save')
      const entries = (await mei.get(`${at}/history`)).json.items as { id: string }[]
      assert.deepEqual(await told(mei, `?pageToken=${entries[1]!.id}`), whole.slice(2), 'a page goes on where the last one ended')
      const renamed = await mei.patch(
        at,
        { fields: { reason: 'Bent' }, lines: { lines: [change({ ...line(secret), version: 2 }, { price: 5 })] } },
        tag,
      )
      assert.equal(renamed.status, 200, renamed.text)
      assert.deepEqual((await told(mei))[0], ['update 1', `update ${secret} price 777 > 5`], 'one save, one entry')
      assert.deepEqual((await told(ana))[0], ['update 1'])
      await desk.app.asRuntime('owen', async run => {
        const rows = await run(`SELECT * FROM desk."claim_line$line_history"($1, 9223372036854775807, 50)`, [
          at.split('/').at(-1),
        ])
        assert.deepEqual(rows, [], 'who does not see the record is told nothing of its lines')
      })
      for (const token of ['9223372036854775808', '9999999999999999999'])
        assert.equal((await mei.get(`${at}/history?pageToken=${token}`)).status, 400)
    })

    test('a page of the activity of a record with thousands of changes to it and its lines comes at once', async () => {
      await claimed([{ part: made('Open'), price: 1 }])
      // As if each had been a save of the record and its line.
      await desk.app.superuser(client =>
        client.query(
          `INSERT INTO bailiwick.audit (xid, at, kind, person, app, entity, record, before, after, detail)
           SELECT (9000000000 + n)::text::xid8, now() + n * interval '1 second', 'update', $1, 'desk', e.entity, e.record, e.was, e.now, '{}'
           FROM generate_series(1, 5000) n, (VALUES ('claim', $2::uuid, '{"reason": "A"}'::jsonb, '{"reason": "B"}'::jsonb), ('claim_line', $3, '{"price": 100}', '{"price": 200}')) e (entity, record, was, now)`,
          [desk.app.person('mei'), at.split('/').at(-1), begun[0]!.id],
        ),
      )
      const began = performance.now()
      const page = await mei.get(`${at}/history`)
      assert.equal(page.status, 200, page.text)
      assert.deepEqual([page.json.items.length, page.json.items[0].lines.length], [50, 1])
      assert.ok(performance.now() - began < 5000, `${performance.now() - began} ms`)
    })

    test('a line goes to the trash before another takes its place, comes back while nobody changed it, and what is not clear is refused', async () => {
      const [washer, ring] = [made('Washer'), made('Ring')] as const
      await claimed([{ part: washer, price: 1 }, { part: ring }])
      const [first, other] = begun as [Line, Line]
      const swapped = await save(mei, [
        { fields: { part: washer, price: 2 } },
        { id: first.id, version: first.version, deleted: true },
      ])
      assert.equal(swapped.status, 200, swapped.text)
      const [added] = swapped.json.addedLines.lines
      const back = await save(mei, [
        { id: added, version: 1, deleted: true },
        { id: first.id, version: first.version + 1, deleted: false },
      ])
      assert.equal(back.status, 200, back.text)
      assert.deepEqual(await parts(), [`${washer} 1`, `${ring} null`].sort())
      const again = await save(mia, [{ id: added, version: 1, deleted: false }])
      assert.equal(again.json.code, 'record.stale', 'it is another version since it went')
      for (const [lines, field] of [
        [[{ id: other.id, fields: { price: 1 } }], 'lines[0].version'],
        [[{ id: other.id, deleted: true }], 'lines[0].version'],
        [[{ id: other.id, version: 1, deleted: true, fields: { price: 1 } }], 'lines[0].deleted'],
        [[{ deleted: false, fields: { part: 'x' } }], 'lines[0].deleted'],
        [[{ version: 1, fields: { part: 'x' } }], 'lines[0].id'],
        [[change(other, { price: 1 }), { id: other.id, version: 1, deleted: true }], 'lines[1].id'],
      ] as const) {
        const refused = await save(mei, [...lines])
        assert.deepEqual([refused.status, refused.json.fields?.[0].field], [422, field], refused.text)
      }
      assert.equal((await save(mei, [{ id: other.id, fields: {} }])).status, 200, 'one that is named only is left as it is')
      assert.deepEqual(await parts(), [`${washer} 1`, `${ring} null`].sort())
    })
  })

  test('the longest amounts arrive digit by digit, in the record, its history and the audit', async () => {
    const [first, second] = ['9999999999999999.99', '9999999999999999.98']
    const made = await mei.post(path, { fields: { subject: 'Worth much', team: desk.emea, credit: first } })
    const { id, credit } = made.json.record
    assert.equal(credit, first)
    await mei.patch(`${path}/${id}`, { fields: { credit: second } }, { headers: { 'if-match': '"1"' } })
    const history = (await mei.get(`${path}/${id}/history`)).json.items
    assert.deepEqual(history[0].changes, [{ field: 'credit', before: first, after: second }])
    const created = history[1].changes.find((change: { field: string }) => change.field === 'credit')
    assert.deepEqual(created, { field: 'credit', before: null, after: first })
    const [changed, creation] = (await mei.get(`/api/audit?app=desk&record=${id}`)).json.items
    // As the column keeps it, in cents; a number of JSON would not survive the way to a browser.
    assert.deepEqual([changed.before, changed.after], [{ credit: '999999999999999999' }, { credit: '999999999999999998' }])
    assert.equal(creation.after.credit, '999999999999999999')
  })
})
