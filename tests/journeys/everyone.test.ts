/** Every screen, light and dark, wide and on a phone: what axe finds, and whether anything sticks out. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { accessibleEverywhere, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskOfSuite } from '../harness/desk.ts'

describe('every screen', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite()
  before(async () => {
    const ana = await suite.desk.app.as('ana')
    const made = await ana.post('/api/apps/desk/ticket', {
      fields: { subject: 'So that the audit has something', team: suite.desk.emea },
    })
    assert.equal(made.status, 201, made.text)
  })

  test('can be used by everyone, light and dark, wide and on a phone', async () => {
    const { desk } = suite
    const visitor = await chromium.visit()
    const { page } = visitor
    await page.goto(desk.app.origin)
    await accessibleEverywhere(page, 'sign-in', () => page.getByRole('heading', { name: 'Sign in' }).waitFor())
    await signIn(visitor, desk.app.origin, 'Mei')
    visitor.expectStatus(404)
    for (const [where, path, ready] of [
      ['home', '/', /Good to see you/],
      ['list', '/a/desk/e/ticket', /Canary of the other team/],
      ['panel', `/a/desk/e/ticket?record=${desk.tickets.ours}`, /Activity/],
      ['record', `/a/desk/r/ticket/${desk.tickets.ours}`, /Activity/],
      ['form', '/a/desk/e/ticket?form=new', /New ticket/],
      ['empty', '/a/desk/e/ticket?search=zzzzzz', /Nothing matches/],
      ['similar', '/a/desk/e/ticket?search=pirnter', /Nothing has “pirnter”. These are similar./],
      ['inbox', '/inbox', /Approvals|Nothing waits/],
      ['audit', '/audit', /created/],
      ['account', '/account', /Current password/],
      ['gone', '/a/desk/e/nothing', /nothing of that name/],
    ] as const) {
      await page.goto(desk.app.origin + path)
      await accessibleEverywhere(page, where, () => page.getByText(ready).locator('visible=true').first().waitFor())
    }
  })
})
