/** What is longer than a page, or than all that paper takes. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { type RunningApp, runApp } from '../harness/app.ts'
import { chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { onPaper } from '../harness/paper.ts'

const files = {
  'app.yaml': `app: ledger
title: Ledger
roles:
  lead: { title: Lead, administer: true, audit: true }
`,
  'entities/entry.yaml': `entity: entry
title: name
fields:
  name: { type: text, required: true }
  told: { type: long_text }
  begins: { type: date }
  ends: { type: date }
access:
  - { role: lead, can: [read, create, export] }
`,
  'screens/plan.yaml': `screen: plan
timeline: entry
title: Plan
from: begins
until: ends
`,
}

describe('on paper, what is long', () => {
  const chromium = chromiumOfSuite()
  const endings: (() => unknown)[] = []
  let app: RunningApp
  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      { files, seed: { roles: [{ role: 'lead', person: 'lena' }] } },
    )
    await app.superuser(async client => {
      await client.query('SET session_replication_role = replica')
      await client.query(
        `INSERT INTO ledger.entry (id, version, created_at, created_by, updated_at, updated_by, name, begins, ends, changed_in)
         SELECT bailiwick.uuidv7(), 1, now() - n * interval '1 second', $1, now(), $1, 'Entry ' || n, CASE WHEN n > 700 THEN current_date + n % 20 END, current_date + n % 20 + 3, pg_current_xact_id() FROM generate_series(1, 1500) n`,
        [app.person('lena')],
      )
    })
  })
  test.after(async () => {
    for (const end of endings) await end()
  })

  test('a list says at its foot how many rows are there: on the screen those that were scrolled to, on paper those that stand on it', async () => {
    const visitor = await chromium.visit()
    await signIn(visitor, app.origin, 'Lena')
    const { page } = visitor
    await page.goto(`${app.origin}/a/ledger/e/entry`)
    await page.locator('[data-row]').first().waitFor()
    const foot = page.locator('footer').filter({ hasText: ' of ' })
    const scrolledTo = async () => Number(/1–([\d,]+)/.exec(await foot.innerText())![1]!.replace(',', ''))
    while ((await scrolledTo()) < 1_100) {
      const before = await scrolledTo()
      await page.getByRole('grid').evaluate(each => {
        each.scrollTop = each.scrollHeight
      })
      await foot.getByText(`1–${before.toLocaleString('en')} of`).waitFor({ state: 'detached' })
    }
    const loaded = (await scrolledTo()).toLocaleString('en')
    await foot.getByText(`1–${loaded} of ${loaded}+`).waitFor()
    await onPaper(page, async () => {
      assert.equal(await page.locator('[data-row]').count(), 1_000)
      await foot.getByText('1–1,000 of 1,000+').waitFor()
    })
    await page.getByRole('button', { name: `${loaded}+` }).click()
    await foot.getByText(`1–${loaded} of 1,500`).waitFor()
    await onPaper(page, () => foot.getByText('1–1,000 of 1,500').waitFor())
    await foot.getByText(`1–${loaded} of 1,500`).waitFor()
  })
  test('a timeline that was scrolled far down begins on paper with its first line, and says how many there are', async () => {
    const visitor = await chromium.visit()
    await signIn(visitor, app.origin, 'Lena')
    const { page } = visitor
    await page.goto(`${app.origin}/a/ledger/s/plan`)
    const chart = page.getByRole('grid', { name: 'Entries over time' })
    const drawn = () =>
      chart.locator('[aria-rowindex]').evaluateAll(rows => rows.map(row => Number(row.getAttribute('aria-rowindex'))))
    await chart.locator('[data-row]').first().waitFor()
    // With the head of those that have no day.
    const count = 1_501
    await page.locator(`[aria-rowcount="${count + 1}"]`).waitFor()
    await chart.locator('..').evaluate(each => {
      each.scrollTop = each.scrollHeight
    })
    await chart.locator(`[aria-rowindex="${count + 1}"]`).waitFor()
    assert.equal((await drawn()).includes(2), false)
    const cut = page.getByText(`The first 1,000 of ${count.toLocaleString('en')}`)
    assert.equal(await cut.count(), 0)
    await onPaper(page, async () => {
      assert.deepEqual((await drawn()).slice(0, 3), [1, 2, 3])
      assert.equal((await drawn()).length, 1_001)
      await cut.waitFor()
    })
    assert.equal(await cut.count(), 0)
  })

  test('a text goes on from page to page, and begins beneath what stands above it', async () => {
    const told = Array.from({ length: 45 }, (_, line) => `Line ${line}`).join('\n\n')
    const made = await (await app.as('lena')).post('/api/apps/ledger/entry', { fields: { name: 'Told at length', told } })
    const visitor = await chromium.visit()
    await signIn(visitor, app.origin, 'Lena')
    const { page } = visitor
    await page.goto(`${app.origin}/a/ledger/r/entry/${made.json.record.id}`)
    await page.getByText('Line 44').waitFor({ state: 'attached' })
    await page.emulateMedia({ media: 'print' })
    const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)
    // Chromium would go on with print for the pages of others in the same process.
    await page.emulateMedia({ media: 'screen' })
    assert.equal(pages?.length, 2)
  })
})
