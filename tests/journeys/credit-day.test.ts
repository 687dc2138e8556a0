/** The tutorial's credit day in a real browser: revenue that an agent does not see, a credit that the amount gives to three people, and a board. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seed } from '../../examples/support-escalations/seed/seed.ts'
import { accessible, accessibleEverywhere, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { exampleOfSuite } from '../harness/example.ts'

const example = seed(new Date())
/** Alone in its installation, the app has nobody else to administer it. */
const people = example.people.map(person => (person.key === 'oliver' ? { ...person, administrator: true } : person))
const data = { ...example, people }

describe('a credit day', () => {
  const chromium = chromiumOfSuite()
  const suite = exampleOfSuite('support-escalations', data)
  const app = '/a/support_escalations'
  const year = String(new Date().getUTCFullYear())

  const signedIn = async (name: string) => {
    const visitor = await chromium.visit()
    await signIn(visitor, suite.app.origin, name)
    return visitor.page
  }

  test('an agent finds no revenue on the screen, a manager does', async () => {
    const agent = await signedIn('Amelie')
    await agent.goto(`${suite.app.origin}${app}/s/accounts`)
    await agent.getByRole('columnheader', { name: /Name/ }).waitFor()
    assert.equal(await agent.getByRole('columnheader', { name: 'ARR' }).count(), 0)
    await agent.getByRole('button', { name: 'Columns' }).click()
    assert.equal(await agent.getByText('ARR', { exact: true }).count(), 0, 'nor can the column be chosen')
    const manager = await signedIn('Katja')
    await manager.goto(`${suite.app.origin}${app}/s/accounts`)
    await manager.getByRole('columnheader', { name: 'ARR' }).waitFor()
  })

  test('a large credit goes from the agent to the manager to two people of finance, and is issued by hand', async () => {
    const lead = await signedIn('Femi')
    const amount = '10000.01'
    // How much has been granted of which is up to the day on which the seed was made.
    const left = encodeURIComponent(`record.left >= ${amount} && !record.closed`)
    const free = await lead.request.get(
      `${suite.app.origin}/api/apps/support_escalations/credit_allowance?filter=${left}&pageSize=100`,
    )
    assert.equal(free.status(), 200, await free.text())
    const ids = new Set(((await free.json()) as { items: { id: string }[] }).items.map(({ id }) => id))
    const allowance = data.records.credit_allowance!.find(({ id, fields }) => {
      const account = data.records.account!.find(({ id }) => id === fields.account)!
      return (
        ids.has(id) &&
        fields.year === year &&
        account.fields.team === suite.ids.get('dach') &&
        account.fields.tier === 'enterprise'
      )
    })!
    const account = data.records.account!.find(({ id }) => id === allowance.fields.account)!
    const name = String(account.fields.name)

    await lead.goto(`${suite.app.origin}${app}/s/my_credits?form=new`)
    const form = lead.getByRole('dialog')
    await form.getByLabel(/^Title/).fill('Lost to the journey')
    await form.getByLabel(/^Amount/).fill(amount)
    for (const [label, option] of [
      ['Reason', 'Outage'],
      ['Account', name],
      ['Yearly allowance', String(allowance.fields.name)],
    ] as const) {
      await form.getByLabel(new RegExp(`^${label}`)).click()
      if (label !== 'Reason') await lead.keyboard.type(option)
      await lead.getByRole('option', { name: option }).first().click()
    }
    await form.getByLabel(/^Why this amount/).fill('Share of the fee for the hours of the outage.')
    await accessible(lead, 'the form')
    await form.getByRole('button', { name: 'Create credit request' }).click()
    await lead.getByRole('heading', { name: 'Lost to the journey' }).waitFor()
    assert.equal(await lead.getByRole('button', { name: 'Grant at once' }).count(), 0, 'too much for the rule')
    await lead.getByRole('button', { name: 'Ask manager and finance' }).click()
    await lead.getByRole('dialog').getByRole('button', { name: 'Ask manager and finance' }).click()
    await lead.getByText('You cannot decide a request you made.').waitFor()

    for (const [who, after] of [
      ['Katja', undefined],
      ['Anil', undefined],
      ['Beatrice', 'Approved by finance'],
    ] as const) {
      const page = await signedIn(who)
      await page.goto(`${suite.app.origin}/inbox`)
      await page.getByText('Lost to the journey').first().click()
      await page.getByText('Your decision is asked').waitFor()
      const room = await page.getByRole('main').evaluate(main => main.scrollHeight - main.clientHeight)
      assert.equal(room, 0, 'list and record scroll by themselves, and the comment stays in sight')
      await accessible(page, `the inbox of ${who}`)
      await page.getByRole('button', { name: 'Reject' }).click()
      await page.getByText('Write why. Whoever asked reads it.').waitFor()
      const mine = page.locator('button[data-key]', { hasText: 'Lost to the journey' })
      await mine.getByText('USD').waitFor()
      const bare = await page.evaluateHandle(() => {
        const found = new Set<string>()
        const look = () => {
          for (const { textContent } of document.querySelectorAll('button[data-key]'))
            if (!textContent?.includes('USD')) found.add(textContent ?? '')
        }
        look()
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
        return found
      })
      const decided = page.waitForResponse(answer => answer.url().endsWith('/votes'))
      await page.getByRole('button', { name: 'Approve' }).click()
      assert.equal((await decided).status(), 200)
      await mine.waitFor({ state: 'detached' })
      assert.deepEqual(await bare.evaluate(found => [...found]), [], 'the amounts of the others stay while one is decided')
      if (!after) continue
      await page.goto(`${suite.app.origin}${app}/s/credits_to_issue?search=journey`)
      await page.getByRole('row', { name: /Lost to the journey/ }).click()
      const panel = page.getByRole('complementary')
      await panel.getByText(after).first().waitFor()
      await panel.getByRole('button', { name: 'Mark issued' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel(/^Credit note/).fill('CN-1')
      await dialog.getByLabel(/^Comment/).fill('Entered by hand.')
      await dialog.getByRole('button', { name: 'Mark issued' }).click()
      await panel.getByText('Issued').first().waitFor()
    }
    // Who asked hears what became of it, without having said that they want to.
    await lead.goto(`${suite.app.origin}/inbox?tab=news`)
    await lead
      .getByRole('main')
      .getByText(/Beatrice Holm moved to.*Issued/)
      .first()
      .waitFor()
  })

  test('the board, lists and figures are clean for everyone, light and dark, wide and on a phone', async () => {
    const page = await signedIn('Oliver')
    for (const screen of ['escalation_board', 'credits_waiting', 'allowances', 'overview', 'credit_overview']) {
      await page.goto(`${suite.app.origin}${app}/s/${screen}`)
      await accessibleEverywhere(page, screen, () => page.locator('[data-row], [data-card], [data-mark]').first().waitFor())
    }
  })
})
