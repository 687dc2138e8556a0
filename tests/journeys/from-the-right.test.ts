/** Where one reads from the right: what is pulled goes the way the pointer goes, arrows go the way they point, and what opens at the end of a line opens at the left. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'entities/visit.yaml': `entity: visit
title: place
fields:
  place: { type: text, required: true, search: true }
  begins: { type: date, title: First day }
  ends: { type: date, title: Last day }
  kind: { type: choice, options: [repair, check] }
  meets_at: { type: datetime, title: Meets at }
access:
  - { role: manager, can: [read, create, update] }
`,
  'screens/visits.yaml': `screen: visits
list: visit
title: Visits
columns: [place, begins, ends, meets_at]
order: place
`,
  'screens/days.yaml': `screen: days
calendar: visit
title: Days
from: begins
until: ends
`,
  'screens/hours.yaml': `screen: hours
calendar: visit
title: Hours
from: meets_at
`,
  'screens/plan.yaml': `screen: plan
timeline: visit
title: Plan
from: begins
until: ends
`,
  'screens/kinds.yaml': `screen: kinds
board: visit
title: Kinds
by: kind
`,
}

describe('read from the right', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  const ids = new Map<string, string>()

  before(async () => {
    const mei = await suite.desk.app.as('mei')
    const make = async (fields: Record<string, unknown>) => {
      const made = await mei.post('/api/apps/desk/visit', { fields })
      assert.equal(made.status, 201, made.text)
      ids.set(String(fields.place), made.json.record.id)
    }
    await make({ place: 'מגדלור', begins: '2026-03-10', ends: '2026-03-11', kind: 'repair' })
    await make({ place: 'الميناء', begins: '2026-03-17', ends: '2026-03-18', kind: 'check' })
    await make({ place: 'טחנה', kind: 'repair', meets_at: '2026-03-11T10:00:00Z' })
  })

  /** No language of the screens reads from the right yet; what one would set is set on the page. */
  async function open(address: string, options?: Parameters<typeof chromium.visit>[0]): Promise<Page> {
    const visitor = await chromium.visit(options)
    await signIn(visitor, suite.desk.app.origin, 'Mei')
    const { page } = visitor
    await page.goto(`${suite.desk.app.origin}/a/desk/s/${address}`)
    await page.locator('[data-row]').first().waitFor()
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl'
    })
    return page
  }
  const rowOf = (page: Page, place: string) => page.locator(`[data-row="${ids.get(place)}"]`)
  const valuesOf = async (place: string) => {
    const { json } = await (await suite.desk.app.as('mei')).get(`/api/apps/desk/visit/${ids.get(place)}`)
    return json.record
  }
  const boxOf = async (what: Locator) => (await what.boundingBox())!
  /** Takes hold of something in its middle. */
  async function pull(page: Page, held: Locator, by: { x: number; y?: number }, at: 'middle' | 'left' = 'middle'): Promise<void> {
    const { x, y, width, height } = await boxOf(held)
    const from = { x: at === 'left' ? x + 3 : x + width / 2, y: y + height / 2 }
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(from.x + by.x / 2, from.y + (by.y ?? 0) / 2, { steps: 4 })
    await page.mouse.move(from.x + by.x, from.y + (by.y ?? 0), { steps: 4 })
    await page.waitForTimeout(200)
    await page.mouse.up()
  }
  const saved = (page: Page, what: string) => page.getByText(`${what} changed`).last().waitFor()
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))

  test('a card goes to the column that it is pulled over, and by keys to the one the arrow points at', async () => {
    const page = await open('kinds')
    const [repair, check] = [page.locator('[data-column="repair"]'), page.locator('[data-column="check"]')]
    assert.ok((await boxOf(check)).x < (await boxOf(repair)).x, 'the next column stands at the left')
    await rowOf(page, 'מגדלור').focus()
    await page.keyboard.press('ArrowRight')
    assert.equal(await rowOf(page, 'מגדלור').evaluate(card => card === document.activeElement), true, 'nothing stands before it')
    await page.keyboard.press('ArrowLeft')
    assert.equal(await rowOf(page, 'الميناء').evaluate(card => card === document.activeElement), true)
    await pull(page, rowOf(page, 'מגדלור'), { x: (await boxOf(check)).x - (await boxOf(repair)).x })
    await check.locator(`[data-row="${ids.get('מגדלור')}"]`).waitFor()
    await saved(page, 'Kind')
    assert.equal((await valuesOf('מגדלור')).kind, 'check')
  })

  test('among days the next one stands at the left, for the pointer and for keys', async () => {
    const page = await open('days?at=2026-03-15')
    const day = (iso: string) => page.locator(`[data-day="${iso}"]`)
    const width = (await boxOf(day('2026-03-17'))).width
    await pull(page, rowOf(page, 'الميناء').first(), { x: -width })
    await saved(page, 'First day and Last day')
    const { begins, ends } = await valuesOf('الميناء')
    assert.deepEqual([begins, ends], ['2026-03-18', '2026-03-19'])
    await day('2026-03-25').focus()
    await page.keyboard.press('ArrowLeft')
    assert.equal(await day('2026-03-26').evaluate(each => each === document.activeElement), true)
    await page.keyboard.press('ArrowRight')
    assert.equal(await day('2026-03-25').evaluate(each => each === document.activeElement), true)
  })

  test('among hours what is pulled to the left is a day later, at the hour it is pulled to', async () => {
    const page = await open('hours?at=2026-03-11&span=week')
    const entry = rowOf(page, 'טחנה').first()
    const before = Date.parse((await valuesOf('טחנה')).meets_at)
    const { x, width } = await boxOf(entry)
    await pull(page, entry, { x: -width - 8 })
    await saved(page, 'Meets at')
    assert.equal(Date.parse((await valuesOf('טחנה')).meets_at) - before, 24 * 3_600_000)
    assert.ok((await boxOf(rowOf(page, 'טחנה').first())).x < x, 'it stands where it was let go')
    await rowOf(page, 'טחנה').first().focus()
    await page.keyboard.press('Alt+ArrowRight')
    await page.keyboard.press('Enter')
    await page.waitForFunction(
      ([id, at]) => document.querySelector(`[data-row="${id}"]`)!.getBoundingClientRect().x > Number(at),
      [ids.get('טחנה'), x - 8] as const,
    )
  })

  test('a bar of time goes along with the pointer, and its left end is its last day', async () => {
    const page = await open('plan?at=2026-03-10&span=day')
    const bar = rowOf(page, 'מגדלור').locator('[role="gridcell"] > div').first()
    // A day is 36 pixels wide.
    await pull(page, bar, { x: -36 * 2 })
    await saved(page, 'First day and Last day')
    const moved = await valuesOf('מגדלור')
    assert.deepEqual([moved.begins, moved.ends], ['2026-03-12', '2026-03-13'])
    await pull(page, bar, { x: -36 }, 'left')
    await saved(page, 'Last day')
    const longer = await valuesOf('מגדלור')
    assert.deepEqual([longer.begins, longer.ends], ['2026-03-12', '2026-03-14'])
  })

  test('in a calendar that a day is picked from, an arrow goes the way it points, and in a text it is the text’s own', async () => {
    const page = await open('visits')
    await page.keyboard.press('n')
    const text = page.getByRole('dialog').getByRole('textbox', { name: 'First day' })
    await text.fill('2026-03-18')
    await text.press('Alt+ArrowDown')
    const picked = page.getByRole('dialog', { name: 'Choose First day' })
    const on = (day: number) => picked.getByRole('button', { name: `${day} March 2026` })
    assert.ok((await boxOf(on(19))).x < (await boxOf(on(18))).x, 'the next day stands at the left')
    await on(18).focus()
    await page.keyboard.press('ArrowLeft')
    assert.equal(await focused(page), '19 March 2026')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    assert.equal(await focused(page), '17 March 2026')
    await page.keyboard.press('ArrowDown')
    assert.equal(await focused(page), '24 March 2026')
    await page.keyboard.press('Enter')
    assert.match(await text.inputValue(), /24/)

    await page.getByRole('dialog').getByLabel('Meets at', { exact: true }).click()
    const days = page.locator('table button:not([data-outside])')
    await days.nth(9).focus()
    await page.keyboard.press('ArrowLeft')
    assert.equal(await focused(page), await days.nth(10).getAttribute('aria-label'))
  })

  test('a record over a narrow list lies at its end and leaves where it begins in sight', async () => {
    const page = await open('visits', { viewport: { width: 1000, height: 700 } })
    await page.locator('[data-row]').first().focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('complementary').filter({ has: page.getByRole('heading', { level: 2 }) })
    await panel.getByRole('heading', { level: 2 }).waitFor()
    const { x, width } = await boxOf(panel)
    assert.deepEqual([x, width < 500], [0, true])
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
  })

  test('what is written in a box is read its own way, and keeps clear of what else stands in it', async () => {
    const page = await open('visits')
    await page.keyboard.press('n')
    const dialog = page.getByRole('dialog')
    const place = dialog.getByRole('textbox', { name: 'place' })
    const sides = async (written: string, from: 'rtl' | 'ltr') => {
      await page.evaluate(dir => {
        document.documentElement.dir = dir
      }, from)
      await place.fill(written)
      // No caret in the picture.
      await place.blur()
      return inkOf(page, place)
    }
    for (const from of ['ltr', 'rtl'] as const) {
      const hebrew = await sides('שלום', from)
      assert.ok(hebrew.left > 0.5 && hebrew.right > 0.9, `from ${from}: ${JSON.stringify(hebrew)}`)
      const english = await sides('hello', from)
      assert.ok(english.right < 0.5 && english.left < 0.1, `from ${from}: ${JSON.stringify(english)}`)
    }
    const kind = dialog.getByRole('combobox', { name: 'Kind' })
    await kind.click()
    await page.getByRole('option', { name: 'Repair' }).click()
    const room = await kind.evaluate(box => ({
      kept: Number.parseFloat(getComputedStyle(box).paddingInlineEnd),
      taken: box.parentElement!.querySelector<HTMLElement>('[data-position="right"]')!.offsetWidth,
    }))
    assert.ok(room.kept >= room.taken, `${room.taken} px of buttons have ${room.kept}`)
    await kind.blur()
    const { left, right } = await inkOf(page, kind, 50)
    assert.ok(left > 0.5 && right > 0.9, 'what is chosen stands where the page begins')
  })
})

/** Where the letters of a box begin and end, as shares of its width. @param beside pixels at its left that are not looked at: buttons stand there */
async function inkOf(page: Page, box: Locator, beside = 6): Promise<{ left: number; right: number }> {
  const picture = (await box.screenshot()).toString('base64')
  return page.evaluate(
    async ([picture, beside]) => {
      const image = await createImageBitmap(new Blob([Uint8Array.from(atob(picture), sign => sign.charCodeAt(0))]))
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!
      context.drawImage(image, 0, 0)
      // Within the border.
      const height = image.height - 12
      const dark = Array.from({ length: image.width - beside - 6 }, (_, at) => at + beside).filter(x => {
        const { data } = context.getImageData(x, 6, 1, height)
        return data.some((value, index) => index % 4 === 0 && value < 140)
      })
      return { left: dark[0]! / image.width, right: dark.at(-1)! / image.width }
    },
    [picture, beside] as const,
  )
}
