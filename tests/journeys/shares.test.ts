/** Sharing one record until a day, values that are shown on record, and rights that end: in real browsers, of who gives and of who gets. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { AppView } from '@bailiwick/definition/wire/index.ts'
import type { Locator, Page } from 'playwright-core'
import { accessible, type Chromium, chromiumOfSuite, signIn, type Visitor } from '../harness/chromium.ts'
import { type Desk, deskFiles, deskOfSuite } from '../harness/desk.ts'

let desk: Desk
let chromium: Chromium

/** The desk, where agents share what their team has, and read a customer's phone masked, which the manager has shown. */
const files = {
  ...deskFiles,
  'entities/customer.yaml': `entity: customer
title: name
fields:
  name: { type: text, required: true, search: true }
  owner: { type: person }
  phone: { type: phone }
access:
  - { role: manager, can: read, mask: [phone] }
  - { role: manager, can: reveal, fields: [phone] }
  - { role: manager, can: [create, update], fields: { except: [phone] } }
  - { role: agent, can: read, mask: [phone] }
  - { role: agent, can: [read, update], when: record.owner == user.id }
`,
  // Viewers see of tickets what is shared with them.
  'entities/ticket.yaml': deskFiles['entities/ticket.yaml']!.replace(
    'access:\n',
    'access:\n  - { role: agent, can: share, when: record.team in user.teams }\n',
  ).replace(/^ {2}- \{ role: viewer, can: \[read\].*\n/m, ''),
}
assert.notEqual(files['entities/ticket.yaml'], deskFiles['entities/ticket.yaml'])

async function signedIn(name: string, options: Parameters<Chromium['visit']>[0] = {}): Promise<Visitor> {
  const visitor = await chromium.visit(options)
  // Nobody is signed in yet, and the page asks.
  visitor.expectStatus(401)
  await signIn(visitor, desk.app.origin, name)
  return visitor
}

const panel = (page: Page) => page.getByRole('complementary')
const shareDialog = (page: Page) => page.getByRole('dialog', { name: 'Share this record' })

async function pick(page: Page, within: Locator, label: string, name: string): Promise<void> {
  await within.getByRole('combobox', { name: label, exact: true }).fill(name)
  await page.getByRole('option', { name, exact: true }).click()
}

/** The next Friday that is not today, as it is written in a field. */
function friday(): string {
  const day = new Date()
  day.setDate(day.getDate() + (((5 - day.getDay() + 6) % 7) + 1))
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`
}

async function fits(page: Page): Promise<void> {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
}

describe('what is given until a day', () => {
  chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  before(async () => {
    desk = suite.desk
    const luis = await desk.app.as('luis')
    const path = `/api/apps/desk/customer/${desk.customer}`
    const given = await luis.patch(path, { fields: { phone: '+49 30 901820' } }, { headers: { 'if-match': '"1"' } })
    assert.equal(given.status, 200, given.text)
  })

  test('a ticket shared until Friday stands under “Shared with me” of somebody of another team, and is gone when the share is ended', async () => {
    const ana = await signedIn('Ana')
    const luis = await signedIn('Luis')
    await luis.page.goto(`${desk.app.origin}/a/desk/e/ticket?shared=me`)
    await luis.page.getByRole('heading', { name: 'Nothing is shared with you here' }).waitFor()
    await accessible(luis.page, 'nothing is shared')
    const owen = await signedIn('Owen')
    await owen.page.goto(`${desk.app.origin}/a/desk/e/ticket`)
    await owen.page.getByText('None of your roles shows tickets. Those that somebody shares with you appear here').waitFor()
    for (const [name, byShare] of [
      ['owen', true],
      ['luis', false],
    ] as const) {
      const view: AppView = (await (await desk.app.as(name)).get('/api/apps/desk')).json
      const subject = view.entities.find(each => each.name === 'ticket')?.fields.find(each => each.name === 'subject')
      assert.equal(subject?.byShare ?? false, byShare, `whether only a share shows it to ${name}`)
    }
    const offers = async (columns: number) => {
      await owen.page.getByRole('button', { name: 'Columns', exact: true }).click()
      const choice = owen.page.getByRole('dialog').getByRole('checkbox', { name: 'Subject', exact: true })
      await owen.page.getByRole('dialog').getByRole('checkbox', { name: 'Created', exact: true }).waitFor()
      assert.equal(await choice.count(), columns)
      await owen.page.keyboard.press('Escape')
    }
    await offers(0)
    await owen.page.goto(`${desk.app.origin}/a/desk/e/ticket?shared=me`)
    await offers(1)

    await ana.page.goto(`${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}`)
    await panel(ana.page).getByRole('heading', { name: 'Printer on fire' }).waitFor()
    await panel(ana.page).getByRole('button', { name: 'More', exact: true }).first().click()
    await ana.page.getByRole('menuitem', { name: 'Share…' }).click()
    const dialog = shareDialog(ana.page)
    await dialog.getByText('It is shared with nobody.').waitFor()
    const share = dialog.getByRole('button', { name: 'Share', exact: true })
    assert.ok(await share.isDisabled(), 'with nobody it cannot be shared')
    await pick(ana.page, dialog, 'Person', 'Luis')
    const until = dialog.getByRole('textbox', { name: 'Until the end of' })
    await until.fill('2020-01-01')
    await dialog.getByText('This day is over.').waitFor()
    assert.ok(await share.isDisabled(), 'until a day that is over it cannot be shared')
    await until.fill(friday())
    await share.click()
    await dialog.getByText('Luis may read until').waitFor()
    await accessible(ana.page, 'the share dialog')
    const [row] = await desk.app.sql<{ until: Date }>('SELECT until FROM bailiwick.share WHERE ended_at IS NULL')
    const end = new Date(`${friday()}T00:00:00`)
    end.setDate(end.getDate() + 1)
    assert.equal(row?.until.toISOString(), end.toISOString(), 'until the midnight that ends Friday')

    await luis.page.reload()
    await luis.page.getByRole('row', { name: /Printer on fire/ }).click()
    await panel(luis.page).getByRole('button', { name: 'Shared with Luis' }).click()
    const theirs = luis.page.getByRole('dialog', { name: 'Shared with' })
    await theirs.getByText('Shared by Ana').waitFor()
    assert.equal(await theirs.getByRole('button', { name: /End the share/ }).count(), 0, 'it is not theirs to end')
    await accessible(luis.page, 'what is shared with me, open')
    await luis.page.keyboard.press('Escape')
    assert.equal(
      await luis.page.getByRole('row').filter({ hasText: 'Canary of the other team' }).count(),
      0,
      'only what is shared',
    )
    await luis.page.getByText('1–1 of 1').waitFor()

    // Gone while it is open: asked for again, it is not there.
    luis.expectStatus(404)
    await dialog.getByRole('button', { name: 'End the share with Luis' }).click()
    await dialog.getByText('It is shared with nobody.').waitFor()
    await ana.page.keyboard.press('Escape')
    await panel(ana.page).getByText('ended the share with').waitFor()
    await panel(ana.page).getByText('shared this with').waitFor()
    await luis.page.getByRole('heading', { name: 'Nothing is shared with you here' }).waitFor()
    await panel(luis.page).getByRole('heading', { name: 'There is no such record' }).waitFor()
  })

  test('who shares more than they may, or with somebody who has no role here, is told so; what the giver loses gives nothing, and they can take it back', async () => {
    const visitor = await signedIn('Ana', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
    const { page } = visitor
    await page.goto(`${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}`)
    await page.getByRole('button', { name: 'More', exact: true }).last().click()
    await page.getByRole('menuitem', { name: 'Share…' }).click()
    const dialog = shareDialog(page)
    await pick(page, dialog, 'Person', 'Luis')
    await dialog.getByRole('combobox', { name: 'They may' }).click()
    await page.getByRole('option', { name: 'Read and comment' }).click()
    visitor.expectStatus(403)
    await dialog.getByRole('button', { name: 'Share', exact: true }).click()
    await dialog
      .getByRole('alert')
      .getByText(/cannot share more than you may do yourself/)
      .waitFor()
    await accessible(page, 'a refused share on a phone, dark')
    await fits(page)
    await dialog.getByRole('combobox', { name: 'They may' }).click()
    await page.getByRole('option', { name: 'Read, comment and edit' }).click()
    await dialog.getByRole('button', { name: 'Share', exact: true }).click()
    await dialog.getByText('Luis may read, comment and edit until').waitFor()

    // She is moved to another team and sees the ticket no more by her team: the share gives nothing.
    const mei = await signedIn('Mei')
    // Her own open page hears of it, and asks.
    visitor.expectStatus(404)
    await desk.app.sql('DELETE FROM bailiwick.membership WHERE person = $1', [desk.app.person('ana')])
    await mei.page.goto(`${desk.app.origin}/a/desk/e/ticket?record=${desk.tickets.ours}`)
    await panel(mei.page).getByRole('heading', { name: 'Printer on fire' }).waitFor()
    assert.equal(
      await panel(mei.page)
        .getByRole('button', { name: /^Shared with/ })
        .count(),
      0,
      'a share that gives nothing is not told of',
    )
    await panel(mei.page).getByRole('button', { name: 'More', exact: true }).first().click()
    await mei.page.getByRole('menuitem', { name: 'Shared with…' }).click()
    await mei.page.getByText('Shared by Ana, who may no longer do this: it gives nothing now').waitFor()
    await desk.app.sql('INSERT INTO bailiwick.membership (person, team) VALUES ($1, $2)', [desk.app.person('ana'), desk.emea])
  })

  test('a masked value is shown to who may have it shown, hides again, and the timeline says so; nobody else has an eye there', async () => {
    const { page } = await signedIn('Mei')
    await page.goto(`${desk.app.origin}/a/desk/e/customer`)
    const row = page.getByRole('row', { name: /Acme Ltd/ })
    await row.waitFor()
    assert.doesNotMatch(await row.innerText(), /901820/)
    await row.click()
    const eye = panel(page).getByRole('button', { name: 'Show Phone; it will be recorded that you did' })
    await eye.waitFor()
    assert.doesNotMatch(await panel(page).innerText(), /901820/)
    await accessible(page, 'a masked value')
    await eye.click()
    await panel(page).getByRole('link', { name: '+49 30 901820' }).waitFor()
    await panel(page).getByText('shown in the clear').waitFor()
    const [told] = await desk.app.sql<{ count: string }>(`SELECT count(*) FROM bailiwick.audit WHERE kind = 'reveal'`)
    assert.equal(told?.count, '1')
    await accessible(page, 'a value that is shown')
    const hide = panel(page).getByRole('button', { name: 'Hide Phone' })
    assert.ok(await hide.evaluate(element => element === document.activeElement), 'the focus stays on the eye')
    await hide.click()
    await eye.waitFor()
    assert.doesNotMatch(await panel(page).innerText(), /901820/)

    for (const [name, clear] of [
      ['Ana', false],
      ['Luis', true],
    ] as const) {
      const other = await signedIn(name)
      await other.page.goto(`${desk.app.origin}/a/desk/e/customer?record=${desk.customer}`)
      await panel(other.page).getByRole('heading', { name: 'Acme Ltd' }).waitFor()
      assert.equal(/901820/.test(await panel(other.page).innerText()), clear, name)
      assert.equal(
        await panel(other.page)
          .getByRole('button', { name: /^Show Phone/ })
          .count(),
        0,
        name,
      )
    }
  })

  test('an administrator names a manager and gives a role until a day; a circle is refused in words', async () => {
    // Somebody who works in no app is greeted otherwise.
    await desk.app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'viewer', $1)`, [
      desk.app.person('root'),
    ])
    const visitor = await signedIn('Root')
    const { page } = visitor
    const open = async (name: string) => {
      await page.goto(`${desk.app.origin}/people`)
      await page.getByRole('button', { name: new RegExp(`${name}@example`) }).click()
      return page.getByRole('dialog')
    }
    const dialog = await open('ana')
    await pick(page, dialog, 'Manager', 'Mei')
    await dialog.getByRole('button', { name: 'Dates of Agent' }).click()
    const until = dialog.getByRole('textbox', { name: 'Until the end of' })
    await until.fill('some day')
    await page.keyboard.press('Tab')
    assert.ok(await dialog.getByRole('button', { name: 'Save' }).isDisabled(), 'what is not a day is not saved as none')
    const year = new Date().getFullYear() + 1
    await until.fill(`24.12.${year}`)
    await page.keyboard.press('Tab')
    await dialog.getByText(new RegExp(`until Dec 24, ${year}`)).waitFor()
    await accessible(page, 'a person with a dated role')
    await dialog.getByRole('button', { name: 'Save' }).click()
    const row = page.getByRole('button', { name: /ana@example/ })
    await row.getByText(`until Dec 24, ${year}`).waitFor()
    await row.getByText('Mei', { exact: true }).waitFor()
    const [grant] = await desk.app.sql<{ valid_until: Date }>(
      `SELECT valid_until FROM bailiwick.role_grant WHERE person = $1 AND role = 'agent'`,
      [desk.app.person('ana')],
    )
    assert.equal(grant?.valid_until.toISOString(), new Date(year, 11, 25).toISOString(), 'until the midnight that ends the day')

    visitor.expectStatus(422)
    for (const [name, above] of [
      ['mei', 'Ana'],
      ['owen', 'Owen'],
    ] as const) {
      const other = await open(name)
      await pick(page, other, 'Manager', above)
      await other.getByRole('button', { name: 'Save' }).click()
      await other
        .getByRole('alert')
        .getByText(/Manager would be beneath themselves/)
        .waitFor()
    }
    await page.setViewportSize({ width: 390, height: 844 })
    await fits(page)
    await accessible(page, 'a refused manager on a phone')
  })
})
