/** Every screen, light and dark, wide and on a phone: what axe finds, and whether anything sticks out; and in the language and zone of whoever reads. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { accessible, accessibleEverywhere, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'
import { settledShifts } from '../harness/shifts.ts'

const files = {
  ...deskFiles,
  'screens/urgency.yaml': `screen: urgency
board: ticket
title: Tickets by priority
by: priority
card: [team]
`,
  'screens/overview.yaml': `screen: overview
title: Overview
dashboard:
  - { number: Tickets, of: ticket }
  - { bar: By priority, of: ticket, by: priority }
  - { pie: By team, of: ticket, by: team }
`,
  'screens/latest.yaml': `screen: latest
title: Latest
dashboard:
  - { table: Last written, of: ticket, columns: [subject, priority, team, due], order: updated_at desc }
  - { table: Of high priority, of: ticket, columns: [subject], order: subject, filter: 'record.priority == "high"' }
  - { pie: By team, of: ticket, by: team }
`,
}

describe('every screen', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
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

  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const)
    test(`stand still when their data come, ${width} wide`, async () => {
      const { desk } = suite
      const visitor = await chromium.visit({ viewport: { width, height } })
      await signIn(visitor, desk.app.origin, 'Mei')
      for (const [where, path, ready] of [
        ['list', '/a/desk/e/ticket', 'Canary of the other team'],
        ['board', '/a/desk/s/urgency', 'Canary of the other team'],
        ['dashboard', '/a/desk/s/overview', 'EMEA'],
        ['dashboard of records', '/a/desk/s/latest', 'EMEA'],
        ['record', `/a/desk/r/ticket/${desk.tickets.ours}`, 'Activity'],
      ] as const) {
        const { sum, told } = await settledShifts(visitor.page, desk.app.origin + path, ready)
        assert.ok(sum < 0.02, `${where}: ${sum} ${told.join(' | ')}`)
      }
    })

  test('speak the language a person chose and tell moments in their zone, in every browser they use, until they choose otherwise', async () => {
    const { desk } = suite
    const mei = await desk.app.as('mei')
    const path = `/api/apps/desk/ticket/${desk.tickets.ours}`
    const { version } = (await mei.get(path)).json.record
    const changed = await mei.patch(
      path,
      { fields: { due: '2025-01-05', credit: '1234.50' } },
      { headers: { 'if-match': `"${version}"` } },
    )
    assert.equal(changed.status, 200, changed.text)
    const visitor = await chromium.visit()
    const { page } = visitor
    const spoken = () => page.evaluate(() => document.documentElement.lang)
    await signIn(visitor, desk.app.origin, 'Mei')
    await page.goto(`${desk.app.origin}/account`)
    await page.getByRole('combobox', { name: 'Language' }).click()
    await page.getByRole('option', { name: 'Deutsch' }).click()
    await page.getByRole('heading', { name: 'Sprache und Zeitzone' }).waitFor()
    assert.equal(await spoken(), 'de')
    assert.equal(
      await page.getByRole('combobox', { name: 'Sprache' }).evaluate(control => control === document.activeElement),
      true,
      'the keyboard stays where it was',
    )
    await page.getByRole('combobox', { name: 'Zeitzone' }).fill('tokyo')
    await page.getByRole('option', { name: 'Asia/Tokyo' }).click()
    await accessible(page, 'account in German')

    await page.goto(`${desk.app.origin}/a/desk/r/ticket/${desk.tickets.ours}`)
    await page.getByText('1.234,50 USD').first().waitFor()
    await page.getByText('5. Jan. 2025').first().waitFor()
    assert.match((await page.locator('time[title]').first().getAttribute('title')) ?? '', /^\d+\. \S+ \d{4}, \d\d:\d\d GMT\+9$/)
    await page.getByRole('link', { name: 'Eingang' }).click()
    await page.getByRole('button', { name: 'Mei', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Abmelden' }).click()
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor()

    const elsewhere = await chromium.visit({ locale: 'en-GB' })
    await signIn(elsewhere, desk.app.origin, 'Mei')
    await elsewhere.page.goto(`${desk.app.origin}/account`)
    await elsewhere.page.getByRole('combobox', { name: 'Sprache' }).click()
    await elsewhere.page.getByRole('option', { name: 'Wie im Browser (English)' }).click()
    await elsewhere.page.getByRole('heading', { name: 'Language and time zone' }).waitFor()
    assert.equal(await elsewhere.page.evaluate(() => document.documentElement.lang), 'en')
  })
})
