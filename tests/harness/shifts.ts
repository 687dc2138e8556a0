/** How far what stands on a page moves while its data come, as the browser counts it (Cumulative Layout Shift); what one moves oneself is not counted. */
import type { Page } from 'playwright-core'

/** So long, in milliseconds, an answer takes at least: what stands there meanwhile is drawn. */
const late = 150

interface Shift extends PerformanceEntry {
  readonly value: number
  readonly hadRecentInput: boolean
  readonly sources: readonly { readonly node: Node | null }[]
}

/** @param ready a text that is there when the data are */
export async function settledShifts(
  page: Page,
  address: string,
  ready: string,
): Promise<{ readonly sum: number; readonly told: readonly string[] }> {
  let waiting = 0
  // Whoever listens for changes is never done.
  const asked = /\/api\/(?!.*\/events)/
  await page.route(asked, async route => {
    waiting += 1
    await new Promise(resolve => setTimeout(resolve, late))
    try {
      await route.fulfill({ response: await route.fetch() })
    } catch {
      // The page was left.
    } finally {
      waiting -= 1
    }
  })
  await page.goto(address)
  await page.getByText(ready).locator('visible=true').first().waitFor()
  // What one answer asks for next is asked for by the next frame.
  const frames = () => page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  do await frames()
  while (waiting > 0)
  await frames()
  await page.unroute(asked)
  const told = await page.evaluate(
    () =>
      new Promise<{ readonly value: number; readonly of: string }[]>(resolve => {
        const named = (node: Node | null) => (node instanceof Element ? node : node?.parentElement)?.outerHTML.slice(0, 120) ?? ''
        const told: { value: number; of: string }[] = []
        const observer = new PerformanceObserver(list => {
          for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[])
            if (!hadRecentInput) told.push({ value, of: sources.map(({ node }) => named(node)).join(', ') })
        })
        observer.observe({ type: 'layout-shift', buffered: true })
        // What it buffered it tells a task later.
        setTimeout(() => {
          observer.disconnect()
          resolve(told)
        }, 50)
      }),
  )
  return { sum: told.reduce((sum, { value }) => sum + value, 0), told: told.map(({ value, of }) => `${value.toFixed(4)} ${of}`) }
}
