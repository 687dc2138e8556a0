/** What trees and pivots ask: what stands at the top for whoever asks, and what groups are called for them. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'entities/part.yaml': `entity: part
title: name
fields:
  name: { type: text, required: true }
  team: { type: team, required: true }
  within: { type: relation, to: part, inverse: parts }
  secret: { type: relation, to: part }
  customer: { type: relation, to: customer }
access:
  - { role: manager, can: [read, create, update, delete] }
  - { role: agent, can: [read], when: record.team in user.teams, fields: { except: [secret] } }
`,
}

describe('shapes of records', () => {
  const suite = deskOfSuite(files)
  const base = '/api/apps/desk/part'
  const ids = new Map<string, string>()
  const ask = async (as: string, query: Record<string, string>, path = '') =>
    (await suite.desk.app.as(as)).get(`${base}${path}?${new URLSearchParams(query)}`)
  const names = async (as: string, query: Record<string, string>) =>
    (await ask(as, { orderBy: 'name', ...query })).json.items.map((item: { name: string }) => item.name)

  before(async () => {
    const { desk } = suite
    const mei = await desk.app.as('mei')
    const make = async (name: string, team: string, within?: string, more: object = {}) => {
      const fields = { name, team, ...(within && { within: ids.get(within) }), ...more }
      const made = await mei.post(base, { fields })
      assert.equal(made.status, 201, made.text)
      ids.set(name, made.json.record.id)
    }
    await make('Engine', desk.apac)
    await make('Piston', desk.emea, 'Engine', { customer: desk.customer })
    await make('Ring', desk.emea, 'Piston')
    await make('Wheel', desk.emea)
    const sara = await mei.post('/api/apps/desk/customer', { fields: { name: 'Hidden Ltd' } })
    await make('Tyre', desk.emea, 'Wheel', { customer: sara.json.record.id })
  })

  test('at the top stands what is beneath nothing, and for each person what is beneath nothing they may see', async () => {
    assert.deepEqual(await names('mei', { top: 'within' }), ['Engine', 'Wheel'])
    assert.deepEqual(await names('ana', { top: 'within' }), ['Piston', 'Wheel'])
    const [piston] = (await ask('ana', { top: 'within', orderBy: 'name' })).json.items
    assert.deepEqual(piston.within, { id: ids.get('Engine'), title: null })
    assert.equal((await ask('ana', { top: 'within', count: 'exact' })).json.count, 2)
  })

  test('the top is read page by page, in order, and a token of it is good for nothing else', async () => {
    const first = (await ask('mei', { top: 'within', orderBy: 'name', pageSize: '1' })).json
    assert.deepEqual(
      first.items.map((item: { name: string }) => item.name),
      ['Engine'],
    )
    const rest = { orderBy: 'name', pageSize: '1', pageToken: first.nextPageToken }
    assert.deepEqual(await names('mei', { top: 'within', ...rest }), ['Wheel'])
    assert.equal((await ask('mei', rest)).status, 400)
  })

  test('a field that one may not read, or that leads elsewhere, is refused as one that is not there', async () => {
    const [hidden, absent] = [await ask('ana', { top: 'secret' }), await ask('ana', { top: 'nothing' })]
    assert.equal(hidden.status, 400)
    assert.deepEqual([hidden.json.code, hidden.json.title], [absent.json.code, absent.json.title])
    assert.equal((await ask('mei', { top: 'customer' })).json.code, 'query.invalid')
    assert.equal((await ask('mei', { top: 'secret' })).status, 200)
  })

  test('what is in the trash has nothing beneath it', async () => {
    const mei = await suite.desk.app.as('mei')
    const bin = await mei.post(base, { fields: { name: 'Bin', team: suite.desk.emea } })
    await mei.post(base, { fields: { name: 'Lid', team: suite.desk.emea, within: bin.json.record.id } })
    assert.equal((await mei.delete(`${base}/${bin.json.record.id}`, { headers: { 'if-match': '"1"' } })).status, 204)
    assert.ok((await names('mei', { top: 'within' })).includes('Lid'))
    const [lid] = (await ask('mei', { filter: 'record.name == "Lid"' })).json.items
    assert.equal((await mei.delete(`${base}/${lid.id}`, { headers: { 'if-match': '"1"' } })).status, 204)
  })

  test('a group of a relation has the title of its record, and none where this person may not see that', async () => {
    const titles = async (as: string, groupBy: string) =>
      Object.fromEntries(
        (await ask(as, { groupBy, measures: 'count' }, '/aggregate')).json.groups.map(
          ({ key, values }: { key: Record<string, { title: string | null } | null>; values: { count: number } }) => [
            key[groupBy] === null ? 'none' : String(key[groupBy]?.title),
            values.count,
          ],
        ),
      )
    assert.deepEqual(await titles('mei', 'within'), { Engine: 1, Piston: 1, Wheel: 1, none: 2 })
    assert.deepEqual(await titles('ana', 'within'), { null: 1, Piston: 1, Wheel: 1, none: 1 })
    const two = (await ask('mei', { groupBy: 'within,team', measures: 'count' }, '/aggregate')).json.groups
    assert.ok(two.some((each: { key: { within: { title: string } | null } }) => each.key.within?.title === 'Wheel'))
    assert.deepEqual(Object.keys(two[0].values), ['count'])
  })

  test('groups are by up to four fields', async () => {
    assert.equal((await ask('mei', { groupBy: 'within,team,customer,name' }, '/aggregate')).status, 200)
    assert.equal((await ask('mei', { groupBy: 'within,team,customer,name,secret' }, '/aggregate')).json.code, 'query.too-many')
  })
})
