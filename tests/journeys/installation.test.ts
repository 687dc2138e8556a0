/** A real installation from its first minute: the code on the console, an invitation, a password asked for again, and two people at one record. */
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { createSetupCode } from '../../packages/server/src/security/identity/setup.ts'
import { type RunningApp, runApp } from '../harness/app.ts'
import { chromiumOfProcess, type OpenChromium } from '../harness/chromium.ts'
import { deskFiles } from '../harness/desk.ts'

const password = 'Teal-otter-paddles-47-rivers'

describe('a real installation', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  let chromium: OpenChromium
  let administrator: Page
  let nora: Page

  before(async () => {
    app = await runApp({ after: done => void endings.push(done as () => unknown) }, { files: deskFiles, demo: false })
    chromium = await chromiumOfProcess()
  })
  afterEach(() => chromium.hadNoFault())
  after(async () => {
    await chromium.leave()
    for (const end of endings) await end()
  })

  const visit = async (address: string, ...expected: number[]) => {
    const visitor = await chromium.visit()
    visitor.expectStatus(...expected)
    await visitor.page.goto(address)
    return visitor.page
  }

  test('the first administrator comes in by the code on the console', async () => {
    const made = await createSetupCode({ gate: app.installation.database.connections.gate })
    administrator = await visit(app.origin, 403, 422)
    await administrator.getByRole('heading', { name: 'Set up this installation' }).waitFor()
    assert.equal(await administrator.getByText('Demonstration').count(), 0, 'no personas are offered')
    await administrator.getByLabel('Code from the console').fill('WRONG-WRONG-WRONG-WRONG')
    await administrator.getByLabel('Your name').fill('Ida Root')
    await administrator.getByLabel('E-mail').fill('ida@example.test')
    await administrator.getByLabel(/^Password/).fill(password)
    await administrator.getByRole('button', { name: 'Become administrator' }).click()
    await administrator.getByRole('alert').waitFor()
    await administrator.getByLabel('Code from the console').fill(made!.code)
    await administrator.getByRole('button', { name: 'Become administrator' }).click()
    await administrator.getByRole('heading', { name: 'Welcome, Ida' }).waitFor()
  })

  test('an act that needs a younger sign-in asks for the password, and what was typed is not lost', async () => {
    await app.sql(`INSERT INTO bailiwick.team (name) VALUES ('EMEA')`)
    await app.sql(`UPDATE bailiwick.session SET authenticated_at = now() - interval '20 minutes'`)
    await administrator.getByRole('button', { name: 'Open People' }).click()
    await administrator.getByRole('button', { name: 'Invite' }).click()
    const dialog = administrator.getByRole('dialog', { name: 'Invite somebody' })
    await dialog.getByLabel('Name').fill('Nora Agent')
    await dialog.getByLabel('E-mail').fill('nora@example.test')
    await dialog.getByLabel('Teams').click()
    await administrator.getByRole('option', { name: 'EMEA' }).click()
    await administrator.keyboard.press('Tab')
    await dialog.getByLabel('Roles').click()
    await administrator.getByRole('option', { name: 'Agent' }).click()
    await administrator.keyboard.press('Tab')
    await dialog.getByRole('button', { name: 'Make the invitation' }).click()
    const asks = administrator.getByRole('dialog', { name: 'Confirm that it is you' })
    await asks.getByLabel('Your password').fill('not the password')
    await asks.getByRole('button', { name: 'Confirm' }).click()
    await asks.getByRole('alert').waitFor()
    assert.deepEqual(
      await app.sql(`SELECT id FROM bailiwick.person WHERE email = 'nora@example.test'`),
      [],
      'nothing is done before',
    )
    await asks.getByLabel('Your password').fill(password)
    await asks.getByRole('button', { name: 'Confirm' }).click()
    const link = await dialog.getByLabel('Invitation link').inputValue()
    assert.ok(link.startsWith(`${app.origin}/invitation/`))
    nora = await visit(link, 404, 412)
    await nora.getByLabel(/^Password/).fill(password)
    await nora.keyboard.press('Enter')
    await nora.getByRole('heading', { name: /Good to see you, Nora/ }).waitFor()
    const second = await visit(link, 404, 410)
    await second
      .getByText(/not valid|used|no longer|once/i)
      .first()
      .waitFor()
  })

  test('she makes one record however often she sends it, and it is there at once on another screen', async () => {
    await nora.goto(`${app.origin}/a/desk/e/ticket`)
    const other = await visit(`${app.origin}/a/desk/e/ticket`)
    await other.getByLabel('E-mail').fill('nora@example.test')
    await other.getByRole('textbox', { name: 'Password' }).fill(password)
    await other.getByRole('button', { name: 'Sign in' }).click()
    await other
      .getByRole('button', { name: /New ticket/ })
      .first()
      .waitFor()
    await nora
      .getByRole('button', { name: /New ticket/ })
      .first()
      .click()
    const dialog = nora.getByRole('dialog')
    await dialog.getByLabel(/^Subject/).fill('Printed twice')
    await dialog.getByLabel(/^Team/).click()
    await nora.getByRole('option', { name: 'EMEA' }).click()
    const assignee = dialog.getByLabel(/^Assignee/)
    await assignee.fill('Nobody of this name')
    await nora.getByText('Nothing found').filter({ visible: true }).waitFor()
    // An arrow marks nothing where nothing is found, and Enter does not send the form.
    await assignee.press('ArrowDown')
    await assignee.press('Enter')
    await assignee.fill('')
    await nora.getByRole('option', { name: /Nora/ }).click()
    // Twice, as impatient hands do.
    await dialog.getByRole('button', { name: /Create|Save/ }).dblclick({ delay: 5 })
    await nora.getByRole('heading', { name: 'Printed twice' }).waitFor()
    await other.getByRole('row', { name: /Printed twice/ }).waitFor()
    assert.equal((await app.sql(`SELECT id FROM desk.ticket WHERE subject = 'Printed twice'`)).length, 1)
  })

  test('an edit of a version that is no more is refused with the newer value in sight, and nothing is overwritten', async () => {
    const panel = nora.getByRole('complementary')
    await panel.getByRole('button', { name: 'Edit Subject' }).click()
    await panel.getByRole('textbox', { name: 'Subject' }).fill('Nora’s words')
    await app.superuser(async admin => {
      await admin.query('ALTER TABLE desk.ticket DISABLE TRIGGER USER')
      await admin.query(
        `UPDATE desk.ticket SET subject = 'Somebody else’s words', version = version + 1 WHERE subject = 'Printed twice'`,
      )
      await admin.query('ALTER TABLE desk.ticket ENABLE TRIGGER USER')
    })
    await nora.keyboard.press('Enter')
    await nora
      .getByText(/changed/i)
      .first()
      .waitFor()
    await panel.getByRole('heading', { name: 'Somebody else’s words' }).waitFor()
    assert.equal((await app.sql(`SELECT id FROM desk.ticket WHERE subject = 'Nora’s words'`)).length, 0)
  })
})
