/**
 * The README's pictures, from a demo of its own in a temporary data folder: `node scripts/run.mjs scripts/pictures.ts`. Written where the README shows them, at the
 * sizes it shows them in; whoever changes a screen that is on one takes them again and looks.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { type Chromium, openChromium } from '../tests/harness/chromium.ts'

const images = fileURLToPath(new URL('../docs/images/', import.meta.url))
const wide = { viewport: { width: 1440, height: 900 } } as const
const phone = { viewport: { width: 390, height: 844 } } as const
const queue = '/a/support_ops/s/team_queue'

interface Picture {
  readonly file: string
  readonly as: string
  readonly options?: BrowserContextOptions
  readonly path: string
  /** What is opened on the page before it is taken. */
  readonly open?: (page: Page) => Promise<void>
}

/** With the keyboard: no row stays under a pointer that nobody sees. */
async function openRow(page: Page, at: number): Promise<void> {
  await page.locator('[data-row]').nth(at).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('complementary').getByRole('heading', { level: 2 }).waitFor()
}

const pictures: readonly Picture[] = [
  { file: 'home.png', as: 'Tom Okafor', path: '/' },
  { file: 'list-light.png', as: 'Tom Okafor', path: queue },
  { file: 'list-dark.png', as: 'Tom Okafor', path: queue, options: { colorScheme: 'dark' } },
  { file: 'record-panel.png', as: 'Tom Okafor', path: queue, open: page => openRow(page, 2) },
  { file: 'inbox.png', as: 'Tom Okafor', path: '/inbox' },
  { file: 'phone.png', as: 'Tom Okafor', path: queue, options: phone },
]

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return port
}

/** @returns when it says that it is ready */
async function startDemo(port: number, folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('serve.ts', import.meta.url))], {
    env: { ...process.env, PORT: String(port), BAILIWICK_DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout! })) {
    console.log(line)
    if (line.startsWith('ready:')) return child
  }
  throw new Error('The demo ended before it was ready.')
}

async function take(chromium: Chromium, origin: string, picture: Picture): Promise<void> {
  const visitor = await chromium.visit({ ...wide, ...picture.options })
  // Nobody is signed in yet, and the page asks.
  visitor.expectStatus(401)
  const { page } = visitor
  await page.goto(origin)
  await page
    .getByRole('button', { name: new RegExp(`^${picture.as}`) })
    .first()
    .click()
  await page.getByRole('heading', { name: /Good to see you/ }).waitFor()
  if (picture.path !== '/') await page.goto(origin + picture.path)
  await page.locator('h1').first().waitFor()
  await settled(page)
  await picture.open?.(page)
  await settled(page)
  await page.screenshot({ path: images + picture.file })
  await page.context().close()
  console.log(`docs/images/${picture.file}`)
}

/** Nothing is waited for: no grey bars, every font there. Not silence of the network, which an open stream never keeps. */
async function settled(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready')
  await page.waitForFunction(() => document.querySelectorAll('[class*="Skeleton"]').length === 0)
  await page.waitForTimeout(800)
}

const port = await freePort()
// Made by the demo itself: as root, the account its database runs as must be able to get in.
const folder = join(tmpdir(), `bailiwick-pictures-${process.pid}`)
const chromium = await openChromium()
let demo: ChildProcess | undefined
try {
  demo = await startDemo(port, folder)
  for (const picture of pictures) await take(chromium, `http://localhost:${port}`, picture)
} finally {
  await chromium.close().finally(async () => {
    if (demo && demo.exitCode === null) {
      demo.kill('SIGTERM')
      await once(demo, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  })
}
