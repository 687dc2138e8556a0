/** Two people at one form, keys that go one layer at a time, and words that are understood: nothing somebody wrote is lost, put back, or sent twice. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type Chromium, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { type Desk, deskOfSuite } from '../harness/desk.ts'

let desk: Desk
let chromium: Chromium

async function signedIn(name: string, ...expected: number[]): Promise<Page> {
  const visitor = await chromium.visit()
  visitor.expectStatus(401, ...expected)
  await signIn(visitor, desk.app.origin, name)
  return visitor.page
}

const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement
    return at === document.body ? 'nowhere' : `${at?.tagName} ${at?.getAttribute('aria-label') ?? at?.textContent ?? ''}`
  })

describe('editing', () => {
  chromium = chromiumOfSuite()
  const suite = deskOfSuite()
  before(async () => {
    desk = suite.desk
  })

  const ticket = async () =>
    (await desk.app.sql<Record<string, unknown>>('SELECT * FROM desk.ticket WHERE id = $1', [desk.tickets.ours]))[0]!

  test('a form sends what its user touched; what the other changed is told, and chosen only where both wrote', async () => {
    const address = `${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}&form=edit`
    const mia = await signedIn('Mia')
    const mei = await signedIn('Mei', 412)
    for (const page of [mia, mei]) {
      await page.goto(address)
      await page
        .getByRole('dialog')
        .getByLabel(/^Subject/)
        .waitFor()
    }
    await mia
      .getByRole('dialog')
      .getByLabel(/^Subject/)
      .fill('Mia’s subject')
    await mia.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await mia.getByRole('dialog').waitFor({ state: 'detached' })
    // The panel behind Mei's form has heard of it; her form is still the one she opened.
    await mei.getByRole('heading', { name: 'Mia’s subject', includeHidden: true }).waitFor()

    const form = mei.getByRole('dialog', { name: 'Edit ticket' })
    await form.getByLabel(/^Body/).fill('Mei’s body')
    await form.getByRole('button', { name: 'Save' }).click()
    const stale = mei.getByRole('dialog', { name: /Mia changed 1 field (now|.* ago)/ })
    await stale.getByText(/Mia changed Subject (now|.* ago)/).waitFor()
    assert.notEqual((await ticket()).body, 'Mei’s body', 'nothing is saved before it is decided')
    await mei.keyboard.press('Escape')
    await stale.waitFor({ state: 'detached' })
    assert.equal(await form.getByLabel(/^Body/).inputValue(), 'Mei’s body', 'the form is as it was')
    await form.getByRole('button', { name: 'Save' }).click()
    await stale.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'detached' })
    assert.deepEqual([(await ticket()).subject, (await ticket()).body], ['Mia’s subject', 'Mei’s body'])

    await mei.goto(address)
    await mei
      .getByRole('dialog')
      .getByLabel(/^Subject/)
      .fill('Mei’s subject')
    await mia.goto(address)
    await mia
      .getByRole('dialog')
      .getByLabel(/^Subject/)
      .fill('Mia again')
    await mia.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await mia.getByRole('dialog').waitFor({ state: 'detached' })
    await form.getByRole('button', { name: 'Save' }).click()
    assert.equal(await stale.getByRole('button', { name: 'Save' }).isDisabled(), true, 'where both wrote, one of them is chosen')
    await stale.getByLabel(/Keep mine: Mei’s subject/).waitFor()
    await stale.getByLabel(/Take theirs: Mia again/).check()
    await stale.getByRole('button', { name: 'Leave it as it is now' }).click()
    await form.waitFor({ state: 'detached' })
    assert.equal((await ticket()).subject, 'Mia again')
  })

  test('two at one field: closing the question gives back what was typed, and either value can stand', async () => {
    const address = `${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}`
    const [mia, mei] = [await signedIn('Mia'), await signedIn('Mei', 412)]
    const begin = async (page: Page, text: string) => {
      await page.goto(address)
      await page.getByRole('complementary').getByRole('button', { name: 'Edit Subject' }).click()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type(text)
    }
    await begin(mei, 'Typed by Mei')
    await begin(mia, 'Typed by Mia')
    await mia.keyboard.press('Enter')
    await mia.getByText('Subject changed').waitFor()
    await mei.keyboard.press('Enter')
    const stale = mei.getByRole('dialog', { name: /Mia changed Subject/ })
    await stale.getByText('Yours: Typed by Mei').waitFor()
    await mei.keyboard.press('Escape')
    await stale.waitFor({ state: 'detached' })
    const input = mei.getByRole('complementary').getByRole('textbox').first()
    assert.equal(await input.inputValue(), 'Typed by Mei')
    assert.equal((await ticket()).subject, 'Typed by Mia', 'nothing is decided by closing')
    await input.press('End')
    await mei.keyboard.type(', and more')
    await mei.keyboard.press('Enter')
    await stale.getByText('Yours: Typed by Mei, and more').waitFor()
    await stale.getByRole('button', { name: 'Keep mine' }).click()
    await stale.waitFor({ state: 'detached' })
    await mei.getByText('Subject changed').waitFor()
    assert.equal((await ticket()).subject, 'Typed by Mei, and more')
  })

  test('Escape goes one layer at a time, asks before it throws work away, and the focus is never lost', async () => {
    const page = await signedIn('Mei')
    await page.goto(`${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}`)
    const panel = page.getByRole('complementary')
    await panel.getByRole('button', { name: 'Edit Priority' }).click()
    await page.keyboard.press('Escape')
    await panel.getByRole('button', { name: 'Edit Priority' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('e')
    const form = page.getByRole('dialog', { name: 'Edit ticket' })
    await form.waitFor()
    const second = await page.context().newPage()
    await second.goto(page.url())
    const sameForm = second.getByRole('dialog', { name: 'Edit ticket' })
    await sameForm.waitFor()
    await form.getByLabel(/^Subject/).fill('Half a thought')
    await sameForm.getByRole('button', { name: 'Cancel' }).click()
    await sameForm.waitFor({ state: 'detached' })
    await second.close()
    const drafts = await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('bailiwick draft ')).length)
    assert.equal(drafts, 1, 'who wrote nothing in the same form throws nothing away')
    await page.keyboard.press('Escape')
    const question = page.getByText('Leave without saving?')
    await question.waitFor()
    await page.keyboard.press('Escape')
    await question.waitFor({ state: 'detached' })
    assert.equal(await form.getByLabel(/^Subject/).inputValue(), 'Half a thought')
    await form.getByLabel(/^Subject/).press('Escape')
    await page.getByRole('button', { name: 'Keep the draft and leave' }).click()
    await form.waitFor({ state: 'detached' })
    await page.keyboard.press('e')
    await form.getByText(/Draft restored/).waitFor()
    assert.equal(await form.getByLabel(/^Subject/).inputValue(), 'Half a thought')
    await form.getByLabel(/^Subject/).press('Escape')
    await page.getByRole('button', { name: 'Throw it away' }).click()
    await form.waitFor({ state: 'detached' })
    assert.equal(await panel.count(), 1, 'the record stays open')
    await page.waitForTimeout(300)
    assert.notEqual(await focused(page), 'nowhere')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await page
      .getByRole('row', { name: /Typed by Mei|Printer/ })
      .and(page.locator(':focus'))
      .waitFor()
  })

  test('what was made has the focus, and Escape closes it', async () => {
    const page = await signedIn('Mei')
    await page.goto(`${desk.app.origin}/a/desk/e/refund`)
    // The head has it, and the empty list as soon as it is known to be empty.
    await page.getByRole('button', { name: 'New refund' }).first().waitFor()
    await page.keyboard.press('n')
    const form = page.getByRole('dialog', { name: 'New refund' })
    await form.getByLabel(/^Reason/).fill('Made by keys')
    await form.getByLabel(/^Amount/).fill('5')
    await page.keyboard.press('Control+Enter')
    await form.waitFor({ state: 'detached' })
    const panel = page.getByRole('complementary')
    await panel.getByRole('region', { name: 'Refund' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
  })

  test('what is typed before its editor is there is in it; what was written while the line is gone stays in its control, and is saved when it is left again', async () => {
    const mei = await desk.app.as('mei')
    const { id } = (await mei.post('/api/apps/desk/ticket', { fields: { subject: 'Written above', team: desk.emea } })).json
      .record
    const page = await signedIn('Mei')
    // The first time nothing is fetched ahead of when it is needed.
    await page.addInitScript(() => {
      if (sessionStorage.getItem('idle')) return
      sessionStorage.setItem('idle', 'never')
      window.requestIdleCallback = () => 0
    })
    await page.goto(`${desk.app.origin}/a/desk/r/ticket/${id}`)
    // Within one task, so that nothing can have come in between.
    await page.getByRole('button', { name: /^Edit Subject/ }).evaluate(async (button: HTMLElement) => {
      button.click()
      for (let turns = 0; turns < 5 && document.activeElement?.tagName !== 'INPUT'; turns += 1) await null
      for (const key of ' once')
        document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    })
    const subject = page.getByRole('textbox', { name: 'Subject' })
    await page.waitForFunction(() => (document.activeElement as HTMLInputElement).value === 'Written above once')
    await page.reload()
    await page.getByRole('button', { name: /^Edit Subject/ }).click()
    await subject.fill('Written in a tunnel')
    await page.context().setOffline(true)
    await page.keyboard.press('Enter')
    await page.getByText('Subject was not changed').waitFor()
    assert.equal(await subject.inputValue(), 'Written in a tunnel')
    await page.context().setOffline(false)
    await subject.press('Enter')
    await page.getByText('Subject changed').waitFor()
  })

  test('a filter can be finished by mouse and given up layer by layer', async () => {
    const page = await signedIn('Mei')
    await page.goto(`${desk.app.origin}/a/desk/e/ticket`)
    await page.getByRole('row', { name: /Canary/ }).waitFor()
    const begin = async (field: string) => {
      await page.getByRole('button', { name: 'Filter' }).click()
      await page.getByPlaceholder('Field').click()
      await page.getByRole('option', { name: field, exact: true }).click()
    }
    await begin('Priority')
    await page.getByLabel('Low').check()
    await page.getByRole('button', { name: 'Add condition' }).click()
    await page.getByRole('button', { name: /Remove the condition on Priority/ }).waitFor()
    await begin('Customer')
    const value = page.getByRole('combobox', { name: 'Customer' })
    await value.click()
    await page.getByRole('option', { name: 'Acme Ltd' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('option', { name: 'Acme Ltd' }).waitFor({ state: 'detached' })
    assert.equal(await page.getByRole('button', { name: 'Add condition' }).count(), 1, 'only the innermost layer went')
    await value.click()
    await page.getByRole('option', { name: 'Acme Ltd' }).click()
    await page.getByRole('button', { name: 'Add condition' }).click()
    await page.getByRole('button', { name: /Remove the condition on Customer/ }).waitFor()
    await begin('Due')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Add condition' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Filter' }).and(page.locator(':focus')).waitFor()
  })

  test('days and amounts are understood as people write them, and what is not understood stays with a sentence', async () => {
    const page = await signedIn('Mei')
    await page.goto(`${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}&form=edit`)
    const form = page.getByRole('dialog')
    const due = form.getByRole('textbox', { name: /^Due/ })
    await due.fill('31.02.2026')
    await due.press('Tab')
    await form.getByText(/There is no such day/).waitFor()
    assert.equal(await due.inputValue(), '31.02.2026')
    await due.fill('24.11.2026')
    await due.press('Tab')
    assert.equal(await due.inputValue(), '11/24/2026', 'as it is written where she lives')
    const credit = form.getByRole('textbox', { name: /^Credit/ })
    await credit.fill('1.500')
    await credit.press('Tab')
    await form.getByText(/Write 1500.00/).waitFor()
    await credit.fill('1.500,00')
    await credit.press('Tab')
    assert.equal(await credit.inputValue(), '1500.00')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'detached' })
    const [row] = await desk.app.sql<{ due: string; credit: string }>(
      'SELECT due::text, credit::text FROM desk.ticket WHERE id = $1',
      [desk.tickets.ours],
    )
    assert.equal(row?.due, '2026-11-24')
    assert.match(row?.credit ?? '', /^1500(00|\.00)?$/)
  })

  test('a record on a page of its own has the keys of the panel: E edits or says why not, Escape leads to its list', async () => {
    const address = `${desk.app.origin}/a/desk/r/ticket/${desk.tickets.ours}`
    const page = await signedIn('Mei')
    await page.goto(address)
    await page.getByRole('button', { name: 'Edit Subject' }).waitFor()
    await page.keyboard.press('e')
    const form = page.getByRole('dialog', { name: 'Edit ticket' })
    await form.getByLabel(/^Subject/).fill('Edited on its page')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'detached' })
    assert.equal(page.url(), address)
    await page.getByRole('heading', { name: 'Edited on its page', level: 1 }).waitFor()
    // The dialog gives the focus back when it has faded.
    await page.waitForFunction(() => document.activeElement?.closest('[data-panel]') !== null)
    await page.keyboard.press('Escape')
    await page.waitForURL(`${desk.app.origin}/a/desk/e/ticket`)

    const owen = await signedIn('Owen')
    await owen.goto(address)
    await owen.getByText('Read-only: you can change nothing here.').waitFor()
    await owen.keyboard.press('e')
    const refused = owen.getByRole('dialog', { name: 'You may not edit this record' })
    await refused.getByText(/^You may not change this ticket/).waitFor()
    await owen.keyboard.press('Escape')
    await refused.waitFor({ state: 'detached' })
    assert.equal(owen.url(), address)
  })

  test('who may change nothing is offered no edit, and a double click decides one thing', async () => {
    const owen = await signedIn('Owen')
    await owen.goto(`${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}`)
    await owen.getByRole('complementary').getByRole('heading').first().waitFor()
    assert.doesNotMatch(await owen.locator('footer').first().innerText(), /edit|new/)
    // By key and by address it is told why.
    await owen.keyboard.press('e')
    const refused = owen.getByRole('dialog', { name: 'You may not edit this record' })
    await refused.getByText(/^You may not change this ticket\. The role Manager gives it on every ticket/).waitFor()
    await refused.getByRole('button', { name: 'Ask for it' }).waitFor()
    await owen.keyboard.press('Escape')
    await refused.waitFor({ state: 'detached' })
    assert.equal(await owen.getByRole('complementary').count(), 1, 'the record stays open')
    await owen.goto(`${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}&form=edit`)
    await refused.waitFor()

    const ana = await desk.app.as('ana')
    for (const reason of ['First', 'Second']) {
      const made = await ana.post('/api/apps/desk/refund', { fields: { reason, amount: '5.00' } })
      const id = made.json.record.id
      await ana.post(
        `/api/apps/desk/refund/${id}/transitions/submit`,
        {},
        {
          headers: { 'if-match': `"${made.json.record.version}"` },
        },
      )
    }
    const mei = await signedIn('Mei')
    await mei.goto(`${desk.app.origin}/inbox`)
    await mei.getByText('5.00 USD').first().waitFor()
    await mei.getByRole('button', { name: 'Approve' }).dblclick({ delay: 20 })
    await mei.getByText(/: you approved\./).waitFor()
    await mei.getByRole('button', { name: 'Approve' }).waitFor()
    await mei.waitForTimeout(300)
    const [row] = await desk.app.sql<{ decided: string }>(
      `SELECT count(*)::text AS decided FROM desk.refund WHERE status = 'approved'`,
    )
    assert.equal(row?.decided, '1')
  })
})
