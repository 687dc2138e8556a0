/** Who looked: opening a record of an entity that says so leaves one row a person and hour, with the answer or not at all, and is told to who reads the audit. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type Desk, deskFiles, runDesk } from '../harness/desk.ts'
import { EventStream } from '../harness/stream.ts'

const files = {
  ...deskFiles,
  'entities/ticket.yaml': deskFiles['entities/ticket.yaml']!.replace(
    'number: { prefix: T- }',
    'number: { prefix: T- }\naudit_reads: true',
  )
    .replace('fields: { except: [credit] } }', 'fields: { except: [credit, body] }, mask: [body] }')
    .concat('  - { role: agent, can: [reveal], when: record.assignee == user.id, fields: [body] }\n'),
}
const base = '/api/apps/desk/ticket'

describe('who looked at a record', () => {
  let desk: Desk
  const endings: (() => unknown)[] = []
  before(async () => {
    desk = await runDesk({ after: done => void endings.push(done as () => unknown) }, files)
  })
  after(async () => {
    for (const end of endings) await end()
  })
  const rows = () =>
    desk.app.sql<{ person: string; on_behalf_of: string | null; record: string; request: string | null; session: string | null }>(
      `SELECT person, on_behalf_of, record, request, session FROM bailiwick.audit WHERE kind = 'read' ORDER BY seq`,
    )
  const readers = async (key: string, id: string) => (await desk.app.as(key)).get(`${base}/${id}/readers`)

  test('opening writes one row a person, record and hour; lists, what is refused and other entities write none', async () => {
    const { ours, theirs } = desk.tickets
    const ana = await desk.app.as('ana')
    assert.deepEqual(await rows(), [])
    assert.equal((await ana.get(base)).status, 200)
    assert.equal((await ana.get(`${base}/${ours}/history`)).status, 200)
    assert.equal((await ana.get(`/api/apps/desk/customer/${desk.customer}`)).status, 200)
    for (const id of [theirs, randomUUID()]) assert.equal((await ana.get(`${base}/${id}`)).status, 404)
    assert.equal((await desk.app.stranger().get(`${base}/${ours}`)).status, 401)
    assert.deepEqual(await rows(), [])
    // A page of another site opens it in the name of whoever visits that page.
    const elsewhere = await ana.get(`${base}/${ours}`, {
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    })
    assert.deepEqual([elsewhere.status, elsewhere.json.code], [403, 'request.foreign-origin'])
    assert.deepEqual(await rows(), [])
    const opened = await Promise.all([1, 2, 3, 4].map(() => ana.get(`${base}/${ours}`)))
    assert.ok(opened.every(answer => answer.status === 200))
    const [row, ...more] = await rows()
    assert.deepEqual(more, [], 'also of four at once there is one')
    assert.deepEqual([row!.person, row!.on_behalf_of, row!.record], [desk.app.person('ana'), null, ours])
    assert.ok(row!.request && row!.session)
    const mei = await desk.app.as('mei')
    assert.equal((await mei.get(`${base}/${ours}`)).status, 200)
    assert.equal((await rows()).length, 2)
    await desk.app.superuser(admin =>
      admin.query(
        `SET session_replication_role = replica; UPDATE bailiwick.audit SET at = at - interval '61 minutes' WHERE kind = 'read'`,
      ),
    )
    assert.equal((await ana.get(`${base}/${ours}`)).status, 200)
    assert.equal((await rows()).length, 3)
  })

  test('what is in the trash is opened by who may bring it back', async () => {
    const mei = await desk.app.as('mei')
    const made = await mei.post(base, { fields: { subject: 'Gone', team: desk.emea } })
    const { id } = made.json.record
    const count = (await rows()).length
    assert.equal((await mei.delete(`${base}/${id}`, { headers: { 'if-match': '"1"' } })).status, 204)
    assert.equal((await mei.get(`${base}/${id}`)).status, 200)
    assert.equal((await (await desk.app.as('ana')).get(`${base}/${id}`)).status, 404)
    assert.equal((await rows()).length, count + 1)
  })

  test('is told to who reads the audit and sees the record, newest first, with reveals; the history is silent of reads', async () => {
    const { ours } = desk.tickets
    const ana = await desk.app.as('ana')
    const revealed = await ana.post(`${base}/${ours}/reveal`, { field: 'body', reason: 'A call' })
    assert.equal(revealed.status, 200, revealed.text)
    const { status, json } = await readers('mei', ours)
    assert.equal(status, 200)
    assert.deepEqual(
      json.items.map((item: { kind: string; person: { title: string } }) => [item.kind, item.person.title]),
      [
        ['reveal', 'Ana'],
        ['read', 'Ana'],
        ['read', 'Mei'],
        ['read', 'Ana'],
      ],
    )
    assert.deepEqual([json.items[0].field, json.items[0].comment], ['body', 'A call'])
    for (const key of ['ana', 'owen']) assert.deepEqual([key, (await readers(key, ours)).json.code], [key, 'readers.refused'])
    assert.equal((await readers('ana', desk.tickets.theirs)).json.code, 'record.not-found')
    assert.equal((await readers('mei', randomUUID())).json.code, 'record.not-found')
    const mei = await desk.app.as('mei')
    assert.equal((await mei.get(`${base}/${ours}/readers?pageToken=x`)).status, 400)
    const history = (await mei.get(`${base}/${ours}/history`)).json
    assert.ok(history.items.every((item: { kind: string }) => item.kind !== 'read'))
    const audit = (await mei.get('/api/audit?app=desk&kind=read')).json
    assert.equal(audit.items[0].summary, 'opened · ticket')
  })

  test('looking as somebody else leaves a row of both', async () => {
    const { app, tickets } = desk
    const mei = await app.as('mei')
    assert.equal((await mei.post('/api/session/view-as', { app: 'desk', person: app.person('ana') })).status, 200)
    const count = (await rows()).length
    for (let again = 0; again < 2; again += 1) assert.equal((await mei.get(`${base}/${tickets.ours}`)).status, 200)
    assert.equal((await mei.get(`${base}/${tickets.theirs}`)).status, 404)
    const all = await rows()
    assert.equal(all.length, count + 1)
    const row = all[all.length - 1]!
    assert.deepEqual([row.person, row.on_behalf_of], [app.person('mei'), app.person('ana')])
    await mei.delete('/api/session/view-as')
    assert.equal((await mei.post('/api/session/view-as', { app: 'desk', role: 'viewer' })).status, 200)
    assert.equal((await mei.get(`${base}/${tickets.theirs}`)).status, 200)
    const last = (await rows()).at(-1)!
    assert.deepEqual([last.person, last.on_behalf_of, last.record], [app.person('mei'), null, tickets.theirs])
  })

  test('open screens are told of no read', async () => {
    const mia = await desk.app.as('mia')
    const stream = await EventStream.open(desk.app.origin, mia, '/api/apps/desk/events')
    await stream.until('the stream', each => each.raw.length > 0)
    assert.equal((await (await desk.app.as('luis')).get(`${base}/${desk.tickets.theirs}`)).status, 200)
    const made = await mia.post(base, { fields: { subject: 'A change after it', team: desk.emea } })
    await stream.until('a later change', each => each.of(made.json.record.id).length > 0)
    assert.deepEqual(stream.of(desk.tickets.theirs), [])
    stream.close()
  })

  test('a row is written of nobody else, by whatever SQL', async () => {
    const { ours } = desk.tickets
    await assert.rejects(
      desk.app.asRuntime('ana', run =>
        run(`SELECT bailiwick.note_read($1, NULL, NULL, NULL, 'desk', 'ticket', $2, NULL)`, [desk.app.person('mei'), ours]),
      ),
      /permission denied/,
    )
    const count = (await rows()).length
    await desk.app.asRuntime('ana', run => run(`SELECT bailiwick.open_record('desk', 'ticket', $1)`, [desk.tickets.theirs]))
    assert.equal((await rows()).length, count)
  })
})
