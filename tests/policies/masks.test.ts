/** Masks: what is shown instead of a value, where the value nowhere is, and how it is shown on record. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Browser } from '../harness/browser.ts'
import { audited, type Office, officeOfSuite } from '../harness/office.ts'

let office: Office
let kim: Browser
let pia: Browser
const path = '/api/apps/office/account'
const value = 'DE02120300000000204821'

describe('masks', () => {
  const suite = officeOfSuite()
  before(async () => {
    office = suite.office
    kim = await office.app.as('kim')
    pia = await office.app.as('pia')
  })
  const reveal = (by: Browser, field = 'iban', record = office.account) =>
    by.post(`${path}/${record}/reveal`, { field, reason: 'The bank called' })

  test('a masked field shows the end of its value to whom it is masked, and the value to whom it is given', async () => {
    const masked = (await pia.get(`${path}/${office.account}`)).text
    assert.match(masked, /•••• 4821/)
    assert.doesNotMatch(masked, /DE021203/)
    assert.match((await kim.get(`${path}/${office.account}`)).text, /DE02120300000000204821/)
    assert.match((await pia.get(path)).text, /•••• 4821/, 'in a list too')
  })

  test('a value too short to have an end shows none of it', async () => {
    const made = await kim.post(path, { fields: { name: 'Short', iban: 'DE12345', open: true, owner: office.app.person('kim') } })
    assert.equal(made.status, 201, made.text)
    const { id } = made.json.record
    const [[iban, shown]] = (await office.app.asRuntime('pia', run =>
      run(`SELECT iban, "iban$masked" FROM office."account$read" WHERE id = $1`, [id]),
    )) as [[unknown, unknown]]
    assert.deepEqual([iban, shown], [null, '••••'])
    const empty = await kim.post(path, { fields: { name: 'Empty', open: true, owner: office.app.person('kim') } })
    const rows = await office.app.asRuntime('pia', run =>
      run(`SELECT iban, "iban$masked" FROM office."account$read" WHERE id = $1`, [empty.json.record.id]),
    )
    assert.deepEqual(rows, [[null, null]], 'where there is no value nothing is masked')
  })

  test('no filter, sort, search, sum or history reaches the value behind the mask', async () => {
    for (const query of [
      `filter=${encodeURIComponent(`record.iban == "${value}"`)}`,
      `filter=${encodeURIComponent('record.iban.startsWith("DE02")')}`,
      `filter=${encodeURIComponent('record.iban.matches("DE02.*")')}`,
    ]) {
      const answer = await pia.get(`${path}?${query}`)
      if (answer.status === 200) assert.deepEqual(answer.json.items, [], query)
      else assert.equal(answer.status, 400, answer.text)
    }
    assert.doesNotMatch((await pia.get(`${path}/${office.account}/history`)).text, /DE021203/)
    for (const sql of [
      `SELECT iban FROM office."account$read" WHERE iban IS NOT NULL`,
      `SELECT id FROM office."account$read" WHERE iban LIKE 'DE02%'`,
      `SELECT max(iban) FROM office."account$read" HAVING max(iban) IS NOT NULL`,
    ])
      assert.deepEqual(await office.app.asRuntime('pia', run => run(sql)), [], sql)
  })

  test('who may reveal has the value, once and on record, with the reason', async () => {
    const earlier = await audited(office.app, office.account)
    const shown = await reveal(pia)
    assert.equal(shown.status, 200, shown.text)
    assert.deepEqual(shown.json, { field: 'iban', value })
    assert.deepEqual(await audited(office.app, office.account), { ...earlier, reveal: (earlier.reveal ?? 0) + 1 })
    const [row] = await office.app.sql<{ person: string; comment: string; text: string }>(
      `SELECT person, comment, (before, after, detail)::text AS text FROM bailiwick.audit WHERE kind = 'reveal' ORDER BY seq DESC LIMIT 1`,
    )
    assert.deepEqual([row!.person, row!.comment], [office.app.person('pia'), 'The bank called'])
    assert.doesNotMatch(row!.text, /DE021203/, 'the audit says which field, not what it held')
    const entry = (await kim.get(`${path}/${office.account}/history`)).json.items[0]
    assert.deepEqual([entry.kind, entry.person.title, entry.field], ['reveal', 'Pia', 'iban'])
    assert.match((await pia.get(`${path}/${office.account}`)).text, /•••• 4821/, 'and it is masked again')
  })

  test('nobody else reveals, nothing else is revealed, and a refusal is no entry', async () => {
    const earlier = await audited(office.app)
    const lea = await office.app.as('lea')
    const gus = await office.app.as('gus')
    assert.equal((await reveal(kim)).status, 403, 'the right to reveal does not follow from reading')
    assert.equal((await reveal(lea)).status, 403)
    assert.ok([403, 404].includes((await reveal(gus)).status))
    assert.equal((await reveal(pia, 'salary')).status, 403, 'a field nobody masks')
    assert.equal((await reveal(pia, 'nothing')).status, 403)
    assert.equal((await reveal(pia, 'iban', office.other)).status, 404, 'a record that is not hers to see')
    for (const [field, code] of [
      ['iban', 'BW404'],
      ['salary', 'BW404'],
    ] as const)
      await assert.rejects(
        office.app.asRuntime('pia', run => run(`SELECT office."account$reveal"($1, $2, '')`, [office.other, field])),
        { code },
      )
    await assert.rejects(
      office.app.asRuntime('lea', run => run(`SELECT office."account$reveal"($1, 'iban', '')`, [office.account])),
      { code: 'BW403' },
    )
    assert.deepEqual(await audited(office.app), earlier)
  })

  test('each of several reveals at once has an entry of its own', async () => {
    const earlier = await audited(office.app, office.account)
    const answers = await Promise.all(Array.from({ length: 5 }, () => reveal(pia)))
    assert.ok(answers.every(answer => answer.status === 200))
    assert.deepEqual(await audited(office.app, office.account), { ...earlier, reveal: (earlier.reveal ?? 0) + 5 })
  })
})
