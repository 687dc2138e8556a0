/** A list that has a condition of its own: it is told in words, and stays whatever a person adds or removes. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { type Chromium, openChromium } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'screens/mine.yaml': `screen: mine
list: ticket
title: My urgent tickets
columns: [number, subject, priority]
filter: record.assignee == user.id && !(record.priority in ["low", "medium"])
order: created_at desc
`,
}

describe('a list with a condition of its own', () => {
  let chromium: Chromium
  // Before the desk, whose pages still ask when a test ends.
  after(() => chromium.close())
  const suite = deskOfSuite(files)
  before(async () => {
    chromium = await openChromium()
  })

  for (const [scheme, width, height] of [
    ['light', 1440, 900],
    ['dark', 390, 844],
  ] as const) {
    test(`shows it as its own, not to be removed, beside what a person adds, ${scheme}, ${width} wide`, async () => {
      const { app } = suite.desk
      const { page } = await chromium.visit({ colorScheme: scheme, viewport: { width, height } })
      await page.goto(app.origin)
      await page.getByRole('button', { name: /^Ana/ }).first().click()
      await page.getByRole('heading', { name: /Good to see you/ }).waitFor()
      await page.goto(`${app.origin}/a/desk/s/mine?filter=${encodeURIComponent('record.subject.contains("Printer")')}`)
      await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
      const own = page.getByText('Belongs to the list:').locator('..')
      const words = (await own.allInnerTexts()).map(text =>
        text.replace('Belongs to the list:', '').split(/\s+/).filter(Boolean).join(' '),
      )
      assert.deepEqual(words, ['Assignee is me', 'Priority is none of Low, Medium'])
      assert.equal(await own.getByRole('button').count(), 0, 'nothing removes them')
      await own.first().hover()
      await page.getByText('Belongs to the list “My urgent tickets” and cannot be removed').waitFor()
      await page.getByRole('button', { name: 'Remove the condition on Subject' }).click()
      await page.getByRole('button', { name: 'Remove the condition on Subject' }).waitFor({ state: 'detached' })
      assert.equal(await own.count(), 2)
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
      assert.deepEqual(
        violations.map(violation => violation.id),
        [],
      )
      await page.goto(`${app.origin}/a/desk/e/ticket`)
      await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
      assert.equal(await own.count(), 0, 'a list without a condition has none')
    })
  }
})
