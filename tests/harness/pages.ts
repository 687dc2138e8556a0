/**
 * Real pages in the system's Chromium. A page fails its test when it logs an error, throws, breaks the content policy, or asks for something that fails,
 * unless the test says beforehand that it expects it.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Dialog,
  type Page,
  type Response,
} from 'playwright-core'
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
  /** Leaves the pages that are open. One that stayed would go on asking, and take time from those after it. */
  leave(): Promise<void>
  /** Throws when any page had a fault since it was last asked. */
  hadNoFault(): Promise<void>
  /** Ends everything; throws as `hadNoFault` does. */
  close(): Promise<void>
}

/** For a suite of tests there is `chromiumOfSuite`. @param how.lasting for pages that are worked in for long, as people do: with all the optimising that a browser does */
export async function openChromium(how: { readonly lasting?: boolean } = {}): Promise<OpenChromium> {
  const path = executable()
  if (!existsSync(path)) throw new Error(`There is no browser at ${path}.`)
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Pages of tests are short-lived: what optimising takes is not won back, a fifth of their time.
    ...(how.lasting ? [] : ['--js-flags=--no-opt --no-maglev']),
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
  const idle = new Map<string, Seat[]>()
  const taken: Seat[] = []

  async function sit(options: BrowserContextOptions): Promise<Seat> {
    const { viewport: _, colorScheme: __, ...lasting } = options
    const key = JSON.stringify(lasting)
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
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
    return { key, context, page, expected }
  }

  /** As a page that was never used: nobody is signed in, and nothing is kept but what the browser compiled. */
  async function clean({ context, page, expected }: Seat): Promise<void> {
    await page
      .evaluate(() => {
        localStorage.clear()
        sessionStorage.clear()
      })
      .catch(() => undefined)
    const go = (dialog: Dialog) => dialog.accept()
    page.removeAllListeners('dialog').on('dialog', go)
    // To another page of the same place: to leave it would end the process, and with it what it has compiled.
    const { protocol, origin } = new URL(page.url())
    await page.goto(protocol === 'http:' ? `${origin}/mark.svg` : 'about:blank').catch(() => page.goto('about:blank'))
    page.off('dialog', go)
    for (const other of context.pages()) if (other !== page) await other.close()
    expected.clear()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.mouse.move(0, 0)
    await context.clearPermissions()
    await context.clearCookies()
  }

  const hadNoFault = async () => {
    await Promise.all(reading)
    assert.deepEqual(faults.splice(0), [], 'no page logged an error, threw, or was refused something unexpectedly')
  }

  return {
    visit: async (options = {}) => {
      const { viewport = { width: 1440, height: 900 }, colorScheme = 'light', ...lasting } = options
      const seat = idle.get(JSON.stringify(lasting))?.pop() ?? (await sit({ ...options, viewport, colorScheme }))
      taken.push(seat)
      if (viewport) await seat.page.setViewportSize(viewport)
      await seat.page.emulateMedia({ colorScheme })
      return {
        page: seat.page,
        expectStatus: (...statuses) => {
          for (const status of statuses) seat.expected.add(status)
        },
      }
    },
    leave: async () => {
      await Promise.all(reading)
      for (const seat of taken.splice(0)) {
        await clean(seat)
        idle.set(seat.key, [...(idle.get(seat.key) ?? []), seat])
      }
    },
    hadNoFault,
    close: async () => {
      await Promise.all(reading)
      await browser.close()
      await hadNoFault()
    },
  }
}

/** A page that one test after the other uses: a browser that has met our code before compiles it in half the time. */
interface Seat {
  /** What of its options cannot be changed afterwards. */
  readonly key: string
  readonly context: BrowserContext
  readonly page: Page
  readonly expected: Set<number>
}
