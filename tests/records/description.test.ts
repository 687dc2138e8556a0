/** The description of the API: accepted by a public validator, enough for a client that is generated from it, and true of every answer that client gets. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import axios from 'axios'
import { type Document, OpenAPIClientAxios } from 'openapi-client-axios'
import type { Browser } from '../harness/browser.ts'
import { type Desk, deskFiles, runDesk } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'entities/ticket.yaml': deskFiles['entities/ticket.yaml']!.replace('number:', 'comments: true\nnumber:')
    .replace('  due: { type: date }', '  due: { type: date }\n  photo: { type: file }')
    .replace('delete, restore, export', 'delete, restore, comment, export'),
  'entities/refund_line.yaml': `entity: refund_line
title: what
parent: refund
fields:
  what: { type: text, required: true }
  refund: { type: relation, to: refund, inverse: lines, required: true }
access:
  - { role: manager, can: [read, create, update, delete, restore] }
`,
  // A box for suggestions: whoever looks on puts something in, and reads nothing of it.
  'entities/suggestion.yaml': `entity: suggestion
title: idea
number: { prefix: S- }
fields:
  idea: { type: text, required: true }
  team: { type: team }
  proof: { type: file }
  verdict: { type: text }
access:
  - { role: manager, can: [read, create, update] }
  - { role: viewer, can: [create], when: record.idea != "spam", fields: [idea, team, proof] }
`,
  // Nothing in it is written.
  'entities/tally.yaml': `entity: tally
title: name
fields:
  name: { type: formula, result: text, is: '"two"' }
access:
  - { role: manager, can: [read, create] }
  - { role: viewer, can: [create] }
`,
  // What it is about is read by managers alone: of one it may be left out, the other can be made by nobody else.
  'entities/source.yaml': `entity: source
title: name
fields:
  name: { type: text, required: true }
access:
  - { role: manager, can: [read, create] }
`,
  'entities/tip.yaml': `entity: tip
title: words
fields:
  words: { type: text, required: true }
  source: { type: relation, to: source }
access:
  - { role: manager, can: [read, create] }
  - { role: viewer, can: [create] }
`,
  'entities/quote.yaml': `entity: quote
title: words
fields:
  words: { type: text, required: true }
  source: { type: relation, to: source, required: true }
access:
  - { role: manager, can: [read, create] }
  - { role: viewer, can: [create] }
`,
  // What it is called after is given by whoever reads it, and each ticket has one.
  'entities/praise.yaml': `entity: praise
title: judgement
fields:
  words: { type: text }
  about: { type: relation, to: ticket, unique: true, inverse: praise }
  judgement: { type: text, show: record.words != "none" }
access:
  - { role: manager, can: [read, create, update] }
  - { role: viewer, can: [create], when: record.words != "none", fields: [words, about] }
`,
}

describe('the description of the API', () => {
  let desk: Desk
  const endings: (() => unknown)[] = []
  before(async () => {
    desk = await runDesk({ after: done => void endings.push(done as () => unknown) }, files)
  })

  const describeFor = async (browser: Browser) => (await browser.get('/api/apps/desk/openapi.json')).json

  for (const key of ['mei', 'ana', 'owen'])
    test(`is OpenAPI 3.1 that a validator accepts, for ${key}`, async () => {
      const result = await new Validator().validate(await describeFor(await desk.app.as(key)))
      assert.deepEqual(result.errors ?? [], [])
      assert.ok(result.valid)
    })

  test('names no field and no act that the person does not have', async () => {
    const text = JSON.stringify(await describeFor(await desk.app.as('ana')))
    assert.doesNotMatch(text, /credit|deleteTicket|restoreTicket/)
    const meis = JSON.stringify(await describeFor(await desk.app.as('mei')))
    for (const word of ['credit', 'deleteTicket', 'restoreTicket']) assert.ok(meis.includes(word), word)
    assert.doesNotMatch(
      JSON.stringify(await describeFor(await desk.app.as('owen'))),
      /createTicket|assignee|photo|uploadTicket|fileTicket/,
    )
  })

  test('who creates without reading is offered a form, gets nothing back, and to them there is nothing else', async () => {
    const base = '/api/apps/desk/suggestion'
    const owen = await desk.app.as('owen')
    const view = (await owen.get('/api/apps/desk')).json
    const fieldsOf = (each: { name: string; can: string[]; fields: { name: string }[] }) => [
      each.name,
      each.can,
      each.fields.map(({ name }) => name),
    ]
    assert.deepEqual(view.forms.map(fieldsOf), [
      ['praise', ['create'], ['words', 'about']],
      ['suggestion', ['create'], ['idea', 'team', 'proof']],
      ['tip', ['create'], ['words']],
    ])
    assert.ok(!view.entities.some(({ name }: { name: string }) => name === 'suggestion'), 'no list of them is offered')
    const file = await owen.ask('POST', `${base}/files?field=proof&name=a.txt`, { raw: 'seen by many' })
    assert.equal(file.status, 201, file.text)
    const fields = { idea: 'A kettle', team: desk.emea, proof: file.json.id }
    const once = { headers: { 'idempotency-key': 'one-suggestion' } }
    const sent = await owen.post(base, { fields }, once)
    assert.deepEqual(
      [sent.status, Object.keys(sent.json).sort(), sent.json.handedOver],
      [201, ['handedOver', 'id'], true],
      sent.text,
    )
    assert.doesNotMatch(sent.text, /S-|kettle/, 'neither its number nor what it says')
    assert.deepEqual((await owen.post(base, { fields }, once)).json, sent.json, 'sent again it is there once')
    const teams = await owen.get('/api/apps/desk/usable-teams?entity=suggestion&field=team&writing=create')
    assert.equal(teams.json.items.length, 2)
    assert.deepEqual((await owen.get('/api/apps/desk/creation-rights/suggestion')).json, { allowed: true })

    const { id } = sent.json
    const seen = { headers: { 'if-match': '"1"' } }
    for (const answer of [
      await owen.get(base),
      await owen.get(`${base}/aggregate`),
      await owen.get(`${base}/${id}`),
      await owen.get(`${base}/${id}/history`),
      await owen.get(`${base}/${id}/files/proof`),
      await owen.get('/api/apps/desk/usable-teams?entity=suggestion&field=team&writing=update'),
      await owen.patch(`${base}/${id}`, { fields: { idea: 'Two kettles' } }, seen),
      await owen.delete(`${base}/${id}`, seen),
      await owen.post(`${base}/bulk`, { records: [{ id, version: 1 }], change: { idea: 'x' } }),
      await (await desk.app.as('ana')).post(base, { fields }),
    ])
      assert.deepEqual([answer.status, answer.json.code], [404, 'entity.not-found'], answer.text)
    const hidden = await owen.post(base, { fields: { idea: 'A kettle', verdict: 'yes' } })
    const absent = await owen.post(base, { fields: { idea: 'A kettle', nothing: 'yes' } })
    assert.deepEqual([hidden.status, hidden.json.fields[0].message], [422, absent.json.fields[0].message])
    assert.equal((await owen.post(base, { fields: { idea: 'spam' } })).json.code, 'record.create-refused')
    const empty = await owen.post(base, { fields: {} })
    assert.deepEqual([empty.status, empty.json.fields[0].field], [422, 'idea'])

    const [kept, ...more] = (await (await desk.app.as('mei')).get(base)).json.items
    assert.deepEqual([kept.id, kept.number, kept.idea, kept.proof.title, more.length], [id, 'S-1', 'A kettle', 'a.txt', 0])
    const document = await describeFor(owen)
    assert.deepEqual(Object.keys(document.paths[base]), ['post'])
    assert.doesNotMatch(JSON.stringify(document), /verdict|listSuggestion|getSuggestion/)
  })

  test('a form names nothing that is not in it, offers what may be picked, and what it refuses may be asked for', async () => {
    const owen = await desk.app.as('owen')
    const view = (await owen.get('/api/apps/desk')).json
    const form = view.forms.find(({ name }: { name: string }) => name === 'praise')
    assert.doesNotMatch(JSON.stringify(form), /judgement|takenBy/)
    const about = desk.tickets.ours
    assert.equal((await owen.post('/api/apps/desk/praise', { fields: { about } })).status, 201)
    const byWhatTakesThem = await owen.get(`/api/apps/desk/ticket?filter=${encodeURIComponent('size(record.praise) == 0')}`)
    assert.equal(byWhatTakesThem.json.code, 'query.unknown-field')
    const refused = await owen.post('/api/apps/desk/praise', { fields: { words: 'none' } })
    assert.equal(refused.json.code, 'record.create-refused')
    const ask = (more: object) => owen.post('/api/apps/desk/access-requests', { ...more, reason: 'For the wall' })
    const asked = await ask(refused.json.askable.request)
    assert.deepEqual([asked.status, asked.json.titles.entity], [201, 'Praise'], asked.text)
    const create = { entity: 'praise', action: 'create' }
    assert.equal((await ask({ ...create, field: 'judgement' })).json.code, (await ask({ ...create, field: 'nothing' })).json.code)
    for (const other of [
      { ...create, record: about },
      { ...create, action: 'read' },
    ])
      assert.equal((await ask(other)).json.code, 'entity.not-found')
  })

  test('a form offers no relation of which its sender reads nothing, and none is offered where that is required', async () => {
    const [owen, mei] = [await desk.app.as('owen'), await desk.app.as('mei')]
    const base = '/api/apps/desk'
    const source = (await mei.post(`${base}/source`, { fields: { name: 'A bird' } })).json.record.id
    const words = 'They hide it'
    const refusals = []
    for (const id of [source, '018f0000-0000-7000-8000-000000000000']) {
      const refused = await owen.post(`${base}/tip`, { fields: { words, source: id } })
      refusals.push([refused.status, refused.json.code, refused.json.fields])
    }
    assert.deepEqual(refusals[0], refusals[1], 'whether there is such a source is not told')
    assert.equal(refusals[0]?.[0], 422)
    const absent = await owen.post(`${base}/tip`, { fields: { words, nothing: source } })
    assert.equal(absent.json.fields[0].message, refusals[0]?.[2][0].message)
    assert.equal((await owen.post(`${base}/tip`, { fields: { words } })).status, 201)
    for (const answer of [
      await owen.post(`${base}/quote`, { fields: { words } }),
      await owen.post(`${base}/quote`, { fields: { words, source } }),
    ])
      assert.deepEqual([answer.status, answer.json.code], [404, 'entity.not-found'], answer.text)
    assert.doesNotMatch(JSON.stringify((await owen.get(base)).json), /quote|source/)
    assert.doesNotMatch(JSON.stringify(await describeFor(owen)), /quote|source/i)
    assert.equal((await mei.post(`${base}/quote`, { fields: { words, source } })).status, 201)
    assert.equal((await mei.get(`${base}/quote`)).json.items.length, 1)
    assert.equal((await mei.get(`${base}/tip`)).json.items.length, 1)
  })

  test('nobody is offered to make a record in which nothing is written, and whoever tries is refused in words', async () => {
    const [owen, mei] = [await desk.app.as('owen'), await desk.app.as('mei')]
    const base = '/api/apps/desk'
    for (const [who, status] of [
      [mei, 403],
      [owen, 404],
    ] as const) {
      const answer = await who.post(`${base}/tally`, { fields: {} })
      assert.equal(answer.status, status, answer.text)
      const paths: [string, object][] = Object.entries((await describeFor(who)).paths)
      assert.deepEqual(
        paths.flatMap(([path, acts]) => (path.endsWith('/tally') && 'post' in acts ? [path] : [])),
        [],
      )
    }
    assert.deepEqual((await mei.get(`${base}/tally`)).json.items, [])
  })

  test('makes a client that works, and every answer is what it says', async t => {
    t.after(async () => {
      for (const end of endings) await end()
    })
    const browser = await desk.app.as('mei')
    const document = await describeFor(browser)
    const cookie = Object.entries(browser.cookies).map(([name, value]) => `${name}=${value}`)
    assert.ok(document.components.securitySchemes.session.name in browser.cookies, 'the cookie has the name that is said')
    const api = new OpenAPIClientAxios({
      definition: document as Document,
      axiosConfigDefaults: {
        adapter: 'http',
        proxy: false,
        headers: { cookie: cookie.join('; '), origin: desk.app.origin },
        validateStatus: () => true,
      },
    })
    const client = await api.init()
    assert.ok(axios, 'the client sends with axios')

    const ajv = new Ajv2020({ strict: false, allErrors: true })
    formats.default(ajv)
    ajv.addSchema(document, 'api')
    const called = new Set<string>()
    // biome-ignore lint/suspicious/noExplicitAny: a client made at run time has no types
    const call = async (operation: string, parameters: Record<string, unknown> = {}, body?: unknown): Promise<any> => {
      const found = api.getOperation(operation)
      assert.ok(found, `there is an operation ${operation}`)
      called.add(operation)
      const answer = await client[operation]!(parameters as never, body)
      const described = (found.responses as Record<string, { $ref?: string }>)[answer.status] ? String(answer.status) : 'default'
      const pointer = `api#/paths/${found.path.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${found.method}/responses/${described}`
      const schema =
        described === 'default'
          ? 'api#/components/schemas/Problem'
          : answer.status === 204 || /^(file|export|aggregateMany)/.test(operation)
            ? undefined
            : `${pointer}/content/application~1json/schema`
      if (schema) {
        const validate = ajv.getSchema(schema)
        assert.ok(validate, `the description has ${schema}`)
        assert.ok(validate(answer.data), `${operation}: ${JSON.stringify(validate.errors)} of ${JSON.stringify(answer.data)}`)
      }
      return { status: answer.status, data: answer.data, version: answer.data?.record?.version }
    }

    const made = await call(
      'createTicket',
      {},
      { fields: { subject: 'By a generated client', team: desk.emea, credit: '12.50' } },
    )
    assert.equal(made.status, 201)
    const { id } = made.data.record
    const tag = (version: number) => ({ id, 'If-Match': `"${version}"` })
    const changed = await call('changeTicket', tag(1), { fields: { priority: 'high' } })
    assert.equal(changed.data.record.priority, 'high')
    assert.equal((await call('changeTicket', tag(1), { fields: { priority: 'low' } })).status, 412)
    assert.equal((await call('changeTicket', tag(2), { fields: { credit: '-1.00' } })).status, 422)
    assert.equal((await call('getTicket', { id })).data.record.credit, '12.50')
    assert.equal((await call('getTicket', { id: '00000000-0000-4000-8000-000000000000' })).status, 404)
    const page = await call('listTicket', { filter: 'record.priority == "high"', count: 'exact', pageSize: 1, rights: 'each' })
    assert.equal(page.data.count, 2)
    assert.equal(page.data.rights.length, 1)
    assert.ok(page.data.nextPageToken)
    assert.equal((await call('listTicket', { filter: 'record.nothing' })).status, 400)
    assert.equal((await call('aggregateTicket', { groupBy: 'priority', measures: 'count,sum(credit)' })).data.groups.length, 2)
    const weeks = await call('aggregateTicket', { groupBy: 'week(created_at),team', limit: 1 })
    assert.deepEqual([weeks.data.groups.length, weeks.data.truncated], [1, true])
    const lines = await call('aggregateMany', {}, { questions: [{ entity: 'ticket' }, { entity: 'ticket', filter: 'nothing' }] })
    const isLine = ajv.getSchema('api#/components/schemas/FiguresLine')!
    const told = String(lines.data)
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
      .sort((one, other) => one.index - other.index)
    assert.deepEqual(
      told.map(line => [isLine(line), line.index, 'figures' in line]),
      [
        [true, 0, true],
        [true, 1, false],
      ],
    )
    const half = { groupBy: 'team', measures: 'median(credit),p90(credit)' }
    assert.match((await call('exportFiguresTicket', half)).data, /team,team\.id,median\(credit\),p90\(credit\)/)
    assert.equal((await call('commentTicket', { id }, { text: `Looks good, @[${desk.app.person('mia')}].` })).status, 201)
    assert.equal((await call('historyTicket', { id })).data.items[0].kind, 'comment')
    const file = await call('uploadTicket', { field: 'photo', name: 'a.txt' }, Buffer.from('seen'))
    assert.deepEqual([file.status, file.data.size, file.data.type], [201, 4, 'text/plain'])
    assert.equal((await call('changeTicket', tag(2), { fields: { photo: file.data.id } })).data.record.photo.title, 'a.txt')
    assert.equal((await call('fileTicket', { id, field: 'photo' })).data, 'seen')
    assert.equal((await call('fileTicket', { id, field: 'photo', version: '00000000-0000-4000-8000-000000000000' })).status, 404)
    assert.equal((await call('historyTicket', { id })).data.items[0].changes[0].after.size, 4)
    assert.equal((await call('whyTicket', { id, action: 'update' })).data.allowed, true)
    assert.ok((await call('accessTicket', { id })).data.items.length > 2)
    assert.match((await call('exportTicket', { fields: 'subject', format: 'csv' })).data, /By a generated client/)
    const imported = await call(
      'importTicket',
      {},
      { rows: [{ subject: 'Brought', team: desk.emea }, { subject: '' }], refusals: 'skip' },
    )
    assert.deepEqual([imported.data.done, imported.data.refused], [1, 1])
    const records = [{ id: imported.data.results[0].id, version: 1 }]
    assert.equal((await call('bulkTicket', {}, { records, change: { priority: 'low' } })).data.done, 1)
    const late = await call('bulkTicket', {}, { records, trash: true })
    assert.deepEqual([late.status, late.data.results.length], [422, 1])
    const job = await call('beginJobTicket', {}, { records: { ids: [records[0]!.id] }, change: { priority: 'high' } })
    assert.deepEqual([job.status, job.data.total], [202, 1])
    const ofJob = { job: job.data.id }
    while (!(await call('getJob', ofJob)).data.endedAt) await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal((await call('jobResults', { ...ofJob, outcome: 'done' })).data.items.length, 1)
    assert.equal((await call('undoJob', ofJob)).status, 202)
    assert.equal((await call('cancelJob', ofJob)).data.state, 'done', 'one that has ended stays as it ended')
    assert.equal((await call('listJobs')).data.items.length, 2)
    assert.equal((await call('getJob', { job: id })).status, 404)
    assert.equal((await call('deleteTicket', tag(3))).status, 204)
    assert.equal((await call('listTicket', { trash: 'only' })).data.items.length, 1)
    assert.equal((await call('restoreTicket', tag(4))).status, 200)

    const refund = await call('createRefund', {}, { fields: { reason: 'Late', amount: '20.00' } })
    const refundTag = (version: number) => ({ id: refund.data.record.id, 'If-Match': `"${version}"` })
    const asked = ajv.getSchema(
      'api#/paths/~1api~1apps~1desk~1refund~1%7Bid%7D/patch/requestBody/content/application~1json/schema',
    )!
    const linesOf = async (version: number, lines: object[]) => {
      const body = { lines: { lines } }
      assert.ok(asked(body), JSON.stringify(asked.errors))
      const answer = await call('changeRefund', refundTag(version), body)
      assert.equal(answer.status, 200)
      return answer.data
    }
    const [line] = (await linesOf(1, [{ fields: { what: 'Freight' } }])).addedLines.lines
    const { lines: after } = await linesOf(2, [{ id: line, version: 1, fields: { what: 'Freight, express' } }])
    await linesOf(3, [{ id: line, version: after.lines[0].version, deleted: true }])
    for (const wrong of [{ id: line, fields: {} }, { id: line, version: 1 }, { fields: { other: 'x' } }])
      assert.equal(asked({ lines: { lines: [wrong] } }), false, JSON.stringify(wrong))
    assert.equal((await call('submit_Refund', refundTag(4), {})).status, 200)
    const own = await call('voteRefund', refundTag(5), { transition: 'decide', step: 'manager', decision: 'approve' })
    assert.equal(own.status, 403, 'nobody approves a request of their own')
    assert.equal((await call('getRefund', { id: refund.data.record.id })).data.approval.mayDecide, false)
    assert.ok(called.size >= 12)
  })
})
