/** A public form in the browser of somebody who is not signed in and never asks who they are. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { accessible, accessibleInBoth, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'app.yaml': `${deskFiles['app.yaml']}  outside: { title: Outside, public: true }\n`,
  'entities/enquiry.yaml': `entity: enquiry
label: Contact us
plural: Enquiries
description: Ask us anything. We answer within two working days.
title: subject
number: { prefix: E- }
fields:
  subject: { type: text, required: true, max: 80, help: In a few words. }
  body: { type: long_text, title: Your question, required: true, help: "What happened, and what did you expect?" }
  mail: { type: email, title: Your e-mail, help: So that we can answer. }
  kind: { type: choice, options: [question, order], required: true, default: question }
  topics: { type: multi_choice, options: [billing, delivery] }
  day: { type: date, title: When did it happen? }
  seats: { type: integer, min: 1, max: 9 }
  budget: { type: money, currency: EUR }
  urgent: { type: boolean }
  order_number: { type: text, show: record.kind == "order", require: record.kind == "order" }
access:
  - { role: manager, can: [read, create, update] }
  - { role: outside, can: create, fields: [subject, body, mail, kind, topics, day, seats, budget, urgent, order_number] }
`,
}
/** Where pictures go, for looking at them. */
const pictures = process.env.BAILIWICK_PICTURES

describe('a public form', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)

  for (const [scheme, width, height] of [
    ['light', 1440, 900],
    ['dark', 390, 844],
  ] as const) {
    test(`is filled in and sent by keyboard, says what is wrong, thanks with a number, and again, ${scheme}, ${width} wide`, async () => {
      const { app } = suite.desk
      const { page, expectStatus } = await chromium.visit({ colorScheme: scheme, viewport: { width, height } })
      const asked: string[] = []
      page.on('request', request => asked.push(new URL(request.url()).pathname))
      const picture = async (name: string) =>
        pictures && page.screenshot({ path: `${pictures}/form-${name}-${scheme}-${width}.png`, fullPage: true })
      await page.goto(`${app.origin}/form/desk/enquiry`)
      await page.getByRole('heading', { name: 'Contact us', level: 1 }).waitFor()
      assert.equal(await page.title(), 'Contact us')
      assert.equal(await page.getByRole('navigation').count(), 0, 'no shell')
      await picture('empty')
      await accessibleInBoth(page, 'a form to be filled in')
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      assert.equal(overflow, 0, 'nothing stands beside the page')

      expectStatus(422)
      await page.getByRole('textbox', { name: /^Subject/ }).focus()
      await page.keyboard.type('Parcel')
      await page.keyboard.press('Enter')
      const summary = page.getByRole('alert')
      await summary.getByText('One thing has to be corrected').waitFor()
      await page
        .getByRole('textbox', { name: /^Your question/ })
        .and(page.locator(':focus'))
        .waitFor()
      await picture('refused')
      await accessibleInBoth(page, 'a form with a mistake')
      await page.keyboard.type('Where is it?')
      assert.equal(await summary.count(), 0, 'what is corrected is not told any longer')
      const order = page.getByRole('textbox', { name: 'Order number *' })
      const choose = async (kind: string) => {
        await page.getByRole('combobox', { name: /^Kind/ }).click()
        await page.getByRole('option', { name: kind }).click()
      }
      assert.equal(await order.count(), 0, 'nobody is asked for what their kind does not ask for')
      await choose('Order')
      await page.getByRole('button', { name: 'Send' }).click()
      await order.and(page.locator(':focus')).waitFor()
      await summary.getByText('One thing has to be corrected').waitFor()
      await order.fill('4711')
      await choose('Question')
      await order.waitFor({ state: 'detached' })
      await page.getByRole('textbox', { name: /^Your question/ }).focus()
      await page.keyboard.press('Tab')
      await page.keyboard.type('ana@example.test')
      await page.getByRole('button', { name: 'Send' }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Thank you' }).and(page.locator(':focus')).waitFor()
      assert.match(await page.getByRole('main').innerText(), /Its number is E-\d+;/)
      await picture('sent')
      await accessibleInBoth(page, 'a form that was sent')
      await page.getByRole('button', { name: 'Send another' }).click()
      assert.equal(await page.getByRole('textbox', { name: /^Subject/ }).inputValue(), '')
      const api = [...new Set(asked.filter(path => path.startsWith('/api/')))]
      assert.deepEqual(api, ['/api/public/apps/desk/forms/enquiry'], 'nothing else is asked, the session least of all')
    })
  }

  test('that is not there says so, without asking anybody to sign in', async () => {
    const { app } = suite.desk
    const { page, expectStatus } = await chromium.visit()
    expectStatus(404)
    await page.goto(`${app.origin}/form/desk/ticket`)
    await page.getByRole('heading', { name: 'There is no such form' }).waitFor()
    assert.match(page.url(), /\/form\/desk\/ticket$/)
    await accessible(page, 'no such form')
  })

  test('is linked from the list for who administers the app, and its record says who made it', async () => {
    const { app } = suite.desk
    const visitor = await chromium.visit()
    await signIn(visitor, app.origin, 'Mei')
    const { page } = visitor
    await page.goto(`${app.origin}/a/desk/e/enquiry`)
    await page
      .getByRole('row', { name: /Parcel/ })
      .first()
      .waitFor()
    const link = page.getByRole('link', { name: 'Public form' })
    assert.equal(await link.getAttribute('href'), '/form/desk/enquiry')
    if (pictures) await page.screenshot({ path: `${pictures}/form-list.png` })
    await page.goto(`${app.origin}/a/desk/e/ticket`)
    await page
      .getByRole('row', { name: /Printer/ })
      .first()
      .waitFor()
    assert.equal(await link.count(), 0)
  })
})
