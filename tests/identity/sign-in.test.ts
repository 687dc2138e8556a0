import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addApp, addPerson, goodPassword, openGround, signedIn } from './ground.ts'

describe('signing in', () => {
  test('a person signs in under any spelling of their address, sees their apps, and logs out', async t => {
    const ground = await openGround(t)
    await addApp(ground, 'desk', ['agent'])
    await addApp(ground, 'secret_desk', ['agent'])
    const ana = await addPerson(ground, { name: 'Ana Lima', email: 'ana@example.test' })
    await ground.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'agent', $1)`, [ana.id])
    const browser = ground.browser()
    assert.equal((await browser.get('/api/session')).json.code, 'session.missing')
    const welcome = await browser.post('/api/session', { email: ' Ａna@Example.TEST ', password: goodPassword })
    assert.equal(welcome.status, 200, welcome.text)
    assert.deepEqual(welcome.json.person, { id: ana.id, name: 'Ana Lima', email: 'ana@example.test', administrator: false })
    assert.deepEqual(welcome.json.apps, [{ name: 'desk', title: 'The desk', roles: ['agent'] }])
    const token = browser.cookies.bailiwick ?? ''
    assert.match(token, /^[\w-]{43}$/)
    assert.ok(!welcome.text.includes(token), 'the token stands in no body')
    assert.deepEqual((await browser.get('/api/session')).json, welcome.json)
    assert.equal((await browser.delete('/api/session')).status, 204)
    assert.equal(browser.cookies.bailiwick, undefined)
    const again = await ground.browser({ cookies: { bailiwick: token } }).get('/api/session')
    assert.equal(again.status, 401)
    assert.equal(again.json.code, 'session.ended')
  })

  test('known, unknown, suspended and passwordless accounts get one answer and one amount of work (AUTH-5)', async t => {
    const ground = await openGround(t, { trustedProxies: ['127.0.0.1'] })
    const known = await addPerson(ground, { password: 'at full cost' })
    const suspended = await addPerson(ground, { password: 'at full cost' })
    await ground.sql(`UPDATE bailiwick.person SET status = 'suspended' WHERE id = $1`, [suspended.id])
    const passwordless = await addPerson(ground, { password: false })
    let networks = 0
    const ask = async (email: string, password: string) => {
      const started = performance.now()
      const answer = await ground
        .browser()
        .post(
          '/api/session',
          { email, password },
          { headers: { 'x-forwarded-for': `10.1.${networks >> 8}.${networks++ & 255}` } },
        )
      const { requestId, ...told } = answer.json
      assert.ok(requestId)
      const { date, 'x-request-id': _, ...headers } = answer.headers
      assert.ok(date)
      return { ms: performance.now() - started, seen: JSON.stringify([answer.status, told, headers]) }
    }
    await ask('warm@example.test', 'up')
    const times: Record<string, number[]> = { known: [], unknown: [] }
    const seen = new Set<string>()
    for (let i = 0; i < 9; i++) {
      const first = await ask(known.email, 'a wrong password')
      const second = await ask(`nobody-${i}@example.test`, 'a wrong password')
      times.known!.push(first.ms)
      times.unknown!.push(second.ms)
      seen.add(first.seen).add(second.seen)
    }
    seen.add((await ask(suspended.email, goodPassword)).seen).add((await ask(passwordless.email, goodPassword)).seen)
    seen.add((await ask('not an address', goodPassword)).seen)
    assert.equal(seen.size, 1, [...seen].join('\n'))
    assert.match([...seen][0]!, /session\.wrong-credentials/)
    const ratio = median(times.known!) / median(times.unknown!)
    assert.ok(ratio > 0.8 && ratio < 1.25, `known takes ${ratio.toFixed(2)} of unknown`)
  })

  test('every sign-in, failure and log-out is on record, and none of it with a secret', async t => {
    const ground = await openGround(t)
    const person = await addPerson(ground)
    const failed = await ground.browser().post('/api/session', { email: person.email, password: 'Wr0ng-secret-word' })
    const unknown = await ground.browser().post('/api/session', { email: 'who@example.test', password: 'Wr0ng-secret-word' })
    const browser = await signedIn(ground, person.email)
    const token = browser.cookies.bailiwick!
    const left = await browser.delete('/api/session')
    const rows = await ground.sql<{ kind: string; person: string | null; request: string | null; all: string }>(
      `SELECT kind, person, request, a::text AS all FROM bailiwick.audit a WHERE kind LIKE 'session.%' ORDER BY seq`,
    )
    assert.deepEqual(
      rows.map(row => [row.kind, row.person]),
      [
        ['session.failed', person.id],
        ['session.failed', null],
        ['session.insert', person.id],
        ['session.update', person.id],
      ],
    )
    assert.deepEqual(
      [rows[0]!.request, rows[1]!.request, rows[3]!.request],
      [failed, unknown, left].map(answer => answer.headers['x-request-id']),
    )
    const everything = JSON.stringify([rows, ground.observed])
    for (const secret of ['Wr0ng-secret-word', goodPassword, token])
      assert.ok(!everything.includes(secret), 'a secret is on record')
  })

  test('the tables hold hashes: no token and no password can be read from them', async t => {
    const ground = await openGround(t)
    const person = await addPerson(ground, { password: 'at full cost' })
    const browser = await signedIn(ground, person.email)
    const [row] = await ground.sql<{ session: string; credential: string }>(
      `SELECT (SELECT s::text FROM bailiwick.session s) AS session, (SELECT c::text FROM bailiwick.credential c) AS credential`,
    )
    assert.ok(!row!.session.includes(browser.cookies.bailiwick!))
    assert.match(row!.credential, /\$argon2id\$v=19\$m=65536,t=3,p=1\$/)
    const stolen = await ground.sql<{ hash: string }>(`SELECT encode(token_hash, 'base64') AS hash FROM bailiwick.session`)
    const opened = await ground
      .browser({ cookies: { bailiwick: stolen[0]!.hash.replaceAll('+', '-').replaceAll('/', '_').replace('=', '') } })
      .get('/api/session')
    assert.equal(opened.status, 401)
  })

  test('personas sign in without a password in a demo installation, and nowhere else (AUTH-1)', async t => {
    const demo = await openGround(t, { demo: true })
    const persona = await addPerson(demo, { name: 'Ana', demoSentence: 'Answers tickets.', password: false })
    const plain = await addPerson(demo, { name: 'Not a persona' })
    const view = await demo.browser().get('/api/sign-in')
    assert.deepEqual(view.json.personas, [{ id: persona.id, name: 'Ana', title: '', sentence: 'Answers tickets.' }])
    const welcome = await demo.browser().post('/api/demo-session', { person: persona.id })
    assert.equal(welcome.status, 200)
    assert.equal(welcome.json.demo, true)
    assert.equal((await demo.browser().post('/api/demo-session', { person: plain.id })).status, 404)

    const real = await openGround(t)
    const leftOver = await addPerson(real, { name: 'Ana', demoSentence: 'Answers tickets.', password: false })
    assert.deepEqual((await real.browser().get('/api/sign-in')).json, { demo: false, setupNeeded: true, personas: [] })
    assert.equal((await real.browser().post('/api/demo-session', { person: leftOver.id })).json.code, 'route.not-found')
    assert.deepEqual(await real.sql('SELECT id FROM bailiwick.session'), [])
  })
})

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
