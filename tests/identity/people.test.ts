import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addApp, addPerson, openGround, signedIn } from './ground.ts'

describe('people', () => {
  test('administrators list people, give roles and teams, suspend and bring back', async t => {
    const ground = await openGround(t)
    await addApp(ground, 'desk', ['agent', 'manager'])
    const [team] = await ground.sql<{ id: string }>(`INSERT INTO bailiwick.team (name) VALUES ('Support') RETURNING id`)
    const root = await addPerson(ground, { name: 'Root', administrator: true })
    const ana = await addPerson(ground, { name: 'Ana' })
    const administrator = await signedIn(ground, root.email)
    const hers = await signedIn(ground, ana.email)
    const change = (body: object) => administrator.patch(`/api/people/${ana.id}`, body)

    const given = await change({ title: 'Agent', roles: [{ app: 'desk', role: 'agent' }], teams: [team!.id] })
    assert.equal(given.status, 200, given.text)
    assert.deepEqual(given.json, {
      id: ana.id,
      name: 'Ana',
      email: ana.email,
      title: 'Agent',
      status: 'active',
      administrator: false,
      invited: false,
      roles: [{ app: 'desk', role: 'agent' }],
      teams: [team!.id],
      lastSeenAt: given.json.lastSeenAt,
    })
    assert.deepEqual((await hers.get('/api/session')).json.apps[0].roles, ['agent'], 'a role counts at the next request')
    assert.deepEqual((await change({ roles: [{ app: 'desk', role: 'manager' }] })).json.roles, [{ app: 'desk', role: 'manager' }])
    assert.deepEqual((await hers.get('/api/session')).json.apps[0].roles, ['manager'])
    assert.equal((await change({ roles: [{ app: 'desk', role: 'emperor' }] })).json.code, 'role.not-found')
    assert.equal((await change({ teams: ['00000000-0000-7000-8000-000000000000'] })).json.code, 'team.not-found')
    assert.equal((await change({})).status, 400)
    assert.equal(
      (await administrator.patch('/api/people/00000000-0000-7000-8000-000000000000', { name: 'X' })).json.code,
      'person.not-found',
    )
    assert.equal((await change({ status: 'suspended' })).json.status, 'suspended')
    assert.equal((await hers.get('/api/session')).status, 401)
    assert.equal((await change({ status: 'active', roles: [], teams: [] })).status, 200)

    const everyone = await administrator.get('/api/people')
    assert.deepEqual(
      everyone.json.items.map((person: { name: string }) => person.name),
      ['Ana', 'Root'],
    )
    const page = await administrator.get('/api/people?pageSize=1')
    assert.deepEqual(
      page.json.items.map((person: { name: string }) => person.name),
      ['Ana'],
    )
    const next = await administrator.get(`/api/people?pageSize=1&pageToken=${page.json.nextPageToken}`)
    assert.deepEqual([next.json.items[0].name, next.json.nextPageToken], ['Root', undefined])
    assert.equal((await administrator.get('/api/people?search=%25')).json.items.length, 0, 'a wildcard is a character')

    const rows = await ground.sql<{ kind: string; person: string }>(
      `SELECT kind, person FROM bailiwick.audit WHERE kind LIKE 'role_grant.%' ORDER BY seq`,
    )
    assert.deepEqual(rows, [
      { kind: 'role_grant.insert', person: root.id },
      { kind: 'role_grant.delete', person: root.id },
      { kind: 'role_grant.insert', person: root.id },
      { kind: 'role_grant.delete', person: root.id },
    ])
  })

  test('the last administrator stays, also when two take it from each other at the same moment', async t => {
    const ground = await openGround(t)
    const a = await addPerson(ground, { administrator: true })
    const b = await addPerson(ground, { administrator: true })
    const [byA, byB] = [await signedIn(ground, a.email), await signedIn(ground, b.email)]
    const answers = await Promise.all([
      byA.patch(`/api/people/${b.id}`, { administrator: false }),
      byB.patch(`/api/people/${a.id}`, { status: 'suspended' }),
    ])
    const left = await ground.sql(`SELECT id FROM bailiwick.person WHERE administrator AND status = 'active'`)
    assert.equal(left.length, 1, answers.map(answer => answer.text).join('\n'))
    const survivor = left[0]!.id === a.id ? byA : byB
    for (const body of [{ administrator: false }, { status: 'suspended' }, { status: 'left' }]) {
      const refused = await survivor.patch(`/api/people/${left[0]!.id}`, body)
      assert.equal(refused.json.code, 'person.last-administrator', refused.text)
    }
  })

  test('nobody widens their own rights while another administrator could do it (I6)', async t => {
    const ground = await openGround(t)
    await addApp(ground, 'desk', ['agent'])
    const root = await addPerson(ground, { administrator: true })
    const browser = await signedIn(ground, root.email)
    const own = { roles: [{ app: 'desk', role: 'agent' }] }
    assert.equal((await browser.patch(`/api/people/${root.id}`, own)).status, 200, 'the only one has nobody to ask')
    await browser.patch(`/api/people/${root.id}`, { roles: [] })
    const second = await addPerson(ground, { administrator: true })
    assert.equal((await browser.patch(`/api/people/${root.id}`, own)).json.code, 'person.own-rights')
    assert.equal((await browser.post(`/api/people/${root.id}/invitation`)).json.code, 'access.refused')
    assert.equal((await (await signedIn(ground, second.email)).patch(`/api/people/${root.id}`, own)).status, 200)
  })

  test('losing or gaining administration ends the person’s sessions (SESS-2)', async t => {
    const ground = await openGround(t)
    const root = await addPerson(ground, { administrator: true })
    const ana = await addPerson(ground)
    const administrator = await signedIn(ground, root.email)
    let hers = await signedIn(ground, ana.email)
    await administrator.patch(`/api/people/${ana.id}`, { administrator: true })
    assert.equal((await hers.get('/api/people')).status, 401)
    hers = await signedIn(ground, ana.email)
    assert.equal((await hers.get('/api/people')).status, 200)
    await administrator.patch(`/api/people/${ana.id}`, { administrator: false })
    assert.equal((await hers.get('/api/people')).status, 401)
  })

  test('the directory tells anyone signed in names, and nothing else of anybody', async t => {
    const ground = await openGround(t)
    await addApp(ground, 'desk', ['agent'])
    const [parent] = await ground.sql<{ id: string }>(`INSERT INTO bailiwick.team (name) VALUES ('Operations') RETURNING id`)
    const [team] = await ground.sql<{ id: string }>(
      `INSERT INTO bailiwick.team (name, parent) VALUES ('Support', $1) RETURNING id`,
      [parent!.id],
    )
    const ana = await addPerson(ground, { name: 'Ana Lima' })
    const tom = await addPerson(ground, { name: 'Tom Okafor' })
    const gone = await addPerson(ground, { name: 'Gone Girl' })
    await ground.sql(`UPDATE bailiwick.person SET status = 'left' WHERE id = $1`, [gone.id])
    await ground.sql('INSERT INTO bailiwick.membership (person, team) VALUES ($1, $2)', [tom.id, team!.id])
    await ground.sql(`INSERT INTO bailiwick.role_grant (app, role, team) VALUES ('desk', 'agent', $1)`, [parent!.id])
    assert.equal((await ground.browser().get('/api/directory/people')).status, 401)
    const hers = await signedIn(ground, ana.email)
    const names = async (query: string, who = hers) =>
      (await who.get(`/api/directory/people${query}`)).json.items.map((person: { name: string }) => person.name)
    assert.deepEqual((await hers.get('/api/directory/people')).json, {
      items: [
        { id: ana.id, name: 'Ana Lima', active: true },
        { id: tom.id, name: 'Tom Okafor', active: true },
      ],
    })
    assert.deepEqual(await names('?search=oka'), ['Tom Okafor'])
    await ground.sql(`UPDATE bailiwick.person SET title = 'Head of customer care' WHERE id = $1`, [ana.id])
    assert.deepEqual(await names('?search=tom'), ['Tom Okafor', 'Ana Lima'], 'who is called so, before whose title has it within')
    assert.deepEqual(await names(`?ids=${gone.id},${ana.id}`), ['Ana Lima', 'Gone Girl'])
    assert.deepEqual(await names('?app=desk'), [], 'who works in an app is nothing to a stranger to it')
    assert.deepEqual(await names('?app=desk', await signedIn(ground, tom.email)), ['Tom Okafor'])
    assert.deepEqual((await hers.get('/api/directory/teams')).json.items, [
      { id: parent!.id, name: 'Operations' },
      { id: team!.id, name: 'Support', parent: parent!.id },
    ])
    assert.equal((await hers.get('/api/directory/people?ids=1')).status, 400)
  })
})
