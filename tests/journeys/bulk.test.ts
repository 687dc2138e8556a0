/** Many records at once on the screen: chosen with mouse and keys, changed with progress, refused one by one, and undone. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'entities/ticket.yaml': deskFiles['entities/ticket.yaml']!.replace(
    'max: 200, search: true }',
    'max: 200, search: true, unique: true }',
  ),
  'entities/refund.yaml': deskFiles['entities/refund.yaml']!.replace(
    '[read, create, update] }',
    '[read, create, update, bulk] }',
  ),
  'workflows/refunds.yaml': deskFiles['workflows/refunds.yaml']!.replace(
    'to: submitted, by',
    'to: submitted, comment: required, by',
  ),
  'screens/every.yaml': `screen: every
list: ticket
title: Every ticket
columns: [subject, priority]
`,
  'screens/repaid.yaml': `screen: repaid
list: refund
title: Repaid
columns: [reason, amount]
`,
}

describe('many records at once', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  before(async () => {
    const mei = await suite.desk.app.as('mei')
    const rows = Array.from({ length: 250 }, (_, n) => ({ subject: `Printer ${n + 1}`, team: suite.desk.emea, priority: 'low' }))
    const brought = await mei.post('/api/apps/desk/ticket/import', { rows })
    assert.equal(brought.status, 200, brought.text)
  })

  async function signedIn(name: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const visitor = await chromium.visit({ colorScheme })
    await signIn(visitor, suite.desk.app.origin, name)
    return visitor.page
  }
  const list = (page: Page, filter = '') =>
    page.goto(`${suite.desk.app.origin}/a/desk/e/ticket${filter && `?filter=${encodeURIComponent(filter)}`}`)
  const priorities = async () =>
    Object.fromEntries(
      (
        await suite.desk.app.sql<{ priority: string; count: number }>(
          `SELECT priority, count(*)::int AS count FROM desk.ticket WHERE subject LIKE 'Printer %' AND subject <> 'Printer on fire' AND deleted_at IS NULL GROUP BY 1`,
        )
      ).map(({ priority, count }) => [priority, count]),
    )

  test('rows are chosen with mouse and keys, a range too, and changed and changed back', async () => {
    const page = await signedIn('Mei', 'dark')
    await list(page, 'record.priority == "low"')
    const bar = page.getByRole('region', { name: 'Chosen records' })
    await page.getByRole('row', { name: /Printer 250/ }).waitFor()
    assert.equal(await bar.count(), 0)
    await page.keyboard.press('j')
    await page.keyboard.press('Space')
    await bar.getByText('1 chosen').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+Space')
    await bar.getByText('3 chosen').waitFor()
    await page.getByRole('checkbox', { name: 'Choose Printer 240', exact: true }).click({ modifiers: ['Shift'] })
    await bar.getByText('11 chosen').waitFor()
    assert.equal(await page.getByRole('heading', { name: 'Printer 240' }).count(), 0, 'choosing opens nothing')
    await accessible(page, 'rows that are chosen')
    await bar.getByRole('button', { name: 'Change a field' }).click()
    const dialog = page.getByRole('dialog', { name: 'Change 11 tickets' })
    await dialog.getByRole('combobox', { name: 'Field' }).fill('Prior')
    await page.getByRole('option', { name: 'Priority' }).click()
    await dialog.getByRole('combobox', { name: /New priority/ }).click()
    await page.getByRole('option', { name: 'High' }).click()
    await dialog.getByRole('button', { name: 'Change', exact: true }).click()
    await page.getByText('Priority changed: 11 tickets').waitFor()
    assert.deepEqual(await priorities(), { low: 239, high: 11 })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone: Priority changed: 11 tickets').waitFor()
    assert.deepEqual(await priorities(), { low: 250 })
    assert.equal(await bar.count(), 0, 'and nothing is chosen any more')
  })

  test('a field that the list does not show is changed back, too', async () => {
    const page = await signedIn('Mei')
    const filter = encodeURIComponent('record.priority == "low"')
    await page.goto(`${suite.desk.app.origin}/a/desk/e/ticket?columns=subject&filter=${filter}`)
    await page.getByRole('row', { name: /Printer 250/ }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Space')
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+Space')
    await page.getByRole('region', { name: 'Chosen records' }).getByRole('button', { name: 'Change a field' }).click()
    const dialog = page.getByRole('dialog', { name: 'Change 2 tickets' })
    await dialog.getByRole('combobox', { name: 'Field' }).fill('Prior')
    await page.getByRole('option', { name: 'Priority' }).click()
    await dialog.getByRole('combobox', { name: /New priority/ }).click()
    await page.getByRole('option', { name: 'High' }).click()
    await dialog.getByRole('button', { name: 'Change', exact: true }).click()
    await page.getByText('Priority changed: 2 tickets').waitFor()
    assert.deepEqual(await priorities(), { low: 248, high: 2 })
    await page.getByRole('alert').getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone: Priority changed: 2 tickets').waitFor()
    assert.deepEqual(await priorities(), { low: 250 })
  })

  test('everything a list has is a job of the server: there again after the page was left, told with what was refused, and taken back', async () => {
    const page = await signedIn('Mei')
    await list(page, 'record.priority == "low"')
    const strip = page.getByRole('region', { name: 'Your jobs here' })
    const bar = page.getByRole('region', { name: 'Chosen records' })
    const dialog = page.getByRole('dialog', { name: 'Change 251 tickets' })
    const changeAll = async (field: string) => {
      await page.getByRole('checkbox', { name: 'Choose all that are loaded' }).click()
      await bar.getByText('100 chosen').waitFor()
      await bar.getByRole('button', { name: 'Choose all 251 tickets of this list' }).click()
      await bar.getByText('251 chosen').waitFor()
      await bar.getByRole('button', { name: 'Change a field' }).click()
      await dialog.getByRole('combobox', { name: 'Field' }).fill(field)
      await page.getByRole('option', { name: field }).click()
    }
    await changeAll('Priority')
    await dialog.getByRole('combobox', { name: /New priority/ }).click()
    await page.getByRole('option', { name: 'High' }).click()
    await dialog.getByRole('button', { name: 'Change', exact: true }).click()
    await strip.getByText(/^Priority changed: \d/).waitFor()
    await list(page, 'record.priority == "high"')
    await strip.getByText('Priority changed: 251 tickets').waitFor()
    assert.deepEqual(await priorities(), { high: 250 })
    await accessible(page, 'what a job did')
    await strip.getByRole('button', { name: 'Undo' }).click()
    await strip.getByText('Undone: 251 tickets are as they were before').waitFor()
    assert.deepEqual(await priorities(), { low: 250 })
    await strip.getByRole('button', { name: 'Dismiss' }).click()
    await strip.waitFor({ state: 'detached' })

    // A subject is there once: the first has it, and the others are refused.
    await list(page, 'record.priority == "low"')
    await changeAll('Subject')
    await dialog.getByRole('textbox', { name: /New subject/ }).fill('All the same')
    await dialog.getByRole('button', { name: 'Change', exact: true }).click()
    await strip.getByText('Subject changed: 1 ticket, 250 refused').waitFor()
    await strip.getByRole('button', { name: 'Show' }).click()
    const told = page.getByRole('dialog', { name: 'Subject changed' })
    await told.getByText('Another record has this value already').waitFor()
    await told.getByText('and 80 more').waitFor()
    await told.getByRole('button', { name: '150 more' }).click()
    await told.getByText('and 180 more').waitFor()
    await accessible(page, 'what was refused')
    const [{ count }] = (await suite.desk.app.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM desk.ticket WHERE subject = 'All the same'`,
    )) as [{ count: number }]
    assert.equal(count, 1)
  })

  test('what is chosen is deleted together and comes back together', async () => {
    const page = await signedIn('Mei')
    await list(page, 'record.subject.contains("Printer 1")')
    await page.getByRole('row', { name: /Printer 199/ }).waitFor()
    await page.getByRole('checkbox', { name: 'Choose all that are loaded' }).click()
    const bar = page.getByRole('region', { name: 'Chosen records' })
    const before = (await priorities()).low!
    await bar.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText(/^Deleted: \d+ tickets$/).waitFor()
    assert.ok((await priorities()).low! < before)
    await page.getByRole('alert').getByRole('button', { name: 'Undo' }).click()
    await page.getByText(/^Undone: Deleted: \d+ tickets$/).waitFor()
    assert.equal((await priorities()).low, before)
  })

  test('what is written for a step of many is not lost where nothing of it was done', async () => {
    const { app } = suite.desk
    const mei = await app.as('mei')
    const made = await mei.post('/api/apps/desk/refund', { fields: { reason: 'Broken kettle', amount: '12.00' } })
    assert.equal(made.status, 201, made.text)
    const visitor = await chromium.visit()
    visitor.expectStatus(400)
    await signIn(visitor, app.origin, 'Mei')
    const { page } = visitor
    await page.goto(`${app.origin}/a/desk/e/refund`)
    await page.getByRole('checkbox', { name: 'Choose Broken kettle', exact: true }).click()
    await page.getByRole('button', { name: 'Take a step' }).click()
    await page.getByRole('menuitem', { name: 'Submit' }).click()
    const dialog = page.getByRole('dialog', { name: 'Submit: 1 refund' })
    const comment = dialog.getByLabel(/^Comment/)
    await comment.fill('x'.repeat(10_001))
    await dialog.getByRole('button', { name: 'Submit' }).click()
    await dialog.getByText('Comment must have at most 10,000 characters.').waitFor()
    assert.equal((await comment.inputValue()).length, 10_001)
    await comment.fill('It leaked.')
    assert.equal(await dialog.getByText(/at most/).count(), 0, 'what is corrected is not told any longer')
    await dialog.getByRole('button', { name: 'Submit' }).click()
    await page.getByText('Submit: 1 refund').first().waitFor()
    await dialog.waitFor({ state: 'detached' })
    const [refund] = await app.sql<{ status: string }>('SELECT status FROM desk.refund')
    assert.equal(refund?.status, 'submitted')
    // All are refused: that is told, and what was written stands there again.
    await page.getByRole('checkbox', { name: 'Choose Broken kettle', exact: true }).click()
    await page.getByRole('button', { name: 'Take a step' }).click()
    await page.getByRole('menuitem', { name: 'Submit' }).click()
    await comment.fill('Once more.')
    await dialog.getByRole('button', { name: 'Submit' }).click()
    const outcome = page.getByRole('dialog', { name: 'Submit', exact: true })
    await outcome.getByText('0 refunds done, 1 refund refused.').waitFor()
    await page.keyboard.press('Escape')
    await outcome.waitFor({ state: 'detached' })
    await dialog.waitFor()
    assert.equal(await comment.inputValue(), 'Once more.')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
  })

  test('while it is counted how many a list has, that is said and can be stopped; asked is only once the number is known', async () => {
    const page = await signedIn('Mei')
    await list(page, 'record.priority == "low"')
    await page
      .getByRole('row', { name: /Printer/ })
      .first()
      .waitFor()
    const bar = page.getByRole('region', { name: 'Chosen records' })
    // The list itself never learns how many it has.
    const counting = Promise.withResolvers<void>()
    let asked = 0
    await page.route(/\/api\/apps\/desk\/ticket\?.*count=(?:exact|capped)/, async route => {
      asked += 1
      await counting.promise
      await route.continue().catch(() => undefined)
    })
    await page.reload()
    await page.getByRole('checkbox', { name: 'Choose all that are loaded' }).click()
    await bar.getByText('100 chosen').waitFor()
    await bar.getByRole('button', { name: /^Choose all tickets of this list/ }).click()
    await bar.getByText(/^All chosen/).waitFor()
    const before = asked
    await bar.getByRole('button', { name: 'Change a field' }).click()
    const finding = bar.getByRole('status').getByText('Finding them: 0', { exact: true })
    await finding.waitFor()
    assert.equal(await page.getByRole('dialog').count(), 0, 'nobody is asked about a number that is not known')
    assert.equal(await bar.getByRole('button', { name: 'Delete' }).count(), 0, 'and nothing else is begun meanwhile')
    await accessible(page, 'records that are being found')
    await bar.getByRole('button', { name: 'Stop' }).click()
    await bar.getByText(/^All chosen/).waitFor()
    assert.equal(await page.getByRole('dialog').count(), 0)

    await bar.getByRole('button', { name: 'Change a field' }).click()
    await finding.waitFor()
    assert.ok(asked > before, 'the server is asked for the number')
    counting.resolve()
    const dialog = page.getByRole('dialog', { name: /^Change 2\d\d tickets$/ })
    await dialog.waitFor()
    await dialog.getByText(/It goes on when you leave this page/).waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
  })

  test('who leaves while it is counted has asked for nothing when they come back', async () => {
    const page = await signedIn('Mei')
    const counting = Promise.withResolvers<void>()
    await page.route(/\/api\/apps\/desk\/ticket\?.*count=(?:exact|capped)/, async route => {
      await counting.promise
      await route.continue().catch(() => undefined)
    })
    await page.goto(`${suite.desk.app.origin}/a/desk/s/every`)
    const bar = page.getByRole('region', { name: 'Chosen records' })
    const link = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })
    await page.getByRole('checkbox', { name: 'Choose all that are loaded' }).click()
    await bar.getByText('100 chosen').waitFor()
    await bar.getByRole('button', { name: /^Choose all tickets of this list/ }).click()
    await bar.getByText(/^All chosen/).waitFor()
    await bar.getByRole('button', { name: 'Change a field' }).click()
    await bar.getByText('Finding them: 0', { exact: true }).waitFor()
    await link('Repaid').click()
    await page.getByRole('heading', { level: 1, name: 'Repaid' }).waitFor()
    counting.resolve()
    await page.waitForLoadState('networkidle')
    await page.goBack()
    await bar.getByText(/chosen/i).waitFor()
    await bar.getByRole('button', { name: 'Change a field' }).waitFor()
    assert.equal(await page.getByRole('dialog').count(), 0)
    await bar.getByRole('button', { name: 'Change a field' }).click()
    await page.getByRole('dialog', { name: /^Change 2\d\d tickets$/ }).waitFor()
  })

  for (const [where, isAway] of [
    ['beneath another screen', true],
    ['on the list one came back to meanwhile', false],
  ] as const) {
    test(`that nothing was done is told once ${where}, and what was written is there`, async () => {
      const { app } = suite.desk
      const mei = await app.as('mei')
      const made = await mei.post('/api/apps/desk/refund', { fields: { reason: `Told ${where}`, amount: '12.00' } })
      assert.equal(made.status, 201, made.text)
      const visitor = await chromium.visit()
      visitor.expectStatus(400)
      await signIn(visitor, app.origin, 'Mei')
      const { page } = visitor
      const answering = Promise.withResolvers<void>()
      await page.route('**/api/apps/desk/refund/bulk', async route => {
        await answering.promise
        await route.continue()
      })
      await page.goto(`${app.origin}/a/desk/s/repaid`)
      await page.getByRole('checkbox', { name: `Choose Told ${where}`, exact: true }).click()
      await page.getByRole('button', { name: 'Take a step' }).click()
      await page.getByRole('menuitem', { name: 'Submit' }).click()
      const dialog = page.getByRole('dialog', { name: 'Submit: 1 refund' })
      await dialog.getByLabel(/^Comment/).fill('x'.repeat(10_001))
      await dialog.getByRole('button', { name: 'Submit' }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByRole('navigation').getByRole('link', { name: 'Every ticket', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'Every ticket' }).waitFor()
      const notice = page.getByRole('alert').filter({ hasText: 'Nothing was changed' })
      if (isAway) {
        answering.resolve()
        await notice.waitFor()
        assert.equal(await dialog.count(), 0)
      }
      await page.goBack()
      await page.getByRole('heading', { level: 1, name: 'Repaid' }).waitFor()
      answering.resolve()
      await dialog.waitFor()
      assert.equal((await dialog.getByLabel(/^Comment/).inputValue()).length, 10_001)
      assert.deepEqual(
        [await notice.count(), await dialog.getByText('Comment must have at most 10,000 characters.').count()],
        isAway ? [1, 0] : [0, 1],
      )
      await dialog.getByRole('button', { name: 'Cancel' }).click()
    })
  }

  for (const [which, changed, notice] of [
    ['some', ['one'], 'Submit: 1 refund, 1 refused'],
    ['all', ['one', 'two'], 'Submit: 2 refused'],
  ] as const) {
    test(`that ${which} were refused is told to who is on another screen by then, and of each once they are back`, async () => {
      const { app } = suite.desk
      const mei = await app.as('mei')
      const make = async (name: string) => {
        const made = await mei.post('/api/apps/desk/refund', { fields: { reason: `Of ${which}, ${name}`, amount: '12.00' } })
        assert.equal(made.status, 201, made.text)
        return [name, made.json.record] as const
      }
      const made = new Map([await make('one'), await make('two')])
      const page = await signedIn('Mei')
      const answering = Promise.withResolvers<void>()
      await page.route('**/api/apps/desk/refund/bulk', async route => {
        await answering.promise
        await route.continue()
      })
      await page.goto(`${app.origin}/a/desk/s/repaid`)
      for (const name of made.keys())
        await page.getByRole('checkbox', { name: `Choose Of ${which}, ${name}`, exact: true }).click()
      await page.getByRole('button', { name: 'Take a step' }).click()
      await page.getByRole('menuitem', { name: 'Submit' }).click()
      const dialog = page.getByRole('dialog', { name: 'Submit: 2 refunds' })
      await dialog.getByLabel(/^Comment/).fill('As agreed')
      await dialog.getByRole('button', { name: 'Submit' }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByRole('navigation').getByRole('link', { name: 'Every ticket', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'Every ticket' }).waitFor()
      for (const name of changed) {
        const { id, version } = made.get(name)!
        const fields = { amount: '13.00' }
        const patched = await mei.patch(`/api/apps/desk/refund/${id}`, { fields }, { headers: { 'if-match': `"${version}"` } })
        assert.equal(patched.status, 200, patched.text)
      }
      answering.resolve()
      await page.getByRole('alert').getByText(notice, { exact: true }).waitFor()
      assert.equal(await page.getByRole('dialog').count(), 0)
      await page.goBack()
      await page.getByRole('heading', { level: 1, name: 'Repaid' }).waitFor()
      const told = page.getByRole('dialog', { name: 'Submit' })
      await told
        .getByRole('listitem')
        .filter({ hasText: `Of ${which}, one` })
        .waitFor()
      assert.equal(await told.getByRole('listitem').count(), changed.length)
    })
  }

  test('what others changed since it was chosen is refused, told, and gone on with as it is now, and not before', async () => {
    const { app } = suite.desk
    const mei = await app.as('mei')
    const made = await mei.post('/api/apps/desk/refund', { fields: { reason: 'Late train', amount: '12.00' } })
    assert.equal(made.status, 201, made.text)
    const { id } = made.json.record
    const page = await signedIn('Mei')
    await page.goto(`${app.origin}/a/desk/e/refund`)
    await page.getByRole('checkbox', { name: 'Choose Late train', exact: true }).click()
    await page.getByRole('button', { name: 'Take a step' }).click()
    await page.getByRole('menuitem', { name: 'Submit' }).click()
    const dialog = page.getByRole('dialog', { name: 'Submit: 1 refund' })
    await dialog.getByLabel(/^Comment/).fill('Twelve as agreed.')
    const theirs = await mei.patch(
      `/api/apps/desk/refund/${id}`,
      { fields: { amount: '99.00' } },
      { headers: { 'if-match': '"1"' } },
    )
    assert.equal(theirs.status, 200, theirs.text)
    await dialog.getByRole('button', { name: 'Submit' }).click()
    const outcome = page.getByRole('dialog', { name: 'Submit', exact: true })
    await outcome.getByText('0 refunds done, 1 refund refused.').waitFor()
    await outcome.getByText('Somebody changed this record since you opened it').waitFor()
    await outcome
      .getByRole('listitem')
      .filter({ hasText: /^Late train: changed “Amount” from 12\.00 USD to 99\.00 USD$/ })
      .waitFor()
    await outcome.getByText('If you go on, it is done with these as they are now.').waitFor()
    await accessible(page, 'what was refused as changed since')
    const refund = async () =>
      (await app.sql<{ status: string; version: number }>('SELECT status, version FROM desk.refund WHERE id = $1', [id]))[0]!
    assert.deepEqual(await refund(), { status: 'draft', version: 2 }, 'nothing is done before it was told')
    await page.keyboard.press('Escape')
    await outcome.waitFor({ state: 'detached' })
    assert.equal(await dialog.getByLabel(/^Comment/).inputValue(), 'Twelve as agreed.')

    // Changed once more meanwhile: refused once more, with what is new. It need not be in sight.
    const again = await mei.patch(
      `/api/apps/desk/refund/${id}`,
      { fields: { amount: '7.00' } },
      { headers: { 'if-match': '"2"' } },
    )
    assert.equal(again.status, 200, again.text)
    await dialog.getByRole('button', { name: 'Submit' }).click()
    await outcome
      .getByRole('listitem')
      .filter({ hasText: /^Late train: changed “Amount” from 99\.00 USD to 7\.00 USD$/ })
      .waitFor()
    // Given up and begun anew: what is chosen is what was told.
    await page.keyboard.press('Escape')
    await outcome.waitFor({ state: 'detached' })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Take a step' }).click()
    await page.getByRole('menuitem', { name: 'Submit' }).click()
    await dialog.getByLabel(/^Comment/).fill('Seven, then.')
    await dialog.getByRole('button', { name: 'Submit' }).click()
    await page.getByText('Submit: 1 refund').first().waitFor()
    await dialog.waitFor({ state: 'detached' })
    assert.deepEqual(await refund(), { status: 'submitted', version: 4 })
  })

  test('who may not change many at once has nothing to choose with, and who only views cannot', async () => {
    const page = await signedIn('Ana')
    await list(page)
    await page
      .getByRole('row', { name: /Printer/ })
      .first()
      .waitFor()
    assert.equal(await page.getByRole('checkbox').count(), 0)
    await page.keyboard.press('j')
    await page.keyboard.press('Space')
    assert.equal(await page.getByRole('region', { name: 'Chosen records' }).count(), 0)
  })

  test('the keys go along with the record that is opened next, and mean it', async () => {
    const page = await signedIn('Ana')
    await list(page)
    const row = (index: number) => page.locator(`[data-row="${index}"]`)
    const open = (index: number) => page.locator(`[data-row="${index}"][aria-selected="true"]`)
    await row(2).getByRole('gridcell').first().click()
    await open(2).waitFor()
    await page.keyboard.press('j')
    await open(3).waitFor()
    await row(3).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('j')
    await open(4).waitFor()
    await page.getByRole('complementary').getByRole('button', { name: 'Previous' }).click()
    await open(3).waitFor()
    assert.equal(await row(3).and(page.locator(':focus')).count(), 0, 'who stands in the panel stays there')
  })
})
