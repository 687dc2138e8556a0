/** What an answer must not tell: whether a hidden record is what a check asks for, that a hidden field changed, or a step that was never taken. And what is said first. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import type { Browser } from '../harness/browser.ts'
import { type Desk, deskFiles, deskOfSuite } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'entities/vault.yaml': `entity: vault
title: code
fields:
  code: { type: text, required: true, max: 10000, unique: true }
  grade: { type: choice, options: [low, high] }
access:
  - { role: manager, can: [read, create, update] }
`,
  'entities/request.yaml': `entity: request
title: what
comments: true
fields:
  what: { type: text, required: true }
  team: { type: team, required: true }
  vault: { type: relation, to: vault, inverse: requests }
  budget: { type: integer }
checks:
  - { name: not_low, when: 'record.vault == null || record.vault.grade == "high"', message: The vault is not high., field: vault }
access:
  - { role: manager, can: [read, create, update] }
  - { role: agent, can: [read, create, update], when: record.team in user.teams, fields: [what, team, vault] }
`,
}

let desk: Desk
let ana: Browser
let mei: Browser
const path = '/api/apps/desk/request'

describe('answers', () => {
  const suite = deskOfSuite(files)
  before(async () => {
    desk = suite.desk
    ana = await desk.app.as('ana')
    mei = await desk.app.as('mei')
  })
  const vault = async (code: string, grade: string) => {
    const made = await mei.post('/api/apps/desk/vault', { fields: { code, grade } })
    assert.equal(made.status, 201, made.text)
    return made.json.record.id as string
  }
  const without = ({ requestId: _, ...rest }: Record<string, unknown>) => rest

  test('a check that looks through a reference says the same of a hidden record, whatever it holds, and of none', async () => {
    const [low, high] = [await vault('L', 'low'), await vault('H', 'high')]
    const counted = async () => desk.app.sql('SELECT count(*) FROM desk.request')
    const earlier = await counted()
    const answers = []
    for (const id of [low, high, randomUUID()])
      answers.push(await ana.post(path, { fields: { what: 'x', team: desk.emea, vault: id } }))
    for (const answer of answers) {
      assert.equal(answer.status, 422, answer.text)
      assert.deepEqual(without(answer.json), without(answers[0]!.json))
    }
    assert.deepEqual(await counted(), earlier)
    const own = await ana.post(path, { fields: { what: 'x', team: desk.emea } })
    const changes = []
    for (const id of [low, high, randomUUID()])
      changes.push(
        await ana.patch(`${path}/${own.json.record.id}`, { fields: { vault: id } }, { headers: { 'if-match': '"1"' } }),
      )
    for (const answer of changes) assert.deepEqual([answer.status, without(answer.json)], [422, without(changes[0]!.json)])
    const seen: string[] = []
    for (const id of [low, high, randomUUID()]) {
      const error = await desk.app
        .asRuntime('ana', run =>
          run(`INSERT INTO desk."request$write" (what, team, vault) VALUES ('x', $1, $2)`, [desk.emea, id]),
        )
        .catch((thrown: { code: string; message: string; detail: string }) => `${thrown.code} ${thrown.message} ${thrown.detail}`)
      seen.push(String(error))
    }
    assert.equal(new Set(seen).size, 1, seen.join('\n'))
    assert.equal(
      (await mei.post(path, { fields: { what: 'x', team: desk.emea, vault: low } })).json.fields[0].message,
      'The vault is not high.',
    )
  })

  test('what is left empty is said before who may', async () => {
    const answer = await ana.post(path, { fields: { what: 'x' } })
    assert.equal(answer.status, 422, answer.text)
    assert.deepEqual(answer.json.fields, [{ field: 'team', message: 'must be filled in' }])
    const foreign = await ana.post(path, { fields: { what: 'x', team: desk.apac } })
    assert.equal(foreign.status, 403, foreign.text)
  })

  test('the history has no entry for a change of nothing but hidden fields, and says no more of one that is both', async () => {
    const made = await mei.post(path, { fields: { what: 'first', team: desk.emea, budget: 1 } })
    const { id } = made.json.record
    const change = async (fields: object, version: number) =>
      assert.equal((await mei.patch(`${path}/${id}`, { fields }, { headers: { 'if-match': `"${version}"` } })).status, 200)
    await change({ budget: 2 }, 1)
    await change({ budget: 3, what: 'second' }, 2)
    const hers = (await ana.get(`${path}/${id}/history`)).json.items
    assert.deepEqual(
      hers.map((entry: { kind: string; changes: { field: string }[] }) => [entry.kind, entry.changes.map(each => each.field)]),
      [
        ['update', ['what']],
        ['create', ['what', 'team']],
      ],
    )
    assert.equal((await mei.get(`${path}/${id}/history`)).json.items.length, 3)
    const rows = await desk.app.asRuntime('ana', run =>
      run(`SELECT kind FROM desk."request$history"($1, 9223372036854775807, 50)`, [id]),
    )
    assert.deepEqual(rows, [['update'], ['create']])
  })

  test('a step or a comment made up in the transaction of a creation or a change stands in no audit row', async () => {
    await desk.app.asRuntime('ana', async run => {
      await run(`SELECT set_config('bailiwick.transition', 'decide', true), set_config('bailiwick.comment', 'made up', true)`)
      await run(`INSERT INTO desk."request$write" (what, team) VALUES ('with a story', $1)`, [desk.emea])
    })
    await desk.app.asRuntime('ana', async run => {
      const [[id]] = (await run(`SELECT id FROM desk."request$read" WHERE what = 'with a story'`)) as [[string]]
      await run(`SELECT set_config('bailiwick.transition', 'decide', true), set_config('bailiwick.comment', 'made up', true)`)
      await run(`UPDATE desk."request$write" SET what = 'another story' WHERE id = $1`, [id])
    })
    const rows = await desk.app.sql(
      `SELECT kind, transition, comment FROM bailiwick.audit WHERE entity = 'request' AND after ->> 'what' LIKE '%story' ORDER BY seq`,
    )
    assert.deepEqual(rows, [
      { kind: 'create', transition: null, comment: null },
      { kind: 'update', transition: null, comment: null },
    ])
  })

  test('a text too long to be kept unique is a mistake of whoever wrote it', async () => {
    const hex = Array.from({ length: 280 }, () => randomUUID())
      .join('')
      .slice(0, 9_900)
    const answer = await mei.post('/api/apps/desk/vault', { fields: { code: hex } })
    assert.equal(answer.status, 422, answer.text)
    assert.deepEqual(await desk.app.sql('SELECT FROM desk.vault WHERE code = $1', [hex]), [])
  })

  test('patterns find records, and a pattern that is none is refused', async () => {
    const found = async (filter: string) => mei.get(`/api/apps/desk/ticket?filter=${encodeURIComponent(filter)}`)
    const matching = await found('record.subject.matches("^Printer .*fire$")')
    assert.deepEqual(
      matching.json.items.map((item: { subject: string }) => item.subject),
      ['Printer on fire'],
    )
    assert.deepEqual((await found('record.subject.matches("^fire$")')).json.items, [])
    assert.equal((await found('record.subject.matches("(")')).status, 400)
    assert.equal((await found('record.subject.matches(record.body)')).status, 400)
  })
})
