/** Who is told what of the records they follow or are named on: never more than they may read at that moment (LEAK-3), and never anybody else. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import type { NotificationView } from '@bailiwick/definition/wire/index.ts'
import type { Browser } from '../harness/browser.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'entities/ticket.yaml': `${deskFiles['entities/ticket.yaml']!.replace('title: subject', 'title: subject\ncomments: true')}  - { role: manager, can: comment }
  - { role: agent, can: comment, when: record.team in user.teams }
`,
  'entities/refund.yaml': `${deskFiles['entities/refund.yaml']!.replace('title: reason', 'title: reason\nnumber: { prefix: REF- }\ncomments: true')}  - { role: manager, can: comment }
  - { role: agent, can: comment, when: record.created_by == user.id }
`,
}

describe('notifications', () => {
  const suite = deskOfSuite(files)
  const ticket = '/api/apps/desk/ticket'
  const refund = '/api/apps/desk/refund'
  let ana: Browser
  let luis: Browser
  let mei: Browser
  let mia: Browser
  let owen: Browser
  before(async () => {
    ;[ana, luis, mei, mia, owen] = (await Promise.all(
      ['ana', 'luis', 'mei', 'mia', 'owen'].map(key => suite.desk.app.as(key)),
    )) as [Browser, Browser, Browser, Browser, Browser]
  })
  const id = (key: string) => suite.desk.app.person(key)
  const make = async (team = suite.desk.emea, subject = 'Lamp is out') => {
    const made = await mei.post(ticket, { fields: { subject, team } })
    assert.equal(made.status, 201, made.text)
    return made.json.record.id as string
  }
  const comment = (by: Browser, record: string, text: string, path = ticket) => by.post(`${path}/${record}/comments`, { text })
  const news = async (of: Browser, record?: string) =>
    ((await of.get('/api/notifications')).json.items as NotificationView[]).filter(
      each => record === undefined || each.record.id === record,
    )
  const unread = async (of: Browser) => (await of.get('/api/notifications?pageSize=0')).json.unread as number
  const rows = (record: string) =>
    suite.desk.app.sql<{ name: string; why: string }>(
      `SELECT lower(p.name) AS name, n.why FROM bailiwick.notification n JOIN bailiwick.person p ON p.id = n.person WHERE n.record = $1 ORDER BY n.id`,
      [record],
    )
  const following = async (of: Browser, record: string) => (await of.get(`${ticket}/${record}/following`)).json.following
  const follow = (by: Browser, record: string, on = true, path = ticket) =>
    by.patch(`${path}/${record}/following`, { following: on })

  test('somebody named in a comment hears of it, with today’s name and title, and follows from then on', async () => {
    const record = await make()
    const before = await unread(ana)
    const written = await comment(mei, record, `Could you look, @[${id('ana')}]?`)
    assert.equal(written.status, 201, written.text)
    assert.deepEqual(written.json.mentions, [{ id: id('ana'), title: 'Ana' }])
    assert.equal(written.json.untold, undefined)
    const [told] = await news(ana, record)
    assert.deepEqual(
      [told!.why, told!.record.title, told!.read, told!.entry.kind, told!.entry.comment, told!.entry.person?.title],
      [
        'mention',
        `${(await ana.get(`${ticket}/${record}`)).json.record.number} · Lamp is out`,
        false,
        'comment',
        `Could you look, @[${id('ana')}]?`,
        'Mei',
      ],
    )
    assert.equal(await unread(ana), before + 1)
    assert.equal(await following(ana, record), true)
    // Nothing is copied: the title is that of now, and the name too.
    await mei.patch(`${ticket}/${record}`, { fields: { subject: 'Lamp is on' } }, { headers: { 'if-match': '"1"' } })
    assert.match((await news(ana, record))[0]!.record.title!, /Lamp is on$/)
    assert.deepEqual(await rows(record), [{ name: 'ana', why: 'mention' }], 'nobody else was told, and an edit is no news')
  })

  test('somebody who does not read the record is told nothing; the writer hears that', async () => {
    const record = await make()
    const written = await comment(mei, record, `@[${id('luis')}] and @[${id('ana')}] and @[${randomUUID()}]`)
    assert.equal(written.status, 201, written.text)
    assert.deepEqual(
      written.json.untold.map((person: { title: string | null }) => person.title),
      ['Luis', null],
    )
    assert.deepEqual(await rows(record), [{ name: 'ana', why: 'mention' }])
    assert.deepEqual(await news(luis, record), [])
    assert.equal(
      (await suite.desk.app.sql('SELECT FROM bailiwick.follow WHERE record = $1 AND person = $2', [record, id('luis')])).length,
      0,
    )
    // Nor later, when it has come to their team: what was not said then is not said now.
    await mei.patch(`${ticket}/${record}`, { fields: { team: suite.desk.apac } }, { headers: { 'if-match': '"1"' } })
    assert.deepEqual(await news(luis, record), [])
  })

  test('a comment that is refused names nobody', async () => {
    const record = await make()
    const text = `@[${id('mia')}] look`
    assert.equal((await comment(luis, record, text)).status, 404)
    assert.equal((await comment(owen, record, text)).status, 403)
    assert.equal((await comment(mei, record, Array.from({ length: 21 }, () => `@[${randomUUID()}]`).join(' '))).status, 422)
    assert.deepEqual(await rows(record), [])
    assert.deepEqual((await suite.desk.app.sql('SELECT FROM bailiwick.follow WHERE record = $1', [record])).length, 0)
  })

  test('who follows hears of comments of others and not of their own, until they stop; a later mention does not make them follow', async () => {
    const record = await make()
    assert.equal(await following(ana, record), false)
    assert.equal((await follow(ana, record)).status, 200)
    await comment(mei, record, 'First')
    await comment(ana, record, 'Second')
    assert.deepEqual(
      (await news(ana, record)).map(({ entry }) => entry.comment),
      ['First'],
    )
    assert.deepEqual(
      (await news(mei, record)).map(({ entry }) => entry.comment),
      ['Second'],
      'who comments follows',
    )
    assert.equal((await follow(ana, record, false)).status, 200)
    await comment(mei, record, 'Third')
    await comment(mei, record, `Fourth, @[${id('ana')}]`)
    assert.equal(await following(ana, record), false)
    assert.deepEqual(
      (await news(ana, record)).map(({ entry, why }) => [entry.comment, why]),
      [
        [`Fourth, @[${id('ana')}]`, 'mention'],
        ['First', 'follow'],
      ],
    )
  })

  test('steps and decisions are told to followers, one notification for each act, and to nobody without the record', async () => {
    const made = await ana.post(refund, { fields: { reason: 'Late delivery', amount: '20.00' } })
    const record = made.json.record.id as string
    assert.equal((await follow(ana, record, true, refund)).status, 200)
    assert.equal((await follow(mia, record, true, refund)).status, 200)
    assert.equal((await follow(luis, record, true, refund)).status, 404)
    await ana.post(`${refund}/${record}/transitions/submit`, {}, { headers: { 'if-match': '"1"' } })
    const waiting = (await ana.get('/api/inbox/requests')).json.items
    assert.deepEqual(
      waiting.map((each: Record<string, unknown>) => [
        each.id,
        each.number,
        each.title,
        each.state,
        each.asks,
        each.step,
        each.steps,
      ]),
      [[record, made.json.record.number, 'Late delivery', 'submitted', 'Manager', 1, 1]],
    )
    assert.match(made.json.record.number, /^REF-\d+$/)
    for (const other of [luis, mei]) assert.deepEqual((await other.get('/api/inbox/requests')).json.items, [])
    const vote = { transition: 'decide', step: 'manager', decision: 'approve' }
    const voted = await mei.post(`${refund}/${record}/votes`, vote, { headers: { 'if-match': '"2"' } })
    assert.equal(voted.status, 200, voted.text)
    const [decided, ...rest] = await news(ana, record)
    assert.deepEqual([decided!.entry.kind, decided!.entry.person?.title, rest], ['transition', 'Mei', []])
    assert.deepEqual(
      (await news(mia, record)).map(({ entry }) => entry.person?.title),
      ['Mei', 'Ana'],
    )
    assert.deepEqual((await ana.get('/api/inbox/requests')).json.items, [])
    assert.doesNotMatch((await luis.get('/api/notifications')).text, /Late delivery/)
    assert.deepEqual((await rows(record)).map(({ name }) => name).sort(), ['ana', 'mia', 'mia'])
  })

  test('whoever asks for a decision follows what is asked for, unless they had stopped; whoever only makes it does not', async () => {
    const asked = async (before: (record: string) => Promise<unknown>) => {
      const record = (await ana.post(refund, { fields: { reason: 'Asked for', amount: '20.00' } })).json.record.id as string
      await before(record)
      await ana.post(`${refund}/${record}/transitions/submit`, {}, { headers: { 'if-match': '"1"' } })
      const vote = { transition: 'decide', step: 'manager', decision: 'reject', comment: 'Not this time.' }
      assert.equal((await mei.post(`${refund}/${record}/votes`, vote, { headers: { 'if-match': '"2"' } })).status, 200)
      return (await news(ana, record)).map(({ entry }) => [entry.kind, entry.person?.title])
    }
    assert.deepEqual(await asked(async record => assert.deepEqual(await rows(record), [])), [['transition', 'Mei']])
    assert.deepEqual(await asked(record => follow(ana, record, false, refund)), [])
  })

  test('whoever loses the record loses its news and their count at that moment, and has them again with it', async () => {
    const record = await make(suite.desk.emea, 'Canary leaves')
    await follow(ana, record)
    await comment(mei, record, 'Canary said')
    const [told] = await news(ana, record)
    const before = await unread(ana)
    const version = (await mei.get(`${ticket}/${record}`)).json.record.version
    await mei.patch(`${ticket}/${record}`, { fields: { team: suite.desk.apac } }, { headers: { 'if-match': `"${version}"` } })
    await comment(mei, record, 'Canary said more')
    assert.doesNotMatch((await ana.get('/api/notifications')).text, /Canary/)
    assert.deepEqual(await news(ana, record), [])
    assert.equal(await unread(ana), before - 1)
    assert.equal((await ana.get(`${ticket}/${record}/following`)).status, 404)
    assert.equal((await follow(ana, record, false)).status, 404)
    await mei.patch(`${ticket}/${record}`, { fields: { team: suite.desk.emea } }, { headers: { 'if-match': `"${version + 1}"` } })
    assert.equal((await news(ana, record)).at(-1)!.id, told!.id)
    // A role taken away counts the same.
    await suite.desk.app.sql(`DELETE FROM bailiwick.role_grant WHERE person = $1`, [id('ana')])
    assert.deepEqual((await ana.get('/api/notifications')).json, { items: [], unread: 0 })
    await suite.desk.app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'agent', $1)`, [id('ana')])
  })

  test('one marks one’s own; another’s id is like one that is nobody’s, and nothing happens to it', async () => {
    const record = await make()
    await follow(ana, record)
    await follow(mia, record)
    await comment(mei, record, 'Read me')
    const [mine] = await news(ana, record)
    const [hers] = await news(mia, record)
    const mark = (by: Browser, ids: string[], read = true) => by.post('/api/notifications/read', { ids, read })
    const [foreign, absent] = [await mark(ana, [hers!.id]), await mark(ana, [randomUUID()])]
    assert.deepEqual(
      [foreign.status, foreign.json.code, absent.json.code],
      [404, 'notification.not-found', 'notification.not-found'],
    )
    assert.equal((await mark(ana, [mine!.id, hers!.id])).status, 204)
    assert.equal((await news(ana, record))[0]!.read, true)
    assert.equal((await news(mia, record))[0]!.read, false)
    assert.equal((await mark(ana, [mine!.id], false)).status, 204)
    assert.equal((await news(ana, record))[0]!.read, false)
    for (const [method, path] of [
      ['GET', '/api/notifications'],
      ['GET', '/api/inbox/requests'],
    ] as const)
      assert.equal((await suite.desk.app.stranger().get(path)).status, 401, `${method} ${path}`)
  })

  test('whoever views as somebody else sees none of their news, follows nothing for them and is not seen', async () => {
    const record = await make()
    await follow(ana, record)
    await comment(mei, record, 'For her eyes')
    const looking = await suite.desk.app.as('mia')
    assert.equal((await looking.post('/api/session/view-as', { app: 'desk', person: id('ana') })).status, 200)
    assert.deepEqual((await looking.get('/api/notifications')).json, { items: [], unread: 0 })
    assert.equal(await following(looking, record), false)
    const told = await news(ana, record)
    for (const refused of [
      await follow(looking, record, false),
      await looking.post('/api/notifications/read', { ids: [told[0]!.id], read: true }),
      await looking.post('/api/apps/desk/presence', { entity: 'ticket', id: record }, { headers: { 'x-client-id': 'v' } }),
    ])
      assert.deepEqual([refused.status, refused.json.code], [403, 'viewing.read-only'])
    assert.equal((await news(ana, record))[0]!.read, false)
    assert.equal(await following(ana, record), true)
  })

  test('people are offered who read this record, to those who may comment on it', async () => {
    const record = await make()
    const names = async (by: Browser, search = '') => {
      const answer = await by.get(`${ticket}/${record}/mentionable?search=${search}`)
      return [answer.status, answer.json.items?.map((person: { title: string }) => person.title)]
    }
    assert.deepEqual(await names(ana), [200, ['Mei', 'Mia', 'Owen']])
    assert.deepEqual(await names(ana, 'mi'), [200, ['Mia']])
    assert.deepEqual(await names(ana, 'luis'), [200, []], 'luis is of another team')
    assert.deepEqual(await names(mei), [200, ['Ana', 'Mia', 'Owen']])
    assert.equal((await names(luis))[0], 404)
    assert.equal((await names(owen))[0], 403)
  })

  test('as raw SQL: nobody reads, writes or marks what is another’s, and a mention needs one’s own comment of that moment', async () => {
    const record = await make()
    await follow(mia, record)
    const written = await comment(mei, record, `Raw, @[${id('mia')}]`)
    const seq = written.json.id as string
    const [hers] = await news(mia, record)
    const before = await rows(record)
    const refused = async (sql: string, values: unknown[], code: string) =>
      assert.rejects(
        suite.desk.app.asRuntime('ana', run => run(sql, values)),
        (error: { code?: string }) => error.code === code,
        sql,
      )
    for (const table of ['follow', 'notification']) {
      await refused(`SELECT * FROM bailiwick.${table}`, [], '42501')
      await refused(`DELETE FROM bailiwick.${table}`, [], '42501')
    }
    for (const call of ['for_themselves()', 'told_since($$0$$, $${}$$, $${}$$)'])
      await refused(`SELECT bailiwick.${call}`, [], '42501')
    await refused('SELECT bailiwick.mention($1::bigint, ARRAY[$2]::uuid[])', [seq, id('mia')], 'BW404')
    // One's own, but of an earlier transaction.
    await assert.rejects(
      suite.desk.app.asRuntime('mei', run => run('SELECT bailiwick.mention($1::bigint, ARRAY[$2]::uuid[])', [seq, id('mia')])),
    )
    const others = await suite.desk.app.asRuntime('ana', async run => [
      ...(await run('SELECT bailiwick.mark_notifications(ARRAY[$1]::uuid[], true)', [hers!.id])),
      ...(await run('SELECT count(*)::integer FROM bailiwick.notifications(500) n WHERE n.record = $1', [record])),
    ])
    assert.deepEqual(others, [[0], [0]])
    // A person who names somebody in SQL must have written the name.
    await suite.desk.app.asRuntime('mei', async run => {
      const [[made]] = (await run(`SELECT desk."ticket$comment"($1::uuid, 'No name')`, [record])) as [[string]]
      await run('SELECT bailiwick.mention($1::bigint, ARRAY[$2]::uuid[])', [made, id('owen')])
    })
    assert.deepEqual(
      (await rows(record)).filter(({ name }) => name === 'owen'),
      [],
    )
    // What one does not read is not followed, so that nothing is heard of it, be it there or not.
    for (const [entity, unseen] of [
      ['ticket', suite.desk.tickets.theirs],
      ['ticket', randomUUID()],
      ['customer$read" x --', suite.desk.customer],
      ['nothing', record],
    ])
      await refused(`SELECT bailiwick.follow('desk', $1, $2, true)`, [entity, unseen], 'BW404')
    await refused(`SELECT bailiwick.follow('bailiwick', 'person', $1, true)`, [id('mia')], 'BW404')
    // The claims of one set by hand are nobody's.
    await suite.desk.app.asRuntime('ana', async run => {
      await run(`SELECT set_config('bailiwick.person', $1, true)`, [id('mia')])
      assert.deepEqual(await run('SELECT count(*)::integer FROM bailiwick.notifications(500) n'), [[0]])
    })
    assert.equal((await news(mia, record))[0]!.read, false)
    assert.equal((await rows(record)).length, before.length + 1, 'mei’s second comment alone')
  })

  test('of the life of a record a part can be asked for: what was said, what was decided, what was changed', async () => {
    const made = await ana.post(refund, { fields: { reason: 'Charged twice', amount: '10.00' } })
    assert.equal(made.status, 201, made.text)
    const record = made.json.record.id as string
    await comment(mei, record, 'Seen on two invoices.', refund)
    const submitted = await ana.post(`${refund}/${record}/transitions/submit`, {}, { headers: { 'if-match': '"1"' } })
    assert.equal(submitted.status, 200, submitted.text)
    const part = async (of: string) => {
      const answer = await mei.get(`${refund}/${record}/history?part=${of}`)
      return answer.status === 200 ? answer.json.items.map(({ kind }: { kind: string }) => kind) : answer.json.code
    }
    assert.deepEqual(
      [await part('comments'), await part('decisions'), await part('changes'), await part('secrets')],
      [['comment'], ['transition'], ['create'], 'request.invalid'],
    )
  })
})
