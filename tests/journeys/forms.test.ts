/** A form that goes step by step, shows and asks what the rest says, keeps what was written, and makes what a picker does not find; and the record it becomes. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { accessible, type Chromium, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { type Desk, deskFiles, deskOfSuite } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'entities/claim.yaml': `entity: claim
title: name
fields:
  name: { type: text, required: true }
  kind: { type: choice, options: [parts, other], required: true, default: parts }
  what: { type: text, help: As it stands on the label., show: 'record.kind == "other"', require: 'record.kind == "other"' }
  customer: { type: relation, to: customer, inverse: claims, required: true }
  ticket: { type: relation, to: ticket }
  amount: { type: money, currency: USD, sensitive: true }
  year: { type: integer, grouping: false }
checks:
  - { name: same_customer, when: record.ticket == null || record.ticket.customer == record.customer, message: The ticket is of another customer., field: ticket }
access:
  - { role: manager, can: [read, create, update, delete] }
  - { role: viewer, can: [read, update], fields: [name, kind, customer] }
  - { role: agent, can: read }
`,
  'entities/claim_line.yaml': `entity: claim_line
title: part
parent: claim
fields:
  claim: { type: relation, to: claim, inverse: lines, required: true }
  part: { type: text, required: true }
  price: { type: money, currency: USD, required: true }
access:
  - { role: manager, can: [read, create, update, delete, restore] }
  - { role: viewer, can: read }
  - { role: agent, can: read }
`,
  'entities/survey.yaml': `entity: survey
title: name
fields:
  name: { type: text, required: true }
${Array.from({ length: 120 }, (_, index) => `  answer_${index + 1}: { type: integer }\n`).join('')}  place: { type: text, require: 'record.answer_1 == 1' }
access:
  - { role: manager, can: [read, create] }
`,
  'layouts/claim.yaml': `layout: claim
wizard: true
sections:
  - { title: What, tab: Claim, fields: [name, kind, what] }
  - { title: Whose, tab: Terms, fields: [customer, ticket, amount, year] }
`,
  'layouts/customer.yaml': `layout: customer
sections:
  - { fields: [name, tier] }
related:
  - { list: claims, title: Claims, columns: [name, kind, amount] }
`,
}

describe('forms', () => {
  let desk: Desk
  const chromium: Chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  before(async () => {
    desk = suite.desk
  })

  test('a claim is asked for step by step, left and found again, with a customer made on the way, changed with its lines, and stands in columns at its customer', async () => {
    const visitor = await chromium.visit()
    visitor.expectStatus(422)
    visitor.expectStatus(412)
    await signIn(visitor, desk.app.origin, 'Mei')
    const { page } = visitor
    await page.goto(`${desk.app.origin}/a/desk/e/claim?form=new`)
    const form = page.getByRole('dialog', { name: 'New claim' })
    const button = (name: string) => form.getByRole('button', { name, exact: true })

    // What the kind does not ask for is not there; what it asks for stops the step, and the summary leads to it.
    await form.getByLabel(/^Name/).fill('Broken door')
    assert.equal(await form.getByLabel(/^What/).count(), 0)
    assert.equal(await form.locator('label', { hasText: 'Customer' }).count(), 0, 'a step nobody came to is not drawn')
    await form.getByLabel(/^Kind/).click()
    await page.getByRole('option', { name: 'Other' }).click()
    const what = form.getByRole('textbox', { name: 'What *' })
    assert.match((await what.getAttribute('aria-describedby')) ?? '', /description/)
    await button('Next').click()
    await form.getByRole('alert').getByText('One thing has to be corrected').waitFor()
    await what.and(page.locator(':focus')).waitFor()
    await accessible(page, 'a step that is not done')
    await what.fill('A hinge')
    assert.equal(await form.getByRole('alert').count(), 0, 'what is corrected is not told any longer')
    assert.equal(await what.getAttribute('aria-invalid'), null)
    await page.keyboard.press('Enter')

    // Left without saving: all but what is sensitive comes back.
    const amount = form.getByRole('textbox', { name: /^Amount/ })
    await amount.fill('1500')
    await form.getByRole('textbox', { name: /^Year/ }).fill('2026')
    page.once('dialog', dialog => void dialog.accept())
    await page.reload()
    await form.getByText('Draft restored').waitFor()
    assert.equal(await form.getByLabel(/^Name/).inputValue(), 'Broken door')
    assert.equal(await what.inputValue(), 'A hinge')
    await button('Next').click()
    assert.equal(await form.getByRole('textbox', { name: /^Year/ }).inputValue(), '2026')
    assert.equal(await amount.inputValue(), '', 'a sensitive field is not kept')
    await amount.fill('1500')

    // A check says that the ticket is the customer's: others are not offered once it is known whose.
    const printer = page.getByRole('option', { name: 'Printer on fire' })
    await form.getByLabel(/^Ticket/).click()
    await printer.waitFor()
    await form.getByLabel(/^Customer/).fill('Newcomer Ltd')
    // Enter takes what is found first, when it is found, and does not send the form.
    await page.keyboard.press('Enter')
    const customer = page.getByRole('dialog', { name: 'New customer' })
    assert.equal(await customer.getByLabel(/^Name/).inputValue(), 'Newcomer Ltd')
    await customer.getByRole('button', { name: 'Create customer' }).click()
    await customer.waitFor({ state: 'detached' })
    assert.equal(await form.getByLabel(/^Customer/).inputValue(), 'Newcomer Ltd')
    await form.getByLabel(/^Ticket/).click()
    await page.getByRole('option', { name: /^Create ticket/ }).waitFor()
    assert.equal(await printer.count(), 0)
    await button('Next').click()
    await button('Add claim line').click()
    await form.getByRole('textbox', { name: 'Part' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.type('Hinge')
    await form.getByRole('textbox', { name: 'Price' }).fill('12.50')
    await button('Create claim').dblclick()
    await form.waitFor({ state: 'detached' })
    const made = await desk.app.sql<{ id: string; what: string }>('SELECT id, what FROM desk.claim')
    assert.deepEqual(
      made.map(row => row.what),
      ['A hinge'],
      'pressing twice made one',
    )
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter(key => key.includes('draft')).length), 0)

    // Edited in tabs: a line changed, one added, saved together.
    await page.keyboard.press('e')
    const edit = page.getByRole('dialog', { name: 'Edit claim' })
    await edit.getByRole('tab', { name: 'Claim' }).press('ArrowRight')
    await edit.getByRole('tab', { name: 'Terms', selected: true }).and(page.locator(':focus')).waitFor()
    await edit.getByRole('tab', { name: 'Claim' }).click()
    await edit.getByRole('textbox', { name: 'Price' }).fill('13')
    await edit.getByRole('button', { name: 'Add claim line' }).click()
    await edit.getByRole('textbox', { name: 'Part' }).nth(1).fill('Screw')
    await edit.getByRole('textbox', { name: 'Price' }).nth(1).fill('1')
    await edit.getByRole('button', { name: 'Save' }).click()
    await edit.waitFor({ state: 'detached' })
    const lines = await desk.app.sql<{ part: string; price: string }>(
      'SELECT part, price::text FROM desk.claim_line WHERE deleted_at IS NULL ORDER BY part',
    )
    assert.deepEqual(
      lines.map(({ part, price }) => `${part} ${Number(price) / (price.includes('.') ? 1 : 100)}`),
      ['Hinge 13', 'Screw 1'],
    )
    const panel = page.getByRole('complementary')

    // In the record itself: a line begun where it was pressed, one taken out, one added; what is wrong is said at its cell, and what another wrote meanwhile stays.
    const mei = await desk.app.as('mei')
    const grid = panel.getByRole('form', { name: 'Claim lines' })
    await panel.getByRole('region', { name: 'Claim lines' }).getByText('Hinge').click()
    await grid.getByRole('textbox', { name: 'Part' }).first().and(page.locator(':focus')).fill('Hinge, brass')
    await grid.getByRole('button', { name: 'Remove line 2' }).click()
    await grid.getByRole('button', { name: 'Add claim line' }).click()
    await grid.getByRole('textbox', { name: 'Part' }).nth(1).fill('Nail')
    await accessible(page, 'lines in the panel')
    const claim = (await mei.get('/api/apps/desk/claim')).json.items[0].id
    const made2 = await mei.post('/api/apps/desk/claim_line', { fields: { claim, part: 'Bolt', price: '3' } })
    assert.equal(made2.status, 201, made2.text)
    await grid.getByRole('button', { name: 'Save' }).click()
    await grid
      .getByRole('status')
      .getByText(/^Mei.* changed this meanwhile/)
      .waitFor()
    await grid.getByText(/^Mei added “Bolt”\.$/).waitFor()
    await grid.getByRole('button', { name: 'Save' }).click()
    await grid.getByText('must be filled in').waitFor()
    await grid.getByRole('textbox', { name: 'Price' }).nth(2).and(page.locator(':focus')).fill('0.10')
    await page.keyboard.press('Enter')
    await grid.waitFor({ state: 'detached' })
    const partsNow = async () =>
      (await desk.app.sql<{ part: string }>('SELECT part FROM desk.claim_line WHERE deleted_at IS NULL ORDER BY part')).map(
        ({ part }) => part,
      )
    assert.deepEqual(await partsNow(), ['Bolt', 'Hinge, brass', 'Nail'])

    // Taken back as a whole; and not at all once somebody else has changed a part of it.
    const undo = page.getByRole('alert').filter({ hasText: 'Claim lines changed' }).getByRole('button', { name: 'Undo' })
    await undo.click()
    await panel.getByRole('region', { name: 'Claim lines' }).getByText('Screw').waitFor()
    assert.deepEqual(await partsNow(), ['Bolt', 'Hinge', 'Screw'])
    const write = async (from: string, to: string) => {
      await panel.getByRole('region', { name: 'Claim lines' }).getByText(from, { exact: true }).click()
      await grid.getByRole('textbox', { name: 'Part' }).and(page.locator(':focus')).fill(to)
      await page.keyboard.press('Enter')
      await grid.waitFor({ state: 'detached' })
    }
    await write('Screw', 'Screw, long')
    const [screw] = await desk.app.sql<{ id: string; version: number }>(
      `SELECT id, version FROM desk.claim_line WHERE part = 'Screw, long'`,
    )
    const theirs = { headers: { 'if-match': `"${screw!.version}"` } }
    assert.equal((await mei.patch(`/api/apps/desk/claim_line/${screw!.id}`, { fields: { part: 'Rivet' } }, theirs)).status, 200)
    // It comes by itself.
    await panel.getByRole('region', { name: 'Claim lines' }).getByText('Rivet').waitFor()
    await undo.click()
    await page.getByText('Somebody has changed the same since. It stays as it is now.').waitFor()
    assert.deepEqual(await partsNow(), ['Bolt', 'Hinge', 'Rivet'])

    // The same in the form: what another wrote meanwhile is shown at its cell, and nothing is saved before it was looked at.
    await page.keyboard.press('e')
    await edit.getByRole('textbox', { name: 'Part' }).nth(1).fill('Rivet, steel')
    const [rivet] = await desk.app.sql<{ version: number }>(`SELECT version FROM desk.claim_line WHERE part = 'Rivet'`)
    const again = { headers: { 'if-match': `"${rivet!.version}"` } }
    assert.equal((await mei.patch(`/api/apps/desk/claim_line/${screw!.id}`, { fields: { part: 'Pin' } }, again)).status, 200)
    await edit.getByRole('button', { name: 'Save' }).click()
    await edit
      .getByRole('status')
      .getByText(/^Mei.* changed this meanwhile/)
      .waitFor()
    // Theirs stands until one chooses; either can, and the other is not lost by looking at it.
    const second = edit.getByRole('textbox', { name: 'Part' }).nth(1)
    assert.equal(await second.inputValue(), 'Pin')
    await edit.getByRole('button', { name: 'Keep mine' }).click()
    await edit.getByText('Changed by others too').waitFor()
    assert.equal(await second.inputValue(), 'Rivet, steel')
    await edit.getByRole('button', { name: 'Take theirs' }).click()
    assert.equal(await second.inputValue(), 'Pin')
    await edit.getByRole('button', { name: 'Keep mine' }).click()
    await edit.getByText('Changed by others too').waitFor()
    await edit.getByRole('button', { name: 'Save' }).click()
    await edit.waitFor({ state: 'detached' })
    assert.deepEqual(await partsNow(), ['Bolt', 'Hinge', 'Rivet, steel'])

    // What was left unsaved stands on the lines as they are when it is found again.
    await panel.getByRole('region', { name: 'Claim lines' }).getByText('Bolt', { exact: true }).click()
    await grid.getByRole('textbox', { name: 'Part' }).and(page.locator(':focus')).fill('Bolt, wide')
    const bolt = { headers: { 'if-match': '"1"' } }
    assert.equal(
      (await mei.patch(`/api/apps/desk/claim_line/${made2.json.record.id}`, { fields: { part: 'Bolt, M8' } }, bolt)).status,
      200,
    )
    // However often it is found: what was not chosen between is not lost by looking at it.
    for (const _ of ['once', 'twice']) {
      await page.reload()
      await grid
        .getByRole('status')
        .getByText(/^Mei.* changed this meanwhile/)
        .waitFor()
    }
    await grid.getByRole('button', { name: 'Keep mine' }).click()
    await grid.getByText('Changed by others too').waitFor()
    await grid.getByRole('button', { name: 'Save' }).click()
    await grid.waitFor({ state: 'detached' })
    assert.deepEqual(await partsNow(), ['Bolt, wide', 'Hinge', 'Rivet, steel'])

    // One takes out what the other writes: both ways it is told, and neither line nor words are lost unasked.
    const linesNow = await desk.app.sql<{ id: string; part: string; version: number }>(
      'SELECT id, part, version FROM desk.claim_line WHERE deleted_at IS NULL ORDER BY part',
    )
    const [wide, hinge] = linesNow
    const at = ({ version }: { version: number }) => ({ headers: { 'if-match': `"${version}"` } })
    await panel.getByRole('region', { name: 'Claim lines' }).getByText('Hinge', { exact: true }).click()
    await grid.getByRole('textbox', { name: 'Part' }).and(page.locator(':focus')).fill('Hinge, steel')
    const place = await grid
      .getByRole('textbox', { name: 'Part' })
      .evaluateAll(inputs => inputs.findIndex(input => (input as HTMLInputElement).value === 'Bolt, wide') + 1)
    await grid.getByRole('button', { name: `Remove line ${place}` }).click()
    assert.equal((await mei.delete(`/api/apps/desk/claim_line/${hinge!.id}`, at(hinge!))).status, 204)
    assert.equal((await mei.patch(`/api/apps/desk/claim_line/${wide!.id}`, { fields: { price: '7' } }, at(wide!))).status, 200)
    await grid.getByRole('button', { name: 'Save' }).click()
    await grid.getByText(/^Mei took out “Hinge”, which you changed: Hinge, steel\./).waitFor()
    await grid.getByText(/^You took out “Bolt, wide”, which Mei changed since\./).waitFor()
    await accessible(page, 'lines that moved')
    await grid.getByRole('button', { name: 'Add it again' }).click()
    await grid.getByRole('button', { name: 'Bring it back' }).click()
    await grid.getByText('It stays.').waitFor()
    await grid.getByRole('button', { name: 'Save' }).click()
    await grid.waitFor({ state: 'detached' })
    assert.deepEqual(await partsNow(), ['Bolt, wide', 'Hinge, steel', 'Rivet, steel'])

    await panel.getByRole('button', { name: 'Terms' }).click()
    await panel.getByText('2026', { exact: true }).waitFor()

    // Changed in the panel to what asks for more: the form asks for it.
    await mei.post('/api/apps/desk/claim', { fields: { name: 'Plain', customer: desk.customer } })
    // By its name: in its middle, which is a cell's right edge here, the pencil comes when the pointer does, and a press on that edits the cell.
    const open = (name: string) =>
      page
        .getByRole('row', { name: new RegExp(name) })
        .getByRole('gridcell')
        .getByText(name, { exact: true })
        .click()
    await open('Plain')
    await panel.getByRole('heading', { name: 'Plain' }).waitFor()
    await panel.getByRole('button', { name: 'Edit Kind' }).click()
    await page.getByRole('option', { name: 'Other' }).click()
    await edit
      .getByRole('alert')
      .getByText(/must be filled in, because/)
      .waitFor()
    await edit.getByRole('textbox', { name: 'What *' }).fill('A lock')
    await edit.getByRole('button', { name: 'Save' }).click()
    await edit.waitFor({ state: 'detached' })
    await panel.getByText('A lock').first().waitFor()

    // At its customer it stands in columns; a new one begins with the customer; all of them are a list.
    await page.goto(`${desk.app.origin}/a/desk/e/customer`)
    await open('Newcomer Ltd')
    const claims = panel.getByRole('region', { name: 'Claims' })
    await claims.getByRole('row', { name: /Broken door Other 1,500.00 USD/ }).waitFor()
    await claims.getByRole('button', { name: 'New claim' }).click()
    await form.getByRole('textbox', { name: /^Name/ }).fill('Second')
    await button('Next').click()
    assert.equal(await form.getByLabel(/^Customer/).inputValue(), 'Newcomer Ltd')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Throw it away' }).click()
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.getByRole('navigation').first().isVisible(), false)
    assert.equal(await panel.getByRole('button', { name: 'More' }).isVisible(), false)
    assert.equal(await claims.getByText('Broken door').isVisible(), true)
    await page.emulateMedia({ media: 'screen' })
    await claims.getByRole('link', { name: 'Show all' }).click()
    await page.getByRole('row', { name: /Broken door/ }).waitFor()
    assert.match(page.url(), /claim\?filter=/)

    // Signed out with a record open: its presence ends before the session does, so that nothing is refused.
    await open('Broken door')
    await panel.getByRole('region', { name: 'Claim lines' }).waitFor()
    await page.evaluate(() => localStorage.setItem('bailiwick draft x', '{}'))
    // What is still being saved then is told to nobody who comes after.
    const saved = Promise.withResolvers<void>()
    await page.route(/\/api\/apps\/desk\/claim\/[^/]+$/, async route => {
      if (route.request().method() !== 'PATCH') return route.continue()
      const response = await route.fetch()
      await saved.promise
      await route.fulfill({ response })
    })
    await panel.getByRole('button', { name: 'Edit Name' }).click()
    await page.keyboard.type('Broken window')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Mei/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page
      .getByRole('heading', { name: /Sign in|Welcome/ })
      .first()
      .waitFor()
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('bailiwick ')).length), 0)
    const answered = page.waitForResponse(response => response.request().method() === 'PATCH')
    saved.resolve()
    assert.equal((await answered).status(), 200)
    await page.waitForTimeout(200)
    assert.equal(await page.getByText('Name changed').count(), 0)
  })

  test('of many fields the first are there at once and soon all of them, in their order; the last is gone to where it has to be corrected', async () => {
    const visitor = await chromium.visit()
    visitor.expectStatus(422)
    await signIn(visitor, desk.app.origin, 'Mei')
    const { page } = visitor
    await page.goto(`${desk.app.origin}/a/desk/e/survey?form=new`)
    const form = page.getByRole('dialog', { name: 'New survey' })
    await form.getByLabel(/^Name/).fill('Spring')
    await form.getByLabel('Answer 1', { exact: true }).fill('1')
    const last = form.getByLabel(/^Place/)
    await last.waitFor({ state: 'attached' })
    const labels = await form.locator('label').allTextContents()
    assert.equal(labels.length, 122)
    assert.deepEqual([labels[0], labels[1], labels[120], labels[121]], ['Name *', 'Answer 1', 'Answer 120', 'Place *'])
    assert.equal(await form.getByLabel(/^Name/).inputValue(), 'Spring')
    await form.getByRole('button', { name: 'Create survey' }).click()
    await form.getByRole('alert').waitFor()
    await last.and(page.locator(':focus')).waitFor()
    await last.fill('Harbour')
    await form.getByRole('button', { name: 'Create survey' }).click()
    await form.waitFor({ state: 'detached' })
    const { items } = (await (await page.request.get(`${desk.app.origin}/api/apps/desk/survey`)).json()) as {
      items: { name: string; place: string; answer_1: number }[]
    }
    assert.deepEqual([items.length, items[0]?.name, items[0]?.place, items[0]?.answer_1], [1, 'Spring', 'Harbour', 1])
  })

  test('what was written in a line of a record that one may only read by now is read above the lines, kept over a reload, and thrown away', async () => {
    const { app } = desk
    const mia = await app.as('mia')
    const made = await mia.post('/api/apps/desk/claim', {
      fields: { name: 'Leaking roof', customer: desk.customer },
      lines: { lines: [{ fields: { part: 'Tile', price: '2' } }] },
    })
    assert.equal(made.status, 201, made.text)
    const visitor = await chromium.visit()
    await signIn(visitor, app.origin, 'Mia')
    const { page } = visitor
    await page.goto(`${app.origin}/a/desk/r/claim/${made.json.record.id}`)
    const grid = page.getByRole('form', { name: 'Claim lines' })
    const lines = page.getByRole('region', { name: 'Claim lines' })
    await lines.getByText('Tile').click()
    await grid.getByRole('textbox', { name: 'Part' }).fill('Tile, red')
    await page.waitForFunction(() => Object.keys(localStorage).some(key => key.startsWith('bailiwick draft ')))
    const give = (role: string) =>
      app.sql(`UPDATE bailiwick.role_grant SET role = $2 WHERE person = $1`, [app.person('mia'), role])
    const words = lines.getByRole('region', { name: 'What you had written' })
    // The one may still write the claim itself, the other nothing of it.
    for (const role of ['viewer', 'viewer', 'agent', 'agent']) {
      await give(role)
      await page.reload()
      await words.getByText('Tile, red').waitFor()
      await words.getByRole('status').getByText('This is not saved with the rest.').waitFor()
      assert.equal(await page.getByRole('region', { name: 'What you had written' }).count(), 1, 'it stands once')
      assert.equal(await grid.count(), 0, 'there is nothing to write in')
      assert.equal(await lines.getByRole('button', { name: 'Edit claim lines' }).count(), 0)
    }
    await accessible(page, 'lines that one may no longer write')
    await words.getByRole('button', { name: 'Throw it away' }).click()
    await words.waitFor({ state: 'detached' })
    await page.reload()
    await lines.getByText('Tile').waitFor()
    assert.equal(await words.count(), 0)
    const [line] = await app.sql<{ part: string }>('SELECT part FROM desk.claim_line WHERE claim = $1', [made.json.record.id])
    assert.equal(line?.part, 'Tile', 'and nothing was saved')
    await give('manager')
  })
})
