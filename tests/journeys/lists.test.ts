/** A list that has a condition of its own: it is told in words, and stays whatever a person adds or removes. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, accessibleEverywhere, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'
import { faultsOnPaper, onPaper } from '../harness/paper.ts'

const files = {
  ...deskFiles,
  'screens/mine.yaml': `screen: mine
list: ticket
title: My urgent tickets
columns: [number, subject, priority]
filter: record.assignee == user.id && !(record.priority in ["low", "medium"]) && size(record.subject) > 1
order: created_at desc
`,
}

describe('a list with a condition of its own', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  async function signedIn(name: string, options?: Parameters<typeof chromium.visit>[0]): Promise<Page> {
    const visitor = await chromium.visit(options)
    await signIn(visitor, suite.desk.app.origin, name)
    return visitor.page
  }

  test('shows it as its own, not to be removed, beside what a person adds', async () => {
    const { app } = suite.desk
    const page = await signedIn('Ana')
    await page.goto(`${app.origin}/a/desk/s/mine?filter=${encodeURIComponent('record.subject.contains("Printer")')}`)
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    const own = page.getByText('Belongs to the list:').locator('..')
    const words = (await own.allInnerTexts()).map(text =>
      text.replace('Belongs to the list:', '').split(/\s+/).filter(Boolean).join(' '),
    )
    assert.deepEqual(words, ['Assignee is me', 'Priority is none of Low, Medium', 'a condition of its own'])
    assert.equal(await page.getByText('size(').count(), 0, 'who uses a list did not write its code')
    assert.equal(await own.getByRole('button').count(), 0, 'nothing removes them')
    await own.first().hover()
    await page.getByText('Belongs to the list “My urgent tickets” and cannot be removed').waitFor()
    await page.getByRole('button', { name: 'Remove the condition on Subject' }).click()
    await page.getByRole('button', { name: 'Remove the condition on Subject' }).waitFor({ state: 'detached' })
    assert.equal(await own.count(), 3)
    await accessibleEverywhere(page, 'conditions of the list', () => own.first().waitFor())
    await page.goto(`${app.origin}/a/desk/e/ticket`)
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    assert.equal(await own.count(), 0, 'a list without a condition has none')
  })

  test('leaves as a file as it stands, for whoever may export, and for nobody who may not or only views', async () => {
    const { app } = suite.desk
    const page = await signedIn('Mei')
    await page.goto(`${app.origin}/a/desk/e/ticket?filter=${encodeURIComponent('record.subject.contains("Printer")')}`)
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()])
    assert.match(download.suggestedFilename(), /^ticket-\d{4}-\d\d-\d\d-[0-9a-f]{8}\.csv$/)
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
    assert.match(lines[0]!, /^id,number,/)
    assert.ok(lines.length > 1 && lines.slice(1).every(line => line.includes('Printer')), lines.join('\n'))
    const other = await signedIn('Owen')
    await other.goto(`${app.origin}/a/desk/e/ticket`)
    await other.getByRole('row').nth(1).waitFor()
    assert.equal(await other.getByRole('button', { name: 'Export' }).count(), 0)
  })

  test('is kept under a name with its filter, order and columns, shared with a role, and opened from a link', async () => {
    const { app } = suite.desk
    const page = await signedIn('Mei')
    await page.goto(`${app.origin}/a/desk/e/ticket?filter=${encodeURIComponent('record.subject.contains("Printer")')}`)
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Customer' }).click()
    await page.getByRole('checkbox', { name: 'Created by' }).click()
    await page.getByRole('button', { name: 'Move Created by to the left' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: 'Created by' }).waitFor()
    assert.equal(await page.getByRole('columnheader', { name: 'Customer' }).count(), 0)
    // While there is nothing to keep, nothing in the menu can be chosen, and Escape leads out of it all the same.
    const plain = await signedIn('Mei')
    await plain.goto(`${app.origin}/a/desk/e/ticket`)
    await plain.getByRole('button', { name: 'Views' }).click()
    await plain.getByRole('menuitem', { name: /Save as a new view/, disabled: true }).waitFor()
    await plain.keyboard.press('Escape')
    await plain.getByRole('menu').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name: /Save as a new view/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Save as a new view' })
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Printers')
    await dialog.getByRole('combobox', { name: 'Who sees it' }).click()
    await page.getByRole('option', { name: 'Agent' }).click()
    await page.keyboard.press('Tab')
    assert.ok(await dialog.getByRole('checkbox', { name: 'Locked' }).isChecked())
    await dialog.getByRole('checkbox', { name: 'Opens first' }).click()
    await accessible(page, 'saving a view')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Printers', exact: true }).waitFor()
    await page.getByRole('columnheader', { name: 'Priority' }).getByRole('button', { name: 'Priority', exact: true }).click()
    await page.getByRole('button', { name: 'Printers, changed' }).click()
    await page.getByRole('menuitem', { name: 'Save the changes to “Printers”' }).click()
    await page.getByRole('button', { name: 'Printers', exact: true }).waitFor()
    const link = page.url()
    const other = await signedIn('Ana', { colorScheme: 'dark', viewport: { width: 390, height: 844 } })
    await other.goto(`${app.origin}/a/desk/e/ticket`)
    await other.getByRole('button', { name: 'Printers', exact: true }).waitFor()
    assert.equal(new URL(other.url()).search, new URL(link).search, 'the list opens with it')
    await other.getByRole('button', { name: 'Printers', exact: true }).click()
    // How many it has for her: the other team's ticket is none of them.
    await other.getByRole('menuitem', { name: /Printers.*opens first for Agent.*Locked.*1$/ }).waitFor()
    await accessible(other, 'views with their counts')
    await other.getByRole('menuitem', { name: 'The list as it is' }).click()
    await other.getByRole('button', { name: 'Views' }).click()
    assert.equal(new URL(other.url()).search, '?view=-')
    await other.getByRole('menuitem', { name: /Printers/ }).click()
    await other.getByRole('button', { name: 'Printers', exact: true }).click()
    assert.equal(
      await other.getByRole('menuitem', { name: /Delete the view|Rename/ }).count(),
      0,
      'what is shared is not theirs to change',
    )
    // A double click deletes one, once.
    const own = await app.as('mei')
    for (const name of ['One', 'Two'])
      await own.post('/api/apps/desk/saved-views', { list: 'e/ticket', name, question: { search: name } })
    await page.reload()
    await page.getByRole('button', { name: 'Printers', exact: true }).click()
    await page.getByRole('menuitem', { name: 'One' }).click()
    await page.getByRole('button', { name: 'One', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Delete the view' }).click()
    await page.getByRole('dialog', { name: 'Delete “One”?' }).getByRole('button', { name: 'Delete' }).dblclick()
    await page.getByText('“One” is deleted').waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const left = (await own.get('/api/apps/desk/saved-views')).json.items as { name: string }[]
    assert.deepEqual(left.map(({ name }) => name).sort(), ['Printers', 'Two'])
    assert.equal(await page.getByText('The view was not saved').count(), 0)

    // One that asks about a field its readers may not see says so in words, and the list itself is one press away.
    const byCredit = await (await app.as('mei')).post('/api/apps/desk/saved-views', {
      ...{ list: 'e/ticket', name: 'By credit', roles: ['agent'], default: true },
      question: { filter: 'record.credit > 1.00' },
    })
    assert.equal(byCredit.status, 201, byCredit.text)
    const agent = await chromium.visit()
    agent.expectStatus(400)
    await signIn(agent, app.origin, 'Ana')
    await agent.page.goto(`${app.origin}/a/desk/e/ticket`)
    await agent.page.getByRole('heading', { name: 'This list asks about a field you cannot see' }).waitFor()
    await agent.page.getByText('Tell whoever shared it with you.').waitFor()
    assert.equal(await agent.page.getByText('GET /api').count(), 0)
    await accessible(agent.page, 'a view that cannot be answered')
    await agent.page.getByRole('button', { name: 'Open the list as it is' }).click()
    await agent.page
      .getByRole('row', { name: /Printer/ })
      .first()
      .waitFor()
    assert.equal(new URL(agent.page.url()).search, '?view=-')
    const broken = (filter: string) => agent.page.goto(`${app.origin}/a/desk/e/ticket?filter=${encodeURIComponent(filter)}`)
    await broken('record.priority === "high"')
    await agent.page.getByRole('heading', { name: 'The filter in the address cannot be read' }).waitFor()
    await agent.page.getByText('It goes wrong here: = "high"').waitFor()
    assert.equal(await agent.page.getByText(/Expected|found/).count(), 0, 'what the parser says is for nobody here')
    await broken('record.priority == "high" &&')
    await agent.page.getByText('It ends too early, after: record.priority == "high" &&').waitFor()
    await broken('record.version == 99999999999999999999')
    await agent.page.getByText('A whole number written here is at most 9223372036854775807 either side of zero.').waitFor()
    await broken(Array.from({ length: 200 }, (_, index) => `record.subject == "word ${index}"`).join(' || '))
    await agent.page.getByText('A filter has at most 4,000 characters.').waitFor()
    await agent.page.getByRole('button', { name: 'Open the list as it is' }).click()
    await agent.page.getByRole('heading', { name: 'The list parameters are too long' }).waitFor({ state: 'detached' })
  })

  test('has a name of one long word whole in the menu of views, with how many it has, as wide as a phone too', async () => {
    const { app } = suite.desk
    const page = await signedIn('Mei')
    const name = 'W'.repeat(60)
    const answer = await page.request.post(`${app.origin}/api/apps/desk/saved-views`, {
      data: { list: 'e/ticket', name, question: { filter: 'record.priority == "high"' } },
      headers: { origin: app.origin },
    })
    assert.ok(answer.ok(), await answer.text())
    const { id } = (await answer.json()) as { id: string }
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 })
      await page.goto(`${app.origin}/a/desk/e/ticket`)
      await page.getByRole('button', { name: 'Views' }).click()
      const item = page.getByRole('menuitem').filter({ hasText: new RegExp(`^${name}\\s*\\d+$`) })
      await item.waitFor()
      const [inside, room] = await item.evaluate(each => [each.scrollWidth, each.clientWidth])
      assert.ok(inside! <= room!, `${width} wide: ${inside} in ${room}`)
      await page.keyboard.press('Escape')
    }
    const gone = await page.request.delete(`${app.origin}/api/apps/desk/saved-views/${id}`, { headers: { origin: app.origin } })
    assert.ok(gone.ok())
  })

  test('says in the menu of views which of them a list cannot answer any more, and why, in the place of how many it has', async () => {
    const { app } = suite.desk
    const page = await signedIn('Mei')
    const answer = await page.request.post(`${app.origin}/api/apps/desk/saved-views`, {
      data: { list: 'e/ticket', name: 'Of old', question: { filter: 'record.priority == "high"' } },
      headers: { origin: app.origin },
    })
    assert.ok(answer.ok(), await answer.text())
    const { id } = (await answer.json()) as { id: string }
    await app.sql('UPDATE bailiwick.saved_view SET question = $2 WHERE id = $1', [id, { filter: 'record.former == "high"' }])
    await page.goto(`${app.origin}/a/desk/e/ticket`)
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name: /^Of old The filter names a field that you cannot read here\.$/ }).waitFor()
    await accessible(page, 'a view that cannot be answered')
    const gone = await page.request.delete(`${app.origin}/api/apps/desk/saved-views/${id}`, { headers: { origin: app.origin } })
    assert.ok(gone.ok())
  })

  test('tells beside the name of a view that it has what nobody sees, keeps nothing, and saves it once it is typed anew', async () => {
    const { app } = suite.desk
    const visitor = await chromium.visit()
    await signIn(visitor, app.origin, 'Mei')
    visitor.expectStatus(400)
    const { page } = visitor
    await page.goto(`${app.origin}/a/desk/e/ticket?filter=${encodeURIComponent('record.priority == "high"')}`)
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name: /Save as a new view/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Urgent\u202ewon')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText(/no signs that cannot be seen or turn the direction of writing. Type it anew/).waitFor()
    const kept = async () => {
      const { items } = await (await page.request.get(`${app.origin}/api/apps/desk/saved-views`)).json()
      return (items as { id: string; name: string }[]).filter(({ name }) => name.startsWith('Urgent'))
    }
    assert.deepEqual(await kept(), [])
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Urgent now')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    const [view] = await kept()
    assert.equal(view?.name, 'Urgent now')
    const path = `${app.origin}/api/apps/desk/saved-views/${view.id}`
    assert.ok((await page.request.delete(path, { headers: { origin: app.origin } })).ok())
  })

  test('asks for records alone, whatever a link names as one, and in the language of who is signed in now', async () => {
    const { app, tickets } = suite.desk
    const visitor = await chromium.visit()
    visitor.expectStatus(404)
    await signIn(visitor, app.origin, 'Mei')
    const { page } = visitor
    const asked = new Set<string>()
    page.on('request', each => {
      const { pathname } = new URL(each.url())
      if (pathname.startsWith('/api/apps/desk/ticket/')) asked.add(pathname.slice('/api/apps/desk/ticket/'.length))
      else if (pathname.startsWith('/api/elsewhere')) asked.add(pathname)
    })
    for (const named of ['..%2F..%2F..%2Felsewhere', `${tickets.ours}%2Ffiles%2Fpicture`, `${tickets.ours}%3Fx`]) {
      await page.goto(`${app.origin}/a/desk/e/ticket?record=${named}`)
      await page.getByText('There is no such record').waitFor()
      await page.goto(`${app.origin}/a/desk/r/ticket/${named}`)
      await page.getByText('There is nothing at this address').waitFor()
    }
    assert.deepEqual([...asked], ['00000000-0000-0000-0000-000000000000'])

    // What the browser remembers is of whoever was here before.
    await page.evaluate(() =>
      localStorage.setItem('bailiwick-language', JSON.stringify({ own: { language: 'de', timeZone: null } })),
    )
    const [view] = await Promise.all([
      page.waitForRequest(each => new URL(each.url()).pathname === '/api/apps/desk'),
      page.goto(`${app.origin}/a/desk/e/ticket`),
    ])
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    assert.doesNotMatch((await view.allHeaders())['accept-language'] ?? '', /^de/)
  })

  test('is filtered by days that move with the calendar, and by who made what', async () => {
    const { app } = suite.desk
    const page = await signedIn('Mei')
    const filter = async (query: string) => {
      await page.goto(`${app.origin}/a/desk/e/ticket?filter=${encodeURIComponent(query)}`)
      await page.getByRole('button', { name: 'Filter', exact: true }).waitFor()
    }
    await filter('record.due < today()')
    await page.getByText('is past').waitFor()
    await page.getByText('Nothing matches').waitFor()
    await filter('record.created_by == user.id')
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('combobox', { name: 'Field' }).fill('Created')
    await page.getByRole('option', { name: 'Created', exact: true }).click()
    await page.getByRole('combobox', { name: 'Comparison' }).click()
    await page.getByRole('option', { name: 'within the last', exact: true }).click()
    await page.getByRole('textbox', { name: 'Days' }).fill('3650')
    await page.getByRole('button', { name: 'Add condition' }).click()
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    assert.equal(
      new URL(page.url()).searchParams.get('filter'),
      'record.created_by == user.id && record.created_at >= now() - duration("87600h")',
    )
    await filter('record.created_at > now()')
    await page.getByText('Nothing matches').waitFor()
  })

  test('is filtered by groups of conditions that are built, and by what is written, with the server’s finding under it', async () => {
    const { app } = suite.desk
    const visitor = await chromium.visit()
    visitor.expectStatus(400)
    await signIn(visitor, app.origin, 'Mei')
    const { page } = visitor
    const filterOf = () => new URL(page.url()).searchParams.get('filter')
    // What no builder makes hides no condition beside it, and each is taken away by itself.
    await page.goto(
      `${app.origin}/a/desk/e/ticket?filter=${encodeURIComponent('(size(record.subject) > 3) && record.priority == "high"')}`,
    )
    await page.getByRole('button', { name: 'Remove the condition on Priority' }).waitFor()
    await page.getByRole('button', { name: 'Remove the expression' }).click()
    await page.waitForURL(/filter=/)
    await page.getByRole('button', { name: 'Remove the expression' }).waitFor({ state: 'detached' })
    assert.equal(filterOf(), 'record.priority == "high"')
    await page.goto(
      `${app.origin}/a/desk/e/ticket?filter=${encodeURIComponent('record.priority=="high" || record.subject.contains("nothing && such")')}`,
    )
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    await page.getByRole('button', { name: 'Priority is High or Subject contains nothing && such' }).click()
    const dialog = page.getByRole('dialog', { name: 'Filter tickets' })
    await dialog.getByText('1 ticket meets it').waitFor()
    await accessible(page, 'the filter builder')
    await dialog.getByRole('button', { name: 'Group', exact: true }).click()
    const inner = dialog.getByRole('group', { name: 'All of these hold' })
    await inner.getByRole('combobox', { name: 'Field' }).and(page.locator(':focus')).fill('Assi')
    assert.ok(await dialog.getByRole('button', { name: 'Apply' }).isDisabled(), 'one condition lacks something')
    await page.getByRole('option', { name: 'Assignee' }).click()
    await inner.getByRole('combobox', { name: 'Comparison' }).click()
    await page.getByRole('option', { name: 'is not me', exact: true }).click()
    await inner.getByRole('button', { name: 'Condition', exact: true }).click()
    await inner.getByRole('combobox', { name: 'Field' }).nth(1).fill('Prior')
    await page.getByRole('option', { name: 'Priority' }).click()
    await inner.getByRole('checkbox', { name: 'Low' }).click()
    await dialog.getByText('2 tickets meet it').waitFor()
    // On a phone the name of a field has the line, and what it is compared with is whole beneath it.
    await page.setViewportSize({ width: 390, height: 844 })
    const boxOf = async (name: string) => (await inner.getByRole('combobox', { name }).nth(1).boundingBox())!
    const [ofField, ofComparison] = [await boxOf('Field'), await boxOf('Comparison')]
    assert.ok(ofField.width > 1.7 * ofComparison.width && ofComparison.y > ofField.y, `${ofField.width} ${ofComparison.width}`)
    assert.ok(await dialog.evaluate(each => each.scrollWidth <= each.clientWidth), 'nothing is cut off')
    await page.setViewportSize({ width: 1440, height: 900 })
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await page.getByRole('row', { name: /Canary/ }).waitFor()
    const built =
      'record.priority == "high" || record.subject.contains("nothing && such") || (record.assignee != user.id && record.priority in ["low"])'
    assert.equal(filterOf(), built)
    await page.keyboard.press('f')
    await dialog.getByText('Code', { exact: true }).click()
    const code = dialog.getByRole('textbox', { name: 'Filter as CEL' })
    assert.equal(await code.inputValue(), built)
    await code.fill('record.nothing == 1')
    await dialog.getByText('The filter names a field that you cannot read here.').waitFor()
    assert.ok(await dialog.getByRole('button', { name: 'Apply' }).isDisabled())
    // What the builder has no form for is kept as it is written, and a condition beside it takes nothing away.
    await code.fill('record.customer.name == "Acme Ltd"')
    await dialog.getByText('2 tickets meet it').waitFor()
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await page.getByRole('button', { name: 'Expression record.customer.name == "Acme Ltd"' }).waitFor()
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('combobox', { name: 'Field' }).fill('Prior')
    await page.getByRole('option', { name: 'Priority' }).click()
    await page.getByRole('checkbox', { name: 'Low' }).click()
    await page.getByRole('button', { name: 'Add condition' }).click()
    await page.getByRole('row', { name: /Printer/ }).waitFor({ state: 'detached' })
    assert.equal(filterOf(), '(record.customer.name == "Acme Ltd") && record.priority in ["low"]')
  })

  test('is searched as one writes, however slowly, and the box has what the address says', async () => {
    const page = await signedIn('Mei')
    await page.goto(`${suite.desk.app.origin}/a/desk/e/ticket`)
    await page.getByRole('row', { name: /Canary/ }).waitFor()
    const box = page.getByRole('textbox', { name: 'Search tickets' })
    const search = (text: string | null) => page.waitForURL(url => url.searchParams.get('search') === text)
    await page.keyboard.press('/')
    // Each letter is asked for before the next comes.
    for (const [at, letter] of [...'printer'].entries()) {
      await page.keyboard.press(letter)
      await search('printer'.slice(0, at + 1))
    }
    await page.getByRole('row', { name: /Canary/ }).waitFor({ state: 'detached' })
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    assert.equal(await box.inputValue(), 'printer')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await search(null)
    await page.keyboard.type('can')
    await page.keyboard.press('Enter')
    await search('can')
    await page.getByRole('row', { name: /Canary/ }).waitFor()
    assert.equal(await box.and(page.locator(':focus')).inputValue(), 'can')
    await page.getByRole('navigation').getByRole('link', { name: 'My urgent tickets' }).click()
    await page.getByRole('heading', { name: 'My urgent tickets' }).waitFor()
    assert.equal(await box.inputValue(), '')
    await page.goBack()
    await page.getByRole('row', { name: /Canary/ }).waitFor()
    assert.equal(await box.inputValue(), 'can')
  })

  test('is grouped and summed up by what each person may see, and gone over by keys', async () => {
    const { app } = suite.desk
    const page = await signedIn('Mei', { colorScheme: 'dark' })
    await page.goto(`${app.origin}/a/desk/e/ticket?columns=number,subject,priority,credit`)
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    await page.getByRole('button', { name: 'Credit: more' }).click()
    await page.getByRole('menuitem', { name: 'Sum' }).click()
    await page.getByRole('row', { name: 'Sum 50.00 USD' }).waitFor()
    await page.getByRole('button', { name: 'Priority: more' }).click()
    await page.getByRole('menuitem', { name: 'Group by this' }).click()
    await page.getByText('2 groups, 2 tickets').waitFor()
    const head = (name: string) => page.getByRole('button', { name, exact: true })
    await page.getByRole('row', { name: /Canary/ }).waitFor()
    assert.deepEqual(
      await page
        .locator('[data-head]')
        .allInnerTexts()
        .then(texts => texts.map(text => text.replace(/\s+/g, ' '))),
      ['Low 1', 'High 1'],
      'as the choice has them',
    )
    await page.getByRole('row', { name: 'High 1 50.00 USD' }).waitFor()
    await accessible(page, 'a list in groups')
    await page.getByRole('row', { name: /Canary/ }).focus()
    await page.keyboard.press('ArrowDown')
    await head('High 1').and(page.locator(':focus')).waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor({ state: 'detached' })
    await page.keyboard.press('ArrowRight')
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('complementary').getByRole('heading', { name: 'Printer on fire' }).waitFor()
    const link = page.url()
    const other = await signedIn('Ana', { viewport: { width: 390, height: 844 } })
    await other.goto(link.replace(/&record=[^&]*/, ''))
    await other.getByRole('row', { name: /Printer on fire/ }).waitFor()
    await other.getByText('1 group, 1 ticket').waitFor()
    assert.equal(await other.getByText('USD').count(), 0, 'no sum of what she may not read')
    // Where columns do not stand beside each other, a head says of each figure what it is.
    const small = await signedIn('Mei', { viewport: { width: 390, height: 844 } })
    await small.goto(`${app.origin}/a/desk/e/ticket?group=priority&summary=${encodeURIComponent('sum(credit),avg(credit)')}`)
    await small.getByRole('row', { name: /Printer on fire/ }).waitFor()
    const high = small.getByRole('row', { name: /^High 1/ })
    for (const words of ['Credit sum', 'Credit average']) {
      const { width = 0, height = 0 } = (await high.getByText(words, { exact: true }).boundingBox()) ?? {}
      assert.ok(width >= 60 && height >= 14, `${words} is read: ${width} × ${height}`)
    }
    await accessible(small, 'a list in groups on a phone')
    // Where a phone has no room for more, what it is grouped by is what is read.
    await other.goto(
      `${app.origin}/a/desk/e/ticket?group=priority&filter=${encodeURIComponent('record.subject.contains("Printer")')}`,
    )
    await other.getByRole('button', { name: 'Group: Priority' }).getByText('Priority', { exact: true }).waitFor()
  })

  test('is sorted on a phone too, where no column has a head', async () => {
    const { app } = suite.desk
    const page = await signedIn('Mei', { viewport: { width: 390, height: 844 } })
    await page.goto(`${app.origin}/a/desk/e/ticket`)
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    const subjects = () =>
      page
        .locator('[role=row][data-phone]')
        .evaluateAll(rows => rows.map(row => row.querySelectorAll<HTMLElement>('[dir=auto]')[1]?.innerText ?? ''))
    const usual = await subjects()
    const first = [...usual].sort((one, other) => one.localeCompare(other, 'en'))[0]!
    const top = page.locator('[role=row][data-phone]').first()
    await page.getByRole('button', { name: 'Columns and order' }).click()
    const choice = page.getByRole('combobox', { name: 'Sorted by' })
    assert.equal(await choice.locator('option:checked').innerText(), 'As the list has it')
    // All records are as high as their lines: nothing is there to choose of that.
    assert.equal(await page.getByText('Roomy').count(), 0)
    await choice.selectOption('Subject')
    await top.getByText(first, { exact: true }).waitFor()
    await accessible(page, 'what a list may be sorted by')
    await page.getByText('Descending', { exact: true }).click()
    await top.getByText(first, { exact: true }).waitFor({ state: 'detached' })
    assert.equal(new URL(page.url()).searchParams.get('orderBy'), 'subject desc')
    await choice.selectOption('As the list has it')
    await top.getByText(usual[0]!, { exact: true }).waitFor()
    assert.equal(new URL(page.url()).searchParams.get('orderBy'), null)
    assert.deepEqual(await subjects(), usual)
    await page.keyboard.press('Escape')
    // Where columns have heads, those do it.
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByRole('columnheader', { name: 'Subject' }).waitFor()
    await page.getByRole('button', { name: 'Columns', exact: true }).click()
    await page.getByText('Roomy').waitFor()
    assert.equal(await choice.count(), 0)
  })

  test('has columns that are drawn, fitted, moved and brought back, while the others keep what they have', async () => {
    const { app } = suite.desk
    const page = await signedIn('Mei')
    await page.goto(`${app.origin}/a/desk/e/ticket?columns=number,subject,priority,team`)
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    const widths = () =>
      page.locator('[data-column]').evaluateAll(heads => heads.map(head => Math.round(head.getBoundingClientRect().width)))
    const titles = () =>
      page.locator('[data-column]').evaluateAll(heads => heads.map(head => (head as HTMLElement).innerText.trim()))
    const edge = (title: string) => page.getByRole('separator', { name: `Width of ${title}` })
    const pull = async (title: string, by: number) => {
      const box = (await edge(title).boundingBox())!
      await page.mouse.move(box.x + 4, box.y + 8)
      await page.mouse.down()
      await page.mouse.move(box.x + 4 + by, box.y + 8, { steps: 3 })
      await page.mouse.up()
    }
    const usual = await widths()
    const [number, subject, priority, team] = usual as [number, number, number, number]
    await pull('Subject', -100)
    assert.deepEqual(await widths(), [number, subject - 100, priority, team])
    await pull('Priority', 60)
    assert.deepEqual(await widths(), [number, subject - 100, priority + 60, team])
    await edge('Priority').press('ArrowRight')
    assert.deepEqual(await widths(), [number, subject - 100, priority + 80, team])
    await edge('Priority').press('Enter')
    const fitted = (await widths())[2]!
    assert.ok(fitted < priority + 60 && fitted > 50, `${fitted}`)
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Priority' }).waitFor()
    assert.equal(await page.getByRole('textbox', { name: 'Search the columns' }).count(), 0, 'so few are seen at once')
    await page.keyboard.press('Escape')
    const [from, to] = [
      (await page.locator('[data-column="3"]').boundingBox())!,
      (await page.locator('[data-column="1"]').boundingBox())!,
    ]
    await page.mouse.move(from.x + 12, from.y + 12)
    await page.mouse.down()
    await page.mouse.move(to.x + 10, to.y + 12, { steps: 4 })
    await page.mouse.up()
    await page.waitForURL(/columns=number,team/)
    assert.deepEqual(await titles(), ['Number', 'Team', 'Subject', 'Priority'])
    await page.getByRole('button', { name: 'Team: more' }).click()
    await page.getByRole('menuitem', { name: 'Move to the right' }).click()
    await page.waitForURL(/columns=number,subject,team/)
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('button', { name: 'As the list has them, widths as well' }).click()
    await page.waitForURL(address => !address.search.includes('columns'))
    assert.equal(
      await page.evaluate(
        () => Object.keys(localStorage).filter(key => key.startsWith('columns ') && localStorage[key] !== '{}').length,
      ),
      0,
    )
  })

  test('draws the columns in sight of many, keeps the title there, and the keys go over all of them', async () => {
    const { app } = suite.desk
    const page = await signedIn('Mei')
    const names = ['subject', 'number', 'priority', 'team', 'credit', 'created_by', 'created_at', 'updated_at']
    const wide = names.slice(1).map(name => `${name}:800`)
    await page.goto(`${app.origin}/a/desk/e/ticket?columns=${names}&widths=${wide}`)
    const grid = page.getByRole('grid')
    const heads = () => page.getByRole('columnheader').evaluateAll(each => each.flatMap(head => head.dataset.column ?? []))
    const cells = () =>
      page
        .locator('[data-row]')
        .first()
        .locator('[data-cell]')
        .evaluateAll(each => each.map(cell => cell.dataset.cell))
    await page.locator('[data-row] [data-cell="0"]').first().waitFor()
    assert.deepEqual(await cells(), ['0', '1', '2'])
    assert.deepEqual(await heads(), ['0', '1', '2', '7'], 'and the last head, to which the keys come from the rows')
    assert.equal(await grid.getAttribute('aria-colcount'), '9')
    const scrollTo = async (left: number, shown: string) => {
      await grid.evaluate((list, to) => list.scrollTo(to, 0), left)
      await page.locator(`[data-row] [data-cell="${shown}"]`).first().waitFor()
    }
    await scrollTo(1e6, '7')
    await page.locator('[data-cell="1"]').first().waitFor({ state: 'detached' })
    assert.deepEqual(await heads(), ['0', '5', '6', '7'])
    const title = (await page.locator('[data-row] [data-cell="0"]').first().boundingBox())!
    const list = (await grid.boundingBox())!
    assert.ok(title.x >= list.x && title.x < list.x + 60, `${title.x} of ${list.x}`)
    const last = page.locator('[data-row] [data-cell="7"]').first()
    assert.equal(await last.getAttribute('aria-colindex'), '9')
    // From the title the keys go over every column, each of them in sight and clear of the title.
    await page.locator('[data-row]').first().focus()
    for (let column = 0; column < names.length; column += 1) {
      await page.keyboard.press('ArrowRight')
      await page.locator(`[data-cell="${column}"]:focus`).waitFor()
    }
    await page.keyboard.press('ArrowLeft')
    const cell = (await page.locator('[data-cell="6"]:focus').boundingBox())!
    assert.ok(cell.x >= title.x + title.width - 1, `${cell.x}`)
    // As far as there are cells, and what the browser has keys for is left to it.
    const leaps = [
      ['Home', '0'],
      ['End', '7'],
      ['Control+ArrowLeft', '0'],
      ['Control+ArrowRight', '7'],
      ['Alt+ArrowRight', '7'],
      ['Control+Home', '0'],
      ['Control+End', '7'],
      ['ArrowLeft', '6'],
    ] as const
    for (const [key, column] of leaps) {
      await page.keyboard.press(key)
      await page.locator(`[data-cell="${column}"]:focus`).waitFor()
    }
    // Whoever scrolls away does not lose where the keys are.
    await scrollTo(0, '1')
    await page.locator('[data-cell="5"]').first().waitFor({ state: 'detached' })
    await page.locator('[data-cell="6"]:focus').waitFor()
    // Nor does a column that is carried to the edge stop there.
    await page.getByRole('columnheader', { name: 'Number' }).hover({ position: { x: 20, y: 12 } })
    await page.mouse.down()
    await page.mouse.move(list.x + list.width - 8, list.y + 12, { steps: 3 })
    await page.locator('[data-row] [data-cell="7"]').first().waitFor()
    await page.mouse.move(list.x + list.width / 2, list.y + 12)
    await page.mouse.up()
    await page.waitForURL(address => !(address.searchParams.get('columns') ?? '').startsWith('subject,number'))
    // In groups their names stay too, and figures pass beneath them and beneath what the title is summed up to.
    await page.goto(
      `${app.origin}/a/desk/e/ticket?columns=${names}&widths=${wide}&group=priority&summary=${encodeURIComponent('sum(credit),count')}`,
    )
    const name = page.locator('[data-head]').first()
    await name.waitFor()
    await scrollTo(3_300, '5')
    const stays = (await name.boundingBox())!
    assert.ok(Math.abs(stays.x - list.x) < 2 && stays.x + stays.width >= title.x + title.width - 1, `${stays.x} ${stays.width}`)
    const onTop = await page.getByRole('gridcell', { name: /^Count/ }).evaluate(each => {
      const { left, right, top } = each.getBoundingClientRect()
      return [left - 20, left + 4, right - 4].every(x => document.elementFromPoint(x, top + 12)?.closest('[data-pinned]') != null)
    })
    assert.ok(onTop, 'no figure is seen through what stays')
    // On paper they stand over their rows, no wider than these, and heads over their cells.
    await onPaper(page, async () => {
      assert.deepEqual(await faultsOnPaper(page, '[data-line]'), { beside: 0, above: 0 })
      await page.getByText('The first 4 of 8 columns. An export has them all.').waitFor()
      const apart = await page
        .locator('[data-row]')
        .first()
        .evaluate(row => {
          const left = (each: Element | null | undefined) => each?.getBoundingClientRect().left ?? Number.NaN
          const head = (column: number) => row.closest('[role="grid"]')?.querySelector(`[data-column="${column}"]`)
          return [0, 1, 2, 3].map(column => Math.abs(left(row.querySelector(`[data-cell="${column}"]`)) - left(head(column))))
        })
      assert.ok(Math.max(...apart) < 0.1, apart.join())
    })
  })

  test('keeps no more pinned columns in sight beside a panel than leave room for the others and for what the keys come to', async () => {
    const { app } = suite.desk
    const page = await signedIn('Mei')
    const columns = 'subject,number,priority,team,credit,created_by,created_at'
    const widths = 'subject:400,number:380,priority:200,team:200,credit:200,created_by:200,created_at:200'
    await page.goto(`${app.origin}/a/desk/e/ticket?columns=${columns}&widths=${widths}&pin=number`)
    const pinned = () => page.getByRole('columnheader').evaluateAll(heads => heads.filter(head => head.dataset.pinned).length)
    await page.locator('[data-row] [data-cell="1"][data-pinned="last"]').first().waitFor()
    const whole = await pinned()
    await page.locator('[data-row]').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('[data-open="beside"]').waitFor()
    await page.locator('[data-row] [data-cell="0"][data-pinned="last"]').first().waitFor()
    assert.equal(await pinned(), whole - 1)
    await page.locator('[data-row]').first().focus()
    const list = (await page.getByRole('grid').boundingBox())!
    for (let column = 0; column < columns.split(',').length; column += 1) {
      await page.keyboard.press('ArrowRight')
      const cell = page.locator(`[data-cell="${column}"]:focus`)
      await cell.waitFor()
      const { x, width } = (await cell.boundingBox())!
      assert.ok(x >= list.x && x + width <= list.x + list.width + 1, `${column}: ${x} to ${x + width} of ${list.x + list.width}`)
    }
    // What somebody pinned is as it was where there is room again.
    await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click()
    await page.locator('[data-row] [data-cell="1"][data-pinned="last"]').first().waitFor()
    assert.equal(new URL(page.url()).searchParams.get('pin'), 'number')
  })

  test('has its heads one after the other for Tab, wherever it was scrolled to, each in sight and clear of what stays', async () => {
    const { app } = suite.desk
    const page = await signedIn('Mei')
    const columns = ['subject', 'number', 'priority', 'team', 'credit', 'created_by', 'created_at', 'updated_at']
    const widths = ['subject:300', 'number:200', ...columns.slice(2).map(name => `${name}:600`)]
    await page.goto(`${app.origin}/a/desk/e/ticket?columns=${columns}&widths=${widths}&pin=number`)
    await page.locator('[data-row] [data-cell="1"][data-pinned="last"]').first().waitFor()
    const list = (await page.getByRole('grid').boundingBox())!
    const stays = (await page.locator('[data-column="1"]').boundingBox())!
    const places = ['0', '1', '2', '3', '4', '5', '6', '7']
    await page.locator('[data-column="0"] button').first().focus()
    const walk = async (key: string, end: string) => {
      const met: string[] = []
      for (;;) {
        const focused = page.locator('[role="columnheader"] button:focus')
        if ((await focused.count()) === 0) return met
        const head = page.locator('[data-column]:has(button:focus)')
        const place = (await head.getAttribute('data-column'))!
        if (met.at(-1) !== place) met.push(place)
        const { x, width } = (await head.boundingBox())!
        const begin = Number(place) < 2 ? list.x : stays.x + stays.width
        assert.ok(x >= begin - 1 && x + width <= list.x + list.width + 1, `${key} ${place}: ${x} to ${x + width}, after ${begin}`)
        if (place === end && (await focused.getAttribute('data-menu')) === (key === 'Tab' ? 'true' : null)) return met
        await page.keyboard.press(key)
      }
    }
    assert.deepEqual(await walk('Tab', '7'), places)
    assert.deepEqual(await walk('Shift+Tab', '0'), places.toReversed())
    // Whoever scrolls far away meanwhile goes on where the keys are.
    await page.locator('[data-column="2"] [data-menu]').focus()
    await page.getByRole('grid').evaluate(grid => grid.scrollTo(1e6, 0))
    await page.locator('[data-row] [data-cell="7"]').first().waitFor()
    await page.locator('[data-row] [data-cell="4"]').first().waitFor({ state: 'detached' })
    await page.keyboard.press('Tab')
    assert.deepEqual(await walk('Tab', '3'), ['3'])
    // From the rows to the last one, which is far out of sight.
    await page.locator('[data-row][tabindex="0"]').focus()
    await page.getByRole('grid').evaluate(grid => grid.scrollTo(0, 0))
    await page.locator('[data-row] [data-cell="7"]').first().waitFor({ state: 'detached' })
    await page.locator('[data-row][tabindex="0"]').focus()
    await page.keyboard.press('Shift+Tab')
    assert.deepEqual(await walk('Shift+Tab', '0'), places.toReversed())
  })

  test('of many pages asks for what changed alone, puts it at its place, and keeps where somebody is', async () => {
    const { app, emea, tickets } = suite.desk
    const named = (n: number) => `Row ${String(n).padStart(4, '0')}`
    // Past triggers, for they are many.
    await app.superuser(client =>
      client.query(`SET session_replication_role = replica;
        INSERT INTO desk.ticket (id, version, created_at, created_by, updated_at, updated_by, number, subject, priority, team, credit, changed_in)
        SELECT bailiwick.uuidv7(), 1, now(), t.created_by, now(), t.created_by, 9000 + n, 'Row ' || lpad(n::text, 4, '0'), 'medium', t.team, 100, pg_current_xact_id()
        FROM generate_series(1, 1000) n, (SELECT * FROM desk.ticket WHERE id = '${tickets.ours}') t;
        RESET session_replication_role`),
    )
    const [page, mei] = [await signedIn('Mei'), await app.as('mei')]
    const path = '/api/apps/desk/ticket'
    const filter = 'record.priority == "medium"'
    const read = async (query: Record<string, string>) => (await mei.get(`${path}?${new URLSearchParams(query)}`)).json.items
    const row = async (n: number) => (await read({ filter: `record.subject == "${named(n)}"` }))[0]
    const change = async (n: number, fields: Record<string, unknown>) => {
      const { id, version } = await row(n)
      const answer = await mei.patch(`${path}/${id}`, { fields }, { headers: { 'if-match': `"${version}"` } })
      assert.equal(answer.status, 200, answer.text)
    }
    await page.goto(
      `${app.origin}/a/desk/e/ticket?columns=subject,priority,credit,created_at&orderBy=subject&filter=${encodeURIComponent(filter)}`,
    )
    const grid = page.getByRole('grid')
    await page.getByRole('row', { name: /Row 0001/ }).waitFor()
    // Rows move up while one is pressed: it is the one that opens.
    const pressed = await row(6)
    const place = await page.locator(`[data-record="${pressed.id}"] [data-cell="0"]`).boundingBox()
    await page.mouse.move(place!.x + 20, place!.y + place!.height / 2)
    await page.mouse.down()
    await change(3, { priority: 'low' })
    await page.locator(`[data-record="${pressed.id}"][data-row="4"]`).waitFor()
    await page.mouse.up()
    await page.waitForURL(url => url.searchParams.get('record') === pressed.id)
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').waitFor({ state: 'detached' })
    const low = (await read({ filter: `record.subject == "${named(3)}"` }))[0]
    await mei.patch(`${path}/${low.id}`, { fields: { priority: 'medium' } }, { headers: { 'if-match': `"${low.version}"` } })
    await page.locator(`[data-record="${pressed.id}"][data-row="5"]`).waitFor()
    // On paper stands all that is loaded, one below the other, without the tools.
    const rows = page.locator('[data-row]')
    const drawn = await rows.count()
    assert.ok(drawn < 60, String(drawn))
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    await page.emulateMedia({ media: 'print' })
    const tops = await rows.evaluateAll(each => each.map(row => row.getBoundingClientRect().top))
    assert.equal(tops.length, 100)
    assert.ok(tops.every((top, at) => at === 0 || top >= tops[at - 1]! + 30))
    const tools = ['New ticket', 'Views', 'Filter', 'Columns', 'Group'].map(name =>
      page.getByRole('button', { name, exact: true }),
    )
    for (const tool of [page.getByRole('searchbox'), ...tools]) assert.equal(await tool.count(), 0, String(tool))
    // "2h ago" would be another time when it is read: moments stand there to the minute, whole in their rows.
    const moments = await rows.locator('time').evaluateAll(all =>
      all.map(each => ({
        said: each.dataset.exact,
        shown: getComputedStyle(each, '::after').content,
        isWhole: each.getBoundingClientRect().height <= each.closest('[data-row]')!.clientHeight,
      })),
    )
    assert.ok(moments.length >= 100, String(moments.length))
    for (const { said, shown, isWhole } of moments) assert.deepEqual([shown, isWhole], [JSON.stringify(said), true])
    await page.emulateMedia({ media: 'screen' })
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await page.waitForFunction(most => document.querySelectorAll('[data-row]').length <= most, drawn + 10)
    const count = () => grid.evaluate(each => Number(each.getAttribute('aria-rowcount')))
    for (let before = await count(); before < 1001; before = await count()) {
      await grid.evaluate(each => each.scrollTo(0, each.scrollHeight))
      // A page at least: paper, which shows all that is loaded, may have brought it to the end as well.
      await page.waitForFunction(
        before => Number(document.querySelector('[role="grid"]')?.getAttribute('aria-rowcount')) > before,
        before,
      )
    }
    // What flies by is text alone; where the list rests, and where one leap ends, its cells are whole.
    const bare = () => page.locator('[data-flying]').count()
    const flew = await grid.evaluate(async each => {
      const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
      let most = 0
      // Where frames take longer than a pause between two turns of a wheel, the list rests after each.
      for (let count = 0; count < 40 && (count < 12 || most <= 10); count += 1) {
        each.scrollTop -= 500
        await frame()
        await frame()
        const rows = [...each.querySelectorAll('[data-flying]')]
        most = Math.max(most, rows.filter(row => row.querySelector('[role="gridcell"] *') === null).length)
      }
      return most
    })
    assert.ok(flew > 10, String(flew))
    while ((await bare()) > 0) await page.waitForTimeout(20)
    assert.ok((await page.locator('[data-row] [data-cell="1"] *').count()) > 10, 'at rest they are whole')
    const order = await page.locator('[data-row]').evaluateAll(rows => rows.map(row => Number((row as HTMLElement).dataset.row)))
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
      'at rest they stand in their order in the document too',
    )
    // Pressed while it flies by: that record is meant, and the keyboard stands in its row, whole at once.
    const press = (part: string) =>
      grid.evaluate(async (each, part) => {
        const flying = () => [...each.querySelectorAll<HTMLElement>('[data-flying]')]
        for (let count = 0; count < 20 && flying().length < 9; count += 1) {
          each.scrollTop -= 500
          await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
        }
        const row = flying().at(8)!
        const { record } = row.dataset
        row.querySelector<HTMLElement>(part)!.click()
        return record!
      }, part)
    const opened = await press('[role="gridcell"]')
    await page.waitForURL(url => url.searchParams.get('record') === opened)
    await page.locator(`[data-record="${opened}"]:focus [data-cell]`).first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').waitFor({ state: 'detached' })
    const picked = await press('[data-box]')
    await page.locator(`[data-record="${picked}"]:focus`).getByRole('checkbox', { checked: true }).waitFor()
    assert.equal(new URL(page.url()).searchParams.get('record'), null)
    await page.keyboard.press('Escape')
    const top = await grid.evaluate(each => {
      each.scrollTo(0, each.scrollHeight / 2)
      return each.scrollTop
    })
    await page.getByRole('row', { name: new RegExp(named(504)) }).waitFor()
    assert.equal(await bare(), 0)
    await page.getByRole('checkbox', { name: `Choose ${named(505)}` }).click()
    const cell = page.getByRole('row', { name: new RegExp(named(504)) }).locator('[data-cell="2"]')
    await page.getByRole('row', { name: new RegExp(named(504)) }).focus()
    for (let column = 0; column < 3; column += 1) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Credit' }).fill('77')
    // Wherever the list is scrolled to meanwhile: what is written stays, with the keyboard in it.
    await grid.evaluate(each => each.scrollTo(0, 0))
    await page.getByRole('row', { name: /Row 0003/ }).waitFor()
    assert.equal(await page.getByRole('textbox', { name: 'Credit' }).and(page.locator(':focus')).inputValue(), '77')
    await grid.evaluate((each, to) => each.scrollTo(0, to), top)
    await page.getByRole('row', { name: new RegExp(named(506)) }).waitFor()
    await page.waitForTimeout(300)

    let asked: string[] = []
    page.on('request', each => {
      if (new URL(each.url()).pathname === path && !each.url().includes('rights=each')) asked.push(each.url())
    })
    await change(500, { credit: '12.00' })
    await page.getByRole('row', { name: new RegExp(`${named(500)}.*12.00`) }).waitFor()
    assert.ok(asked.length <= 2, asked.join('\n'))
    asked = []
    await change(501, { priority: 'low' })
    await page.getByRole('row', { name: new RegExp(named(501)) }).waitFor({ state: 'detached' })
    assert.ok(asked.length <= 2, asked.join('\n'))
    asked = []
    await mei.post(path, { fields: { subject: `${named(502)} and a half`, priority: 'medium', team: emea } })
    const come = page.getByRole('row', { name: /and a half/ })
    await come.waitFor()
    assert.ok(asked.length <= 2, asked.join('\n'))
    const texts = await page
      .locator('[data-row]')
      .evaluateAll(rows =>
        rows
          .sort((one, other) => Number((one as HTMLElement).dataset.row) - Number((other as HTMLElement).dataset.row))
          .map(each => each.querySelector('[data-cell="0"]')!.textContent),
      )
    const at = texts.indexOf(`${named(502)} and a half`)
    assert.deepEqual([texts[at - 2], texts[at - 1], texts[at + 1]], [named(500), named(502), named(503)])

    asked = []
    for (let page = 0; page < 5; page += 1) {
      const records = await read({ filter: `record.subject < "Row 02"`, orderBy: 'subject', pageSize: '200' })
      const answer = await mei.post(`${path}/bulk`, {
        records: records.map(({ id, version }: { id: string; version: number }) => ({ id, version })),
        change: { credit: `${page + 20}.00` },
      })
      assert.equal(answer.status, 200, answer.text)
    }
    await page.waitForTimeout(4_000)
    assert.ok(asked.length <= 30, `${asked.length} questions for 1,000 changes`)
    assert.equal(await page.getByRole('textbox', { name: 'Credit' }).inputValue(), '77', 'what is being written stays')
    assert.equal(await page.getByRole('checkbox', { name: `Choose ${named(505)}` }).isChecked(), true)
    assert.ok(Math.abs((await grid.evaluate(each => each.scrollTop)) - top) < 200, 'nor is anything scrolled')
    await page.keyboard.press('Escape')
    await cell.and(page.locator(':focus')).waitFor()

    // To a record's own page and back: the same rows at the same place, and no page is asked for again.
    await page.getByRole('row', { name: new RegExp(named(504)) }).focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('complementary')
    await panel.getByRole('heading', { name: named(504) }).waitFor()
    await panel.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Open as a page' }).click()
    await grid.waitFor({ state: 'detached' })
    asked = []
    await change(503, { credit: '41.00' })
    await page.goBack()
    await page.getByRole('row', { name: new RegExp(`${named(503)}.*41.00`) }).waitFor()
    assert.ok(Math.abs((await grid.evaluate(each => each.scrollTop)) - top) < 400, 'it is where it was left')
    assert.ok(asked.length <= 4, asked.join('\n'))

    // In groups the pages of all of them are asked what changed together, and the heads count anew.
    await page.goto(`${app.origin}/a/desk/e/ticket?columns=subject,credit&orderBy=subject&group=priority`)
    const rowsAsked = () => asked.filter(url => !url.includes('count='))
    const head = (name: RegExp) => page.getByRole('button', { name })
    await head(/^Medium 1,000/).waitFor()
    await page.getByRole('row', { name: /Row 0001/ }).waitFor()
    await grid.evaluate(each => each.scrollTo(0, 100 * 34))
    await page.getByRole('row', { name: /Row 0110/ }).waitFor()
    await grid.evaluate(each => each.scrollTo(0, 40 * 34))
    await page.getByRole('row', { name: /Row 0050/ }).waitFor()
    await page.waitForTimeout(300)
    const scrolled = await grid.evaluate(each => each.scrollTop)
    asked = []
    await change(50, { credit: '33.00' })
    await page.getByRole('row', { name: new RegExp(`${named(50)}.*33.00`) }).waitFor()
    await change(51, { priority: 'low' })
    await page.getByRole('row', { name: new RegExp(named(51)) }).waitFor({ state: 'detached' })
    assert.equal(rowsAsked().length, 2, asked.join('\n'))
    assert.ok(Math.abs((await grid.evaluate(each => each.scrollTop)) - scrolled) < 100, 'nor is a list in groups scrolled')
    await grid.evaluate(each => each.scrollTo(0, 0))
    await head(/^Medium 999/).waitFor()
    await page.getByRole('row', { name: new RegExp(named(51)) }).waitFor()
    assert.equal(rowsAsked().length, 2, asked.join('\n'))
  })
})
