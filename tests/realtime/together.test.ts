/** Who has a record open, and that there is news, reaches those who may read it at that moment, on every node, and nobody else (LEAK-3). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { RunningApp } from '../harness/app.ts'
import type { Browser } from '../harness/browser.ts'
import { type Desk, deskFiles, deskOfSuite } from '../harness/desk.ts'
import { EventStream } from '../harness/stream.ts'

const files = {
  ...deskFiles,
  'entities/ticket.yaml': `${deskFiles['entities/ticket.yaml']!.replace('title: subject', 'title: subject\ncomments: true')}  - { role: manager, can: comment }
`,
}

describe('people at one record', () => {
  const suite = deskOfSuite(files)
  const streams: EventStream[] = []
  let desk: Desk
  let other: RunningApp
  before(async () => {
    desk = suite.desk
    other = await desk.app.secondNode()
  })
  after(() => {
    for (const stream of streams) stream.close()
  })

  async function listen(browser: Browser, client: string, origin = desk.app.origin): Promise<EventStream> {
    const stream = await EventStream.open(origin, browser, `/api/apps/desk/events?client=${client}`)
    streams.push(stream)
    await stream.until('ready', ({ events }) => events.some(event => event.name === 'ready'))
    return stream
  }
  const open = (browser: Browser, client: string, id?: string) =>
    browser.post('/api/apps/desk/presence', id ? { entity: 'ticket', id } : {}, { headers: { 'x-client-id': client } })
  const present = (stream: EventStream, id: string) =>
    stream.events
      .filter(({ name, data }) => name === 'presence' && data.id === id)
      .at(-1)
      ?.data.people.map((who: { title: string }) => who.title)
  const shows = (stream: EventStream, id: string, ...names: string[]) =>
    stream.until(`${names.join(' and ') || 'nobody'} at the record`, each => String(present(each, id)) === String(names), 10)

  test('who reads the record sees who else has it open, across nodes, until they leave it or their stream ends', async () => {
    const { ours } = desk.tickets
    const [ana, mei, mia, luis] = [
      await desk.app.as('ana'),
      await other.as('mei'),
      await desk.app.as('mia'),
      await desk.app.as('luis'),
    ]
    const anas = await listen(ana, 'p-ana')
    const meis = await listen(mei, 'p-mei', other.origin)
    const luiss = await listen(luis, 'p-luis')
    // Another node's listener may not be there yet at the very first moment.
    await new Promise(resolve => setTimeout(resolve, 500))
    assert.equal((await open(ana, 'p-ana', ours)).status, 204)
    assert.equal((await open(mei, 'p-mei', ours)).status, 204)
    await shows(anas, ours, 'Mei')
    await shows(meis, ours, 'Ana')
    // Who does not read it neither says so nor hears it.
    assert.equal((await open(luis, 'p-luis', ours)).status, 404)
    const elsewhere = await listen(mia, 'p-mia')
    await open(mia, 'p-mia', ours)
    await anas.until('three of them', each => present(each, ours)?.length === 2)
    await open(mia, 'p-mia')
    await shows(anas, ours, 'Mei')
    meis.close()
    await shows(anas, ours)
    // What was on its way when they left is not heard; who comes back under the same name is.
    const news = anas.events.length
    assert.equal((await open(mei, 'p-mei', ours)).status, 204)
    const back = await listen(mei, 'p-mei', other.origin)
    assert.deepEqual(
      anas.events.slice(news).filter(({ name }) => name === 'presence'),
      [],
    )
    await open(mei, 'p-mei', ours)
    await shows(anas, ours, 'Mei')
    back.close()
    await shows(anas, ours)
    for (const stream of [luiss]) assert.ok(!stream.events.some(({ name }) => name === 'presence'), stream.raw)
    assert.ok(!elsewhere.events.some(({ data }) => data.subject), 'ids and names alone')
    // Nothing is kept: no table knows of it.
    const kept = await desk.app.sql(
      `SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'bailiwick'::regnamespace AND c.relname ~ 'presen'`,
    )
    assert.deepEqual(kept, [])
    anas.close()
    elsewhere.close()
  })

  test('whoever loses the record is there no longer and hears nothing more', async () => {
    const { ours } = desk.tickets
    const [ana, mei] = [await desk.app.as('ana'), await desk.app.as('mei')]
    const anas = await listen(ana, 'q-ana')
    const meis = await listen(mei, 'q-mei')
    await open(ana, 'q-ana', ours)
    await open(mei, 'q-mei', ours)
    await shows(meis, ours, 'Ana')
    await shows(anas, ours, 'Mei')
    const { version } = (await mei.get(`/api/apps/desk/ticket/${ours}`)).json.record
    const move = (team: string, at: number) =>
      mei.patch(`/api/apps/desk/ticket/${ours}`, { fields: { team } }, { headers: { 'if-match': `"${at}"` } })
    assert.equal((await move(desk.apac, version)).status, 200)
    const heard = anas.events.filter(({ name }) => name === 'presence').length
    await open(mei, 'q-mei')
    assert.equal((await open(ana, 'q-ana', ours)).status, 404)
    await open(mei, 'q-mei', ours)
    await shows(meis, ours)
    assert.equal(anas.events.filter(({ name }) => name === 'presence').length, heard)
    assert.equal((await move(desk.emea, version + 1)).status, 200)
    anas.close()
    meis.close()
  })

  test('a page that was given the record before its stream was there is told when the record goes out of its sight', async () => {
    const [ana, mei] = [await desk.app.as('ana'), await desk.app.as('mei')]
    const meis = await listen(mei, 'v-mei')
    const fields = { subject: 'Seen before the stream', team: desk.emea }
    const { id, version } = (await mei.post('/api/apps/desk/ticket', { fields })).json.record
    const told = (stream: EventStream, kind: string) =>
      stream.until(
        kind,
        ({ events }) => events.some(({ name, data }) => name === 'record' && data.id === id && data.kind === kind),
        15,
      )
    // News of its making would say to the page that it has it.
    await told(meis, 'changed')
    assert.equal((await ana.get(`/api/apps/desk/ticket/${id}`, { headers: { 'x-client-id': 'v-ana' } })).status, 200)
    const anas = await listen(ana, 'v-ana')
    assert.equal((await open(ana, 'v-ana', id)).status, 204)
    const headers = { 'if-match': `"${version}"` }
    const moved = await mei.patch(`/api/apps/desk/ticket/${id}`, { fields: { team: desk.apac } }, { headers })
    assert.equal(moved.status, 200, moved.text)
    await told(anas, 'left')
    anas.close()
    meis.close()
  })

  test('who comes and goes all the time has no question asked in the name of others for each time, and what is so in the end is told', async () => {
    const { ours } = desk.tickets
    const [ana, mei] = [await desk.app.as('ana'), await desk.app.as('mei')]
    const meis = await listen(mei, 's-mei')
    await open(mei, 's-mei', ours)
    await shows(meis, ours)
    const heard = () => meis.events.filter(({ name }) => name === 'presence').length
    const [before, began] = [heard(), performance.now()]
    for (let turn = 0; turn < 40; turn += 1) await open(ana, 's-ana', turn % 2 === 0 ? ours : undefined)
    await open(ana, 's-ana', ours)
    await shows(meis, ours, 'Ana')
    const most = Math.ceil((performance.now() - began) / 250) + 2
    assert.ok(heard() - before <= most && most < 40, `${heard() - before} times, ${most} at most`)
    await open(ana, 's-ana')
    await shows(meis, ours)
    meis.close()
  })

  test('a session that calls itself many tabs takes the places of its own, and of nobody else', async () => {
    const { ours } = desk.tickets
    const [ana, mei, mia] = [await desk.app.as('ana'), await desk.app.as('mei'), await desk.app.as('mia')]
    const meis = await listen(mei, 't-mei')
    await open(mei, 't-mei', ours)
    await open(mia, 't-mia', ours)
    await open(ana, 't-ana', ours)
    await meis.until('both', each => present(each, ours)?.length === 2)
    const made = await mei.post('/api/apps/desk/ticket', { fields: { subject: 'Another', team: desk.emea, priority: 'low' } })
    assert.equal(made.status, 201, made.text)
    for (let tab = 0; tab < 50; tab += 1) assert.equal((await open(ana, `t-${tab}`, made.json.record.id)).status, 204)
    await shows(meis, ours, 'Mia')
    await open(mia, 't-mia')
    meis.close()
  })

  test('what nodes tell each other says nothing to whoever listens, and nobody else can say it', async () => {
    const { ours } = desk.tickets
    const [ana, mei] = [await desk.app.as('ana'), await desk.app.as('mei')]
    const anas = await listen(ana, 'r-ana')
    const heard: string[] = []
    await desk.app.superuser(async admin => {
      admin.on('notification', message => heard.push(message.payload ?? ''))
      await admin.query('LISTEN bailiwick_presence')
      await open(mei, 'r-mei', ours)
      await open(ana, 'r-ana', ours)
      await shows(anas, ours, 'Mei')
      await open(mei, 'r-mei')
      await shows(anas, ours)
      await admin.query('SELECT 1')
      assert.ok(heard.length >= 3)
      for (const secret of [ours, desk.app.person('mei'), 'r-mei', 'desk', 'ticket'])
        assert.ok(!heard.some(text => text.includes(secret) || Buffer.from(text, 'base64').includes(secret)))
      const forged = Buffer.from(
        JSON.stringify({
          tab: 'x',
          at: { app: 'desk', entity: 'ticket', record: ours, person: desk.app.person('owen') },
          sent: Date.now(),
        }),
      )
      for (const text of [forged.toString(), forged.toString('base64'), '', 'x'.repeat(7_000)])
        await admin.query(`SELECT pg_notify('bailiwick_presence', $1)`, [text])
      const flipped = Buffer.from(heard[0]!, 'base64')
      flipped[40]! ^= 1
      await admin.query(`SELECT pg_notify('bailiwick_presence', $1)`, [flipped.toString('base64')])
      // Nor does what was said once say anything when it comes again, or after what was said later.
      const before = [...heard]
      await open(mei, 'r-mei', ours)
      await shows(anas, ours, 'Mei')
      for (const text of before) await admin.query(`SELECT pg_notify('bailiwick_presence', $1)`, [text])
      await new Promise(resolve => setTimeout(resolve, 300))
      assert.deepEqual(present(anas, ours), ['Mei'])
      await open(mei, 'r-mei')
      await shows(anas, ours)
    })
    await new Promise(resolve => setTimeout(resolve, 300))
    assert.deepEqual(present(anas, ours), [])
  })

  test('the stream says that there is news to whom it is for, in whatever app they are, and only while they read it', async () => {
    const { ours, theirs } = desk.tickets
    const [ana, luis, mei] = [await desk.app.as('ana'), await desk.app.as('luis'), await desk.app.as('mei')]
    const [anas, luiss] = [await listen(ana, 's-ana'), await listen(luis, 's-luis')]
    await new Promise(resolve => setTimeout(resolve, 400))
    const news = (stream: EventStream) => stream.events.filter(({ name }) => name === 'notification')
    const comment = (id: string, text: string) => mei.post(`/api/apps/desk/ticket/${id}/comments`, { text })
    await comment(ours, `@[${desk.app.person('ana')}] and @[${desk.app.person('luis')}]`)
    await anas.until('the news', each => news(each).length > 0)
    assert.deepEqual(news(anas)[0]?.data, {})
    // Luis follows his own team's; it is taken from him, and what is said of it then is not his news.
    await luis.patch(`/api/apps/desk/ticket/${theirs}/following`, { following: true })
    const { version } = (await mei.get(`/api/apps/desk/ticket/${theirs}`)).json.record
    await mei.patch(
      `/api/apps/desk/ticket/${theirs}`,
      { fields: { team: desk.emea } },
      { headers: { 'if-match': `"${version}"` } },
    )
    await comment(theirs, 'Said when it was gone')
    await comment(ours, `@[${desk.app.person('ana')}] again`)
    await anas.until('the marker', each => news(each).length > 1)
    assert.deepEqual(news(luiss), [])
    assert.equal((await luis.get('/api/notifications?pageSize=0')).json.unread, 0)
  })
})
