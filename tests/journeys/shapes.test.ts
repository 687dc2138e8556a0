/** Galleries, trees and pivots: what each person sees of them, by mouse and by keys, in both schemes and on a phone. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { isBeside } from '../harness/beside.ts'
import { accessible, accessibleEverywhere, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { deskFiles, deskOfSuite } from '../harness/desk.ts'
import { faultsOnPaper, onPaper } from '../harness/paper.ts'

const files: Record<string, string> = {
  ...deskFiles,
  'entities/part.yaml': `entity: part
title: name
fields:
  name: { type: text, required: true, search: true }
  team: { type: team, required: true }
  kind: { type: choice, options: [metal, rubber] }
  within: { type: relation, title: Belongs to, to: part, inverse: parts }
  cost: { type: money, currency: EUR }
  photo: { type: file }
access:
  - { role: manager, can: [read, create, update, import] }
  - { role: agent, can: [read], when: record.team in user.teams, fields: { except: [cost] } }
  - { role: agent, can: [update], when: record.team in user.teams && record.kind == "rubber", fields: [within] }
  - { role: viewer, can: [read], fields: [name, team, kind] }
`,
  'screens/faces.yaml': `screen: faces
gallery: part
title: Pictures
picture: photo
card: [kind, team]
order: name
`,
  'screens/parts.yaml': `screen: parts
tree: part
title: Parts
parent: within
columns: [name, kind, team]
order: name
`,
  'screens/figures.yaml': `screen: figures
pivot: part
title: Figures
rows: [team, kind]
measures: [count, sum(cost), avg(cost)]
`,
  'screens/beside.yaml': `screen: beside
pivot: part
title: Beside
rows: [within]
across: kind
`,
}

const fromTheRight = 'الكلمات العربية التي لا يتسع لها المكان'
const longWord = 'Donaudampfschifffahrtsgesellschaftskapitaenspatentamt'
Object.assign(files, {
  'entities/word.yaml': `entity: word
title: name
fields:
  name: { type: text, required: true }
  kind: { type: choice, options: [{ name: long, title: ${longWord} }] }
  kinds: { type: multi_choice, options: [{ name: long, title: ${longWord} }, { name: right, title: ${fromTheRight} }, { name: short, title: Ok }] }
  notes: { type: rich_text }
access:
  - { role: manager, can: [read, create, update] }
`,
  'screens/words.yaml': `screen: words
list: word
title: Words
columns: [name, kinds]
order: name
`,
  'workflows/word_life.yaml': `workflow: word_life
entity: word
states: { fresh: {}, done: { final: true } }
transitions:
  finish: { title: ${longWord}, from: [fresh], to: done, roles: [manager] }
`,
})

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
describe('shapes', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  const ids = new Map<string, string>()
  before(async () => {
    const { desk } = suite
    const mei = await desk.app.as('mei')
    const make = async (name: string, fields: { readonly team: string } & Record<string, unknown>, within?: string) => {
      const made = await mei.post('/api/apps/desk/part', {
        fields: { name, ...fields, ...(within && { within: ids.get(within) }) },
      })
      assert.equal(made.status, 201, made.text)
      ids.set(name, made.json.record.id)
    }
    const photo = await mei.ask('POST', '/api/apps/desk/part/files?field=photo&name=engine.png', { raw: pixel })
    const { emea, apac } = desk
    await make('Engine', { team: apac, kind: 'metal', cost: '1000.00', photo: photo.json.id })
    await make('Piston', { team: emea, kind: 'metal', cost: '10.00' }, 'Engine')
    await make('Gasket', { team: emea, kind: 'rubber', cost: '1.00' }, 'Piston')
    await make('Ring', { team: emea, kind: 'rubber', cost: '2.00' }, 'Piston')
    await make('Wheel', { team: emea, kind: 'metal', cost: '100.00' })
    await make('Tyre', { team: emea, kind: 'rubber', cost: '50.00' }, 'Wheel')
    await make('Loose end', { team: emea })
  })

  async function signedIn(name: string, options: Parameters<typeof chromium.visit>[0] = {}): Promise<Page> {
    const visitor = await chromium.visit(options)
    await signIn(visitor, suite.desk.app.origin, name)
    return visitor.page
  }
  const go = (page: Page, path: string) => page.goto(`${suite.desk.app.origin}/a/desk/${path}`)
  const focused = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement | null)?.innerText ?? '')
  const stands = (page: Page, words: string) =>
    page.waitForFunction(text => (document.activeElement as HTMLElement | null)?.innerText.includes(text), words)
  const beneath = async (name: string) => {
    const [row] = await suite.desk.app.sql<{ within: string | null }>('SELECT within FROM desk.part WHERE id = $1', [
      ids.get(name),
    ])
    return [...ids].find(([, id]) => id === row?.within)?.[0]
  }
  const comesBeneath = async (name: string, parent: string | undefined) => {
    for (let tries = 0; tries < 60 && (await beneath(name)) !== parent; tries += 1)
      await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await beneath(name), parent)
  }

  /** In a window that shows next to nothing of it. */
  async function wholeOnPaper(page: Page): Promise<void> {
    await page.setViewportSize({ width: 1000, height: 240 })
    await onPaper(page, async () => {
      const grid = page.locator('[role="grid"], [role="treegrid"]')
      assert.ok(
        await grid.evaluate(each => each.scrollHeight <= each.clientHeight + 1 && document.body.scrollHeight > innerHeight),
      )
      assert.deepEqual(await faultsOnPaper(page, '[data-row]'), { beside: 0, above: 0 })
    })
  }

  describe('a gallery', () => {
    const card = (page: Page, name: string) => page.getByRole('gridcell', { name: new RegExp(name) })

    test('has a card with its picture for each record this person sees, or the initials of its title', async () => {
      const page = await signedIn('Mei')
      await go(page, 's/faces')
      await card(page, 'Engine').locator('img').waitFor()
      await page.waitForFunction(
        () => (document.querySelector('[role=gridcell] img') as HTMLImageElement | null)?.naturalWidth === 1,
      )
      await card(page, 'Loose end').getByText('LE').waitFor()
      const other = await signedIn('Ana')
      await go(other, 's/faces')
      await card(other, 'Piston').waitFor()
      assert.equal(await card(other, 'Engine').count(), 0)
    })

    test('is one without pictures for whoever is not shown them', async () => {
      const page = await signedIn('Owen')
      await go(page, 's/faces')
      await card(page, 'Engine').waitFor()
      assert.equal(await page.locator('[role=gridcell] img').count(), 0)
    })

    test('is walked in both directions by keys, and opens what stands under them', async () => {
      const page = await signedIn('Mei', { viewport: { width: 1000, height: 900 } })
      await go(page, 's/faces')
      await card(page, 'Engine').waitFor()
      await page.keyboard.press('j')
      await stands(page, 'Engine')
      await page.keyboard.press('ArrowRight')
      await stands(page, 'Gasket')
      const columns = Number(await page.getByRole('grid').getAttribute('aria-colcount'))
      assert.ok(columns >= 2 && columns < 7, `${columns} columns`)
      await page.keyboard.press('ArrowDown')
      const down = ['Engine', 'Gasket', 'Loose end', 'Piston', 'Ring', 'Tyre', 'Wheel'][1 + columns]!
      await stands(page, down)
      await page.keyboard.press('ArrowUp')
      await stands(page, 'Gasket')
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('Enter')
      await page.getByRole('complementary').getByRole('heading', { name: 'Engine' }).waitFor()
      await page.keyboard.press('Escape')
      await stands(page, 'Engine')
    })

    test('has the open card beside its record where that lies over the others', async () => {
      const page = await signedIn('Mei', { viewport: { width: 1000, height: 900 } })
      await go(page, 's/faces')
      await card(page, 'Engine').waitFor()
      const columns = Number(await page.getByRole('grid').getAttribute('aria-colcount'))
      await page
        .getByRole('gridcell')
        .nth(columns - 1)
        .click()
      await isBeside(page)
      assert.equal(Number(await page.getByRole('grid').getAttribute('aria-colcount')), columns, 'the others stay where they are')
    })

    test('passes axe, wide and on a phone, light and dark', async () => {
      const page = await signedIn('Mei')
      await go(page, 's/faces')
      await accessibleEverywhere(page, 'a gallery', () => card(page, 'Engine').waitFor())
      await wholeOnPaper(page)
    })
  })

  describe('a tree', () => {
    const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })
    const rows = async (page: Page) =>
      await page
        .locator('[role=row][data-row]')
        .evaluateAll(all =>
          all.map(each => `${each.getAttribute('aria-level')} ${each.querySelector('[title]')?.getAttribute('title')}`),
        )

    test('begins with what is beneath nothing, and opens and closes by keys', async () => {
      const page = await signedIn('Mei')
      await go(page, 's/parts')
      await row(page, 'Engine').waitFor()
      assert.deepEqual(await rows(page), ['1 Engine', '1 Loose end', '1 Wheel'])
      await page.waitForFunction(() => document.querySelector('[aria-expanded="false"][role=row]') !== null)
      await page.keyboard.press('j')
      await stands(page, 'Engine')
      await page.keyboard.press('ArrowRight')
      await row(page, 'Piston').waitFor()
      await page.keyboard.press('ArrowRight')
      await stands(page, 'Piston')
      await page.waitForFunction(() => document.activeElement?.getAttribute('aria-expanded') === 'false')
      await page.keyboard.press('ArrowRight')
      await row(page, 'Gasket').waitFor()
      assert.deepEqual(await rows(page), ['1 Engine', '2 Piston', '3 Gasket', '3 Ring', '1 Loose end', '1 Wheel'])
      await page.keyboard.press('ArrowDown')
      await stands(page, 'Gasket')
      await page.keyboard.press('ArrowLeft')
      await stands(page, 'Piston')
      await page.keyboard.press('ArrowLeft')
      await row(page, 'Gasket').waitFor({ state: 'detached' })
      await page.keyboard.press('Space')
      assert.equal(await page.getByRole('complementary').count(), 0)
      await page.keyboard.press('Enter')
      await page.getByRole('complementary').getByRole('heading', { name: 'Piston' }).waitFor()
    })

    test('keeps what stands beneath something this person may not see, and says so', async () => {
      const page = await signedIn('Ana')
      await go(page, 's/parts')
      await row(page, 'Piston').waitFor()
      assert.deepEqual(await rows(page), ['1 Loose end', '1 Piston', '1 Wheel'])
      await row(page, 'Piston').getByRole('img', { name: 'It stands beneath something that is not visible to you' }).waitFor()
      const other = await signedIn('Owen')
      await go(other, 's/parts')
      await other.getByRole('heading', { name: 'There is no such screen for you' }).waitFor()
    })

    test('shows what is searched as a list that says where each stands', async () => {
      const page = await signedIn('Mei')
      await go(page, 's/parts?search=gasket')
      await row(page, 'Gasket').getByText('in Engine › Piston').waitFor()
      assert.equal(await page.locator('[role=row][data-row]').count(), 1)
      const other = await signedIn('Ana')
      await go(other, 's/parts?search=gasket')
      await row(other, 'Gasket').getByText('in Not visible to you › Piston').waitFor()
    })

    test('takes a row where it is dropped, and back', async () => {
      const page = await signedIn('Mei')
      await go(page, 's/parts')
      await row(page, 'Loose end').waitFor()
      await row(page, 'Loose end').dragTo(row(page, 'Wheel'))
      await comesBeneath('Loose end', 'Wheel')
      await page.waitForFunction(() =>
        [...document.querySelectorAll('[role=row][aria-level="2"]')].some(each => each.textContent?.includes('Loose end')),
      )
      await page.getByRole('button', { name: 'Undo' }).click()
      await comesBeneath('Loose end', undefined)
    })

    test('refuses a circle before it is one, by mouse and in the dialog', async () => {
      const page = await signedIn('Mei')
      await go(page, 's/parts')
      await page.locator('[data-toggle]').first().click()
      await row(page, 'Piston').waitFor()
      await row(page, 'Engine').dragTo(row(page, 'Piston'), { force: true })
      assert.equal(await beneath('Engine'), undefined)
      await row(page, 'Engine').focus()
      await page.keyboard.press('m')
      const dialog = page.getByRole('dialog', { name: 'Move “Engine”' })
      await dialog.getByRole('combobox', { name: 'New belongs to' }).fill('Gasket')
      await page.getByRole('option', { name: 'Gasket' }).click()
      await dialog.getByRole('button', { name: 'Move', exact: true }).click()
      await dialog.getByText('“Gasket” stands beneath “Engine”, so it cannot be put above it.').waitFor()
      await accessible(page, 'the dialog that moves a row')
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      await stands(page, 'Engine')
      assert.equal(await beneath('Engine'), undefined)
    })

    test('moves a row by keys alone, and to the top', async () => {
      const page = await signedIn('Mei')
      await go(page, 's/parts?search=tyre')
      await row(page, 'Tyre').focus()
      await page.keyboard.press('m')
      const dialog = page.getByRole('dialog', { name: 'Move “Tyre”' })
      await dialog.getByRole('combobox', { name: 'New belongs to' }).fill('Engine')
      // What was listed before the search is answered goes.
      await page.getByRole('option', { name: 'Engine' }).waitFor()
      await page.getByRole('option', { name: 'Loose end' }).waitFor({ state: 'detached' })
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await dialog.getByRole('button', { name: 'Move', exact: true }).focus()
      await page.keyboard.press('Enter')
      await comesBeneath('Tyre', 'Engine')
      await stands(page, 'Tyre')
      await page.keyboard.press('m')
      await dialog.getByRole('button', { name: 'To the top' }).focus()
      await page.keyboard.press('Enter')
      await comesBeneath('Tyre', undefined)
    })

    test('leaves a row that may not be moved, and says why', async () => {
      const page = await signedIn('Ana')
      await go(page, 's/parts')
      await row(page, 'Loose end').hover()
      await page.mouse.down()
      await row(page, 'Wheel').hover({ position: { x: 200, y: 10 } })
      await row(page, 'Wheel').hover({ position: { x: 220, y: 16 } })
      await page.getByText('You may not change “Belongs to” here.').waitFor()
      await page.mouse.up()
      assert.equal(await beneath('Loose end'), undefined)
      await row(page, 'Loose end').focus()
      await page.keyboard.press('m')
      await page.getByRole('dialog').getByText('You may not change “Belongs to” here.').waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    })

    test('places what stands beneath itself at the end, and says so', async () => {
      const page = await signedIn('Mei')
      const mei = await suite.desk.app.as('mei')
      const made = await Promise.all(
        ['Chicken', 'Egg'].map(name => mei.post('/api/apps/desk/part', { fields: { name, team: suite.desk.emea } })),
      )
      const [chicken, egg] = made.map(each => each.json.record.id as string)
      const put = (id: string, fields: object) =>
        mei.patch(`/api/apps/desk/part/${id}`, { fields }, { headers: { 'if-match': '"1"' } })
      await put(chicken!, { within: egg })
      await put(egg!, { within: chicken })
      await go(page, 's/parts')
      await row(page, 'Chicken')
        .getByRole('img', { name: /in a circle/ })
        .waitFor()
      await row(page, 'Egg')
        .getByRole('img', { name: /in a circle/ })
        .waitFor()
    })

    test('passes axe, wide and on a phone, light and dark', async () => {
      const page = await signedIn('Ana')
      await go(page, 's/parts')
      await row(page, 'Piston').locator('[data-toggle]').click()
      await accessibleEverywhere(page, 'a tree', () => row(page, 'Gasket').waitFor())
      const { width, height } = page.viewportSize()!
      await wholeOnPaper(page)
      await page.setViewportSize({ width, height })
      await go(page, 's/parts?search=gasket')
      await accessibleEverywhere(page, 'a tree that is searched', () =>
        page.getByText('in Not visible to you › Piston').waitFor(),
      )
    })
  })

  describe('a pivot', () => {
    const line = async (page: Page, name: string) =>
      (
        await page
          .getByRole('row', { name: new RegExp(`^${name}`) })
          .first()
          .locator('th, td')
          .allInnerTexts()
      ).map(text => text.trim())

    test('tells sums and averages of each row, of each group and of everything, as the server has them', async () => {
      const page = await signedIn('Mei')
      await go(page, `s/figures?filter=${encodeURIComponent('record.cost != null')}`)
      await page.getByRole('table', { name: 'Figures' }).waitFor()
      assert.deepEqual(await line(page, 'APAC'), ['APAC', '1', '1,000.00 EUR', '1,000.00 EUR'])
      assert.deepEqual(await line(page, 'EMEA'), ['EMEA', '5', '163.00 EUR', '32.60 EUR'])
      assert.deepEqual(await line(page, 'Rubber'), ['Rubber', '3', '53.00 EUR', '17.67 EUR'])
      // Of all six, and not of the two averages above.
      assert.deepEqual(await line(page, 'Total'), ['Total', '6', '1,163.00 EUR', '193.83 EUR'])
    })

    test('tells each person of what they may see only, and no figure of what they are not shown', async () => {
      const page = await signedIn('Ana')
      await go(page, 's/figures')
      await page.getByRole('table', { name: 'Figures' }).waitFor()
      assert.equal(await page.getByRole('row', { name: /^APAC/ }).count(), 0)
      assert.equal(await page.getByRole('columnheader', { name: /Cost/ }).count(), 0)
      await page.getByRole('button', { name: 'Rows and columns' }).click()
      await page.getByRole('combobox', { name: 'Figures' }).click()
      assert.equal(await page.getByRole('option', { name: /Cost/ }).count(), 0)
      await go(page, 's/figures?measures=sum(cost)')
      await page.getByRole('columnheader', { name: 'Parts' }).waitFor()
    })

    test('calls what is in its rows by name, where this person may see it, and leaves a cell without records empty', async () => {
      const page = await signedIn('Ana')
      await go(page, `s/beside?filter=${encodeURIComponent('!(record.name in ["Chicken", "Egg"])')}`)
      await page.getByRole('table', { name: 'Beside' }).waitFor()
      assert.deepEqual(await line(page, 'Piston'), ['Piston', '–', '2', '–', '2'])
      assert.deepEqual((await line(page, 'Not visible')).slice(0, 3), ['Not visible to you', '1', '–'])
      const manager = await signedIn('Mei')
      await go(manager, 's/beside')
      await manager.getByRole('rowheader', { name: 'Engine' }).waitFor()
    })

    test('leads from a figure to the list of exactly its records', async () => {
      const page = await signedIn('Mei')
      await go(page, `s/beside?filter=${encodeURIComponent('record.cost != null')}`)
      const cell = page
        .getByRole('row', { name: /^Piston/ })
        .getByRole('link')
        .first()
      assert.equal(await cell.innerText(), '2')
      await cell.click()
      await page.getByRole('row', { name: /Gasket/ }).waitFor()
      await page.getByRole('row', { name: /Ring/ }).waitFor()
      assert.equal(await page.locator('[role=row][data-row]').count(), 2)
      assert.equal(new URL(page.url()).pathname, '/a/desk/e/part')
      for (const words of ['Cost', 'Belongs to', 'Kind'])
        await page.getByRole('button', { name: `Remove the condition on ${words}` }).waitFor()
      await page.getByText('Piston').first().waitFor()
    })

    test('is turned by who looks at it, in the address, and turned back', async () => {
      const page = await signedIn('Mei')
      await go(page, 's/figures')
      await page.getByRole('button', { name: 'Rows and columns' }).click()
      await page.getByRole('combobox', { name: 'Rows' }).press('Backspace')
      await page.getByRole('combobox', { name: 'Columns' }).click()
      await page.getByRole('option', { name: 'Kind' }).click()
      await accessible(page, 'what a pivot shows, being chosen')
      await page.keyboard.press('Escape')
      await page.getByRole('columnheader', { name: 'Metal' }).waitFor()
      const address = new URL(page.url()).searchParams
      assert.deepEqual([address.get('rows'), address.get('across')], ['team', 'kind'])
      await page.reload()
      await page.getByRole('columnheader', { name: 'Rubber' }).waitFor()
      await page.getByRole('button', { name: 'Rows and columns' }).click()
      await page.getByRole('button', { name: 'As the screen has them' }).click()
      await page.getByRole('columnheader', { name: 'Metal' }).waitFor({ state: 'detached' })
      assert.equal(new URL(page.url()).search, '')
    })

    test('is walked from figure to figure by the arrows', async () => {
      const page = await signedIn('Mei')
      await go(page, `s/figures?filter=${encodeURIComponent('record.cost != null')}`)
      await page.getByRole('table', { name: 'Figures' }).waitFor()
      await page.keyboard.press('j')
      assert.equal(await focused(page), '1')
      await page.keyboard.press('ArrowRight')
      assert.equal(await focused(page), '1,000.00 EUR')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      assert.equal(await focused(page), '163.00 EUR')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Remove the condition on Team' }).waitFor()
      await page.getByText('EMEA').first().waitFor()
    })

    test('says that there is more than it can show, and counts everything all the same', async () => {
      const { desk } = suite
      const mei = await desk.app.as('mei')
      const parts = Array.from({ length: 1_000 }, (_, n) => ({ name: `Screw ${n}`, team: desk.emea }))
      for (const from of [0, 250, 500, 750]) {
        const brought = await mei.post('/api/apps/desk/part/import', { rows: parts.slice(from, from + 250) })
        assert.equal(brought.status, 200, brought.text)
      }
      await desk.app.release({ ...files, 'screens/many.yaml': 'screen: many\npivot: part\ntitle: Many\nrows: name\n' })
      const page = await signedIn('Mei')
      await go(page, 's/many')
      await page.getByText(/There are more groups than can be shown/).waitFor()
      assert.deepEqual(await line(page, 'Total'), ['Total', '1,009'])
      // Only what is in sight is drawn, and the arrows go on beyond it, clear of the total beneath.
      const lines = page.locator('tbody tr[aria-rowindex]')
      assert.ok((await lines.count()) < 100)
      assert.equal(await page.getByRole('table').getAttribute('aria-rowcount'), '1002')
      await page.keyboard.press('j')
      for (let down = 0; down < 50; down += 1) await page.keyboard.press('ArrowDown')
      await page.locator('tr[aria-rowindex="52"] a:focus').waitFor()
      const [at, total] = await Promise.all([page.locator('a:focus'), page.locator('tfoot')].map(each => each.boundingBox()))
      assert.ok(at!.y + at!.height <= total!.y + 1, `${JSON.stringify(at)} is above ${JSON.stringify(total)}`)
      await page.locator('tfoot a').focus()
      await page.keyboard.press('ArrowUp')
      await page.locator('tr[aria-rowindex="1001"] a:focus').waitFor()
    })

    test('passes axe, wide and on a phone, light and dark', async () => {
      const page = await signedIn('Mei')
      await go(page, 's/beside')
      const table = page.getByRole('table', { name: 'Beside' })
      await accessibleEverywhere(page, 'a pivot', () => table.waitFor())
      await page.setViewportSize({ width: 1000, height: 240 })
      await onPaper(page, async () => {
        assert.equal((await faultsOnPaper(page, 'table[aria-label="Beside"] tr')).beside, 0)
        assert.equal((await faultsOnPaper(page, 'table[aria-label="Beside"] tbody tr')).above, 0)
        const rows = await table.evaluate(each => each.scrollHeight <= document.documentElement.scrollHeight)
        assert.ok(rows, 'nothing of it scrolls by itself')
        assert.equal(await page.getByRole('button', { name: 'Filter', exact: true }).count(), 0, 'without the tools')
      })
    })
  })

  test('a word wider than its room is read to its end, and markup in a value is text', async () => {
    const mei = await suite.desk.app.as('mei')
    const name = '<img src=x onerror=alert(1)>'
    const made = await mei.post('/api/apps/desk/word', {
      fields: { name, kind: 'long', kinds: ['long'], notes: `- ${name}\n- ${name}\n\n[a](javascript:alert(1))` },
    })
    assert.equal(made.status, 201, made.text)
    const page = await signedIn('Mei', { viewport: { width: 390, height: 844 } })
    await go(page, `r/word/${made.json.record.id}`)
    await page.getByRole('heading', { name }).waitFor()
    const words = page.getByText(longWord)
    await words.nth(2).waitFor()
    const rooms = await words.evaluateAll(all =>
      all.map(one => {
        const { left, right } = one.getBoundingClientRect()
        return left >= 0 && right <= innerWidth && one.scrollWidth <= Math.ceil(one.clientWidth)
      }),
    )
    assert.deepEqual(rooms, [true, true, true])
    assert.equal(await page.getByRole('listitem').getByText(name).count(), 2)
    assert.equal(await page.locator('img[src="x"], a[href^="javascript"]').count(), 0)
  })

  test('what is cut is told whole where the pointer rests; a word that reads from the right is cut at its own end, a short one is no wider than it is', async () => {
    const mei = await suite.desk.app.as('mei')
    for (const kind of ['long', 'right', 'short']) {
      const made = await mei.post('/api/apps/desk/word', { fields: { name: `Cut ${kind}`, kinds: [kind] } })
      assert.equal(made.status, 201, made.text)
    }
    const page = await signedIn('Mei')
    await go(page, 's/words?widths=kinds:110')
    const wordOf = async (name: string, title: string) => {
      const word = page.getByRole('row').filter({ hasText: name }).getByText(title, { exact: true })
      await word.hover()
      return word.evaluate(word => {
        const first = document.createRange()
        first.setStart(word.firstChild!, 0)
        first.setEnd(word.firstChild!, 1)
        const [letter, room] = [first.getBoundingClientRect(), word.getBoundingClientRect()]
        const { title, scrollWidth, clientWidth } = word as HTMLElement
        const begins = letter.left >= room.left && letter.right <= room.right
        return { title, isCut: scrollWidth > clientWidth, begins, isSlim: room.width < 40 }
      })
    }
    assert.deepEqual(await wordOf('Cut long', longWord), { title: longWord, isCut: true, begins: true, isSlim: false })
    assert.deepEqual(await wordOf('Cut right', fromTheRight), { title: fromTheRight, isCut: true, begins: true, isSlim: false })
    assert.deepEqual(await wordOf('Cut short', 'Ok'), { title: '', isCut: false, begins: true, isSlim: true })
  })
})
