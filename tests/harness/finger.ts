/** What a finger does on a page. */
import type { Page } from 'playwright-core'

interface Place {
  readonly x: number
  readonly y: number
}

/** Rests at a place, and pulls what is there. @param rests milliseconds; short ones scroll */
export async function pullByFinger(page: Page, from: Place, by: Place, rests = 420): Promise<void> {
  const finger = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: Place[]) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints })
  await touch('touchStart', from)
  await page.waitForTimeout(rests)
  for (const part of [0.2, 0.5, 1]) await touch('touchMove', { x: from.x + by.x * part, y: from.y + by.y * part })
  // It stops before it leaves: else what it scrolls goes on.
  await page.waitForTimeout(80)
  await touch('touchEnd')
  await finger.detach()
}
