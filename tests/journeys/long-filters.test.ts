/** Filters as long as they may be, in letters that take nine times the room in an address. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

describe('a filter as long as it may be', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite({
    ...deskFiles,
    'screens/all.yaml': 'screen: all\nlist: ticket\ntitle: All there is\ncolumns: [subject, priority]\n',
  })
  const filter = (words: string) => `record.subject.contains("${words}") || record.subject == "Printer on fire"`
  const longest = filter('語'.repeat(4_000 - filter('').length))

  async function filtered(page: Page): Promise<void> {
    await page.goto(`${suite.desk.app.origin}/a/desk/s/all`)
    await page.getByRole('row', { name: 'Canary of the other team' }).waitFor()
    await page.keyboard.press('f')
    const dialog = page.getByRole('dialog', { name: 'Filter tickets' })
    await dialog.getByText('Code', { exact: true }).click()
    await dialog.getByRole('textbox', { name: 'Filter as CEL' }).fill(longest)
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await dialog.waitFor({ state: 'detached' })
  }

  test('is answered, is the same when the page is loaded anew, and can be saved as a view', async () => {
    assert.equal(longest.length, 4_000)
    const visitor = await chromium.visit()
    await signIn(visitor, suite.desk.app.origin, 'Mei')
    const { page } = visitor
    await filtered(page)
    const isFiltered = async () => {
      await page.getByRole('row', { name: 'Canary of the other team' }).waitFor({ state: 'detached' })
      await page.getByRole('row', { name: 'Printer on fire' }).waitFor()
      assert.equal(new URL(page.url()).searchParams.get('filter'), longest)
    }
    await isFiltered()
    await page.reload()
    await isFiltered()
    const mei = await suite.desk.app.as('mei')
    const view = { list: 's/all', name: 'The longest', question: { filter: longest } }
    const saved = await mei.post('/api/apps/desk/saved-views', view)
    assert.equal(saved.status, 201, saved.text)
  })

  test('that a proxy on the way does not take is told as too long, with what to do', async () => {
    const visitor = await chromium.visit()
    visitor.expectStatus(414)
    await signIn(visitor, suite.desk.app.origin, 'Mei')
    const { page } = visitor
    await page.route(/\/api\/apps\/desk\/.*filter=/, route =>
      route.fulfill({ status: 414, contentType: 'text/html', body: '<h1>414 Request-URI Too Large</h1>' }),
    )
    await filtered(page)
    await page.getByText('Make the filter or the search shorter.').first().waitFor()
    assert.equal(await page.getByText('Try again in a moment.').count(), 0)
  })
})
