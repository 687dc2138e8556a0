/** Bulk and import under approvals and lines, and roll-ups and shares under export. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { person, runApp } from '../harness/app.ts'

test('approvals, lines, shares and roll-ups', async t => {
  const app = await runApp(t, {
    files: {
      'app.yaml': `app: buy
title: Buy
roles:
  asker: { title: Asker }
  boss: { title: Boss, administer: true, audit: true }
  looker: { title: Looker }
`,
      'entities/request.yaml': `entity: request
title: name
fields:
  name: { type: text, required: true }
  amount: { type: money, currency: EUR }
  secret: { type: text }
  total: { type: rollup, over: items, measure: sum, field: price }
access:
  - { role: asker, can: [read, create, update, bulk, share], when: record.created_by == user.id }
  - { role: boss, can: [read, update, approve, bulk, export] }
  - { role: looker, can: [export] }
`,
      'entities/item.yaml': `entity: item
title: name
parent: request
fields:
  name: { type: text, required: true }
  price: { type: money, currency: EUR }
  request: { type: relation, to: request, required: true, inverse: items }
access:
  - { role: asker, can: [read, create, update, bulk, import] }
  - { role: boss, can: [read] }
`,
      'workflows/request.yaml': `workflow: requests
entity: request
states:
  draft: {}
  sent: {}
  yes_: {}
  no_: { final: true }
transitions:
  send: { from: draft, to: sent, roles: [asker] }
  decide:
    from: sent
    approval:
      steps: [{ name: boss, ask: role boss, need: 2 }]
      never: [requester, last_editor]
      voided_by: [amount]
      outcomes: { approve: yes_, reject: no_ }
`,
    },
    seed: {
      people: ['ann', 'bob', 'ben', 'leo'].map(key => person(key)),
      roles: [
        { role: 'asker', person: 'ann' },
        { role: 'boss', person: 'bob' },
        { role: 'boss', person: 'ben' },
        { role: 'looker', person: 'leo' },
      ],
    },
  })
  const ann = await app.as('ann')
  const bob = await app.as('bob')
  const at = '/api/apps/buy/request'
  const made = await ann.post(at, { fields: { name: 'R', amount: '1.00', secret: 'canary' } })
  assert.equal(made.status, 201, made.text)
  const { id } = made.json.record
  const sent = await ann.post(`${at}/bulk`, { records: [{ id, version: 1 }], transition: { name: 'send' } })
  assert.equal(sent.status, 200, sent.text)
  const state = async () =>
    (
      await app.sql('SELECT version, status, approval_round, "status$editors" AS editors FROM buy.request WHERE id = $1', [id])
    )[0] as Record<string, unknown>
  const decide = await bob.post(`${at}/bulk`, { records: [{ id, version: 2 }], transition: { name: 'decide' } })
  assert.equal(decide.status, 404, decide.text)
  const voted = await bob.post(
    `${at}/${id}/votes`,
    { transition: 'decide', step: 'boss', decision: 'approve' },
    { headers: { 'if-match': '"2"' } },
  )
  assert.equal(voted.status, 200, voted.text)
  const before = await state()
  const version = before.version as number
  const imported = await ann.post('/api/apps/buy/item/import', {
    rows: [
      { name: 'i', price: '3.00', request: id },
      { name: 'j', price: '3.00', request: id },
    ],
  })
  assert.equal(imported.status, 200, imported.text)
  const after = await state()
  assert.ok(Number(after.approval_round) > Number(before.approval_round), 'lines that are imported void the votes')
  assert.ok(Number(after.version) > version)
  assert.ok(String(after.editors).includes(app.person('ann')))
  const items = await ann.get('/api/apps/buy/item')
  const bulk = await ann.post('/api/apps/buy/item/bulk', {
    records: items.json.items.map((each: { id: string }) => ({ id: each.id, version: 1 })),
    change: { price: '9.00' },
  })
  assert.equal(bulk.status, 200, bulk.text)
  const later = await state()
  assert.ok(Number(later.approval_round) > Number(after.approval_round), 'and those changed in bulk')
  const edited = await bob.post(`${at}/bulk`, { records: [{ id, version: later.version }], change: { amount: '2.00' } })
  assert.equal(edited.status, 200, edited.text)
  const last = await state()
  assert.ok(String(last.editors).includes(app.person('bob')), 'who changes it in bulk is an editor')
  const own = await bob.post(
    `${at}/${id}/votes`,
    { transition: 'decide', step: 'boss', decision: 'approve' },
    { headers: { 'if-match': `"${last.version}"` } },
  )
  assert.equal(own.status, 403, own.text)
  const leo = await app.as('leo')
  const nothing = await leo.get(`${at}/export`)
  assert.doesNotMatch(nothing.text, /canary/)
  const shared = await ann.post(`${at}/${id}/shares`, {
    person: app.person('leo'),
    level: 'read',
    until: new Date(Date.now() + 86_400_000).toISOString(),
  })
  assert.equal(shared.status, 201, shared.text)
  const lines = (await leo.get(`${at}/export`)).text.trim().split('\r\n')
  assert.deepEqual(
    [lines.length, lines[1]?.startsWith(`${id},`)],
    [2, true],
    'what was shared is read, and a grant of their own lets it out',
  )
})
