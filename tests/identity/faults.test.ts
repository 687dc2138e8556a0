import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { addPerson, goodPassword, openGround, signedIn } from './ground.ts'

describe('when the node stops', () => {
  test('whoever is still asking hears it as a problem that says when to come back', async t => {
    const ground = await openGround(t)
    const socket = connect(ground.port, '127.0.0.1')
    await once(socket, 'connect')
    // A request that is half sent keeps its connection open while the node stops.
    socket.write(`GET /api/session HTTP/1.1\r\nhost: ${new URL(ground.origin).host}\r\n`)
    await new Promise(resolve => setTimeout(resolve, 100))
    const closed = ground.server.close()
    await new Promise(resolve => setTimeout(resolve, 100))
    socket.write('\r\n')
    let text = ''
    for await (const part of socket) text += String(part)
    await closed
    const [head = '', body = ''] = text.split('\r\n\r\n')
    assert.match(head, /^HTTP\/1\.1 503 /)
    assert.match(head, /^content-type: application\/problem\+json/im)
    assert.match(head, /^retry-after: 2/im)
    assert.match(head, /^connection: close/im)
    assert.equal(JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)).code, 'server.stopping')
  })
})

describe('when the database fails', () => {
  test('torn connections cost at most the requests that used them; the node goes on', async t => {
    const ground = await openGround(t)
    const person = await addPerson(ground)
    const browser = await signedIn(ground, person.email)
    await ground.superuser(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename IN ('bailiwick_gate', 'bailiwick_login')`,
    )
    const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await browser.get('/api/session')).status))
    assert.ok(
      statuses.every(status => status === 200 || status === 503),
      statuses.join(' '),
    )
    assert.equal((await browser.get('/api/session')).status, 200)
    assert.equal((await browser.get('/health/ready')).status, 200)
  })

  test('a database that lets nobody in is a 503 that says so; nothing is opened by it, and it heals', async t => {
    const ground = await openGround(t)
    const person = await addPerson(ground)
    const browser = await signedIn(ground, person.email)
    const shut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename IN ('bailiwick_gate', 'bailiwick_login')`
    // Per database: the login roles belong to the whole cluster, and to the tests beside this one.
    await ground.superuser(`ALTER DATABASE ${ground.databaseName} CONNECTION LIMIT 0`)
    try {
      await ground.superuser(shut)
      // Until the node has heard of it, a request may meet a connection that is just ending, and is told so.
      for (let turn = 0; turn < 100; turn += 1) {
        const early = await browser.get('/api/session')
        assert.equal(early.status, 503, early.text)
        if (early.json.code === 'database.busy') break
        assert.equal(early.json.code, 'database.unavailable')
      }
      for (const ask of [
        () => browser.get('/api/session'),
        () => ground.browser().post('/api/session', { email: person.email, password: goodPassword }),
      ]) {
        const answer = await ask()
        assert.deepEqual([answer.status, answer.json.code], [503, 'database.busy'])
        assert.ok(answer.headers['retry-after'])
        assert.equal(answer.headers['set-cookie'], undefined)
      }
      assert.equal((await browser.get('/health/ready')).status, 503)
      assert.equal((await browser.get('/health/live')).status, 200)
    } finally {
      await ground.superuser(`ALTER DATABASE ${ground.databaseName} CONNECTION LIMIT -1`)
    }
    assert.equal((await browser.get('/api/session')).status, 200)
  })

  test('a lock that is not given in time is a 503, and no half of the change stays', async t => {
    const ground = await openGround(t)
    const root = await addPerson(ground, { administrator: true })
    const ana = await addPerson(ground, { name: 'Ana' })
    const administrator = await signedIn(ground, root.email)
    await ground.sql('BEGIN')
    await ground.sql('SELECT FROM bailiwick.person WHERE id = $1 FOR UPDATE', [ana.id])
    const answer = await administrator.patch(`/api/people/${ana.id}`, { name: 'Anna' })
    await ground.sql('ROLLBACK')
    assert.deepEqual([answer.status, answer.json.code], [503, 'request.try-again'])
    assert.equal((await administrator.patch(`/api/people/${ana.id}`, { title: 'Agent' })).json.name, 'Ana')
  })
})
