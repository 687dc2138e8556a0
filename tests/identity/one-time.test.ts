import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSetupCode } from '../../packages/server/src/security/identity/setup.ts'
import { addApp, addPerson, goodPassword, openGround, signedIn } from './ground.ts'

const first = { name: 'Ida Root', email: 'ida@example.test', password: goodPassword }

describe('the first administrator', () => {
  test('is let in by the code on the console, once, and then the door is shut', async t => {
    const ground = await openGround(t)
    assert.equal((await ground.browser().get('/api/sign-in')).json.setupNeeded, true)
    const void_ = await createSetupCode(ground.installation)
    const made = await createSetupCode(ground.installation)
    assert.match(made!.code, /^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/)
    const old = await ground.browser().post('/api/setup', { ...first, code: void_!.code })
    assert.equal(old.json.code, 'setup.wrong-code', 'a newer code makes the older void')
    const browser = ground.browser()
    const welcome = await browser.post('/api/setup', { ...first, code: made!.code.toLowerCase().replaceAll('-', ' ') })
    assert.equal(welcome.status, 200, welcome.text)
    assert.equal(welcome.json.person.administrator, true)
    assert.equal((await ground.browser().get('/api/sign-in')).json.setupNeeded, false)
    assert.equal(
      (await ground.browser().post('/api/setup', { ...first, email: 'b@example.test', code: made!.code })).json.code,
      'setup.not-needed',
    )
    assert.equal(await createSetupCode(ground.installation), undefined)
    await signedIn(ground, first.email)
  })

  test('twenty redemptions of one code at once make one administrator (AUTH-3)', async t => {
    const ground = await openGround(t)
    const made = await createSetupCode(ground.installation)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        ground.browser().post('/api/setup', { ...first, email: `i${i}@example.test`, code: made!.code }),
      ),
    )
    assert.equal(answers.filter(answer => answer.status === 200).length, 1)
    assert.deepEqual(
      [...new Set(answers.map(answer => answer.status))].sort(),
      [200, 403, 409].filter(status => answers.some(answer => answer.status === status)),
    )
    assert.equal((await ground.sql('SELECT id FROM bailiwick.person WHERE id <> bailiwick.guest()')).length, 1)
  })

  test('an expired code and guesses are refused, and guessing is slowed down', async t => {
    const ground = await openGround(t)
    const made = await createSetupCode(ground.installation)
    const answers = []
    for (let i = 0; i < 14; i++) answers.push(await ground.browser().post('/api/setup', { ...first, code: `GUESS-${i}` }))
    assert.equal(answers[0]!.json.code, 'setup.wrong-code')
    assert.equal(answers.at(-1)!.json.code, 'session.too-many-attempts')
    await ground.sql(`UPDATE bailiwick.one_time_token SET expires_at = now() - interval '1 second' WHERE used_at IS NULL`)
    assert.notEqual((await ground.browser().post('/api/setup', { ...first, code: made!.code })).status, 200)
    assert.deepEqual(await ground.sql('SELECT id FROM bailiwick.person WHERE id <> bailiwick.guest()'), [])
    const denied = await ground.sql<{ kind: string }>(`SELECT kind FROM bailiwick.audit WHERE kind = 'setup.failed'`)
    assert.ok(denied.length > 0, 'failures are on record')
  })
})

describe('invitations', () => {
  async function invited(t: Parameters<typeof openGround>[0], options: Parameters<typeof openGround>[1] = {}) {
    const ground = await openGround(t, options)
    await addApp(ground, 'desk', ['agent', 'manager'])
    const [team] = await ground.sql<{ id: string }>(`INSERT INTO bailiwick.team (name) VALUES ('Support') RETURNING id`)
    const root = await addPerson(ground, { administrator: true })
    const administrator = await signedIn(ground, root.email)
    const answer = await administrator.post('/api/invitations', {
      email: 'New@example.test',
      name: 'Newcomer',
      roles: [{ app: 'desk', role: 'agent' }],
      teams: [team!.id],
    })
    assert.equal(answer.status, 201, answer.text)
    const token = new URL(answer.json.link).pathname.split('/').at(-1)!
    return { ground, administrator, answer, token }
  }

  test('an invited person chooses a password by the link and has the roles and teams given', async t => {
    const { ground, answer, token } = await invited(t)
    assert.equal(answer.json.link, `${ground.origin}/invitation/${token}`)
    const life = Date.parse(answer.json.expiresAt) - Date.now()
    assert.ok(life > 0 && life <= 3_600_000 + 5_000, `valid for ${life} ms`)
    const browser = ground.browser()
    assert.deepEqual((await browser.get(`/api/invitations/${token}`)).json, { email: 'new@example.test', name: 'Newcomer' })
    const weak = await browser.post(`/api/invitations/${token}`, { password: 'password1234' })
    assert.equal(weak.json.code, 'password.too-weak')
    assert.equal(weak.json.fields[0].field, 'password')
    const welcome = await browser.post(`/api/invitations/${token}`, { password: goodPassword, name: 'Nell Newcomer' })
    assert.equal(welcome.status, 200, welcome.text)
    assert.equal(welcome.json.person.name, 'Nell Newcomer')
    assert.deepEqual(welcome.json.apps, [{ name: 'desk', title: 'The desk', roles: ['agent'] }])
    await signedIn(ground, 'new@example.test')
    assert.ok(!JSON.stringify(ground.observed).includes(token), 'no observation holds the link')
  })

  test('twenty redemptions of one link at once give one session (AUTH-3)', async t => {
    const { ground, token } = await invited(t)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ground.browser().post(`/api/invitations/${token}`, { password: goodPassword })),
    )
    assert.deepEqual(answers.map(answer => answer.status).sort(), [200, ...Array.from({ length: 19 }, () => 404)])
    assert.equal((await ground.browser().get(`/api/invitations/${token}`)).status, 404)
  })

  test('a link is void when it is old, replaced, for another purpose, or its person was suspended or has chosen a password', async t => {
    const { ground, administrator, answer, token } = await invited(t)
    const refused = async (value: string) => {
      const got = await ground.browser().post(`/api/invitations/${value}`, { password: goodPassword })
      assert.equal(got.json.code, 'invitation.not-valid', got.text)
    }
    const renew = async () =>
      (await administrator.post(`/api/people/${answer.json.person}/invitation`)).json.link.split('/').at(-1) as string
    const second = await renew()
    await refused(token)
    await ground.sql(`UPDATE bailiwick.one_time_token SET expires_at = now() - interval '1 second' WHERE used_at IS NULL`)
    await refused(second)
    const third = await renew()
    await ground.sql(`UPDATE bailiwick.one_time_token SET purpose = 'reset' WHERE used_at IS NULL`)
    await refused(third)
    await ground.sql(`UPDATE bailiwick.one_time_token SET purpose = 'setup' WHERE used_at IS NULL`)
    await refused(third)
    const fourth = await renew()
    await administrator.patch(`/api/people/${answer.json.person}`, { status: 'suspended' })
    await administrator.patch(`/api/people/${answer.json.person}`, { status: 'active' })
    await refused(fourth)
    const fifth = await renew()
    const sixth = await renew()
    assert.equal((await ground.browser().post(`/api/invitations/${sixth}`, { password: goodPassword })).status, 200)
    await refused(fifth)
    await refused(sixth)
    for (const made of ['A'.repeat(43), 'short', '%00', `${sixth}x`, encodeURIComponent(`${sixth}/..`)]) {
      const got = await ground.browser().get(`/api/invitations/${made}`)
      assert.ok(got.status === 404 || got.status === 400, `${made}: ${got.status}`)
    }
  })

  test('a link is made of the public address, whatever Host and forwarded headers say (AUTH-2)', async t => {
    const ground = await openGround(t, { publicUrl: 'https://tools.example.test' })
    const root = await addPerson(ground, { administrator: true })
    const browser = ground.browser()
    assert.equal((await browser.post('/api/session', { email: root.email, password: goodPassword })).status, 200)
    const poisoned = { 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'http', forwarded: 'host=evil.test' }
    const answer = await browser.post('/api/invitations', { email: 'x@example.test', name: 'X' }, { headers: poisoned })
    assert.equal(answer.status, 201, answer.text)
    assert.ok(answer.json.link.startsWith('https://tools.example.test/invitation/'), answer.json.link)
    const byLoopback = await browser.post(
      '/api/invitations',
      { email: 'y@example.test', name: 'Y' },
      { headers: { host: 'localhost:1', origin: 'http://localhost:1' } },
    )
    assert.ok(byLoopback.json.link.startsWith('https://tools.example.test/invitation/'), byLoopback.text)
    assert.equal(
      (await browser.post('/api/invitations', { email: 'z@example.test', name: 'Z' }, { headers: { host: 'evil.test' } })).status,
      421,
    )
  })

  test('only an administrator who proved themselves within 15 minutes invites; nobody else makes a person (AUTH-1)', async t => {
    const ground = await openGround(t)
    const root = await addPerson(ground, { administrator: true })
    const plain = await addPerson(ground)
    const before = (await ground.sql('SELECT id FROM bailiwick.person')).length
    const body = { email: 'new@example.test', name: 'New' }
    assert.equal((await ground.browser().post('/api/invitations', body)).status, 401)
    assert.equal(
      (await (await signedIn(ground, plain.email)).post('/api/invitations', body)).json.code,
      'access.administrators-only',
    )
    assert.equal(
      (await ground.browser().post('/api/setup', { ...body, password: goodPassword, code: 'AAAAA-AAAAA-AAAAA-AAAAA' })).json.code,
      'setup.not-needed',
    )
    for (const path of ['/api/sign-up', '/api/people', '/api/register', '/api/session']) {
      assert.notEqual((await ground.browser().post(path, { ...body, password: goodPassword })).status, 200, path)
    }
    const administrator = await signedIn(ground, root.email)
    await ground.sql(`UPDATE bailiwick.session SET authenticated_at = now() - interval '16 minutes'`)
    assert.equal((await administrator.post('/api/invitations', body)).json.code, 'session.not-fresh')
    assert.equal((await ground.sql('SELECT id FROM bailiwick.person')).length, before, 'no row appeared')
    assert.equal((await administrator.post('/api/session/confirmation', { password: goodPassword })).status, 204)
    assert.equal((await administrator.post('/api/invitations', body)).status, 201)
    assert.equal((await administrator.post('/api/invitations', body)).json.code, 'person.email-taken')
    const denied = await ground.sql<{ person: string; detail: { code: string } }>(
      `SELECT person, detail FROM bailiwick.audit WHERE kind = 'access.denied' ORDER BY seq`,
    )
    assert.deepEqual(
      denied.map(row => [row.person, row.detail.code]),
      [
        [plain.id, 'access.administrators-only'],
        [root.id, 'session.not-fresh'],
      ],
    )
  })
})
