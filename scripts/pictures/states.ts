/** What a screen is when it is not as usual: on its way, empty, refused, cut off; and what strains it. */
import type { RecordPage, SignInView } from '@bailiwick/definition/wire/index.ts'
import type { APIRequestContext, Page, Route } from 'playwright-core'
import { measured, words } from './scratch.ts'
import type { Subject } from './subjects.ts'

const queue = '/a/support_ops/s/team_queue'
const tickets = '/a/support_ops/s/tickets'
const asks = (filter: string) => `?filter=${encodeURIComponent(filter)}`

/** @param answer what becomes of requests for these records */
const answering = (of: RegExp, answer: (route: Route) => Promise<unknown>) => async (page: Page) => {
  await page.route(of, answer)
  return () => page.unrouteAll({ behavior: 'ignoreErrors' })
}

const never = () => new Promise(() => undefined)

const failing = (route: Route) =>
  route.fulfill({
    status: 500,
    contentType: 'application/problem+json',
    body: JSON.stringify({
      ...{ type: 'about:blank', code: 'internal', status: 500, title: 'Something went wrong here' },
      ...{ hint: 'Try again in a moment. If it stays, tell an administrator the number of the request.', requestId: '7f3c9a52' },
    }),
  })

const lost = /connection is lost|Verbindung ist unterbrochen/

const cutOff = async (page: Page) => {
  await page.context().setOffline(true)
  await page.getByText(lost).waitFor()
}

const openFirst = async (page: Page) => {
  await page.locator('[data-row]').first().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('complementary').getByRole('heading', { level: 2 }).waitFor()
}

/** What is clicked comes with the program of its page, which is not there yet. */
const goWithoutLine = async (page: Page) => {
  await page.context().setOffline(true)
  await page.getByText(lost).waitFor()
  await page.getByRole('navigation').locator('a[href="/a/support_ops/s/overview"]').click()
  await page.getByRole('heading', { name: /You are offline|Sie sind offline/ }).waitFor()
}

const nameView = async (page: Page) => {
  await page.getByRole('button', { name: /Views|Ansichten/ }).click()
  await page.getByRole('menuitem', { name: /Save as a new view|Als neue Ansicht speichern/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').first().fill('Urgent, and seen by more than one team')
  await dialog.getByRole('combobox').click()
  for (const at of [1, 2, 3, 4]) await page.getByRole('option').nth(at).click()
  await page.keyboard.press('Tab')
}

const listOf = (entity: string) => new RegExp(`/api/apps/[a-z_]+/${entity}\\?`)

export const states: readonly Subject[] = [
  {
    name: 'list-loading',
    title: 'A list on its way',
    as: 'Tom Okafor',
    path: queue,
    before: answering(listOf('ticket'), never),
    loading: true,
  },
  {
    name: 'record-loading',
    title: 'A record on its way',
    as: 'Tom Okafor',
    path: queue,
    before: answering(/\/api\/apps\/support_ops\/ticket\/[0-9a-f-]{36}/, never),
    open: async page => {
      await page.locator('[data-row]').first().focus()
      await page.keyboard.press('Enter')
    },
    loading: true,
  },
  {
    name: 'dashboard-loading',
    title: 'A dashboard on its way',
    as: 'Tom Okafor',
    path: '/a/support_ops/s/overview',
    before: answering(/\/aggregate/, never),
    loading: true,
  },
  {
    name: 'list-failed',
    title: 'A list that could not be loaded, with the number of the request',
    as: 'Tom Okafor',
    path: queue,
    before: answering(listOf('ticket'), failing),
    refused: 500,
  },
  {
    name: 'connection-lost',
    title: 'The connection is lost',
    as: 'Tom Okafor',
    path: queue,
    open: cutOff,
    before: async page => () => page.context().setOffline(false),
  },
  {
    name: 'part-missing',
    title: 'A page that is opened without a connection',
    as: 'Tom Okafor',
    path: queue,
    open: goWithoutLine,
    before: async page => () => page.context().setOffline(false),
    inGerman: true,
  },
  {
    name: 'record-read-only',
    title: 'A ticket that its reader may not change',
    as: 'Owen Clarke',
    path: queue,
    open: openFirst,
  },
  {
    name: 'list-without-right',
    title: 'A list of another role',
    as: 'Owen Clarke',
    path: '/a/support_ops/s/refunds',
  },
  {
    name: 'form-without-right',
    title: 'A new record asked for by who may not create it',
    as: 'Owen Clarke',
    path: `${queue}?form=new`,
    open: page => page.getByRole('dialog').getByRole('heading').waitFor(),
    inGerman: true,
  },
  {
    name: 'list-empty',
    title: 'A list in which there is nothing yet',
    as: 'Priya Raman',
    path: '/a/support_ops/s/contact_requests',
  },
  {
    name: 'list-nothing-matches',
    title: 'A filter that nothing matches',
    as: 'Tom Okafor',
    path: tickets + asks('record.reopened_count > 400 && record.priority == "urgent"'),
  },
  {
    name: 'filter-groups',
    title: 'Groups of conditions',
    as: 'Tom Okafor',
    path:
      tickets +
      asks(
        'record.priority == "urgent" || (record.reopened_count > 1 && (record.assignee == user.id || record.assignee == null))',
      ),
    open: async page => {
      await page.keyboard.press('f')
      await page.getByRole('dialog').waitFor()
    },
    inGerman: true,
  },
  {
    name: 'views',
    title: 'Lists under a name',
    as: 'Tom Okafor',
    path: tickets,
    open: async page => {
      await page.getByRole('button', { name: /Views|Ansichten/ }).click()
      await page.getByRole('menuitem').first().waitFor()
    },
    inGerman: true,
  },
  {
    name: 'view-for-roles',
    title: 'A view for several roles',
    as: 'Priya Raman',
    path: tickets + asks('record.priority == "urgent"'),
    open: nameView,
    inGerman: true,
  },
]

const rightToLeft = async (page: Page) => {
  await page.locator('[data-row]').nth(1).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('complementary').getByRole('heading', { level: 2 }).waitFor()
}

/** @param act what a colleague does meanwhile, in a browser of their own */
async function meanwhile(
  page: Page,
  name: string,
  act: (request: APIRequestContext, origin: string) => Promise<void>,
): Promise<void> {
  const { origin } = new URL(page.url())
  const context = await page.context().browser()!.newContext({ extraHTTPHeaders: { origin } })
  try {
    const { personas } = (await (await context.request.get(`${origin}/api/sign-in`)).json()) as SignInView
    const { id } = personas.find(each => each.name === name)!
    await context.request.post(`${origin}/api/demo-session`, { data: { person: id } })
    await act(context.request, origin)
  } finally {
    await context.close()
  }
}

const linesByTwo = async (page: Page) => {
  await openFirst(page)
  const panel = page.getByRole('complementary')
  await panel.getByRole('region', { name: 'Used parts' }).getByRole('row').nth(1).getByRole('cell').first().click()
  const names = panel.getByRole('form').getByRole('textbox', { name: 'Part' })
  await names.nth(0).fill('Cable, 15 m, shielded')
  await names.nth(1).fill('Clamp, stainless')
  await meanwhile(page, 'Ramon Vidal', async (request, origin) => {
    const all = `${origin}/api/apps/extremes/used_part`
    const { items } = (await (await request.get(`${all}?orderBy=created_at`)).json()) as RecordPage
    const [both, gone, theirs] = items
    const at = ({ version }: { readonly version: number }) => ({ headers: { 'if-match': `"${version}"` } })
    await request.patch(`${all}/${both!.id}`, { ...at(both!), data: { fields: { part: `Cable, ${12 + both!.version} m` } } })
    await request.delete(`${all}/${gone!.id}`, at(gone!))
    await request.patch(`${all}/${theirs!.id}`, { ...at(theirs!), data: { fields: { pieces: 30 + theirs!.version } } })
  })
  await panel.getByRole('button', { name: /^(Save|Speichern)$/ }).click()
  await panel.getByRole('form').getByRole('status').first().waitFor()
}

export const extremes: readonly Subject[] = [
  {
    name: 'list-of-200-columns',
    title: 'A list of 200 columns',
    as: 'Selma Haddad',
    path: `/a/extremes/s/readings?columns=${[...words, ...measured].join(',')}`,
  },
  {
    name: 'record-long',
    title: 'A record with a text of 10,000 letters and 200 fields',
    as: 'Selma Haddad',
    path: '/a/extremes/s/texts',
    open: openFirst,
  },
  {
    name: 'record-right-to-left',
    title: 'A record whose texts run from right to left',
    as: 'Selma Haddad',
    path: '/a/extremes/s/texts',
    open: rightToLeft,
  },
  {
    name: 'lines-by-two',
    title: 'Lines that two people wrote at once',
    as: 'Selma Haddad',
    path: '/a/extremes/s/visits',
    open: linesByTwo,
    refused: 412,
    inGerman: true,
  },
]
