/** What is left at a browser of somebody who signed out, for whoever comes next. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const files: Record<string, string> = {
  ...deskFiles,
  'screens/all.yaml': `screen: all
list: ticket
title: All there is
columns: [subject, priority, body]
order: subject
`,
}

describe('a browser that somebody signed out of', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)

  const kept = (page: Page) => page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith('bailiwick ')))
  const atTheDoor = (page: Page) =>
    page
      .getByRole('heading', { name: /Sign in|Welcome/ })
      .first()
      .waitFor()
  const sentFrom = (page: Page): readonly string[] => {
    const sent: string[] = []
    page.on('request', request => void (request.method() !== 'GET' && sent.push(`${request.method()} ${request.url()}`)))
    return sent
  }
  /** Also of what would be sent, refused and kept once the door is there. */
  async function nothingIsLeft(page: Page, sent: readonly string[]): Promise<void> {
    await atTheDoor(page)
    await page.getByRole('button', { name: /^Mei/ }).waitFor()
    await page.waitForTimeout(500)
    assert.deepEqual(
      sent.filter(each => each.startsWith('PATCH')),
      [],
    )
    assert.deepEqual(await kept(page), [])
    assert.deepEqual(await page.getByRole('alert').allTextContents(), [])
  }
  async function made(subject: string) {
    const { app, emea } = suite.desk
    const mei = await app.as('mei')
    const answer = await mei.post('/api/apps/desk/ticket', { fields: { subject, team: emea, assignee: app.person('ana') } })
    assert.equal(answer.status, 201, answer.text)
    const { id } = answer.json.record
    return { id, asNow: async () => (await mei.get(`/api/apps/desk/ticket/${id}`)).json.record.subject as string }
  }
  async function asAna(path: string, ...expected: number[]) {
    const visitor = await chromium.visit()
    visitor.expectStatus(...expected)
    await signIn(visitor, suite.desk.app.origin, 'Ana')
    await visitor.page.goto(`${suite.desk.app.origin}${path}`)
    return visitor.page
  }

  test('keeps nothing of a refused cell that stood open as they signed out, sends it no more, and tells nobody of it', async () => {
    const { asNow } = await made('A cell to leave')
    const page = await asAna('/a/desk/s/all', 422)
    await page.getByRole('row', { name: 'A cell to leave' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    const box = page.getByRole('textbox', { name: 'Subject' })
    await box.fill('')
    const refused = page.waitForResponse(response => response.request().method() === 'PATCH')
    await page.getByRole('button', { name: /^Ana/ }).click()
    await refused
    await page.locator('main [data-editing]').waitFor()
    const sent = sentFrom(page)
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await nothingIsLeft(page, sent)
    assert.equal(await asNow(), 'A cell to leave')
  })

  for (const [what, write] of [
    [
      'property',
      async page => {
        await page.getByRole('button', { name: 'Edit Subject' }).click()
        await page.getByRole('main').getByRole('textbox').first().fill('Words of Ana')
      },
    ],
    [
      'form',
      async page => {
        await page.keyboard.press('e')
        await page
          .getByRole('dialog')
          .getByLabel(/^Subject/)
          .fill('Words of Ana')
        await page.waitForFunction(() => Object.keys(localStorage).some(key => key.startsWith('bailiwick draft ')))
      },
    ],
  ] satisfies (readonly [string, (page: Page) => Promise<unknown>])[])
    test(`keeps nothing of a half-written ${what} that stood open in another tab`, async () => {
      const { id, asNow } = await made(`Left in another tab, ${what}`)
      const page = await asAna(`/a/desk/r/ticket/${id}`)
      const other = await page.context().newPage()
      await other.goto(`${suite.desk.app.origin}/a/desk/s/all`)
      await other.getByRole('row').nth(1).waitFor()
      await write(page)
      const sent = sentFrom(page)
      await other.getByRole('button', { name: /^Ana/ }).click()
      await other.getByRole('menuitem', { name: 'Sign out' }).click()
      await atTheDoor(other)
      await nothingIsLeft(page, sent)
      assert.equal(await asNow(), `Left in another tab, ${what}`)
    })
})
