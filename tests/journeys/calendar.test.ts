/** Records on the days of a calendar: what is asked for, how one goes through it, and that only who may move something moves it. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Page, Route } from 'playwright-core'
import { isBeside } from '../harness/beside.ts'
import { accessible, accessibleEverywhere, accessibleInBoth, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'
import { pullByFinger } from '../harness/finger.ts'
import { faultsOnPaper, onPaper } from '../harness/paper.ts'

const files = {
  ...deskFiles,
  'app.yaml': `${deskFiles['app.yaml']}calendar: { time_zone: Europe/Berlin }\n`,
  'entities/visit.yaml': `entity: visit
title: place
fields:
  place: { type: text, required: true, search: true }
  begins: { type: date, title: First day }
  ends: { type: date, title: Last day }
  kind: { type: choice, options: [{ name: repair, color: orange }, { name: check, color: blue }] }
  visitor: { type: person }
access:
  - { role: manager, can: [read, create, update, import] }
  - { role: agent, can: read, when: record.visitor == user.id }
  - { role: agent, can: update, when: record.visitor == user.id && record.kind == "check", fields: [begins, ends] }
`,
  'entities/call.yaml': `entity: call
title: about
fields:
  about: { type: text, required: true }
  starts_at: { type: datetime }
  ends_at: { type: datetime }
  kind: { type: choice, options: [{ name: internal, color: blue }, { name: customer, color: orange }] }
access:
  - { role: manager, can: [read, create, update] }
`,
  'screens/visits.yaml': `screen: visits
calendar: visit
title: Visits
from: begins
until: ends
color: kind
card: [visitor]
`,
  'screens/calls.yaml': `screen: calls
calendar: call
title: Calls
from: starts_at
until: ends_at
color: kind
`,
}

describe('a calendar', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  const ids = new Map<string, string>()

  before(async () => {
    const mei = await suite.desk.app.as('mei')
    const ana = suite.desk.app.person('ana')
    const make = async (entity: string, fields: Record<string, unknown>) => {
      const made = await mei.post(`/api/apps/desk/${entity}`, { fields })
      assert.equal(made.status, 201, made.text)
      ids.set(String(fields.place ?? fields.about), made.json.record.id)
    }
    await make('visit', { place: 'Harbour', begins: '2026-03-10', ends: '2026-03-12', kind: 'repair', visitor: ana })
    await make('visit', { place: 'Mill', begins: '2026-03-11', kind: 'check' })
    await make('visit', { place: 'Depot', begins: '2026-03-27', kind: 'check', visitor: ana })
    await make('visit', { place: 'Tower', begins: '2026-04-20', ends: '2026-04-21', kind: 'check' })
    await make('visit', { place: 'Lighthouse', begins: '2026-02-26', ends: '2026-03-03' })
    for (let nth = 1; nth <= 9; nth++) await make('visit', { place: `Station ${nth}`, begins: '2026-03-18' })
    await make('call', { about: 'Late call', starts_at: '2026-03-28T23:30:00Z' })
    await make('call', {
      about: 'Stand-up',
      starts_at: '2026-03-25T13:00:00Z',
      ends_at: '2026-03-25T14:00:00Z',
      kind: 'internal',
    })
    await make('call', { about: 'Review', starts_at: '2026-03-25T13:30:00Z', ends_at: '2026-03-25T15:00:00Z', kind: 'customer' })
    await make('call', { about: 'Fair', starts_at: '2026-03-24T04:00:00Z', ends_at: '2026-03-26T04:00:00Z' })
  })

  async function open(name: string, address: string, options?: Parameters<typeof chromium.visit>[0]): Promise<Page> {
    const visitor = await chromium.visit(options)
    await signIn(visitor, suite.desk.app.origin, name)
    await visitor.page.goto(`${suite.desk.app.origin}/a/desk/s/${address}`)
    return visitor.page
  }
  const day = (page: Page, iso: string) => page.locator(`[data-day="${iso}"]`)
  const entry = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}\\b`) })
  const valuesOf = async (name: string) => {
    const { json } = await (await suite.desk.app.as('mei')).get(`/api/apps/desk/visit/${ids.get(name)}`)
    return [json.record.begins, json.record.ends]
  }
  async function drag(page: Page, name: string, to: string, held = () => page.waitForTimeout(250)): Promise<void> {
    const from = (await entry(page, name).boundingBox())!
    const target = (await day(page, to).boundingBox())!
    await page.mouse.move(from.x + 12, from.y + 8)
    await page.mouse.down()
    await page.mouse.move(from.x + 30, from.y + 30, { steps: 4 })
    await page.mouse.move(target.x + 20, target.y + target.height - 12, { steps: 6 })
    await held()
    await page.mouse.move(target.x + 24, target.y + target.height - 12, { steps: 2 })
    await page.mouse.up()
  }

  test('shows what has a part in its days, across several where it lasts, and asks for nothing else', async () => {
    const asked: string[] = []
    const visitor = await chromium.visit()
    visitor.page.on('request', request => void (/desk\/visit\?/.test(request.url()) && asked.push(request.url())))
    await signIn(visitor, suite.desk.app.origin, 'Mei')
    await visitor.page.goto(`${suite.desk.app.origin}/a/desk/s/visits?at=2026-03-15`)
    const { page } = visitor
    await entry(page, 'Harbour').waitFor()
    await page.getByRole('heading', { name: 'March 2026' }).waitFor()
    assert.equal(await entry(page, 'Lighthouse').count(), 1, 'what began in February lasts into March')
    assert.equal(await entry(page, 'Tower').count(), 0, 'April is another month')
    const [wide, narrow] = [(await entry(page, 'Harbour').boundingBox())!, (await entry(page, 'Mill').boundingBox())!]
    assert.ok(wide.width > 2.8 * narrow.width, 'three days are three days wide')
    assert.ok(asked.length > 0 && asked.every(url => decodeURIComponent(url).includes('date("2026-03-01")')), asked.join('\n'))
  })

  test('its days are gone through by mouse: months, weeks, a full day, and back to today; all of it is in the address', async () => {
    const page = await open('Mei', 'visits?at=2026-03-15')
    await page.getByRole('button', { name: 'Next month' }).click()
    await entry(page, 'Tower').waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'March 2026' }).waitFor()
    const more = day(page, '2026-03-18').getByRole('button', { name: /^\+\d+ more$/ })
    const counted = Number((await more.innerText()).replace(/\D/g, ''))
    assert.equal(counted + (await page.getByRole('button', { name: /^Station/ }).count()), 9, 'all nine are shown or counted')
    await more.click()
    await page.getByRole('heading', { name: 'Wednesday, March 18, 2026' }).waitFor()
    assert.equal(await page.getByRole('button', { name: /^Station/ }).count(), 9)
    assert.match(page.url(), /at=2026-03-18/)
    await page.getByText('Week', { exact: true }).click()
    await page.waitForURL(/span=week/)
    await page.getByRole('button', { name: 'Previous week' }).click()
    await entry(page, 'Mill').waitFor()
    await page.getByRole('button', { name: 'Today' }).click()
    await page.waitForURL(url => !url.searchParams.has('at'))
  })

  test('its days are gone through by keyboard: between days and entries, to a record and back', async () => {
    const page = await open('Mei', 'visits?at=2026-03-10')
    await entry(page, 'Harbour').waitFor()
    await day(page, '2026-03-10').focus()
    await page.keyboard.press('ArrowRight')
    assert.equal(await day(page, '2026-03-11').evaluate(cell => cell === document.activeElement), true)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    assert.match(await page.evaluate(() => (document.activeElement as HTMLElement).innerText), /^Mill/)
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`record=${ids.get('Mill')}`))
    await page.getByRole('complementary').getByText('Mill').first().waitFor()
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => (document.activeElement as HTMLElement).innerText.startsWith('Mill'))
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    assert.equal(await day(page, '2026-03-11').evaluate(cell => cell === document.activeElement), true)
    await page.keyboard.press('PageDown')
    await page.getByRole('heading', { name: 'April 2026' }).waitFor()
    await page.waitForFunction(() => (document.activeElement as HTMLElement).dataset.day === '2026-04-11')
    await page.keyboard.press('t')
    await page.waitForURL(url => !url.searchParams.has('at'))
  })

  test('has the open entry beside its record where that lies over the days, of a month and of hours', async () => {
    const page = await open('Mei', 'visits?at=2026-03-27', { viewport: { width: 1000, height: 800 } })
    await entry(page, 'Depot').click()
    await isBeside(page)
    await page.goto(`${suite.desk.app.origin}/a/desk/s/calls?at=2026-03-28`)
    await entry(page, 'Late call').click()
    await isBeside(page)
  })

  test('what is dragged to another day moves with both its ends, and comes back by undo', async () => {
    const page = await open('Mei', 'visits?at=2026-03-15')
    await entry(page, 'Harbour').waitFor()
    await drag(page, 'Harbour', '2026-03-24')
    await page.getByText('First day and Last day changed').waitFor()
    assert.deepEqual(await valuesOf('Harbour'), ['2026-03-24', '2026-03-26'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: /^Harbour.*Mar 10/ }).waitFor()
    assert.deepEqual(await valuesOf('Harbour'), ['2026-03-10', '2026-03-12'])
  })

  test('the same is done by keyboard: the end comes along with the day that is written', async () => {
    const page = await open('Mei', 'visits?at=2026-04-20')
    await entry(page, 'Tower').focus()
    await page.keyboard.press('m')
    const dialog = page.getByRole('dialog', { name: 'Move “Tower”' })
    await dialog.getByRole('textbox', { name: 'First day' }).fill('2026-04-22')
    assert.equal(await dialog.getByRole('textbox', { name: 'Last day' }).inputValue(), '04/23/2026')
    await accessible(page, 'the dialog in which days are written')
    await page.keyboard.press('Enter')
    await page.getByText('First day and Last day changed').waitFor()
    assert.deepEqual(await valuesOf('Tower'), ['2026-04-22', '2026-04-23'])
  })

  test('who sees only their own records moves of them those they may change, and is told of the others', async () => {
    const page = await open('Ana', 'visits?at=2026-03-15')
    await entry(page, 'Harbour').waitFor()
    assert.equal(await page.locator('[data-row]').count(), 2, 'nothing of what others visit')
    assert.equal(await page.getByRole('button', { name: 'New visit' }).count(), 0)
    await day(page, '2026-03-24').click({ position: { x: 60, y: 60 } })
    assert.doesNotMatch(page.url(), /form=new/)
    await drag(page, 'Harbour', '2026-03-24', () => page.getByText('You may not change “First day” here.').waitFor())
    await entry(page, 'Harbour').focus()
    await page.keyboard.press('m')
    const dialog = page.getByRole('dialog', { name: 'Move “Harbour”' })
    await dialog.getByText('You may not change “First day” or “Last day” here.').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    assert.deepEqual(await valuesOf('Harbour'), ['2026-03-10', '2026-03-12'])
    await drag(page, 'Depot', '2026-03-30')
    await page.getByText('First day changed').waitFor()
    assert.deepEqual(await valuesOf('Depot'), ['2026-03-30', null])
  })

  test('a click on an empty day, or N on it, makes a record that begins on it', async () => {
    const page = await open('Mei', 'visits?at=2026-03-15')
    await entry(page, 'Harbour').waitFor()
    await day(page, '2026-03-25').click({ position: { x: 60, y: 60 } })
    const dialog = page.getByRole('dialog', { name: 'New visit' })
    assert.equal(await dialog.getByRole('textbox', { name: 'First day' }).inputValue(), '03/25/2026')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await day(page, '2026-03-26').focus()
    await page.keyboard.press('n')
    assert.equal(await dialog.getByRole('textbox', { name: 'First day' }).inputValue(), '03/26/2026')
    await dialog.getByRole('textbox', { name: /^Place/ }).fill('Quarry')
    await dialog.getByRole('button', { name: 'Create visit' }).click()
    await day(page, '2026-03-26')
      .getByRole('button', { name: /^Quarry/ })
      .waitFor()
  })

  test('moments are on the day they have in the zone of the app, which is told', async () => {
    const page = await open('Mei', 'calls?at=2026-03-15&span=month', { timezoneId: 'America/Toronto' })
    const late = day(page, '2026-03-29').getByRole('button', { name: /Late call/ })
    await late.hover()
    await page.getByRole('tooltip').getByText('(Europe/Berlin)').waitFor()
    await late.getByText('12:30 AM', { exact: true }).waitFor()
  })

  test('hours are those of the person: what overlaps stands side by side, and is pulled, lengthened and made there by mouse, key and finger', async () => {
    const page = await open('Mei', 'calls?at=2026-03-25', { timezoneId: 'America/Toronto' })
    const box = async (name: string) => (await entry(page, name).boundingBox())!
    const slot = (iso: string, minutes: number) => page.locator(`[data-column="${iso}"][data-at="${minutes}"]`)
    const timesOf = async (name: string) => {
      const { json } = await (await suite.desk.app.as('mei')).get(`/api/apps/desk/call/${ids.get(name)}`)
      return [json.record.starts_at, json.record.ends_at].map(each => each?.slice(5, 16))
    }
    /** It is shown there before the server has heard of it. */
    const comesTo = async (name: string, times: readonly string[]) => {
      for (let tries = 0; tries < 40 && (await timesOf(name)).join() !== times.join(); tries += 1) await page.waitForTimeout(50)
      assert.deepEqual(await timesOf(name), times)
    }
    await entry(page, 'Stand-up').waitFor()
    assert.equal(
      await slot('2026-03-28', 1170)
        .getByRole('button', { name: /^Late call/ })
        .count(),
      1,
      'half past seven of the day before',
    )
    assert.equal(await day(page, '2026-03-24').getByRole('button', { name: /^Fair/ }).count(), 1, 'whole days stand above')
    const [first, second] = [await box('Stand-up'), await box('Review')]
    assert.ok(
      first.x + first.width <= second.x && second.y > first.y && second.height > 1.4 * first.height,
      'beside, later, longer',
    )
    await slot('2026-03-25', 480).waitFor()
    assert.ok((await slot('2026-03-25', 480).boundingBox())!.y > 100, 'business hours are in sight')

    const pull = async (from: { x: number; y: number }, to: { x: number; y: number }) => {
      await page.mouse.move(from.x, from.y)
      await page.mouse.down()
      await page.mouse.move(from.x + 6, from.y + 6, { steps: 2 })
      await page.mouse.move(to.x, to.y, { steps: 4 })
      await page.mouse.up()
    }
    const thursday = (await slot('2026-03-26', 660).boundingBox())!
    await pull({ x: first.x + 20, y: first.y + 13 }, { x: thursday.x + 20, y: thursday.y + 25 })
    await comesTo('Stand-up', ['03-26T15:15', '03-26T16:15'])
    const moved = await box('Stand-up')
    await pull({ x: moved.x + 20, y: moved.y + moved.height - 3 }, { x: moved.x + 20, y: moved.y + moved.height + 22 })
    await comesTo('Stand-up', ['03-26T15:15', '03-26T16:45'])

    await entry(page, 'Review').focus()
    await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Alt+ArrowRight')
    await page.getByRole('status').getByText('Thu, Mar 26, 9:15').waitFor()
    await accessibleInBoth(page, 'a week with hours while something moves')
    await page.keyboard.press('Enter')
    await slot('2026-03-26', 540)
      .getByRole('button', { name: /^Review/ })
      .waitFor()
    await comesTo('Review', ['03-26T13:15', '03-26T14:45'])
    await page.waitForFunction(() => (document.activeElement as HTMLElement).innerText.startsWith('Review'))

    // Between hours and whole days: what comes among hours takes one, what goes above the day.
    const above = (await day(page, '2026-03-27').boundingBox())!
    const over = await box('Stand-up')
    // The answer takes a while: what is pressed meanwhile counts too.
    const slowly = async (route: Route) => {
      const response = await route.fetch()
      await page.waitForTimeout(route.request().method() === 'PATCH' ? 600 : 0)
      await route.fulfill({ response })
    }
    await page.route('**/api/apps/desk/call/*', slowly)
    await pull({ x: over.x + 20, y: over.y + 13 }, { x: above.x + 20, y: above.y + 12 })
    await comesTo('Stand-up', ['03-27T04:00', '03-28T04:00'])
    await day(page, '2026-03-27')
      .getByRole('button', { name: /^Stand-up/ })
      .waitFor()
    await entry(page, 'Stand-up').focus()
    await page.keyboard.press('w')
    await page.keyboard.press('Alt+ArrowDown')
    await page.getByRole('status').getByText('Fri, Mar 27, 4:15 – 5:15 AM').waitFor()
    await page.keyboard.press('w')
    await page.keyboard.press('w')
    await page.getByRole('status').getByText('Fri, Mar 27, 4:00 – 5:00 AM').waitFor()
    await page.keyboard.press('Enter')
    await slot('2026-03-27', 240)
      .getByRole('button', { name: /^Stand-up/ })
      .waitFor()
    await comesTo('Stand-up', ['03-27T08:00', '03-27T09:00'])
    await page.unrouteAll({ behavior: 'wait' })
    const [fair, ten] = [await box('Fair'), (await slot('2026-03-25', 600).boundingBox())!]
    await pull({ x: fair.x + 20, y: fair.y + 10 }, { x: ten.x + 20, y: ten.y + 2 })
    await slot('2026-03-25', 600).getByRole('button', { name: /^Fair/ }).waitFor()
    await comesTo('Fair', ['03-25T14:00', '03-25T15:00'])

    await slot('2026-03-27', 600).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'New call' })
    const begins = async (from: string, to: string) => {
      await dialog.getByText(`03/27/2026, ${from} AM`, { exact: true }).waitFor()
      await dialog.getByText(`03/27/2026, ${to} AM`, { exact: true }).waitFor()
    }
    await begins('10:30', '11:30')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    const free = (await slot('2026-03-27', 540).boundingBox())!
    await pull({ x: free.x + 20, y: free.y + 2 }, { x: free.x + 20, y: free.y + 32 })
    await begins('09:00', '09:45')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })

    const review = await box('Review')
    await pullByFinger(page, { x: review.x + 20, y: review.y + 10 }, { x: 0, y: 24 })
    await page.waitForFunction(() => document.querySelectorAll('[data-dragged]').length === 0)
    await page.getByRole('button', { name: /^Review.*9:45/ }).waitFor()
    await comesTo('Review', ['03-26T13:45', '03-26T15:15'])
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByText('Day', { exact: true }).click()
    await page.waitForURL(/span=day/)
    await page.locator('[data-at="600"]').waitFor()
    await accessible(page, 'the hours of a day on a phone')
    await page.keyboard.press('t')
    await page.locator('[data-now]').waitFor({ state: 'attached' })
  })

  test('where nothing is, it says so and leads to the nearest', async () => {
    const page = await open('Mei', 'visits?at=2026-07-01')
    await page.getByText('No visits in July 2026.').waitFor()
    await accessible(page, 'a month without entries')
    await page.getByRole('button', { name: /^The one before: Apr/ }).click()
    await entry(page, 'Tower').waitFor()
  })

  test('where more are than anybody reads, it says so and asks for a filter', async () => {
    const mei = await suite.desk.app.as('mei')
    for (const half of ['North', 'South']) {
      const rows = Array.from({ length: 505 }, (_, nth) => ({ place: `${half} ${nth}`, begins: '2026-10-14' }))
      const brought = await mei.post('/api/apps/desk/visit/import', { rows })
      assert.equal(brought.status, 200, brought.text)
    }
    const page = await open('Mei', 'visits?at=2026-10-14')
    await page.getByText(/There are more than 1,000 visits in October 2026/).waitFor()
    const south = encodeURIComponent('record.place.contains("South")')
    await page.goto(`${suite.desk.app.origin}/a/desk/s/visits?at=2026-10-14&filter=${south}`)
    await page.getByText('1–505 of 505').waitFor()
    assert.equal(await page.getByText(/There are more than/).count(), 0)
  })

  test('can be used by everybody, wide and on a phone, light and dark', async () => {
    const page = await open('Mei', 'visits?at=2026-03-15')
    await accessibleEverywhere(page, 'month', () => page.locator('[data-row]').first().waitFor())
    await page.goto(`${suite.desk.app.origin}/a/desk/s/visits?at=2026-03-11&span=week`)
    await accessibleEverywhere(page, 'week', () => page.locator('[data-row]').first().waitFor())
    await page.getByRole('region', { name: 'Wednesday, March 11' }).getByText('Mill').waitFor()
    await onPaper(page, async () => {
      assert.equal((await faultsOnPaper(page, '[data-row]')).beside, 0)
      for (const name of ['Filter', 'Today']) assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name)
    })
    await page.getByRole('button', { name: 'Move Mill' }).click()
    await page.getByRole('dialog', { name: 'Move “Mill”' }).waitFor()
  })
})
