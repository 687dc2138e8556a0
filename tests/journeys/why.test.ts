/** Who can see this, why, and what to do about a missing right: in a real browser. BAILIWICK_SHOTS=<folder> keeps pictures. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessibleEverywhere, type Chromium, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { type Desk, deskFiles, deskOfSuite } from '../harness/desk.ts'

const shots = process.env.BAILIWICK_SHOTS
/** Beside the desk, what is over one day. */
const files = {
  ...deskFiles,
  'entities/memo.yaml': `entity: memo
title: subject
fields:
  subject: { type: text, required: true }
access:
  - { role: manager, can: [read, create, update] }
  - { role: agent, can: [read] }
`,
  'app.yaml': `${deskFiles['app.yaml']}  outsider: { title: Outsider }\n`,
  'entities/suggestion.yaml': `entity: suggestion
title: idea
fields:
  idea: { type: text, required: true }
access:
  - { role: manager, can: [read] }
  - { role: viewer, can: [create] }
`,
  'workflows/memos.yaml': `workflow: memos
entity: memo
states:
  open: {}
  done: { title: Dealt with, final: true }
transitions:
  finish: { from: [open], to: done, roles: [manager] }
`,
}
describe('why', () => {
  const chromium = chromiumOfSuite()
  const suite = deskOfSuite(files)
  let desk: Desk
  before(async () => {
    desk = suite.desk
    // Moments are told to the minute: the one the test runs in is to be one in which the app was there.
    await desk.app.superuser(admin =>
      admin.query(`SET session_replication_role = replica;
        UPDATE bailiwick.release SET released_at = released_at - interval '5 minutes';
        UPDATE bailiwick.audit SET at = at - interval '5 minutes'`),
    )
  })

  async function signedIn(name: string, options: Parameters<Chromium['visit']>[0] = {}) {
    const visitor = await chromium.visit(options)
    visitor.expectStatus(401)
    await signIn(visitor, desk.app.origin, name)
    return visitor
  }

  async function look(page: Page, name: string): Promise<void> {
    await accessibleEverywhere(page, name, async () => {
      if (shots) await page.screenshot({ path: `${shots}/${name}-${page.viewportSize()!.width}.png` })
    })
    await page.setViewportSize({ width: 1440, height: 900 })
  }

  test('who creates without reading is offered the form, and told that what they sent is not shown; who sees nothing is told that', async () => {
    const { app } = desk
    const { page } = await signedIn('Owen')
    await page.goto(app.origin)
    await page.getByRole('main').getByRole('link', { name: 'New suggestion' }).click()
    const form = page.getByRole('dialog', { name: 'New suggestion' })
    await form.getByLabel(/^Idea/).fill('A kettle')
    await form.getByRole('button', { name: 'Create suggestion' }).click()
    await page.getByRole('heading', { name: 'Sent' }).waitFor()
    await page.getByText('You may not read suggestions, so it is not shown here.').waitFor()
    await page.getByRole('button', { name: 'New suggestion' }).and(page.locator(':focus')).waitFor()
    assert.equal(await page.getByText('Handed over').count(), 0)
    await look(page, 'sent')
    await page.keyboard.press('Enter')
    await form.waitFor()
    assert.deepEqual(await app.sql('SELECT idea FROM desk.suggestion'), [{ idea: 'A kettle' }])

    await app.sql(`INSERT INTO bailiwick.role_grant (person, app, role) VALUES ($1, 'desk', 'outsider')`, [app.person('root')])
    const root = await signedIn('Root')
    await root.page.goto(app.origin)
    await root.page.getByText('None of your roles shows any of it.').waitFor()
    assert.equal(await root.page.getByRole('link', { name: /suggestion/ }).count(), 0)
  })

  test('a reviewer sees who can see a record, with what and why', async () => {
    const { page } = await signedIn('Mei')
    await page.goto(`${desk.app.origin}/a/desk/r/ticket/${desk.tickets.ours}`)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Who can see this?' }).click()
    const dialog = page.getByRole('dialog', { name: 'Who can see this?' })
    await dialog.getByText('You may see this ticket: as Manager (held directly), on every ticket.').waitFor()
    const ana = dialog.getByRole('button', { name: /^.*Ana/ })
    await ana.click()
    await dialog.getByText('see as Agent (held directly), where its team is one of Ana’s teams or beneath them').waitFor()
    assert.equal(await dialog.getByText('Luis').count(), 0)
    await look(page, 'access')
    await dialog.getByLabel('Search people').fill('owen')
    await ana.waitFor({ state: 'detached' })
    await dialog.getByRole('button', { name: /Owen/ }).waitFor()
  })

  test('a reviewer asks who could see it on a day, and who looked', async () => {
    const { app, tickets } = desk
    await app.sql(
      `INSERT INTO bailiwick.audit (kind, person, app, entity, record, comment, detail) VALUES ('reveal', $1, 'desk', 'ticket', $2, 'A customer called', '{"field": "body"}')`,
      [app.person('ana'), tickets.ours],
    )
    const { page } = await signedIn('Mei')
    await page.goto(`${app.origin}/a/desk/r/ticket/${tickets.ours}`)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Who can see this?' }).click()
    const dialog = page.getByRole('dialog', { name: 'Who can see this?' })
    await dialog.getByText('On a day').click()
    // Yesterday there was no release: it opens at the first moment of which something is known.
    await dialog.getByText(/^As the audit has it, under release 1/).waitFor()
    await dialog.getByLabel('At this moment').fill('2025-01-01T10:00')
    await dialog.getByText(/^Desk had no release then: its first is of/).waitFor()
    await look(page, 'past-unknown')
    await dialog.getByLabel('At this moment').fill(
      await page.evaluate(() => {
        const now = new Date()
        return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
      }),
    )
    await dialog.getByText('As the audit has it, under release 1.').waitFor()
    await dialog.getByRole('button', { name: /Ana/ }).click()
    await dialog.getByText('see as Agent (held directly), where its team is one of Ana’s teams or beneath them').waitFor()
    await look(page, 'past')
    await dialog.getByText('Who looked').click()
    await dialog.getByText('had its body shown').first().waitFor()
    await look(page, 'readers')
  })

  test('an agent is told why they see it, and of nobody else', async () => {
    const { page } = await signedIn('Ana')
    await page.goto(`${desk.app.origin}/a/desk/r/ticket/${desk.tickets.ours}`)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Who can see this?' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/^You may see this ticket: as Agent/).waitFor()
    assert.equal(await dialog.getByText('Mei').count(), 0)
  })

  test('who may change nothing of a record is told so above it, and by what they could; who may is told nothing', async () => {
    const ana = await signedIn('Ana')
    await ana.page.goto(`${desk.app.origin}/a/desk/r/ticket/${desk.tickets.ours}`)
    await ana.page.getByRole('button', { name: 'Edit Subject' }).waitFor()
    assert.equal(await ana.page.locator('[data-read-only]').count(), 0)

    const { page } = await signedIn('Owen')
    await page.goto(`${desk.app.origin}/a/desk/r/ticket/${desk.tickets.ours}`)
    await page.getByText('Read-only: you can change nothing here.').waitFor()
    const why = page.getByRole('button', { name: 'Why?' })
    await why.focus()
    await page.keyboard.press('Enter')
    await page.getByText(/^You may not change this ticket\. The role/).waitFor()
    await page.getByRole('button', { name: 'Ask for it' }).waitFor()
    await look(page, 'read-only')
    await why.press('Enter')
    assert.equal(await page.getByText(/^You may not change this ticket/).count(), 0)

    // What is over says so by its state.
    const mei = await desk.app.as('mei')
    const { id } = (await mei.post('/api/apps/desk/memo', { fields: { subject: 'Filed' } })).json.record
    const done = await mei.post(`/api/apps/desk/memo/${id}/transitions/finish`, {}, { headers: { 'if-match': '"1"' } })
    assert.equal(done.status, 200, done.text)
    await ana.page.goto(`${desk.app.origin}/a/desk/r/memo/${id}`)
    await ana.page.getByText('Finished as “Dealt with”: you can change nothing here.').waitFor()
    await ana.page.getByRole('button', { name: 'Why?' }).click()
    await ana.page.getByText(/^You may not change this memo\. The role Manager gives it/).waitFor()
  })

  test('a refused change names the right that is missing; asked for, it is on the people screen and is decided there', async () => {
    const ana = await signedIn('Ana')
    ana.expectStatus(403)
    await ana.page.goto(`${desk.app.origin}/a/desk/r/ticket/${desk.tickets.ours}`)
    await ana.page.getByRole('button', { name: 'Edit Subject' }).click()
    // Taken from her behind the open screen's back.
    await desk.app.superuser(admin =>
      admin.query('SET session_replication_role = replica; UPDATE desk.ticket SET assignee = NULL'),
    )
    await ana.page.keyboard.type(' again')
    await ana.page.keyboard.press('Enter')
    const notice = ana.page.getByRole('alert').filter({ hasText: 'Subject was not changed' })
    await notice.getByText(/^You may not change this ticket\. The role Agent gives it where its assignee is you/).waitFor()
    await notice
      .getByText('Mei, Mia and 1 more can give it.')
      .or(notice.getByText(/can give it/))
      .first()
      .waitFor()
    await look(ana.page, 'refused')
    await notice.getByRole('button', { name: 'Ask for it' }).click()
    await notice.getByLabel('What you need it for').fill('The printer is still on fire.')
    await notice.getByRole('button', { name: 'Send' }).click()
    await notice.getByText(/^Asked/).waitFor()
    await ana.page.goto(`${desk.app.origin}/account`)
    await ana.page.getByText(/^Waiting since/).waitFor()

    const root = await signedIn('Root')
    await root.page.goto(`${desk.app.origin}/people`)
    await root.page.getByText('Requests (1)').click()
    await root.page.getByText('The printer is still on fire.').waitFor()
    await look(root.page, 'requests')
    await root.page.setViewportSize({ width: 390, height: 844 })
    await root.page.getByRole('button', { name: 'Decide' }).click()
    await root.page.getByLabel('Note to them').fill('It is Luis’s now.')
    await root.page.getByRole('button', { name: 'Decline' }).click()
    await root.page.getByText(/declined by Root/).waitFor()

    await ana.page.goto(`${desk.app.origin}/account`)
    await ana.page.getByRole('heading', { name: 'What you asked for' }).waitFor()
    await ana.page.getByText(/^Declined by Root.*“It is Luis’s now\.”/).waitFor()
    await look(ana.page, 'asked-for')
  })
})
