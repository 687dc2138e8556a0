/** A role, a state or an option may be called what PostgreSQL takes for nothing where it stands in its text of an array without quotes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runApp } from '../harness/app.ts'

const files = {
  'app.yaml': `app: voids
title: Voids
roles:
  "null": { title: Nobody }
  lead: { title: Lead, administer: true }
`,
  'entities/claim.yaml': `entity: claim
title: what
fields:
  what: { type: text, required: true }
  kinds: { type: multi_choice, options: ["null", none] }
access:
  - { role: lead, can: [read, create, bulk, update] }
  - { role: "null", can: [read, create] }
`,
  'workflows/claims.yaml': `workflow: claims
entity: claim
states:
  "null": {}
  approved: { final: true }
  rejected: { final: true }
transitions:
  decide:
    from: "null"
    approval:
      steps:
        - { name: lead, ask: role lead, need: 1 }
      never: [requester]
      outcomes: { approve: approved, reject: rejected }
`,
}

test('a role, a state and an option called null are kept, asked for and found like others', async t => {
  const roles = [
    { role: 'null', person: 'nell' },
    { role: 'lead', person: 'lea' },
  ]
  const app = await runApp(t, { files, seed: { roles } })
  const [nell, lea] = [await app.as('nell'), await app.as('lea')]
  const claims = '/api/apps/voids/claim'
  const made = await nell.post(claims, { fields: { what: 'A chair', kinds: ['none', 'null'] } })
  assert.equal(made.status, 201, made.text)
  const [kept] = (await lea.get(claims)).json.items
  assert.deepEqual([kept.kinds, kept.status], [['none', 'null'], 'null'])
  const found = async (by: typeof nell) =>
    (await by.get(`${claims}?filter=${encodeURIComponent('"null" in user.roles')}`)).json.items.length
  assert.deepEqual([await found(nell), await found(lea)], [1, 0])
  const waiting = (await nell.get('/api/inbox/requests')).json.items
  assert.deepEqual(
    waiting.map((each: { id: string; state: string }) => [each.id, each.state]),
    [[kept.id, 'null']],
  )
  const view = { list: 'e/claim', name: 'Of nobody', question: {}, roles: ['null'] }
  assert.equal((await lea.post('/api/apps/voids/saved-views', view)).status, 201)
  const names = (await nell.get('/api/apps/voids/saved-views')).json.items.map((each: { name: string }) => each.name)
  assert.deepEqual(names, ['Of nobody'])
})
