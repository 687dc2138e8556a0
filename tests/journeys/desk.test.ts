/** A day at a desk, in a real browser: signing in, working, deciding, being refused, by mouse, by keyboard and on a phone. */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Chromium, chromiumOfSuite, signInAtHome } from '../harness/chromium.ts'
import { type Desk, deskFiles, deskOfSuite } from '../harness/desk.ts'
import { onPaper } from '../harness/paper.ts'

let desk: Desk
let chromium: Chromium

async function signedIn(name: string, options: Parameters<Chromium['visit']>[0] = {}) {
  const visitor = await chromium.visit(options)
  await signInAtHome(visitor, desk.app.origin, name)
  return visitor
}

const longName = 'W'.repeat(200)

/** A name without a gap pushes neither what waits out of its line, nor an option out of its list, nor the page out of the window. */
async function namesHaveRoom(page: Page): Promise<void> {
  const root = await desk.app.as('root')
  const named = async (name: string) => {
    const answer = await root.patch(`/api/people/${desk.app.person('ana')}`, { name })
    assert.equal(answer.status, 200, answer.text)
    // Names are kept for a while.
    await desk.app.installation.floors.directory.read()
  }
  await named(longName)
  const fits = async (where: string) =>
    assert.deepEqual(
      await page.evaluate(() => [
        document.documentElement.scrollWidth <= innerWidth,
        document.querySelector('main')!.scrollWidth <= innerWidth,
      ]),
      [true, true],
      where,
    )
  try {
    await page.reload()
    const line = page.getByRole('link', { name: /Charged twice, INV-77/ })
    await line.getByText(longName).waitFor()
    await fits('at home')
    const title = await line.getByText('Charged twice, INV-77').boundingBox()
    assert.ok(title && title.width > 90, `the title has ${title?.width} pixels`)
    await page.setViewportSize({ width: 390, height: 844 })
    await fits('at home, on a phone')
    await page.goto(`${desk.app.origin}/inbox?tab=news`)
    await page.getByRole('heading', { name: 'Inbox' }).waitFor()
    await fits('in news, on a phone')
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(`${desk.app.origin}/a/desk/r/ticket/${desk.tickets.ours}`)
    await page.getByRole('button', { name: 'Edit Assignee' }).click()
    await page.getByRole('option', { name: longName }).waitFor()
    assert.ok(
      await page.getByRole('listbox').evaluate(list => list.scrollWidth <= list.clientWidth + 1),
      'no option is wider than the list',
    )
  } finally {
    await named('Ana')
  }
  await page.goto(desk.app.origin)
}

describe('at the desk', () => {
  chromium = chromiumOfSuite()
  const suite = deskOfSuite({
    ...deskFiles,
    'workflows/refunds.yaml': deskFiles['workflows/refunds.yaml']!.replace(
      '  decide:\n',
      '  withdraw: { from: [submitted], to: draft, by: record.created_by == user.id }\n  decide:\n',
    ),
  })
  before(async () => {
    desk = suite.desk
  })

  test('a list is asked for with at most 300 kB of program', async () => {
    const { page } = await signedIn('Ana')
    await page.addInitScript(() => {
      new MutationObserver((_, watching) => {
        if (!document.querySelector('[data-row]')) return
        watching.disconnect()
        document.documentElement.dataset.stoodAt = String(performance.now())
      }).observe(document, { childList: true, subtree: true })
    })
    await page.goto(`${desk.app.origin}/a/desk/e/ticket`)
    await page.locator('[data-row]').first().waitFor()
    const files = await page.evaluate(() => {
      // What is fetched ahead comes later, when nothing else is to do.
      const stood = Number(document.documentElement.dataset.stoodAt)
      return performance
        .getEntriesByType('resource')
        .flatMap(({ name, startTime }) => (name.endsWith('.js') && startTime <= stood ? [new URL(name).pathname] : []))
    })
    const sizeOf = (file: string) => (statSync(`${file}.gz`, { throwIfNoEntry: false }) ?? statSync(file)).size
    const sum = files.reduce((bytes, path) => bytes + sizeOf(`packages/ui/dist${path}`), 0) / 1024
    assert.ok(files.length > 5 && sum > 100, `${files.length} files, ${sum.toFixed(0)} kB: they are counted`)
    assert.ok(sum <= 300, `${sum.toFixed(0)} kB`)
  })

  test('a page that nobody is signed in to asks who it is for, and leaves no error in the console', async () => {
    const { page } = await chromium.visit()
    const said: string[] = []
    const answers: string[] = []
    page.on('console', message => said.push(`${message.type()}: ${message.text()}`))
    page.on('response', response => answers.push(`${response.status()} ${new URL(response.url()).pathname}`))
    for (const path of ['/', '/sign-in', '/inbox']) {
      await page.goto(desk.app.origin + path)
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    }
    assert.deepEqual(
      said.filter(line => /^(error|warning)/.test(line)),
      [],
    )
    assert.ok(answers.includes('200 /api/sign-in/session'))
    await page.goto(desk.app.origin)
    await page.getByRole('button', { name: 'Ana of the tests' }).click()
    await page.getByRole('heading', { name: /Good to see you, Ana|Welcome, Ana/ }).waitFor()
    assert.deepEqual(
      answers.filter(answer => /^[45]/.test(answer)),
      [],
    )
  })

  test('an agent sees their list, opens a record beside it, edits it in place, and comes back to the same place', async () => {
    const { page } = await signedIn('Ana')
    await page.getByRole('link', { name: 'Tickets' }).first().click()
    const row = page.getByRole('row', { name: /Printer on fire/ })
    await row.waitFor()
    assert.equal(await page.getByText('Canary of the other team').count(), 0)
    assert.doesNotMatch(await page.locator('main').innerText(), /[0-9a-f]{8}-[0-9a-f]{4}-/, 'no raw ids')
    await row.click()
    const panel = page.getByRole('complementary')
    await panel.getByRole('heading', { name: 'Printer on fire' }).waitFor()
    await panel.getByRole('button', { name: 'Edit Subject' }).click()
    await panel.getByRole('textbox', { name: 'Subject' }).fill('Printer was on fire')
    await page.keyboard.press('Enter')
    await panel.getByRole('heading', { name: 'Printer was on fire' }).waitFor()
    await panel.getByText(/changed “Subject”/).waitFor()
    assert.equal(
      (await desk.app.sql<{ subject: string }>('SELECT subject FROM desk.ticket WHERE id = $1', [desk.tickets.ours]))[0]?.subject,
      'Printer was on fire',
    )
    const address = page.url()
    await page.reload()
    await panel.getByRole('heading', { name: 'Printer was on fire' }).waitFor()
    assert.equal(page.url(), address)
    assert.equal(await panel.getByRole('button', { name: 'Edit Due' }).count(), 0, 'what may not be edited offers no edit')
  })

  test('a request is made, refused to its maker, approved by a manager, and seen as approved', async () => {
    const requester = (await signedIn('Ana')).page
    await requester.getByRole('link', { name: 'Refunds' }).first().click()
    await requester
      .getByRole('button', { name: /New refund/ })
      .first()
      .click()
    const dialog = requester.getByRole('dialog')
    await dialog.getByLabel(/Reason/).fill('Charged twice, INV-77')
    await dialog.getByLabel(/Amount/).fill('12.50')
    await dialog.getByRole('button', { name: /Create|Save/ }).click()
    await requester.getByRole('heading', { name: 'Charged twice, INV-77' }).waitFor()
    await requester.getByRole('button', { name: 'Submit' }).press('Enter')
    await requester.getByText('You cannot decide a request you made.').waitFor()
    assert.equal(await requester.getByRole('button', { name: 'Approve' }).count(), 0)
    // Not on the step that has taken the place of the one they took: Enter would undo it.
    await requester.locator('[data-panel]:focus').waitFor()
    await requester.keyboard.press('Enter')
    await requester.getByRole('button', { name: 'Withdraw' }).waitFor()

    const manager = (await signedIn('Mei')).page
    await namesHaveRoom(manager)
    await manager.getByRole('link', { name: /Inbox/ }).first().click()
    await manager.getByRole('heading', { name: 'Charged twice, INV-77' }).waitFor()
    await manager.getByRole('button', { name: 'Approve' }).click()
    await manager.getByText('Nothing waits for you').waitFor()
    await requester.getByText('Approved').first().waitFor()
  })

  test('what was moved to the trash is found there, and brought back, by who may', async () => {
    const { page } = await signedIn('Mei')
    await page.goto(`${desk.app.origin}/a/desk/e/customer?form=new`)
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Name/).fill('Deleted by mistake')
    await dialog.getByRole('button', { name: /Create|Save/ }).click()
    await page.getByRole('heading', { name: 'Deleted by mistake' }).waitFor()
    await page.goto(`${desk.app.origin}/a/desk/e/customer`)
    assert.equal(await page.getByRole('button', { name: 'Trash' }).count(), 0, 'no grant gives the restoring of customers')

    const made = await (await desk.app.as('mei')).post('/api/apps/desk/ticket', {
      fields: { subject: 'Thrown away', team: desk.emea },
    })
    // That this person looks at it is said a moment later: not of what is in the trash by then.
    const told = page.waitForResponse(/\/presence$/)
    await page.goto(`${desk.app.origin}/a/desk/e/ticket?record=${made.json.record.id}`)
    await told
    const panel = page.getByRole('complementary')
    await panel.getByRole('heading', { name: 'Thrown away' }).waitFor()
    await onPaper(page, async () => {
      const record = page.locator('[data-print]')
      const [box, list] = [await record.boundingBox(), page.getByRole('grid')]
      assert.ok(box && box.x >= 0 && box.width > page.viewportSize()!.width * 0.9, 'from its panel it has the whole page')
      assert.deepEqual([await list.isVisible(), await record.getByText('Thrown away').isVisible()], [false, true])
    })
    await panel.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Move to the trash' }).click()
    await page.getByRole('row', { name: /Thrown away/ }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Trash' }).click()
    await page.getByRole('heading', { name: 'Tickets in the trash' }).waitFor()
    // What was begun is kept where nothing can be written, and gone on with afterwards.
    await page.evaluate(
      ([person, id]) =>
        localStorage.setItem(
          `bailiwick comment ${person} desk ticket ${id}`,
          JSON.stringify({ at: new Date().toISOString(), text: 'Half a comment', chosen: [] }),
        ),
      [desk.app.person('mei'), made.json.record.id] as const,
    )
    await page.getByRole('row', { name: /Thrown away/ }).click()
    await panel.getByText(/Moved to the trash .*Nothing in it can be changed until it is restored/).waitFor()
    const begun = panel.getByLabel('Your comment, not sent')
    assert.deepEqual([await begun.inputValue(), await begun.isEditable()], ['Half a comment', false])
    await panel.getByText('It is kept and can be sent when the record is restored.').waitFor()
    await accessible(page, 'the trash')
    await panel.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Restore' }).click()
    await page.getByText('Ticket is back from the trash.').waitFor()
    await page.getByText('The trash is empty').waitFor()
    await page.getByRole('button', { name: 'Trash' }).click()
    await page.getByRole('row', { name: /Thrown away/ }).waitFor()
  })

  test('a record of others is refused with a way on, and so is the audit', async () => {
    const visitor = await signedIn('Ana')
    visitor.expectStatus(404, 403)
    await visitor.page.goto(`${desk.app.origin}/a/desk/r/ticket/${desk.tickets.theirs}`)
    await visitor.page.getByText('There is no such record').waitFor()
    await visitor.page.goto(`${desk.app.origin}/audit`)
    await visitor.page.getByText(/may not read the audit/).waitFor()
    await visitor.page.goto(`${desk.app.origin}/people`)
    await visitor.page.getByText('People are for administrators').waitFor()
  })

  test('the audit names the record, and leads to it', async () => {
    const { page } = await signedIn('Mei')
    await page.goto(`${desk.app.origin}/audit?app=desk`)
    await page.getByRole('combobox', { name: 'Kind' }).click()
    await page.getByRole('group', { name: 'Records' }).getByRole('option', { name: 'Moved to the trash' }).waitFor()
    await page.keyboard.type('creat')
    await page.keyboard.press('Enter')
    await page.waitForURL(/kind=create$/)
    const link = page.getByRole('link', { name: /^T-\d+ · Written for the audit$/ })
    assert.equal(await link.count(), 0)
    const mei = await desk.app.as('mei')
    const made = await mei.post('/api/apps/desk/ticket', { fields: { subject: 'Written for the audit', team: desk.emea } })
    await page.reload()
    await link.waitFor()
    const line = page.getByRole('button', { name: /Mei.*created/ }).first()
    await line.click()
    await page.getByText('"Written for the audit"').waitFor()
    // Of a record that is gone nobody could say it any more.
    const present = page.waitForResponse(response => response.url().endsWith('/api/apps/desk/presence'))
    await link.click()
    await page.getByRole('heading', { name: 'Written for the audit' }).waitFor()
    await present
    assert.ok(page.url().endsWith(`/r/ticket/${made.json.record.id}`))
    await mei.delete(`/api/apps/desk/ticket/${made.json.record.id}`, { headers: { 'if-match': '"1"' } })
    await page.goto(`${desk.app.origin}/audit?app=desk&record=${made.json.record.id}`)
    await page.getByText('Not visible to you').first().waitFor()
    assert.equal(await link.count(), 0)
    await accessible(page, 'an audit with a hidden record')
  })

  test('a session that was ended elsewhere leads to the door, and back to where one was', async () => {
    const visitor = await signedIn('Luis')
    // To what the list still asks.
    visitor.expectStatus(401)
    await visitor.page.goto(`${desk.app.origin}/a/desk/e/ticket`)
    await visitor.page.getByRole('row', { name: /Canary/ }).waitFor()
    await desk.app.sql(`UPDATE bailiwick.session SET ended_at = now() WHERE person = $1`, [desk.app.person('luis')])
    // Ended in another tab, or by whoever may end it: nothing of theirs stays on the screen, though nobody touches it.
    await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await visitor.page.goto(`${desk.app.origin}/a/desk/e/ticket`)
    await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await visitor.page.getByRole('button', { name: /Luis/ }).click()
    await visitor.page.getByRole('row', { name: /Canary/ }).waitFor()
    assert.match(visitor.page.url(), /e\/ticket/)

    // Everywhere: asked first, with how many there are.
    await desk.app.as('luis')
    await visitor.page.goto(`${desk.app.origin}/account`)
    const everywhere = visitor.page.getByRole('button', { name: 'Sign out everywhere' })
    const dialog = visitor.page.getByRole('dialog', { name: 'Sign out everywhere?' })
    await everywhere.click()
    await dialog
      .getByText(/^(Two sessions end: this one, and another elsewhere|This session ends, and \d+ others elsewhere)\.$/)
      .waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).and(visitor.page.locator(':focus')).press('Enter')
    await dialog.waitFor({ state: 'detached' })
    const living = () =>
      desk.app.sql('SELECT FROM bailiwick.session WHERE person = $1 AND ended_at IS NULL', [desk.app.person('luis')])
    assert.ok((await living()).length >= 2)
    await everywhere.click()
    await dialog.getByRole('button', { name: 'Sign out' }).click()
    await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    assert.deepEqual(await living(), [])
  })

  test('the keyboard alone is enough', async () => {
    const { page } = await signedIn('Luis')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('textbox').waitFor()
    await page.keyboard.type('canary')
    await page.getByRole('option', { name: /Canary/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Canary of the other team' }).waitFor()
    await page.goto(`${desk.app.origin}/a/desk/e/ticket`)
    await page.waitForFunction(() => document.title === 'Tickets · Bailiwick')
    await page.getByRole('row', { name: /Canary/ }).waitFor()
    await page.keyboard.press('j')
    await page
      .getByRole('row', { name: /Canary/ })
      .and(page.locator(':focus'))
      .waitFor()
    assert.equal(await page.getByRole('complementary').count(), 0, 'moving opens nothing')
    await page.keyboard.press('Enter')
    await page.getByRole('complementary').getByRole('heading', { name: 'Canary of the other team' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').waitFor({ state: 'detached' })
    await page
      .getByRole('row', { name: /Canary/ })
      .and(page.locator(':focus'))
      .waitFor()
    // The palette that is thought better of leaves one where one was.
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('textbox').and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Escape')
    await page
      .getByRole('row', { name: /Canary/ })
      .and(page.locator(':focus'))
      .waitFor()
    await page.keyboard.press('n')
    await page.getByRole('dialog').waitFor()
  })

  test('a wait that lasts is said, over a page that stands still, and no longer once the answer is here', async () => {
    const { page } = await signedIn('Mei')
    let answer = () => {}
    const held = new Promise<void>(resolve => {
      answer = resolve
    })
    await page.route(/\/api\/apps\/desk\/ticket\?/, async route => {
      await held
      await route.continue()
    })
    await page.clock.install()
    await page.getByRole('link', { name: 'Tickets' }).first().click()
    await page.locator('[aria-busy="true"]').first().waitFor()
    const said = page.getByRole('status').getByText('Still waiting: the server or the connection is slow at the moment.')
    await page.clock.runFor(1_000)
    assert.equal(await said.count(), 0)
    await page.clock.runFor(4_000)
    await said.waitFor()
    answer()
    await page.getByRole('row', { name: /Printer/ }).waitFor()
    await said.waitFor({ state: 'detached' })
  })

  test('who asks too much at once waits and is asked for again by itself; where that lasts, it is said in words what to do', async () => {
    const { page, expectStatus } = await signedIn('Mei')
    expectStatus(429)
    let refused = 0
    let most = 1
    await page.route(/\/api\/apps\/desk\/ticket\?/, route => {
      if (refused >= most) return route.continue()
      refused += 1
      return route.fulfill({
        status: 429,
        contentType: 'application/problem+json',
        headers: { 'retry-after': most === 1 ? '1' : '12' },
        body: JSON.stringify({
          ...{ type: '/problems/request.too-many', code: 'request.too-many', status: 429, title: 'Too many requests' },
          ...{ hint: 'Try again in 12 seconds.', requestId: 'r' },
        }),
      })
    })
    await page.getByRole('link', { name: 'Tickets' }).first().click()
    await page.getByRole('row', { name: /Printer/ }).waitFor()
    assert.equal(refused, 1)
    most = Number.POSITIVE_INFINITY
    await page.reload()
    await page.getByText('Try again in 12 seconds.').waitFor()
    most = 0
    await page.getByRole('button', { name: 'Retry' }).click()
    await page.getByRole('row', { name: /Printer/ }).waitFor()
  })
})
