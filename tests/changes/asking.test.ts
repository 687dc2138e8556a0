/** Asking what a change opens: over HTTP by whoever administers the app, at the command line by whoever runs the installation. Nobody else, and nothing is changed by it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readDefinition } from '@bailiwick/definition/index.ts'
import type { PermissionDiff } from '@bailiwick/definition/wire/permission-diff.ts'
import { diffPermissions } from '../../packages/server/src/governance/changes/permission-diff.ts'
import { testSecret } from '../harness/database.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const path = '/api/apps/desk/permission-diff'
const ticket = deskFiles['entities/ticket.yaml']!
const opened: Readonly<Record<string, string>> = {
  ...deskFiles,
  'entities/ticket.yaml': ticket
    .replace('when: record.team in user.teams, fields: { except: [credit] } }', 'fields: { except: [body] } }')
    .replace('fields: [number, subject, priority, team] }', 'fields: [number, subject, priority] }'),
}
const sentences = (entries: PermissionDiff['widens']) => entries.map(each => each.sentence)

describe('a permission diff over HTTP', () => {
  const holder = deskOfSuite()
  const audited = () =>
    holder.desk.app.sql<{ kind: string; person: string; app: string; detail: unknown }>(
      `SELECT kind, person, app, detail FROM bailiwick.audit WHERE kind = 'permission-diff' ORDER BY seq`,
    )

  test('who administers the app sees what other files would open and close, with people, records and sensitive fields', async () => {
    const mei = await holder.desk.app.as('mei')
    const before = (await audited()).length
    const answer = await mei.post(path, { files: opened })
    assert.equal(answer.status, 200, answer.text)
    const diff = answer.json as PermissionDiff
    assert.deepEqual(sentences(diff.widens), [
      '2 people (Agent) can now read Credit on 2 of 2 tickets: Ana, Luis. Sensitive: credit.',
      '2 people (Agent) can now export Credit on 2 of 2 tickets: Ana, Luis. Sensitive: credit.',
      '2 people (Agent) can now read 2 of 2 tickets (Number, Subject, Priority): Ana, Luis.',
      '2 people (Agent) can now read Customer, Assignee, Due, Tags on 2 of 2 tickets: Ana, Luis.',
      '2 people (Agent) can now read Team on 2 of 2 tickets: Ana, Luis.',
    ])
    assert.deepEqual(sentences(diff.narrows), [
      '2 people (Agent) can no longer read Body on 2 of 2 tickets: Ana, Luis.',
      '2 people (Agent) can no longer export Body on 2 of 2 tickets: Ana, Luis.',
      'Owen (Viewer) can no longer read Team on 2 of 2 tickets.',
    ])
    assert.deepEqual(diff.uncounted, [])
    const rows = await audited()
    assert.equal(rows.length, before + 1)
    assert.deepEqual(rows.at(-1), {
      kind: 'permission-diff',
      person: holder.desk.app.person('mei'),
      app: 'desk',
      detail: { files: Object.keys(opened).length },
    })
  })

  test('and what a role, a membership or another parent of a team would open, without giving it', async () => {
    const mei = await holder.desk.app.as('mei')
    const given = await mei.post(path, { give: { role: 'agent', team: 'EMEA' } })
    assert.deepEqual([given.status, given.json.widens, given.json.narrows], [200, [], []], 'ana is an agent already')
    const member = await mei.post(path, { membership: { person: 'ana@example.test', team: 'APAC' } })
    assert.ok(sentences(member.json.widens).some(each => each.startsWith('Ana (Agent) can now read 1 of 2 tickets')))
    const moved = await mei.post(path, { team: { team: holder.desk.apac, parent: holder.desk.emea } })
    assert.ok(sentences(moved.json.widens).some(each => each.startsWith('Ana (Agent) can now read 1 of 2 tickets')))
    const manager = await mei.post(path, { give: { role: 'manager', person: holder.desk.app.person('owen') } })
    assert.ok(sentences(manager.json.widens).includes('Owen can now administer the app.'))
    assert.deepEqual(
      await holder.desk.app.sql(`SELECT role FROM bailiwick.role_grant WHERE person = $1`, [holder.desk.app.person('owen')]),
      [{ role: 'viewer' }],
    )
  })

  test('nobody else learns anything: who only works in the app is refused, on record, and for who does not it is not there', async () => {
    const { app } = holder.desk
    const before = (await audited()).length
    for (const [who, status, code] of [
      ['ana', 403, 'access.refused'],
      ['owen', 403, 'access.refused'],
      ['root', 404, 'app.not-found'],
    ] as const) {
      const answer = await (await app.as(who)).post(path, { files: opened })
      assert.deepEqual([answer.status, answer.json.code], [status, code], who)
      assert.ok(!/Luis|tickets/.test(answer.text), answer.text)
    }
    assert.equal((await app.stranger().post(path, { files: opened })).status, 401)
    assert.equal((await audited()).length, before)
    const denied = await app.sql(`SELECT FROM bailiwick.audit WHERE kind = 'access.denied' AND person = $1 AND app = 'desk'`, [
      app.person('ana'),
    ])
    assert.equal(denied.length, 1)
  })

  test('a role taken a moment ago no longer asks', async () => {
    const { app } = holder.desk
    const mia = await app.as('mia')
    assert.equal((await mia.post(path, { give: { role: 'viewer', person: 'ana@example.test' } })).status, 200)
    await app.sql(`UPDATE bailiwick.role_grant SET role = 'agent' WHERE person = $1`, [app.person('mia')])
    assert.equal((await mia.post(path, { give: { role: 'viewer', person: 'ana@example.test' } })).status, 403)
    await app.sql(`UPDATE bailiwick.role_grant SET role = 'manager' WHERE person = $1`, [app.person('mia')])
  })

  test('what there is no time for is named as not counted, and nothing is guessed', async t => {
    const { app } = holder.desk
    const { definition } = readDefinition(new Map(Object.entries(opened)))
    const admin = await app.installation.database.admin()
    t.after(() => admin.end())
    const diff = await diffPermissions(admin, { app: 'desk', to: definition!, within: 0 })
    assert.deepEqual([diff.widens, diff.narrows], [[], []])
    assert.ok(
      diff.uncounted.some(({ right }) => right === 'read Credit of tickets'),
      JSON.stringify(diff.uncounted),
    )
    for (const { reason } of diff.uncounted) assert.equal(reason, 'counting takes longer than there is time for')
    assert.ok(diff.says.includes('Tickets: read Credit: Manager → Manager, Agent'), 'the rules are still told in words')
  })

  test('a condition on what a release would change in the data itself is not counted, and says why; on what is new, it is', async t => {
    const { app } = holder.desk
    const admin = await app.installation.database.admin()
    t.after(() => admin.end())
    const ask = async (field: string, when: string) => {
      const text = ticket
        .replace('due: { type: date }', field)
        .replace('{ role: viewer, can: [read],', `{ role: viewer, can: [read], when: '${when}',`)
      const { definition, findings } = readDefinition(new Map(Object.entries({ ...deskFiles, 'entities/ticket.yaml': text })))
      assert.ok(definition, JSON.stringify(findings))
      return diffPermissions(admin, { app: 'desk', to: definition, within: 10_000 })
    }
    const retyped = await ask('due: { type: text }', 'record.due == "soon"')
    assert.deepEqual(new Set(retyped.uncounted.map(each => each.reason)), new Set(['the type of ticket.due changes']))
    assert.ok(!retyped.narrows.some(each => each.first.some(({ name }) => name === 'Owen')))
    const fresh = await ask('due: { type: date }\n  soon: { type: boolean }', 'record.soon == true')
    assert.deepEqual(fresh.uncounted, [])
    assert.ok(sentences(fresh.narrows).some(each => each.startsWith('Owen (Viewer) can no longer read 2 of 2 tickets')))
    assert.ok(fresh.says.some(each => each.startsWith('New field: Ticket Soon')))
    const renamed = await ask('by_when: { id: due, type: date }', 'record.by_when == null')
    assert.deepEqual(
      [renamed.uncounted, sentences(renamed.narrows), sentences(renamed.widens)],
      [[], [], []],
      'no ticket has one',
    )
  })

  test('what makes no sense is refused in words', async () => {
    const mei = await holder.desk.app.as('mei')
    const refusals: [body: unknown, status: number, code: string][] = [
      [{}, 400, 'request.invalid'],
      [{ files: opened, give: { role: 'agent', person: 'ana@example.test' } }, 400, 'request.invalid'],
      [{ files: {} }, 422, 'definition.not-valid'],
      [{ files: { ...opened, 'entities/ticket.yaml': 'entity: ticket\nfields: 7\n' } }, 422, 'definition.not-valid'],
      [{ files: { 'app.yaml': 'app: other\ntitle: Other\nroles:\n  r: { title: R }\n' } }, 422, 'definition.other-app'],
      [{ give: { role: 'boss', person: 'ana@example.test' } }, 422, 'role.not-found'],
      [{ give: { role: 'agent' } }, 400, 'request.invalid'],
      [{ give: { role: 'agent', person: 'nobody@example.test' } }, 404, 'person.not-found'],
      [{ membership: { person: 'ana@example.test', team: 'nowhere' } }, 404, 'team.not-found'],
      [{ team: { team: 'EMEA', parent: 'EMEA' } }, 422, 'team.circle'],
      [{ manager: { person: 'ana@example.test', manager: 'ana@example.test' } }, 400, 'request.invalid'],
    ]
    for (const [body, status, code] of refusals) {
      const answer = await mei.post(path, body)
      assert.deepEqual([answer.status, answer.json.code], [status, code], `${JSON.stringify(body).slice(0, 80)}: ${answer.text}`)
    }
  })
})

describe('bailiwick rights', () => {
  const holder = deskOfSuite()

  async function cli(...args: string[]): Promise<{ code: number | null; text: string }> {
    const { host, port, database, user, password } = holder.desk.app.address
    const url = `postgres://${user}:${encodeURIComponent(password)}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    const main = fileURLToPath(new URL('../../packages/server/src/entry/cli/main.ts', import.meta.url))
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, DATABASE_URL: url, BAILIWICK_SECRET: testSecret, NODE_NO_WARNINGS: '1' },
    })
    let text = ''
    child.stdout.on('data', part => {
      text += part
    })
    child.stderr.on('data', part => {
      text += part
    })
    const code = await new Promise<number | null>(resolve => child.once('close', resolve))
    return { code, text }
  }

  test('says what a folder would open and close, a plan sums it up, and giving a role is tried without giving it', async t => {
    const folder = await mkdtemp(join(tmpdir(), 'bailiwick-rights-'))
    t.after(() => rm(folder, { recursive: true }))
    for (const [file, text] of Object.entries(opened)) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), text)
    }
    const diff = await cli('rights', 'desk', '--to', folder)
    assert.equal(diff.code, 0, diff.text)
    assert.match(
      diff.text,
      /^WIDENS\n {2}2 people \(Agent\) can now read Credit on 2 of 2 tickets: Ana, Luis\. Sensitive: credit\./,
    )
    assert.match(diff.text, /\nNARROWS\n[\s\S]*Owen \(Viewer\) can no longer read Team on 2 of 2 tickets\.\nSAYS\n/)
    assert.match((await cli('plan', folder)).text, /\nRights: 5 widen, 3 narrow\. Who and where: bailiwick rights desk --to /)
    const given = await cli('rights', 'desk', '--give', 'manager', '--person', 'owen@example.test', '--json')
    assert.ok((JSON.parse(given.text) as PermissionDiff).widens.some(each => each.act === 'administer' && each.people === 1))
    const releases = await cli('rights', 'desk', '--from', '1', '--to', '1')
    assert.deepEqual([releases.code, releases.text.trim()], [0, 'Nobody gains or loses anything.'])
    for (const [args, code, says] of [
      [['rights', 'desk'], 2, /^Usage: /],
      [['rights', 'desk', '--give', 'manager'], 2, /^Usage: /],
      [['rights', 'desk', '--give', 'manager', '--team', 'nowhere'], 1, /There is no such team/],
      [['rights', 'desk', '--to', '9'], 1, /no such release/],
      [['rights', 'nothing', '--to', '1'], 1, /no such app/],
    ] as const) {
      const answer = await cli(...args)
      assert.equal(answer.code, code, answer.text)
      assert.match(answer.text, says)
    }
  })
})
