/**
 * In which language people read, and in which zone their days are: every word, number and moment asks here. Knows neither catalogs nor who chose what
 * (`speech.ts`), so that plain files, and tests of them without a browser, can use it.
 */
import { i18n, type MessageDescriptor } from '@lingui/core'
import { type Language, languages, source } from './languages.ts'

for (const each of languages) i18n.load(each, {})
i18n.activate(source)

let locale = localeFor(undefined, browserLocales())
let fromRight = false
let zone: string | undefined
let chosen: string | undefined

/** The language the words are in, without a region. */
export function shownLanguage(): Language {
  return i18n.locale as Language
}

/** How numbers, days and lists are written: that language as it is written in the person's region. For every call of `Intl`. */
export function language(): string {
  return locale
}

/** The IANA name of the zone in which moments are told. */
export function timeZone(): string {
  return zone ?? browserZone()
}

/** Asked for once: the answer takes longer than a row takes to be drawn. */
let here: string | undefined

export function browserZone(): string {
  here ??= Intl.DateTimeFormat().resolvedOptions().timeZone
  return here
}

/** What somebody has chosen and the browser does not say by itself. */
export function chosenLanguage(): string | undefined {
  return chosen
}

/** From now on, words are in this language, whose catalog is loaded, and moments in this zone. @param wanted undefined: as the browser */
export function speak(wanted: string | undefined, inZone: string | undefined): void {
  const shown = languageFor(wanted, browserLocales())
  zone = inZone
  chosen = wanted
  locale = localeFor(wanted, browserLocales())
  fromRight = readsFromRight(shown)
  made.clear()
  here = undefined
  i18n.activate(shown, [locale, shown])
}

/** A sentence as the code says it; the build adds the rest, see CONTRIBUTING.md "Words people read". */
export type Words = string | MessageDescriptor

/** A sentence in the person's language, for files without macros. @param words a literal text in ICU form, or what `msg` made */
export function say(words: Words, values?: Readonly<Record<string, unknown>>): string {
  const descriptor = typeof words === 'string' ? { id: words, message: words } : words
  return i18n._({ ...descriptor, ...(values && { values: { ...values } }) })
}

/** The one of our languages that answers a wish. */
export function languageFor(wanted: string | undefined, browser: readonly string[]): Language {
  for (const tag of wanted ? [wanted, ...browser] : browser) {
    const found = languages.find(each => each === baseOf(tag))
    if (found) return found
  }
  return source
}

/**
 * The region is the one that was chosen with the language, else the browser's, where it names one with that language. Somebody whose language we do not speak reads English, with the days and
 * numbers of their own region.
 */
export function localeFor(wanted: string | undefined, browser: readonly string[]): string {
  const spoken = languageFor(wanted, browser)
  if (wanted && baseOf(wanted) === spoken && new Intl.Locale(wanted).region) return wanted
  const native = browser.find(tag => baseOf(tag) === spoken)
  if (native) return native
  const region = wanted || browser[0] === undefined ? undefined : new Intl.Locale(browser[0]).maximize().region
  return region ? `${spoken}-${region}` : spoken
}

function baseOf(tag: string): string {
  return tag.split('-')[0]!.toLowerCase()
}

function browserLocales(): readonly string[] {
  return typeof navigator === 'undefined' ? [] : (navigator.languages ?? [navigator.language])
}

/** The weekday with which weeks begin in the person's language and region, on every screen and in every figure; Monday is 1. */
export function weekBegin(of = locale): number {
  return once('week', { of }, () => {
    const known = new Intl.Locale(of) as Intl.Locale & {
      getWeekInfo?(): { firstDay: number }
      readonly weekInfo?: { firstDay: number }
    }
    return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1
  })
}

/** Made once: a list has hundreds of numbers and days, and making one of these takes longer than a row does. */
const made = new Map<string, unknown>()

function once<T>(kind: string, options: object, make: () => T): T {
  const key = kind + JSON.stringify(options)
  const known = made.get(key) as T | undefined
  if (known) return known
  const fresh = make()
  made.set(key, fresh)
  return fresh
}

export function numberFormat(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return once('number', options, () => new Intl.NumberFormat(locale, options))
}

/** In the person's zone, unless the options name one. */
export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once('date', options, () => new Intl.DateTimeFormat(locale, { ...(zone && { timeZone: zone }), ...options }))
}

export function relativeFormat(options: Intl.RelativeTimeFormatOptions): Intl.RelativeTimeFormat {
  return once('relative', options, () => new Intl.RelativeTimeFormat(locale, options))
}

export function listFormat(options: Intl.ListFormatOptions = {}): Intl.ListFormat {
  return once('list', options, () => new Intl.ListFormat(locale, options))
}

/** The order of texts as people expect it. */
export function collator(options: Intl.CollatorOptions = {}): Intl.Collator {
  return once('order', options, () => new Intl.Collator(locale, options))
}

/** As its own people call it: "Deutsch". */
export function nameOfLanguage(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
}

/** A label within a sentence, where languages differ in what they write small. */
export function inSentence(label: string): string {
  // Not what is written with capitals within, or before a digit: CSAT, Q1.
  return shownLanguage() === 'en'
    ? label.replace(/\S+/g, word => (/\p{L}\p{Lu}|\p{Lu}\d/u.test(word) ? word : word.toLowerCase()))
    : label
}

/** "12,480"; "991+" where it was counted no further. */
export function countText(count: number, isCapped = false): string {
  const text = numberFormat().format(count)
  return isCapped ? isolated(`${text}+`) : text
}

const scriptsFromRight = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm', 'Rohg'])

/** Whether a language is written from the right, in the script it usually has. */
export function readsFromRight(of: string): boolean {
  return scriptsFromRight.has(new Intl.Locale(of).maximize().script ?? '')
}

/** Parts in a row, "Ticket · SUP-12 · Selma Haddad", in the order in which the page reads, whichever way each of them does. */
export function apart(parts: readonly (string | null | undefined)[], by = ' · ', isFromRight = fromRight): string {
  return parts.flatMap(part => (part ? [isolated(part, isFromRight)] : [])).join(by)
}

/** What is a whole of its own, like "+12 %", "1–100" or "991+": among words from the right its signs would change sides. Nothing that is read back or copied. */
export function isolated(text: string, isFromRight = fromRight): string {
  return isFromRight ? `\u2068${text}\u2069` : text
}
