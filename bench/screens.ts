/**
 * `node scripts/run.mjs bench/screens.ts`: how fast the screens are, in Chromium, with the server and PostgreSQL on the same machine. Times are from the browser's own stamp of a
 * key or click to the frame that shows the result. Data are kept in .data/bench, or where `--data` says.
 * Options: `--tickets 100000` `--rows 100000` (how many are loaded before the list is scrolled) `--turns 30` `--only list,scroll` `--fresh`
 */
import { statSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { startEmbedded } from '../packages/server/src/database/embedded.ts'
import { openChromium } from '../tests/harness/pages.ts'
import { percentile } from './load.ts'
import { prepareScreens } from './screens-world.ts'
import { busyOf, isAsking, scroll, type Took, tasksDuring, timeOf, watch, wheel } from './watch.ts'

const { values: options } = parseArgs({
  options: {
    tickets: { type: 'string', default: '100000' },
    rows: { type: 'string', default: '100000' },
    turns: { type: 'string', default: '30' },
    only: { type: 'string', default: '' },
    fresh: { type: 'boolean', default: false },
    data: { type: 'string', default: '.data/bench' },
  },
})
const turns = Number(options.turns)
const say = (text: string) => console.log(text)
const list = '/a/support_ops/s/tickets'
/** Screens that were left stand ready beside the one that is shown. */
const shown = (selector: string) => `[...document.querySelectorAll('${selector}')].filter(each => !each.closest('[data-away]'))`
const rowsShown = `${shown('[data-row]')}.length > 10`
const heading = (text: string) => `${shown('h1')}[0]?.textContent.includes(${JSON.stringify(text)})`

const parts: Readonly<Record<string, (page: Page, origin: string) => Promise<void>>> = {
  load: firstLoads,
  routes: routeChanges,
  list: listActs,
  typing,
  dashboard: dashboards,
  scroll: scrolling,
}

const postgres = await startEmbedded({ dataFolder: options.data })
try {
  const world = await prepareScreens(postgres.address, Number(options.tickets), options.fresh, say)
  const chromium = await openChromium({ lasting: true })
  try {
    say(`${cpus().length} processors, ${options.tickets} tickets; Chromium, node and PostgreSQL on the same machine\n`)
    say('| what | how often | p50 | p95 | processor of the page, p50 | goal |\n|---|---|---|---|---|---|')
    for (const [name, part] of Object.entries(parts)) {
      if (options.only !== '' && !options.only.split(',').includes(name)) continue
      const { page } = await chromium.visit()
      page.setDefaultTimeout(120_000)
      await page.context().addCookies([{ name: 'bailiwick', value: world.token, url: world.origin }])
      await watch(page)
      await part(page, world.origin)
      await chromium.leave()
    }
  } finally {
    await chromium.close()
    world.stop()
  }
} finally {
  await postgres.stop()
}

function tell(what: string, times: readonly Took[], goal: string): void {
  const wall = times.map(each => each.wall)
  const busy = times.map(each => each.busy)
  const of = (values: readonly number[], part: number) => percentile(values, part).toFixed(0)
  console.error(`  ${what}: ${wall.map(each => each.toFixed(0)).join(' ')}`)
  say(
    `| ${what} | ${times.length} | ${of(wall, 0.5)} ms | ${of(wall, 0.95)} ms | ${Number.isNaN(busy[0]) ? '' : `${of(busy, 0.5)} ms`} | ${goal} |`,
  )
}

async function openList(page: Page, origin: string, path = list): Promise<void> {
  await page.goto(origin + path)
  await page.locator('[data-row]').nth(10).waitFor()
  await page.waitForTimeout(500)
}

/** The scripts a page asks for before it is usable, as a browser without brotli takes them. */
async function firstLoads(page: Page, origin: string): Promise<void> {
  await page.addInitScript(() => {
    const stood: Record<string, number> = {}
    Object.assign(globalThis, { stood })
    new MutationObserver(() => {
      for (const ready of ['h1', '[data-row]']) if (document.querySelector(ready)) stood[ready] ??= performance.now()
    }).observe(document, { childList: true, subtree: true })
  })
  for (const [what, path, ready] of [
    ['sign-in page', '/sign-in', 'h1'],
    ['list', list, '[data-row]'],
  ] as const) {
    const began = performance.now()
    await page.goto(origin + path)
    await page.locator(ready).first().waitFor()
    const took = performance.now() - began
    // What was asked for before it stood there; what is fetched ahead comes after, when nothing else is to do.
    const scripts = await page.evaluate(
      ready =>
        new Promise<string[]>(resolve => {
          const at = (globalThis as unknown as { stood: Record<string, number> }).stood[ready]!
          const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
          resolve(all.filter(each => each.name.endsWith('.js') && each.startTime <= at).map(each => new URL(each.name).pathname))
        }),
      ready,
    )
    const bytes = scripts.reduce((sum, script) => sum + sizeOf(`packages/ui/dist${script}`), 0)
    say(
      `| JavaScript of the first load, ${what} | ${scripts.length} files | ${(bytes / 1024).toFixed(0)} kB gzip | usable after ${took.toFixed(0)} ms | | 300 kB |`,
    )
  }
}

function sizeOf(file: string): number {
  return (statSync(`${file}.gz`, { throwIfNoEntry: false }) ?? statSync(file)).size
}

/** By the navigation, between pages that were open before. */
async function routeChanges(page: Page, origin: string): Promise<void> {
  await openList(page, origin)
  const places = [
    ['list', 'Customers', `${heading('Customers')} && ${rowsShown}`],
    ['board', 'Board', `${heading('Board')} && ${shown('main [data-row]')}.length > 0`],
    ['pivot', 'Workload', `${heading('Workload')} && ${shown('main td')}.length > 10`],
    ['dashboard', 'Overview', `${heading('Overview')} && ${shown('main svg')}.length > 4`],
    ['long list', 'All tickets', `${heading('All tickets')} && ${rowsShown}`],
  ] as const
  const go = (name: string, done: string) =>
    timeOf(page, () => page.getByRole('navigation').getByRole('link', { name, exact: true }).click(), done)
  const times = new Map<string, Took[]>(places.map(([what]) => [what, []]))
  for (let turn = -1; turn < turns / 3; turn += 1) {
    for (const [what, name, done] of places) {
      const took = await go(name, done)
      if (turn < 0) await page.waitForTimeout(1_500)
      else times.get(what)!.push(took)
      // What was kept is asked for again, and drawn again, which belongs to no click.
      await settled(page)
    }
  }
  for (const [what, each] of times) tell(`to a ${what} that was open before`, each, '100 ms')
}

/** Until everything that was asked for is answered, and a moment to draw it: what the database still works on belongs to no click. */
async function settled(page: Page): Promise<void> {
  do await page.waitForTimeout(200)
  while (isAsking(page))
  await page.waitForTimeout(200)
}

async function listActs(page: Page, origin: string): Promise<void> {
  await openList(page, origin)
  const focused = (row: number) => `document.activeElement?.dataset.row === '${row}'`
  const key = (name: string, done: string) => timeOf(page, () => page.keyboard.press(name), done)
  await key('j', focused(0))
  const moves: Took[] = []
  for (let row = 1; row <= turns; row += 1) moves.push(await key('j', focused(row)))
  for (let row = turns - 1; row >= 0; row -= 1) moves.push(await key('k', focused(row)))
  tell('J and K', moves, '100 ms')

  const chosen = (row: number) => `document.querySelector('[data-row="${row}"]')?.dataset.chosen === 'true'`
  if (await page.locator('[data-row] input[type="checkbox"]').count()) {
    const choices: Took[] = []
    for (let row = 0; row < turns; row += 1) {
      choices.push(await key(' ', chosen(row)))
      await key('j', focused(row + 1))
    }
    tell('choosing a row', choices, '100 ms')
  }

  await openList(page, origin)
  const panel = `document.querySelector('[role="complementary"] h2, aside h2')`
  const openEach = async (rows: number, between: () => Promise<void>): Promise<readonly Took[]> => {
    const opened: Took[] = []
    await page.keyboard.press('j')
    for (let row = 0; row < rows; row += 1) {
      opened.push(await key('Enter', panel))
      await between()
      await key('Escape', `!${panel}`)
      await page.keyboard.press('j')
      await between()
    }
    while (!(await page.evaluate(focused(0)))) await page.keyboard.press('k')
    return opened
  }
  const rows = Math.min(turns, 15)
  // Opened once, so that they are kept; then measured, from the second row on.
  await openEach(rows + 1, () => page.waitForTimeout(400))
  tell('a row’s panel, its record in the cache', await openEach(rows, () => settled(page)), '100 ms')
  tell('the same, one right after the other', await openEach(rows, async () => undefined), '')
}

/** Long tasks while somebody types at twelve letters a second. */
async function typing(page: Page, origin: string): Promise<void> {
  await openList(page, origin)
  const report = (what: string, { long }: { readonly long: readonly number[] }) =>
    say(
      `| long tasks while typing in ${what} | ${long.length} | | ${long.length ? `the longest ${Math.max(...long).toFixed(0)} ms` : ''} | | none over 50 ms |`,
    )
  const search = page
    .getByRole('searchbox')
    .or(page.getByPlaceholder(/Search/))
    .last()
  await search.click()
  report('search', await tasksDuring(page, () => page.keyboard.type('tibaso leder', { delay: 80 })))

  await openList(page, origin)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('combobox', { name: 'Field' }).fill('Subject')
  await page.getByRole('option', { name: 'Subject', exact: true }).click()
  await page.getByRole('textbox', { name: 'Subject' }).click()
  report('a filter', await tasksDuring(page, () => page.keyboard.type('printer on fire', { delay: 80 })))

  await openList(page, origin)
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/Subject/).click()
  report('a form', await tasksDuring(page, () => page.keyboard.type('The printer is on fire again', { delay: 80 })))
}

/** Opened by its address: until what is in sight has its figures, and until every widget has. */
async function dashboards(page: Page, origin: string): Promise<void> {
  const [sight, all]: [Took[], Took[]] = [[], []]
  for (let turn = 0; turn < 5; turn += 1) {
    const began = performance.now()
    const until = async (reach: number) => {
      await page.waitForFunction(
        reach => {
          const widgets = [...document.querySelectorAll('main [data-kind]')]
          const waits = '[class*="Skeleton"], [aria-busy="true"]'
          return (
            widgets.length >= 20 &&
            widgets.every(
              each => each.getBoundingClientRect().top >= reach || (!each.matches(waits) && !each.querySelector(waits)),
            )
          )
        },
        reach,
        { polling: 'raf' },
      )
      return { wall: performance.now() - began, busy: Number.NaN }
    }
    await page.goto(`${origin}/a/support_ops/s/twenty`)
    sight.push(await until(page.viewportSize()!.height))
    all.push(await until(Number.MAX_SAFE_INTEGER))
  }
  const what = `a dashboard of 20 widgets over ${options.tickets} tickets, from its address`
  tell(`${what} to the last figure in sight`, sight, '2,000 ms')
  tell(`${what} to the last figure of all`, all, '2,000 ms')
}

/** Loads as somebody does who scrolls to the end again and again; then scrolls through all of it. */
async function scrolling(page: Page, origin: string): Promise<void> {
  await openList(page, origin)
  const wanted = Math.min(Number(options.rows), Number(options.tickets))
  const loaded = () => page.evaluate(() => Number(document.querySelector('[role="grid"]')!.getAttribute('aria-rowcount')) - 1)
  const began = performance.now()
  let rows = await loaded()
  while (rows < wanted) {
    const before = rows
    await page.evaluate(
      before =>
        new Promise<void>(resolve => {
          const grid = document.querySelector<HTMLElement>('[role="grid"]')!
          const look = () => {
            if (Number(grid.getAttribute('aria-rowcount')) - 1 > before) resolve()
            else {
              grid.scrollTop = grid.scrollHeight
              setTimeout(look, 5)
            }
          }
          look()
        }),
      before,
    )
    rows = await loaded()
    if (rows % 10_000 === 0) console.error(`  ${rows} rows after ${((performance.now() - began) / 1000).toFixed(0)} s`)
  }
  for (const [what, step] of [
    ['slowly', 40],
    ['fast', 400],
    ['in leaps', 40_000],
  ] as const) {
    const before = await busyOf(page)
    const { framesPerSecond, longFrames, longest } = await scroll(page, step, 5)
    const busy = ((await busyOf(page)) - before) / (framesPerSecond * 5)
    say(
      `| scrolling ${rows} loaded rows ${what} | 5 s | ${framesPerSecond.toFixed(0)} frames/s | ${longFrames} frames over 50 ms, the longest ${longest.toFixed(0)} ms | ${busy.toFixed(1)} ms a frame | 60 frames/s, none |`,
    )
  }
  await page.evaluate(() => {
    document.querySelector('[role="grid"]')!.scrollTop = 0
  })
  for (const speed of [1_200, 2_400]) {
    const { shown, drawn } = await wheel(page, speed, 5)
    say(
      `| scrolling ${rows} loaded rows by a wheel, ${speed} px a second | 5 s | ${shown.toFixed(0)} frames/s | ${drawn.toFixed(0)} a second drawn by the page | | 60 frames/s |`,
    )
  }
  const moves: Took[] = []
  await page.locator('[data-row]').nth(5).focus()
  for (let turn = 0; turn < turns; turn += 1) {
    const row = await page.evaluate(() => Number((document.activeElement as HTMLElement).dataset.row))
    moves.push(await timeOf(page, () => page.keyboard.press('k'), `document.activeElement?.dataset.row === '${row - 1}'`))
  }
  tell(`K with ${rows} rows loaded`, moves, '100 ms')
}
