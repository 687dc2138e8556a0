import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addApp, addPerson, openGround, signedIn } from './ground.ts'

describe('teams', () => {
  test('administrators make teams, move them and give them roles, which everyone beneath holds at once', async t => {
    const ground = await openGround(t)
    await addApp(ground, 'desk', ['agent', 'manager'])
    const root = await addPerson(ground, { administrator: true })
    const ana = await addPerson(ground)
    const administrator = await signedIn(ground, root.email)
    const hers = await signedIn(ground, ana.email)

    const support = await administrator.post('/api/teams', { name: 'Support', roles: [{ app: 'desk', role: 'agent' }] })
    assert.equal(support.status, 201, support.text)
    assert.deepEqual(support.json, { id: support.json.id, name: 'Support', roles: [{ app: 'desk', role: 'agent' }], members: 0 })
    const emea = await administrator.post('/api/teams', { name: 'EMEA', parent: support.json.id })
    assert.equal(emea.json.parent, support.json.id)
    assert.deepEqual((await hers.get('/api/session')).json.apps, [])
    assert.equal((await administrator.patch(`/api/people/${ana.id}`, { teams: [emea.json.id] })).status, 200)
    assert.deepEqual((await hers.get('/api/session')).json.apps[0].roles, ['agent'], 'what the team above holds')

    const circle = await administrator.patch(`/api/teams/${support.json.id}`, { parent: emea.json.id })
    assert.equal(circle.json.code, 'team.circle')
    assert.equal(
      (await administrator.patch(`/api/teams/${support.json.id}`, { parent: support.json.id })).json.code,
      'team.circle',
    )
    assert.equal((await administrator.patch(`/api/teams/${emea.json.id}`, { parent: null, name: 'Europe' })).json.name, 'Europe')
    assert.deepEqual((await hers.get('/api/session')).json.apps, [], 'a team moved away takes its people with it')

    assert.deepEqual(
      (await administrator.get('/api/teams')).json.items.map((team: { name: string; members: number }) => [
        team.name,
        team.members,
      ]),
      [
        ['Europe', 1],
        ['Support', 0],
      ],
    )
    assert.equal(
      (await administrator.patch(`/api/teams/${emea.json.id}`, { roles: [{ app: 'desk', role: 'emperor' }] })).json.code,
      'role.not-found',
    )
    assert.equal((await administrator.patch(`/api/teams/${emea.json.id}`, {})).status, 400)
    assert.equal((await administrator.post('/api/teams', { name: 'X', parent: ana.id })).json.code, 'team.not-found')
    assert.deepEqual((await administrator.get('/api/roles')).json.items[0].app, 'desk')
    const kinds = await ground.sql<{ kind: string }>(
      `SELECT DISTINCT kind FROM bailiwick.audit WHERE kind LIKE 'team.%' ORDER BY 1`,
    )
    assert.deepEqual(
      kinds.map(row => row.kind),
      ['team.insert', 'team.update'],
    )
  })

  test('two moves at once never close a circle', async t => {
    const ground = await openGround(t)
    const root = await addPerson(ground, { administrator: true })
    const administrator = await signedIn(ground, root.email)
    for (let round = 0; round < 5; round++) {
      const one = (await administrator.post('/api/teams', { name: `one ${round}` })).json.id
      const two = (await administrator.post('/api/teams', { name: `two ${round}` })).json.id
      const answers = await Promise.all([
        administrator.patch(`/api/teams/${one}`, { parent: two }),
        administrator.patch(`/api/teams/${two}`, { parent: one }),
      ])
      assert.deepEqual(answers.map(answer => answer.status).sort(), [200, 422])
    }
  })

  test('nobody else sees or changes teams, their roles or the roles there are', async t => {
    const ground = await openGround(t)
    const ana = await addPerson(ground)
    const hers = await signedIn(ground, ana.email)
    for (const answer of [
      await hers.get('/api/teams'),
      await hers.get('/api/roles'),
      await hers.post('/api/teams', { name: 'Mine' }),
      await hers.patch(`/api/teams/${ana.id}`, { name: 'Mine' }),
    ]) {
      assert.equal(answer.json.code, 'access.administrators-only')
    }
    assert.deepEqual(await ground.sql('SELECT FROM bailiwick.team'), [])
  })
})
