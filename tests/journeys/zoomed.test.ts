/** At 200 % on a notebook a page has 720 × 450 pixels: what opens stays in the window and scrolls there, and the page behind it stays where it is. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const zoomed = { viewport: { width: 720, height: 450 } }

const files = {
  ...deskFiles,
  'entities/visit.yaml': `entity: visit
title: place
fields:
  place: { type: text, required: true }
${Array.from({ length: 6 }, (_, at) => `  note_${at}: { type: text }`).join('\n')}
  begins: { type: date, title: First day }
${Array.from({ length: 12 }, (_, at) => `  remark_${at}: { type: text }`).join('\n')}
  kind: { type: choice, options: [one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen] }
access:
  - { role: manager, can: [read, create, update] }
`,
  'screens/visits.yaml': `screen: visits
list: visit
title: Visits
columns: [place, begins, kind]
order: place
`,
  'screens/kinds.yaml': `screen: kinds
board: visit
title: Kinds
by: kind
`,
}

describe('at 200 %', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)

  before(async () => {
    const mei = await suite.desk.app.as('mei')
    for (const place of ['Harbour', 'Mill', 'Tower']) {
      const made = await mei.post('/api/apps/desk/visit', { fields: { place, kind: 'one' } })
      assert.equal(made.status, 201, made.text)
    }
  })

  async function open(address: string): Promise<Page> {
    const visitor = await chromium.visit(zoomed)
    await signIn(visitor, suite.desk.app.origin, 'Mei')
    await visitor.page.goto(`${suite.desk.app.origin}/a/desk/s/${address}`)
    await visitor.page.locator('[data-row]').first().waitFor()
    return visitor.page
  }
  const isWithin = async (page: Page, what: Locator) => {
    await what.waitFor()
    // It is placed a frame after it is drawn.
    await page.waitForFunction(() => document.documentElement.scrollHeight <= innerHeight)
    const { y, height } = (await what.boundingBox())!
    assert.ok(y >= 0 && y + height <= 450, `from ${y} to ${y + height}`)
  }

  test('a menu that is higher than what is beneath its button scrolls to its last item', async () => {
    const page = await open('visits')
    await page.getByRole('button', { name: 'First day: more' }).press('Enter')
    const menu = page.getByRole('menu')
    await isWithin(page, menu)
    const last = menu.getByRole('menuitem').last()
    await page.keyboard.press('End')
    await isWithin(page, last)
    assert.equal(await last.evaluate(item => item === document.activeElement), true)
  })

  test('a card has all columns it may go to in reach, wherever it stands', async () => {
    const page = await open('kinds')
    for (const place of ['Harbour', 'Tower']) {
      await page.getByRole('group', { name: place }).focus()
      await page.keyboard.press('m')
      const last = page.getByRole('menuitem').last()
      // Where it may go is asked of the server: there is no end before.
      await page.getByRole('menuitem', { name: 'Thirteen' }).waitFor()
      await isWithin(page, page.getByRole('menu'))
      await page.keyboard.press('End')
      await isWithin(page, last)
      assert.equal(await last.evaluate(item => item === document.activeElement), true)
      await page.keyboard.press('Escape')
      await page.getByRole('menu').waitFor({ state: 'hidden' })
    }
  })

  test('columns are chosen in a panel that ends with how high rows are', async () => {
    const page = await open('visits')
    await page.getByTitle('Columns').click()
    await isWithin(page, page.getByRole('radiogroup', { name: 'Rows' }))
    await page.getByRole('checkbox', { name: 'Remark 11' }).focus()
    await isWithin(page, page.getByRole('checkbox', { name: 'Remark 11' }))
  })

  test('a calendar opens by key beside its field, and the form stays where it is', async () => {
    const page = await open('visits')
    await page.keyboard.press('n')
    const form = page.getByRole('dialog', { name: 'New visit' })
    const field = form.getByRole('textbox', { name: 'First day' })
    await field.focus()
    const stood = (await field.boundingBox())!.y
    await page.keyboard.press('Alt+ArrowDown')
    await page.getByRole('dialog', { name: 'Choose First day' }).getByRole('button', { name: /\b15 / }).focus()
    assert.equal((await field.boundingBox())!.y, stood)
    await page.keyboard.press('Enter')
    assert.match(await field.inputValue(), /15/)
  })
})
