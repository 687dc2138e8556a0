/** Screens one comes back to: as they were left, with what others changed meanwhile, and with nothing left open. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const files: Record<string, string> = {
  ...deskFiles,
  'entities/ticket.yaml': deskFiles['entities/ticket.yaml']!.replace(
    'body: { type: long_text }',
    `body: { type: long_text, require: 'record.subject == "Asks for a text"' }`,
  ),
  'screens/all.yaml': `screen: all
list: ticket
title: All there is
columns: [subject, priority, body]
order: subject
`,
  'screens/first.yaml': `screen: first
list: ticket
title: The first ones
columns: [subject, priority]
order: subject
filter: record.subject < "Case 103"
`,
  'screens/figures.yaml': `screen: figures
title: Figures
dashboard:
  - { number: Tickets, of: ticket }
  - { bar: By priority, of: ticket, by: priority }
  - { table: First, of: ticket, columns: [subject, priority], top: 3 }
`,
  'screens/who.yaml': `screen: who
title: Who asks
dashboard:
  - { number: Customers, of: customer }
`,
  'screens/life.yaml': `screen: life
board: ticket
title: Tickets by priority
by: priority
card: [assignee]
`,
}

describe('a screen one comes back to', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  before(async () => {
    const { desk } = suite
    const mei = await desk.app.as('mei')
    const rows = Array.from({ length: 60 }, (_, index) => ({
      ...{ subject: `Case ${index + 100}`, team: desk.emea, assignee: desk.app.person('ana'), priority: 'low' },
    }))
    const brought = await mei.post('/api/apps/desk/ticket/import', { rows })
    assert.equal(brought.status, 200, brought.text)
  })

  const list = (page: Page) => page.getByRole('grid', { name: 'Tickets' })
  const top = (page: Page) => list(page).evaluate(grid => grid.scrollTop)
  async function to(page: Page, title: string): Promise<void> {
    await page.getByRole('navigation').getByRole('link', { name: title }).click()
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    await page.locator('main [data-row]:visible').first().waitFor()
  }
  /** Of all that stands in the page, one screen is seen, read aloud and come to by Tab. */
  async function isAlone(page: Page, title: string): Promise<void> {
    assert.deepEqual(await page.locator('main h1:visible').allTextContents(), [title])
    assert.deepEqual(await page.getByRole('heading', { level: 1 }).allTextContents(), [title])
    const tree = await page.locator('main').ariaSnapshot()
    assert.equal(tree.match(/level=1/g)?.length, 1, tree)
    await page.getByRole('heading', { level: 1 }).focus()
    for (let press = 0; press < 30; press += 1) {
      await page.keyboard.press('Tab')
      assert.equal(await page.evaluate(() => document.activeElement!.closest('[data-away]')), null)
    }
    // Nor does one find it in the page, or take it along with what one copies.
    await page.keyboard.press('Control+a')
    const copied = await page.evaluate(() => getSelection()!.toString())
    assert.equal(copied.includes(title), true)
    for (const other of ['All there is', 'Tickets by priority'].filter(each => each !== title))
      assert.equal(copied.split(other).length, 2, 'once, in the navigation')
    await page.evaluate(() => getSelection()!.removeAllRanges())
  }
  /** The list, opened and scrolled by 700 pixels. */
  async function scrolled(name: string, ...expected: number[]): Promise<Page> {
    const visitor = await chromium.visit()
    visitor.expectStatus(...expected)
    await signIn(visitor, suite.desk.app.origin, name)
    const { page } = visitor
    await page.goto(`${suite.desk.app.origin}/a/desk/s/all`)
    await page.locator('[data-row]').nth(10).waitFor()
    await list(page).evaluate(grid => {
      grid.dataset.mark = 'the same'
      grid.scrollTop = 700
    })
    await page.getByText('Case 126', { exact: true }).waitFor()
    return page
  }

  test('is the one that was left, scrolled as it was, and nobody sees, hears or reaches anything of it meanwhile', async () => {
    const page = await scrolled('Ana')
    await to(page, 'Tickets by priority')
    await isAlone(page, 'Tickets by priority')
    await to(page, 'All there is')
    assert.equal(await list(page).getAttribute('data-mark'), 'the same')
    assert.equal(await top(page), 700)
    // By the browser's own buttons too.
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Tickets by priority' }).waitFor()
    await page.goForward()
    await page.getByRole('heading', { level: 1, name: 'All there is' }).waitFor()
    assert.equal(await list(page).getAttribute('data-mark'), 'the same')
    assert.equal(await top(page), 700)
    await isAlone(page, 'All there is')
  })

  test('is the one that was left after records that have no screen of their own, and so are they', async () => {
    const page = await scrolled('Ana')
    await leaveTo(page, 'Who asks')
    const figure = page.getByRole('link', { name: /^Customers: / })
    await figure.click()
    await page.waitForURL(/\/e\/customer/)
    await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor()
    const plain = page.getByRole('grid', { name: 'Customers' })
    await plain.evaluate(grid => {
      grid.dataset.mark = 'of no screen'
    })
    await to(page, 'All there is')
    assert.equal(await list(page).getAttribute('data-mark'), 'the same')
    assert.equal(await top(page), 700)
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor()
    assert.equal(await plain.getAttribute('data-mark'), 'of no screen')
    await page.goForward()
    await page.getByRole('heading', { level: 1, name: 'All there is' }).waitFor()
    assert.equal(await top(page), 700)
    await isAlone(page, 'All there is')
  })

  test('has the cards of a board at once, as they stood: none comes a frame later', async () => {
    const page = await scrolled('Ana')
    await to(page, 'Tickets by priority')
    await to(page, 'All there is')
    // Seen by the browser itself: a card that is in sight and skipped takes its place, and nothing is painted there.
    await page.evaluate(() => {
      const skipped: number[] = []
      Object.assign(globalThis, { skipped })
      const look = (frames: number) => {
        const cards = [...document.querySelectorAll('[role="group"][data-row]')].filter(card => {
          const { top, bottom } = card.getBoundingClientRect()
          return top >= 0 && bottom <= innerHeight && !card.closest('[data-away]')
        })
        if (cards.length > 0)
          skipped.push(cards.filter(card => !card.firstElementChild!.checkVisibility({ contentVisibilityAuto: true })).length)
        if (frames > 0) requestAnimationFrame(() => look(frames - 1))
      }
      document.addEventListener('click', () => requestAnimationFrame(() => look(30)), { capture: true, once: true })
    })
    await to(page, 'Tickets by priority')
    await page.waitForFunction(() => (globalThis as unknown as { skipped: number[] }).skipped.length > 10)
    const skipped = await page.evaluate(() => (globalThis as unknown as { skipped: number[] }).skipped)
    assert.ok(
      skipped.every(count => count === 0),
      skipped.join(),
    )
  })

  test('shows what others changed meanwhile, and its keys work', async () => {
    const page = await scrolled('Ana')
    await to(page, 'Tickets by priority')
    const mei = await suite.desk.app.as('mei')
    const found = await mei.get(`/api/apps/desk/ticket?filter=${encodeURIComponent('record.subject == "Case 125"')}`)
    const [record] = found.json.items
    const changed = await mei.patch(
      `/api/apps/desk/ticket/${record.id}`,
      { fields: { subject: 'Case 125, changed' } },
      { headers: { 'if-match': `"${record.version}"` } },
    )
    assert.equal(changed.status, 200, changed.text)
    await to(page, 'All there is')
    await page.getByText('Case 125, changed', { exact: true }).waitFor()
    await page.getByText('Case 125, changed', { exact: true }).click()
    await page.getByRole('complementary').getByRole('heading', { name: 'Case 125, changed' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').waitFor({ state: 'detached' })
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('complementary').getByRole('heading', { name: 'Case 126' }).waitFor()
  })

  test('has no menu, no record and no half-written cell open that was left open', async () => {
    const page = await scrolled('Ana')
    await page.getByText('Case 125', { exact: false }).first().click()
    await page
      .getByRole('complementary')
      .getByRole('heading', { name: /Case 125/ })
      .waitFor()
    await to(page, 'Tickets by priority')
    await to(page, 'All there is')
    assert.equal(await page.getByRole('complementary').count(), 0)
    await page.getByRole('button', { name: 'Columns', exact: true }).click()
    await page.getByRole('dialog').waitFor()
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Tickets by priority' }).waitFor()
    assert.equal(await page.getByRole('dialog', { includeHidden: true }).count(), 0)
    await page.goForward()
    await page.getByRole('heading', { level: 1, name: 'All there is' }).waitFor()
    await page.locator('main [data-row]:visible').first().waitFor()
    assert.equal(await page.getByRole('dialog', { includeHidden: true }).count(), 0)
  })

  test('has the focus at its heading, by the browser’s own buttons too', async () => {
    const page = await scrolled('Ana')
    await to(page, 'Tickets by priority')
    const begins = (title: string) =>
      page.waitForFunction(text => document.activeElement?.matches('h1') && document.activeElement.textContent === text, title)
    await begins('Tickets by priority')
    await page.goBack()
    await begins('All there is')
    await page.goForward()
    await begins('Tickets by priority')
  })

  test('is passed over by the skip link, which leads to the one that is shown', async () => {
    const page = await scrolled('Ana')
    await to(page, 'Tickets by priority')
    await page.getByRole('button', { name: 'Skip to the content' }).focus()
    await page.keyboard.press('Enter')
    assert.equal(await page.locator(':focus').textContent(), 'Tickets by priority')
    await to(page, 'All there is')
    await page.getByRole('button', { name: 'Skip to the content' }).focus()
    await page.keyboard.press('Enter')
    assert.equal(await page.locator(':focus').textContent(), 'All there is')
    assert.equal(await top(page), 700)
  })

  test('is gone when one has left its app', async () => {
    const { app } = suite.desk
    const other = await app.release({
      'app.yaml': 'app: annex\ntitle: Annex\nroles:\n  guest: { title: Guest }\n',
      'entities/note.yaml':
        'entity: note\ntitle: words\nfields:\n  words: { type: text }\naccess:\n  - { role: guest, can: [read, create] }\n',
      'screens/notes.yaml': 'screen: notes\nlist: note\ntitle: Notes\ncolumns: [words]\n',
    })
    assert.equal(other.kind, 'released')
    await app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('annex', 'guest', $1)`, [app.person('ana')])
    const page = await scrolled('Ana')
    await to(page, 'Tickets by priority')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Notes')
    await page.getByRole('option', { name: /Notes/ }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Notes' }).waitFor()
    assert.equal(await stands(page, 'Case 12'), false)
    assert.equal(await page.locator('[data-away]').count(), 0)
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Tickets by priority' }).waitFor()
    await to(page, 'All there is')
    assert.equal(await page.locator('[data-mark]').count(), 0)
  })

  /** Cards that are told to be drawn wherever they are. */
  const held = (page: Page) => page.locator('[role="group"][data-row][style*="content-visibility"]').count()

  test('holds no card that others have taken out of it', async () => {
    const mei = await suite.desk.app.as('mei')
    const made = await mei.post('/api/apps/desk/ticket', {
      fields: { subject: 'Soon gone', team: suite.desk.emea, priority: 'high', assignee: suite.desk.app.person('ana') },
    })
    const { id, version } = made.json.record
    const page = await scrolled('Ana')
    await to(page, 'Tickets by priority')
    const card = page.locator(`[role="group"][data-row="${id}"]`)
    await card.waitFor()
    await to(page, 'All there is')
    await to(page, 'Tickets by priority')
    await card.evaluate(each => {
      Object.assign(globalThis, { taken: new WeakRef(each) })
    })
    const gone = await mei.delete(`/api/apps/desk/ticket/${id}`, { headers: { 'if-match': `"${version}"` } })
    assert.ok(gone.status < 300, gone.text)
    await card.waitFor({ state: 'detached' })
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('HeapProfiler.enable')
    const isHeld = async () => {
      await devtools.send('HeapProfiler.collectGarbage')
      return await page.evaluate(() => (globalThis as unknown as { taken: WeakRef<Element> }).taken.deref() !== undefined)
    }
    for (let turn = 0; (await isHeld()) && turn < 20; turn += 1) await page.waitForTimeout(100)
    assert.equal(await isHeld(), false)
    await devtools.detach()
  })

  test('draws the cards of a board by sight again once somebody scrolls, by keys too', async () => {
    const page = await scrolled('Ana')
    await page.setViewportSize({ width: 1440, height: 400 })
    await to(page, 'Tickets by priority')
    const cards = page.locator('[data-column="low"] [role="group"][data-row]')
    const drawn = () =>
      cards.evaluateAll(
        all => all.filter(card => card.firstElementChild!.checkVisibility({ contentVisibilityAuto: true })).length,
      )
    for (let round = 0; round < 3; round += 1) {
      await to(page, 'All there is')
      await to(page, 'Tickets by priority')
      const before = await held(page)
      assert.ok(before > 3 && before < 20, `${before} are held`)
      await cards.first().focus()
      for (let press = 0; press < 30; press += 1) await page.keyboard.press('j')
      await page.waitForFunction(() => document.querySelectorAll('[data-row][style*="content-visibility"]').length === 0)
      await page.waitForFunction(() =>
        document.activeElement!.firstElementChild!.checkVisibility({ contentVisibilityAuto: true }),
      )
      assert.ok((await drawn()) < 20 && (await cards.count()) > 20, `${await drawn()} of ${await cards.count()} are drawn`)
    }
  })

  /** By the navigation, also where something lies over it: as by a key of the palette's. */
  const leaveTo = (page: Page, title: string) =>
    page
      .getByRole('navigation', { includeHidden: true })
      .getByRole('link', { name: title, includeHidden: true })
      .evaluate(link => (link as HTMLElement).click())

  test('has what was half written in a form that one left, by Back and by link, and sends nothing of it', async () => {
    const page = await scrolled('Ana')
    const sent: string[] = []
    page.on(
      'request',
      request => void (request.method() === 'POST' && /desk\/ticket$/.test(request.url()) && sent.push(request.url())),
    )
    await page.keyboard.press('n')
    const form = page.getByRole('dialog', { name: 'New ticket' })
    await form.getByLabel(/^Subject/).fill('Half a ticket')
    await page.waitForFunction(() => Object.keys(localStorage).some(key => key.startsWith('bailiwick draft ')))
    await leaveTo(page, 'Tickets by priority')
    await page.getByRole('heading', { level: 1, name: 'Tickets by priority' }).waitFor()
    await form.waitFor({ state: 'detached' })
    await page.goBack()
    await form.waitFor()
    assert.equal(await form.getByLabel(/^Subject/).inputValue(), 'Half a ticket')
    await leaveTo(page, 'Tickets by priority')
    await page.getByRole('heading', { level: 1, name: 'Tickets by priority' }).waitFor()
    await to(page, 'All there is')
    await page.keyboard.press('n')
    assert.equal(await form.getByLabel(/^Subject/).inputValue(), 'Half a ticket')
    assert.deepEqual(sent, [])
  })

  const ways: readonly (readonly [how: string, leave: (page: Page) => Promise<unknown>])[] = [
    ['a link', page => leaveTo(page, 'Tickets by priority')],
    [
      'Ctrl K',
      async page => {
        await page.keyboard.press('Control+k')
        await page.getByRole('dialog').getByRole('textbox').and(page.locator(':focus')).waitFor()
        await page.keyboard.type('Tickets by pri')
        await page.getByRole('option', { name: /Tickets by priority/ }).waitFor()
        await page.keyboard.press('Enter')
      },
    ],
    ['Back', page => page.goBack()],
  ]
  /** The list after the board, with a ticket of one's own at its top, its first cell being written in. */
  async function halfWritten(subject: string, text: string, ...expected: number[]) {
    const { app, emea } = suite.desk
    const mei = await app.as('mei')
    const made = await mei.post('/api/apps/desk/ticket', { fields: { subject, team: emea, assignee: app.person('ana') } })
    assert.equal(made.status, 201, made.text)
    const { id, version } = made.json.record
    const page = await scrolled('Ana', ...expected)
    await to(page, 'Tickets by priority')
    await to(page, 'All there is')
    await list(page).evaluate(grid => {
      grid.scrollTop = 0
    })
    const sent: string[] = []
    page.on('request', request => void (request.method() === 'PATCH' && sent.push(request.postData() ?? '')))
    await page.getByRole('row', { name: subject }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    const box = page.getByRole('textbox', { name: 'Subject' })
    await box.fill(text)
    const asNow = async (): Promise<string> => (await mei.get(`/api/apps/desk/ticket/${id}`)).json.record.subject
    const change = (fields: object) =>
      mei.patch(`/api/apps/desk/ticket/${id}`, { fields }, { headers: { 'if-match': `"${version}"` } })
    const remove = () => mei.delete(`/api/apps/desk/ticket/${id}`, { headers: { 'if-match': `"${version}"` } })
    return { page, sent, box, asNow, change, remove }
  }
  const isAway = (page: Page) => page.getByRole('heading', { level: 1, name: 'Tickets by priority' }).waitFor()

  for (const [how, leave] of ways) {
    test(`saves a half-written cell that is left by ${how}, once`, async () => {
      const { page, sent, asNow } = await halfWritten(`A cell, ${how}`, `A cell, written and left by ${how}`)
      await leave(page)
      await isAway(page)
      await page.getByRole('alert').getByText('Subject changed').waitFor()
      assert.equal(await asNow(), `A cell, written and left by ${how}`)
      await to(page, 'All there is')
      await page.getByRole('row', { name: `A cell, written and left by ${how}` }).waitFor()
      assert.equal(await page.locator('main [data-editing]').count(), 0)
      assert.equal(sent.length, 1, sent.join())
    })
  }

  /** From the notice to the record's form, which has what was written. */
  async function goOn(page: Page, written: string) {
    const notice = page.getByRole('alert').filter({ hasText: 'What you wrote is kept in the record’s form.' })
    await notice.getByText('Subject was not changed').waitFor()
    await notice.getByRole('button', { name: 'Go on writing' }).click()
    const form = page.getByRole('dialog', { name: /^Edit/ })
    await form.getByText('Draft restored').waitFor()
    await notice.waitFor({ state: 'detached' })
    const subject = form.getByLabel(/^Subject/)
    assert.equal(await subject.inputValue(), written)
    return { form, subject, save: () => form.getByRole('button', { name: 'Save' }).click() }
  }
  const drafts = (page: Page) =>
    page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('bailiwick draft ')).length)

  for (const [how, leave] of ways) {
    test(`hands who has left by ${how} their half-written cell into which others wrote back in the form, which asks whose stands`, async () => {
      const { page, asNow, change } = await halfWritten(`A cell of two, ${how}`, `Mine, ${how}`, 409, 412)
      const theirs = await change({ subject: `A cell of others, ${how}` })
      assert.equal(theirs.status, 200, theirs.text)
      await leave(page)
      await isAway(page)
      await page.getByRole('alert').getByText('Somebody has changed the same since. It stays as it is now.').last().waitFor()
      assert.equal(await asNow(), `A cell of others, ${how}`)
      assert.equal(await page.getByRole('dialog').count(), 0)
      const { form, save } = await goOn(page, `Mine, ${how}`)
      await save()
      const question = page.getByRole('dialog', { name: /^Mei.* changed 1 field/ })
      await question.getByRole('radio', { name: /^Take theirs: A cell of others/ }).waitFor()
      assert.equal(await asNow(), `A cell of others, ${how}`)
      await question.getByRole('radio', { name: /^Keep mine: Mine/ }).check()
      await question.getByRole('button', { name: 'Save' }).click()
      await form.waitFor({ state: 'detached' })
      assert.equal(await asNow(), `Mine, ${how}`)
      assert.equal(await drafts(page), 0)
    })

    test(`hands who has left by ${how} a half-written cell that is refused back in the form`, async () => {
      const { page, sent, asNow } = await halfWritten(`A cell to empty, ${how}`, '', 400, 422)
      await leave(page)
      await isAway(page)
      await page.getByRole('alert').getByText('Subject was not changed').last().waitFor()
      assert.equal(await asNow(), `A cell to empty, ${how}`)
      // Refused while one searches, it stands in the cell again, and is left once more.
      assert.equal(sent.length === 1 || (how === 'Ctrl K' && sent.length === 2), true, sent.join())
      const { form, subject, save } = await goOn(page, '')
      await subject.fill(`A cell filled again, ${how}`)
      await save()
      await form.waitFor({ state: 'detached' })
      assert.equal(await asNow(), `A cell filled again, ${how}`)
      assert.equal(await drafts(page), 0)
    })
  }

  test('hands who has left a half-written cell that asks for more back in the form, with what is there already', async () => {
    const { page, sent, asNow } = await halfWritten('A cell that lacks', 'Asks for a text', 400, 422)
    await leaveTo(page, 'Tickets by priority')
    await isAway(page)
    await page.getByRole('alert').getByText('Subject was not changed').waitFor()
    assert.equal(await page.getByRole('dialog').count(), 0)
    assert.equal(sent.length, 1, sent.join())
    const { form, save } = await goOn(page, 'Asks for a text')
    await form.getByLabel(/^Body/).fill('The text')
    await save()
    await form.waitFor({ state: 'detached' })
    assert.equal(await asNow(), 'Asks for a text')
  })

  test('keeps with what was begun in the form what was refused of a cell', async () => {
    const { page, box, asNow } = await halfWritten('A cell and a form', 'Nothing', 400, 422)
    await box.press('Escape')
    await page.getByRole('row', { name: 'A cell and a form' }).press('Enter')
    await page.getByRole('complementary').waitFor()
    await page.keyboard.press('e')
    const begun = page.getByRole('dialog', { name: /^Edit/ })
    await begun.getByLabel(/^Body/).fill('Begun in the form')
    await page.waitForFunction(() => Object.keys(localStorage).some(key => key.startsWith('bailiwick draft ')))
    await leaveTo(page, 'Tickets by priority')
    await isAway(page)
    await to(page, 'All there is')
    await page.getByRole('row', { name: 'A cell and a form' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await box.fill('')
    await leaveTo(page, 'Tickets by priority')
    await isAway(page)
    const { form, subject, save } = await goOn(page, '')
    assert.equal(await form.getByLabel(/^Body/).inputValue(), 'Begun in the form')
    await subject.fill('A cell and a form, both')
    await save()
    await form.waitFor({ state: 'detached' })
    assert.equal(await asNow(), 'A cell and a form, both')
  })

  test('keeps nothing of a half-written cell whose field was made sensitive meanwhile', async () => {
    const { app } = suite.desk
    const { page, box, change } = await halfWritten('A cell made sensitive', 'Nothing', 409, 412)
    await box.press('Escape')
    await page.getByRole('row', { name: 'A cell made sensitive' }).focus()
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Body' }).fill('A secret by now')
    const theirs = await change({ body: 'The body of others' })
    assert.equal(theirs.status, 200, theirs.text)
    const heard = page.waitForResponse(response => response.url().endsWith('/api/apps/desk') && response.ok())
    const ticket = files['entities/ticket.yaml']!.replace('body: { type: long_text,', 'body: { type: long_text, sensitive: true,')
    const released = await app.release({ ...files, 'entities/ticket.yaml': ticket })
    assert.equal(released.kind, 'released', JSON.stringify(released))
    try {
      await heard
      await leaveTo(page, 'Tickets by priority')
      await isAway(page)
      const notice = page.getByRole('alert').filter({ hasText: 'Body was not changed' })
      await notice.getByText('Somebody has changed the same since. It stays as it is now.').waitFor()
      assert.equal(await notice.getByRole('button', { name: 'Go on writing' }).count(), 0)
      assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes('A secret by now')), false)
    } finally {
      await app.release(files)
    }
  })

  for (const [what, fields] of [
    ['was deleted', undefined],
    ['went to another team', { subject: 'Whispered elsewhere', assignee: null }],
  ] as const)
    test(`hands back what was half written in a cell of a record that ${what}, and nothing of the record`, async () => {
      const { page, remove, change } = await halfWritten(`A cell whose record ${what}`, 'My own words', 404, 409, 412)
      const taken = fields ? await change({ ...fields, team: suite.desk.apac }) : await remove()
      assert.equal([200, 204].includes(taken.status), true, taken.text)
      const notice = page.getByRole('alert').filter({ hasText: 'Subject was not changed' })
      await notice.waitFor()
      assert.equal((await notice.textContent())?.includes('Whispered'), false)
      await notice.getByRole('button', { name: 'Go on writing' }).click()
      const words = page.getByRole('region', { name: 'What you had written' })
      await words.getByText('My own words').waitFor()
      assert.equal(await page.getByText('Whispered').count(), 0)
      assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes('Whispered')), false)
      await words.getByRole('button', { name: 'Throw it away' }).click()
      assert.equal(await drafts(page), 0)
    })

  test('gives a cell into which others wrote back to who searches meanwhile, and asks whose stands once it is left again', async () => {
    const { page, asNow, change } = await halfWritten('A cell of two, searching', 'Mine, searching', 409, 412)
    const theirs = await change({ subject: 'A cell of others, searching' })
    assert.equal(theirs.status, 200, theirs.text)
    await page.keyboard.press('Control+k')
    const search = page.getByRole('dialog').getByRole('textbox')
    await search.and(page.locator(':focus')).waitFor()
    const notice = page.getByRole('alert').filter({ hasText: 'Subject was not changed' })
    await notice.getByText('Somebody has changed the same since. It stays as it is now.').waitFor()
    assert.equal(await notice.getByRole('button', { name: 'Go on writing' }).count(), 0)
    await page.keyboard.press('Escape')
    const cell = page.getByRole('textbox', { name: 'Subject' })
    assert.equal(await cell.inputValue(), 'Mine, searching')
    assert.equal(await asNow(), 'A cell of others, searching')
    assert.equal(await drafts(page), 0)
    await cell.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Keep mine' }).click()
    await page.getByRole('row', { name: 'Mine, searching' }).waitFor()
    assert.equal(await asNow(), 'Mine, searching')
  })

  test('leaves a refused property open as it was written, and hands it back in the form once the record is left', async () => {
    const { page, box, asNow } = await halfWritten('A property to empty', 'Nothing', 400, 422)
    await box.press('Escape')
    await page.getByRole('row', { name: 'A property to empty' }).press('Enter')
    const panel = page.getByRole('complementary')
    await panel.getByRole('button', { name: 'Edit Subject' }).click()
    const property = panel.getByRole('textbox').first()
    await property.fill('')
    await property.press('Enter')
    await page.getByRole('alert').getByText('Subject was not changed').waitFor()
    await property.and(page.locator(':focus')).waitFor()
    assert.equal(await property.inputValue(), '')
    assert.equal(await drafts(page), 0)
    await page.goBack()
    await panel.waitFor({ state: 'detached' })
    const { form, subject, save } = await goOn(page, '')
    await subject.fill('A property, filled')
    await save()
    await form.waitFor({ state: 'detached' })
    assert.equal(await asNow(), 'A property, filled')
  })

  test('leaves the focus with who searches when what they had written in a cell is refused, and says so', async () => {
    const { page, asNow } = await halfWritten('A cell, searching', '', 400, 422)
    await page.keyboard.press('Control+k')
    const search = page.getByRole('dialog').getByRole('textbox')
    await search.and(page.locator(':focus')).waitFor()
    await page.getByRole('alert').getByText('Subject was not changed').waitFor()
    await page.locator('main [data-editing]').first().waitFor()
    await page.keyboard.type('words to be found')
    assert.equal(await search.inputValue(), 'words to be found')
    assert.equal(await page.getByRole('textbox', { name: 'Subject', includeHidden: true }).inputValue(), '')
    await page.keyboard.press('Escape')
    await page.getByText('Must be filled in').first().waitFor()
    assert.equal(await asNow(), 'A cell, searching')
  })

  const searchBox = (page: Page) => page.getByRole('main').getByRole('textbox', { name: 'Search tickets' })
  const wordsOf = (page: Page) => new URL(page.url()).searchParams.get('search')
  /** One after the other as on a slow machine: nothing is drawn in between. */
  const writeThen = (text: string, keys: readonly string[], next: Locator) =>
    next.evaluate(
      (element, { text, keys }) => {
        const boxes = document.querySelectorAll<HTMLInputElement>('main header input')
        const box = [...boxes].find(each => !each.closest('[data-away]'))!
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(box, text)
        box.dispatchEvent(new InputEvent('input', { bubbles: true }))
        for (const key of keys) box.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
        ;(element as HTMLElement).click()
      },
      { text, keys },
    )
  /** Longer than a box waits for another letter. */
  const aWhile = (page: Page) => page.evaluate(() => new Promise(then => setTimeout(then, 400)))

  test('asks no other list for the words that waited when one left, and has its box as its address says', async () => {
    const page = await scrolled('Ana')
    const link = (name: string) => page.getByRole('navigation').getByRole('link', { name })
    const arriving = Promise.withResolvers<void>()
    await page.route('**/assets/board*.js', async route => {
      await arriving.promise
      await route.continue()
    })
    await writeThen('Case 12', [], link('Tickets by priority'))
    await aWhile(page)
    assert.deepEqual([new URL(page.url()).pathname, wordsOf(page)], ['/a/desk/s/life', null])
    arriving.resolve()
    await page.getByRole('heading', { level: 1, name: 'Tickets by priority' }).waitFor()
    await to(page, 'All there is')
    assert.deepEqual([await searchBox(page).inputValue(), wordsOf(page)], ['', null])
    await searchBox(page).fill('Case 12')
    await page.waitForURL(/search=Case/)
    await page.getByText('Case 126', { exact: true }).waitFor()
    // As they were asked for already, and the screen was not drawn yet.
    await writeThen('Case 13', ['Enter'], link('The first ones'))
    await page.getByRole('heading', { level: 1, name: 'The first ones' }).waitFor()
    await aWhile(page)
    assert.deepEqual([await searchBox(page).inputValue(), wordsOf(page)], ['', null])
    await to(page, 'All there is')
    assert.deepEqual([await searchBox(page).inputValue(), wordsOf(page)], ['', null])
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'The first ones' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'All there is' }).waitFor()
    assert.deepEqual([await searchBox(page).inputValue(), wordsOf(page)], ['Case 12', 'Case 12'])
    const rows = await page.locator('main [data-row]:visible').allTextContents()
    assert.equal(rows.length === 10 && rows.every(row => row.startsWith('Case 12')), true, rows.join())
  })

  test('has its box as its address says when a view is opened before the words were drawn, and searches for them again', async () => {
    const ana = await suite.desk.app.as('ana')
    const view = await ana.post('/api/apps/desk/saved-views', {
      ...{ list: 's/all', name: 'By priority', question: { orderBy: 'priority' } },
    })
    assert.equal(view.status, 201, view.text)
    const page = await scrolled('Ana')
    await page.getByRole('button', { name: 'Views' }).click()
    await writeThen('Case 12', ['Enter'], page.getByRole('menuitem', { name: /^By priority/ }))
    await page.waitForURL(/view=/)
    await aWhile(page)
    assert.deepEqual([await searchBox(page).inputValue(), wordsOf(page)], ['', null])
    await searchBox(page).fill('Case 12')
    await page.waitForURL(/search=Case/)
    await page.getByText('Case 130', { exact: true }).waitFor({ state: 'detached' })
  })

  test('saves what was half written in an open record that is left by Back', async () => {
    const { page, sent, box, asNow } = await halfWritten('A record, Back', 'Nothing')
    await box.press('Escape')
    await page.getByRole('row', { name: 'A record, Back' }).press('Enter')
    const panel = page.getByRole('complementary')
    await panel.getByRole('button', { name: 'Edit Subject' }).click()
    await panel.getByRole('textbox').and(page.locator(':focus')).fill('A record, written and left by Back')
    await page.goBack()
    await panel.waitFor({ state: 'detached' })
    await page.getByRole('alert').getByText('Subject changed').waitFor()
    assert.equal(await asNow(), 'A record, written and left by Back')
    assert.equal(sent.length, 1, sent.join())
  })

  test('asks nothing by itself while it lies beneath another, however often it is told to, and goes on when it is back', async () => {
    const page = await scrolled('Ana')
    await leaveTo(page, 'Figures')
    const figure = page.getByRole('region', { name: 'Tickets', exact: true }).getByRole('link')
    await figure.waitFor()
    await page.waitForLoadState('networkidle')
    await page.clock.install()
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Every 30 seconds' }).click()
    await page.waitForURL(/every=30s/)
    const isFigures = (url: string) => /aggregate|top=/.test(url)
    let asked = 0
    page.on('request', request => {
      if (isFigures(request.url())) asked += 1
    })
    const halfAMinute = async () => {
      await page.clock.fastForward(30_500)
      // What is asked together waits a moment for the others.
      await page.clock.runFor(500)
    }
    const asksInTurn = async () => {
      for (let round = 0; round < 3; round += 1) {
        const before = asked
        // What is still on its way, as after coming back, is not asked twice.
        for (let turn = 0; asked === before && turn < 20; turn += 1) await halfAMinute()
        assert.equal(asked > before, true, `round ${round}`)
      }
    }
    await asksInTurn()
    await to(page, 'Tickets by priority')
    await page.waitForLoadState('networkidle')
    asked = 0
    for (let round = 0; round < 3; round += 1) await halfAMinute()
    // Asked itself, and answered: what had been asked before would be on its way.
    await page.evaluate(() => fetch('/api/session').then(answer => answer.text()))
    assert.equal(asked, 0)
    await page.goBack()
    await figure.waitFor()
    await asksInTurn()
  })

  test('has its figures as they are now, in the width that is there now, and goes to paper as it did before', async () => {
    const page = await scrolled('Ana')
    await leaveTo(page, 'Figures')
    const figure = page.getByRole('region', { name: 'Tickets', exact: true }).getByRole('link')
    const chart = page.getByRole('region', { name: 'By priority' }).locator('svg[role="group"]')
    await chart.waitFor()
    const pages = async () => (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length
    const before = Number(await figure.innerText())
    const [wide, onPaper] = [await chart.getAttribute('width'), await pages()]
    await to(page, 'Tickets by priority')
    await page.setViewportSize({ width: 1100, height: 900 })
    const mei = await suite.desk.app.as('mei')
    const made = await mei.post('/api/apps/desk/ticket', {
      fields: { subject: 'Just now', team: suite.desk.emea, priority: 'medium', assignee: suite.desk.app.person('ana') },
    })
    assert.equal(made.status, 201, made.text)
    await leaveTo(page, 'Figures')
    await page.getByRole('link', { name: `Tickets: ${before + 1}.` }).waitFor()
    assert.notEqual(await chart.getAttribute('width'), wide)
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.waitForFunction(
      width => [...document.querySelectorAll('svg[role="group"]')].some(each => each.getAttribute('width') === width),
      wide,
    )
    assert.deepEqual([await pages(), await pages()], [onPaper, onPaper])
  })

  test('tells what became of a job that ended beneath another screen, and no more once that was dismissed on another', async () => {
    const mei = await suite.desk.app.as('mei')
    const page = await scrolled('Mei')
    const strip = page.getByRole('region', { name: 'Your jobs here' })
    await to(page, 'The first ones')
    await to(page, 'Tickets by priority')
    const { json } = await mei.get(`/api/apps/desk/ticket?filter=${encodeURIComponent('record.subject < "Case 103"')}`)
    const ids = json.items.slice(0, 3).map(({ id }: { id: string }) => id)
    const begun = await mei.post(
      '/api/apps/desk/ticket/jobs',
      { records: { ids }, change: { priority: 'medium' } },
      { headers: { 'idempotency-key': randomUUID() } },
    )
    assert.equal(begun.status, 202, begun.text)
    let isOver = false
    while (!isOver) isOver = (await mei.get('/api/jobs')).json.items.every(({ endedAt }: { endedAt?: string }) => endedAt)
    await to(page, 'All there is')
    await strip.getByText(/^Priority changed: /).waitFor()
    assert.equal(await strip.getByText(/^Priority changed: /).count(), 1)
    await to(page, 'The first ones')
    await strip.getByRole('button', { name: 'Dismiss' }).click()
    await strip.waitFor({ state: 'detached' })
    await to(page, 'All there is')
    assert.equal(await list(page).getAttribute('data-mark'), 'the same')
    assert.equal(await strip.count(), 0)
    await page.reload()
    await page.locator('main [data-row]:visible').first().waitFor()
    assert.equal(await strip.count(), 0)
  })

  /** Whether it stands anywhere in the page: shown, beneath, or in what only a program reads. */
  const stands = (page: Page, text: string) => page.evaluate(words => document.body.innerHTML.includes(words), text)
  const standsNoMore = (page: Page, text: string) => page.waitForFunction(words => !document.body.innerHTML.includes(words), text)
  /** Its answers wait, so that what is shown until they come is seen. */
  async function backUnanswered(page: Page, text: string): Promise<void> {
    const waiting = Promise.withResolvers<void>()
    await page.route('**/api/apps/desk/ticket?*', async route => {
      await waiting.promise
      await route.continue()
    })
    await page.getByRole('navigation').getByRole('link', { name: 'All there is' }).click()
    await page.getByRole('heading', { level: 1, name: 'All there is' }).waitFor()
    assert.equal(await stands(page, text), false)
    waiting.resolve()
    await page.locator('main [data-row]:visible').first().waitFor()
    assert.equal(await stands(page, text), false)
  }

  test('keeps nothing of a record that may not be read any more: neither beneath another screen nor when one comes back', async () => {
    const page = await scrolled('Ana')
    await to(page, 'Tickets by priority')
    const mei = await suite.desk.app.as('mei')
    const found = await mei.get(`/api/apps/desk/ticket?filter=${encodeURIComponent('record.subject == "Case 127"')}`)
    const [{ id, version }] = found.json.items
    const give = (team: string, version: number) =>
      mei.patch(`/api/apps/desk/ticket/${id}`, { fields: { team } }, { headers: { 'if-match': `"${version}"` } })
    assert.equal(await stands(page, 'Case 127'), true)
    const given = await give(suite.desk.apac, version)
    assert.equal(given.status, 200, given.text)
    await standsNoMore(page, 'Case 127')
    await backUnanswered(page, 'Case 127')
    const back = await give(suite.desk.emea, version + 1)
    assert.equal(back.status, 200, back.text)
  })

  test('keeps nothing of what one saw with a team that one has left', async () => {
    const page = await scrolled('Ana')
    await to(page, 'Tickets by priority')
    const { app, emea } = suite.desk
    const ana = app.person('ana')
    assert.equal(await stands(page, 'Case 124'), true)
    await app.sql('DELETE FROM bailiwick.membership WHERE person = $1', [ana])
    try {
      await standsNoMore(page, 'Case 124')
      assert.equal(await page.locator('[data-mark]').count(), 0)
    } finally {
      await app.sql('INSERT INTO bailiwick.membership (team, person) VALUES ($1, $2)', [emea, ana])
    }
  })

  test('is gone with the right to it, though it was here a moment ago', async () => {
    const page = await scrolled('Ana', 404)
    await to(page, 'Tickets by priority')
    const { app } = suite.desk
    const gone = page.getByRole('heading', { name: 'There is no such app for you' })
    await app.sql('DELETE FROM bailiwick.role_grant WHERE person = $1', [app.person('ana')])
    try {
      await gone.waitFor()
      await page.goBack()
      await gone.waitFor()
      assert.equal(await page.getByText(/Case 1/).count(), 0)
      assert.equal(await page.locator('[data-mark]').count(), 0)
    } finally {
      await app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'agent', $1)`, [app.person('ana')])
    }
    // Whoever stays there is let in again by itself.
    await page.getByText('Case 125', { exact: false }).first().waitFor()
    assert.equal(await page.locator('[data-mark]').count(), 0)
  })

  test('keeps nothing of a field that a release took away from its reader', async () => {
    const { app, emea } = suite.desk
    const mei = await app.as('mei')
    const made = await mei.post('/api/apps/desk/ticket', {
      fields: { subject: 'Case 124, told', body: 'Whispered words', team: emea, assignee: app.person('ana') },
    })
    assert.equal(made.status, 201, made.text)
    // Going back may be quicker than hearing what the app is now: the server refuses what is no longer to be read.
    const page = await scrolled('Ana', 400)
    await page.getByText('Whispered words').waitFor()
    await to(page, 'Tickets by priority')
    assert.equal(await stands(page, 'Whispered words'), true)
    const ticket = files['entities/ticket.yaml']!.replace(
      'read], when: record.team in user.teams, fields: { except: [credit] }',
      'read], when: record.team in user.teams, fields: { except: [credit, body] }',
    )
    assert.notEqual(ticket, files['entities/ticket.yaml'])
    const released = await app.release({ ...files, 'entities/ticket.yaml': ticket })
    assert.equal(released.kind, 'released', JSON.stringify(released))
    try {
      await standsNoMore(page, 'Whispered words')
      await backUnanswered(page, 'Whispered words')
    } finally {
      await app.release(files)
    }
  })
})
