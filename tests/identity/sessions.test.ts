import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Browser } from '../harness/browser.ts'
import { addPerson, type Ground, goodPassword, openGround, signedIn } from './ground.ts'

async function live(browser: Browser): Promise<number> {
  return (await browser.get('/api/session')).status
}

async function oneSession(
  t: Parameters<typeof openGround>[0],
): Promise<{ ground: Ground; browser: Browser; person: { id: string; email: string } }> {
  const ground = await openGround(t)
  const person = await addPerson(ground)
  return { ground, person, browser: await signedIn(ground, person.email) }
}

describe('sessions', () => {
  test('over https the cookie is __Host-, Secure, HttpOnly, Lax and has no Domain (SESS-1)', async t => {
    const ground = await openGround(t, { publicUrl: 'https://tools.example.test' })
    const person = await addPerson(ground)
    const answer = await ground.browser().post('/api/session', { email: person.email, password: goodPassword })
    const lines = answer.headers['set-cookie'] ?? []
    assert.equal(lines.length, 2)
    for (const line of lines) {
      assert.match(line, /^__Host-bailiwick(-device)?=/)
      for (const part of ['; Path=/', '; HttpOnly', '; Secure', '; SameSite=Lax'])
        assert.ok(line.includes(part), `${line} lacks ${part}`)
      assert.ok(!/domain/i.test(line))
    }
    assert.match(answer.headers['strict-transport-security'] ?? '', /max-age/)
    const unprefixed = /__Host-bailiwick=([^;]+)/.exec(lines.join('\n'))![1]!
    assert.equal(
      (await ground.browser({ cookies: { bailiwick: unprefixed } }).get('/api/session')).status,
      401,
      'a tossed cookie without the prefix is not read',
    )
  })

  test('the question who is signed in is answered to a living cookie as the session is, and to every other with the same nothing', async t => {
    const { ground, browser } = await oneSession(t)
    const asked = async (cookie?: string) => {
      const answer = await ground.browser(cookie === undefined ? {} : { cookies: { bailiwick: cookie } }).get(probe)
      const { date: _, 'x-request-id': __, ...headers } = answer.headers
      return JSON.stringify([answer.status, answer.json, headers])
    }
    const probe = '/api/sign-in/session'
    const token = browser.cookies.bailiwick!
    const answer = await browser.get(probe)
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.json.session, (await browser.get('/api/session')).json)
    assert.ok(!answer.text.includes(token), 'the token stands in no body')
    assert.match(answer.headers['cache-control'] ?? '', /no-store/)
    assert.equal(answer.headers['access-control-allow-origin'], undefined)
    const nobody = await asked()
    assert.deepEqual(JSON.parse(nobody).slice(0, 2), [200, { session: null }])
    assert.equal(await asked('F'.repeat(43)), nobody, 'a made-up token')
    assert.equal(await asked('not a token'), nobody)
    await browser.delete('/api/session')
    assert.equal(await asked(token), nobody, 'a token that has ended')
  })

  test('a new token comes with every sign-in, confirmation and change of password; the one before opens nothing (SESS-1)', async t => {
    const { ground, browser, person } = await oneSession(t)
    const fixed = 'F'.repeat(43)
    const tricked = ground.browser({ cookies: { bailiwick: fixed } })
    await tricked.post('/api/session', { email: person.email, password: goodPassword })
    assert.notEqual(tricked.cookies.bailiwick, fixed)
    assert.equal(await live(ground.browser({ cookies: { bailiwick: fixed } })), 401)
    let before = browser.cookies.bailiwick!
    const moved = async (what: string) => {
      assert.notEqual(browser.cookies.bailiwick, before, what)
      assert.equal(await live(ground.browser({ cookies: { bailiwick: before } })), 401, `${what}: the old token`)
      assert.equal(await live(browser), 200, `${what}: the new token`)
      before = browser.cookies.bailiwick!
    }
    await browser.post('/api/session', { email: person.email, password: goodPassword })
    await moved('signing in again')
    assert.equal((await browser.post('/api/session/confirmation', { password: goodPassword })).status, 204)
    await moved('confirming')
    assert.equal((await browser.post('/api/password', { current: goodPassword, next: 'nine loud mountains 77' })).status, 204)
    await moved('changing the password')
  })

  test('a changed password ends every other session and every link; the old password is dead (SESS-2)', async t => {
    const { ground, browser, person } = await oneSession(t)
    const other = await signedIn(ground, person.email)
    const wrong = await browser.post('/api/password', { current: 'not my password', next: 'nine loud mountains 77' })
    assert.equal(wrong.json.code, 'session.wrong-password')
    const weak = await browser.post('/api/password', { current: goodPassword, next: 'short' })
    assert.deepEqual([weak.json.code, weak.json.fields[0].field], ['password.too-weak', 'next'])
    assert.equal(await live(other), 200, 'a refused change ends nothing')
    assert.equal((await browser.post('/api/password', { current: goodPassword, next: 'nine loud mountains 77' })).status, 204)
    assert.equal(await live(other), 401)
    assert.equal(await live(browser), 200)
    assert.equal((await ground.browser().post('/api/session', { email: person.email, password: goodPassword })).status, 401)
    assert.equal(
      (await ground.browser().post('/api/session', { email: person.email, password: 'nine loud mountains 77' })).status,
      200,
    )
  })

  test('logging out everywhere, suspending and leaving end every session at the next request (SESS-2)', async t => {
    const { ground, person } = await oneSession(t)
    const two = async () => [await signedIn(ground, person.email), await signedIn(ground, person.email)] as const
    const [a, b] = await two()
    const others = async () => (await a.get('/api/sessions')).json
    // Those that would open something, of this person alone: the one they set up by, and one of the two.
    assert.deepEqual(await others(), { others: 2 })
    await ground.sql(
      `UPDATE bailiwick.session SET seen_at = now() - interval '31 minutes' WHERE id = (SELECT min(id::text)::uuid FROM bailiwick.session)`,
    )
    assert.deepEqual(await others(), { others: 1 }, 'one that is idle for too long has ended')
    assert.equal((await ground.browser().get('/api/sessions')).status, 401)
    assert.equal((await a.delete('/api/sessions')).status, 204)
    assert.deepEqual([await live(a), await live(b)], [401, 401])
    for (const status of ['suspended', 'left']) {
      const [c, d] = await two()
      await ground.sql('UPDATE bailiwick.person SET status = $2 WHERE id = $1', [person.id, status])
      assert.deepEqual([await live(c), await live(d)], [401, 401], status)
      assert.equal((await ground.browser().post('/api/session', { email: person.email, password: goodPassword })).status, 401)
      await ground.sql(`UPDATE bailiwick.person SET status = 'active' WHERE id = $1`, [person.id])
      assert.equal(await live(c), 401, 'coming back revives no session')
    }
  })

  test('a session ends after 30 idle minutes and after 12 hours in any case (SESS-4)', async t => {
    const { ground, browser, person } = await oneSession(t)
    const at = (set: string) => ground.sql(`UPDATE bailiwick.session SET ${set} WHERE ended_at IS NULL`)
    const seen = async () =>
      (
        await ground.sql<{ age: number }>(
          `SELECT extract(epoch FROM now() - seen_at)::int AS age FROM bailiwick.session WHERE ended_at IS NULL`,
        )
      )[0]!.age
    await at(`seen_at = now() - interval '40 seconds'`)
    assert.equal(await live(browser), 200)
    assert.ok((await seen()) >= 40, 'within a minute nothing is written')
    await at(`seen_at = now() - interval '29 minutes 50 seconds'`)
    assert.equal(await live(browser), 200)
    assert.ok((await seen()) < 10, 'being used keeps it alive')
    await at(`seen_at = now() - interval '30 minutes 1 second'`)
    assert.equal(await live(browser), 401)
    const another = await signedIn(ground, person.email)
    const [row] = await ground.sql<{ hours: number }>(
      `SELECT extract(epoch FROM expires_at - authenticated_at)::int / 3600 AS hours FROM bailiwick.session ORDER BY id DESC LIMIT 1`,
    )
    assert.equal(row!.hours, 12)
    await at(`expires_at = now() - interval '1 second'`)
    assert.equal(await live(another), 401)
  })

  test('a session outlives the node that opened it, and ending it on one node ends it on the other', async t => {
    const { ground, browser } = await oneSession(t)
    const second = await ground.secondNode()
    const there = second.browser({ cookies: browser.cookies })
    assert.equal(await live(there), 200)
    assert.equal((await there.delete('/api/session')).status, 204)
    assert.equal(await live(browser), 401)
  })
})
