/** Grants with days, roles with dates, the chain of managers, and approving as a right of its own. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { person, type RunningApp, runApp } from '../harness/app.ts'

const day = (shift: number) => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10)

const files = {
  'app.yaml': `app: desk
title: Desk
roles:
  agent: { title: Agent }
  head: { title: Head }
  judge: { title: Judge }
  early: { title: Early }
  late: { title: Late }
  today: { title: Today }
`,
  'entities/note.yaml': `entity: note
title: text
fields:
  text: { type: text, required: true }
  secret: { type: text }
access:
  - { role: agent, can: [read, create, update], when: record.created_by == user.id }
  - { role: head, can: read, when: record.created_by in user.reports, fields: [text] }
  - { role: head, can: read, when: record.created_by in user.direct_reports }
  - { role: head, can: update, when: record.created_by in user.direct_reports, fields: [text] }
  - { role: judge, can: [read, approve], when: record.text == "fine" }
  - { role: judge, can: read }
  - { role: early, can: [read, update], until: ${day(-2)} }
  - { role: late, can: [read, update], from: ${day(2)} }
  - { role: today, can: [read, update], from: ${day(-2)}, until: ${day(2)}, fields: [text] }
`,
  'workflows/notes.yaml': `workflow: notes
entity: note
states:
  open: {}
  good: { final: true }
  bad: { final: true }
transitions:
  decide:
    from: open
    approval:
      steps:
        - { name: judging, ask: role judge, need: 1 }
      never: [creator]
      outcomes: { approve: good, reject: bad }
`,
}

describe('grants', () => {
  let app: RunningApp
  let endings: (() => unknown)[] = []
  const path = '/api/apps/desk/note'

  before(async () => {
    endings = []
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      {
        files,
        seed: {
          // ada is above bea is above cy; dan stands alone.
          people: [
            person('ada'),
            person('bea', { manager: 'ada' }),
            person('cy', { manager: 'bea' }),
            person('dan'),
            person('root', { administrator: true }),
          ],
          teams: [{ key: 'crew', id: '00000000-0000-4000-8000-000000000001', name: 'Crew' }],
          roles: [
            { role: 'head', person: 'ada' },
            { role: 'agent', person: 'bea' },
            { role: 'head', person: 'bea' },
            { role: 'agent', person: 'cy' },
            { role: 'judge', person: 'jo' },
            { role: 'early', person: 'eve' },
            { role: 'late', person: 'lou' },
            { role: 'today', person: 'tia' },
          ],
        },
      },
    )
  })
  test.after(async () => {
    for (const end of endings) await end()
  })

  const texts = async (key: string) =>
    (await app.asRuntime(key, run => run(`SELECT text, secret FROM desk."note$read" ORDER BY text`))) as unknown[][]
  async function write(key: string, text: string): Promise<string> {
    const made = await (await app.as(key)).post(path, { fields: { text, secret: 'hidden' } })
    assert.equal(made.status, 201, made.text)
    return made.json.record.id
  }
  const manager = (who: string, of: string | null) =>
    app.sql('UPDATE bailiwick.person SET manager = $2 WHERE id = $1', [app.person(who), of && app.person(of)])

  test('who is above somebody, however far, reads by `user.reports`; only the next above by `user.direct_reports`', async () => {
    await write('cy', 'of cy')
    assert.deepEqual(await texts('bea'), [['of cy', 'hidden']])
    assert.deepEqual(await texts('ada'), [['of cy', null]], 'two above: the narrower grant')
    assert.deepEqual(await texts('dan'), [])
    await manager('cy', 'ada')
    assert.deepEqual(await texts('ada'), [['of cy', 'hidden']])
    assert.deepEqual(await texts('bea'), [], 'a report that was given away is nobody’s by yesterday')
    await manager('cy', 'bea')
  })

  test('nobody is beneath themselves, whoever writes it and however many at once', async () => {
    await assert.rejects(manager('ada', 'cy'), { code: 'BW422' })
    await assert.rejects(manager('ada', 'ada'), (error: { code: string }) => ['BW422', '23514'].includes(error.code))
    const root = await app.as('root')
    const refused = await root.patch(`/api/people/${app.person('ada')}`, { manager: app.person('cy') })
    assert.equal(refused.status, 422, refused.text)
    for (let round = 0; round < 5; round += 1) {
      await manager('dan', null)
      await manager('jo', null)
      const both = await Promise.allSettled([manager('dan', 'jo'), manager('jo', 'dan')])
      assert.deepEqual(both.map(each => each.status).sort(), ['fulfilled', 'rejected'])
    }
    await manager('dan', null)
    await manager('jo', null)
  })

  test('an administrator says who somebody’s manager is, and takes it back; the audit has both', async () => {
    const root = await app.as('root')
    const set = await root.patch(`/api/people/${app.person('dan')}`, { manager: app.person('ada') })
    assert.deepEqual([set.status, set.json.manager], [200, app.person('ada')])
    const unset = await root.patch(`/api/people/${app.person('dan')}`, { manager: null })
    assert.deepEqual([unset.status, unset.json.manager], [200, undefined])
    const nobody = '00000000-0000-4000-8000-000000000001'
    assert.equal((await root.patch(`/api/people/${app.person('dan')}`, { manager: nobody })).status, 404)
    const rows = await app.sql(
      `SELECT before ->> 'manager' AS before, after ->> 'manager' AS after FROM bailiwick.audit WHERE kind = 'person.update' AND person = $1 ORDER BY seq`,
      [app.person('root')],
    )
    assert.deepEqual(rows, [
      { before: null, after: app.person('ada') },
      { before: app.person('ada'), after: null },
    ])
  })

  test('a grant gives nothing before its first day and nothing after its last', async () => {
    const id = await write('bea', 'dated')
    assert.deepEqual(await texts('eve'), [])
    assert.deepEqual(await texts('lou'), [])
    assert.ok((await texts('tia')).some(([text, secret]) => text === 'dated' && secret === null))
    for (const [key, count] of [
      ['eve', 0],
      ['lou', 0],
      ['tia', 1],
    ] as const) {
      const changed = await app.asRuntime(key, run =>
        run(`UPDATE desk."note$write" SET text = 'dated' || '!' WHERE id = $1 RETURNING id`, [id]),
      )
      assert.equal(changed.length, count, key)
    }
    await assert.rejects(
      app.asRuntime('tia', run => run(`UPDATE desk."note$write" SET secret = 'x' WHERE id = $1`, [id])),
      { code: 'BW403', message: 'record.field-refused' },
    )
  })

  test('a role from a moment until a moment counts between them alone, for people and for teams', async () => {
    const root = await app.as('root')
    const dan = app.person('dan')
    const at = (ms: number) => new Date(Date.now() + ms).toISOString()
    const roles = (from: number | undefined, until: number | undefined) => ({
      roles: [
        {
          app: 'desk',
          role: 'judge',
          ...(from === undefined ? {} : { from: at(from) }),
          ...(until === undefined ? {} : { until: at(until) }),
        },
      ],
    })
    const sees = async () => (await texts('dan')).length > 0
    const give = async (body: object) => {
      const answer = await root.patch(`/api/people/${dan}`, body)
      assert.equal(answer.status, 200, answer.text)
      return answer.json.roles as { role: string; from?: string; until?: string }[]
    }
    const [kept] = await give(roles(-60_000, 3_600_000))
    assert.deepEqual([kept!.role, typeof kept!.from, typeof kept!.until], ['judge', 'string', 'string'])
    assert.equal(await sees(), true)
    await give(roles(3_600_000, undefined))
    assert.equal(await sees(), false, 'not yet')
    assert.deepEqual(await give(roles(undefined, -1_000)), [], 'over')
    assert.equal(await sees(), false)
    await give(roles(undefined, undefined))
    assert.equal(await sees(), true)
    await give(roles(undefined, 1_500))
    const last = Date.now() + 20_000
    const browser = await app.as('dan')
    while ((await browser.get(path)).status === 200 && Date.now() < last) await new Promise(resolve => setTimeout(resolve, 100))
    assert.equal(await sees(), false, 'it ends by itself, without anybody asking anew')
    const backwards = await root.patch(`/api/people/${dan}`, roles(60_000, 30_000))
    assert.equal(backwards.status, 400, backwards.text)
    assert.equal((await root.patch(`/api/people/${dan}`, { roles: [{ app: 'desk', role: 'judge', until: 'soon' }] })).status, 400)

    const crew = '00000000-0000-4000-8000-000000000001'
    await give({ roles: [], teams: [crew] })
    const team = await root.patch(`/api/teams/${crew}`, roles(-60_000, 3_600_000))
    assert.equal(team.status, 200, team.text)
    assert.equal(typeof team.json.roles[0].until, 'string')
    assert.equal(await sees(), true)
    assert.equal((await root.patch(`/api/teams/${crew}`, roles(3_600_000, undefined))).status, 200)
    assert.equal(await sees(), false)
  })

  test('a session that began before a dated role ended has it no longer at its next request', async () => {
    const dan = app.person('dan')
    await app.sql('DELETE FROM bailiwick.membership WHERE person = $1', [dan])
    await app.sql('DELETE FROM bailiwick.role_grant WHERE person = $1', [dan])
    await app.sql(
      `INSERT INTO bailiwick.role_grant (app, role, person, valid_until) VALUES ('desk', 'judge', $1, now() + interval '4 seconds')`,
      [dan],
    )
    const browser = await app.as('dan')
    assert.equal((await browser.get(path)).status, 200)
    const last = Date.now() + 20_000
    while ((await browser.get(path)).status === 200 && Date.now() < last) await new Promise(resolve => setTimeout(resolve, 100))
    assert.equal((await browser.get(path)).status, 404)
    await app.sql('DELETE FROM bailiwick.role_grant WHERE person = $1', [dan])
  })

  test('where approving is granted, being asked by a step is not enough', async () => {
    const [fine, poor] = [await write('bea', 'fine'), await write('bea', 'poor')]
    const jo = await app.as('jo')
    const vote = (id: string) =>
      jo.post(
        `${path}/${id}/votes`,
        { transition: 'decide', step: 'judging', decision: 'approve' },
        { headers: { 'if-match': '"1"' } },
      )
    const inbox = (await jo.get('/api/inbox')).json.items.map((item: { id: string }) => item.id)
    assert.ok(inbox.includes(fine) && !inbox.includes(poor), 'what is not hers to approve does not wait for her')
    const refused = await vote(poor)
    assert.equal(refused.status, 403, refused.text)
    assert.deepEqual(await app.sql('SELECT FROM desk."note$vote" WHERE record = $1', [poor]), [])
    assert.equal((await vote(fine)).status, 200)
  })
})
