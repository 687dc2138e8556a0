/** WF-2, WF-4, WF-5: a state changes by a declared step only, on every path; nobody decides alone on their own request; two at once decide once. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { saysSomething } from '../../packages/definition/src/fields/something-to-read.ts'
import { type RunningApp, runApp } from '../harness/app.ts'
import type { Browser } from '../harness/browser.ts'
import { type Desk, deskOfSuite } from '../harness/desk.ts'

let desk: Desk
let ana: Browser
let mei: Browser
let mia: Browser

const path = '/api/apps/desk/refund'
const vote = { transition: 'decide', step: 'manager', decision: 'approve' }

async function submitted(by: Browser, amount = '5.00'): Promise<{ id: string; etag: string }> {
  const made = await by.post(path, { fields: { reason: 'Charged twice', amount } })
  assert.equal(made.status, 201, made.text)
  const { id, version } = made.json.record
  const moved = await by.post(`${path}/${id}/transitions/submit`, {}, { headers: { 'if-match': `"${version}"` } })
  assert.equal(moved.status, 200, moved.text)
  assert.equal(moved.json.record.status, 'submitted')
  return { id, etag: `"${moved.json.record.version}"` }
}
const state = async (id: string) =>
  (await desk.app.sql<{ status: string }>('SELECT status FROM desk.refund WHERE id = $1', [id]))[0]?.status
const votes = (id: string) =>
  desk.app.sql('SELECT person, decision, round FROM desk."refund$vote" WHERE record = $1 ORDER BY at', [id])

describe('workflow', () => {
  const suite = deskOfSuite()
  before(async () => {
    desk = suite.desk
    ana = await desk.app.as('ana')
    mei = await desk.app.as('mei')
    mia = await desk.app.as('mia')
  })

  test('a manager approves, the requester sees it, and the history tells who and when', async () => {
    const { id, etag } = await submitted(ana)
    const waiting = await mei.get('/api/inbox')
    assert.ok(
      waiting.json.items.some((item: { id: string }) => item.id === id),
      'it waits for the manager',
    )
    const done = await mei.post(`${path}/${id}/votes`, vote, { headers: { 'if-match': etag } })
    assert.equal(done.status, 200, done.text)
    assert.equal((await ana.get(`${path}/${id}`)).json.record.status, 'approved')
    const history = (await ana.get(`${path}/${id}/history`)).json.items
    assert.ok(
      history.some((entry: { kind: string; person: { title: string } }) => entry.kind === 'vote' && entry.person.title === 'Mei'),
    )
    assert.ok(!(await mei.get('/api/inbox')).json.items.some((item: { id: string }) => item.id === id), 'and waits no longer')
  })

  test('a record that has no state takes no step', async () => {
    const made = await ana.post(path, { fields: { reason: 'Charged twice', amount: '5.00' } })
    const { id, version } = made.json.record
    await desk.app.superuser(admin =>
      admin.query(
        `SET session_replication_role = replica; UPDATE desk.refund SET status = NULL WHERE id = '${id}'; RESET session_replication_role`,
      ),
    )
    assert.deepEqual((await ana.get(`${path}/${id}`)).json.can?.transitions ?? {}, {}, 'none is offered')
    const moved = await ana.post(`${path}/${id}/transitions/submit`, {}, { headers: { 'if-match': `"${version}"` } })
    assert.equal(moved.status, 409, moved.text)
    assert.equal(await state(id), null)
  })

  test('the requester never decides, even with the role', async () => {
    const { id, etag } = await submitted(mei)
    const own = await mei.post(`${path}/${id}/votes`, vote, { headers: { 'if-match': etag } })
    assert.ok(own.status === 403 || own.status === 409, own.text)
    assert.ok(!(await mei.get('/api/inbox')).json.items.some((item: { id: string }) => item.id === id), 'it is not even offered')
    assert.equal(await state(id), 'submitted')
    assert.deepEqual(await votes(id), [])
    assert.equal((await mia.post(`${path}/${id}/votes`, vote, { headers: { 'if-match': etag } })).status, 200)
  })

  test('an agent does not decide', async () => {
    const { id, etag } = await submitted(ana)
    const answer = await ana.post(`${path}/${id}/votes`, vote, { headers: { 'if-match': etag } })
    assert.ok(answer.status === 403 || answer.status === 409, answer.text)
    assert.deepEqual(await votes(id), [])
  })

  test('no door but the declared step moves the state: not the API, not SQL, for nobody', async () => {
    const { id } = await submitted(ana)
    const version = (await ana.get(`${path}/${id}`)).json.record.version
    const patched = await ana.patch(
      `${path}/${id}`,
      { fields: { status: 'approved' } },
      { headers: { 'if-match': `"${version}"` } },
    )
    assert.equal(patched.status, 422, patched.text)
    assert.equal((await ana.post(path, { fields: { reason: 'x', amount: '1.00', status: 'approved' } })).status, 422)
    for (const key of ['ana', 'mei']) {
      for (const sql of [
        `UPDATE desk."refund$write" SET status = 'approved' WHERE id = '${id}'`,
        `SELECT set_config('bailiwick.transition', 'decide', true); UPDATE desk."refund$write" SET status = 'approved' WHERE id = '${id}'`,
        `SELECT set_config('bailiwick.transition', 'submit', true); UPDATE desk."refund$write" SET status = 'approved' WHERE id = '${id}'`,
        `UPDATE desk."refund$write" SET approval_round = 9 WHERE id = '${id}'`,
        `UPDATE desk."refund$write" SET "status$by" = bailiwick.person() WHERE id = '${id}'`,
        `INSERT INTO desk."refund$vote" (record, transition, step, round, person, decision) VALUES ('${id}', 'decide', 'manager', 1, bailiwick.person(), 'approve')`,
      ]) {
        await desk.app.asRuntime(key, run => run(sql)).catch(() => undefined)
        assert.equal(await state(id), 'submitted', `${key}: ${sql}`)
      }
    }
    assert.deepEqual(await votes(id), [])
    const final = await ana.post(`${path}/${id}/transitions/submit`, {}, { headers: { 'if-match': `"${version}"` } })
    assert.ok(final.status >= 400 && final.status < 500, `a step from a state it does not leave: ${final.status} ${final.text}`)
  })

  test('two managers at the same instant: one decision counts, the state changes once', async () => {
    for (let round = 0; round < 8; round++) {
      const { id, etag } = await submitted(ana)
      const answers = await Promise.all([
        mei.post(`${path}/${id}/votes`, vote, { headers: { 'if-match': etag } }),
        mia.post(`${path}/${id}/votes`, { ...vote, decision: 'reject', comment: 'No.' }, { headers: { 'if-match': etag } }),
      ])
      const good = answers.filter(answer => answer.status === 200)
      assert.equal(good.length, 1, answers.map(answer => answer.text).join('\n'))
      assert.ok(answers.every(answer => answer.status < 500))
      assert.equal((await votes(id)).length, 1)
      const moves = await desk.app.sql(
        `SELECT FROM bailiwick.audit WHERE record = $1 AND after ? 'status' AND after ->> 'status' IN ('approved', 'rejected')`,
        [id],
      )
      assert.equal(moves.length, 1)
    }
  })

  test('changing the amount while it waits voids what was decided on it', async () => {
    const { id, etag } = await submitted(ana)
    const before = (await mei.get(`${path}/${id}`)).json.record
    const edited = await ana.patch(`${path}/${id}`, { fields: { amount: '5000.00' } }, { headers: { 'if-match': etag } })
    if (edited.status === 200) {
      const late = await mei.post(`${path}/${id}/votes`, vote, { headers: { 'if-match': `"${before.version}"` } })
      assert.equal(late.status, 412, 'who read the old amount does not approve the new one')
      const round = (
        await desk.app.sql<{ approval_round: number }>('SELECT approval_round FROM desk.refund WHERE id = $1', [id])
      )[0]!.approval_round
      assert.ok(round > before.approval_round, 'a new round has begun')
    } else assert.ok(edited.status === 403 || edited.status === 409, edited.text)
  })
})

describe('a step that its condition passes over', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      {
        files: {
          'app.yaml': 'app: shop\ntitle: Shop\nroles: { clerk: { title: Clerk } }\n',
          'entities/claim.yaml': `entity: claim
title: name
comments: true
fields:
  name: { type: text, required: true }
  amount: { type: integer, required: true }
  owner: { type: person }
access:
  - { role: clerk, can: [read, create, update, comment] }
`,
          'workflows/life.yaml': `workflow: life
entity: claim
states: { draft: {}, submitted: {}, approved: {}, rejected: {} }
transitions:
  submit: { from: [draft], to: submitted }
  withdraw: { from: [submitted], to: draft, comment: required }
  decide:
    from: [submitted]
    approval:
      steps:
        - { name: owner, ask: record.owner, need: 1, when: record.amount > 500 }
        - { name: clerk, ask: role clerk, need: 1, when: record.amount > 100 }
      never: [submitter]
      outcomes: { approve: approved, reject: rejected }
`,
        },
        seed: { roles: ['ana', 'mei'].map(key => ({ role: 'clerk', person: key })) },
      },
    )
  })
  after(async () => {
    for (const end of endings) await end()
  })

  const submit = async (amount: number) => {
    const clerk = await app.as('ana')
    const made = await clerk.post('/api/apps/shop/claim', { fields: { name: 'Broken', amount, owner: app.person('mei') } })
    assert.equal(made.status, 201, made.text)
    const { id } = made.json.record
    const moved = await clerk.post(`/api/apps/shop/claim/${id}/transitions/submit`, {}, { headers: { 'if-match': '"1"' } })
    assert.equal(moved.status, 200, moved.text)
    return { id, version: moved.json.record.version as number }
  }
  const decide = (step: string, decision: string, { id, version }: { id: string; version: number }) =>
    app.asRuntime('mei', run => run(`SELECT shop."claim$decide"('${id}', ${version}, 'decide', '${step}', '${decision}', 'No.')`))
  const stateOf = async (id: string) =>
    (await app.sql<{ status: string }>('SELECT status FROM shop.claim WHERE id = $1', [id]))[0]?.status

  test('asks nobody, also not the person it names: they can neither approve nor reject', async () => {
    const small = await submit(200)
    for (const decision of ['approve', 'reject'])
      await assert.rejects(decide('owner', decision, small), /approval\.not-asked/, decision)
    assert.equal(await stateOf(small.id), 'submitted')
    await decide('clerk', 'approve', small)
    assert.equal(await stateOf(small.id), 'approved', 'the other step alone decides')
    const large = await submit(900)
    await decide('owner', 'reject', large)
    assert.equal(await stateOf(large.id), 'rejected', 'where its condition holds, it asks')
  })

  test('and when all are passed over nothing is approved by nobody, whatever SQL is run', async () => {
    const tiny = await submit(5)
    for (const to of ['approved', 'rejected'])
      await assert.rejects(
        app.asRuntime('mei', run =>
          run(
            `SELECT set_config('bailiwick.transition', 'decide', true); UPDATE shop."claim$write" SET status = '${to}' WHERE id = '${tiny.id}'`,
          ),
        ),
        /transition\.undeclared/,
        to,
      )
    for (const step of ['owner', 'clerk']) await assert.rejects(decide(step, 'approve', tiny), /approval\.not-asked/)
    assert.equal(await stateOf(tiny.id), 'submitted')
  })

  test('a comment that shows nothing is none: not where a step or a decision requires one, and not by itself', async () => {
    const { id, version } = await submit(900)
    const of = `/api/apps/shop/claim/${id}`
    const clerk = await app.as('mei')
    const seen = { headers: { 'if-match': `"${version}"` } }
    for (const comment of ['\u200b', '\u2060\ufeff', '\u00ad', ' \n\t', '\u2800\u3164\ufe0f\u{e0020}']) {
      const withdrawn = await clerk.post(`${of}/transitions/withdraw`, { comment }, seen)
      const rejected = await clerk.post(`${of}/votes`, { transition: 'decide', step: 'owner', decision: 'reject', comment }, seen)
      const said = await clerk.post(`${of}/comments`, { text: comment })
      for (const answer of [withdrawn, rejected, said]) {
        assert.equal(answer.status, 422, `${JSON.stringify(comment)}: ${answer.text}`)
        assert.deepEqual(
          answer.json.fields.map((each: { field: string }) => each.field),
          ['comment'],
        )
      }
      const reason = { action: 'delete', entity: 'claim', record: id, reason: comment }
      assert.equal((await clerk.post('/api/apps/shop/access-requests', reason)).status, 422, JSON.stringify(comment))
    }
    assert.equal(await stateOf(id), 'submitted')
    // Where none is required, what shows nothing is kept as none.
    const approve = { transition: 'decide', step: 'owner', decision: 'approve', comment: '\u200b' }
    assert.equal((await clerk.post(`${of}/votes`, approve, seen)).status, 200)
    const kept = await app.sql(`SELECT kind FROM bailiwick.audit WHERE record = $1 AND comment IS NOT NULL`, [id])
    assert.deepEqual(kept, [], 'and nothing of it stands in the history')
    const other = await submit(900)
    const because = { comment: '\u2067\u05d8\u05e2\u05d5\u05ea\u2069 \u00a0 👩\u200d💻 ' }
    const back = await clerk.post(`/api/apps/shop/claim/${other.id}/transitions/withdraw`, because, {
      headers: { 'if-match': `"${other.version}"` },
    })
    assert.equal(back.status, 200, back.text)
    assert.equal(await stateOf(other.id), 'draft', 'what joins or turns letters is no obstacle beside them')
  })

  test('the database takes the same characters for nothing to read as everything else does', async () => {
    const [row] = await app.sql<{ nothing: number[] }>(
      `SELECT array_agg(n ORDER BY n) AS nothing FROM generate_series(1, 1114111) n WHERE n NOT BETWEEN 55296 AND 57343 AND bailiwick.said(chr(n)) IS NULL`,
    )
    const nothing = Array.from({ length: 0x10ffff }, (_, at) => at + 1).filter(
      point => (point < 0xd800 || point > 0xdfff) && !saysSomething(String.fromCodePoint(point)),
    )
    assert.deepEqual(row?.nothing, nothing)
  })
})
