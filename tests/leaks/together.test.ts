/** What came with working together, under attack: a hidden record, value or person stays out of news, groups, lists of the topmost and bulk answers, and nothing is a fault. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import type { Browser } from '../harness/browser.ts'
import { type Desk, deskFiles, deskOfSuite } from '../harness/desk.ts'

const grants = 'when: record.team in user.teams, fields: { except: [credit] } }'
const files = {
  ...deskFiles,
  'entities/ticket.yaml': `${deskFiles['entities/ticket.yaml']!.replace('title: subject', 'title: subject\ncomments: true')
    .replace(
      '  credit:',
      '  parent: { type: relation, to: ticket, inverse: below }\n  promised: { type: date, sensitive: true }\n  credit:',
    )
    .replace(
      `{ role: agent, can: [read], ${grants}`,
      `{ role: agent, can: [read], ${grants.replace('credit]', 'credit, promised]')}
  - { role: agent, can: [read], when: record.assignee == user.id, fields: [number, subject, promised] }
  - { role: agent, can: [bulk] }`,
    )}  - { role: manager, can: comment }
  - { role: agent, can: comment, when: record.team in user.teams }
`,
}

describe('what is hidden', () => {
  const suite = deskOfSuite(files)
  const path = '/api/apps/desk/ticket'
  let desk: Desk
  let ana: Browser
  let mei: Browser
  /** Of another team; and of ana's, beneath it. */
  let above: string
  let beneath: string
  before(async () => {
    desk = suite.desk
    ;[ana, mei] = (await Promise.all(['ana', 'mei'].map(key => desk.app.as(key)))) as [Browser, Browser]
    const make = async (fields: object) => {
      const made = await mei.post(path, { fields })
      assert.equal(made.status, 201, made.text)
      return made.json.record.id as string
    }
    above = await make({ subject: 'Canary above', team: desk.apac, promised: '2031-01-01' })
    beneath = await make({ subject: 'Beneath', team: desk.emea, parent: above, promised: '2032-02-02' })
    const mine = { fields: { promised: '2030-03-03' } }
    assert.equal((await mei.patch(`${path}/${desk.tickets.ours}`, mine, { headers: { 'if-match': '"1"' } })).status, 200)
  })
  const group = async (query: Record<string, string>) => {
    const answer = await ana.get(`${path}/aggregate?${new URLSearchParams(query)}`)
    assert.doesNotMatch(answer.text, /Canary|2031|2032/)
    return answer
  }

  test('is in no group, span, least or greatest, where it may be read on other rows', async () => {
    const least = await group({ measures: 'min(promised),max(promised)' })
    assert.deepEqual(least.json.groups[0].values, { 'min(promised)': '2030-03-03', 'max(promised)': '2030-03-03' })
    for (const [groupBy, first] of [
      ['week(promised)', '2030-02-25'],
      ['promised', '2030-03-03'],
    ] as const)
      assert.deepEqual(
        (await group({ groupBy })).json.groups.map((each: { key: object; values: object }) => [each.key, each.values]),
        [
          [{ [groupBy]: first }, { count: 1 }],
          [{ [groupBy]: null }, { count: 1 }],
        ],
      )
    const byParent = await group({ groupBy: 'parent', limit: '1' })
    assert.deepEqual([byParent.json.groups[0].key.parent.title, byParent.json.truncated], [null, true])
    for (const query of [{ groupBy: 'credit' }, { measures: 'max(credit)' }, { groupBy: 'week(credit)' }] as Record<
      string,
      string
    >[])
      assert.equal((await group(query)).json.code, 'query.unknown-field')
  })

  test('is above nothing: what stands beneath it is topmost, in the page and in its count', async () => {
    const answer = await ana.get(`${path}?top=parent&fields=subject,parent&count=exact`)
    assert.deepEqual(
      [answer.json.items.map((each: { subject: string }) => each.subject), answer.json.count],
      [['Beneath', 'Printer on fire'], 2],
    )
    assert.doesNotMatch(answer.text, /Canary/)
    for (const top of ['credit', '__proto__', 'constructor', ''])
      assert.equal((await ana.get(`${path}?top=${top}`)).json.code, 'query.unknown-field', top)
    for (const asked of ['fields=constructor', 'orderBy=constructor', 'fields=toString'])
      assert.equal((await ana.get(`${path}?${asked}`)).json.code, 'query.unknown-field', asked)
  })

  test('is answered in bulk like what is not there', async () => {
    const change = { subject: 'Mine' }
    for (const check of [true, false]) {
      const answer = await ana.post(`${path}/bulk`, {
        records: [above, randomUUID()].map(id => ({ id, version: 1, change })),
        refusals: 'skip',
        check,
      })
      const [hidden, absent] = answer.json.results
      assert.deepEqual([answer.json.done, hidden.problem], [0, absent.problem])
      assert.equal(hidden.problem.code, 'record.not-found')
    }
    const fields = await ana.post(`${path}/bulk`, {
      records: ['credit', 'nothing'].map((field, index) => ({
        id: [beneath, desk.tickets.ours][index],
        version: index + 1,
        change: { [field]: '1.00' },
      })),
      refusals: 'skip',
    })
    assert.deepEqual(
      fields.json.results.map((each: { problem: { fields: { message: string }[] } }) => each.problem.fields[0]!.message),
      ['is not a field you can set', 'is not a field you can set'],
    )
  })

  test('is no news in the trash, nor to who is suspended, nor a second time', async () => {
    const mia = await desk.app.as('mia')
    const id = (key: string) => desk.app.person(key)
    const news = async () => (await ana.get('/api/notifications')).json
    const once = { headers: { 'idempotency-key': randomUUID() } }
    const said = () => mei.post(`${path}/${beneath}/comments`, { text: `Once, @[${id('ana')}]` }, once)
    const [first, again] = [await said(), await said()]
    assert.deepEqual([first.status, again.json.id], [201, first.json.id])
    assert.equal((await news()).items.length, 1)
    await desk.app.sql(`UPDATE bailiwick.person SET status = 'suspended' WHERE id = $1`, [id('mia')])
    assert.equal((await mia.get('/api/notifications')).status, 401)
    const named = await mei.post(`${path}/${desk.tickets.ours}/comments`, { text: `@[${id('mia')}] @[${id('root')}]` })
    assert.deepEqual(
      named.json.untold.map((person: { id: string }) => person.id),
      [id('mia'), id('root')],
    )
    assert.deepEqual((await mei.get(`${path}/${desk.tickets.ours}/mentionable?search=m`)).json.items, [])
    const told = await desk.app.sql('SELECT FROM bailiwick.notification WHERE person = ANY ($1)', [[id('mia'), id('root')]])
    assert.equal(told.length, 0)
    assert.equal((await mei.delete(`${path}/${beneath}`, { headers: { 'if-match': '"1"' } })).status, 204)
    for (const refused of [
      await ana.get(`${path}/${beneath}/following`),
      await ana.get(`${path}/${beneath}/mentionable`),
      await mei.patch(`${path}/${beneath}/following`, { following: true }),
      await mei.post('/api/apps/desk/presence', { entity: 'ticket', id: beneath }, { headers: { 'x-client-id': 't' } }),
    ])
      assert.equal(refused.json.code, 'record.not-found')
    assert.deepEqual(await news(), { items: [], unread: 0 })
  })

  test('too much and too odd is refused at once', async () => {
    const comments = `${path}/${desk.tickets.ours}/comments`
    const naming = (count: number) => ({ text: Array.from({ length: count }, () => `@[${randomUUID()}]`).join('') })
    const began = Date.now()
    for (const [answer, status] of [
      [await mei.post(comments, naming(10_000)), 400],
      [await mei.post(comments, naming(240)), 422],
      [await mei.post(comments, { text: 'a\u0000b' }), 400],
      [await mei.post('/api/notifications/read', { ids: ['x'], read: true }), 400],
      [await mei.get('/api/notifications?pageSize=1000000000'), 400],
      [await mei.post('/api/apps/desk/presence', { entity: 'bailiwick', id: randomUUID() }), 404],
      [await mei.get(`${path}?${new URLSearchParams({ filter: `${'('.repeat(1_900)}true${')'.repeat(1_900)}` })}`), 400],
      [
        await mei.get(`${path}/aggregate?${new URLSearchParams({ groupBy: 'priority', filter: `${'!'.repeat(3_900)}true` })}`),
        400,
      ],
    ] as const)
      assert.equal(answer.status, status, answer.text)
    assert.ok(Date.now() - began < 5_000, 'all of it together')
  })
})
