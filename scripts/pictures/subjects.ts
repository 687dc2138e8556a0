/**
 * What is pictured. The screens of an app are not listed here: each is taken as the first of the app's people who has it, so a screen that is added is pictured by itself.
 * What stands here is what an address alone does not show: records, forms, dialogs, what is empty and what is refused.
 */
import type { Page } from 'playwright-core'
import type { Look } from './camera.ts'
import { extremes, states } from './states.ts'

export interface Subject {
  /** Names the file. */
  readonly name: string
  readonly title: string
  /** A persona's name; null: nobody is signed in. */
  readonly as: string | null
  readonly path: string
  /** What is done on the page before it is taken. */
  readonly open?: (page: Page) => Promise<void>
  /** The answer that its page is refused with: part of the picture. */
  readonly refused?: number
  /** What the page is to meet before it is opened; what is answered ends it. */
  readonly before?: (page: Page) => Promise<() => Promise<unknown>>
  /** Something on it stays on its way. */
  readonly loading?: boolean
  /** Absent: light, dark and phone. */
  readonly looks?: readonly Look[]
  /** The language of the person’s browser. */
  readonly locale?: string
  /** Taken in German too. */
  readonly inGerman?: boolean
}

export interface PicturedApp {
  /** As in addresses. */
  readonly app: string
  readonly title: string
  /** Whoever has a screen first is who it is taken as. */
  readonly people: readonly string[]
  readonly more: readonly Subject[]
}

const screen = (app: string, name: string) => `/a/${app}/s/${name}`

/** With the keyboard: no row stays under a pointer that nobody sees. */
const openRow = (at: number) => async (page: Page) => {
  await page.locator('[data-row]').nth(at).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('complementary').getByRole('heading', { level: 2 }).waitFor()
}

const press =
  (...keys: readonly string[]) =>
  async (page: Page) => {
    for (const key of keys) await page.keyboard.press(key)
  }

const openForm = async (page: Page) => {
  await page.keyboard.press('n')
  await page.getByRole('dialog').waitFor()
}

/** Sends the form as it stands. */
const sendForm = async (page: Page) => {
  await openForm(page)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Create/ })
    .click()
}

const chooseRows = async (page: Page) => {
  for (const at of [1, 2, 4]) {
    await page.locator('[data-row]').nth(at).focus()
    await page.keyboard.press(' ')
  }
}

const findInPalette = async (page: Page) => {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').getByRole('textbox').fill('invoice')
}

const whoCanSee = async (page: Page) => {
  await openRow(2)(page)
  await page
    .getByRole('complementary')
    .getByRole('button', { name: /More|Menu/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: /Who can see this/ }).click()
  await page.getByRole('dialog').waitFor()
}

export const shell: readonly Subject[] = [
  { name: 'sign-in', title: 'The sign-in page of a demonstration', as: null, path: '/' },
  { name: 'public-form', title: 'A public form', as: null, path: '/form/support_ops/contact_request' },
  { name: 'home', title: 'Home', as: 'Tom Okafor', path: '/', inGerman: true },
  { name: 'inbox', title: 'The inbox of decisions', as: 'Tom Okafor', path: '/inbox', inGerman: true },
  { name: 'news', title: 'News of what is followed', as: 'Tom Okafor', path: '/inbox?tab=news', inGerman: true },
  { name: 'inbox-empty', title: 'An inbox in which nothing waits', as: 'Owen Clarke', path: '/inbox' },
  {
    name: 'palette',
    title: 'The palette',
    as: 'Tom Okafor',
    path: screen('support_ops', 'team_queue'),
    open: findInPalette,
  },
  { name: 'keys', title: 'The keys', as: 'Tom Okafor', path: screen('support_ops', 'team_queue'), open: press('?') },
  { name: 'audit', title: 'The audit', as: 'Ingrid Solberg', path: '/audit' },
  { name: 'people', title: 'People, teams and roles', as: 'Priya Raman', path: '/people', inGerman: true },
  { name: 'account', title: 'One’s own account', as: 'Tom Okafor', path: '/account', inGerman: true },
  { name: 'nothing-there', title: 'An address with nothing behind it', as: 'Tom Okafor', path: '/a/support_ops/s/none' },
  ...states,
]

export const apps: readonly PicturedApp[] = [
  {
    app: 'support_ops',
    title: 'Support desk',
    people: ['Tom Okafor', 'Ana Lima', 'Priya Raman', 'Ingrid Solberg'],
    more: [
      {
        name: 'record-panel',
        title: 'A ticket beside its list',
        as: 'Tom Okafor',
        path: screen('support_ops', 'team_queue'),
        open: openRow(2),
        inGerman: true,
      },
      {
        name: 'bulk',
        title: 'Several rows chosen',
        as: 'Tom Okafor',
        path: screen('support_ops', 'team_queue'),
        open: chooseRows,
      },
      {
        name: 'form',
        title: 'A new ticket',
        as: 'Tom Okafor',
        path: screen('support_ops', 'tickets'),
        open: openForm,
        inGerman: true,
      },
      {
        name: 'form-refused',
        title: 'A form that was sent too early',
        as: 'Tom Okafor',
        path: screen('support_ops', 'refunds'),
        refused: 422,
        open: sendForm,
      },
      {
        name: 'decision',
        title: 'A refund that waits for a decision',
        as: 'Sara Novak',
        path: screen('support_ops', 'refunds_waiting'),
        open: openRow(1),
      },
      {
        name: 'who-can-see',
        title: 'Who can see a ticket, and why',
        as: 'Priya Raman',
        path: screen('support_ops', 'tickets'),
        open: whoCanSee,
      },
      {
        name: 'nothing-found',
        title: 'A search that finds nothing',
        as: 'Tom Okafor',
        path: `${screen('support_ops', 'tickets')}?search=qqxzzq`,
      },
      {
        name: 'list-on-paper',
        title: 'A list on paper',
        as: 'Tom Okafor',
        path: screen('support_ops', 'team_queue'),
        looks: ['paper-wide'],
      },
      {
        name: 'record-on-paper',
        title: 'A ticket on paper',
        as: 'Tom Okafor',
        path: screen('support_ops', 'team_queue'),
        open: openRow(2),
        looks: ['paper'],
      },
      {
        name: 'overview-on-paper',
        title: 'The overview on paper',
        as: 'Tom Okafor',
        path: screen('support_ops', 'overview'),
        looks: ['paper'],
      },
    ],
  },
  {
    app: 'onboarding',
    title: 'Onboarding',
    people: ['Karim Haddad', 'Marcus Bell', 'Viktor Nilsson', 'Yuki Sato', 'Noah Lindgren', 'Elena Fischer'],
    more: [
      {
        name: 'hire',
        title: 'A hire beside its list',
        as: 'Karim Haddad',
        path: screen('onboarding', 'hires'),
        open: openRow(3),
        inGerman: true,
      },
      {
        name: 'form',
        title: 'A new hire',
        as: 'Marcus Bell',
        path: screen('onboarding', 'my_hires'),
        open: openForm,
        inGerman: true,
      },
    ],
  },
  {
    app: 'support_escalations',
    title: 'Escalations',
    people: ['Katja Lorenz', 'Amelie Krause', 'Beatrice Holm', 'Sofia Marchetti', 'Oliver Stein'],
    more: [
      {
        name: 'credit',
        title: 'A credit that waits for a decision',
        as: 'Beatrice Holm',
        path: screen('support_escalations', 'credits_waiting'),
        open: openRow(0),
        inGerman: true,
      },
      {
        name: 'form',
        title: 'A credit is asked for',
        as: 'Amelie Krause',
        path: screen('support_escalations', 'my_credits'),
        open: openForm,
        inGerman: true,
      },
    ],
  },
  {
    app: 'purchasing',
    title: 'Purchasing',
    people: ['Henrik Dahl', 'Tobias Keller', 'Samir Aziz', 'Claire Dupont', 'Sofia Marino', 'Olek Zielinski', 'Renata Havel'],
    more: [
      {
        name: 'request',
        title: 'A request with its lines',
        as: 'Tobias Keller',
        path: screen('purchasing', 'requests'),
        open: openRow(2),
        inGerman: true,
      },
      {
        name: 'form',
        title: 'A new request',
        as: 'Tobias Keller',
        path: screen('purchasing', 'my_requests'),
        open: openForm,
        inGerman: true,
      },
    ],
  },
  {
    app: 'extremes',
    title: 'What strains a screen',
    people: ['Selma Haddad'],
    more: extremes,
  },
]
