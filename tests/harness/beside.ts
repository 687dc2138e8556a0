/** What is open on a page stands beside its record, and not beneath it, also where that lies over the page. */
import type { Page } from 'playwright-core'

export async function isBeside(page: Page): Promise<void> {
  await page.getByRole('complementary').getByRole('heading', { level: 2 }).waitFor()
  await page.waitForFunction(() => {
    const panel = document.querySelector('[data-panel]')?.getBoundingClientRect()
    const open = document.querySelector('[data-row][data-current]')
    const page = open?.closest('[role="grid"]')?.getBoundingClientRect()
    const { left, right, top, bottom, width } = open?.getBoundingClientRect() ?? new DOMRect()
    return panel && page && width > 0 && left >= page.left && right <= panel.left && top >= page.top && bottom <= page.bottom + 1
  })
}
