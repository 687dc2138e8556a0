/** Open screens learn that something changed, each under its own rules at that moment, and never what (LEAK-3, RLS-9). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from '../harness/browser.ts'
import { type Desk, deskOfSuite } from '../harness/desk.ts'
import { EventStream } from '../harness/stream.ts'

describe('realtime', () => {
  const suite = deskOfSuite()
  const path = '/api/apps/desk/ticket'
  const streams: EventStream[] = []
  let desk: Desk
  let mei: Browser

  before(async () => {
    desk = suite.desk
    mei = await desk.app.as('mei')
  })
  after(() => {
    for (const stream of streams) stream.close()
  })

  async function listen(browser: Browser, client: string): Promise<EventStream> {
    const stream = await EventStream.open(desk.app.origin, browser, `/api/apps/desk/events?client=${client}`)
    streams.push(stream)
    await stream.until('ready', ({ events }) => events.some(event => event.name === 'ready'))
    // The first look only learns where to start.
    await new Promise(resolve => setTimeout(resolve, 400))
    return stream
  }

  async function make(fields: Record<string, unknown>): Promise<string> {
    const made = await mei.post(path, { fields: { subject: 'Canary subject', ...fields } })
    assert.equal(made.status, 201, made.text)
    return made.json.record.id
  }

  /** As `make`, and whoever listened then has been told: it is behind every stream that is opened after. */
  async function makeBefore(fields: Record<string, unknown>): Promise<string> {
    const watcher = await listen(mei, 'w')
    const id = await make(fields)
    await watcher.until('the new ticket', stream => stream.of(id).length > 0)
    watcher.close()
    return id
  }

  async function change(id: string, fields: Record<string, unknown>, client?: string): Promise<void> {
    const { version } = (await mei.get(`${path}/${id}`)).json.record
    const headers = { 'if-match': `"${version}"`, ...(client ? { 'x-client-id': client } : {}) }
    const answer = await mei.patch(`${path}/${id}`, { fields }, { headers })
    assert.equal(answer.status, 200, answer.text)
  }

  test('a change reaches who may see the record, with its id and version and nothing of its values', async () => {
    const [ana, luis] = [await listen(await desk.app.as('ana'), 'a1'), await listen(await desk.app.as('luis'), 'l1')]
    const id = await make({ team: desk.emea })
    const marker = await make({ team: desk.apac })
    await ana.until('the new ticket', stream => stream.of(id).length > 0)
    await luis.until('the marker', stream => stream.of(marker).length > 0)
    assert.deepEqual(ana.of(id)[0]?.data, { entity: 'ticket', id, kind: 'changed', version: 1 })
    assert.deepEqual(luis.of(id), [], 'luis is of another team')
    assert.deepEqual(ana.of(marker), [])
    assert.doesNotMatch(ana.raw + luis.raw, /Canary/)
  })

  test('a record that leaves somebody’s sight is mentioned to those alone who were shown it', async () => {
    const id = await makeBefore({ team: desk.emea })
    const shown = await desk.app.as('ana')
    const stream = await listen(shown, 'a2')
    const never = await listen(await desk.app.as('ana'), 'a3')
    await shown.get(path, { headers: { 'x-client-id': 'a2' } })
    await change(id, { team: desk.apac })
    const marker = await make({ team: desk.emea })
    await stream.until('that it left', each => each.of(id).some(event => event.data.kind === 'left'))
    await never.until('the marker', each => each.of(marker).length > 0)
    assert.deepEqual(stream.of(id).at(-1)?.data, { entity: 'ticket', id, kind: 'left' })
    assert.deepEqual(never.of(id), [])
  })

  test('what a tab was shown is its own: another session that takes the same name is told of nothing that left', async () => {
    const id = await makeBefore({ team: desk.emea })
    const shown = await desk.app.as('ana')
    const namesake = await desk.app.as('luis')
    const again = await desk.app.as('ana')
    const stream = await listen(shown, 'same')
    const others = [await listen(namesake, 'same'), await listen(again, 'same')]
    await shown.get(path, { headers: { 'x-client-id': 'same' } })
    await change(id, { team: desk.apac })
    // Whoever is of the team that has it for a moment may be told of it, and then that it left; nobody is told of a leaving alone.
    await change(id, { team: desk.emea })
    await change(id, { team: desk.apac })
    const marker = await make({ team: desk.emea })
    await stream.until('that it left', each => each.of(id).some(event => event.data.kind === 'left'))
    await others[1]!.until('the marker', each => each.of(marker).length > 0)
    for (const other of others) assert.notEqual(other.of(id)[0]?.data.kind, 'left', JSON.stringify(other.of(id)))
  })

  test('the writer’s own tab is told whose echo it is, and no other learns what to call itself so as not to be looked at', async () => {
    const id = await make({ team: desk.emea })
    const [stream, other] = [await listen(mei, 'm1'), await listen(await desk.app.as('ana'), 'a9')]
    await change(id, { priority: 'high' }, 'm1')
    for (const each of [stream, other])
      await each.until('the echo', ({ events }) => events.some(({ data }) => data.id === id && data.version === 2))
    assert.equal(stream.of(id).at(-1)?.data.by, 'm1')
    assert.deepEqual(other.of(id).at(-1)?.data, { entity: 'ticket', id, kind: 'changed', version: 2 })
  })

  test('one person listens so many times at once, whatever they call their tabs, and others as before', async () => {
    const mia = await desk.app.as('mia')
    const opened = (browser: Browser) => EventStream.open(desk.app.origin, browser, '/api/apps/desk/events')
    const open = await Promise.all(Array.from({ length: 50 }, () => opened(mia)))
    const refused = await mia.get('/api/apps/desk/events')
    assert.deepEqual([refused.status, refused.json.code], [429, 'request.too-many'])
    const other = await opened(await desk.app.as('ana'))
    for (const each of [other, ...open]) each.close()
    await new Promise(resolve => setTimeout(resolve, 300))
    const again = await opened(mia)
    again.close()
  })

  test('a refused write is told to nobody', async () => {
    const ana = await desk.app.as('ana')
    const stream = await listen(ana, 'a4')
    const id = await make({ team: desk.emea })
    // Its creation comes when nothing older runs in the cluster any more; only what comes after that is looked at.
    await stream.until('the creation', each => each.of(id).length > 0)
    const heard = stream.of(id).length
    const refused = await ana.patch(`${path}/${id}`, { fields: { subject: 'Mine now' } }, { headers: { 'if-match': '"1"' } })
    assert.equal(refused.status, 403)
    const marker = await make({ team: desk.emea })
    await stream.until('the marker', each => each.of(marker).length > 0)
    assert.deepEqual(stream.of(id).slice(heard), [])
  })

  test('a role taken away counts for the very next event', async () => {
    const luis = await listen(await desk.app.as('luis'), 'l2')
    await desk.app.sql('DELETE FROM bailiwick.role_grant WHERE person = $1', [desk.app.person('luis')])
    const meis = await listen(mei, 'm2')
    const id = await make({ team: desk.apac })
    await meis.until('the ticket', each => each.of(id).length > 0)
    await new Promise(resolve => setTimeout(resolve, 600))
    assert.deepEqual(luis.of(id), [])
    await desk.app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'agent', $1)`, [
      desk.app.person('luis'),
    ])
  })

  for (const [what, take, give] of [
    [
      'a role',
      'DELETE FROM bailiwick.role_grant WHERE person = $1',
      `INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'agent', $1)`,
    ],
    [
      'a team',
      'DELETE FROM bailiwick.membership WHERE person = $1',
      `INSERT INTO bailiwick.membership (person, team) VALUES ($1, '{apac}')`,
    ],
    [
      'a role for a time that ran out',
      `UPDATE bailiwick.role_grant SET valid_until = clock_timestamp() + interval '3 seconds' WHERE person = $1`,
      `UPDATE bailiwick.role_grant SET valid_until = 'infinity' WHERE person = $1`,
    ],
  ] as const)
    test(`whoever loses ${what}, and gets it again, asks again for what is shown at once, and nobody else`, async () => {
      const [luis, ana] = [await listen(await desk.app.as('luis'), 'l5'), await listen(await desk.app.as('ana'), 'a5')]
      const told = ({ events }: EventStream) => events.filter(({ name }) => name === 'refetch').length
      await desk.app.sql(take, [desk.app.person('luis')])
      await luis.until('that it was taken', stream => told(stream) === 1, 10)
      await desk.app.sql(give.replace('{apac}', desk.apac), [desk.app.person('luis')])
      await luis.until('that it was given', stream => told(stream) === 2, 10)
      assert.equal(told(ana), 0)
    })

  for (const [how, sql] of [
    ['ends', 'UPDATE bailiwick.session SET ended_at = now() WHERE person = $1'],
    ['gets a new token', 'UPDATE bailiwick.session SET token_hash = sha256(token_hash) WHERE person = $1'],
  ] as const) {
    test(`a stream is closed within five seconds when its session ${how}`, async () => {
      const stream = await listen(await desk.app.as('owen'), 'o1')
      await desk.app.sql(sql, [desk.app.person('owen')])
      await stream.until('the end', each => each.ended, 5)
      assert.equal(stream.events.at(-1)?.name, 'ended')
    })
  }

  test('nobody listens without a session or a role of the app', async () => {
    const stranger = desk.app.stranger()
    assert.equal((await stranger.get('/api/apps/desk/events')).status, 401)
    const root = await desk.app.as('root')
    assert.equal((await root.get('/api/apps/desk/events')).status, 404)
  })

  test('PostgreSQL’s own notifications carry nothing: whoever listens to them hears nothing', async () => {
    await desk.app.superuser(async admin => {
      const heard: string[] = []
      admin.on('notification', message => heard.push(`${message.channel} ${message.payload}`))
      const channels = ['bailiwick', 'desk', 'ticket', 'audit', 'record', 'changes']
      for (const channel of channels) await admin.query(`LISTEN ${channel}`)
      await make({ team: desk.emea })
      await admin.query('SELECT 1')
      await new Promise(resolve => setTimeout(resolve, 200))
      assert.deepEqual(heard, [])
    })
    const { rows } = await desk.app.superuser(admin =>
      admin.query(`SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('bailiwick', 'desk') AND p.prosrc ~* '(pg_notify|notify )'`),
    )
    assert.deepEqual(rows, [], 'no function of ours sends any')
  })

  test('somebody or a team that is renamed has the new name at once, and open screens ask for it', async () => {
    const root = await desk.app.as('root')
    const [ana, luis] = [desk.app.person('ana'), await listen(await desk.app.as('luis'), 'renaming')]
    const id = await make({ team: desk.apac, assignee: ana })
    const shown = async () => {
      const { assignee, team } = (await mei.get(`${path}/${id}`)).json.record
      return [assignee.title, team.title]
    }
    assert.deepEqual(await shown(), ['Ana', 'APAC'])
    const asked = () => luis.events.filter(({ name }) => name === 'refetch').length
    assert.equal((await root.patch(`/api/people/${ana}`, { title: 'Agent' })).status, 200)
    assert.equal((await root.patch(`/api/people/${ana}`, { name: 'Ana Neu' })).status, 200)
    assert.deepEqual(await shown(), ['Ana Neu', 'APAC'])
    await luis.until('one is renamed', () => asked() === 1)
    assert.equal((await root.patch(`/api/teams/${desk.apac}`, { name: 'Asia' })).status, 200)
    assert.deepEqual(await shown(), ['Ana Neu', 'Asia'])
    await luis.until('both are renamed', () => asked() === 2)
    // Whoever renames again and again has everybody ask once in a while, and at last for the last of the names.
    for (let turn = 0; turn < 10; turn += 1) await root.patch(`/api/teams/${desk.apac}`, { name: turn % 2 ? 'APAC' : 'Asia 2' })
    await luis.until('the rest', () => asked() === 3)
    await new Promise(resolve => setTimeout(resolve, 1_200))
    assert.ok(asked() <= 4, String(asked()))
    assert.deepEqual(await shown(), ['Ana Neu', 'APAC'])
  })

  test('whose manager is another has open screens ask: rules stand on it, and no record need change for it', async () => {
    const root = await desk.app.as('root')
    const luis = await listen(await desk.app.as('luis'), 'managed')
    const asked = () => luis.events.filter(({ name }) => name === 'refetch').length
    const before = asked()
    assert.equal((await root.patch(`/api/people/${desk.app.person('ana')}`, { manager: desk.app.person('mei') })).status, 200)
    await luis.until('another manager', () => asked() === before + 1)
    await new Promise(resolve => setTimeout(resolve, 1_200))
    // The same again is no news.
    assert.equal((await root.patch(`/api/people/${desk.app.person('ana')}`, { manager: desk.app.person('mei') })).status, 200)
    await new Promise(resolve => setTimeout(resolve, 1_200))
    assert.equal(asked(), before + 1)
    assert.equal((await root.patch(`/api/people/${desk.app.person('ana')}`, { manager: null })).status, 200)
    await luis.until('none any more', () => asked() === before + 2)
  })

  test('what was refused a thousand times in one moment hides no change of that moment', async () => {
    const luis = await listen(await desk.app.as('luis'), 'flooded')
    const refetches = () => luis.events.filter(({ name }) => name === 'refetch').length
    const note = `INSERT INTO bailiwick.audit (kind, app, entity, record) SELECT k, 'desk', 'ticket', $1 FROM generate_series(1, $2) n, unnest($3::text[]) k`
    await desk.app.sql(
      `WITH refused AS (${note} RETURNING 1) INSERT INTO bailiwick.audit (kind, app, entity, record) SELECT 'update', 'desk', 'ticket', $1 FROM (SELECT count(*) FROM refused) r`,
      [desk.tickets.theirs, 1_100, ['refused']],
    )
    await luis.until('that something was missed', each => refetches() > 0 || each.of(desk.tickets.theirs).length > 0)
  })
})
