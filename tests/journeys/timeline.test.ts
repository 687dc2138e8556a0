/** Records as bars over an axis of time: their groups, and that a bar and its ends move where the record may be changed, and only there. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessibleEverywhere, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'
import { pullByFinger } from '../harness/finger.ts'
import { faultsOnPaper, onPaper } from '../harness/paper.ts'

const files = {
  ...deskFiles,
  'entities/job.yaml': `entity: job
title: name
fields:
  name: { type: text, required: true, search: true }
  begins: { type: date, title: Begin }
  ends: { type: date, title: End }
  kind: { type: choice, options: [{ name: repair, color: orange }, { name: check, color: blue }] }
  worker: { type: person }
checks:
  - { name: in_order, when: record.ends == null || record.begins == null || record.ends >= record.begins, message: It ends after it begins., field: ends }
access:
  - { role: manager, can: [read, create, update] }
  - { role: agent, can: read, when: record.worker == user.id }
  - { role: agent, can: update, when: record.worker == user.id, fields: [ends] }
`,
  'screens/plan.yaml': `screen: plan
timeline: job
title: Plan
from: begins
until: ends
by: worker
color: kind
card: [kind]
`,
}

describe('a timeline', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  const ids = new Map<string, string>()

  before(async () => {
    const { app } = suite.desk
    const mei = await app.as('mei')
    const make = async (fields: Record<string, unknown>) => {
      const made = await mei.post('/api/apps/desk/job', { fields })
      assert.equal(made.status, 201, made.text)
      ids.set(String(fields.name), made.json.record.id)
    }
    await make({ name: 'Roof', begins: '2026-03-10', ends: '2026-03-13', kind: 'repair', worker: app.person('ana') })
    await make({ name: 'Cellar', begins: '2026-03-12', ends: '2026-03-20', kind: 'check', worker: app.person('luis') })
    await make({ name: 'Garden', begins: '2026-03-16', ends: '2026-03-17' })
    await make({ name: 'Someday', begins: '2026-03-16', worker: app.person('luis') })
    await make({ name: 'Next year', begins: '2027-06-01', ends: '2027-06-05' })
  })

  async function open(name: string, address: string, options?: Parameters<typeof chromium.visit>[0]): Promise<Page> {
    const visitor = await chromium.visit(options)
    await signIn(visitor, suite.desk.app.origin, name)
    await visitor.page.goto(`${suite.desk.app.origin}/a/desk/s/${address}`)
    await visitor.page.locator('[data-row]').first().waitFor()
    return visitor.page
  }
  const row = (page: Page, name: string) => page.locator(`[data-row="${ids.get(name)}"]`)
  const bar = (page: Page, name: string) => row(page, name).locator('[role="gridcell"] > div').first()
  const valuesOf = async (name: string) => {
    const { json } = await (await suite.desk.app.as('mei')).get(`/api/apps/desk/job/${ids.get(name)}`)
    return [json.record.begins, json.record.ends]
  }
  /** In the scale of days one is 36 pixels wide. */
  async function pull(page: Page, name: string, at: 'begin' | 'middle' | 'end', days: number): Promise<void> {
    const { x, y, width, height } = (await bar(page, name).boundingBox())!
    const from = at === 'begin' ? x + 3 : at === 'end' ? x + width - 3 : x + width / 2
    await page.mouse.move(from, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(from + days * 18, y + height / 2, { steps: 4 })
    await page.mouse.move(from + days * 36, y + height / 2, { steps: 4 })
    await page.waitForTimeout(200)
    await page.mouse.up()
  }
  const saved = (page: Page, what: string) => page.getByText(`${what} changed`).last().waitFor()

  test('has a row for each record in groups under headings, and at the end what lacks a day', async () => {
    const page = await open('Mei', 'plan?at=2026-03-10&span=day')
    await row(page, 'Someday').waitFor()
    const names = await page.getByRole('rowheader').allInnerTexts()
    assert.deepEqual(
      names.map(name => name.replace(/\s+/g, ' ').trim()),
      ['Ana 1', 'Roof', 'Luis 1', 'Cellar', 'No worker 1', 'Garden', 'Without both days 1', 'Someday'],
    )
    await row(page, 'Someday').getByText('No end').waitFor()
    const [long, short] = [(await bar(page, 'Cellar').boundingBox())!, (await bar(page, 'Roof').boundingBox())!]
    assert.deepEqual([long.width, short.width, long.x - short.x], [9 * 36, 4 * 36, 2 * 36])
    await onPaper(page, async () => {
      assert.deepEqual(await faultsOnPaper(page, '[role="columnheader"], [role="row"][data-row]'), { beside: 0, above: 0 })
      const [nine, four] = [(await bar(page, 'Cellar').boundingBox())!, (await bar(page, 'Roof').boundingBox())!]
      assert.ok(Math.abs(nine.width / four.width - 9 / 4) < 0.05, 'days are as wide as each other')
    })
    await page.getByText('Months', { exact: true }).click()
    await page.waitForURL(/span=month/)
    await page.getByRole('button', { name: 'Next part' }).click()
    await page.waitForURL(/at=2026-06-10/)
  })

  test('a bar that is dragged moves with both its ends and comes back by undo', async () => {
    const page = await open('Mei', 'plan?at=2026-03-10&span=day')
    await pull(page, 'Roof', 'middle', 3)
    await saved(page, 'Begin and End')
    assert.deepEqual(await valuesOf('Roof'), ['2026-03-13', '2026-03-16'])
    assert.doesNotMatch(page.url(), /record=/, 'a drag is no click')
    await page.getByRole('button', { name: 'Undo' }).click()
    await row(page, 'Roof')
      .getByRole('gridcell', { name: /Mar 10/ })
      .waitFor()
    assert.deepEqual(await valuesOf('Roof'), ['2026-03-10', '2026-03-13'])
  })

  test('by its ends it grows and shrinks, never past the other one, and Escape leaves it as it was', async () => {
    const page = await open('Mei', 'plan?at=2026-03-10&span=day')
    await pull(page, 'Cellar', 'end', -4)
    await saved(page, 'End')
    assert.deepEqual(await valuesOf('Cellar'), ['2026-03-12', '2026-03-16'])
    await pull(page, 'Cellar', 'begin', 9)
    await saved(page, 'Begin')
    assert.deepEqual(await valuesOf('Cellar'), ['2026-03-16', '2026-03-16'])
    const { x, y } = (await bar(page, 'Garden').boundingBox())!
    await page.mouse.move(x + 20, y + 8)
    await page.mouse.down()
    await page.mouse.move(x + 200, y + 8, { steps: 4 })
    await page.keyboard.press('Escape')
    await page.mouse.up()
    assert.equal((await bar(page, 'Garden').boundingBox())!.x, x)
    assert.deepEqual(await valuesOf('Garden'), ['2026-03-16', '2026-03-17'])
    // A finger that moves at once scrolls, one that rests pulls.
    const chart = page.getByRole('grid').locator('..')
    const scrolled = await chart.evaluate(box => box.scrollLeft)
    await pullByFinger(page, { x: x + 20, y: y + 8 }, { x: -40, y: 0 }, 0)
    await page.waitForFunction(([box, before]) => (box as Element).scrollLeft > (before as number), [
      await chart.elementHandle(),
      scrolled,
    ] as const)
    const there = (await bar(page, 'Garden').boundingBox())!
    const width = there.width / 2
    await pullByFinger(page, { x: there.x + width, y: there.y + 8 }, { x: 2 * width, y: 0 })
    await saved(page, 'Begin and End')
    assert.deepEqual(await valuesOf('Garden'), ['2026-03-18', '2026-03-19'])
  })

  test('the same is done by keyboard, and what had no end gets one', async () => {
    const page = await open('Mei', 'plan?at=2026-03-10&span=day')
    await row(page, 'Someday').waitFor()
    await page.keyboard.press('j')
    await page.waitForFunction(id => (document.activeElement as HTMLElement).dataset.row === id, ids.get('Roof')!)
    for (let down = 0; down < 3; down++) await page.keyboard.press('ArrowDown')
    await page.waitForFunction(id => (document.activeElement as HTMLElement).dataset.row === id, ids.get('Someday')!)
    await page.keyboard.press('m')
    const dialog = page.getByRole('dialog', { name: 'Move “Someday”' })
    await dialog.getByRole('textbox', { name: 'End' }).fill('2026-03-18')
    await dialog.getByRole('button', { name: 'Move' }).click()
    await saved(page, 'End')
    await row(page, 'Someday')
      .getByRole('gridcell', { name: /3 days/ })
      .waitFor()
    await row(page, 'Someday').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/record=/)
  })

  test('whoever may change one end only moves that one, and sees the own records alone', async () => {
    const page = await open('Ana', 'plan?at=2026-03-10&span=day')
    assert.deepEqual(await page.locator('[data-row]').count(), 1)
    await pull(page, 'Roof', 'end', 2)
    await saved(page, 'End')
    assert.deepEqual(await valuesOf('Roof'), ['2026-03-10', '2026-03-15'])
    await pull(page, 'Roof', 'middle', 2)
    await pull(page, 'Roof', 'begin', 2)
    await row(page, 'Roof').focus()
    await page.keyboard.press('m')
    const dialog = page.getByRole('dialog', { name: 'Move “Roof”' })
    await dialog.getByRole('textbox', { name: 'End' }).waitFor()
    assert.equal(await dialog.getByRole('textbox').count(), 1)
    assert.deepEqual(await valuesOf('Roof'), ['2026-03-10', '2026-03-15'])
  })

  test('can be used by everybody, wide and on a phone, light and dark', async () => {
    const page = await open('Mei', 'plan?at=2026-03-10')
    await accessibleEverywhere(page, 'timeline', () => row(page, 'Roof').waitFor())
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 844 })
      await page.goto(`${suite.desk.app.origin}/a/desk/s/plan?at=2025-03-10`)
      await page.getByText('No jobs in this time.').waitFor()
      await page.getByRole('button', { name: /^The next: / }).click()
      await row(page, 'Roof').waitFor()
    }
  })
})
