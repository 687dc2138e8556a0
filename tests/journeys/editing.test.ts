/** Two people at one form, keys that go one layer at a time, and words that are understood: nothing somebody wrote is lost, put back, or sent twice. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Chromium, chromiumOfSuite, signIn } from '../harness/chromium.ts'
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

  test('where others write something else all the time it is tried five times, and then said, with what was typed still there', async () => {
    const address = `${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}`
    const page = await signedIn('Mei', 412)
    const mia = await desk.app.as('mia')
    /** How often another is faster yet. */
    let faster = 4
    let attempts = 0
    await page.route(/\/api\/apps\/desk\/ticket\/[^/]+$/, async route => {
      if (route.request().method() !== 'PATCH') return route.continue()
      attempts += 1
      if (faster > 0) {
        faster -= 1
        const headers = { 'if-match': `"${(await ticket()).version}"` }
        const written = await mia.patch(
          `/api/apps/desk/ticket/${desk.tickets.ours}`,
          { fields: { body: `Mia ${attempts}` } },
          { headers },
        )
        assert.equal(written.status, 200, written.text)
      }
      await route.continue()
    })
    const write = async (text: string) => {
      attempts = 0
      await page.getByRole('complementary').getByRole('button', { name: 'Edit Subject' }).click()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
    }
    await page.goto(address)
    await write('At the fifth attempt')
    await page.getByText('Subject changed').waitFor()
    assert.equal(attempts, 5)
    assert.deepEqual([(await ticket()).subject, (await ticket()).body], ['At the fifth attempt', 'Mia 4'], 'and theirs stays')

    faster = Number.POSITIVE_INFINITY
    await write('Never in time')
    const refused = page.getByRole('alert').filter({ hasText: 'Subject was not changed' })
    await refused.getByText('This record is being changed by others all the time. Try again in a moment.').waitFor()
    assert.equal(attempts, 5, 'and no sixth')
    const input = page.getByRole('complementary').getByRole('textbox', { name: 'Subject' })
    assert.equal(await input.inputValue(), 'Never in time')
    assert.equal((await ticket()).subject, 'At the fifth attempt')
    // Others are quiet: it is saved from where it stands.
    faster = 0
    attempts = 0
    await input.press('Enter')
    await refused.waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'Never in time' }).waitFor()
    assert.equal((await ticket()).subject, 'Never in time')
    await write('Typed by Mei, and more')
    await page.getByRole('heading', { name: 'Typed by Mei, and more' }).waitFor()
  })

  test('the form of a record that goes to the trash saves nothing and keeps what was written; in the trash none opens, and restored it goes on', async () => {
    const mei = await desk.app.as('mei')
    const made = await mei.post('/api/apps/desk/ticket', { fields: { subject: 'Soon in the trash', team: desk.emea } })
    assert.equal(made.status, 201, made.text)
    const { id } = made.json.record
    const stored = async () =>
      (
        await desk.app.sql<{ subject: string; version: number; gone: boolean }>(
          'SELECT subject, version, deleted_at IS NOT NULL AS gone FROM desk.ticket WHERE id = $1',
          [id],
        )
      )[0]!
    const page = await signedIn('Mei', 404, 409, 412)
    await page.goto(`${desk.app.origin}/a/desk/e/ticket?record=${id}&form=edit`)
    const form = page.getByRole('dialog', { name: 'Edit ticket' })
    await form.getByLabel(/^Subject/).fill('Written while it went')
    const gone = await mei.delete(`/api/apps/desk/ticket/${id}`, { headers: { 'if-match': '"1"' } })
    assert.equal(gone.status, 204, gone.text)
    // The panel behind it has heard of it, and the form is still there.
    await page.getByText(/^Moved to the trash/).waitFor()
    await form.getByRole('button', { name: 'Save' }).click()
    const summary = form.getByRole('alert')
    await summary.getByText('This record is in the trash').waitFor()
    await summary.getByText('What you wrote here is kept. Restore the record, then save again.').waitFor()
    assert.equal(await form.getByLabel(/^Subject/).inputValue(), 'Written while it went')
    assert.deepEqual(await stored(), { subject: 'Soon in the trash', version: 2, gone: true }, 'nothing was saved')

    // Come to by its address: what was written is shown, and why it cannot be written now.
    await page.reload()
    const refused = page.getByRole('dialog', { name: 'You may not edit this record' })
    await refused.getByText(/while it is in the trash/).waitFor()
    await refused.getByRole('region', { name: 'What you had written' }).getByText('Written while it went').waitFor()
    assert.equal(await refused.getByRole('button', { name: 'Ask for it' }).count(), 0, 'no role would help')
    assert.equal(await form.count(), 0)
    await page.keyboard.press('Escape')
    await refused.waitFor({ state: 'detached' })

    const restored = await mei.post(`/api/apps/desk/ticket/${id}/restore`, undefined, { headers: { 'if-match': '"2"' } })
    assert.equal(restored.status, 200, restored.text)
    await page.goto(`${desk.app.origin}/a/desk/e/ticket?record=${id}&form=edit`)
    await form.getByText(/Draft restored/).waitFor()
    assert.equal(await form.getByLabel(/^Subject/).inputValue(), 'Written while it went')
    await form.getByRole('button', { name: 'Save' }).click()
    // It has been to the trash and back since: that is no field, and nothing is saved before it is looked at.
    const stale = page.getByRole('dialog', { name: 'This was changed meanwhile' })
    await stale.waitFor()
    assert.deepEqual(await stored(), { subject: 'Soon in the trash', version: 3, gone: false })
    await stale.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'detached' })
    assert.deepEqual(await stored(), { subject: 'Written while it went', version: 4, gone: false })
  })

  test('what was written where no form opens any more is read and heard there, whether its kind is gone or the whole app, until it is thrown away', async () => {
    const { app } = desk
    const luis = app.person('luis')
    const page = await signedIn('Luis', 404)
    // What a live region comes with is heard by nobody: it is there first, and then says it.
    await page.addInitScript(() => {
      const heard: { first?: string } = {}
      Object.assign(window, { heard })
      new MutationObserver(() => {
        const region = document.querySelector('section[aria-label="What you had written"] [role="status"]')
        if (region) heard.first ??= region.textContent!.trim()
      }).observe(document, { subtree: true, childList: true, characterData: true })
    })
    const words = page.getByRole('region', { name: 'What you had written' })
    const isRead = async (title: string) => {
      await page.getByRole('heading', { name: title }).waitFor()
      await words.getByText('The kettle leaked').waitFor()
      await words.getByRole('status').getByText('You had written something here that was not saved.').waitFor()
      assert.equal(await page.evaluate(() => (window as unknown as { heard: { first?: string } }).heard.first), '')
    }
    await page.goto(`${app.origin}/a/desk/e/refund?form=new`)
    const form = page.getByRole('dialog', { name: 'New refund' })
    await form.getByLabel(/^Reason/).fill('The kettle leaked')
    await page.waitForFunction(() => Object.keys(localStorage).some(key => key.startsWith('bailiwick draft ')))

    // Another role: he has the app, and none of this kind.
    await app.sql(`UPDATE bailiwick.role_grant SET role = 'viewer' WHERE person = $1`, [luis])
    await page.goto(`${app.origin}/a/desk/e/refund`)
    await isRead('There is nothing of that name for you')
    await page.goto(`${app.origin}/a/desk/e/customer`)
    await page.getByRole('heading', { name: 'There is nothing of that name for you' }).waitFor()
    assert.equal(await words.count(), 0, 'it is said where it was written')

    await app.sql(`DELETE FROM bailiwick.role_grant WHERE person = $1`, [luis])
    for (const path of ['/a/desk/e/refund', '/a/desk/s/anything', '/a/desk']) {
      await page.goto(app.origin + path)
      await isRead('There is no such app for you')
    }
    await accessible(page, 'an app that is gone, with what was written in it')
    await page.goto(`${app.origin}/a/elsewhere`)
    await page.getByRole('heading', { name: 'There is no such app for you' }).waitFor()
    assert.equal(await words.count(), 0, 'nothing was written in another app')
    await page.goto(`${app.origin}/a/desk`)
    await words.getByRole('button', { name: 'Throw it away' }).click()
    await words.waitFor({ state: 'detached' })
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('bailiwick draft ')).length), 0)
    await app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'agent', $1)`, [luis])
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
