import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addPerson, goodPassword, openGround, signedIn } from './ground.ts'

describe('where a request comes from', () => {
  test('a write with a cookie needs proof that a page of ours sent it (SESS-3)', async t => {
    const ground = await openGround(t)
    const person = await addPerson(ground)
    const browser = await signedIn(ground, person.email)
    const own = ground.origin
    const rows: readonly [string, Record<string, string | undefined>, boolean][] = [
      ['our own page', { origin: own, 'sec-fetch-site': 'same-origin' }, true],
      ['our own page in a browser without fetch metadata', { origin: own, 'sec-fetch-site': undefined }, true],
      ['fetch metadata alone', { origin: undefined, 'sec-fetch-site': 'same-origin' }, true],
      ['neither', { origin: undefined, 'sec-fetch-site': undefined }, false],
      ['another site', { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }, false],
      ['another site in an old browser', { origin: 'https://evil.test', 'sec-fetch-site': undefined }, false],
      ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }, false],
      ['a null origin alone', { origin: 'null', 'sec-fetch-site': undefined }, false],
      ['a sibling site', { origin: 'http://evil.localhost', 'sec-fetch-site': 'same-site' }, false],
      ['our origin but a cross-site fetch', { origin: own, 'sec-fetch-site': 'cross-site' }, false],
      ['an address typed by the user', { origin: undefined, 'sec-fetch-site': 'none' }, false],
      ['our host with another port', { origin: 'http://localhost:1', 'sec-fetch-site': undefined }, false],
      ['our host with another scheme', { origin: own.replace('http:', 'https:'), 'sec-fetch-site': undefined }, false],
      ['our origin as a prefix', { origin: `${own}.evil.test`, 'sec-fetch-site': undefined }, false],
      ['our origin in capitals', { origin: own.toUpperCase(), 'sec-fetch-site': undefined }, false],
      ['two origins', { origin: `${own} https://evil.test`, 'sec-fetch-site': undefined }, false],
    ]
    for (const [what, headers, allowed] of rows) {
      const answer = await browser.post('/api/password', { current: 'wrong', next: 'short' }, { headers })
      assert.equal(answer.json.code, allowed ? 'password.too-weak' : 'request.foreign-origin', what)
    }
  })

  test('a form of another site cannot sign a visitor in, a program without a cookie can sign in', async t => {
    const ground = await openGround(t)
    const { email } = await addPerson(ground)
    const credentials = { email, password: goodPassword }
    const foreign = await ground
      .browser()
      .post('/api/session', credentials, { headers: { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' } })
    assert.equal(foreign.json.code, 'request.foreign-origin')
    const form = await ground.browser().ask('POST', '/api/session', {
      raw: JSON.stringify(credentials),
      headers: { origin: 'https://evil.test', 'sec-fetch-site': undefined, 'content-type': 'text/plain' },
    })
    assert.equal(form.json.code, 'request.foreign-origin')
    const program = await ground
      .browser()
      .post('/api/session', credentials, { headers: { origin: undefined, 'sec-fetch-site': undefined } })
    assert.equal(program.status, 200)
  })

  test('nothing is written on GET or HEAD', async t => {
    const ground = await openGround(t)
    const person = await addPerson(ground)
    const browser = await signedIn(ground, person.email)
    const count = async () => (await ground.sql('SELECT count(*) FROM bailiwick.audit'))[0]
    const before = await count()
    for (const route of ground.server.declarations.filter(declared => declared.method === 'GET')) {
      for (const method of ['GET', 'HEAD'])
        await browser.ask(method, route.path.replace(/:\w+/g, 'A'.repeat(43)).replace('*', ''), {})
    }
    const after = await ground.sql(`SELECT count(*) FROM bailiwick.audit WHERE kind <> 'access.denied'`)
    assert.deepEqual(after[0], before)
  })

  test('an unknown host is refused before anything else, whatever forwarded headers claim (AUTH-2)', async t => {
    const ground = await openGround(t, { publicUrl: 'https://tools.example.test' })
    const hosts: readonly [string, number][] = [
      ['tools.example.test', 200],
      ['TOOLS.example.test', 200],
      ['localhost:9999', 200],
      ['127.0.0.1', 200],
      ['[::1]:80', 200],
      ['evil.test', 421],
      ['tools.example.test.evil.test', 421],
      ['tools.example.test:8443', 421],
      ['eviltools.example.test', 421],
      ['127.0.0.1.evil.test', 421],
      ['localhost@evil.test', 421],
      ['localhost:1:2', 421],
      ['', 421],
    ]
    for (const [host, status] of hosts) {
      const answer = await ground.browser().get('/api/sign-in', { headers: { host } })
      assert.equal(answer.status, status, host)
    }
    const forwarded = await ground
      .browser()
      .get('/api/sign-in', { headers: { host: 'evil.test', 'x-forwarded-host': 'tools.example.test' } })
    assert.equal(forwarded.json.code, 'request.unknown-host')
    assert.equal((await ground.browser().get('/', { headers: { host: 'evil.test' } })).status, 421)
    assert.equal((await ground.browser().get('/api/nothing', { headers: { host: 'evil.test' } })).status, 421)
  })
})
