/** Chromium for suites of tests, whom its pages see, and what axe finds on them. */
import assert from 'node:assert/strict'
import { after, afterEach, before } from 'node:test'
import type { SignInView } from '@bailiwick/definition/wire/index.ts'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { type Chromium, type OpenChromium, openChromium, type Visitor } from './pages.ts'

export type { Chromium, OpenChromium, Visitor } from './pages.ts'

let shared: Promise<OpenChromium> | undefined

/** One for all files of tests that run in this process: what it compiled for one it need not compile for the next. It ends with the last test. */
export function chromiumOfProcess(): Promise<OpenChromium> {
  shared ??= openChromium()
  return shared
}

// Here and not in a suite, whose end would otherwise be the browser's.
after(async () => (await shared)?.close())

/**
 * A browser for all tests of the suite it is called in, each of which begins without a page. Called before what its pages ask, so that it ends first. A fault of
 * a page fails the test it happened in: an `after` of the suite that throws would keep those after it from running, and what they close from ending.
 */
export function chromiumOfSuite(): Chromium {
  let chromium: OpenChromium
  before(async () => {
    chromium = await chromiumOfProcess()
  })
  afterEach(async () => {
    await chromium.leave()
    await chromium.hadNoFault()
  })
  return { visit: options => chromium.visit(options) }
}

/** Signs in as a persona of the demonstration, whose name it is or begins with, and opens nothing yet. The door itself has journeys of its own. */
export async function signIn({ page }: Visitor, origin: string, name: string): Promise<void> {
  const { request } = page.context()
  const { personas }: SignInView = await (await request.get(`${origin}/api/sign-in`)).json()
  const persona = personas.find(each => each.name.startsWith(name))
  assert.ok(persona, `There is no ${name} among ${personas.map(each => each.name).join(', ')}.`)
  const answer = await request.post(`${origin}/api/demo-session`, { data: { person: persona.id }, headers: { origin } })
  assert.equal(answer.status(), 200, await answer.text())
}

/** The same, and opens what they find first. */
export async function signInAtHome(visitor: Visitor, origin: string, name: string): Promise<void> {
  await signIn(visitor, origin, name)
  await visitor.page.goto(origin)
  await visitor.page.getByRole('heading', { name: /Good to see you|Welcome, / }).waitFor()
}

/** Fails with what axe finds on the page as it stands. */
export async function accessible(page: Page, where: string): Promise<void> {
  await holds(page, { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }, where)
}

/** The same for a page as it stands, light and dark. But for contrast the rules know of no colour. */
export async function accessibleInBoth(page: Page, where: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await accessible(page, `${where}, light`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await holds(page, { type: 'rule', values: ['color-contrast'] }, `${where}, dark`)
  await page.emulateMedia({ colorScheme: 'light' })
}

/** The same, wide and as wide as a phone, where nothing sticks out. @param ready waits until the page stands, and opens again what a change of width closes */
export async function accessibleEverywhere(page: Page, where: string, ready: () => Promise<unknown>): Promise<void> {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    await ready()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
    assert.equal(overflow, false, `${where}, ${width} wide, does not scroll sideways`)
    await accessibleInBoth(page, `${where}, ${width} wide`)
  }
}

async function holds(page: Page, runOnly: axe.RunOnly, where: string): Promise<void> {
  // Half a megabyte: once for each page that is loaded.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const found = await page.evaluate(async runOnly => {
    // What passed is not read, and nothing comes from elsewhere.
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly,
      resultTypes: ['violations'],
      preload: false,
    })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target.join(' ')).join(' | ')}`)
  }, runOnly)
  assert.deepEqual(found, [], where)
}
