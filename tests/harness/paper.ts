/** A page as it goes to paper. */
import type { Page } from 'playwright-core'

export async function onPaper(page: Page, look: () => Promise<void>): Promise<void> {
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await page.emulateMedia({ media: 'print' })
  await look()
  await page.emulateMedia({ media: 'screen' })
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
}

/** How many pixels of what is found stand out of the paper to its sides, and whether some stand on others. */
export async function faultsOnPaper(page: Page, selector: string): Promise<{ readonly beside: number; readonly above: number }> {
  return await page.locator(selector).evaluateAll(all => {
    const boxes = all.map(each => each.getBoundingClientRect())
    const beside = Math.max(0, ...boxes.map(({ left, right }) => Math.max(-left, right - innerWidth)))
    const above = boxes.filter(
      ({ top, left }, at) => at > 0 && left <= boxes[at - 1]!.left && top < boxes[at - 1]!.bottom - 1,
    ).length
    return { beside: Math.round(beside), above }
  })
}
