/** What a finger does on a page. */
import type { Page } from 'playwright-core'

interface Place {
  readonly x: number
  readonly y: number
}

interface Finger {
  /** @param rests milliseconds, before it does anything else */
  down(at: Place, rests?: number): Promise<void>
  to(...places: readonly Place[]): Promise<void>
  up(): Promise<void>
}

export async function fingerOn(page: Page): Promise<Finger> {
  const finger = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: Place[]) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints })
  return {
    down: async (at, rests = 420) => {
      await touch('touchStart', at)
      await page.waitForTimeout(rests)
    },
    to: async (...places) => {
      for (const place of places) await touch('touchMove', place)
    },
    up: async () => {
      // It stops before it leaves: else what it scrolls goes on.
      await page.waitForTimeout(80)
      await touch('touchEnd')
      await finger.detach()
    },
  }
}

/** Rests at a place, and pulls what is there. @param rests milliseconds; short ones scroll */
export async function pullByFinger(page: Page, from: Place, by: Place, rests?: number): Promise<void> {
  const finger = await fingerOn(page)
  await finger.down(from, rests)
  await finger.to(...[0.2, 0.5, 1].map(part => ({ x: from.x + by.x * part, y: from.y + by.y * part })))
  await finger.up()
}
