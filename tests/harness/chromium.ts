/**
 * Real pages in the system's Chromium. A page fails its test when it logs an error, throws, breaks the content policy, or asks for something that fails,
 * unless the test says beforehand that it expects it.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { after, afterEach, before } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContextOptions, chromium, type Page, type Response } from 'playwright-core'
import { buildScreens } from '../../scripts/build.ts'

// Before any server starts, because it reads the screens when it does.
await buildScreens()

const names = ['chromium', 'google-chrome', 'chromium-browser']

function executable(): string {
  const given = process.env.CHROMIUM_PATH
  if (given) return given
  for (const name of names) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
    } catch {
      // The next name.
    }
  }
  throw new Error(
    'The journeys need a Chromium browser. Install it, for example: apt-get install chromium, or name one in CHROMIUM_PATH.',
  )
}

export interface Visitor {
  readonly page: Page
  /** From now on, answers with these statuses are expected. */
  expectStatus(...statuses: number[]): void
}

export interface Chromium {
  visit(options?: BrowserContextOptions): Promise<Visitor>
}

export interface OpenChromium extends Chromium {
  /** Ends the pages that are open. One that is left open goes on asking, and takes time from those after it. */
  leave(): Promise<void>
  /** Ends everything; throws when any page had a fault. */
  close(): Promise<void>
}

export async function openChromium(): Promise<OpenChromium> {
  const path = executable()
  if (!existsSync(path)) throw new Error(`There is no browser at ${path}.`)
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  const browser: Browser = await chromium.launch({
    executablePath: path,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...quiet],
  })
  const faults: string[] = []
  // Why it was refused is in the answer, which is read as it arrives and waited for at the end.
  const reading: Promise<void>[] = []
  const fault = async (response: Response) => {
    const body = await response.text().catch(() => '')
    faults.push(`${response.status()} ${response.request().method()} ${response.url()} ${body.slice(0, 300)}`.trim())
  }
  return {
    visit: async (options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options })
      const page = await context.newPage()
      const expected = new Set<number>()
      page.on('response', response => {
        if (response.status() >= 400 && !expected.has(response.status())) reading.push(fault(response))
      })
      page.on('pageerror', error => faults.push(`page error: ${error.message}`))
      page.on('console', message => {
        const failedLoad = message.text().startsWith('Failed to load resource')
        if (message.type() === 'error' && !failedLoad) faults.push(`console: ${message.text()}`)
      })
      // For machines that are slow or busy: how long something takes decides no test.
      page.setDefaultTimeout(20_000)
      return {
        page,
        expectStatus: (...statuses) => {
          for (const status of statuses) expected.add(status)
        },
      }
    },
    leave: async () => {
      await Promise.all(reading)
      for (const context of browser.contexts()) await context.close()
    },
    close: async () => {
      await Promise.all(reading)
      await browser.close()
      assert.deepEqual(faults, [], 'no page logged an error, threw, or was refused something unexpectedly')
    },
  }
}

/** A browser for all tests of the suite it is called in, each of which begins without a page. Called before what its pages ask, so that it ends first. */
export function chromiumOfSuite(): Chromium {
  let chromium: OpenChromium
  before(async () => {
    chromium = await openChromium()
  })
  afterEach(() => chromium.leave())
  after(() => chromium.close())
  return { visit: options => chromium.visit(options) }
}

/** Signs in as a persona of the demonstration, whose name begins the button or is “… of” it. */
export async function signIn({ page }: Visitor, origin: string, name: string): Promise<void> {
  await page.goto(origin)
  const persona = page.getByRole('button', { name: new RegExp(`^${name}|${name} of`) })
  await persona.first().click()
  await page.getByRole('heading', { name: /Good to see you|Welcome, / }).waitFor()
}

/** Fails with what axe finds on the page as it stands. */
export async function accessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // What passed is not read, and there are no frames: both would double the time.
    .options({ resultTypes: ['violations'] })
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target.join(' ')).join(' | ')}`)
  assert.deepEqual(found, [], where)
}
