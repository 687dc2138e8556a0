/** DEF-2: nobody widens their own rights, on whatever way round; somebody else does it for them. The only administrator has nobody to ask. */
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import type { Browser } from '../harness/browser.ts'
import { addApp, addPerson, type Ground, openGround, signedIn } from './ground.ts'

const at = (ms: number) => new Date(Date.now() + ms).toISOString()
const hour = 3_600_000

let ground: Ground
let root: { id: string; browser: Browser }
let other: { id: string; browser: Browser }
let teams: { mine: string; above: string; elsewhere: string }

const role = (name: string, more: object = {}) => ({ app: 'desk', role: name, ...more })

describe('one’s own rights', () => {
  beforeEach(async t => {
    ground = await openGround(t as unknown as Parameters<typeof openGround>[0])
    await addApp(ground, 'desk', ['agent', 'manager'])
    const join = async () => {
      const made = await addPerson(ground, { administrator: true })
      return { id: made.id, browser: await signedIn(ground, made.email) }
    }
    root = await join()
    other = await join()
    const team = async (name: string, parent?: string) =>
      (
        await ground.sql<{ id: string }>('INSERT INTO bailiwick.team (name, parent) VALUES ($1, $2) RETURNING id', [
          name,
          parent ?? null,
        ])
      )[0]!.id
    const above = await team('above')
    teams = { above, mine: await team('mine', above), elsewhere: await team('elsewhere') }
    await ground.sql('INSERT INTO bailiwick.membership (team, person) VALUES ($1, $2)', [teams.mine, root.id])
    await ground.sql(`INSERT INTO bailiwick.role_grant (app, role, team) VALUES ('desk', 'manager', $1)`, [teams.elsewhere])
  })

  const audit = async () =>
    (
      await ground.sql<{ count: string }>(
        `SELECT count(*) FROM bailiwick.audit WHERE kind LIKE 'person.%' OR kind LIKE 'team.%' OR kind LIKE 'role_grant.%' OR kind LIKE 'membership.%'`,
      )
    )[0]!.count
  const made = async () => (await ground.sql(`SELECT roles, teams, own_teams FROM bailiwick.gather_claims($1)`, [root.id]))[0]
  async function refused(ask: () => Promise<{ status: number; text: string; json: { code: string } }>): Promise<void> {
    const [before, rights] = [await audit(), await made()]
    const answer = await ask()
    assert.deepEqual([answer.status, answer.json.code], [403, 'person.own-rights'], answer.text)
    assert.equal(await audit(), before, 'and nothing happened')
    assert.deepEqual(await made(), rights)
  }
  async function taken(ask: () => Promise<{ status: number; text: string }>): Promise<void> {
    const answer = await ask()
    assert.equal(answer.status, 200, answer.text)
  }

  test('neither by a role, nor by a team, nor by being made administrator again', async () => {
    await refused(() => root.browser.patch(`/api/people/${root.id}`, { roles: [role('agent')] }))
    await refused(() => root.browser.patch(`/api/people/${root.id}`, { teams: [teams.mine, teams.elsewhere] }))
    await taken(() => other.browser.patch(`/api/people/${root.id}`, { roles: [role('agent')] }))
  })

  test('not by a role of one’s own team, nor of a team above it', async () => {
    for (const team of [teams.mine, teams.above]) {
      await refused(() => root.browser.patch(`/api/teams/${team}`, { roles: [role('agent')] }))
      await refused(() => root.browser.patch(`/api/teams/${team}`, { roles: [role('agent', { from: at(hour) })] }))
    }
    await taken(() => root.browser.patch(`/api/teams/${teams.elsewhere}`, { roles: [role('agent')] }))
    await taken(() => other.browser.patch(`/api/teams/${teams.mine}`, { roles: [role('agent')] }))
  })

  test('not by a longer time for a role one’s team has already: neither until later nor from earlier', async () => {
    await taken(() =>
      other.browser.patch(`/api/teams/${teams.mine}`, { roles: [role('agent', { from: at(-hour), until: at(hour) })] }),
    )
    await refused(() =>
      root.browser.patch(`/api/teams/${teams.mine}`, { roles: [role('agent', { from: at(-hour), until: at(9 * hour) })] }),
    )
    await refused(() => root.browser.patch(`/api/teams/${teams.mine}`, { roles: [role('agent', { from: at(-hour) })] }))
    await taken(() =>
      other.browser.patch(`/api/teams/${teams.mine}`, { roles: [role('agent', { from: at(5 * hour), until: at(9 * hour) })] }),
    )
    await refused(() =>
      root.browser.patch(`/api/teams/${teams.mine}`, { roles: [role('agent', { from: at(2 * hour), until: at(9 * hour) })] }),
    )
    await taken(() =>
      root.browser.patch(`/api/teams/${teams.mine}`, { roles: [role('agent', { from: at(6 * hour), until: at(7 * hour) })] }),
    )
  })

  test('not by moving one’s team beneath one that has more, nor another team beneath one’s own', async () => {
    await refused(() => root.browser.patch(`/api/teams/${teams.mine}`, { parent: teams.elsewhere }))
    await refused(() => root.browser.patch(`/api/teams/${teams.above}`, { parent: teams.elsewhere }))
    await refused(() => root.browser.patch(`/api/teams/${teams.elsewhere}`, { parent: teams.mine }))
    await taken(() => other.browser.patch(`/api/teams/${teams.mine}`, { parent: teams.elsewhere }))
    await taken(() => root.browser.patch(`/api/teams/${teams.mine}`, { parent: null }))
  })

  test('not by being made somebody’s manager, nor by somebody being put beneath one’s reports', async () => {
    const [ana, bea, cy] = [await addPerson(ground), await addPerson(ground), await addPerson(ground)]
    await refused(() => root.browser.patch(`/api/people/${ana.id}`, { manager: root.id }))
    await taken(() => other.browser.patch(`/api/people/${ana.id}`, { manager: root.id }))
    await refused(() => root.browser.patch(`/api/people/${bea.id}`, { manager: ana.id }))
    await taken(() => other.browser.patch(`/api/people/${bea.id}`, { manager: ana.id }))
    // bea is beneath root already, but not directly.
    await refused(() => root.browser.patch(`/api/people/${bea.id}`, { manager: root.id }))
    await taken(() => root.browser.patch(`/api/people/${cy.id}`, { manager: other.id }))
    await taken(() => root.browser.patch(`/api/people/${bea.id}`, { manager: null }))
  })

  test('a new team beneath one’s own gives its roles to nobody above it', async () => {
    const [before, rights] = [await audit(), await made()]
    const team = await root.browser.post('/api/teams', { name: 'New', parent: teams.mine, roles: [role('manager')] })
    assert.equal(team.status, 201, team.text)
    assert.notEqual(await audit(), before)
    const { roles } = (await made()) as { roles: unknown }
    assert.deepEqual(roles, (rights as { roles: unknown }).roles, 'what a team beneath has is not its parent’s')
    assert.equal((await root.browser.patch(`/api/teams/${teams.mine}`, { parent: team.json.id })).json.code, 'team.circle')
  })

  test('giving up what one has is one’s own to do', async () => {
    await taken(() => other.browser.patch(`/api/teams/${teams.mine}`, { roles: [role('agent'), role('manager')] }))
    await taken(() => root.browser.patch(`/api/teams/${teams.mine}`, { roles: [role('agent')] }))
    await taken(() => root.browser.patch(`/api/teams/${teams.mine}`, { name: 'Mine still' }))
  })

  test('the only administrator has nobody to ask, and may', async () => {
    await ground.sql(`UPDATE bailiwick.person SET administrator = false WHERE id = $1`, [other.id])
    await taken(() => root.browser.patch(`/api/teams/${teams.mine}`, { roles: [role('agent')] }))
    await taken(() => root.browser.patch(`/api/teams/${teams.mine}`, { parent: teams.elsewhere }))
  })
})
