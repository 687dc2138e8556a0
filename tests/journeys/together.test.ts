/** People working together, in a real browser: naming somebody, hearing of it, seeing who else is there, and the inbox by keyboard alone. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { accessible, type Chromium, chromiumOfSuite, signIn, signInAtHome } from '../harness/chromium.ts'
import { type Desk, deskFiles, deskOfSuite } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'entities/ticket.yaml': `${deskFiles['entities/ticket.yaml']!.replace('title: subject', 'title: subject\ncomments: true')}  - { role: manager, can: comment }
  - { role: agent, can: comment, when: record.team in user.teams }
`,
}

let chromium: Chromium
let desk: Desk

describe('people working together', () => {
  chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  before(() => {
    desk = suite.desk
  })
  const signedIn = async (name: string) => {
    const visitor = await chromium.visit()
    await signInAtHome(visitor, desk.app.origin, name)
    return visitor.page
  }

  test('somebody is named with the keyboard alone, hears of it at once, and reads it in the inbox', async () => {
    const [mei, ana] = [await signedIn('Mei'), await signedIn('Ana')]
    const inbox = ana.getByRole('link', { name: /^Inbox/ })
    const ticket = `${desk.app.origin}/a/desk/r/ticket/${desk.tickets.ours}`
    await mei.goto(ticket)
    await mei.getByRole('heading', { name: 'Printer on fire' }).waitFor()
    await mei.keyboard.press('c')
    await mei.getByLabel('Comment', { exact: true }).and(mei.locator(':focus')).waitFor()
    await mei.keyboard.press('Escape')
    await mei.getByRole('region', { name: 'Ticket' }).and(mei.locator(':focus')).waitFor()
    await mei.keyboard.press('Control+k')
    // At once: what is typed while the palette is on its way is typed into it, and is no key of the page.
    await mei.keyboard.type('comment e')
    await mei.getByLabel('Search records, screens and actions').and(mei.locator('[value="comment e"]')).waitFor()
    for (let back = 0; back < 2; back += 1) await mei.keyboard.press('Backspace')
    await mei.getByRole('option', { name: /Comment on this record/ }).click()
    await mei.getByLabel('Comment', { exact: true }).and(mei.locator(':focus')).waitFor()
    await mei.keyboard.type('Look at this, @lu')
    await mei.getByText('Nobody of that name can see this').waitFor()
    for (let back = 0; back < 2; back += 1) await mei.keyboard.press('Backspace')
    await mei.keyboard.type('a')
    await mei.getByRole('option', { name: 'Ana' }).waitFor()
    await accessible(mei, 'people offered')
    await mei.keyboard.press('Enter')
    await mei.keyboard.type('?')
    await mei.keyboard.press('Control+Enter')
    await mei.getByText('Look at this, @Ana?').waitFor()
    await mei.getByRole('button', { name: 'Follow', pressed: true }).waitFor()
    // Where Ana is, nothing was asked for: the stream says it.
    await inbox.getByText('1').waitFor()
    await ana
      .getByRole('region', { name: 'News' })
      .getByText(/Mei named you/)
      .waitFor()
    await inbox.click()
    await ana.getByRole('tab', { name: 'News 1' }).and(ana.locator('[aria-selected="true"]')).waitFor()
    await ana.getByRole('button', { name: /Not read: Mei named you/ }).waitFor()
    // Each sees the other at the record.
    await ana.getByRole('img', { name: 'Also here: Mei' }).waitFor()
    await mei.getByRole('img', { name: 'Also here: Ana' }).waitFor()
    await accessible(ana, 'news')
    await ana.keyboard.press('e')
    await ana.getByRole('tab', { name: 'News', exact: true }).waitFor()
    assert.equal(await inbox.getByText('1').count(), 0)
    await ana.keyboard.press('c')
    await ana.keyboard.type('On it (see https://example.com/a?b=1). javascript:alert(1)')
    await ana.keyboard.press('Control+Enter')
    const address = ana.getByRole('link', { name: 'https://example.com/a?b=1', exact: true })
    assert.equal(await address.getAttribute('href'), 'https://example.com/a?b=1')
    assert.equal(await address.getAttribute('rel'), 'noopener noreferrer nofollow')
    assert.equal(await ana.getByRole('link', { name: /javascript/ }).count(), 0)
    await mei
      .getByRole('link', { name: /^Inbox/ })
      .getByText('1')
      .waitFor()
    // Escape keeps what was begun; in an empty box it closes the record, as elsewhere in it.
    const [box, panel] = [mei.getByLabel('Comment', { exact: true }), mei.getByRole('complementary')]
    await mei.goto(`${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}`)
    await box.fill('Half a')
    await box.press('Escape')
    await panel.getByRole('region', { name: 'Ticket' }).and(mei.locator(':focus')).waitFor()
    await mei.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await mei.goBack()
    assert.equal(await box.inputValue(), 'Half a')
    await box.fill('')
    await box.press('Escape')
    await panel.waitFor({ state: 'detached' })
    // Who left the box while a comment was on its way is not taken back to it.
    await mei.goto(`${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}`)
    await mei.route('**/comments', async route => {
      const response = await route.fetch()
      await mei.waitForTimeout(400)
      await route.fulfill({ response })
    })
    await box.fill('On its way')
    await box.press('Control+Enter')
    await box.press('Escape')
    await panel.getByRole('region', { name: 'Ticket' }).and(mei.locator(':focus')).waitFor()
    await mei.waitForFunction(() => [...document.querySelectorAll('textarea')].every(({ value }) => value === ''))
    await mei.unrouteAll({ behavior: 'wait' })
    await panel.getByRole('region', { name: 'Ticket' }).and(mei.locator(':focus')).waitFor()
    await mei.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    // Who leaves is there no longer.
    await mei.goto(desk.app.origin)
    await mei.getByRole('region', { name: 'Recently viewed' }).getByText('Printer on fire').waitFor()
    await ana.getByRole('img', { name: /Also here/ }).waitFor({ state: 'detached' })
  })

  test('what others change shows in place, scrolled and edited as it was; without a connection the page says so and comes back', async () => {
    const visitor = await chromium.visit()
    await signInAtHome(visitor, desk.app.origin, 'Mei')
    const { page } = visitor
    await page.goto(`${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}`)
    const panel = page.getByRole('complementary')
    await panel.getByLabel('Comment', { exact: true }).fill('Half a sentence')
    const tinted = page.evaluate(
      id =>
        new Promise<boolean>(resolve => {
          const look = () =>
            document.querySelector(`[data-record="${id}"]`)?.getAnimations().length ? resolve(true) : requestAnimationFrame(look)
          look()
        }),
      desk.tickets.ours,
    )
    const ana = await desk.app.as('ana')
    const { version } = (await ana.get(`/api/apps/desk/ticket/${desk.tickets.ours}`)).json.record
    const changed = await ana.patch(
      `/api/apps/desk/ticket/${desk.tickets.ours}`,
      { fields: { subject: 'Printer is out' } },
      { headers: { 'if-match': `"${version}"` } },
    )
    assert.equal(changed.status, 200, changed.text)
    await panel.getByRole('heading', { name: 'Printer is out' }).waitFor()
    await page.getByRole('row', { name: /Printer is out/ }).waitFor()
    assert.equal(await tinted, true)
    assert.equal(await panel.getByLabel('Comment', { exact: true }).inputValue(), 'Half a sentence')
    // What cannot be asked for anew stays, and what is being written at it.
    await panel.getByRole('button', { name: 'More', exact: true }).first().click()
    await page.getByRole('menuitem', { name: 'Edit all fields' }).click()
    const written = page.getByRole('dialog').getByLabel(/^Subject/)
    await written.fill('Half a thought')
    visitor.expectStatus(502)
    const record = `**/api/apps/desk/ticket/${desk.tickets.ours}`
    await page.route(record, route => route.fulfill({ status: 502, contentType: 'text/plain', body: 'bad gateway' }))
    const again = await ana.patch(
      `/api/apps/desk/ticket/${desk.tickets.ours}`,
      { fields: { subject: 'Printer is back' } },
      { headers: { 'if-match': `"${version + 1}"` } },
    )
    assert.equal(again.status, 200, again.text)
    await page.getByText('This may be old: it could not be loaded again.').waitFor()
    assert.equal(await written.inputValue(), 'Half a thought')
    await written.press('Escape')
    await page.getByRole('button', { name: 'Keep the draft and leave' }).click()
    await accessible(page, 'a record that could not be loaded again')
    await page.unroute(record)
    await panel.getByRole('button', { name: 'Retry' }).click()
    await panel.getByRole('heading', { name: 'Printer is back' }).waitFor()
    assert.equal(await panel.getByText('This may be old').count(), 0)
    assert.equal(await panel.getByLabel('Comment', { exact: true }).inputValue(), 'Half a sentence')
    await page.context().setOffline(true)
    await page.getByText('The connection is lost').waitFor()
    // Neither page nor dialog was fetched before: each says so, comes by itself, and leaves what was there.
    await page
      .getByRole('button', { name: /^Search/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog', { name: 'You are offline' })
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    assert.equal(await panel.getByLabel('Comment', { exact: true }).inputValue(), 'Half a sentence')
    await page.getByRole('link', { name: 'Audit' }).click()
    await page.getByRole('main').getByRole('heading', { name: 'You are offline' }).waitFor()
    await page.getByRole('button', { name: 'Retry' }).click()
    await page.getByText('There is still no connection.').waitFor()
    await accessible(page, 'a page that could not be fetched')
    await page.getByRole('button', { name: 'Back to where you were' }).click()
    await panel.getByRole('heading', { name: 'Printer is back' }).waitFor()
    await page.getByRole('link', { name: 'Audit' }).click()
    await page.getByRole('main').getByRole('heading', { name: 'You are offline' }).waitFor()
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: 'Audit' }).waitFor()
    await page.getByText('The connection is lost').waitFor({ state: 'detached' })
    await page.goBack()
    await panel.getByRole('heading', { name: 'Printer is back' }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Shift+?')
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Mark news as read').waitFor()
  })

  test('a page of an older program that is gone begins anew once, and then says what to do; a draft outlives it', async () => {
    const visitor = await chromium.visit()
    visitor.expectStatus(404)
    const { page } = visitor
    await signIn(visitor, desk.app.origin, 'Mei')
    await page.goto(`${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}&form=edit`)
    const subject = page.getByRole('dialog').getByLabel(/^Subject/)
    await subject.fill('Half a thought')
    await subject.press('Escape')
    await page.getByRole('button', { name: 'Keep the draft and leave' }).click()
    const asked: string[] = []
    await page.route(/inbox-page.*\.js/, route => {
      asked.push(route.request().url())
      return route.fulfill({ status: 404, contentType: 'text/plain', body: 'gone' })
    })
    const loaded = page.waitForEvent('load')
    await page.getByRole('link', { name: /^Inbox/ }).click()
    await loaded
    await page.getByRole('heading', { name: 'This part could not be loaded' }).waitFor()
    await page.waitForTimeout(500)
    assert.equal(asked.length, 2, 'once by the page that was open, once by the one that began anew')
    await page.unrouteAll()
    await page.getByRole('button', { name: 'Load the page again' }).click()
    await page.getByRole('heading', { name: 'Inbox' }).waitFor()
    await page.goto(`${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}&form=edit`)
    await page.getByText(/Draft restored/).waitFor()
    assert.equal(await subject.inputValue(), 'Half a thought')
  })
})
