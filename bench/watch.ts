/** Measures inside a page, from what a person does to what they see of it: the event's own time stamp, and the frame in which the result was painted. */
import type { CDPSession, Page, Request } from 'playwright-core'

interface Watch {
  /** When the last key or click came, as the browser stamps it. */
  acted: number
  long: number[]
}
type Watched = typeof globalThis & { watch: Watch }

const asked = new WeakMap<Page, Set<Request>>()

/** Whether an answer is on its way. */
export function isAsking(page: Page): boolean {
  return (asked.get(page)?.size ?? 0) > 0
}

/** Call before the page's first script. */
export async function watch(page: Page): Promise<void> {
  const open = new Set<Request>()
  asked.set(page, open)
  page.on('request', request => {
    if (request.resourceType() === 'fetch') open.add(request)
  })
  for (const end of ['requestfinished', 'requestfailed'] as const)
    page.on(end as 'requestfinished', request => open.delete(request))
  await page.addInitScript(() => {
    const watch: Watch = { acted: 0, long: [] }
    ;(globalThis as Watched).watch = watch
    for (const kind of ['keydown', 'click'])
      addEventListener(
        kind,
        event => {
          watch.acted = event.timeStamp
        },
        { capture: true },
      )
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) watch.long.push(entry.duration)
    }).observe({ type: 'longtask' })
  })
}

export interface Took {
  /** Milliseconds until it was painted. */
  readonly wall: number
  /** Of them, those in which a processor worked on the page's main thread: what stays the same however busy the machine is. */
  readonly busy: number
}

/**
 * @param act a real key or click
 * @param done JavaScript, true as soon as the result stands in the document
 */
export async function timeOf(page: Page, act: () => Promise<void>, done: string): Promise<Took> {
  // It looks from before the act on: the answer may be there before anybody could ask.
  await page.evaluate(
    `watch.acted = 0
    watch.result = new Promise((resolve, reject) => {
      const began = performance.now()
      const look = () => {
        if (watch.acted > 0 && (${done})) {
          const channel = new MessageChannel()
          channel.port1.onmessage = () => resolve(performance.now() - watch.acted)
          // After the paint of this frame.
          channel.port2.postMessage(0)
        } else if (performance.now() - began > 20000) reject(new Error(${JSON.stringify(`Never came: ${done}`)}))
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    undefined`,
  )
  const before = await busyOf(page)
  await act()
  const wall = (await page.evaluate('watch.result')) as number
  return { wall, busy: (await busyOf(page)) - before }
}

const devtools = new WeakMap<Page, CDPSession>()

/** Milliseconds a processor has worked on the page's main thread so far. */
export async function busyOf(page: Page): Promise<number> {
  let session = devtools.get(page)
  if (!session) {
    session = await page.context().newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    devtools.set(page, session)
  }
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
}

export interface Tasks {
  /** Tasks over 50 ms, in milliseconds. */
  readonly long: readonly number[]
}

/** The long tasks while something is done and in the half second after it. */
export async function tasksDuring(page: Page, act: () => Promise<void>): Promise<Tasks> {
  await page.evaluate(() => {
    ;(globalThis as Watched).watch.long = []
  })
  await act()
  await page.waitForTimeout(500)
  return { long: await page.evaluate(() => (globalThis as Watched).watch.long) }
}

export interface Scrolled {
  readonly framesPerSecond: number
  /** Frames that took longer than 50 ms. */
  readonly longFrames: number
  readonly longest: number
}

/** @param step pixels per frame; @param seconds how long it scrolls, turning at the ends */
export function scroll(page: Page, step: number, seconds: number): Promise<Scrolled> {
  return page.evaluate(
    ([step, seconds]) =>
      new Promise<Scrolled>(resolve => {
        const grid = document.querySelector<HTMLElement>('[role="grid"]')!
        const frames: number[] = []
        const began = performance.now()
        let before = began
        let way = 1
        const frame = () => {
          const now = performance.now()
          frames.push(now - before)
          before = now
          if (now - began > seconds! * 1000) {
            resolve({
              framesPerSecond: (frames.length * 1000) / (now - began),
              longFrames: frames.filter(each => each > 50).length,
              longest: Math.max(...frames),
            })
            return
          }
          if (grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 4) way = -1
          if (grid.scrollTop <= 0) way = 1
          grid.scrollTop += way * step!
          requestAnimationFrame(frame)
        }
        requestAnimationFrame(frame)
      }),
    [step, seconds],
  )
}

/** Turns a wheel over the list, as a hand does. @param speed pixels a second @returns frames that the browser put on the screen, and those of them for which the page had drawn, a second */
export async function wheel(
  page: Page,
  speed: number,
  seconds: number,
): Promise<{ readonly shown: number; readonly drawn: number }> {
  const browser = page.context().browser()!
  const devtools = await page.context().newCDPSession(page)
  const { x, y, width, height } = (await page.locator('[role="grid"]').boundingBox())!
  await browser.startTracing(page, { categories: ['viz'] })
  const counting = page.evaluate(
    milliseconds =>
      new Promise<number>(resolve => {
        const ends = performance.now() + milliseconds
        let frames = 0
        const frame = () => {
          if (performance.now() > ends) resolve(frames)
          else {
            frames += 1
            requestAnimationFrame(frame)
          }
        }
        requestAnimationFrame(frame)
      }),
    seconds * 1000,
  )
  await devtools.send('Input.synthesizeScrollGesture', {
    ...{ x: x + width / 2, y: y + height / 2, speed },
    yDistance: -speed * seconds,
    gestureSourceType: 'mouse',
  })
  const drawn = await counting
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: { name: string }[] }
  await devtools.detach()
  const shown = traceEvents.filter(({ name }) => name === 'Display::DrawAndSwap').length
  return { shown: shown / seconds, drawn: drawn / seconds }
}
