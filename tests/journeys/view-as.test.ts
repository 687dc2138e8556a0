/** Viewing as somebody else, in a real browser: begun from the palette and from a person, said on every page and in every tab, changing nothing, ended with one button. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible, type Chromium, chromiumOfSuite, signInAtHome } from '../harness/chromium.ts'
import { type Desk, deskOfSuite } from '../harness/desk.ts'

let desk: Desk
let chromium: Chromium

async function signedIn(name: string, options: Parameters<Chromium['visit']>[0] = {}) {
  const visitor = await chromium.visit(options)
  // Nobody is signed in yet, and the page asks.
  visitor.expectStatus(401)
  await signInAtHome(visitor, desk.app.origin, name)
  return visitor
}

const banner = (page: Page) => page.getByRole('region', { name: 'Viewing as somebody else' })

async function viewFromPalette(page: Page, choose: () => Promise<void>): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: /Search records/ }).fill('view as')
  await page.getByRole('option', { name: /View as a role or a person/ }).click()
  await choose()
  await page.getByRole('button', { name: 'View', exact: true }).click()
  await banner(page).waitFor()
}

describe('viewing as somebody else', () => {
  chromium = chromiumOfSuite()
  const suite = deskOfSuite()
  before(async () => {
    desk = suite.desk
  })

  test('a manager views as an agent: the banner is on every page, what the agent could do is there and does nothing, and one button ends it', async () => {
    const visitor = await signedIn('Mei')
    const { page } = visitor
    await viewFromPalette(page, async () => {
      await page.getByRole('combobox', { name: 'Or a person' }).fill('Ana')
      await page.getByRole('option', { name: 'Ana' }).click()
      await accessible(page, 'choosing whom to view')
    })
    const sentence = 'You are viewing Desk as Ana (Agent). Nothing can be changed.'
    await banner(page).getByText(sentence).waitFor()
    await page.waitForFunction(() => document.title === 'Viewing as Ana · Home · Bailiwick')
    assert.equal(await page.locator('link[rel="icon"]').getAttribute('href'), '/mark-viewing.svg')
    const box = (await banner(page).boundingBox())!
    assert.deepEqual([box.x, box.y, box.width], [0, 0, 1440], 'over the whole width, at the top')

    await page.getByRole('link', { name: 'Tickets' }).first().click()
    await page.getByRole('row', { name: /Printer on fire/ }).waitFor()
    assert.equal(await page.getByText('Canary of the other team').count(), 0, 'of the other team as little as Ana')
    const create = page.getByRole('button', { name: 'New ticket' })
    assert.equal(await create.getAttribute('aria-disabled'), 'true')
    await create.hover()
    await page.getByRole('tooltip', { name: 'You are only viewing' }).waitFor()
    await create.click({ force: true })
    await page.keyboard.press('n')
    assert.equal(await page.getByRole('dialog').count(), 0)
    await page.getByRole('row', { name: /Printer on fire/ }).click()
    await page.getByRole('complementary').getByRole('heading', { name: 'Printer on fire' }).waitFor()
    assert.equal(
      await page
        .getByRole('complementary')
        .getByRole('button', { name: /^Edit / })
        .count(),
      0,
    )
    await accessible(page, 'a record while viewing')

    // Nor by its address: neither form is filled in for nothing.
    const refused = page.getByRole('dialog', { name: 'You are only viewing' })
    for (const form of ['new', 'edit']) {
      await page.goto(`${desk.app.origin}/a/desk/e/ticket?form=${form}`)
      await refused.getByText('Nothing can be changed while you view as somebody else. Stop viewing first.').waitFor()
      assert.equal(await refused.getByRole('textbox').count(), 0)
    }
    await refused.getByRole('button', { name: 'Close' }).last().click()
    await refused.waitFor({ state: 'detached' })

    // An agent may not read the audit.
    visitor.expectStatus(403)
    for (const address of ['/', '/inbox', '/a/desk/e/customer', '/account', '/people', '/audit']) {
      await page.goto(desk.app.origin + address)
      await banner(page).getByText(sentence).waitFor()
    }
    await banner(page).getByRole('button', { name: 'Stop viewing' }).click()
    await banner(page).waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: /Good to see you.*Mei/ }).waitFor()
    assert.equal(await page.title(), 'Home · Bailiwick')
  })

  test('an administrator views as a person from the person’s dialog, or reads there why not', async () => {
    await desk.app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'manager', $1)`, [
      desk.app.person('root'),
    ])
    const visitor = await signedIn('Root')
    const { page } = visitor
    visitor.expectStatus(404)
    const open = async (name: string) => {
      await page.goto(`${desk.app.origin}/people`)
      await page
        .getByRole('button', { name: new RegExp(`^${name}`) })
        .first()
        .click()
      await page.getByRole('dialog').getByRole('button', { name: 'View as this person' }).click()
    }
    await open('Luis')
    await banner(page).getByText('You are viewing Desk as Luis (Agent). Nothing can be changed.').waitFor()
    await banner(page).getByRole('button', { name: 'Stop viewing' }).click()
    await page.getByRole('heading', { name: /Good to see you.*Root/ }).waitFor()
    await desk.app.sql(`DELETE FROM bailiwick.role_grant WHERE person = $1`, [desk.app.person('luis')])
    await open('Luis')
    await page
      .getByRole('alert')
      .getByText(/There is no such person/)
      .waitFor()
  })

  test('another tab says it too, at once, and every tab is oneself again when it ends', async () => {
    const { page } = await signedIn('Mei')
    const other = await page.context().newPage()
    await other.goto(desk.app.origin)
    await other.getByRole('heading', { name: /Good to see you/ }).waitFor()
    await viewFromPalette(page, () => page.getByRole('radio', { name: 'Viewer' }).check())
    await banner(page).getByText('You are viewing Desk in the role Viewer. Nothing can be changed.').waitFor()
    await banner(other).waitFor()
    await banner(other).getByRole('button', { name: 'Stop viewing' }).click()
    await banner(page).waitFor({ state: 'detached' })
    await banner(other).waitFor({ state: 'detached' })
  })

  test('when the right is lost the page begins anew as oneself', async () => {
    const visitor = await signedIn('Mia')
    const { page } = visitor
    await viewFromPalette(page, () => page.getByRole('radio', { name: 'Agent' }).check())
    visitor.expectStatus(409, 404)
    await desk.app.sql(`UPDATE bailiwick.role_grant SET role = 'agent' WHERE person = $1`, [desk.app.person('mia')])
    await page.getByRole('link', { name: 'Tickets' }).first().click()
    await banner(page).waitFor({ state: 'detached' })
    const session = await page.evaluate(async () => (await fetch('/api/session')).json())
    assert.deepEqual([session.viewing, session.person.id], [undefined, desk.app.person('mia')])
  })

  test('on a phone the banner stands above everything, with its button', async () => {
    const { page } = await signedIn('Mei', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
    await page.getByRole('button', { name: 'Open navigation' }).click()
    await page.getByRole('dialog').getByRole('button', { name: /Mei/ }).click()
    await page.getByRole('menuitem', { name: 'View as …' }).click()
    await page.getByRole('radio', { name: 'Agent' }).check()
    await page.getByRole('button', { name: 'View', exact: true }).click()
    await banner(page).getByText('You are viewing Desk in the role Agent. Nothing can be changed.').waitFor()
    const box = (await banner(page).boundingBox())!
    assert.deepEqual([box.x, box.y, box.width], [0, 0, 390])
    await accessible(page, 'on a phone, dark')
    // A record fills the phone's screen, and the navigation slides over it: neither covers the banner.
    await page.goto(`${desk.app.origin}/a/desk/e/customer?record=${desk.customer}`)
    const panel = page.getByRole('complementary')
    await panel.getByRole('heading', { name: 'Acme Ltd' }).waitFor()
    assert.equal((await panel.boundingBox())!.y, (await banner(page).boundingBox())!.height)
    await panel.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Open navigation' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Inbox' }).waitFor()
    await banner(page).getByRole('button', { name: 'Stop viewing' }).click()
    await banner(page).waitFor({ state: 'detached' })
  })
})
