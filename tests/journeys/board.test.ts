/** Cards in columns: dragged along a step, refused with the reason, moved by keys, and counted for whoever looks. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, accessibleEverywhere, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'
import { fingerOn, pullByFinger } from '../harness/finger.ts'
import { faultsOnPaper, onPaper } from '../harness/paper.ts'

const files = {
  ...deskFiles,
  'workflows/life.yaml': `workflow: life
entity: ticket
states:
  new: { color: blue }
  working: { title: In progress, color: orange }
  escalated: { color: red }
  closed: { color: gray, final: true }
transitions:
  start: { from: [new], to: working, by: record.assignee == user.id }
  escalate: { from: [new, working], to: escalated, comment: required }
  close:
    from: [working]
    to: closed
    guard: { when: record.due != null, message: Say for which day it was promised. }
  retire: { from: [escalated], to: closed, roles: [manager] }
`,
  'screens/life.yaml': `screen: life
board: ticket
title: Tickets by state
by: status
card: [priority, assignee]
`,
  'screens/tiers.yaml': `screen: tiers
board: customer
title: Customers by tier
by: tier
card: [owner]
`,
  'screens/urgency.yaml': `screen: urgency
board: ticket
title: Tickets by priority
by: priority
card: [status]
`,
}

describe('a board', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  before(async () => {
    const { desk } = suite
    const mei = await desk.app.as('mei')
    const ana = desk.app.person('ana')
    const rows = [
      ...['Blue screen', 'Broken chair', 'Cold coffee', 'Dead battery', 'Empty stapler'].map(subject => ({
        ...{ subject, team: desk.emea, assignee: ana, priority: 'low' },
      })),
      { subject: 'Lost in the other team', team: desk.apac, priority: 'high' },
    ]
    const brought = await mei.post('/api/apps/desk/ticket/import', { rows })
    assert.equal(brought.status, 200, brought.text)
  })

  async function signedIn(name: string, options: Parameters<typeof chromium.visit>[0] = {}): Promise<Page> {
    const visitor = await chromium.visit(options)
    await signIn(visitor, suite.desk.app.origin, name)
    return visitor.page
  }
  const open = async (page: Page, screen = 'life') => {
    await page.goto(`${suite.desk.app.origin}/a/desk/s/${screen}`)
    await page.locator('[data-row]').first().waitFor()
    // Each column comes when it does.
    await page.waitForFunction(() => document.querySelector('[data-column] .mantine-Skeleton-root') === null)
  }
  const column = (page: Page, name: string) => page.locator(`[data-column="${name}"]`)
  const card = (page: Page, title: string) => page.getByRole('group', { name: title, exact: true })
  const stateOf = async (subject: string) => {
    const [row] = await suite.desk.app.sql<{ status: string }>('SELECT status FROM desk.ticket WHERE subject = $1', [subject])
    return row?.status
  }

  /** A card is shown where it goes before the server has heard of it. */
  const comesTo = async (subject: string, status: string) => {
    for (let tries = 0; tries < 40 && (await stateOf(subject)) !== status; tries += 1)
      await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await stateOf(subject), status)
  }

  test('has the columns of the workflow, each with how many of its cards this person may see', async () => {
    const page = await signedIn('Ana')
    await open(page)
    await page.getByRole('region', { name: 'New, 5' }).waitFor()
    for (const name of ['In progress, 0', 'Escalated, 0', 'Closed, 0']) await page.getByRole('region', { name }).waitFor()
    // What was brought in without a state has a column of its own, and nothing is moved there.
    await page.getByRole('region', { name: 'No status, 1' }).getByRole('group', { name: 'Printer on fire' }).waitFor()
    assert.equal(await page.getByText('Lost in the other team').count(), 0)
    const manager = await signedIn('Mei')
    await open(manager)
    await manager.getByRole('region', { name: 'New, 6' }).waitFor()
    await card(manager, 'Lost in the other team').waitFor()
    const firstLine = (title: string) => card(manager, title).locator(':scope > :first-child').innerText()
    assert.match(await firstLine('Lost in the other team'), /^T-\d+$/)

    // What others change is asked once for all columns.
    const asked: string[] = []
    manager.on('request', each => {
      if (new URL(each.url()).pathname === '/api/apps/desk/ticket' && each.url().includes('fields=subject'))
        asked.push(each.url())
    })
    const mei = await suite.desk.app.as('mei')
    const query = new URLSearchParams({ filter: 'record.subject == "Lost in the other team"' })
    const [{ id, version }] = (await mei.get(`/api/apps/desk/ticket?${query}`)).json.items
    const renamed = { fields: { subject: 'Found in the other team' } }
    const answer = await mei.patch(`/api/apps/desk/ticket/${id}`, renamed, { headers: { 'if-match': `"${version}"` } })
    assert.equal(answer.status, 200, answer.text)
    await card(manager, 'Found in the other team').waitFor()
    assert.equal(asked.length, 1, asked.join('\n'))
    const back = { fields: { subject: 'Lost in the other team' } }
    await mei.patch(`/api/apps/desk/ticket/${id}`, back, { headers: { 'if-match': `"${version + 1}"` } })
    await card(manager, 'Lost in the other team').waitFor()
    await open(manager, 'tiers')
    assert.equal(await firstLine('Acme Ltd'), 'Acme Ltd', 'what has no number begins with its name')
  })

  test('is not there for whoever is not shown what the columns are', async () => {
    const page = await signedIn('Owen')
    assert.equal(await page.getByRole('link', { name: 'Tickets by state' }).count(), 0)
    await page.goto(`${suite.desk.app.origin}/a/desk/s/life`)
    await page.getByRole('heading', { name: 'There is no such screen for you' }).waitFor()
  })

  test('takes the step that leads where a card is dropped, and the columns count anew', async () => {
    const page = await signedIn('Ana')
    await open(page)
    await card(page, 'Blue screen').dragTo(column(page, 'working'))
    await column(page, 'working').getByRole('group', { name: 'Blue screen' }).waitFor()
    await page.getByRole('region', { name: 'In progress, 1' }).waitFor()
    await comesTo('Blue screen', 'working')
  })

  test('leaves a card where no step leads from, and where a step is refused, and says why', async () => {
    const page = await signedIn('Ana')
    await open(page)
    await card(page, 'Broken chair').dragTo(column(page, 'closed'), { force: true })
    assert.equal(await stateOf('Broken chair'), 'new')
    await column(page, 'new').getByRole('group', { name: 'Broken chair' }).waitFor()
    const other = await signedIn('Mei')
    await open(other)
    // While it is dragged the columns that do not take it say why not.
    await card(other, 'Broken chair').hover()
    await other.mouse.down()
    await column(other, 'working').hover()
    await column(other, 'working').hover({ position: { x: 60, y: 200 } })
    await column(other, 'working').getByText('Only the assignee may do this.').waitFor()
    await column(other, 'closed').getByText('No step leads from “New” to “Closed”.').waitFor()
    await other.mouse.up()
    assert.equal(await stateOf('Broken chair'), 'new')
    await column(other, 'new').getByRole('group', { name: 'Broken chair' }).waitFor()
  })

  test('asks for the comment that a step needs before the card goes, leaves it when thought better of, and keeps it when another was quicker', async () => {
    const visitor = await chromium.visit()
    visitor.expectStatus(412)
    await signIn(visitor, suite.desk.app.origin, 'Ana')
    const { page } = visitor
    await open(page)
    await card(page, 'Cold coffee').dragTo(column(page, 'escalated'))
    const dialog = page.getByRole('dialog', { name: 'Escalate' })
    await dialog.getByRole('textbox', { name: 'Comment *' }).waitFor()
    await accessible(page, 'a step that asks, on a board')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await column(page, 'new').getByRole('group', { name: 'Cold coffee' }).waitFor()
    assert.equal(await stateOf('Cold coffee'), 'new')
    await card(page, 'Cold coffee').dragTo(column(page, 'escalated'))
    await dialog.getByRole('textbox', { name: 'Comment *' }).fill('It is very cold')
    const mei = await suite.desk.app.as('mei')
    const query = new URLSearchParams({ filter: 'record.subject == "Cold coffee"' })
    const [{ id, version }] = (await mei.get(`/api/apps/desk/ticket?${query}`)).json.items
    const body = { fields: { priority: 'medium' } }
    assert.equal((await mei.patch(`/api/apps/desk/ticket/${id}`, body, { headers: { 'if-match': `"${version}"` } })).status, 200)
    await dialog.getByRole('button', { name: 'Escalate' }).click()
    await dialog.getByText('what you wrote here is kept').waitFor()
    assert.equal(await stateOf('Cold coffee'), 'new')
    await dialog.getByRole('button', { name: 'Escalate' }).click()
    await column(page, 'escalated').getByRole('group', { name: 'Cold coffee' }).waitFor()
    await comesTo('Cold coffee', 'escalated')
  })

  test('is worked by keys alone: arrows between cards, Enter opens, M moves', async () => {
    const page = await signedIn('Ana')
    await open(page)
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await page.keyboard.press('j')
    const first = await focused()
    assert.ok(first, 'J stands at the first card')
    await page.keyboard.press('ArrowDown')
    assert.notEqual(await focused(), first)
    await page.keyboard.press('ArrowUp')
    assert.equal(await focused(), first)
    await page.keyboard.press('ArrowRight')
    assert.notEqual(await focused(), first)
    await page.keyboard.press('ArrowLeft')
    assert.equal(await focused(), first)
    await page.keyboard.press('Enter')
    await page.getByRole('complementary').getByRole('heading', { name: first }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').waitFor({ state: 'detached' })
    await page.waitForFunction(name => document.activeElement?.getAttribute('aria-label') === name, first)
    await card(page, 'Dead battery').focus()
    await page.keyboard.press('m')
    const closed = page.getByRole('menuitem', { name: /Closed/ })
    await closed.getByText('No step leads from “New” to “Closed”.').waitFor()
    assert.equal(await closed.getAttribute('aria-disabled'), 'true')
    await closed.click({ force: true })
    await closed.waitFor()
    assert.equal(await page.getByRole('menuitem', { name: 'No status' }).count(), 0)
    await page.getByRole('menuitem', { name: 'In progress' }).focus()
    await page.keyboard.press('Enter')
    await column(page, 'working').getByRole('group', { name: 'Dead battery' }).waitFor()
    await comesTo('Dead battery', 'working')
    await page.locator('[data-moving]').waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Dead battery')
    await card(page, 'Cold coffee').focus()
    await page.keyboard.press('m')
    await closed.getByText('“Retire” leads there. It is not yours to take here.').waitFor()
  })

  test('by a choice changes the choice, with the way back, and stays where it may not be changed', async () => {
    const visitor = await chromium.visit()
    visitor.expectStatus(412)
    await signIn(visitor, suite.desk.app.origin, 'Ana')
    const { page } = visitor
    await open(page, 'urgency')
    await card(page, 'Broken chair').dragTo(column(page, 'high'))
    await column(page, 'high').getByRole('group', { name: 'Broken chair' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await column(page, 'low').getByRole('group', { name: 'Broken chair' }).waitFor()
    await page.getByText('Undone: Priority changed').waitFor()
    // What others have changed since is not taken back, and whoever asked for that is told of nothing that they opened.
    await card(page, 'Broken chair').dragTo(column(page, 'high'))
    await column(page, 'high').getByRole('group', { name: 'Broken chair' }).waitFor()
    const undo = page.getByRole('button', { name: 'Undo' })
    await undo.waitFor()
    const [{ id, version } = { id: '', version: 0 }] = await suite.desk.app.sql<{ id: string; version: number }>(
      `SELECT id, version FROM desk.ticket WHERE subject = 'Broken chair'`,
    )
    const mei = await suite.desk.app.as('mei')
    const theirs = await mei.patch(
      `/api/apps/desk/ticket/${id}`,
      { fields: { priority: 'medium' } },
      { headers: { 'if-match': `"${version}"` } },
    )
    assert.equal(theirs.status, 200, theirs.text)
    await undo.click()
    await page.getByText('Priority was not changed').waitFor()
    await page.getByText('Somebody has changed the same since. It stays as it is now.').waitFor()
    await column(page, 'medium').getByRole('group', { name: 'Broken chair' }).waitFor()
    const viewer = await signedIn('Owen')
    await open(viewer, 'urgency')
    await card(viewer, 'Printer on fire').hover()
    await viewer.mouse.down()
    await column(viewer, 'low').hover({ position: { x: 60, y: 200 } })
    await column(viewer, 'low').hover({ position: { x: 62, y: 210 } })
    await column(viewer, 'low').getByText('You may not change “Priority” here.').waitFor()
    await viewer.mouse.up()
    await column(viewer, 'high').getByRole('group', { name: 'Printer on fire' }).waitFor()
    // The record takes room from the columns, and its card is not what goes out of sight.
    await card(viewer, 'Printer on fire').focus()
    await viewer.keyboard.press('Enter')
    await viewer.waitForFunction(() => {
      const open = document.querySelector('[data-open="beside"] [data-current]')
      const { left, right } = open?.closest('[role="group"][aria-label="Tickets in columns"]')?.getBoundingClientRect() ?? {
        left: 0,
        right: 0,
      }
      const seen = open?.getBoundingClientRect()
      return seen !== undefined && right < 1100 && seen.left >= left && seen.right <= right
    })
  })

  test('is worked by a finger: one that rests pulls a card, over the edge to the next columns; one that moves at once scrolls', async () => {
    const page = await signedIn('Ana', { viewport: { width: 390, height: 844 }, hasTouch: true })
    await open(page)
    const board = page.getByRole('group', { name: 'Tickets in columns' })
    const scrolled = () => board.evaluate(element => element.scrollLeft)
    const middleOf = async (title: string) => {
      const { x, y, width, height } = (await card(page, title).boundingBox())!
      return { x: x + width / 2, y: y + height / 2 }
    }
    const from = await middleOf('Broken chair')
    await pullByFinger(page, from, { x: -150, y: 0 }, 0)
    await page.waitForFunction(() => document.querySelector('[data-dragged]') === null)
    assert.equal(await stateOf('Broken chair'), 'new')
    await board.evaluate(element => element.scrollTo({ left: 0, behavior: 'instant' }))
    await page.waitForTimeout(100)
    const finger = await fingerOn(page)
    const start = await middleOf('Broken chair')
    await finger.down(start)
    await finger.to({ x: start.x + 60, y: start.y }, { x: 380, y: start.y })
    const before = await scrolled()
    await page.waitForFunction(left => document.querySelector('[data-dragging]')!.scrollLeft > left + 250, before)
    // How far it went before the finger left the edge is up to the machine.
    await finger.to({ x: 195, y: start.y })
    const { x, width } = (await column(page, 'working').boundingBox())!
    await finger.to({ x: Math.max(20, Math.min(370, x + width / 2)), y: start.y })
    await page.locator('[data-column="working"][data-over]').waitFor()
    await finger.up()
    await comesTo('Broken chair', 'working')
    await column(page, 'working').getByRole('group', { name: 'Broken chair' }).waitFor()
    assert.doesNotMatch(page.url(), /record=/)
  })

  test('keeps each of two cards where it was put while both are on their way', async () => {
    const page = await signedIn('Ana')
    await open(page, 'urgency')
    const going: (() => unknown)[] = []
    await page.route('**/api/apps/desk/ticket/*', route =>
      route.request().method() === 'PATCH' ? void going.push(() => route.continue()) : route.continue(),
    )
    const put = async (subject: string) => {
      const before = going.length
      await card(page, subject).focus()
      await page.keyboard.press('m')
      await page.getByRole('menuitem', { name: 'High' }).click()
      await column(page, 'high').getByRole('group', { name: subject }).waitFor()
      while (going.length === before) await page.waitForTimeout(20)
    }
    await put('Empty stapler')
    await put('Dead battery')
    assert.equal(await page.locator('[data-column="high"] [data-moving]').count(), 2)
    await going[0]!()
    await page.waitForFunction(() => document.querySelectorAll('[data-moving]').length === 1)
    assert.equal(await page.locator('[data-column="high"] [data-moving]').getAttribute('aria-label'), 'Dead battery')
    await going[1]!()
    await page.locator('[data-moving]').waitFor({ state: 'detached' })
    const high = await suite.desk.app.sql(
      "SELECT subject FROM desk.ticket WHERE priority = 'high' AND subject IN ('Empty stapler', 'Dead battery')",
    )
    assert.equal(high.length, 2)
  })

  test('N makes a record and stands at it; Escape while the form is on its way leaves it unopened', async () => {
    const page = await signedIn('Mei')
    let comes: () => void = () => undefined
    const held = new Promise<void>(resolve => {
      comes = resolve
    })
    await page.route(/record-form/, async route => {
      await held
      await route.continue()
    })
    await open(page)
    await page.keyboard.press('n')
    await page.waitForURL(/form=new/)
    await page.keyboard.press('Escape')
    await page.waitForURL(url => !url.searchParams.has('form'))
    comes()
    await page.waitForTimeout(500)
    const dialog = page.getByRole('dialog')
    assert.equal(await dialog.count(), 0)
    await page.keyboard.press('n')
    await dialog.getByLabel(/^Subject/).fill('Made on a board')
    await dialog.getByLabel(/^Team/).click()
    await page.getByRole('option', { name: 'EMEA' }).click()
    await dialog.getByRole('button', { name: 'Create ticket' }).click()
    await page.getByRole('complementary').getByRole('heading', { name: 'Made on a board' }).waitFor()
    await page.waitForFunction(() => document.activeElement?.hasAttribute('data-panel'))
  })

  test('passes axe, wide and on a phone, light and dark, with a menu open and a record beside it', async () => {
    const page = await signedIn('Ana')
    await open(page)
    await accessibleEverywhere(page, 'a board', () => card(page, 'Empty stapler').waitFor())
    const menu = page.getByRole('menu')
    await accessibleEverywhere(page, 'the menu of a card', async () => {
      if (await menu.isVisible()) await page.keyboard.press('Escape')
      await menu.waitFor({ state: 'detached' })
      await card(page, 'Empty stapler').focus()
      await page.keyboard.press('m')
      await page.getByRole('menuitem', { name: /Closed/ }).waitFor()
    })
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await accessibleEverywhere(page, 'a board with a record open', () =>
      page.getByRole('complementary').getByRole('heading', { name: 'Empty stapler' }).waitFor(),
    )
  })

  test('of more columns than fit brings into sight whole what the keys come to, and the open card, however far down it stands', async () => {
    const page = await signedIn('Mei', { viewport: { width: 1000, height: 700 } })
    await open(page)
    /** How far the card with the focus reaches over the edges of the window. */
    const hidden = () =>
      page.evaluate(() => {
        const { left, right, top, bottom } = document.activeElement!.getBoundingClientRect()
        return Math.max(0, -left, right - innerWidth, -top, bottom - innerHeight)
      })
    const label = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
    const board = page.getByRole('group', { name: 'Tickets in columns' })
    await page.keyboard.press('j')
    for (let before = ''; before !== (await label()); await page.keyboard.press('ArrowRight')) {
      before = await label()
      assert.equal(await hidden(), 0, before)
    }
    assert.ok((await board.evaluate(each => each.scrollLeft)) > 0)

    const mei = await suite.desk.app.as('mei')
    const rows = Array.from({ length: 30 }, (_, index) => ({
      ...{ subject: `Pile ${String(index + 10)}`, team: suite.desk.emea, priority: 'low' },
    }))
    const brought = await mei.post('/api/apps/desk/ticket/import', { rows })
    assert.equal(brought.status, 200, brought.text)
    await open(page)
    const named = await column(page, 'new').locator('[data-row]').count()
    assert.ok(named < 30, 'not all are drawn')
    await page.evaluate(() => document.documentElement.setAttribute('data-mantine-color-scheme', 'dark'))
    const scheme = () => page.evaluate(() => document.documentElement.getAttribute('data-mantine-color-scheme'))
    await onPaper(page, async () => {
      assert.equal(await scheme(), 'light', 'paper is white')
      assert.ok((await column(page, 'new').locator('[data-row]').count()) > 30, 'paper has them all')
      assert.deepEqual(await faultsOnPaper(page, '[data-column]'), { beside: 0, above: 0 })
      assert.deepEqual(await faultsOnPaper(page, '[data-column="new"] [data-row]'), { beside: 0, above: 0 })
    })
    assert.equal(await scheme(), 'dark', 'and the page is what it was before')
    const query = new URLSearchParams({ filter: 'record.status == "new"', orderBy: 'created_at desc', pageSize: '100' })
    const { items } = (await mei.get(`/api/apps/desk/ticket?${query}`)).json
    const [deep, next] = items.slice(28) as { id: string; subject: string }[]
    await page.goto(`${suite.desk.app.origin}/a/desk/s/life?record=${deep!.id}`)
    await page.locator(`[data-row="${deep!.id}"][tabindex="0"]`).waitFor()
    await page.locator(`[data-panel="${deep!.id}"]`).waitFor()
    await page.keyboard.press('j')
    await page.waitForURL(url => url.searchParams.get('record') === next!.id)
    await page.keyboard.press('Escape')
    await page.waitForFunction(id => document.activeElement?.getAttribute('data-row') === id, next!.id)
    assert.equal(await hidden(), 0)
  })

  test('one press is one step: a double click takes no second and closes nothing, a key that is held sends nothing, and what is refused is told whoever closed the question', async () => {
    const mei = await suite.desk.app.as('mei')
    const fields = { subject: 'Pressed twice', team: suite.desk.emea, assignee: suite.desk.app.person('ana'), priority: 'low' }
    const { id } = (await mei.post('/api/apps/desk/ticket', { fields })).json.record
    const visitor = await chromium.visit()
    visitor.expectStatus(412)
    await signIn(visitor, suite.desk.app.origin, 'Ana')
    const { page } = visitor
    await page.goto(`${suite.desk.app.origin}/a/desk/r/ticket/${id}`)
    const sent: string[] = []
    page.on('request', request => request.url().includes('/transitions/') && sent.push(request.url().split('/').at(-1)!))
    const step = (name: string) => page.getByRole('button', { name, exact: true })
    const dialog = page.getByRole('dialog', { name: 'Escalate' })
    // What stands there by the second click is the next step.
    const pressTwice = async (name: string, between: () => Promise<unknown>) => {
      const { x, y, width, height } = (await step(name).boundingBox())!
      await page.mouse.move(x + Math.min(width, 40) / 2, y + height / 2)
      for (const clickCount of [1, 2]) {
        await page.mouse.down({ clickCount })
        await page.mouse.up({ clickCount })
        if (clickCount === 1) await between()
      }
    }
    await step('Start').waitFor()
    await pressTwice('Start', () => step('Close').waitFor())
    await page.waitForTimeout(200)
    assert.deepEqual([sent, await dialog.count(), await stateOf('Pressed twice')], [['start'], 0, 'working'])
    await page.waitForTimeout(500)
    await pressTwice('Escalate', () => dialog.waitFor())
    await page.waitForTimeout(300)
    assert.equal(await dialog.count(), 1)
    await dialog.getByRole('button', { name: 'Cancel' }).focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.type('It is urgent')
    await dialog.getByRole('button', { name: 'Escalate' }).focus()
    // Others change it, and the question is closed, while the answer is on its way.
    const { version } = (await mei.get(`/api/apps/desk/ticket/${id}`)).json.record
    let comes: () => void = () => undefined
    const held = new Promise<void>(resolve => {
      comes = resolve
    })
    await page.route(/transitions/, async route => {
      await held
      await route.continue()
    })
    await page.keyboard.down('Enter')
    for (let times = 0; times < 5; times += 1) await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    const body = { fields: { priority: 'medium' } }
    assert.equal((await mei.patch(`/api/apps/desk/ticket/${id}`, body, { headers: { 'if-match': `"${version}"` } })).status, 200)
    comes()
    await page.getByText('“Escalate” was not done').waitFor()
    assert.deepEqual([sent, await dialog.count(), await stateOf('Pressed twice')], [['start', 'escalate'], 0, 'working'])
  })
})
