/** Cells of a list: gone over by keys, edited in place, copied to a spreadsheet and pasted from one, and nothing is written that was not shown before. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskOfSuite } from '../harness/desk.ts'

describe('cells of a list', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite()

  async function tickets(name: string, columns: string, ...expected: number[]): Promise<Page> {
    const visitor = await chromium.visit({ colorScheme: columns.length > 20 ? 'dark' : 'light' })
    visitor.expectStatus(...expected)
    await signIn(visitor, suite.desk.app.origin, name)
    const { page } = visitor
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(`${suite.desk.app.origin}/a/desk/e/ticket?orderBy=subject&columns=${columns}`)
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    return page
  }
  const cell = (page: Page, row: RegExp, column: number) =>
    page.getByRole('row', { name: row }).locator(`[data-cell="${column}"]`)
  const stored = async () =>
    Object.fromEntries(
      (
        await suite.desk.app.sql<{ subject: string; priority: string; credit: string | null; body: string | null }>(
          'SELECT subject, priority, (credit / 100.0)::numeric(12, 2)::text AS credit, body FROM desk.ticket WHERE deleted_at IS NULL',
        )
      ).map(({ subject, ...rest }) => [subject, rest]),
    )
  const toCell = async (page: Page, row: RegExp, column: number) => {
    await page.getByRole('row', { name: row }).focus()
    for (let at = 0; at <= column; at += 1) await page.keyboard.press('ArrowRight')
    await cell(page, row, column).and(page.locator(':focus')).waitFor()
  }

  test('the keys go from cell to cell, Enter edits one in place, and what was there comes back with Undo', async () => {
    const page = await tickets('Mei', 'subject,priority,credit')
    await toCell(page, /Printer on fire/, 0)
    await page.keyboard.press('ArrowLeft')
    await page
      .getByRole('row', { name: /Printer on fire/ })
      .and(page.locator(':focus'))
      .waitFor()
    await toCell(page, /Printer on fire/, 2)
    await page.keyboard.press('Enter')
    const box = page.getByRole('textbox', { name: 'Credit' })
    await box.fill('75')
    await accessible(page, 'a cell that is edited')
    await page.keyboard.press('Escape')
    await cell(page, /Printer on fire/, 2)
      .and(page.locator(':focus'))
      .waitFor()
    assert.equal((await stored())['Printer on fire']!.credit, '50.00', 'Escape changes nothing')
    await page.keyboard.press('Enter')
    await box.fill('75')
    await page.keyboard.press('Enter')
    await page.getByText('Credit changed').waitFor()
    assert.equal((await stored())['Printer on fire']!.credit, '75.00')
    // Shown at once, and written a moment later.
    const written = page.waitForResponse(answer => answer.request().method() === 'PATCH')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('row', { name: /Printer on fire.*50/ }).waitFor()
    await written
    assert.equal((await stored())['Printer on fire']!.credit, '50.00')
  })

  test('Tab saves and goes on, and what is refused stays in its cell with the reason, until it is mended or given up', async () => {
    const page = await tickets('Mei', 'subject,credit,priority', 422)
    await toCell(page, /Canary/, 0)
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Subject' }).fill('')
    await page.keyboard.press('Tab')
    const box = page.getByRole('textbox', { name: 'Subject' })
    await page.locator('[data-editing]').getByText('Subject must be filled in.').waitFor()
    await box.and(page.locator(':focus')).waitFor()
    assert.equal(await box.inputValue(), '', 'with what was written')
    await accessible(page, 'a cell that was refused')
    assert.ok((await stored())['Canary of the other team'])
    await page.keyboard.press('Escape')
    await cell(page, /Canary/, 0)
      .and(page.locator(':focus'))
      .waitFor()
    await cell(page, /Canary/, 1)
      .getByText('—')
      .waitFor()
    await toCell(page, /Canary/, 1)
    await page.keyboard.type('-1')
    await page.keyboard.press('Enter')
    await page.locator('[data-editing]').getByText('A credit is not negative.').waitFor()
    assert.equal(await page.getByRole('textbox', { name: 'Credit' }).inputValue(), '-1')
    await page.keyboard.press('Escape')
  })

  test('what is typed in a cell edits it and is no command, and letters pick a choice', async () => {
    const page = await tickets('Mei', 'number,subject,priority')
    await toCell(page, /Canary/, 1)
    const written = page.getByRole('textbox', { name: 'Subject' })
    await page.keyboard.type('next jar')
    await written.and(page.locator(':focus')).waitFor()
    await page.waitForFunction(() => (document.activeElement as HTMLInputElement).value === 'next jar')
    assert.equal(await page.getByRole('dialog').count(), 0)
    await page.keyboard.press('Escape')
    assert.ok((await stored())['Canary of the other team'])
    await toCell(page, /Canary/, 2)
    await page.keyboard.type('me')
    const choice = page.getByRole('combobox', { name: 'Priority' })
    await page.getByRole('option', { name: 'Medium' }).waitFor()
    await page.waitForFunction(() => document.querySelectorAll('[role="option"]').length === 1)
    await accessible(page, 'a choice that is picked by letters')
    await choice.press('Enter')
    await page.getByText('Priority changed').waitFor()
    assert.equal((await stored())['Canary of the other team']!.priority, 'medium')
    // What is chosen already, typed again, is chosen and not emptied.
    await cell(page, /Canary/, 2)
      .and(page.locator(':focus'))
      .waitFor()
    await page.keyboard.type('medi')
    await page.waitForFunction(() => (document.activeElement as HTMLInputElement).value === 'medi')
    await page.keyboard.press('Enter')
    await choice.waitFor({ state: 'detached' })
    assert.equal((await stored())['Canary of the other team']!.priority, 'medium')
    await page.keyboard.press('Control+z')
    await page.getByRole('row', { name: /Canary.*Low/ }).waitFor()
    // A cell that is not changed here says so once, however often it is tried.
    await toCell(page, /Canary/, 0)
    for (const key of ['n', 'f', 'j', ' ']) await page.keyboard.press(key)
    await page.getByText('Number is not changed in the list').waitFor()
    assert.equal(await page.getByText('Number is not changed in the list').count(), 1)
    assert.equal(await page.getByRole('dialog').count(), 0)
    assert.equal(await page.locator('[data-chosen]').count(), 0)
  })

  test('a pull over cells chooses them, Ctrl A all that are loaded, and a double click edits', async () => {
    const page = await tickets('Mei', 'number,subject,priority')
    const [from, to] = [(await cell(page, /Canary/, 1).boundingBox())!, (await cell(page, /Printer on fire/, 2).boundingBox())!]
    await page.mouse.move(from.x + 20, from.y + 10)
    await page.mouse.down()
    await page.mouse.move(to.x + 10, to.y + 10, { steps: 4 })
    await page.mouse.up()
    assert.equal(await page.locator('[data-range]').count(), 4)
    assert.equal(new URL(page.url()).searchParams.get('record'), null, 'and opens nothing')
    await page.keyboard.press('Control+a')
    assert.equal(await page.locator('[data-range]').count(), 6)
    assert.equal(await page.evaluate(() => String(getSelection())), '', 'no text of the page')
    await cell(page, /Canary/, 2).dblclick({ position: { x: 20, y: 10 } })
    await page.getByRole('combobox', { name: 'Priority' }).and(page.locator(':focus')).waitFor()
    await page.getByRole('option', { name: 'High' }).waitFor()
    await page.keyboard.press('Escape')
  })

  test('the cell of a state offers the steps that may be taken now, and goes round a spreadsheet with the others', async () => {
    const mei = await suite.desk.app.as('mei')
    const made = await mei.post('/api/apps/desk/refund', { fields: { reason: 'Broken kettle', amount: '12.00' } })
    assert.equal(made.status, 201, made.text)
    const page = await tickets('Mei', 'subject')
    await page.goto(`${suite.desk.app.origin}/a/desk/e/refund?columns=reason,status,amount`)
    const row = page.getByRole('row', { name: /Broken kettle/ })
    await row.waitFor()
    await toCell(page, /Broken kettle/, 0)
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Control+c')
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    assert.equal(copied, 'Broken kettle\tDraft\t12.00')
    const dialog = page.getByRole('dialog', { name: 'Paste into the list' })
    await page.evaluate(text => navigator.clipboard.writeText(text), copied.replace('12', '13'))
    await page.keyboard.press('Control+v')
    await dialog.getByText('1 refund would change.').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.locator('[data-cell]:focus').waitFor()
    await page.evaluate(text => navigator.clipboard.writeText(text), copied.replace('12', '13').replace('Draft', 'Approved'))
    await page.keyboard.press('Control+v')
    await dialog.getByText('Status is not changed in the list.').waitFor()
    await dialog.getByRole('button', { name: 'Leave out Status' }).click()
    await dialog.getByRole('button', { name: 'Paste into 1 refund' }).click()
    await page.getByText('Pasted into 1 refund').waitFor()
    await page.getByRole('row', { name: /Broken kettle.*Draft.*13/ }).waitFor()
    await toCell(page, /Broken kettle/, 1)
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: 'Submit' }).waitFor()
    await accessible(page, 'steps in a cell')
    await page.keyboard.type('sub')
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: /Broken kettle.*Submitted/ }).waitFor()
  })

  test('a cell that one may not change says so and stays', async () => {
    const page = await tickets('Owen', 'subject,priority')
    await toCell(page, /Printer on fire/, 1)
    await page.keyboard.press('Enter')
    await page.getByText('Priority is not changed in the list').waitFor()
    assert.equal(await page.getByRole('button', { name: /^Edit / }).count(), 0, 'nor is a pencil offered')
  })

  test('a range goes to a spreadsheet and comes back, changed, with a look at what would change and what cannot', async () => {
    const page = await tickets('Mei', 'subject,priority,credit')
    await toCell(page, /Canary/, 0)
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Control+c')
    await page.getByRole('status').getByText('2 × 3 cells copied').waitFor()
    assert.equal(await page.locator('[data-copied]').count(), 6, 'what was copied is outlined')
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    assert.equal(copied, 'Canary of the other team\tLow\t\nPrinter on fire\tHigh\t50.00')

    await page.evaluate(
      text => navigator.clipboard.writeText(text),
      'Canary of the other team\tUrgently\t12\nPrinter is out\tMedium\t50.00',
    )
    await page.keyboard.press('Control+v')
    const dialog = page.getByRole('dialog', { name: 'Paste into the list' })
    await dialog.getByText('1 ticket would change, 1 ticket cannot.').waitFor()
    await dialog.getByText(/“Urgently” is none of/).waitFor()
    await accessible(page, 'a pasted table')
    const before = await stored()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    assert.deepEqual(await stored(), before, 'a look changes nothing')
    await page.locator('[data-cell]:focus').waitFor()

    await page.keyboard.press('Control+v')
    await dialog.getByRole('button', { name: 'Paste the 1 ticket that can be' }).click()
    await page.getByText('Pasted into 1 ticket').waitFor()
    const after = await stored()
    assert.deepEqual(after['Printer is out'], { ...before['Printer on fire']!, priority: 'medium' })
    assert.deepEqual(after['Canary of the other team'], before['Canary of the other team'])
    await page.keyboard.press('Control+z')
    await page.getByText('Undone: Pasted into 1 ticket').waitFor()
    // What is taken back is so once.
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' })
    await page.keyboard.press('Control+z')
    assert.deepEqual(await stored(), before)
    await page.locator('[data-cell]:focus').waitFor()
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('[data-copied]').count(), 0, 'Escape gives up what was copied')
    assert.equal(await page.getByText('cells copied').count(), 0)
    await page.locator('[data-cell]:focus').waitFor()
  })

  test('the first cell of a range goes into those beneath it, by key or by drawing its corner, shown before and taken back', async () => {
    const page = await tickets('Mei', 'subject,priority,credit')
    await toCell(page, /Canary/, 1)
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Control+d')
    const dialog = page.getByRole('dialog', { name: 'Fill down' })
    await dialog.getByText('1 ticket would change.').waitFor()
    await dialog.getByRole('button', { name: 'Fill 1 ticket' }).click()
    await page.getByText('Filled 1 ticket').waitFor()
    assert.equal((await stored())['Printer on fire']!.priority, 'low')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('row', { name: /Printer on fire.*High/ }).waitFor()
    await toCell(page, /Canary/, 1)
    const corner = (await cell(page, /Canary/, 1)
      .locator('[title^="Draw down"]')
      .boundingBox())!
    const below = (await cell(page, /Printer on fire/, 1).boundingBox())!
    await page.mouse.move(corner.x + 4, corner.y + 4)
    await page.mouse.down()
    await page.mouse.move(below.x + 20, below.y + 10, { steps: 3 })
    await page.mouse.up()
    await dialog.getByText('1 ticket would change.').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    assert.equal((await stored())['Printer on fire']!.priority, 'high', 'nothing is written that was not said yes to')
  })

  test('one value goes into all that are chosen, and whoever may not change many is offered no filling', async () => {
    const page = await tickets('Mei', 'subject,priority')
    await toCell(page, /Canary/, 1)
    await page.keyboard.press('Shift+ArrowDown')
    await page.evaluate(() => navigator.clipboard.writeText('Medium'))
    await page.keyboard.press('Control+v')
    await page.getByRole('button', { name: 'Paste into 2 tickets' }).click()
    await page.getByText('Pasted into 2 tickets').waitFor()
    assert.deepEqual(
      Object.values(await stored()).map(({ priority }) => priority),
      ['medium', 'medium'],
    )
    const agent = await tickets('Ana', 'subject,priority')
    await agent.getByRole('row', { name: /Printer on fire/ }).hover()
    await agent.getByRole('button', { name: 'Edit Priority of Printer on fire' }).waitFor({ state: 'attached' })
    const ticket = `${suite.desk.app.origin}/api/apps/desk/ticket/${suite.desk.tickets.ours}`
    const { request } = agent.context()
    const { etag } = (await request.get(ticket)).headers()
    const headers = { origin: suite.desk.app.origin, 'if-match': etag! }
    assert.equal((await request.patch(ticket, { data: { fields: { assignee: null } }, headers })).status(), 200)
    await agent.reload()
    const asked = agent.waitForResponse(answer => answer.url().includes('rights=each'))
    await agent.getByRole('row', { name: /Printer on fire/ }).waitFor()
    await asked
    await agent.getByRole('row', { name: /Printer on fire/ }).hover()
    assert.equal(
      await agent.getByRole('button', { name: /^Edit / }).count(),
      0,
      'a pencil is offered where this record may be changed',
    )
    await toCell(agent, /Printer on fire/, 1)
    const corner = cell(agent, /Printer on fire/, 1).locator('[title^="Draw down"]')
    assert.equal(await corner.count(), 0, 'to fill down is not offered to who may change one at a time')
    await agent.keyboard.press('Control+d')
    assert.equal(await agent.getByRole('dialog').count(), 0)
  })

  test('Delete empties every cell of a range that may be, in one act, says why the rest stays, and goes back and forth by keys', async () => {
    const page = await tickets('Mei', 'subject,number,priority,credit')
    await suite.desk.app.superuser(client =>
      client.query(`SET session_replication_role = replica; UPDATE desk.ticket SET priority = 'high', credit = 5000;
        RESET session_replication_role`),
    )
    await page.reload()
    await page.getByRole('row', { name: /Printer on fire.*High.*50/ }).waitFor()
    const before = await stored()
    await toCell(page, /Canary/, 0)
    const foot = page.locator('footer')
    await foot.getByText('to the row').waitFor()
    assert.equal(await foot.getByText('open', { exact: true }).count(), 0, 'the foot tells the keys of cells')
    for (let column = 1; column < 4; column += 1) await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Delete')
    await page.getByText('4 cells emptied', { exact: true }).waitFor()
    await page.getByText('4 cells stay as they are').waitFor()
    await page.getByText('Subject is needed (2)').waitFor()
    await page.getByText('Number is computed (2)').waitFor()
    for (const { priority, credit } of Object.values(await stored())) assert.deepEqual([priority, credit], [null, null])
    await page.keyboard.press('Control+z')
    await page.getByText('Undone: 4 cells emptied').waitFor()
    assert.deepEqual(await stored(), before, 'one act is taken back as one')
    await page.keyboard.press('Control+Shift+z')
    await page.getByText('Done again: 4 cells emptied').waitFor()
    assert.equal((await stored())['Printer on fire']!.credit, null)
    await page.keyboard.press('Control+z')
    // Its words may still stand there from before.
    await page.getByRole('row', { name: /Printer on fire.*High.*50/ }).waitFor()
    assert.deepEqual(await stored(), before)

    // Somebody writes meanwhile: what they wrote stays, and it is said.
    const mei = await suite.desk.app.as('mei')
    const { id, version } = (await mei.get(`/api/apps/desk/ticket/${suite.desk.tickets.ours}`)).json.record
    const answer = await mei.patch(
      `/api/apps/desk/ticket/${id}`,
      { fields: { credit: '9.00' } },
      { headers: { 'if-match': `"${version}"` } },
    )
    assert.equal(answer.status, 200, answer.text)
    await page.keyboard.press('Control+y')
    await page.getByText('1 ticket had changed since').waitFor()
    assert.equal((await stored())['Printer on fire']!.credit, '9.00')
    assert.equal((await stored())['Canary of the other team']!.credit, null)
  })

  test('Escape leaves the cell, then clears the chosen rows, and a key that chooses nothing here scrolls nothing', async () => {
    const page = await tickets('Mei', 'subject,priority')
    await page.getByRole('checkbox', { name: 'Choose Printer on fire' }).click()
    await toCell(page, /Printer on fire/, 1)
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name: 'Chosen records' }).waitFor()
    await page
      .getByRole('row', { name: /Printer on fire/ })
      .and(page.locator(':focus'))
      .waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name: 'Chosen records' }).waitFor({ state: 'detached' })
    // A click ends what the keys were at: nothing elsewhere is emptied.
    await toCell(page, /Canary/, 1)
    await cell(page, /Printer on fire/, 0).click()
    await page.getByRole('complementary').getByRole('heading', { name: 'Printer on fire' }).waitFor()
    const before = await stored()
    await page.keyboard.press('Delete')
    await page.waitForTimeout(300)
    assert.deepEqual(await stored(), before)
    assert.equal(await page.locator('footer').getByText('to the row').count(), 0)

    // The row goes while it is written in: what is written goes where it goes when one leaves the cell, and a refusal is told.
    const { app, emea } = suite.desk
    const mei = await app.as('mei')
    const made = await mei.post('/api/apps/desk/ticket', { fields: { subject: 'Gone soon', team: emea } })
    assert.equal(made.status, 201, made.text)
    const { id, version } = made.json.record
    const writer = await tickets('Mei', 'subject,priority', 404, 409, 412)
    await toCell(writer, /Gone soon/, 0)
    await writer.keyboard.press('Enter')
    await writer.getByRole('textbox', { name: 'Subject' }).fill('Written while it went')
    const gone = await mei.delete(`/api/apps/desk/ticket/${id}`, { headers: { 'if-match': `"${version}"` } })
    assert.ok(gone.status < 300, gone.text)
    await writer.getByRole('alert').getByText('Subject was not changed').waitFor()
    await writer.getByRole('alert').getByText('This record is in the trash').waitFor()
    const agent = await tickets('Ana', 'subject,priority')
    await agent.getByRole('row', { name: /Printer on fire/ }).focus()
    const heard = await agent.evaluateHandle(() => {
      const told = { kept: false }
      window.addEventListener('keydown', event => {
        told.kept = event.defaultPrevented
      })
      return told
    })
    await agent.keyboard.press(' ')
    assert.equal(await heard.evaluate(told => told.kept), true)
  })
})
