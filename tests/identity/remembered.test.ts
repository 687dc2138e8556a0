/** A node remembers for seconds which session a token opens; what that session may do is the database's to say, every time (SESS-1). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deskOfSuite } from '../harness/desk.ts'

describe('a remembered session', () => {
  const suite = deskOfSuite()
  const list = '/api/apps/desk/ticket'

  for (const [what, sql] of [
    ['ended', 'UPDATE bailiwick.session SET ended_at = now() WHERE person = $1'],
    ['expired', `UPDATE bailiwick.session SET expires_at = now() - interval '1 second' WHERE person = $1`],
    ['idle for too long', `UPDATE bailiwick.session SET seen_at = now() - interval '31 minutes' WHERE person = $1`],
    ['given a new token', `UPDATE bailiwick.session SET token_hash = sha256(token_hash) WHERE person = $1`],
  ] as const) {
    test(`that was ${what} a moment ago reads and writes nothing more`, async () => {
      const { app, emea, tickets } = suite.desk
      const ana = await app.as('ana')
      const before = await ana.get(`${list}/${tickets.ours}`)
      assert.equal(before.status, 200)
      await app.sql(sql, [app.person('ana')])
      for (const path of [
        list,
        `${list}/${tickets.ours}`,
        `${list}/${tickets.ours}/history`,
        `${list}/aggregate`,
        '/api/apps/desk',
      ])
        assert.equal((await ana.get(path)).status, 401, path)
      const written = await ana.post(list, { fields: { subject: 'Too late', team: emea } })
      assert.equal(written.status, 401)
      assert.deepEqual(await app.sql(`SELECT id FROM desk.ticket WHERE subject = 'Too late'`), [])
    })
  }

  test('of a person who lost the role a moment ago no longer sees what the app is made of', async () => {
    const { app } = suite.desk
    const luis = await app.as('luis')
    assert.equal((await luis.get('/api/apps/desk')).status, 200)
    await app.sql(`DELETE FROM bailiwick.role_grant WHERE person = $1`, [app.person('luis')])
    assert.equal((await luis.get('/api/apps/desk')).status, 404)
    assert.equal((await luis.get(list)).status, 404)
  })
})
