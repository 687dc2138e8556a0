/** Shares, one rule at a time (RLS-8): what a share gives, whose it is, when it ends, and that the database holds it on its own. The whole life at random is in share-model.test.ts. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, test } from 'node:test'
import type { Browser } from '../harness/browser.ts'
import { audited, type Office, officeOfSuite } from '../harness/office.ts'
import { EventStream } from '../harness/stream.ts'

let office: Office
let [kim, lea, gus, gil, pia]: Browser[] = []

const path = '/api/apps/office/account'
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString()
const shares = () => `${path}/${office.account}/shares`
const id = (key: string) => office.app.person(key)

async function given(by: Browser, to: { person?: string; team?: string }, level = 'read', until = tomorrow()) {
  const made = await by.post(shares(), { ...to, level, until })
  assert.equal(made.status, 201, made.text)
  return made.json.items.at(-1) as { id: string; works: boolean; level: string }
}
const reads = async (who: Browser) => (await who.get(`${path}/${office.account}`)).status === 200
const version = async () => (await kim!.get(`${path}/${office.account}`)).json.record.version as number
const change = async (who: Browser, fields: object) =>
  who.patch(`${path}/${office.account}`, { fields }, { headers: { 'if-match': `"${await version()}"` } })

describe('shares', () => {
  const suite = officeOfSuite()
  beforeEach(async () => {
    office = suite.office
    kim ??= await office.app.as('kim')
    lea ??= await office.app.as('lea')
    gus ??= await office.app.as('gus')
    gil ??= await office.app.as('gil')
    pia ??= await office.app.as('pia')
    await office.app.sql('UPDATE bailiwick.share SET ended_at = now() WHERE ended_at IS NULL')
  })

  test('a record given to a person is theirs to read, appears under “shared with me”, and is in the audit and the history', async () => {
    assert.equal((await gus!.get(`${path}/${office.account}`)).status, 404)
    const before = await audited(office.app, office.account)
    const made = await given(kim!, { person: id('gus') })
    assert.deepEqual([made.level, made.works], ['read', true])
    const seen = await gus!.get(`${path}/${office.account}`)
    assert.equal(seen.status, 200, seen.text)
    assert.equal(seen.json.record.name, 'Ines Lund')
    const list = await gus!.get(`${path}?shared=me`)
    assert.deepEqual(
      list.json.items.map((item: { id: string }) => item.id),
      [office.account],
    )
    assert.deepEqual((await kim!.get(`${path}?shared=me`)).json.items, [], 'what is one’s own was not shared')
    assert.deepEqual(await audited(office.app, office.account), { ...before, share: (before.share ?? 0) + 1 })
    const entry = (await lea!.get(`${path}/${office.account}/history`)).json.items[0]
    assert.deepEqual([entry.kind, entry.person.title, entry.share.with.title, entry.share.level], ['share', 'Kim', 'Gus', 'read'])
  })

  test('a share for reading gives no more than reading: no change, no comment, no trash, no sharing on', async () => {
    await given(kim!, { person: id('gus') })
    const before = await audited(office.app, office.account)
    const tries = [
      await change(gus!, { remark: 'mine' }),
      await gus!.post(`${path}/${office.account}/comments`, { text: 'Hello' }),
      await gus!.delete(`${path}/${office.account}`, { headers: { 'if-match': `"${await version()}"` } }),
      await gus!.post(shares(), { person: id('gil'), level: 'read', until: tomorrow() }),
      await gus!.post(`${path}/${office.account}/reveal`, { field: 'iban', reason: 'curious' }),
    ]
    for (const answer of tries) assert.equal(answer.status, 403, answer.text)
    assert.deepEqual(await audited(office.app, office.account), before)
  })

  test('nothing is shared on, whatever the level, also as SQL', async () => {
    await given(kim!, { person: id('gus') }, 'edit')
    const answer = await gus!.post(shares(), { person: id('gil'), level: 'read', until: tomorrow() })
    assert.equal(answer.json.code, 'share.refused')
    await assert.rejects(
      office.app.asRuntime('gus', run =>
        run(`SELECT office."account$share"($1, $2, NULL, 'read', now() + interval '1 day')`, [office.account, id('gil')]),
      ),
      { code: 'BW403', message: 'share.refused' },
    )
    assert.equal(await reads(gil!), false)
  })

  test('levels: a comment for who may comment, an edit of what the sharer edits and of nothing else', async () => {
    await given(kim!, { person: id('gus') }, 'comment')
    assert.equal((await gus!.post(`${path}/${office.account}/comments`, { text: 'Seen.' })).status, 201)
    assert.equal((await change(gus!, { remark: 'x' })).status, 403)
    await given(kim!, { person: id('gus') }, 'edit')
    assert.equal((await gus!.get(shares())).json.items.length, 1, 'a second share takes the first one’s place')
    assert.equal((await change(gus!, { remark: 'back in June' })).status, 200)
    // Kim may write it when she makes an account, so to her the field is there to be refused.
    assert.equal((await change(kim!, { iban: 'DE00' })).status, 403)
    const fixed = await change(gus!, { iban: 'DE00' })
    assert.equal(fixed.status, 403, 'nobody changes that, so nobody by a share')
    assert.equal(fixed.json.code, 'record.field-refused')
    await assert.rejects(
      office.app.asRuntime('gus', run => run(`UPDATE office."account$write" SET iban = 'DE00' WHERE id = $1`, [office.account])),
      { code: 'BW403', message: 'record.field-refused' },
    )
    // The one whose share it is edits less than the owner: so does whoever has it from her.
    await office.app.sql('UPDATE bailiwick.share SET ended_at = now() WHERE ended_at IS NULL')
    await given(lea!, { person: id('gus') }, 'edit')
    assert.equal((await change(gus!, { remark: 'from the lead' })).status, 200)
    assert.equal((await change(gus!, { name: 'Renamed' })).status, 403)
    const refused = await lea!.post(shares(), { person: id('gus'), level: 'comment', until: tomorrow() })
    assert.equal(refused.json.code, 'share.beyond-own', 'she does not comment herself')
  })

  test('masked fields are given by the sharer’s own grants alone', async () => {
    await given(lea!, { person: id('gus') })
    const fromLead = (await gus!.get(`${path}/${office.account}`)).json.record
    assert.equal(fromLead.iban, 'DE02120300000000204821')
    assert.equal(fromLead.salary ?? null, null, 'the lead does not see it')
    await given(kim!, { person: id('gus') })
    assert.equal((await gus!.get(`${path}/${office.account}`)).json.record.salary, '5100.00')
    // pia reads the salary by a grant of her own and the account number by the share, and neither gives more to others.
    await given(lea!, { person: id('pia') })
    const pias = (await pia!.get(`${path}/${office.account}`)).json.record
    assert.deepEqual([pias.salary, pias.iban], ['5100.00', 'DE02120300000000204821'])
  })

  test('the account number of a record that is not shared stays hidden from who has another one', async () => {
    await given(lea!, { person: id('gus') })
    const rows = await office.app.asRuntime('gus', run => run(`SELECT id, iban FROM office."account$read"`))
    assert.deepEqual(rows, [[office.account, 'DE02120300000000204821']])
    const found = await gus!.get(`${path}?filter=${encodeURIComponent('record.iban == "DE1"')}`)
    assert.deepEqual(found.json.items, [], 'a filter by a field that only shares give finds only what they give')
  })

  test('a share with a team reaches everyone in it and beneath it, and nobody above', async () => {
    await given(kim!, { team: office.north })
    assert.equal(await reads(gil!), true, 'fjord stands beneath north')
    assert.equal(await reads(gus!), false)
    await office.app.sql('UPDATE bailiwick.share SET ended_at = now() WHERE ended_at IS NULL')
    await given(kim!, { team: office.fjord })
    const rows = await office.app.asRuntime('lea', run => run(`SELECT office."account$shared"('read')`))
    assert.deepEqual(rows, [['{}']], 'lea stands above')
    await office.app.sql('UPDATE bailiwick.team SET parent = NULL WHERE id = $1', [office.fjord])
    await office.app.sql('UPDATE bailiwick.share SET ended_at = now() WHERE ended_at IS NULL')
    await given(kim!, { team: office.north })
    assert.equal(await reads(gil!), false, 'a team that was moved away is reached no more')
    await office.app.sql('UPDATE bailiwick.team SET parent = $2 WHERE id = $1', [office.fjord, office.north])
    assert.equal(await reads(gil!), true)
  })

  test('it ends when it is taken back, at the very next question', async () => {
    const made = await given(kim!, { person: id('gus') }, 'edit')
    assert.equal(await reads(gus!), true)
    const before = await audited(office.app, office.account)
    const ended = await kim!.delete(`${shares()}/${made.id}`)
    assert.equal(ended.status, 200, ended.text)
    assert.deepEqual(ended.json.items, [])
    assert.equal(await reads(gus!), false)
    assert.equal((await change(gus!, { remark: 'still?' })).status, 404)
    assert.deepEqual(await audited(office.app, office.account), { ...before, unshare: (before.unshare ?? 0) + 1 })
    assert.equal((await kim!.delete(`${shares()}/${made.id}`)).status, 404, 'once')
    assert.deepEqual(await office.app.asRuntime('gus', run => run(`SELECT id FROM office."account$read"`)), [])
  })

  test('it ends with its day', async () => {
    await given(kim!, { person: id('gus') }, 'read', new Date(Date.now() + 1_500).toISOString())
    const until = Date.now() + 20_000
    while ((await reads(gus!)) && Date.now() < until) await new Promise(resolve => setTimeout(resolve, 100))
    assert.equal(await reads(gus!), false)
    assert.deepEqual((await kim!.get(shares())).json.items, [])
    for (const wrong of [new Date(Date.now() - 1_000).toISOString(), '2199-01-01T00:00:00Z', 'infinity', 'tomorrow'])
      assert.ok(
        [400, 422].includes((await kim!.post(shares(), { person: id('gus'), level: 'read', until: wrong })).status),
        wrong,
      )
  })

  for (const [what, lose, regain] of [
    [
      'lost the role',
      `DELETE FROM bailiwick.role_grant WHERE role = 'keeper' AND person = $1`,
      `INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('office', 'keeper', $1)`,
    ],
    [
      'has left',
      `UPDATE bailiwick.person SET status = 'left' WHERE id = $1`,
      `UPDATE bailiwick.person SET status = 'active' WHERE id = $1`,
    ],
    [
      'holds the role only from next year on',
      `UPDATE bailiwick.role_grant SET valid_from = now() + interval '1 year' WHERE role = 'keeper' AND person = $1`,
      `UPDATE bailiwick.role_grant SET valid_from = '-infinity' WHERE role = 'keeper' AND person = $1`,
    ],
  ] as const) {
    test(`it gives nothing while the sharer ${what}, and is listed as one that does not work`, async () => {
      await given(kim!, { person: id('gus') }, 'edit')
      await office.app.sql(lose, [id('kim')])
      assert.equal(await reads(gus!), false)
      const listed = (await lea!.get(shares())).json.items
      assert.deepEqual(
        listed.map((each: { works: boolean }) => each.works),
        [false],
      )
      await office.app.sql(regain, [id('kim')])
      assert.equal(await reads(gus!), true)
      kim = undefined
    })
  }

  test('it ends when the record moves out of the sharer’s reach', async () => {
    await given(kim!, { person: id('gus') })
    const handed = await change(kim!, { owner: id('leo') })
    assert.equal(handed.status, 200, handed.text)
    assert.equal(await reads(gus!), false)
    await office.app.superuser(admin =>
      admin.query(
        `SET session_replication_role = replica; UPDATE office.account SET owner = '${id('kim')}' WHERE id = '${office.account}'`,
      ),
    )
    assert.equal(await reads(gus!), true)
  })

  test('who reads the record sees its shares, who does not is told that there is no such record', async () => {
    const made = await given(kim!, { person: id('gus') })
    for (const who of [kim!, lea!, pia!, gus!])
      assert.deepEqual(
        (await who.get(shares())).json.items.map((each: { id: string; by: { title: string } }) => [each.id, each.by.title]),
        [[made.id, 'Kim']],
      )
    assert.equal((await gil!.get(shares())).status, 404)
    assert.equal((await gil!.delete(`${shares()}/${made.id}`)).status, 404)
    assert.equal((await pia!.delete(`${shares()}/${made.id}`)).status, 403, 'who reads without sharing ends nobody’s share')
    assert.equal((await lea!.delete(`${shares()}/${made.id}`)).status, 200, 'who may share it ends anybody’s')
  })

  test('it goes to one person of the app or to one team, and to nobody else', async () => {
    const before = await audited(office.app, office.account)
    const until = tomorrow()
    for (const body of [
      { level: 'read', until },
      { person: id('gus'), team: office.north, level: 'read', until },
      { person: id('kim'), level: 'read', until },
      { person: id('root'), level: 'read', until },
      { person: randomUUID(), level: 'read', until },
      { team: randomUUID(), level: 'read', until },
    ])
      assert.equal((await kim!.post(shares(), body)).status, 422, JSON.stringify(body))
    assert.equal((await kim!.post(shares(), { person: id('gus'), level: 'own', until })).status, 400)
    assert.equal((await kim!.post(`${path}/${office.other}/shares`, { person: id('gus'), level: 'read', until })).status, 404)
    assert.equal((await pia!.post(shares(), { person: id('gus'), level: 'read', until })).status, 403)
    assert.deepEqual(await audited(office.app, office.account), before)
    assert.deepEqual((await kim!.get(shares())).json.items, [])
  })

  test('a person of the team without a role of the app has nothing of it, also as SQL', async () => {
    await office.app.sql('INSERT INTO bailiwick.membership (team, person) VALUES ($1, $2)', [office.north, id('root')])
    await given(kim!, { team: office.north }, 'edit')
    assert.deepEqual(await office.app.asRuntime('root', run => run(`SELECT id FROM office."account$read"`)), [])
    const changed = await office.app.asRuntime('root', run =>
      run(`UPDATE office."account$write" SET remark = 'x' WHERE id = $1 RETURNING id`, [office.account]),
    )
    assert.deepEqual(changed, [])
    const root = await office.app.as('root')
    assert.equal((await root.get(`${path}/${office.account}`)).status, 404)
  })

  test('many at once to the same person leave one share, and many at once end it once', async () => {
    const body = { person: id('gus'), level: 'read', until: tomorrow() }
    const made = await Promise.all(Array.from({ length: 6 }, () => kim!.post(shares(), body)))
    for (const answer of made) assert.equal(answer.status, 201, answer.text)
    const [one, ...more] = (await kim!.get(shares())).json.items
    assert.deepEqual(more, [])
    const before = await audited(office.app, office.account)
    const ended = await Promise.all(Array.from({ length: 6 }, () => kim!.delete(`${shares()}/${one.id}`)))
    assert.deepEqual(ended.map(answer => answer.status).sort(), [200, 404, 404, 404, 404, 404])
    assert.deepEqual(await audited(office.app, office.account), { ...before, unshare: (before.unshare ?? 0) + 1 })
    assert.equal(await reads(gus!), false)
  })

  test('what is shared is found by a search, counted, and told to open screens when it comes and when it goes', async () => {
    const found = async () => (await gus!.get(`${path}?search=ines`)).json.items.length
    const counted = async () => (await gus!.get(`${path}/aggregate?measures=count`)).text
    assert.equal(await found(), 0)
    const none = await counted()
    const stream = await EventStream.open(office.app.origin, gus!, '/api/apps/office/events?client=g1')
    try {
      await stream.until('ready', ({ events }) => events.some(event => event.name === 'ready'))
      // The first look only learns where to start.
      await new Promise(resolve => setTimeout(resolve, 400))
      const made = await given(kim!, { person: id('gus') })
      await stream.until('that it came', each => each.of(office.account).some(event => event.data.kind === 'changed'))
      assert.equal(await found(), 1)
      assert.notEqual(await counted(), none)
      await gus!.get(`${path}/${office.account}`, { headers: { 'x-client-id': 'g1' } })
      assert.equal((await kim!.delete(`${shares()}/${made.id}`)).status, 200)
      await stream.until('that it left', each => each.of(office.account).some(event => event.data.kind === 'left'))
      assert.equal(await found(), 0)
      assert.equal(await counted(), none)
    } finally {
      stream.close()
    }
  })

  test('with the same Idempotency-Key many at once give one share; another body under it is refused', async () => {
    const body = { person: id('gus'), level: 'read', until: tomorrow() }
    const headers = { 'idempotency-key': randomUUID() }
    const before = await audited(office.app, office.account)
    const answers = await Promise.all(Array.from({ length: 6 }, () => kim!.post(shares(), body, { headers })))
    for (const answer of answers) assert.ok([201, 409].includes(answer.status), answer.text)
    assert.ok(answers.some(answer => answer.status === 201))
    const again = await kim!.post(shares(), body, { headers })
    assert.equal(again.status, 201, again.text)
    assert.equal((await kim!.post(shares(), { ...body, level: 'edit' }, { headers })).status, 422)
    assert.deepEqual(await audited(office.app, office.account), { ...before, share: (before.share ?? 0) + 1 })
  })

  test('with the same Idempotency-Key many at once leave one comment; another text under it is refused', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const comments = `${path}/${office.account}/comments`
    const before = await audited(office.app, office.account)
    const answers = await Promise.all(Array.from({ length: 6 }, () => kim!.post(comments, { text: 'Once.' }, { headers })))
    for (const answer of answers) assert.ok([201, 409].includes(answer.status), answer.text)
    assert.equal((await kim!.post(comments, { text: 'Once.' }, { headers })).status, 201)
    assert.equal((await kim!.post(comments, { text: 'Twice.' }, { headers })).status, 422)
    assert.deepEqual(await audited(office.app, office.account), { ...before, comment: (before.comment ?? 0) + 1 })
  })

  test('SQL as the runtime role touches no share but through the functions', async () => {
    const made = await given(kim!, { person: id('gus') })
    const before = await office.app.sql('SELECT * FROM bailiwick.share ORDER BY id')
    for (const sql of [
      'SELECT * FROM bailiwick.share',
      `UPDATE bailiwick.share SET until = 'infinity'`,
      `INSERT INTO bailiwick.share (app, entity, record, shared_by, person, level, until) VALUES ('office', 'account', '${office.other}', '${id('kim')}', '${id('gus')}', 'edit', now() + interval '1 day')`,
      `DELETE FROM bailiwick.share`,
      `SELECT office."account$shared_update"(NULL, NULL)`,
      `SELECT * FROM bailiwick.facts_of('${id('kim')}')`,
      `SELECT bailiwick.reports_of('${id('kim')}')`,
      `SELECT office."account$share"('${office.other}', '${id('gus')}', NULL, 'edit', now() + interval '1 day')`,
      `SELECT office."account$share"('${office.account}', '${id('gus')}', NULL, NULL, now() + interval '1 day')`,
      `SELECT office."account$share"('${office.account}', '${id('gus')}', NULL, 'read', NULL)`,
      `SELECT office."account$unshare"('${office.other}', '${made.id}')`,
    ]) {
      await assert.rejects(
        office.app.asRuntime('gus', run => run(sql)),
        (error: { code?: string }) => ['42501', 'BW403', 'BW404', 'BW422', '23502'].includes(error.code ?? ''),
        sql,
      )
      assert.deepEqual(await office.app.sql('SELECT * FROM bailiwick.share ORDER BY id'), before, sql)
    }
  })
})
