/** Takes one subject in every look. A person signs in once; the page is theirs from then on. */
import { mkdirSync, writeFileSync } from 'node:fs'
import type { SignInView } from '@bailiwick/definition/wire/index.ts'
import type { CDPSession, Page } from 'playwright-core'
import type { Chromium, Visitor } from '../../tests/harness/pages.ts'
import type { Subject } from './subjects.ts'

export const looks = ['light', 'dark', 'phone', 'phone-dark', 'paper', 'paper-wide'] as const
export type Look = (typeof looks)[number]

const usual: readonly Look[] = ['light', 'dark', 'phone']

const wide = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }
/** A4, in the pixels of a style sheet. */
const sheet = { width: 794, height: 1123 }

interface Place {
  readonly visitor: Visitor
  readonly page: Page
  readonly devtools: CDPSession
  /** Requests under way; not the stream of events, which never ends. */
  readonly open: Set<object>
}

export class Camera {
  readonly #chromium: Chromium
  readonly #origin: string
  readonly #folder: string
  #who: string | undefined
  #place: Place | undefined

  /** @param folder pictures are written beneath it, at `<chapter>/<name>-<look>.webp` */
  constructor(chromium: Chromium, origin: string, folder: string) {
    this.#chromium = chromium
    this.#origin = origin
    this.#folder = folder
  }

  /** What the server answers this person. */
  async ask<T>(person: string, path: string): Promise<T> {
    const { page } = await this.#visit(person)
    const answer = await page.request.get(this.#origin + path)
    if (!answer.ok()) throw new Error(`${path} as ${person}: ${answer.status()}`)
    return (await answer.json()) as T
  }

  async take(chapter: string, subject: Subject): Promise<void> {
    const place = await this.#visit(subject.as, subject.locale)
    const { page } = place
    if (subject.refused !== undefined) place.visitor.expectStatus(subject.refused)
    await page.setViewportSize(wide)
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await page.mouse.move(0, 0)
    const after = await subject.before?.(page)
    await this.#goTo(place, subject)
    await subject.open?.(page)
    mkdirSync(`${this.#folder}${chapter}`, { recursive: true })
    for (const look of subject.looks ?? usual) {
      const isPhone = look.startsWith('phone')
      await page.emulateMedia({ colorScheme: look.endsWith('dark') ? 'dark' : 'light', reducedMotion: 'reduce' })
      if (isPhone) await page.setViewportSize(phone)
      // As a phone begins; what was opened by keys stays open instead, because a phone has none.
      if (isPhone && !subject.open) await this.#goTo(place, subject)
      const putAway = look.startsWith('paper') ? await layOnPaper(page, look === 'paper-wide') : undefined
      await settled(place, subject.loading)
      // A third of a PNG's size, and letters stay sharp.
      const { data } = await place.devtools.send('Page.captureScreenshot', { format: 'webp', quality: 72 })
      writeFileSync(`${this.#folder}${chapter}/${subject.name}-${look}.webp`, Buffer.from(data, 'base64'))
      await putAway?.()
    }
    await after?.()
    console.log(`${chapter}/${subject.name}, ${subject.as ?? 'nobody signed in'}`)
  }

  async #goTo(place: Place, { path, loading }: Subject): Promise<void> {
    await place.page.goto(this.#origin + path)
    await place.page.locator('h1').first().waitFor()
    await settled(place, loading)
  }

  async #signIn(page: Page, name: string): Promise<void> {
    const { personas } = (await (await page.request.get(`${this.#origin}/api/sign-in`)).json()) as SignInView
    const persona = personas.find(each => each.name === name)
    if (!persona) throw new Error(`${name} is no persona of this demonstration.`)
    await page.request.post(`${this.#origin}/api/demo-session`, {
      data: { person: persona.id },
      headers: { origin: this.#origin },
    })
  }

  async #visit(person: string | null, locale = 'en-US'): Promise<Place> {
    const who = `${locale} ${person}`
    if (this.#place && this.#who === who) return this.#place
    await this.#place?.page.context().close()
    const visitor = await this.#chromium.visit({ viewport: wide, locale })
    this.#place = await placeOf(visitor)
    this.#who = who
    if (person) await this.#signIn(visitor.page, person)
    return this.#place
  }
}

/** The first sheet of what a printer would get. @returns takes it away */
async function layOnPaper(page: Page, isWide: boolean): Promise<() => Promise<void>> {
  await page.setViewportSize(isWide ? { width: sheet.height, height: sheet.width } : sheet)
  await page.emulateMedia({ media: 'print', colorScheme: 'light' })
  await page.evaluate(() => {
    const edge = new CSSStyleSheet()
    edge.replaceSync('body { margin: 38px }')
    document.adoptedStyleSheets.push(edge)
    dispatchEvent(new Event('beforeprint'))
  })
  return async () => {
    await page.evaluate(() => {
      dispatchEvent(new Event('afterprint'))
      document.adoptedStyleSheets.pop()
    })
    await page.emulateMedia({ media: null })
  }
}

async function placeOf(visitor: Visitor): Promise<Place> {
  const { page } = visitor
  const open = new Set<object>()
  page.on('request', request => {
    if (request.resourceType() !== 'eventsource') open.add(request)
  })
  page.on('requestfinished', request => void open.delete(request))
  page.on('requestfailed', request => void open.delete(request))
  return { visitor, page, open, devtools: await page.context().newCDPSession(page) }
}

/** Nothing is waited for: every font there, no request under way for a moment, no grey bars. @param loading that something is waited for is the picture */
async function settled({ page, open }: Place, loading = false): Promise<void> {
  await page.evaluate('document.fonts.ready')
  if (loading) return page.waitForTimeout(600)
  const until = Date.now() + 20_000
  for (let quiet = 0; quiet < 6 && Date.now() < until; ) {
    await page.waitForTimeout(50)
    quiet = open.size === 0 ? quiet + 1 : 0
  }
  await page.waitForFunction(() => document.querySelectorAll('[class*="Skeleton"]').length === 0)
}
