/** `require` holds on every way a record is written, and what the browser is told of it tells nothing its reader may not know. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { AppView, FieldView } from '../../packages/definition/src/wire/index.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'entities/claim.yaml': `entity: claim
title: name
fields:
  name: { type: text, required: true }
  customer: { type: relation, to: customer, inverse: claims }
  kind: { type: choice, options: [parts, other], required: true, default: parts }
  what: { type: text, show: 'record.kind == "other"', require: 'record.kind == "other" // say what' }
  grade: { type: integer, sensitive: true }
  why_graded: { type: text, show: has(record.grade), require: has(record.grade) }
  hush: { type: text, require: 'record.name == "Canary"' }
  year: { type: integer, grouping: false }
  amount: { type: money, currency: JPY }
  since: { type: integer }
  until: { type: integer }
checks:
  - { name: in_order, when: record.until == null || record.since <= record.until, message: It ends before it begins., field: until }
  - { name: short, when: record.name.size() < 90, message: The kind of so long a name is unclear., field: kind }
  - { name: graded, when: record.what != "Gold" || record.grade > 1, message: Gold is not for everything., field: what }
access:
  - { role: manager, can: [read, create, update, import, bulk] }
  - { role: agent, can: [read, create, update], fields: { except: [grade, hush] } }
  - { role: agent, can: [import, bulk] }
`,
  'layouts/claim.yaml': `layout: claim
later: [grade, what]
sections:
  - { fields: [name] }
`,
  'layouts/customer.yaml': `layout: customer
sections:
  - { fields: [name, tier, claimed] }
related:
  - { list: claims, columns: [name, grade, amount] }
  - { list: tickets }
`,
  'entities/customer.yaml': `${deskFiles['entities/customer.yaml']!.replace(
    'access:',
    '  claimed: { type: rollup, over: claims, measure: sum, field: amount }\nmails: true\naccess:',
  )}`,
}

describe('conditions of fields', () => {
  const suite = deskOfSuite(files)
  const base = '/api/apps/desk/claim'
  const said = 'must be filled in, because of what the other fields say'

  test('a field is required where its condition holds: when a record is made, changed, imported, changed with others, and by raw SQL', async () => {
    const mei = await suite.desk.app.as('mei')
    const refused = await mei.post(base, { fields: { name: 'One', kind: 'other' } })
    assert.equal(refused.status, 422, refused.text)
    assert.deepEqual(refused.json.fields, [{ field: 'what', message: said }])
    const made = await mei.post(base, { fields: { name: 'One' } })
    assert.equal(made.status, 201, made.text)
    const { id, version } = made.json.record
    const headers = { 'if-match': `"${version}"` }
    const changed = await mei.patch(`${base}/${id}`, { fields: { kind: 'other' } }, { headers })
    assert.deepEqual(changed.json.fields, [{ field: 'what', message: said }])
    const graded = await mei.patch(`${base}/${id}`, { fields: { grade: 3 } }, { headers })
    assert.deepEqual(graded.json.fields, [{ field: 'why_graded', message: said }])
    await assert.rejects(
      suite.desk.app.asRuntime('mei', run => run(`UPDATE desk."claim$write" SET kind = 'other' WHERE id = $1`, [id])),
      /record.invalid/,
    )
    const right = await mei.patch(`${base}/${id}`, { fields: { kind: 'other', what: 'A door' } }, { headers })
    assert.equal(right.status, 200, right.text)
    const emptied = await mei.patch(`${base}/${id}`, { fields: { what: null } }, { headers: { 'if-match': `"${version + 1}"` } })
    assert.deepEqual(emptied.json.fields, [{ field: 'what', message: said }])
    // What is hidden again keeps what it held.
    const back = await mei.patch(`${base}/${id}`, { fields: { kind: 'parts' } }, { headers: { 'if-match': `"${version + 1}"` } })
    assert.equal(back.json.record.what, 'A door')
  })

  test('a check that misses a field says so once, at that field; what not everybody reads is missing to nobody', async () => {
    const [ana, mei] = [await suite.desk.app.as('ana'), await suite.desk.app.as('mei')]
    const told = async (fields: object, who = mei) => (await who.post(base, { fields })).json.fields
    assert.deepEqual(await told({ name: 'One', until: 2026 }), [{ field: 'since', message: said }])
    const late = [{ field: 'until', message: 'It ends before it begins.' }]
    assert.deepEqual(await told({ name: 'One', since: 2027, until: 2026 }), late)
    assert.deepEqual(
      (await told({ kind: 'parts' })).map(({ field }: { field: string }) => field),
      ['name'],
    )
    const gold = [{ field: 'what', message: 'Gold is not for everything.' }]
    assert.deepEqual(await told({ name: 'One', what: 'Gold' }), gold)
    assert.deepEqual(await told({ name: 'One', what: 'Gold' }, ana), gold)
    assert.equal(await told({ name: 'One', since: 2026, until: 2026 }), undefined)
  })

  test('who neither reads nor writes what is required is not told its name, on any way; who names it hears what they would of a name that is not there', async () => {
    const [ana, mei] = [await suite.desk.app.as('ana'), await suite.desk.app.as('mei')]
    const name = 'Canary'
    const once = { headers: { 'idempotency-key': randomUUID() } }
    const { id, version } = (await ana.post(base, { fields: { name: 'Plain' } })).json.record
    const unnamed = [{ field: '', message: `something that you do not see here ${said}` }]
    const create = () => ana.post(base, { fields: { name } }, once)
    for (const answer of [
      await create(),
      await create(),
      await ana.patch(`${base}/${id}`, { fields: { name } }, { headers: { 'if-match': `"${version}"` } }),
    ])
      assert.deepEqual([answer.status, answer.json.fields], [422, unnamed], answer.text)
    for (const answer of [
      await ana.post(`${base}/bulk`, { records: [{ id, version, change: { name } }] }),
      await ana.post(`${base}/bulk`, { records: [{ id, version }], change: { name } }),
      await ana.post(`${base}/import`, { rows: [{ name }] }),
    ])
      assert.deepEqual(answer.json.results?.[0].problem.fields, unnamed, answer.text)
    for (const field of ['hush', 'nothing'])
      assert.deepEqual((await ana.post(base, { fields: { name, [field]: 'x' } })).json.fields, [
        { field, message: 'is not a field you can set' },
      ])
    assert.deepEqual((await mei.post(base, { fields: { name } })).json.fields, [{ field: 'hush', message: said }])
  })

  test('conditions travel to whoever reads what they ask, and to nobody else; figures say their currency and years are no amounts', async () => {
    const view = async (as: string) => (await (await suite.desk.app.as(as)).get('/api/apps/desk')).json as AppView
    const [mei, ana] = [await view('mei'), await view('ana')]
    const field = (app: AppView, entity: string, name: string): FieldView | undefined =>
      app.entities.find(each => each.name === entity)?.fields.find(each => each.name === name)
    assert.deepEqual(Object.keys(field(ana, 'claim', 'what')?.show?.reads ?? {}), ['kind'])
    assert.equal(JSON.stringify(field(ana, 'claim', 'what')).includes('say what'), false)
    assert.ok(field(mei, 'claim', 'why_graded')?.require)
    assert.equal(field(ana, 'claim', 'why_graded')?.show, undefined)
    assert.equal(field(ana, 'claim', 'why_graded')?.require, undefined)
    assert.equal(JSON.stringify(ana).includes('grade"'), false, 'what an agent may not read is not named')
    assert.equal(field(mei, 'claim', 'year')?.grouping, false)
    assert.deepEqual([field(mei, 'customer', 'claimed')?.result, field(mei, 'customer', 'claimed')?.currency], ['money', 'JPY'])
    const related = (app: AppView) =>
      app.entities.find(each => each.name === 'customer')?.layout.related.map(each => each.columns)
    assert.deepEqual(related(mei)?.[0], ['name', 'grade', 'amount'])
    assert.deepEqual(related(ana)?.[0], ['name', 'amount'], 'a column that is not read is not there')
    const later = (app: AppView) => app.entities.find(each => each.name === 'claim')?.layout.later
    assert.deepEqual([later(mei), later(ana)], [['grade', 'what'], ['what']])
    assert.deepEqual(
      ['customer', 'claim'].map(name => mei.entities.find(each => each.name === name)?.mails),
      [true, undefined],
    )
    assert.deepEqual(related(mei)?.[1], ['number', 'subject', 'priority', 'team', 'assignee'])
  })
})
