import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { forgive, reserve, subjectsOf } from '../../packages/server/src/security/identity/throttle.ts'
import { addPerson, goodPassword, openGround, signedIn } from './ground.ts'

const key = Buffer.alloc(32, 7)

describe('guessing (AUTH-4)', () => {
  test('three hundred guesses at once, under every spelling, header and forged source, stay within the limit of one guesser', async t => {
    const ground = await openGround(t)
    const { email } = await addPerson(ground, { email: 'victim@example.test', password: 'at full cost' })
    const began = Date.now()
    const spellings = [email, email.toUpperCase(), ` ${email}`, 'ｖictim@example.test', 'Victim@EXAMPLE.test\n']
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        ground.browser().post(
          '/api/session',
          { email: spellings[i % spellings.length], password: `guess number ${i}` },
          {
            headers: {
              'x-forwarded-for': `203.0.113.${i}`,
              'x-real-ip': `203.0.113.${i}`,
              forwarded: `for=203.0.113.${i}`,
              'user-agent': `agent ${i}`,
            },
          },
        ),
      ),
    )
    const checked = answers.filter(answer => answer.status === 401).length
    // Six, and one more for each block (5 s, 10 s, 20 s, …) that a slow machine lets end while it still works through them.
    const seconds = (Date.now() - began) / 1_000
    const ended = [5, 15, 35, 75, 155, 315].filter(end => end <= seconds).length
    assert.ok(checked >= 1 && checked <= 6 + ended, `${checked} guesses were checked in ${seconds} s`)
    const refused = answers.find(answer => answer.status === 429)!
    const wait = Number(refused.headers['retry-after'])
    assert.ok(wait >= 1 && wait <= 900, `Retry-After ${wait}`)
    assert.match(
      refused.json.hint,
      /^Try again in (a second|\d+ seconds|a minute|\d+ minutes)\.$/,
      'said to who reads no headers',
    )
    // The block is held, so that it is the block that is asked and not how fast the answers came.
    await ground.sql(
      `UPDATE bailiwick.attempt SET blocked_until = greatest(blocked_until, clock_timestamp() + interval '10 minutes') WHERE blocked_until > '-infinity'`,
    )
    const right = await ground.browser().post('/api/session', { email, password: goodPassword })
    assert.equal(right.json.code, 'session.too-many-attempts', 'a blocked guesser learns nothing from being right')
  })

  test('a block ends by itself, never lasts more than fifteen minutes, and grows by failures only, not by knocking', async t => {
    const ground = await openGround(t)
    const subjects = subjectsOf({ email: 'a@example.test', address: '10.0.0.1' }, key)
    const pair = subjects.find(subject => subject.startsWith('pair:'))!
    const blocks: number[] = []
    for (let i = 0; i < 20; i++) {
      await reserve(ground.installation.gate, [pair])
      const [row] = await ground.sql<{ seconds: number }>(
        `SELECT greatest(0, round(extract(epoch FROM blocked_until - clock_timestamp())))::int AS seconds FROM bailiwick.attempt WHERE subject = $1 AND blocked_until > '-infinity'`,
        [pair],
      )
      blocks.push(row?.seconds ?? 0)
      for (let knock = 0; row && knock < 3; knock++)
        await assert.rejects(reserve(ground.installation.gate, [pair]), { code: 'session.too-many-attempts' })
      await ground.sql(
        `UPDATE bailiwick.attempt SET blocked_until = clock_timestamp() - interval '1 second' WHERE subject = $1`,
        [pair],
      )
    }
    assert.deepEqual(blocks, [0, 0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900, 900, 900, 900])
    await ground.sql(`UPDATE bailiwick.attempt SET window_start = now() - interval '61 minutes'`)
    await reserve(ground.installation.gate, [pair])
    const [row] = await ground.sql<{ failures: number }>('SELECT failures FROM bailiwick.attempt WHERE subject = $1', [pair])
    assert.equal(row!.failures, 1, 'an hour later the count starts anew')
  })

  test('one account is guarded against many networks, and many accounts against one network', async t => {
    const ground = await openGround(t)
    const { gate } = ground.installation
    const guess = async (email: string, address: string) =>
      reserve(gate, subjectsOf({ email, address }, key)).then(
        () => true,
        () => false,
      )
    let fromMany = 0
    for (let i = 0; i < 200; i++) if (await guess('one@example.test', `10.2.0.${i}`)) fromMany++
    assert.equal(fromMany, 31)
    let atMany = 0
    for (let i = 0; i < 200; i++) if (await guess(`p${i}@example.test`, '10.3.0.1')) atMany++
    assert.equal(atMany, 101)
    assert.equal(await guess('one@example.test', '2001:db8:1:2::1'), false)
    assert.equal(await guess('other@example.test', '10.9.9.9'), true, 'nobody else is held up')
  })

  test('signing in to an account of one’s own clears nothing one did to the accounts of others', async t => {
    const ground = await openGround(t)
    const { gate } = ground.installation
    const own = subjectsOf({ email: 'mine@example.test', address: '10.0.0.5' }, key)
    for (let i = 0; i < 40; i++) {
      await reserve(gate, subjectsOf({ email: `other${i}@example.test`, address: '10.0.0.5' }, key))
      await forgive(gate, await reserve(gate, own))
    }
    const rows = await ground.sql<{ subject: string; failures: number }>(
      `SELECT subject, failures FROM bailiwick.attempt WHERE subject = 'source:10.0.0.5' OR subject LIKE '%mine@%' ORDER BY 1`,
    )
    assert.deepEqual(rows, [
      { subject: 'account:mine@example.test', failures: 0 },
      { subject: 'pair:mine@example.test|10.0.0.5', failures: 0 },
      { subject: 'source:10.0.0.5', failures: 40 },
    ])
  })

  test('strangers who guess an account do not keep its owner out of a browser that was there before', async t => {
    const ground = await openGround(t)
    const { email } = await addPerson(ground)
    const owner = await signedIn(ground, email)
    assert.ok(owner.cookies['bailiwick-device'])
    for (let i = 0; i < 60; i++)
      await reserve(ground.installation.gate, subjectsOf({ email, address: `10.4.0.${i}` }, key)).catch(() => undefined)
    await ground.sql(
      `INSERT INTO bailiwick.attempt (subject, failures, blocked_until) VALUES ('source:127.0.0.1', 500, now() + interval '10 minutes') ON CONFLICT (subject) DO UPDATE SET blocked_until = excluded.blocked_until`,
    )
    assert.equal(
      (await ground.browser().post('/api/session', { email, password: goodPassword })).status,
      429,
      'a new browser waits',
    )
    assert.equal((await owner.post('/api/session', { email, password: goodPassword })).status, 200, 'a known one does not')
    const forged = ground.browser({ cookies: { 'bailiwick-device': `${'A'.repeat(22)}.${'A'.repeat(43)}` } })
    assert.equal((await forged.post('/api/session', { email, password: goodPassword })).status, 429, 'a made-up device is nobody')
    const someoneElse = await addPerson(ground)
    const foreign = ground.browser({ cookies: { 'bailiwick-device': owner.cookies['bailiwick-device']! } })
    assert.equal(
      (await foreign.post('/api/session', { email: someoneElse.email, password: goodPassword })).status,
      429,
      'a device counts for its own account only',
    )
    for (let i = 0; i < 6; i++) await owner.post('/api/session', { email, password: 'not this one either' })
    assert.equal(
      (await owner.post('/api/session', { email, password: goodPassword })).status,
      429,
      'a known device that guesses is stopped too',
    )
  })

  test('counters are forgotten after a day', async t => {
    const ground = await openGround(t)
    await ground.sql(
      `INSERT INTO bailiwick.attempt (subject, window_start) SELECT 'pair:old' || i, now() - interval '25 hours' FROM generate_series(1, 50) i`,
    )
    for (let i = 0; i < 501; i++) await reserve(ground.installation.gate, [`pair:new${i}`])
    const [row] = await ground.sql<{ old: number }>(
      `SELECT count(*)::int AS old FROM bailiwick.attempt WHERE subject LIKE 'pair:old%'`,
    )
    assert.equal(row!.old, 0)
  })
})
