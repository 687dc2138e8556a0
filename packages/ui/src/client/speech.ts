/**
 * Which language and zone are shown: what the person has chosen, else what was chosen for this browser before anybody signed in, else as the browser says.
 * Loads the catalog of a language when it is needed.
 */

import { catalogs } from 'virtual:words'
import type { Preferences } from '@bailiwick/definition/wire/index.ts'
import { i18n } from '@lingui/core'
import { languageFor, readsFromRight, shownLanguage, speak } from './language.ts'

/** What this browser remembers, so that the first paint is right. */
interface Kept {
  /** Chosen where one signs in. */
  readonly here?: string
  /** Of whoever was signed in last. */
  readonly own?: Preferences
}

// Not among what sign-out forgets: the page where one signs in speaks as before.
const place = 'bailiwick-language'
let kept: Kept = {}

/** Before the first paint. */
export async function speakAsKept(): Promise<void> {
  try {
    kept = JSON.parse(localStorage.getItem(place) ?? '{}') as Kept
  } catch {
    // Switched off.
  }
  await show()
}

/** Chosen before anybody signed in: for whoever has no choice of their own. */
export const speakHere = (language: string): Promise<void> => change({ here: language })

/** As a person has chosen it. Nothing happens where it is so already. */
export async function speakFor(own: Preferences): Promise<void> {
  if (!speaksFor(own)) await change({ ...kept, own })
}

export function speaksFor({ language, timeZone }: Preferences): boolean {
  return kept.own?.language === language && kept.own.timeZone === timeZone
}

/** What a person who leaves it to the browser is shown. */
export const languageHere = () => languageFor(kept.here, navigator.languages)

async function change(now: Kept): Promise<void> {
  kept = now
  try {
    localStorage.setItem(place, JSON.stringify(kept))
  } catch {
    // Switched off: it holds until the page is left.
  }
  await show()
}

async function show(): Promise<void> {
  const wanted = kept.own?.language ?? kept.here
  const spoken = languageFor(wanted, navigator.languages)
  // A catalog that cannot be loaded takes no page down: what the code says is English.
  const catalog = await catalogs[spoken]?.().catch(() => undefined)
  if (catalog) i18n.load(spoken, catalog.default)
  speak(wanted, knownZone(kept.own?.timeZone))
  document.documentElement.lang = shownLanguage()
  document.documentElement.dir = readsFromRight(shownLanguage()) ? 'rtl' : 'ltr'
}

/** @returns undefined for a zone that this browser does not know, as for none */
function knownZone(zone: string | null | undefined): string | undefined {
  try {
    return zone ? new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone : undefined
  } catch {
    return undefined
  }
}
