/** Checks, guards and grants that look at a formula see what it will be, although its column is filled after the trigger that judges them. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { person, type RunningApp, runApp } from '../harness/app.ts'
import type { Browser } from '../harness/browser.ts'

const files = {
  'app.yaml': `app: bills
title: Bills
roles:
  clerk: { title: Clerk }
`,
  'entities/bill.yaml': `entity: bill
title: name
fields:
  name: { type: text, required: true }
  quantity: { type: integer, required: true }
  price: { type: money, currency: EUR, required: true }
  most: { type: money, currency: EUR, required: true }
  total: { type: formula, result: money, currency: EUR, is: record.price * record.quantity }
checks:
  - { name: within, when: record.total <= record.most, message: Too dear., field: most }
access:
  - { role: clerk, can: read }
  - { role: clerk, can: create, when: record.total <= 500 }
  - { role: clerk, can: update, when: record.total <= 500 }
`,
  'workflows/bills.yaml': `workflow: bills
entity: bill
states: { open: {}, paid: { final: true } }
transitions:
  pay: { from: open, to: paid, roles: [clerk], inputs: [quantity], guard: { when: record.total > 0, message: Nothing to pay. } }
`,
}

describe('a formula in a rule', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  let clerk: Browser
  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      { files, seed: { people: [person('clerk')], roles: [{ role: 'clerk', person: 'clerk' }] } },
    )
    clerk = await app.as('clerk')
  })
  after(async () => {
    for (const end of endings) await end()
  })

  const bill = (quantity: number, more: object = {}) =>
    clerk.post('/api/apps/bills/bill', { fields: { name: 'Paper', quantity, price: '10.00', most: '300.00', ...more } })

  test('a new record is held to its check and to the grant by what the formula comes to', async () => {
    const made = await bill(30)
    assert.deepEqual([made.status, made.json.record?.total], [201, '300.00'], made.text)
    const dear = await bill(31)
    assert.deepEqual([dear.status, dear.json.fields], [422, [{ field: 'most', message: 'Too dear.' }]], dear.text)
    assert.equal((await bill(60, { most: '900.00' })).status, 403)
  })

  test('a change and a step are held to what it becomes, not to what it was', async () => {
    const { id } = (await bill(2)).json.record
    const one = `/api/apps/bills/bill/${id}`
    const change = (fields: object, version: number) => clerk.patch(one, { fields }, { headers: { 'if-match': `"${version}"` } })
    assert.equal((await change({ quantity: 40 }, 1)).status, 422)
    assert.equal((await change({ quantity: 60, most: '900.00' }, 1)).status, 403)
    assert.equal((await change({ quantity: 0 }, 1)).status, 200)
    const pay = (fields: object) => clerk.post(`${one}/transitions/pay`, { fields }, { headers: { 'if-match': '"2"' } })
    assert.equal((await pay({})).json.code, 'transition.guard')
    assert.equal((await pay({ quantity: 3 })).status, 200)
  })
})
