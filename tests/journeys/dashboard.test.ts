/** A dashboard: its figures are what the database says, each leads to exactly its records, and everybody has only their own. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, accessibleEverywhere, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'app.yaml': deskFiles['app.yaml']!.replace('title: Desk\n', 'title: Desk\ncalendar: { time_zone: Europe/Berlin }\n'),
  'screens/overview.yaml': `screen: overview
title: Overview
icon: chart-bar
period: { default: last 30 days }
filters: [priority, team]
dashboard:
  - { number: Tickets, of: ticket, by: day(created_at), compare: previous period, good: down }
  - { number: Urgent, of: ticket, share: record.priority == "high", good: down, target: 10 }
  - { number: Middle credit, of: ticket, measure: median(credit), all_time: true, good: up, target: 0.5 }
  - { number: Credit, of: ticket, measure: sum(credit), all_time: true }
  - { number: Refunds, of: refund, all_time: true }
  - { line: Tickets by week, of: ticket, by: week(created_at), split: priority }
  - { pie: By priority, of: ticket, by: priority, all_time: true }
  - { bar: By team, of: ticket, by: team, stack: priority, all_time: true }
  - { bar: Falling due, of: ticket, by: month(due), filter: record.due != null }
  - { bar: By assignee, of: ticket, by: assignee, top: 3, all_time: true }
  - { funnel: Urgency, of: ticket, by: priority, steps: [low, medium, high], all_time: true }
  - { heat_map: Teams and urgency, of: ticket, by: team, across: priority, all_time: true }
  - { pivot: Credit by team, of: ticket, measure: sum(credit), by: team, across: priority, all_time: true }
  - { table: Newest, of: ticket, columns: [subject, priority, team], top: 3 }
  - text: |
      What stands here is of your own records.

      Ask the manager for more.
`,
  'screens/mine.yaml': `screen: mine
list: ticket
title: Mine
columns: [subject]
filter: record.assignee == user.id
`,
  'screens/every.yaml': `screen: every
list: ticket
title: Every ticket
columns: [subject, team]
`,
}

describe('a dashboard', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  const address = (query = '') => `${suite.desk.app.origin}/a/desk/s/overview${query}`

  async function open(name: string, query = '', options?: Parameters<typeof chromium.visit>[0]): Promise<Page> {
    const visitor = await chromium.visit(options)
    await signIn(visitor, suite.desk.app.origin, name)
    await visitor.page.goto(address(query))
    await drawn(visitor.page)
    return visitor.page
  }
  const drawn = async (page: Page) => {
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.locator('[data-mark]').first().waitFor()
    await page.waitForLoadState('networkidle')
  }
  const card = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true })
  const figure = (page: Page, title: string) => card(page, title).locator('a').first().innerText()

  before(async () => {
    const { app, emea, apac } = suite.desk
    const mei = await app.as('mei')
    const year = new Date().getUTCFullYear()
    for (let index = 0; index < 14; index += 1) {
      const made = await mei.post('/api/apps/desk/ticket', {
        fields: {
          subject: `Ticket ${index}`,
          team: index % 3 === 0 ? apac : emea,
          priority: ['low', 'medium', 'high'][index % 3 === 1 ? 2 : index % 2],
          assignee: [app.person('ana'), app.person('luis'), app.person('mei'), app.person('mia'), null][index % 5],
          due: index % 4 === 0 ? null : `${year}-0${1 + (index % 6)}-15`,
          credit: `${index}.10`,
        },
      })
      assert.equal(made.status, 201, made.text)
    }
  })

  test('shows what the database counts, computed apart from it', async () => {
    const { app } = suite.desk
    const page = await open('Mei')
    const [told] = await app.sql<{ tickets: number; recent: number; urgent: number; credit: string }>(
      `SELECT count(*)::int AS tickets, count(*) FILTER (WHERE created_at > now() - interval '25 days')::int AS recent,
        round(100.0 * count(*) FILTER (WHERE priority = 'high' AND created_at > now() - interval '25 days')
          / count(*) FILTER (WHERE created_at > now() - interval '25 days'), 1)::text AS urgent,
        to_char(sum(credit) / 100.0, 'FM999990.00') AS credit FROM desk.ticket WHERE deleted_at IS NULL`,
    )
    assert.equal(await figure(page, 'Tickets'), String(told!.recent))
    assert.equal(await figure(page, 'Urgent'), `${told!.urgent} %`)
    assert.equal(await figure(page, 'Credit'), `${told!.credit} USD`)
    const [middle] = await app.sql<{ credit: string }>(
      `SELECT to_char(percentile_cont(0.5) WITHIN GROUP (ORDER BY credit)::numeric / 100, 'FM999990.00') AS credit FROM desk.ticket WHERE deleted_at IS NULL`,
    )
    assert.equal(await figure(page, 'Middle credit'), `${middle!.credit} USD`)
    assert.match(await card(page, 'Middle credit').innerText(), /Target 0\.50 USD$/)
    assert.match(await card(page, 'Urgent').innerText(), /Target at most 10.0 %\s*· missed/)
    assert.match(
      await card(page, 'Tickets').innerText(),
      new RegExp(`\\+${told!.recent}\\s*, worse\\s*against the 30 days before`),
    )
    const rows = await app.sql<{ team: string; low: number; medium: number; high: number }>(
      `SELECT upper(t.key) AS team, count(*) FILTER (WHERE priority = 'low')::int AS low, count(*) FILTER (WHERE priority = 'medium')::int AS medium,
        count(*) FILTER (WHERE priority = 'high')::int AS high
       FROM desk.ticket k JOIN (VALUES ($1::uuid, 'emea'), ($2::uuid, 'apac')) t(id, key) ON t.id = k.team GROUP BY 1 ORDER BY count(*) DESC`,
      [suite.desk.emea, suite.desk.apac],
    )
    const table = card(page, 'By team').getByRole('table')
    const shown = await table
      .locator('tbody tr')
      .evaluateAll(all => all.map(row => [...row.children].map(each => each.textContent)))
    assert.deepEqual(
      shown,
      rows.map(({ team, low, medium, high }) => [team, low, medium, high].map(String)),
    )
    const sums = card(page, 'Credit by team').locator('tfoot td').last()
    assert.equal(await sums.innerText(), `${told!.credit} USD`)
    assert.equal(await card(page, 'Newest').getByRole('row').count(), 4)
  })

  test('leads from each part of each chart to exactly the records it stands for', async () => {
    const page = await open('Mei')
    const marks = await page
      .locator('[data-mark]')
      .evaluateAll(all => all.map(mark => ({ label: mark.getAttribute('aria-label')!, href: mark.getAttribute('href')! })))
    assert.ok(marks.length > 20, `${marks.length} marks`)
    const mei = await suite.desk.app.as('mei')
    for (const { label, href } of marks) {
      const filter = new URL(href, suite.desk.app.origin).searchParams.get('filter') ?? ''
      const { json } = await mei.get(`/api/apps/desk/ticket?${new URLSearchParams({ filter, count: 'exact', pageSize: '1' })}`)
      // "Low 3, Medium 4" of a point of several lines are together what its list has.
      const numbers = label.slice(label.lastIndexOf(': ') + 2)
      const meant = numbers.includes(' %') ? [numbers.split(',')[0]!] : numbers.split(', ')
      const sum = meant.reduce((total, each) => total + Number(/(\d+)$/.exec(each)![1]), 0)
      assert.equal(json.count, sum, `${label}\n${filter}`)
    }
    const mark = card(page, 'By priority')
      .locator('[data-mark]')
      .and(page.getByRole('link', { name: /^High:/ }))
    const count = Number(/: (\d+),/.exec((await mark.getAttribute('aria-label'))!)![1])
    await mark.click()
    await page.waitForURL(/\/s\/every\?filter=/)
    await page.getByRole('heading', { name: 'Every ticket' }).waitFor()
    await page.getByRole('button', { name: 'Remove the condition on Priority' }).waitFor()
    await page.getByRole('columnheader', { name: 'Team' }).waitFor()
    assert.equal(await page.getByRole('columnheader', { name: 'Priority' }).count(), 0, 'the columns are the screen’s')
    await page.getByRole('row').nth(count).waitFor()
    assert.equal(await page.getByRole('row').count(), count + 1)
    await page.goBack()
    await drawn(page)
  })

  test('is narrowed everywhere by one filter and one period, which stand in the address', async () => {
    const page = await open('Mei')
    const all = Number(await figure(page, 'Tickets'))
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByRole('combobox', { name: 'Field' }).click()
    await page.getByRole('option', { name: 'Priority' }).click()
    await page.getByRole('checkbox', { name: 'High' }).click()
    await page.getByRole('button', { name: 'Add condition' }).click()
    await page.waitForURL(/filter=/)
    await card(page, 'Urgent').getByRole('link', { name: 'Urgent: 100.0 %' }).waitFor()
    await page.waitForLoadState('networkidle')
    const high = Number(await figure(page, 'Tickets'))
    assert.ok(high > 0 && high < all, `${high} of ${all}`)
    assert.equal(await figure(page, 'Urgent'), '100.0 %')
    // Seen, beneath the number.
    await card(page, 'Refunds').getByText('not by priority').waitFor()
    await page.getByText('All', { exact: true }).click()
    await page.waitForURL(/period=all/)
    await page.reload()
    await drawn(page)
    assert.equal(Number(await figure(page, 'Tickets')), high + 1, 'the first ticket is from January')
    await page.getByRole('button', { name: 'Own dates' }).press('Enter')
    await page.getByRole('textbox', { name: 'From' }).fill('2026-01-31')
    await page.getByRole('textbox', { name: 'To and including' }).fill('2026-01-01')
    await page.keyboard.press('Enter')
    await page.getByText('The first day is after the last.').waitFor()
    await page.getByRole('textbox', { name: 'From' }).fill('2026-01-01')
    await page.getByRole('textbox', { name: 'To and including' }).fill('2026-01-31')
    await page.keyboard.press('Enter')
    await page.waitForURL(/period=2026-01-01\.\.2026-01-31/)
    await card(page, 'Tickets').getByText('against the 31 days before').waitFor()
    // The urgent one of the two from January.
    await card(page, 'Tickets').getByRole('link', { name: 'Tickets: 1.' }).waitFor()
    await accessible(page, 'own dates')
    await page.getByRole('button', { name: 'Remove the condition on Priority' }).click()
    await page.waitForLoadState('networkidle')
    await page.waitForURL(url => !url.search.includes('filter'))
  })

  test('has for each person what they may read, and no widget of what they may not', async () => {
    const ana = await open('Ana')
    const [told] = await suite.desk.app.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM desk.ticket WHERE team = $1 AND created_at > now() - interval '25 days'`,
      [suite.desk.emea],
    )
    assert.equal(await figure(ana, 'Tickets'), String(told!.count))
    assert.equal(await card(ana, 'By team').locator('tbody tr').count(), 1)
    assert.equal(await card(ana, 'Credit').count(), 0)
    assert.equal(await card(ana, 'Credit by team').count(), 0)
    const owen = await open('Owen')
    const titles = await owen.getByRole('heading', { level: 2 }).allInnerTexts()
    for (const hidden of ['Credit', 'Refunds', 'Falling due', 'By assignee', 'Credit by team'])
      assert.ok(!titles.includes(hidden), hidden)
    for (const shown of ['Tickets', 'By team', 'Newest']) assert.ok(titles.includes(shown), shown)
  })

  test('works by keys alone: from mark to mark, to their list, and to the table', async () => {
    const page = await open('Mei')
    const first = card(page, 'Teams and urgency').locator('[data-mark]').first()
    await first.focus()
    await page.keyboard.press('ArrowRight')
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    assert.match(label!, /^EMEA, Medium: \d+$/)
    assert.equal(await card(page, 'Teams and urgency').locator('[data-mark][tabindex="0"]').count(), 1)
    await page.keyboard.press('Tab')
    assert.equal(
      await page.evaluate(
        () => document.activeElement?.closest('section[aria-label]')?.getAttribute('aria-label') !== 'Teams and urgency',
      ),
      true,
    )
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/s\/every\?filter=/)
    await page.goBack()
    await drawn(page)
    await page.getByRole('button', { name: 'More of By team' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Show as a table' }).press('Enter')
    await card(page, 'By team').getByRole('columnheader', { name: 'Medium' }).waitFor()
    assert.equal(await card(page, 'By team').locator('[data-mark]').count(), 0)
  })

  test('is accessible, wide and on a phone, light and dark', async () => {
    const page = await open('Mei')
    await accessibleEverywhere(page, 'dashboard', () => drawn(page))
  })

  test('leaves as a picture for everybody, as figures for whoever may export', async () => {
    const page = await open('Mei')
    const save = async (item: string) => {
      await page.getByRole('button', { name: 'More of By team' }).click()
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()])
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
    }
    const picture = await save('Save as PNG')
    assert.deepEqual([picture.name, picture.bytes.subarray(1, 4).toString()], ['by-team.png', 'PNG'])
    const figures = await save('Save figures as CSV')
    assert.match(figures.name, /^ticket-.*\.csv$/)
    assert.match(figures.bytes.toString(), /^\uFEFFteam,team\.id,priority,count\r\nEMEA,[0-9a-f-]{36},\w+,\d+\r\n/)
    const paper: string[][] = []
    await page.exposeFunction('printed', (titles: string[]) => void paper.push(titles))
    await page.evaluate(() => {
      window.print = () => {
        const seen = [...document.querySelectorAll('section')].filter(card => card.checkVisibility())
        void (window as unknown as { printed(titles: string[]): void }).printed(seen.map(card => card.ariaLabel ?? ''))
        dispatchEvent(new Event('afterprint'))
      }
    })
    await page.getByRole('button', { name: 'More of By team' }).click()
    // Where it is printed, what opens the menu is not there.
    await page.emulateMedia({ media: 'print' })
    const item = page.getByRole('menuitem', { name: 'Print or save as PDF', includeHidden: true })
    await item.evaluate((found: HTMLElement) => found.click())
    await page.emulateMedia({ media: 'screen' })
    assert.deepEqual(paper, [['By team']], 'alone on its page')
    assert.equal(await page.locator('[data-alone]').count(), 0)
    const noted = await suite.desk.app.sql(
      `SELECT FROM bailiwick.audit WHERE kind = 'export' AND detail ->> 'groupBy' = 'team,priority'`,
    )
    assert.equal(noted.length, 1, 'it stands in the audit')
    const owen = await open('Owen')
    await owen.getByRole('button', { name: 'More of By team' }).click()
    await owen.getByRole('menuitem', { name: 'Save as PNG' }).waitFor()
    assert.equal(await owen.getByRole('menuitem', { name: /CSV|Export/ }).count(), 0)
  })

  test('a widget that cannot be asked says so by itself, and is asked again', async () => {
    const page = await open('Mei')
    const asked: unknown[][] = []
    let wrongly = true
    // The server answers each of them alone; this one it is asked wrongly.
    await page.route('**/aggregate-many', (route, request) => {
      const { questions } = request.postDataJSON() as { questions: { groupBy?: string }[] }
      asked.push(questions)
      const wrong = questions.map(each => (each.groupBy === 'team,priority' && wrongly ? { ...each, groupBy: 'no' } : each))
      return route.continue({ postData: JSON.stringify({ questions: wrong }) })
    })
    await page.reload()
    const failed = card(page, 'By team').getByRole('button', { name: 'Retry' })
    await failed.waitFor({ timeout: 20_000 })
    assert.match(await figure(page, 'Tickets'), /^\d+$/)
    assert.ok(asked.length === 1 && asked[0]!.length > 10, 'all widgets of figures are one request')
    wrongly = false
    await failed.click()
    await card(page, 'By team').locator('[data-mark]').first().waitFor()
    // What was there stays, and says of when it is.
    wrongly = true
    const mia = await suite.desk.app.as('mia')
    await mia.post('/api/apps/desk/ticket', { fields: { subject: 'Meanwhile', team: suite.desk.emea } })
    const old = card(page, 'By team').getByRole('button', { name: /^As of \d{1,2}:\d\d\s[AP]M, not refreshed\. Retry$/ })
    await old.waitFor()
    assert.ok((await card(page, 'By team').locator('[data-mark]').count()) > 0)
    await accessible(page, 'old figures')
    wrongly = false
    await old.click()
    await old.waitFor({ state: 'detached' })
  })

  test('follows what happens, and asks by itself as often as it is told', async () => {
    const page = await open('Mei')
    const before = Number(await figure(page, 'Tickets'))
    const mia = await suite.desk.app.as('mia')
    await mia.post('/api/apps/desk/ticket', { fields: { subject: 'Just now', team: suite.desk.emea } })
    await card(page, 'Tickets')
      .getByRole('link', { name: `Tickets: ${before + 1}.` })
      .waitFor()
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Every 30 seconds' }).click()
    await page.waitForURL(/every=30s/)
  })

  test('stands alone on a large screen until Escape, all of it, part by part', async () => {
    const page = await open('Mei', '', { reducedMotion: 'reduce' })
    await page.clock.install()
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Show on a large screen' }).click()
    await page.waitForURL(/tv=on/)
    await page.getByRole('navigation', { name: 'Main' }).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Leave the large screen' }).waitFor()
    await accessible(page, 'on a large screen')
    const title = (name: string) => page.getByRole('heading', { name, exact: true })
    const isInSight = async (name: string) => {
      const box = (await title(name).boundingBox())!
      return box.y >= 0 && box.y + box.height <= 900
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    const seen = new Set<string>()
    const titles = ['Tickets', 'Tickets by week', 'By assignee', 'Teams and urgency', 'Newest']
    assert.equal(await isInSight('Newest'), false, 'it is taller than the screen')
    for (let part = 0; part < 6; part += 1) {
      for (const name of titles) if (await isInSight(name)) seen.add(name)
      await page.clock.fastForward(20_500)
      await page.waitForTimeout(50)
    }
    assert.deepEqual([...seen], titles)
    await page.keyboard.press('Escape')
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await page.waitForURL(url => !url.search.includes('tv'))
  })
})
